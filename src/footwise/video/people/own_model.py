"""A pose model of one's own, as an ONNX file, in place of BlazePose's second network.

Models with the points of HALPE-26 (Fang and others 2022, AlphaPose, IEEE TPAMI 45:7157), such as RTMPose's (Jiang and
others 2023, arXiv:2303.07399), know the big toe, the small toe and the heel, which BlazePose does not. What each of its
points is stands in a small TOML beside the file, of the same name. Nothing is fetched: whoever has such a model may
have it under a licence that forbids to pass it on. People are found in the picture by BlazePose's detector as ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, Picture, PictureLandmarks
from footwise.settings import read_toml
from footwise.video.people.pose_region import MARGIN, PoseRegion, cut_out

_BODY = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "big_toe", "small_toe")
NEEDED = ("nose", *(f"{side}_{part}" for part in _BODY for side in SIDES))
OPTIONAL = tuple(f"{side}_{part}" for part in ("eye", "ear") for side in SIDES)
_REMEDY = "See 'Your own pose model' in docs/phone-video.md for an example"
# A point is seen where the model says at least this of itself, as its own users have it.
LEAST_SCORE = 0.3
# Bins of a map on each side of its largest value in which the middle of the spot is looked for.
_SPOT = 2
_MOST_POINTS = 1000
# A foot's points lie within this of the ankle, in lengths of the shank.
_LARGEST_FOOT = 1.0


@by_value
@dataclass(frozen=True)
class OwnModel:
    """A model and what is known of it, ready to run. Not to be shared between threads.

    Attributes
    ----------
    path : Path
    session : onnxruntime.InferenceSession
    size : tuple of int
        Width and height of the picture that it looks at.
    points : dict of str to int
        Name of each point of `NEEDED`, and of those of `OPTIONAL` that it knows, to its number in the model.
    mean, std : array, shape (3,)
        Taken off the values of red, green and blue, from 0 to 255, and divided by.
    blue_first : bool
    """

    path: Path
    session: Any
    size: tuple[int, int]
    points: dict[str, int]
    mean: Array
    std: Array
    blue_first: bool


def own_model_mark(path: Path) -> str:
    """What tells this model and its TOML from any other: a hash of both files."""
    digest = hashlib.sha256()
    for file in (path, path.with_suffix(".toml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def load_own_model(path: Path, threads: int = 2) -> OwnModel:
    """Read a model and the TOML beside it, and try it on an empty picture.

    Parameters
    ----------
    path : Path
        The ONNX file; ``NAME.toml`` beside ``NAME.onnx`` names its points.
    threads : int

    Raises
    ------
    FootwiseError
        No such file, no ONNX, a model that gives neither maps nor SimCC, or that has other points than its TOML says.
    """
    require("onnxruntime")
    import onnxruntime

    path = Path(path)
    if not path.is_file():
        raise FootwiseError(path, "there is no such file", "Check the name and the folder", kind=ErrorKind.BAD_REQUEST)
    told = read_toml(path.with_suffix(".toml"), "the points of a pose model", _REMEDY, missing=_REMEDY)
    told.only("input_px", "mean", "std", "colours", "points")
    section = told.section("points").only(*NEEDED, *OPTIONAL, what="point")
    points = {name: section.whole(name, 0, _MOST_POINTS) for name in (*NEEDED, *section.table)}
    if len(set(points.values())) < len(points):
        numbers = list(points.values())
        twice = next(name for name, number in points.items() if numbers.count(number) > 1)
        raise section.trouble(f"gives the number of {twice} to another point, too")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # The library has a class of error for every way in which a file is none of its own.
        raise FootwiseError(path, f"is not an ONNX model that can be run ({_first_line(error)})", _REMEDY) from None
    shape = session.get_inputs()[0].shape
    asked = told.numbers("input_px", 16, 2048, 2) if "input_px" in told else (shape[-1:] + shape[-2:-1])
    if len(shape) != 4 or shape[1] not in (3, "3") or not all(isinstance(side, int | float) for side in asked):
        raise FootwiseError(
            path,
            f"takes {shape}, and a picture of 3 colours, its height and width is needed",
            "Write input_px = [192, 256], its width and height, where they are not fixed",
        )
    model = OwnModel(
        path,
        session,
        (int(asked[0]), int(asked[1])),
        points,
        np.array(told.numbers("mean", 0, 255, 3) if "mean" in told else (0.0, 0.0, 0.0)),
        np.array(told.numbers("std", 1e-3, 1000, 3) if "std" in told else (1.0, 1.0, 1.0)),
        told.choice("colours", ("rgb", "bgr"), "rgb") == "bgr",
    )
    places, _ = _look(model, np.zeros((model.size[1], model.size[0], 3), dtype=np.uint8))
    name, most = max(points.items(), key=lambda one: one[1])
    if most >= len(places):
        raise FootwiseError(
            path.with_suffix(".toml"),
            f"says that {name} is point {most}, and the model has {len(places)} points, from 0 to {len(places) - 1}",
            "Give the points of this model, or the model of these points",
        )
    return model


def own_points(
    model: OwnModel, picture: Picture, region: PoseRegion, *, flip: bool
) -> tuple[Array, Array, float, PoseRegion]:
    """Look for the points of the person in a region.

    Parameters
    ----------
    model : OwnModel
    picture : array, shape (height, width, 3)
    region : PoseRegion
    flip : bool
        Look a second time in a mirror, and take the mean.

    Returns
    -------
    points_px : array, shape (33, 2)
        In pixels of the picture, in the order of `LANDMARKS`; the toe is the middle between the big and the small one.
        Fingers and what the model does not know of the face stand where the wrist and the nose are.
    visibility : array, shape (33,)
    presence : float
        Share of the points that are seen.
    following : PoseRegion
        Where to look for this person in the next picture.
    """
    wide, high = model.size
    side = max(wide, high)
    upright = PoseRegion(region.centre_px, region.side_px, 0.0)
    left, top = (side - wide) // 2, (side - high) // 2
    square = cut_out(picture, upright, side)[top : top + high, left : left + wide]
    places, scores = _named(model, *_look(model, square))
    if flip:
        mirrored, mirrored_scores = _named(model, *_look(model, np.ascontiguousarray(square[:, ::-1])))
        for name in places:
            other = _other_side(name)
            x, y = mirrored[other]
            places[name] = (places[name] + np.array([wide - 1 - x, y])) / 2
            scores[name] = (scores[name] + mirrored_scores[other]) / 2
    in_picture = {name: upright.to_picture((place + (left, top) + 0.5) / side) - 0.5 for name, place in places.items()}
    body = np.array([in_picture[name] for name in NEEDED])
    seen = np.array([scores[name] for name in NEEDED])
    low, high_px = body.min(axis=0), body.max(axis=0)
    reach = MARGIN * float(max(high_px[1] - low[1], (high_px[0] - low[0]) * high / wide))
    following = PoseRegion((low + high_px) / 2, max(reach, 1.0), 0.0)
    points, visibility = np.empty((len(LANDMARKS), 2)), np.empty(len(LANDMARKS))
    for k, landmark in enumerate(LANDMARKS):
        sources = [name for name in _sources(landmark) if name in in_picture] or ["nose"]
        points[k] = np.mean([in_picture[name] for name in sources], axis=0)
        visibility[k] = np.clip(np.mean([scores[name] for name in sources]), 0.0, 1.0)
    return points, visibility, float((seen >= LEAST_SCORE).mean()), following


def check_own_points(model: Path, people: tuple[PictureLandmarks, ...]) -> None:
    """Refuse what the points of a model show if no person can look so: its TOML names other points than it has.

    Parameters
    ----------
    model : Path
    people : tuple of PictureLandmarks

    Raises
    ------
    FootwiseError
        In everybody hips, knees and ankles do not follow each other downwards, or a foot is not at its ankle.
    """
    troubles = [_misplaced(person) for person in people]
    if troubles and all(troubles):
        raise FootwiseError(
            model.with_suffix(".toml"),
            f"names other points than the model has: {troubles[0]}",
            "Give each point the number that the model's own description gives it",
            kind=ErrorKind.REFUSAL,
        )


def _misplaced(person: PictureLandmarks) -> str:
    down = [
        float(np.nanmedian((person[f"left_{part}"] + person[f"right_{part}"])[:, 1] / 2))
        for part in ("shoulder", "hip", "knee", "ankle")
    ]
    names = ("shoulders", "hips", "knees", "ankles")
    for upper, lower, above, below in zip(down, down[1:], names, names[1:], strict=False):
        if not upper < lower:
            return f"the {below} are not below the {above}"
    for side in SIDES:
        shank = float(np.nanmedian(np.linalg.norm(person[f"{side}_knee"] - person[f"{side}_ankle"], axis=1)))
        for part, words in (("heel", "heel"), ("foot_index", "toes")):
            apart = np.linalg.norm(person[f"{side}_{part}"] - person[f"{side}_ankle"], axis=1)
            if float(np.nanmedian(apart)) > _LARGEST_FOOT * shank:
                return f"the {side} {words} are far from the ankle"
    return ""


def _look(model: OwnModel, square: Picture) -> tuple[Array, Array]:
    """Places of all points in the model's own picture, in its pixels, shape (points, 2), and their scores."""
    values = square[..., ::-1] if model.blue_first else square
    mean, std = (part[::-1] if model.blue_first else part for part in (model.mean, model.std))
    shown = ((values - mean) / std).astype(np.float32).transpose(2, 0, 1)[None]
    outputs = [np.asarray(one)[0] for one in model.session.run(None, {model.session.get_inputs()[0].name: shown})]
    names = [one.name.lower() for one in model.session.get_outputs()]
    wide, high = model.size
    if len(outputs) == 1 and outputs[0].ndim == 3:
        across, down = outputs[0].max(axis=1), outputs[0].max(axis=2)
    elif len(outputs) == 2 and all(one.ndim == 2 for one in outputs) and len(outputs[0]) == len(outputs[1]):
        # Their names tell, else which is as much longer than its side of the picture as the other one.
        swapped = "y" in names[0][-2:] or (
            outputs[0].shape[1] * high != outputs[1].shape[1] * wide
            and outputs[0].shape[1] * wide == outputs[1].shape[1] * high
        )
        across, down = outputs[::-1] if swapped else outputs
    else:
        shapes = " and ".join(str(list(one.shape)) for one in outputs)
        raise FootwiseError(
            model.path,
            f"gives {shapes}, and is neither a model of heat maps nor of SimCC",
            "Export it with its points as maps, or as simcc_x and simcc_y",
        )
    x, sure_x = _middle_of_spot(across)
    y, sure_y = _middle_of_spot(down)
    places = np.column_stack([(x + 0.5) * wide / across.shape[1] - 0.5, (y + 0.5) * high / down.shape[1] - 0.5])
    return places, np.minimum(sure_x, sure_y)


