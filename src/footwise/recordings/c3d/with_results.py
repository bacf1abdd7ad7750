"""A copy of a C3D file that holds results as well: everything else in it stays as it is."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import wrap

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.c3d.layout import Layout, find_layout
from footwise.recordings.c3d.read import read_events
from footwise.recordings.c3d.results import DEFAULT_MOMENT_UNIT, C3DResults, moment_unit
from footwise.recordings.c3d.section import (
    INTEL,
    MOST,
    WHOLE,
    Section,
    floats,
    put,
    put_list,
    read_section,
    section_bytes,
    small,
    texts,
    whole,
)
from footwise.recordings.c3d.structure import BLOCK, Structure, read_structure
from footwise.recordings.recording import Event

STRIKE, OFF = "Foot Strike", "Foot Off"
_EVENT_TOLD = {STRIKE: "The instant the heel strikes the ground", OFF: "The instant the toe leaves the ground"}
_ICON = {STRIKE: 1, OFF: 2}
_CONTEXT = {"left": "Left", "right": "Right", "": "General"}
_CONTEXTS = ("General", "Left", "Right")
_CONTEXT_TOLD = ("For other events", "Left side", "Right side")
_COLOURS = ((255, 255, 0), (164, 0, 255), (0, 0, 0))
# The numbers of a C3D file have 16 bits.
_MOST_POINTS, _FULL = 65535, 65535
# A text has 255 bytes at most, and a letter may need three.
_NOTE_WIDTH = 80


def c3d_with_results(
    path: Path, results: C3DResults, *, mass_kg: float | None = None, said: str = "", notes: Sequence[str] = ()
) -> bytes:
    """Make the bytes of a copy of a C3D file with results in it.

    Markers, analog channels and parameters are those of the file, bit by bit where it holds floats; 16-bit markers
    become the floats that they stand for. Contacts and offs that the file holds of a foot give way to those of the
    results, other events stay.

    Parameters
    ----------
    path : Path
        The file; it is only read.
    results : C3DResults
        Of all its frames.
    mass_kg : float, optional
        Of the person, for a file that holds moments for each kg of the body.
    said : str
        What computed the results, for the group FOOTWISE_RESULTS.
    notes : sequence of str
        What who reads the results must know of them, for the same group, in lines of `_NOTE_WIDTH` letters.

    Returns
    -------
    bytes

    Raises
    ------
    FootwiseError
        The file is damaged, holds results of these names already, or has no room for them.
    """
    structure = read_structure(path)
    layout = find_layout(structure)
    section = read_section(structure)
    labels = [*results.angles, *results.moments]
    taken = sorted(set(labels) & set(structure.texts("POINT:LABELS")))
    if taken:
        raise FootwiseError(
            path,
            f"holds results of Footwise already ({', '.join(taken)})",
            "Start from the recording as the laboratory exported it",
            kind=ErrorKind.BAD_REQUEST,
        )
    if layout.points + len(labels) > _MOST_POINTS:
        raise FootwiseError(path, f"holds {layout.points} points, and no more can be added", "Delete some of them")
    unit_m, per_kg = moment_unit(structure)
    if per_kg and not mass_kg:
        trouble = "gives moments for each kg of the body, and its mass is not known"
        raise FootwiseError(path, trouble, "Give it with `mass_kg=...`")
    factor = 1 / unit_m / (mass_kg if per_kg and mass_kg else 1.0)
    added = [*results.angles.values(), *(factor * values for values in results.moments.values())]
    _put_points(section, structure, layout, results)
    _put_events(section, structure, layout, results.events)
    _put_values(section, structure, results)
    if said:
        put(section, "FOOTWISE_RESULTS:COMPUTED_BY", texts([said]))
    if notes:
        lines = [line for note in notes for line in wrap(note, _NOTE_WIDTH, subsequent_indent="  ")]
        put(section, "FOOTWISE_RESULTS:NOTES", texts(lines[:MOST]))
    put(section, "POINT:DATA_START", whole(0))
    start = 2 + len(section_bytes(section, path)) // BLOCK
    put(section, "POINT:DATA_START", whole(start))
    return b"".join(
        (
            _header(structure, layout, len(labels), start),
            section_bytes(section, path),
            _data(structure, layout, added),
        )
    )


def _put_points(section: Section, structure: Structure, layout: Layout, results: C3DResults) -> None:
    labels = structure.texts("POINT:LABELS")[: layout.points]
    labels += [f"*{k}" for k in range(len(labels), layout.points)]
    told = _padded(structure.texts("POINT:DESCRIPTIONS"), layout.points)
    new = [*results.angles, *results.moments]
    put_list(section, "POINT:LABELS", [*labels, *new])
    put_list(section, "POINT:DESCRIPTIONS", [*told, *(results.descriptions.get(label, "") for label in new)])
    put(section, "POINT:USED", whole(layout.points + len(new)))
    put(section, "POINT:SCALE", floats(-abs(layout.scale)))
    frames = section["POINT"].parameters.get("FRAMES")
    # Long recordings have it as a float, or elsewhere.
    if layout.frames < _FULL and (frames is None or frames.kind == WHOLE):
        put(section, "POINT:FRAMES", whole(layout.frames))
    if "ANALOG" in section:
        put(section, "ANALOG:USED", whole(layout.channels))
    typed = structure.texts("POINT:TYPE_GROUPS")
    for group, unit, default, names in (
        ("ANGLES", "ANGLE", "deg", results.angles),
        ("MOMENTS", "MOMENT", DEFAULT_MOMENT_UNIT, results.moments),
    ):
        if names:
            put_list(section, f"POINT:{group}", [*structure.texts(f"POINT:{group}"), *names])
            if not "".join(structure.texts(f"POINT:{unit}_UNITS")):
                put(section, f"POINT:{unit}_UNITS", texts([default]))
            if group not in typed[::2]:
                typed += [group, unit]
    if typed and len(typed) % 2 == 0:
        put(section, "POINT:TYPE_GROUPS", texts(typed, of=2))


def _padded(known: list[str], count: int) -> list[str]:
    return known[:count] + [""] * (count - len(known))


def _put_events(section: Section, structure: Structure, layout: Layout, new: tuple[Event, ...]) -> None:
    if not new:
        return
    subject = next(iter(structure.texts("SUBJECTS:NAMES")), "")
    replaced = {(event.side, event.label) for event in new}
    stored = read_events(structure, layout)
    told, subjects = (_padded(structure.texts(f"EVENT:{name}"), len(stored)) for name in ("DESCRIPTIONS", "SUBJECTS"))
    rows = [row for row in zip(stored, told, subjects, strict=True) if (row[0].side, row[0].label) not in replaced]
    rows += [(event, _EVENT_TOLD.get(event.label, ""), subject) for event in new]
    rows.sort(key=lambda row: row[0].time_s)
    events = [row[0] for row in rows]
    before_s = (layout.first_frame - 1) / layout.rate_hz
    times = np.array([divmod(before_s + event.time_s, 60.0) for event in events]).T
    put(section, "EVENT:USED", whole(len(events)))
    put_list(section, "EVENT:CONTEXTS", [_CONTEXT[event.side] for event in events])
    put_list(section, "EVENT:LABELS", [event.label for event in events])
    put_list(section, "EVENT:DESCRIPTIONS", [row[1] for row in rows])
    put_list(section, "EVENT:SUBJECTS", [row[2] for row in rows])
    for name in [one for one in section["EVENT"].parameters if one.startswith("TIMES")]:
        section["EVENT"].parameters.pop(name)
    for k, begin in enumerate(range(0, len(events), MOST)):
        suffix, some = f"{k + 1 if k else ''}", events[begin : begin + MOST]
        put(section, f"EVENT:TIMES{suffix}", floats(times[:, begin : begin + MOST]))
        put(section, f"EVENT:ICON_IDS{suffix}", whole([_ICON.get(event.label, 0) for event in some]))
        put(section, f"EVENT:GENERIC_FLAGS{suffix}", small([0] * len(some)))
    if "EVENT_CONTEXT" not in section:
        put(section, "EVENT_CONTEXT:USED", whole(len(_CONTEXTS)))
        put(section, "EVENT_CONTEXT:ICON_IDS", whole(range(len(_CONTEXTS))))
        put(section, "EVENT_CONTEXT:LABELS", texts(_CONTEXTS))
        put(section, "EVENT_CONTEXT:DESCRIPTIONS", texts(_CONTEXT_TOLD))
        colours = whole(np.array(_COLOURS, dtype=int).ravel().tolist())
        put(section, "EVENT_CONTEXT:COLOURS", replace(colours, shape=(3, len(_CONTEXTS))))


def _put_values(section: Section, structure: Structure, results: C3DResults) -> None:
    if not results.values:
        return
    names = structure.texts("ANALYSIS:NAMES")
    subject = next(iter(structure.texts("SUBJECTS:NAMES")), "")

    def before(name: str) -> list[str]:
        return _padded(structure.texts(f"ANALYSIS:{name}"), len(names))

    values = np.ravel(structure.values("ANALYSIS:VALUES"))[: len(names)].tolist()
    values += [0.0] * (len(names) - len(values))
    if len(names) + len(results.values) > MOST:
        raise FootwiseError(
            structure.path,
            f"holds {len(names)} values of an analysis, and no room for {len(results.values)} more",
            "Delete values that nobody needs in the capture software",
            kind=ErrorKind.REFUSAL,
        )
    put(section, "ANALYSIS:USED", whole(len(names) + len(results.values)))
    put(section, "ANALYSIS:NAMES", texts([*names, *(one.name for one in results.values)]))
    put(
        section, "ANALYSIS:DESCRIPTIONS", texts([*before("DESCRIPTIONS"), *(one.description for one in results.values)])
    )
    put(section, "ANALYSIS:SUBJECTS", texts([*before("SUBJECTS"), *(subject for _ in results.values)]))
    put(section, "ANALYSIS:CONTEXTS", texts([*before("CONTEXTS"), *(_CONTEXT[one.side] for one in results.values)]))
    put(section, "ANALYSIS:UNITS", texts([*before("UNITS"), *(one.unit for one in results.values)]))
    put(section, "ANALYSIS:VALUES", floats([*values, *(one.value for one in results.values)]))


def _header(structure: Structure, layout: Layout, added: int, start: int) -> bytes:
    with structure.path.open("rb") as file:
        head = bytearray(file.read(BLOCK))
    (gap,) = structure.numbers.unsigned(bytes(head), 10)
    if structure.numbers.processor != INTEL:
        # Events of the header, in the numbers of another processor; programs of today read those of the group EVENT.
        head[24:] = bytes(BLOCK - 24)
    first, last = structure.header_words[2:4]
    if (last - first + 1 - layout.frames) % (_FULL + 1) and last != _FULL:
        last = min(_FULL, first + layout.frames - 1)
    points, analog = layout.points + added, layout.channels * layout.samples
    struct.pack_into("<BBHHHHHf", head, 0, 2, 0x50, points, analog, first, last, gap, -abs(layout.scale))
    struct.pack_into("<HHf", head, 16, start, layout.samples if layout.channels else 0, layout.rate_hz)
    return bytes(head)


def _data(structure: Structure, layout: Layout, added: list[Array]) -> bytes:
    """Frames as floats: what the file holds, the results behind its points, its analog values behind these."""
    width, values = 4 * layout.points, layout.channels * layout.samples
    row = width + values + layout.skipped
    size = 4 if layout.scale < 0 else 2
    raw = np.fromfile(structure.path, dtype=np.uint8, count=layout.frames * row * size, offset=layout.start)
    if layout.scale < 0:
        table = structure.numbers.floats(raw).reshape(layout.frames, row)
        points, analog = table[:, :width], table[:, width : width + values]
    else:
        whole_numbers = raw.view(structure.numbers.order + "i2").reshape(layout.frames, row)
        fields = whole_numbers[:, :width].astype("<f8").reshape(layout.frames, layout.points, 4)
        fields[:, :, :3] *= layout.scale
        points, analog = fields.reshape(layout.frames, width), whole_numbers[:, width : width + values]
        if any("UNSIGNED" in text.upper() for text in structure.texts("ANALOG:FORMAT")):
            analog = np.ascontiguousarray(analog).view(structure.numbers.order + "u2")
    new = np.zeros((layout.frames, len(added), 4), dtype="<f4")
    for k, three in enumerate(added):
        seen = np.isfinite(three).all(axis=1)
        new[seen, k, :3] = three[seen]
        new[~seen, k, 3] = -1.0
    parts = (points, new.reshape(layout.frames, -1), analog)
    return np.concatenate([np.asarray(part).astype("<f4") for part in parts], axis=1).tobytes()
