"""Where samples come from: a live stream of a sensor or of cameras, or a recording."""

from footwise.coaching.sources.lsl_marker_source import LslMarkerSource, MarkerStream, find_marker_stream
from footwise.coaching.sources.lsl_source import LslSource
from footwise.coaching.sources.lsl_streams import is_sensor_stream
from footwise.coaching.sources.qtm_source import QtmSource
from footwise.coaching.sources.radio_source import MAKES, RadioSource, addresses_of
from footwise.coaching.sources.replay import ReplaySource
from footwise.coaching.sources.source import Packet, Row, Source

__all__ = [
    "MAKES",
    "LslMarkerSource",
    "LslSource",
    "MarkerStream",
    "Packet",
    "QtmSource",
    "RadioSource",
    "ReplaySource",
    "Row",
    "Source",
    "addresses_of",
    "find_marker_stream",
    "is_sensor_stream",
]
