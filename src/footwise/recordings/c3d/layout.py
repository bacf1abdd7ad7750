"""Where each number of a C3D file's data section lies, agreed between header, parameters and length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.c3d.parameters import DAMAGED
from footwise.recordings.c3d.structure import BLOCK, Structure

_OVERFLOW = 65536


@dataclass(frozen=True)
class Layout:
    """The data section of a C3D file.

    Attributes
    ----------
    start : int
        Byte where the data begins.
    frames, points : int
    channels, samples : int
        Analog channels, and their samples in each frame.
    skipped : int
        Analog values in each frame that belong to no known channel.
    scale : float
        Of the markers when they are 16-bit numbers; negative when all data are floats.
    rate_hz : float
        Frames per second.
    first_frame : int
        Number of the first stored frame, counted from 1.
    notes : tuple of str
        Contradictions in the file that its other parts resolved.
    """

    start: int
    frames: int
    points: int
    channels: int
    samples: int
    skipped: int
    scale: float
    rate_hz: float
    first_frame: int
    notes: tuple[str, ...]


def find_layout(structure: Structure) -> Layout:
    """Hold header, parameters and file length against each other.

    Raises
    ------
    FootwiseError
        They contradict each other, or the file is shorter than it says.
    """
    notes: list[str] = []
    rate = _rate(structure, notes)
    scale = _scale(structure)
    width = 4 if scale < 0 else 2
    starts, analogs, counts = _starts(structure), _analog_in_frame(structure, rate), _frame_counts(structure)
    markers = _marker_counts(structure)
    left_over = {
        (start, analog, frames, points): structure.size - start - _length(frames, points, analog, width)
        for start in starts
        for analog in analogs
        for frames in counts
        for points in markers
    }
    # The data ends with the file, or with zeros up to the end of a block.
    padded = BLOCK if structure.size % BLOCK == 0 else 1
    fitting = [choice for choice, left in left_over.items() if left == 0]
    fitting = fitting or [choice for choice, left in left_over.items() if 0 <= left < padded]
    # Some programs put a whole block of zeros behind it.
    fitting = fitting or [choice for choice, left in left_over.items() if 0 <= left <= BLOCK]
    if not any(width * (4 * points + analog) for analog in analogs for points in markers):
        raise FootwiseError(structure.path, "holds no markers and no analog data", "Choose a recording of a walk")
    if len(left_over) == 1:
        ((start, analog, frames, points),) = left_over
        frames = _overflown(structure, frames, start, analog, width)
    elif len(fitting) == 1:
        start, analog, frames, points = fitting[0]
        notes.append(
            f"its header and its parameters contradict each other; its length agrees with {frames} frames of "
            f"{points} markers and {analog} analog values from byte {start} on"
        )
    else:
        said = [
            f"{len(choices)} places for the data" if choices is starts else f"{' or '.join(map(str, choices))} {what}"
            for choices, what in (
                (starts, ""),
                (analogs, "analog values in a frame"),
                (counts, "frames"),
                (markers, "markers"),
            )
            if len(choices) > 1
        ]
        raise structure.damaged(f"header and parameters disagree ({', '.join(said)})")
    if frames <= 0:
        raise FootwiseError(structure.path, "holds no frames", "Choose a recording of a walk")
    held = max(0, structure.size - start) // max(1, _length(1, points, analog, width))
    if held == 0:
        raise FootwiseError(structure.path, "is cut off: it ends before the first frame", DAMAGED)
    if held < frames:
        raise FootwiseError(structure.path, f"is cut off: it holds {held} of {frames} frames", DAMAGED)
    left = structure.size - start - _length(frames, points, analog, width)
    if left >= 2 * BLOCK:
        notes.append(f"{left} bytes after its {frames} frames were not read")
    channels, samples = _channels(structure, analog, rate, notes)
    first = _first_frame(structure, notes)
    skipped = analog - channels * samples
    return Layout(start, frames, points, channels, samples, skipped, scale, rate, first, tuple(notes))


def _length(frames: int, points: int, analog: int, width: int) -> int:
    return frames * width * (4 * points + analog)


def _marker_counts(structure: Structure) -> list[int]:
    """Numbers of markers that header and parameters name; one, unless they disagree."""
    header = structure.header_words[0]
    return sorted({header, max(0, round(structure.number("POINT:USED", header)))})


def _rate(structure: Structure, notes: list[str]) -> float:
    header = structure.header_rate_hz
    if not np.isfinite(header) or header < 0:
        header = 0.0
    rate = structure.number("POINT:RATE", header)
    if not 1 <= rate <= 20000:
        raise structure.damaged(f"frame rate of {rate:g} Hz")
    if header and abs(header - rate) > 0.01 * rate:
        raise structure.damaged(f"the header says {header:g} Hz, the parameters {rate:g} Hz")
    if header and abs(header - rate) > 1e-6 * rate:
        notes.append(f"its header says {header:.9g} frames a second, its parameters {rate:.9g}, which was used")
    return rate


def _scale(structure: Structure) -> float:
    header = structure.header_scale if np.isfinite(structure.header_scale) else 0.0
    scale = structure.number("POINT:SCALE", header)
    if scale == 0:
        raise structure.damaged("its scale (POINT:SCALE) is zero")
    if header and (scale < 0) != (header < 0):
        raise structure.damaged("header and parameters disagree on the number format (POINT:SCALE)")
    if header and scale > 0 and abs(header - scale) > 1e-5 * scale:
        raise structure.damaged(f"the header says a scale of {header:.9g}, the parameters {scale:.9g}")
    return scale


def _starts(structure: Structure) -> list[int]:
    """Places where the data may begin; one, unless header and parameters disagree."""
    named = (structure.header_words[4], round(structure.number("POINT:DATA_START", 0)))
    blocks = sorted({block for block in named if block >= 2})
    if not blocks:
        raise structure.damaged("it does not say where the data begins")
    for block in blocks:
        if (block - 1) * BLOCK < structure.parameters_end:
            blocks = [b for b in blocks if b != block]
    if not blocks:
        raise structure.damaged("the data would begin within the parameters")
    return [(block - 1) * BLOCK for block in blocks]


def _analog_in_frame(structure: Structure, rate: float) -> list[int]:
    """Analog values in a frame that header and parameters name; one, unless they disagree."""
    said = structure.header_words[1]
    channels = max(0, round(structure.number("ANALOG:USED", 0)))
    per_frame = structure.header_words[5] or 1
    ratio = structure.number("ANALOG:RATE", rate * per_frame) / rate
    computed = channels * round(ratio) if 0.5 < ratio < _OVERFLOW else 0
    if not computed:
        return [said]
    # The header of some programs says nothing about analog data that is there.
    return sorted({said, computed})


def _frame_counts(structure: Structure) -> list[int]:
    """Numbers of frames that header and parameters name; one, unless they disagree.

    The header and POINT:FRAMES have 16 bits, which long recordings overflow or fill; the full number is
    then in TRIAL or POINT:LONG_FRAMES, or in a POINT:FRAMES that is a float.
    """
    first, last = structure.header_words[2:4]
    full: set[int] = set()
    start, end = (_trial_field(structure, which) for which in ("START", "END"))
    if start is not None and end is not None and end >= start:
        full.add(end - start + 1)
    for name in ("POINT:LONG_FRAMES", "POINT:FRAMES"):
        value = structure.parameters.get(name)
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and structure.number(name, 0) >= 1:
            full.add(round(structure.number(name, 0)))
    short: set[int] = set()
    if last >= first and last < _OVERFLOW - 1:
        short.add(last - first + 1)
    elif last < first - 1:
        short.add(last - first + 1 + _OVERFLOW)
    stored = structure.parameters.get("POINT:FRAMES")
    if isinstance(stored, np.ndarray) and stored.dtype.kind == "u":
        frames = round(structure.number("POINT:FRAMES", 0))
        if 0 < frames < _OVERFLOW - 1:
            short.add(frames)
    # A short number that is a full one less its overflow says the same.
    short = {n for n in short if all((n - f) % _OVERFLOW for f in full)}
    if not full and not short:
        return [_OVERFLOW - first] if last == _OVERFLOW - 1 else [0]
    return sorted(full | short)


def _overflown(structure: Structure, frames: int, start: int, analog: int, width: int) -> int:
    """Frames when 16 bits are all there is: the file's length says how often they overflowed."""
    one = _length(1, round(structure.header_words[0]), analog, width)
    held = max(0, structure.size - start) // one if one else 0
    full_header = structure.header_words[3] == _OVERFLOW - 1
    if held >= _OVERFLOW > frames and (full_header or (held - frames) % _OVERFLOW * one < BLOCK):
        return held if full_header else held - (held - frames) % _OVERFLOW
    return frames


