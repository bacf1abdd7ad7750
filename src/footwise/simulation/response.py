"""What a simulated person's knee does when the foot turns."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from footwise.settings import Settings, is_number, parse_toml, read_toml

DIRECTIONS = ("toe-in", "toe-out")
_HELP = "See docs/simulation.md for an example"
# Reductions per degree, in %BW·ht: whole moments are hardly larger than 5.
_LARGEST = 10.0
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
    if path is None:
        text = resources.files("footwise.simulation").joinpath("default_response.toml").read_text(encoding="utf-8")
        settings = Settings("default_response.toml", parse_toml(text), remedy=_HELP)
    else:
        settings = read_toml(path, "a response file", _HELP, missing="Check the name of the response file")
    numbers = {direction: _direction(settings, direction) for direction in DIRECTIONS}
    name = settings.name("name", usual=Path(settings.path).stem)
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


def _direction(settings: Settings, direction: str) -> dict[str, float]:
    section = settings.table.get(direction)
    if not isinstance(section, dict) or not {"kam_peak1", "kam_peak2"} <= set(section):
        raise settings.trouble(f"does not give kam_peak1 and kam_peak2 under [{direction}]")
    of = Settings(settings.path, section, f"[{direction}]", _HELP).only(*_KEYS)
    if not all(is_number(value) for value in section.values()):
        raise settings.trouble(f"has something that is no number under [{direction}]", "Write numbers")
    return {key: of.number(key, 0.0 if key.endswith("_sd") else -_LARGEST, _LARGEST, usual=0.0) for key in _KEYS}
