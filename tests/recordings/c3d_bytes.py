"""C3D files byte by byte, from plain arguments: nothing that Footwise or ezc3d wrote.

Follows the C3D user guide: a header of one block (512 bytes), the parameter section from block 2 on,
then the data, frame by frame: x y z and residual of every point, then the analog samples.
"""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

BLOCK = 512
PROCESSORS = {"intel": 84, "dec": 85, "mips": 86}


def c3d_bytes(
    points: Any,
    labels: Sequence[str] = (),
    *,
    rate: float = 100.0,
    analog: Any = None,
    per_frame: int = 1,
    parameters: dict[str, Any] | None = None,
    scale: float = -1.0,
    processor: str = "intel",
    first_frame: int = 1,
    header: dict[int, bytes] | None = None,
    analog_dtype: str | None = None,
) -> bytes:
    """Bytes of a C3D file.

    Parameters
    ----------
    points : array, shape (frames, points, 3)
        In the file's unit, NaN where not seen.
    labels : sequence of str
    rate : float
        Frames per second.
    analog : array, shape (frames * per_frame, channels), optional
        As stored, before offset and scale.
    per_frame : int
        Analog samples in a frame.
    parameters : dict, optional
        ``"GROUP:NAME"`` to a value: str or list of str, whole numbers (int16), uint8 arrays, other numbers
        (float32). Goes before the usual ones; None leaves one out.
    scale : float
        POINT:SCALE; negative for data in floats, positive for int16.
    processor : str
        ``intel``, ``dec`` or ``mips``.
    first_frame : int
    header : dict, optional
        Bytes to put at a place of the header in the end.
    analog_dtype : str, optional
        NumPy type of the stored int16 analog, to write unsigned ones.
    """
    points = np.asarray(points, dtype=float)
    frames, count = points.shape[:2]
    analog = np.zeros((frames * per_frame, 0)) if analog is None else np.asarray(analog, dtype=float)
    channels = analog.shape[1]
    order = ">" if processor == "mips" else "<"
    usual: dict[str, Any] = {
        "POINT:USED": count,
        "POINT:FRAMES": np.array([frames & 0xFFFF], dtype=np.uint16),
        "POINT:SCALE": float(scale),
        "POINT:RATE": float(rate),
        "POINT:DATA_START": 0,
        "POINT:UNITS": ["mm"],
        "POINT:LABELS": list(labels),
        "ANALOG:USED": channels,
        "ANALOG:RATE": float(rate * per_frame),
        "ANALOG:GEN_SCALE": 1.0,
        "ANALOG:SCALE": np.ones(channels, dtype=np.float32),
        "ANALOG:OFFSET": np.zeros(channels, dtype=np.int16),
        "ANALOG:LABELS": [f"A{k + 1}" for k in range(channels)],
        "ANALOG:UNITS": ["N"] * channels,
        **(parameters or {}),
    }
    usual = {name: value for name, value in usual.items() if value is not None}
    section, places = _parameters(usual, order, processor)
    data_start = 2 + len(section) // BLOCK
    if "POINT:DATA_START" in places and "POINT:DATA_START" not in (parameters or {}):
        struct.pack_into(order + "H", section, places["POINT:DATA_START"], data_start)
    head = bytearray(BLOCK)
    struct.pack_into(
        order + "HHHHH", head, 2, count, channels * per_frame, first_frame, (first_frame + frames - 1) & 0xFFFF, 10
    )
    head[:2] = b"\x02\x50"
    head[12:16] = _floats([scale], order, processor)
    struct.pack_into(order + "HH", head, 16, data_start, per_frame if channels else 0)
    head[20:24] = _floats([rate], order, processor)
    for place, raw in (header or {}).items():
        head[place : place + len(raw)] = raw
    data = _data(points, analog.reshape(frames, channels * per_frame), scale, order, processor, analog_dtype)
    return bytes(head) + bytes(section) + data


def _data(points: Any, analog: Any, scale: float, order: str, processor: str, analog_dtype: str | None) -> bytes:
    seen = np.isfinite(points).all(axis=2, keepdims=True)
    rows = np.concatenate((np.where(seen, points, np.nan if scale < 0 else 0), np.where(seen, 0.0, -1.0)), axis=2)
    if scale < 0:
        whole = np.concatenate((rows.reshape(len(rows), 4 * rows.shape[1]), analog), axis=1)
        return _floats(whole, order, processor)
    rows[:, :, :3] /= scale or 1
    whole = np.concatenate((np.round(rows).reshape(len(rows), 4 * rows.shape[1]), np.round(analog)), axis=1)
    if analog_dtype:
        # The bit patterns are what counts.
        whole = np.where(whole > 32767, whole - 65536, whole)
    return whole.astype(order + "i2").tobytes()


def _floats(values: Any, order: str, processor: str) -> bytes:
    if processor != "dec":
        return np.asarray(values, dtype=order + "f4").tobytes()
    # A DEC float is an IEEE float times four, with its two words exchanged.
    words = (np.asarray(values, dtype="<f4") * np.float32(4)).view("<u2").reshape(-1, 2)
    return words[:, ::-1].tobytes()


def _parameters(parameters: dict[str, Any], order: str, processor: str) -> tuple[bytearray, dict[str, int]]:
    """Parameter section in whole blocks, and where each value begins in it."""
    groups: dict[str, list[str]] = {}
    for name in parameters:
        groups.setdefault(name.split(":")[0], []).append(name)
    section = bytearray([1, 0x50, 0, PROCESSORS[processor]])
    places: dict[str, int] = {}
    for number, (group, names) in enumerate(groups.items(), 1):
        section += _record(group, -number, b"\0", order)
        for full in names:
            name = full.split(":", 1)[1]
            body, value_at = _value(parameters[full], order, processor)
            places[full] = len(section) + 2 + len(name) + 2 + value_at
            section += _record(name, number, body + b"\0", order)
    section += bytes(-(len(section) + 2) % BLOCK + 2)
    section[2] = min(len(section) // BLOCK, 255)
    return section, places


def _record(name: str, identifier: int, body: bytes, order: str) -> bytes:
    raw = name.encode()
    return struct.pack("bb", len(raw), identifier) + raw + struct.pack(order + "H", len(body) + 2) + body


def _value(value: Any, order: str, processor: str) -> tuple[bytes, int]:
    """Type, dimensions and numbers of a parameter, and where the numbers begin."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and (not value or isinstance(value[0], str)):
        raw = [text.encode() for text in value]
        width = max([len(text) for text in raw] + [1])
        shape: tuple[int, ...] = (width, len(raw))
        kind, content = -1, b"".join(text.ljust(width) for text in raw)
    else:
        array = np.asarray(value)
        shape = array.shape
        if array.dtype == np.uint8:
            kind, content = 1, array.tobytes(order="F")
        elif array.dtype.kind in "iu":
            kind, content = 2, np.array(array.astype(np.int64) & 0xFFFF, dtype=order + "u2").tobytes(order="F")
        else:
            kind, content = 4, _floats(array.ravel(order="F"), order, processor)
    head = struct.pack("bB", kind, len(shape)) + bytes(shape)
    return head + content, len(head)
