"""C3D files, read with every bound checked, and written."""

from footwise.recordings.c3d.analog import AnalogChannels, read_analog
from footwise.recordings.c3d.plain import markers_c3d
from footwise.recordings.c3d.read import read_c3d
from footwise.recordings.c3d.results import C3DResults, ResultValue, read_c3d_results
from footwise.recordings.c3d.with_results import OFF, STRIKE, c3d_with_results
from footwise.recordings.c3d.write import write_c3d

__all__ = [
    "OFF",
    "STRIKE",
    "AnalogChannels",
    "C3DResults",
    "ResultValue",
    "c3d_with_results",
    "markers_c3d",
    "read_analog",
    "read_c3d",
    "read_c3d_results",
    "write_c3d",
]
