"""A tiny pose model for tests: it takes the brightest spot of a picture for a nose, and a body hangs below it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDE, HIGH = 48, 64
# The points of HALPE-26 that Footwise reads, with their numbers there.
HALPE_26 = {
    "nose": 0, "left_eye": 1, "right_eye": 2, "left_ear": 3, "right_ear": 4, "left_shoulder": 5, "right_shoulder": 6,
    "left_elbow": 7, "right_elbow": 8, "left_wrist": 9, "right_wrist": 10, "left_hip": 11, "right_hip": 12,
    "left_knee": 13, "right_knee": 14, "left_ankle": 15, "right_ankle": 16, "left_big_toe": 20, "right_big_toe": 21,
    "left_small_toe": 22, "right_small_toe": 23, "left_heel": 24, "right_heel": 25,
}  # fmt: skip
# Below the spot, in pixels of the model's picture: left is to the right of who is seen from the front.
_BELOW = {
    "nose": (0, 0), "eye": (1, -1), "ear": (2, 0), "shoulder": (5, 7), "elbow": (7, 13), "wrist": (8, 18),
    "hip": (3, 20), "knee": (3, 30), "ankle": (3, 40), "heel": (3, 42), "big_toe": (4, 45), "small_toe": (6, 44),
}  # fmt: skip


def offset(name: str) -> tuple[int, int]:
    """How far a point is from the spot, to the right and down."""
    side, _, part = name.partition("_")
    if not part:
        return _BELOW[name]
    right, down = _BELOW[part]
    return (right if side == "left" else -right), down


def write_pose_model(path: Path, *, simcc: bool = False, points: int = 26, fixed: bool = True) -> Path:
    """Write the model, and the TOML beside it."""
    reach_x, reach_y = 9, 46
    kernels = np.zeros((points, 3, 2 * reach_y + 1, 2 * reach_x + 1), dtype=np.float32)
    for name, number in HALPE_26.items():
        if number < points:
            right, down = offset(name)
            # A convolution looks where the spot is from: as far to the left and up as the point is right and down.
            kernels[number, :, reach_y - down, reach_x - right] = 1 / (3 * 255)
    size = (HIGH, WIDE) if fixed else ("height", "width")
    shown = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, *size])
    nodes = [helper.make_node("Conv", ["picture", "kernels"], ["maps"], pads=[reach_y, reach_x, reach_y, reach_x])]
    if simcc:
        nodes += [
            helper.make_node("ReduceMax", ["maps"], ["simcc_x"], axes=[2], keepdims=0),
            helper.make_node("ReduceMax", ["maps"], ["simcc_y"], axes=[3], keepdims=0),
        ]
        # The other way round than usual: the names tell.
        given = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, points, side])
            for name, side in (("simcc_y", size[0]), ("simcc_x", size[1]))
        ]
    else:
        given = [helper.make_tensor_value_info("maps", TensorProto.FLOAT, [1, points, *size])]
    graph = helper.make_graph(nodes, "spot", [shown], given, [numpy_helper.from_array(kernels, "kernels")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    write_points(path, HALPE_26)
    return path


def write_points(path: Path, points: dict[str, int], head: str = "") -> None:
    """Write the TOML beside a model."""
    rows = "\n".join(f"{name} = {number}" for name, number in points.items())
    path.with_suffix(".toml").write_text(f"{head}\n[points]\n{rows}\n", encoding="utf-8")
