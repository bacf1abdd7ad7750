"""The numbers of a C3D file's data section: markers and analog channels."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.c3d.layout import Layout
from footwise.recordings.c3d.structure import Structure


def read_data(structure: Structure, layout: Layout) -> tuple[Array, Array, list[str]]:
    """Read markers and analog channels.

    The data section is a plain table, so NumPy reads it. ezc3d, tried first, crashes on files without
    ANALOG:OFFSET, takes unsigned offsets above 32767 as signed, shifts every frame after the first
    where ANALOG:USED is missing, and reads neither MIPS files nor more than 65535 frames.

    Parameters
    ----------
    structure : Structure
    layout : Layout

    Returns
    -------
    points : array, shape (frames, points, 3)
        In the file's unit; NaN where the marker was not seen.
    analog : array, shape (frames * samples, channels)
        With offset and scale: ``(stored - OFFSET) * SCALE * GEN_SCALE``.
    notes : list of str
        What the file does not say about its analog channels.
    """
    width, markers = 4 * layout.points, layout.points
    row = width + layout.channels * layout.samples + layout.skipped
    size = 4 if layout.scale < 0 else 2
    try:
        raw = np.fromfile(structure.path, dtype=np.uint8, count=layout.frames * row * size, offset=layout.start)
    except OSError as error:
        raise FootwiseError(structure.path, f"cannot be read ({error.strerror})", "Check its permissions") from None
    if layout.scale < 0:
        table = structure.numbers.floats(raw).reshape(layout.frames, row)
    else:
        table = raw.view(structure.numbers.order + "i2").reshape(layout.frames, row)
    fields = table[:, :width].reshape(layout.frames, markers, 4)
    points = fields[:, :, :3].astype(float)
    if layout.scale > 0:
        points *= layout.scale
    # A negative residual means not seen; some makers write zeros (or infinity) instead.
    lost = (fields[:, :, 3] < 0) | ~np.isfinite(points).all(axis=2) | (points == 0).all(axis=2)
    points[lost] = np.nan
    analog = table[:, width : width + layout.channels * layout.samples]
    analog = analog.reshape(layout.frames * layout.samples, layout.channels)
    scaled, notes = _scaled(structure, layout, analog)
    return points, scaled, notes


def _scaled(structure: Structure, layout: Layout, stored: np.ndarray) -> tuple[Array, list[str]]:
    """Analog values with offset and scale."""
    channels = layout.channels
    if not channels:
        return np.zeros((0, 0)), []
    notes: list[str] = []
    parts = {}
    for name, default in (("OFFSET", 0.0), ("SCALE", 1.0), ("GEN_SCALE", 1.0)):
        values, wanted = structure.values(f"ANALOG:{name}").ravel(), 1 if name == "GEN_SCALE" else channels
        if values.size < wanted:
            notes.append(
                f"its ANALOG:{name} has {values.size} values for {wanted}; {default:g} was taken for the others"
            )
            values = np.concatenate((values, np.full(wanted - values.size, default)))
        parts[name] = values[:wanted]
    unsigned = any("UNSIGNED" in text.upper() for text in structure.texts("ANALOG:FORMAT"))
    stored_offset = structure.parameters.get("ANALOG:OFFSET")
    if not unsigned and isinstance(stored_offset, np.ndarray) and stored_offset.dtype.kind == "u":
        parts["OFFSET"] = np.where(parts["OFFSET"] > 32767, parts["OFFSET"] - 65536, parts["OFFSET"])
    if unsigned and layout.scale > 0:
        stored = stored.view(stored.dtype.str.replace("i", "u"))
    values = stored.astype(float)
    # Most files with floats need none of it.
    if parts["OFFSET"].any():
        values -= parts["OFFSET"]
    factor = parts["SCALE"] * parts["GEN_SCALE"]
    if (factor != 1).any():
        values *= factor
    return values, notes
