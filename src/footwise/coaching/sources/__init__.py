"""Where samples come from: a live stream or a recording."""

from footwise.coaching.sources.lsl_source import LslSource
from footwise.coaching.sources.replay import ReplaySource
from footwise.coaching.sources.source import Packet, Source

__all__ = [
    "LslSource",
    "Packet",
    "ReplaySource",
    "Source",
]