def _middle_of_spot(rows: NDArray[np.float32]) -> tuple[Array, Array]:
    """Where each row is largest, between its bins, and how large it is there."""
    top = rows.argmax(axis=1)
    around = top[:, None] + np.arange(-_SPOT, _SPOT + 1)
    inside = (around >= 0) & (around < rows.shape[1])
    values = np.take_along_axis(rows, around.clip(0, rows.shape[1] - 1), axis=1).astype(np.float64)
    weight = np.where(inside, np.clip(values, 0, None) ** 2, 0.0)
    total = weight.sum(axis=1)
    middle = np.where(total > 0, (weight * around).sum(axis=1) / np.where(total > 0, total, 1.0), top)
    return middle, rows.max(axis=1).astype(np.float64)


def _named(model: OwnModel, places: Array, scores: Array) -> tuple[dict[str, Array], dict[str, float]]:
    return (
        {name: places[number] for name, number in model.points.items() if number < len(places)},
        {name: float(scores[number]) for name, number in model.points.items() if number < len(places)},
    )


def _other_side(name: str) -> str:
    if name.startswith("left_"):
        return name.replace("left_", "right_")
    return name.replace("right_", "left_")


def _sources(landmark: str) -> tuple[str, ...]:
    """Points of the model that stand for a landmark: the first that are known."""
    side = "left" if "left" in landmark else "right"
    if landmark.endswith("foot_index"):
        return (f"{side}_big_toe", f"{side}_small_toe")
    if landmark in NEEDED:
        return (landmark,)
    for part, name in (("eye", "eye"), ("ear", "ear")):
        if part in landmark.split("_"):
            return (f"{side}_{name}",)
    if any(finger in landmark for finger in ("pinky", "index", "thumb")):
        return (f"{side}_wrist",)
    return ("nose",)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