def _trial_field(structure: Structure, which: str) -> int | None:
    """Frame number of TRIAL:ACTUAL_START_FIELD or …_END_FIELD: one float, or 16 bits low and high."""
    words = structure.values(f"TRIAL:ACTUAL_{which}_FIELD").ravel()
    if not words.size or not np.isfinite(words[:2]).all() or np.abs(words[:2]).max() > 1e9:
        return None
    return int(words[0]) + (_OVERFLOW * int(words[1]) if words.size > 1 else 0)


def _first_frame(structure: Structure, notes: list[str]) -> int:
    first, start = structure.header_words[2], _trial_field(structure, "START")
    if start is not None and start & 0xFFFF != first:
        notes.append(f"its header begins with frame {first}, its parameters with {start}; events may be shifted")
    return first


def _channels(structure: Structure, analog: int, rate: float, notes: list[str]) -> tuple[int, int]:
    """Analog channels and samples in a frame: two of USED, RATE and the header's word 10 must agree."""
    if not analog:
        return 0, 0
    used = max(0, round(structure.number("ANALOG:USED", 0)))
    ratio = structure.number("ANALOG:RATE", 0) / rate
    by_rate = round(ratio) if 0.5 < ratio < _OVERFLOW else 0
    by_header = structure.header_words[5]
    votes = [s for s in (by_rate, by_header, analog // used if used and not analog % used else 0) if s]
    samples = max(set(votes), key=lambda s: (votes.count(s), s == by_rate)) if votes else 0
    if not samples or analog % samples or (len(set(votes)) > 1 and votes.count(samples) < 2):
        if used and by_rate:
            raise structure.damaged("header and parameters disagree on the analog channels or their rate")
        notes.append("its analog channels were left out: it does not say how many there are")
        return 0, 0
    channels = analog // samples
    if used != channels:
        notes.append(f"it says {used} analog channels, but its frames hold {channels}")
    if ratio and abs(ratio - samples) > 1e-3 * samples:
        notes.append(f"its analog rate should be {samples} times its frame rate, but is {ratio:.6g} times")
    return channels, samples
