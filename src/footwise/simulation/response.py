"""What a simulated person's knee does when the foot turns."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import FootwiseError

DIRECTIONS = ("toe-in", "toe-out")
_KEYS = ("kam_peak1", "kam_peak1_sd", "kam_peak2", "kam_peak2_sd")


@dataclass(frozen=True)
class Response:
    """Reduction of both KAM peaks for each degree of toe-in and of toe-out.

    Attributes
    ----------
    name : str
        For the truth file and the report.
    per_degree : dict
        Direction to the reductions of peak 1 and of peak 2 per degree, %BW·ht, positive when the
        moment falls.
    """

    name: str
    per_degree: dict[str, tuple[float, float]]

    def reduction(self, change_deg: float) -> tuple[float, float]:
        """Reduction of peak 1 and of peak 2 in %BW·ht at a change of foot angle, toe-out positive."""
        first, second = self.per_degree["toe-out" if change_deg > 0 else "toe-in"]
        return abs(change_deg) * first, abs(change_deg) * second


def read_response(path: Path | None = None, draw: int | None = None) -> Response:
    """Read a response from a TOML file, or take the published mean.

    Parameters
    ----------
    path : Path, optional
        In the form of ``default_response.toml``, which is used without one.
    draw : int, optional
        Seed: instead of the mean, one person drawn from the means and standard deviations, each
        direction and peak on its own.

    Raises
    ------
    FootwiseError
        The file is missing or incomplete.
    """
    where: Path | str = path if path is not None else "default_response.toml"
    try:
        if path is None:
            text = resources.files("footwise.simulation").joinpath("default_response.toml").read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise FootwiseError(
            where, f"cannot be read ({error.strerror})", "Check the name of the response file"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FootwiseError(
            where, f"is not a response file ({error})", "See docs/simulation.md for an example"
        ) from None
    numbers = {direction: _direction(where, table, direction) for direction in DIRECTIONS}
    name = str(table.get("name", Path(where).stem))
    if draw is None:
        return Response(name, {d: (v["kam_peak1"], v["kam_peak2"]) for d, v in numbers.items()})
    random = np.random.default_rng(draw)
    drawn = {
        d: (
            float(random.normal(v["kam_peak1"], v["kam_peak1_sd"])),
            float(random.normal(v["kam_peak2"], v["kam_peak2_sd"])),
        )
        for d, v in numbers.items()
    }
    return Response(f"{name}, person drawn with seed {draw}", drawn)


def _direction(where: Path | str, table: dict[str, Any], direction: str) -> dict[str, float]:
    section = table.get(direction)
    if not isinstance(section, dict) or not {"kam_peak1", "kam_peak2"} <= set(section):
        raise FootwiseError(
            where, f"does not give kam_peak1 and kam_peak2 under [{direction}]", "See docs/simulation.md for an example"
        )
    unknown = set(section) - set(_KEYS)
    if unknown:
        raise FootwiseError(where, f"has the unknown word {sorted(unknown)[0]!r}", f"Known are {', '.join(_KEYS)}")
    try:
        return {key: float(section.get(key, 0.0)) for key in _KEYS}
    except (TypeError, ValueError):
        raise FootwiseError(where, f"has something that is no number under [{direction}]", "Write numbers") from None
