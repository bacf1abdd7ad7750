"""Files of programs that hold no table of samples: told by the ends of their names, with what to export instead."""

from __future__ import annotations

from pathlib import Path

from footwise.errors import FootwiseError

_WORKBOOK = ("is a workbook of a spreadsheet", "Save the sheet with the samples as CSV")
_BODY = (
    "is the motion of a body model and not of the sensors themselves",
    "Export the raw accelerometer and gyroscope of the sensor on the shoe",
)
_MATLAB = ("is a file of MATLAB", "Write the samples as CSV, with writetable and the names of their columns")
_OTHERS = {
    ".xlsx": _WORKBOOK,
    ".xls": _WORKBOOK,
    ".ods": _WORKBOOK,
    ".mvnx": _BODY,
    ".mvn": _BODY,
    ".bvh": _BODY,
    ".calc": _BODY,
    ".fbx": _BODY,
    ".mat": _MATLAB,
    ".xml": ("holds no table of samples", "Give the recording of the sensor on the shoe, such as CSV"),
    ".mtb": ("is a log of Xsens MT Manager", "Export it there as text with acceleration and angular velocity"),
}


def refuse_other_program(path: Path) -> None:
    """Refuse a file of a program that writes no table, and say what to export instead.

    Raises
    ------
    FootwiseError
        It is one, by the end of its name.
    """
    if path.suffix.lower() in _OTHERS and path.is_file():
        raise FootwiseError(path, *_OTHERS[path.suffix.lower()])
