"""The model as a small TOML file: that of the 107 people, and a laboratory's own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.prescription.odds.changes import NAMES
from footwise.prescription.odds.leave_one_out import OddsScores
from footwise.prescription.odds.odds_model import ANGLE, OddsModel
from footwise.settings import parse_toml, read_toml

_PUBLISHED = "response_107.toml"
_NUMBERS = ("coefficient_sd", "knee_scale", "dof", "fall_mean", "fall_sd", "share_fell")
_VECTORS = ("centre", "spread", "low", "high")
_SCORES = ("r2", "within_50", "within_90", "log_gain", "log_gain_se", "density_gain", "density_gain_se")
_THIRDS = ("told", "fell")
_REMEDY = "Make it again from the laboratory's table"


@cache
def published_model() -> OddsModel:
    """Read the model of the 107 people."""
    return _model(Path(_PUBLISHED), parse_toml(_published_text()))


def read_odds_model(path: Path) -> OddsModel:
    """Read a laboratory's own model.

    Raises
    ------
    FootwiseError
        No such file, or no such model.
    """
    return _model(path, read_toml(path, "a model of odds", _REMEDY, missing="Check the name of the model").table)


@cache
def published_scores() -> OddsScores:
    """Read how well the 107 people were predicted, each by a model that was fitted without them."""
    table = parse_toml(_published_text())["leave_one_out"]
    found: dict[str, Any] = {name: np.array(table[name], dtype=float) for name in _THIRDS}
    found |= {name: float(table[name]) for name in _SCORES}
    return OddsScores(knees=int(table["knees"]), **found)


def _published_text() -> str:
    return resources.files("footwise.prescription.odds").joinpath(_PUBLISHED).read_text(encoding="utf-8")


def odds_model_toml(model: OddsModel, heading: str, scores: OddsScores | None = None) -> str:
    """Write a model as TOML.

    Parameters
    ----------
    model : OddsModel
    heading : str
        Lines of comment to stand above.
    scores : OddsScores, optional
        How well each person was predicted without them.
    """
    lines = [f"# {line}".rstrip() for line in heading.splitlines()]
    names = ", ".join(f'"{name}"' for name in model.names)
    source = model.source.replace("\\", "\\\\").replace('"', '\\"')
    lines += ["", f'source = "{source}"', f"names = [{names}]", f"knees = {model.knees}"]
    lines += [f"{name} = {getattr(model, name):.10g}" for name in _NUMBERS]
    lines += [f"{name} = {_row(getattr(model, name))}" for name in (*_VECTORS, "coefficients")]
    for name in ("correlation", "covariance"):
        lines += [f"{name} = [", *(f"  {_row(row)}," for row in getattr(model, name)), "]"]
    if scores is not None:
        lines += ["", "[leave_one_out]", f"knees = {scores.knees}"]
        lines += [f"{name} = {getattr(scores, name):.6g}" for name in _SCORES]
        lines += [f"{name} = {_row(getattr(scores, name))}" for name in _THIRDS]
    return "\n".join(lines) + "\n"


def _row(values: Array) -> str:
    return f"[{', '.join(f'{value:.10g}' for value in values)}]"


def _model(path: Path, table: dict[str, object]) -> OddsModel:
    """Take a model from a table, and refuse what is none."""
    try:
        names = tuple(str(name) for name in _list(table["names"]))
        k = len(names)
        if not set(names) <= set(NAMES) or len(set(names)) != k or ANGLE not in names:
            raise ValueError("names")
        shapes = dict.fromkeys(_VECTORS, (k,)) | {
            "coefficients": (1 + k,),
            "correlation": (k, k),
            "covariance": (1 + k, 1 + k),
        }
        arrays = {name: np.array(table[name], dtype=float) for name in shapes}
        numbers = {name: float(str(table[name])) for name in _NUMBERS}
        wrong = [name for name, shape in shapes.items() if arrays[name].shape != shape]
        wrong += [name for name, array in arrays.items() if not np.isfinite(array).all()]
        wrong += [name for name in ("correlation", "covariance") if name not in wrong and not _positive(arrays[name])]
        wrong += [] if (arrays["spread"] > 0).all() else ["spread"]
        wrong += [name for name in ("knee_scale", "dof", "fall_sd") if not numbers[name] > 0]
        if wrong or not np.isfinite([v for n, v in numbers.items() if n != "dof"]).all():
            raise ValueError(wrong[0] if wrong else "numbers")
        rest: dict[str, Any] = {**arrays, **numbers, "knees": int(str(table["knees"]))}
    except (KeyError, TypeError, ValueError) as error:
        raise FootwiseError(path, f"is no model of odds ({error})", _REMEDY) from None
    return OddsModel(names=names, source=str(table.get("source", "")), **rest)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("names")
    return value


def _positive(matrix: Array) -> bool:
    """Whether a matrix is one of covariances."""
    return bool(np.allclose(matrix, matrix.T, atol=1e-8) and np.linalg.eigvalsh(matrix).min() > -1e-8)
