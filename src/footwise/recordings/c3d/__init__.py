"""C3D files, read with every bound checked, and written."""

from footwise.recordings.c3d.analog import AnalogChannels, read_analog
from footwise.recordings.c3d.read import read_c3d
from footwise.recordings.c3d.write import write_c3d

__all__ = [
    "AnalogChannels",
    "read_analog",
    "read_c3d",
    "write_c3d",
]
