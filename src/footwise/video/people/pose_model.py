"""BlazePose, the model that finds a person's joints and feet in a picture: its two networks and how they are run.

V. Bazarevsky and others, "BlazePose: on-device real-time body pose tracking", 2020, arXiv:2006.10204; model card
"BlazePose GHUM 3D". A detector finds people in the whole picture; a second network then looks at a square round each
of them. The weights come with the sample `pose-model`; nothing else is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from footwise.extras import require
from footwise.samples import sample_path
from footwise.video.people.own_model import OwnModel, load_own_model

if TYPE_CHECKING:
    from pathlib import Path

DETECTOR_SIDE = 224
LANDMARK_SIDE = 256
# The detector is the first thing in the package's archive.
_DETECTOR_BYTES = 2_962_288
# Points, presence, heat maps. Not used: the body's outline, a seventh of the time, and points in metres.
_LANDMARK_OUTPUTS = (0, 1, 3)


@dataclass(frozen=True)
class PoseModel:
    """Both networks, or one's own in place of the second, ready to run. Not to be shared between threads."""

    detector: Any
    landmarks: Any
    own: OwnModel | None = None


def load_pose_model(threads: int = 2, folder: Path | None = None, own: Path | None = None) -> PoseModel:
    """Load the networks, fetching the sample `pose-model` first where the cache folder does not have it.

    Parameters
    ----------
    threads : int
        How many threads a network may use.
    folder : Path, optional
        Where the sample's files are, if not in the cache folder.
    own : Path, optional
        A model of one's own, as :func:`footwise.video.people.own_model.load_own_model` reads it.

    Returns
    -------
    PoseModel

    Raises
    ------
    FootwiseError
        The sample cannot be fetched.
    """
    folder = folder or sample_path("pose-model", quiet=True)
    detector = _ready((folder / "pose_solution_packed_assets.data").read_bytes()[:_DETECTOR_BYTES], threads)
    if own is not None:
        return PoseModel(detector, None, load_own_model(own, threads))
    heavy = (folder / "pose_landmark_heavy.tflite").read_bytes()
    return PoseModel(detector, _ready(only_outputs(heavy, _LANDMARK_OUTPUTS), threads))


def run(network: Any, picture: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Show one picture, shape (side, side, 3), to a network and give its outputs without the picture's axis."""
    network.set_tensor(network.get_input_details()[0]["index"], picture[None])
    network.invoke()
    return [network.get_tensor(output["index"])[0] for output in network.get_output_details()]


def only_outputs(weights: bytes, wanted: tuple[int, ...]) -> bytes:
    """Leave out the layers of a network whose results nobody reads.

    Parameters
    ----------
    weights : bytes
        The network in TFLite's format.
    wanted : tuple of int
        Which of its outputs to keep, in this order.

    Returns
    -------
    bytes
        The smaller network. What is kept stays as it was to the last bit.
    """
    require("ai_edge_litert")
    from ai_edge_litert import schema_py_generated as tflite

    model = tflite.ModelT.InitFromObj(tflite.Model.GetRootAs(weights, 0))
    graph = model.subgraphs[0]
    graph.outputs = [int(graph.outputs[output]) for output in wanted]
    needed = set(graph.outputs)
    layers = []
    for layer in reversed(graph.operators):
        if not needed.isdisjoint(layer.outputs):
            needed.update(layer.inputs)
            layers.append(layer)
    graph.operators = layers[::-1]
    builder = tflite.flatbuffers.Builder(len(weights))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _ready(weights: bytes, threads: int) -> Any:
    require("ai_edge_litert")
    from ai_edge_litert.interpreter import Interpreter

    with _nothing_said():
        network = Interpreter(model_content=weights, num_threads=threads)
        network.allocate_tensors()
    return network


@contextmanager
def _nothing_said() -> Iterator[None]:
    """Keep off the terminal what the library writes past Python's own error stream; its errors come as exceptions."""
    try:
        kept = os.dup(2)
    except OSError:
        # A program without an error stream.
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
