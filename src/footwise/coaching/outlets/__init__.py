"""How a person is told: the terminal, tones, a marker stream."""

from footwise.coaching.outlets.lsl_markers import MARKER_STREAM_NAME, LslMarkers
from footwise.coaching.outlets.terminal_and_tone import TerminalCue, ToneCue, arrow_of, sounds_in

__all__ = [
    "MARKER_STREAM_NAME",
    "LslMarkers",
    "TerminalCue",
    "ToneCue",
    "arrow_of",
    "sounds_in",
]
