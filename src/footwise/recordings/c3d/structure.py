"""The skeleton of a C3D file: header, parameters, and where each number of the data section lies.

A C3D file says most things twice: in the header, in the parameters, and by its own length. They are
held against each other here. Where two of three agree, they are believed and a note says so; where
nothing decides, the file is refused. Programs that trust one of them read shifted numbers from some
damaged files, and crash on others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.c3d.parameters import DAMAGED, NumberFormat, Value, read_parameters

BLOCK = 512


@dataclass(frozen=True)
class Structure:
    """Header and parameters of a C3D file.

    Attributes
    ----------
    path : Path
    size : int
        Length of the file in bytes.
    numbers : NumberFormat
    header_words : tuple of int
        Words 2 to 5 of the header: markers, analog values in a frame, first and last frame; then
        words 9 and 10: first block of the data, analog samples in a frame.
    header_scale, header_rate_hz : float
    parameters : dict
        ``"GROUP:NAME"`` (upper case) to a list of str, or an array in the file's own shape.
    parameters_end : int
        Byte after the last parameter record.
    notes : tuple of str
        What could not be read.
    """

    path: Path
    size: int
    numbers: NumberFormat
    header_words: tuple[int, ...]
    header_scale: float
    header_rate_hz: float
    parameters: dict[str, Value] = field(repr=False)
    parameters_end: int = 0
    notes: tuple[str, ...] = ()

    def values(self, name: str, default: tuple[float, ...] = ()) -> np.ndarray:
        """Numeric parameter as a float array, `default` when absent or empty."""
        value = self.parameters.get(name)
        if value is None or isinstance(value, list) or value.size == 0:
            return np.array(default, dtype=float)
        return value.astype(float)

    def number(self, name: str, default: float) -> float:
        """First value of a numeric parameter, `default` when absent or no number."""
        values = self.values(name)
        first = float(values.flat[0]) if values.size else default
        return first if np.isfinite(first) else default

    def texts(self, name: str) -> list[str]:
        """Text parameter as a list; ``LABELS2, LABELS3 …`` continue ``LABELS``."""
        texts: list[str] = []
        for suffix in ("", *(str(k) for k in range(2, 300))):
            value = self.parameters.get(name + suffix)
            if not isinstance(value, list):
                break
            texts += value
        return texts

    def damaged(self, what: str) -> FootwiseError:
        """Refusal of this file."""
        return FootwiseError(self.path, f"is damaged: {what}", DAMAGED)


def read_structure(path: Path) -> Structure:
    """Read header and parameters of a C3D file.

    Raises
    ------
    FootwiseError
        The file is no C3D file, or its parameters are damaged.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise FootwiseError(path, "is a folder", "Name a recording (.c3d or .trc) in it")
        if not path.is_file():
            raise FootwiseError(path, "is not a file", "Name a recording (.c3d or .trc)")
        with path.open("rb") as file:
            # The first block of the data is a 16-bit number: what comes before it is 33 MB at the most.
            data = file.read(BLOCK)
            if len(data) == BLOCK and data[1] == 0x50:
                data += file.read(65535 * BLOCK)
    except FileNotFoundError:
        raise FootwiseError(path, "there is no such file", "Check the name and the folder") from None
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({error.strerror})", "Check its permissions") from None
    if not data:
        raise FootwiseError(path, "is empty (0 bytes)", DAMAGED)
    if len(data) < BLOCK or data[1] != 0x50:
        kind = "looks like text" if data[:BLOCK].isascii() and b"\0" not in data[:BLOCK] else "has no C3D header"
        raise FootwiseError(path, f"is not a C3D file: it {kind}", "Choose the C3D export of the recording")
    section = (data[0] - 1) * BLOCK
    if section < BLOCK or section + 4 > len(data):
        raise FootwiseError(path, "is damaged: the parameter section lies outside the file", DAMAGED)
    if data[section + 3] not in (84, 85, 86):
        raise FootwiseError(path, "is damaged: unknown number format in the parameter section", DAMAGED)
    numbers = NumberFormat(data[section + 3])
    header = (*numbers.unsigned(data, 2, 4), *numbers.unsigned(data, 16, 2))
    scale, rate = (float(numbers.floats(data[at : at + 4])[0]) for at in (12, 20))
    # What lies behind the section belongs to the data, whatever its last record says.
    ends = (header[4] - 1) * BLOCK if (header[4] - 1) * BLOCK > section + 4 else len(data)
    parameters, end = read_parameters(path, data[:ends], section, numbers)
    # Zeros fill the section up to the data; records in a hole of it would be lost without a word.
    rest = data[end + 2 : max(end + 2, (header[4] - 1) * BLOCK)].rstrip(b"\0")
    notes = (f"{len(rest)} bytes after its last parameter were not understood",) if rest else ()
    return Structure(path, size, numbers, header, scale, rate, parameters, end, notes)
