"""The parameter section of a C3D file, read with every bound checked.

Files say about themselves how long each record is and where the next begins. This walk believes
none of it before it has been checked, so that no file, however damaged, makes it crash, hang or
take memory.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError

DAMAGED = "Export the file again from the capture software, or copy it again from the source"
# Groups of which a value is used; elsewhere an unreadable value harms nobody.
_USED_GROUPS = frozenset({"POINT", "ANALOG", "FORCE_PLATFORM", "TRIAL", "EVENT", "SUBJECTS", "FOOTWISE"})
# Names that only a group has of which values are used, and names that others have as well.
_TELLING_NAMES = frozenset(
    {
        "SCALE", "RATE", "DATA_START", "FRAMES", "LONG_FRAMES", "OFFSET", "GEN_SCALE", "TYPE", "CORNERS", "ORIGIN",
        "CHANNEL", "ZERO", "CAL_MATRIX", "ACTUAL_START_FIELD", "ACTUAL_END_FIELD", "CONTEXTS", "TIMES", "CONDITION",
    }
)  # fmt: skip
_COMMON_NAMES = frozenset({"USED", "LABELS", "UNITS", "FORMAT", "BITS", "NAMES"})

Value = list[str] | np.ndarray


@dataclass(frozen=True)
class NumberFormat:
    """How the processor that wrote the file stores numbers: 84 Intel, 85 DEC, 86 MIPS."""

    processor: int

    @property
    def order(self) -> str:
        """Byte order, as NumPy and struct write it."""
        return ">" if self.processor == 86 else "<"

    def unsigned(self, raw: bytes, position: int, count: int = 1) -> tuple[int, ...]:
        """Unsigned 16-bit numbers at a position."""
        return struct.unpack_from(f"{self.order}{count}H", raw, position)

    def floats(self, raw: bytes | np.ndarray) -> np.ndarray:
        """32-bit floats; a DEC float is an IEEE float times four with its two words exchanged."""
        if self.processor != 85:
            return np.frombuffer(raw, dtype=self.order + "f4")
        words = np.frombuffer(raw, dtype="<u2").reshape(-1, 2)[:, ::-1]
        return np.ascontiguousarray(words).view("<f4").reshape(-1) / np.float32(4)


@dataclass(frozen=True)
class Record:
    """One record of the chain: a group, or a parameter with its value.

    Attributes
    ----------
    identifier : int
        Number of the group; negative for the group itself.
    name, spelled : str
        In upper case, and as the file has it.
    locked : bool
    value : list of str, array or None
        None for a group, and where the value does not fit its record.
    begins, ends : int
        Bytes of the value: its type, its dimensions and the numbers. The description follows, its length first.
    """

    identifier: int
    name: str
    spelled: str
    locked: bool
    value: Value | None
    begins: int
    ends: int


def read_records(path: Path, data: bytes, section: int, numbers: NumberFormat) -> tuple[list[Record], int]:
    """Walk the chain of group and parameter records.

    Parameters
    ----------
    path : Path
        For messages.
    data : bytes
        The file up to where its data begins.
    section : int
        Where the parameter section begins.
    numbers : NumberFormat

    Returns
    -------
    records : list of Record
    end : int
        Byte where the last record ends.

    Raises
    ------
    FootwiseError
        The chain is broken.
    """
    found: list[Record] = []
    position = section + 4
    while position + 2 <= len(data):
        length, identifier = struct.unpack_from("bb", data, position)
        locked, length = length < 0, abs(length)
        if length == 0 or identifier == 0:
            break
        after_name = position + 2 + length
        if after_name + 2 > len(data):
            raise FootwiseError(path, "is damaged: a parameter runs beyond the parameter section", DAMAGED)
        spelled = text(data[position + 2 : after_name])
        name = spelled.upper()
        if not name.isprintable() or not name:
            raise FootwiseError(path, f"is damaged: unreadable parameter name at byte {position}", DAMAGED)
        (offset,) = numbers.unsigned(data, after_name)
        following = after_name + offset if offset else len(data)
        if following > len(data) and _is_last(data, identifier, after_name + 2, numbers):
            # Some programs let the last record point beyond the section, as if another one followed.
            offset, following = 0, len(data)
        if following > len(data) or (offset and offset < 2):
            raise FootwiseError(path, f"is damaged: the record of parameter {name} points nowhere", DAMAGED)
        ends = after_name + 2
        value: Value | None = None
        if identifier > 0:
            value, ends = _value(data, ends, following, numbers)
        found.append(Record(identifier, name, spelled, locked, value, after_name + 2, ends))
        if offset == 0:
            # The last record does not say how long it is: a description follows, its length first.
            position = min(len(data), ends + 1 + (data[ends] if ends < len(data) else 0))
            break
        position = following
    return found, position


def read_parameters(path: Path, data: bytes, section: int, numbers: NumberFormat) -> tuple[dict[str, Value], int]:
    """Read the values of all parameters.

    Parameters
    ----------
    path, data, section, numbers
        As :func:`read_records` takes them.

    Returns
    -------
    parameters : dict
        ``"GROUP:NAME"`` (upper case) to a list of str, or an array in the file's own shape.
    end : int
        Byte where the last record ends.

    Raises
    ------
    FootwiseError
        The chain is broken, or a value that Footwise uses does not fit its record.
    """
    records, position = read_records(path, data, section, numbers)
    groups = group_names(records)
    found = [(one.identifier, one.name, one.value) for one in records if one.identifier > 0]
    parameters: dict[str, Value] = {}
    for identifier, name, value in found:
        group = groups.get(identifier)
        if group is None:
            alone = sum(other == identifier for other, _, _ in found) == 1
            if name in _TELLING_NAMES or (alone and name in _COMMON_NAMES):
                raise FootwiseError(path, f"is damaged: parameter {name} belongs to no group", DAMAGED)
            # Left behind by a program that took a group away; nothing of it is used.
            continue
        if value is not None:
            parameters.setdefault(f"{group}:{name}", value)
        elif group in _USED_GROUPS:
            raise FootwiseError(path, f"is damaged: parameter {group}:{name} does not fit its record", DAMAGED)
    if not parameters:
        raise FootwiseError(path, "is damaged: no parameters found", DAMAGED)
    return parameters, position


def group_names(records: list[Record]) -> dict[int, str]:
    """Names of the groups by their numbers; of two with one number the first."""
    groups: dict[int, str] = {}
    for one in records:
        if one.identifier < 0:
            groups.setdefault(-one.identifier, one.name)
    return groups


def _is_last(data: bytes, identifier: int, position: int, numbers: NumberFormat) -> bool:
    """Whether nothing but zeros follows a record whose content begins at `position`: value, then its description."""
    ends = position if identifier < 0 else _value(data, position, len(data), numbers)[1]
    return ends < len(data) and not data[ends + 1 + data[ends] :].strip(b"\0")


def _value(data: bytes, position: int, limit: int, numbers: NumberFormat) -> tuple[Value | None, int]:
    """Read type, dimensions and values of one parameter, and where they end; None when they do not fit."""
    if position + 2 > limit:
        return None, position
    kind, dimensions = struct.unpack_from("bB", data, position)
    if kind not in (-1, 1, 2, 4) or dimensions > 7:
        return None, position
    shape = tuple(data[position + 2 : position + 2 + dimensions])
    start = position + 2 + dimensions
    size = abs(kind) * prod(shape)
    if len(shape) != dimensions or start + size > limit:
        return None, position
    raw = data[start : start + size]
    if kind == -1:
        width, count = (shape[0], prod(shape[1:])) if shape else (1, 1)
        return [text(raw[k * width : (k + 1) * width]) for k in range(count)], start + size
    # Whole numbers are unsigned where it matters (frames, channels, offsets); the rare signed ones are
    # recognised by whoever uses them.
    values = numbers.floats(raw) if kind == 4 else np.frombuffer(raw, dtype=f"{numbers.order}u{kind}")
    return values.reshape(shape or 1, order="F"), start + size


def text(raw: bytes) -> str:
    """Text up to the first NUL; UTF-8 as new programs write it, else Latin-1 as old ones did."""
    raw = raw.split(b"\0")[0]
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()
