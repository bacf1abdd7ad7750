"""How a person is told: the terminal, tones, a marker stream, Open Sound Control, a serial line."""

from footwise.coaching.outlets.choice import outlet_of
from footwise.coaching.outlets.lsl_markers import MARKER_STREAM_NAME, LslMarkers
from footwise.coaching.outlets.osc_cue import OscCue
from footwise.coaching.outlets.serial_cue import SerialCue
from footwise.coaching.outlets.terminal_and_tone import TerminalCue, ToneCue, arrow_of, sounds_in, system_player

__all__ = [
    "MARKER_STREAM_NAME",
    "LslMarkers",
    "OscCue",
    "SerialCue",
    "TerminalCue",
    "ToneCue",
    "arrow_of",
    "outlet_of",
    "sounds_in",
    "system_player",
]
