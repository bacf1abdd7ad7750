"""The parameter section of a C3D file as something that can be changed and written again, nothing of it lost."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.c3d.parameters import NumberFormat, group_names, read_records
from footwise.recordings.c3d.structure import BLOCK, Structure

INTEL = 84
TEXT, WHOLE, FLOAT = -1, 2, 4
# The length of a text and the number of texts are bytes; more of them continue in LABELS2, LABELS3 …
MOST = 255
_MOST_GROUPS = 127


@dataclass(frozen=True)
class Parameter:
    """A parameter as it stands in the file, in the byte order of an Intel processor.

    Attributes
    ----------
    kind : int
        -1 text, 1 byte, 2 whole number of 16 bits, 4 float.
    shape : tuple of int
    raw : bytes
    locked : bool
    description : bytes
    spelled : str
        Its name as the file has it; empty for a new one.
    """

    kind: int
    shape: tuple[int, ...]
    raw: bytes
    locked: bool = False
    description: bytes = b""
    spelled: str = ""


@dataclass
class Group:
    """A group of parameters by their names in upper case, in the order of the file; `spelled` as the file has it."""

    spelled: str = ""
    locked: bool = False
    description: bytes = b""
    parameters: dict[str, Parameter] = field(default_factory=dict)


Section = dict[str, Group]


def read_section(structure: Structure) -> Section:
    """Read every parameter of a file that `read_structure` has found sound, with locks and descriptions."""
    with structure.path.open("rb") as file:
        data = file.read(65535 * BLOCK)
    start, ends = (data[0] - 1) * BLOCK, (structure.header_words[4] - 1) * BLOCK
    # As `read_structure` walked: what lies behind the section belongs to the data.
    data = data[:ends] if ends > start + 4 else data
    records, _ = read_records(structure.path, data, start, structure.numbers)
    names, section = group_names(records), Section()
    for one in records:
        described = _description(data, one.ends)
        if one.identifier < 0:
            group = section.setdefault(one.name, Group())
            group.spelled, group.locked, group.description = one.spelled, one.locked, described
        elif one.value is not None and one.identifier in names:
            kind, dimensions = struct.unpack_from("bB", data, one.begins)
            shape = tuple(data[one.begins + 2 : one.begins + 2 + dimensions])
            raw = _intel(kind, data[one.begins + 2 + dimensions : one.ends], structure.numbers)
            group = section.setdefault(names[one.identifier], Group())
            group.parameters.setdefault(one.name, Parameter(kind, shape, raw, one.locked, described, one.spelled))
    return section


def _description(data: bytes, at: int) -> bytes:
    length = data[at] if at < len(data) else 0
    return data[at + 1 : at + 1 + length]


def _intel(kind: int, raw: bytes, numbers: NumberFormat) -> bytes:
    if kind == FLOAT:
        return np.asarray(numbers.floats(raw)).astype("<f4").tobytes()
    return np.frombuffer(raw, dtype=f"{numbers.order}u2").astype("<u2").tobytes() if kind == WHOLE else raw


def texts(values: Sequence[str], *, of: int | None = None) -> Parameter:
    """Make a parameter of texts; `of` puts so many in each row of a table."""
    raw = [value.encode("utf-8")[:MOST] for value in values]
    width = max([len(one) for one in raw] + [1])
    rows = (len(raw),) if of is None else (of, len(raw) // of)
    return Parameter(TEXT, (width, *rows), b"".join(one.ljust(width) for one in raw))


def whole(values: int | Sequence[int]) -> Parameter:
    """Make a parameter of one or several whole numbers."""
    array = np.asarray(values)
    return Parameter(WHOLE, array.shape, (array.astype(np.int64) & 0xFFFF).astype("<u2").tobytes())


def small(values: Sequence[int]) -> Parameter:
    """Make a parameter of bytes."""
    return Parameter(1, (len(values),), bytes(values))


def floats(values: float | Sequence[float] | np.ndarray) -> Parameter:
    """Make a parameter of floats; of a table the first axis runs fastest in the file."""
    array = np.asarray(values, dtype="<f4")
    return Parameter(FLOAT, array.shape, array.tobytes(order="F"))


def put(section: Section, name: str, parameter: Parameter) -> None:
    """Set ``GROUP:NAME``; what the file says of the parameter's lock and meaning stays."""
    group, _, bare = name.partition(":")
    parameters = section.setdefault(group, Group()).parameters
    old = parameters.get(bare)
    if old is not None:
        parameter = replace(parameter, locked=old.locked, description=old.description, spelled=old.spelled)
    parameters[bare] = parameter


def put_list(section: Section, name: str, values: Sequence[str]) -> None:
    """Set a list of texts of any length: ``LABELS``, then ``LABELS2`` and so on; earlier continuations go."""
    group, _, bare = name.partition(":")
    parameters = section.setdefault(group, Group()).parameters
    for k in range(2, MOST):
        parameters.pop(f"{bare}{k}", None)
    for k, begin in enumerate(range(0, max(1, len(values)), MOST)):
        put(section, f"{name}{k + 1 if k else ''}", texts(values[begin : begin + MOST]))


def section_bytes(section: Section, where: Path) -> bytes:
    """Write a section in whole blocks, the four bytes before its first record included.

    Raises
    ------
    FootwiseError
        It has become larger than a C3D file can hold.
    """
    written = bytearray()
    for number, (name, group) in enumerate(section.items(), 1):
        written += _record(group.spelled or name, -number, group.locked, b"", group.description)
        for bare, one in group.parameters.items():
            head = struct.pack("bB", one.kind, len(one.shape)) + bytes(one.shape)
            written += _record(one.spelled or bare, number, one.locked, head + one.raw, one.description)
    # Two zeros end the chain.
    blocks = -(-(4 + len(written) + 2) // BLOCK)
    if blocks > MOST or len(section) > _MOST_GROUPS:
        raise FootwiseError(
            where,
            "has more parameters than a C3D file can hold together with the results",
            "Delete model outputs that nobody needs in the capture software",
            kind=ErrorKind.REFUSAL,
        )
    return (bytes([1, 0x50, blocks, INTEL]) + bytes(written)).ljust(blocks * BLOCK, b"\0")


def _record(name: str, identifier: int, locked: bool, content: bytes, description: bytes) -> bytes:
    raw = name.encode("utf-8")[:_MOST_GROUPS]
    body = content + bytes([len(description)]) + description
    return (
        struct.pack("bb", -len(raw) if locked else len(raw), identifier) + raw + struct.pack("<H", len(body) + 2) + body
    )
