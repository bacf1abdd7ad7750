"""What measuring gives: a walk with markers, with foot sensors or filmed, which shows and draws itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from footwise.arguments import given_path
from footwise.foot_sensor.live import Method
from footwise.foot_sensor.recorded import SensorWalk
from footwise.gait.film import RELATIVE
from footwise.jobs.film import FilmMeasurement
from footwise.loads import Walk, walk_curves, walk_dataset
from footwise.loads.film import filmed_steps
from footwise.loads.norm import Norm, against_norm, read_norm
from footwise.notes import Note, remarks
from footwise.recordings import SIDES
from footwise.reports import mean_and_spread
from footwise.showing import counted, few_notes, html_table, lines

if TYPE_CHECKING:
    import xarray

    from footwise.reports.figures import Figures

# Column of the table of steps, what a person calls it with its unit, and the decimals that its noise allows.
_ANGLE = "foot angle, °"
_MEASURES = (
    ("foot_progression_angle_deg", _ANGLE, 1),
    ("kam_peak1_pct_bwht", "KAM P1, %BW·ht", 2),
    ("kam_peak2_pct_bwht", "KAM P2, %BW·ht", 2),
    ("kfm_peak_pct_bwht", "KFM peak, %BW·ht", 2),
    ("stride_m", "stride, m", 2),
    ("speed_m_s", "speed, m/s", 2),
    ("stance_s", "stance, s", 2),
)


class MeasuredWalk(Walk):
    """A walk with markers, measured. Its attributes are those of `footwise.loads.Walk`."""

    def __repr__(self) -> str:
        """Tell in three lines what was found."""
        return _in_lines(self._title(), self.steps, self.notes, self._angle())

    def _repr_html_(self) -> str:
        """Show what was found of each leg as a table in a notebook."""
        return _as_table(self._title(), self.steps, self.notes, self._angle())

    def _angle(self) -> str:
        return _ANGLE

    def _title(self) -> str:
        return _titled("Walk", self.recording.name, self.condition, self.recording.simulated)

    def curves(self) -> pd.DataFrame:
        """Give angle and moment curves of every used step as a table, one row a step and percent of stance."""
        return walk_curves(self)

    def to_xarray(self) -> xarray.Dataset:
        """Give steps and curves as one labelled data set: dimensions `step` and `percent_stance`."""
        return walk_dataset(self)

    def against(self, norm: Norm | Path | str) -> pd.DataFrame:
        """Set it beside healthy walking at like speed, as a table with z-scores.

        Parameters
        ----------
        norm : Norm, Path or str
            A norm, or the table that ``footwise norm`` wrote.
        """
        healthy = norm if isinstance(norm, Norm) else read_norm(given_path("norm", norm, "Give the table of a norm"))
        return against_norm([self], healthy)

    def plot(self) -> Figures:
        """Draw what its report draws: knee moments over stance where they are known, and the angle of every step."""
        from footwise.reports.figures import on_their_own
        from footwise.reports.walk import walk_figures

        return on_their_own(walk_figures(self, self.recording.source.name))


class MeasuredSensorWalk(SensorWalk):
    """A walk with foot sensors, measured. Its attributes are those of `footwise.foot_sensor.recorded.SensorWalk`."""

    def __repr__(self) -> str:
        """Tell in three lines what was found."""
        return _in_lines(self._title(), self.steps, self.notes, self._angle())

    def _repr_html_(self) -> str:
        """Show what was found of each foot as a table in a notebook."""
        return _as_table(self._title(), self.steps, self.notes, self._angle())

    def _angle(self) -> str:
        methods = {foot.calibration.method for foot in self.feet if foot.calibration}
        return "change of foot angle, °" if methods == {Method.RELATIVE} else _ANGLE

    def _title(self) -> str:
        simulated = any(foot.sensor.simulated for foot in self.feet)
        return _titled("Walk with foot sensors", self.feet[0].sensor.name, "", simulated)

    def plot(self) -> Figures:
        """Draw what its report draws: the angle of every stride over time, and how the angles are spread."""
        from footwise.reports.figures import on_their_own
        from footwise.reports.walk.foot_sensor import sensor_walk_figures

        return on_their_own(sensor_walk_figures(self, self.source.name))


class MeasuredFilm(FilmMeasurement):
    """A filmed walk, measured. Its attributes are those of `footwise.jobs.film.FilmMeasurement`."""

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row a step; the columns of loads are empty, as films measure none."""
        return filmed_steps([self.walk])

    @property
    def notes(self) -> tuple[Note, ...]:
        """What this film cannot give, and what else a reader must know."""
        return (*remarks(self.walk.refusals), *self.walk.notes)

    def __repr__(self) -> str:
        """Tell in three lines what was found."""
        return _in_lines(self._title(), self.steps, self.notes, self._angle())

    def _repr_html_(self) -> str:
        """Show what was found of each foot as a table in a notebook."""
        return _as_table(self._title(), self.steps, self.notes, self._angle())

    def _angle(self) -> str:
        return f"foot angle {RELATIVE}, °" if self.walk.label == RELATIVE else _ANGLE

    def _title(self) -> str:
        return _titled("Filmed walk", self.walk.name, self.walk.condition, False)

    def plot(self) -> Figures:
        """Draw what its report draws: steps from above and foot angles, or the knees of a walk from the side."""
        from footwise.reports.figures import on_their_own
        from footwise.reports.film import filmed_walk_figures

        return on_their_own(filmed_walk_figures(self.walk, self.walk.name))


def _titled(kind: str, name: str, condition: str, simulated: bool) -> str:
    return f"{kind} {name!r}{f', {condition}' if condition else ''}{' (SIMULATED)' if simulated else ''}"


def _in_lines(title: str, steps: pd.DataFrame, notes: Sequence[Note | str], angle: str) -> str:
    used = int(steps["used"].astype(bool).sum())
    few = _known(steps, angle)[:3]
    sides = "; ".join(
        f"{side} " + ", ".join(_worded(what, _spread(mine, column, digits)) for column, what, digits in few)
        for side, mine in _sides(steps)
    )
    return lines(f"{title}: {counted(len(steps), 'step')}, {used} used", sides if few else "", few_notes(notes))


def _worded(what: str, value: str) -> str:
    """Put a value between the words and the unit of its heading."""
    words, _, unit = what.rpartition(", ")
    return f"{words} {value}{'' if unit == '°' else ' '}{unit}"


def _as_table(title: str, steps: pd.DataFrame, notes: Sequence[Note | str], angle: str) -> str:
    known = _known(steps, angle)
    rows = [
        (
            side,
            f"{int(mine['used'].astype(bool).sum())} of {len(mine)}",
            *(_spread(mine, column, digits) for column, _, digits in known),
        )
        for side, mine in _sides(steps)
    ]
    return html_table(title, ("side", "steps used", *(what for _, what, _ in known)), rows, notes)


def _sides(steps: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(side, steps[steps["side"] == side]) for side in SIDES if (steps["side"] == side).any()]


def _known(steps: pd.DataFrame, angle: str) -> list[tuple[str, str, int]]:
    """Measures that at least one used step has; `angle` is what its foot angle is called."""
    used = steps[steps["used"].astype(bool)]
    known = [one for one in _MEASURES if one[0] in used and used[one[0]].notna().any()]
    return [(column, angle if what == _ANGLE else what, digits) for column, what, digits in known]


def _spread(steps: pd.DataFrame, column: str, digits: int) -> str:
    return mean_and_spread(steps.loc[steps["used"].astype(bool), column].to_numpy(dtype=float), digits)
