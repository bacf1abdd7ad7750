"""The report of one or several recordings: what was measured on each leg."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.loads import Walk
from footwise.loads.norm import Norm
from footwise.recordings import SIDES
from footwise.reports.figures import SIDE_LOOKS, StanceCurves, StepAngles, legend_sample, stance_curves, step_angles
from footwise.reports.numbers import mean_and_spread
from footwise.reports.pages import page
from footwise.reports.walk.against_norm import BesideNorm, beside_norm, healthy_curve
from footwise.reports.walk.people import who_walked
from footwise.reports.walk.recording_facts import (
    RecordingFacts,
    knee_sources,
    median_method_rmse,
    median_per_mm,
    moments_in_words,
    notes_on_recordings,
    recording_facts,
)
from footwise.reports.walk.step_reasons import (
    ReasonedStep,
    ReasonGroup,
    grouped_by_reason,
    steps_flagged,
    steps_left_out,
)
from footwise.reports.walk.walking_measures import MeasureTable, over_recordings_table, walking_table

# Column of the steps table, its heading, and the decimals that its noise allows.
_MEASURES = (
    ("foot_progression_angle_deg", "Foot angle, °", 1),
    ("kam_peak1_pct_bwht", "KAM P1", 2),
    ("kam_peak2_pct_bwht", "KAM P2", 2),
    ("kam_impulse_pct_bwht_s", "KAM impulse, %BW·ht·s", 2),
    ("kfm_peak_pct_bwht", "KFM peak", 2),
    ("medial_force_peak_bw", "Medial force, BW", 2),
)


@dataclass(frozen=True)
class SideRow:
    """One leg in the summary: `cells` hold mean ± SD over the used steps."""

    side: str
    sample: Markup
    used: int
    found: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """What the report shows of one recording."""

    facts: RecordingFacts
    has_loads: bool
    headings: tuple[str, ...]
    rows: tuple[SideRow, ...]
    walking: MeasureTable
    norm: BesideNorm | None
    figures: tuple[Figure, ...]
    left_out: list[ReasonedStep]
    groups: list[ReasonGroup]
    flags: list[ReasonGroup]
    notes: list[str]


def analysis_report(walks: Sequence[Walk], norm: Norm | None = None) -> str:
    """Write the report of analysed recordings as one self-contained HTML page.

    Parameters
    ----------
    walks : sequence of Walk
        At least one.
    norm : Norm, optional
        Healthy walking, set beside each recording.

    Returns
    -------
    str
        The same for the same walks.
    """
    return page(
        "analysis.html.j2",
        people=who_walked(walks),
        sections=[_section(walk, number, norm) for number, walk in enumerate(walks, start=1)],
        simulated=any(walk.recording.simulated for walk in walks),
        has_loads=any(walk.has_loads for walk in walks),
        knee_source=knee_sources(walks),
        method_rmse=median_method_rmse(walks),
        per_mm=median_per_mm(walks),
        method=moments_in_words(walks),
        over=over_recordings_table(walks),
    )


def _section(walk: Walk, number: int, norm: Norm | None) -> Section:
    measures = _MEASURES if walk.has_loads else _MEASURES[:1]
    excluded = steps_left_out([walk])
    return Section(
        facts=recording_facts(walk),
        has_loads=walk.has_loads,
        headings=tuple(heading for _, heading, _ in measures),
        rows=tuple(_row(walk, side, measures) for side in _sides(walk)),
        walking=walking_table([(side, legend_sample(SIDE_LOOKS[side]), [walk], side) for side in _sides(walk)]),
        norm=None if norm is None else beside_norm(walk, norm),
        figures=walk_figures(walk, f"recording {number}, {walk.recording.source.name}", norm),
        left_out=excluded,
        groups=grouped_by_reason(excluded),
        flags=grouped_by_reason(steps_flagged([walk])),
        notes=[note.text for note in notes_on_recordings([walk])],
    )


def _sides(walk: Walk) -> list[str]:
    return [side for side in SIDES if (walk.steps["side"] == side).any()]


def _row(walk: Walk, side: str, measures: Sequence[tuple[str, str, int]]) -> SideRow:
    mine = walk.steps[walk.steps["side"] == side]
    used = mine[mine["used"].astype(bool)]
    return SideRow(
        side=side,
        sample=legend_sample(SIDE_LOOKS[side]),
        used=len(used),
        found=len(mine),
        cells=tuple(_cell(used[column].to_numpy(dtype=float), digits) for column, _, digits in measures),
    )


def _cell(values: Array, digits: int) -> str:
    """Write mean ± SD, with the number of steps where not all used steps know the measure."""
    known = int(np.isfinite(values).sum())
    return mean_and_spread(values, digits) + (f" (n = {known})" if 0 < known < len(values) else "")


def walk_figures(walk: Walk, name: str, norm: Norm | None = None) -> tuple[Figure, ...]:
    """Draw the knee moments over stance where they are known, and the foot angle of every step.

    Parameters
    ----------
    walk : Walk
    name : str
        Of the recording, for those who cannot see the figures.
    norm : Norm, optional
        Drawn as a band behind the moments, and behind the angles of knee and ankle, which are drawn then, too.
    """
    steps, sides = walk.steps, _sides(walk)
    used = steps["used"].to_numpy(dtype=bool)
    of_side = {side: (steps["side"] == side).to_numpy() for side in sides}
    drawn = []
    for what, name_in_norm, curves, peaks in (*_moments(walk), *(_angles(walk) if norm is not None else ())):
        healthy = healthy_curve(walk, norm, name_in_norm)
        groups = [StanceCurves(side, SIDE_LOOKS[side], curves[of_side[side] & used]) for side in sides]
        behind = ", healthy walking behind them" if healthy is not None else ""
        alt = f"{what} over stance in {name}: mean and standard deviation of the used steps of each leg{behind}"
        drawn.append(stance_curves(what, groups, alt, mark_peaks=peaks, healthy=healthy))
    angles = steps["foot_progression_angle_deg"].to_numpy(dtype=float)
    columns = [
        StepAngles(f"{side} leg", SIDE_LOOKS[side], angles[of_side[side]], used[of_side[side]]) for side in sides
    ]
    alt = f"Foot angle of every step in {name}, by leg, in the order of the steps, with the mean"
    drawn.append(step_angles("Foot angle of every step (toe-out +)", columns, alt))
    return tuple(figure for figure in drawn if figure is not None)


def _moments(walk: Walk) -> tuple[tuple[str, str, Array, bool], ...]:
    """Title, name in a norm, curves, and whether their peaks are marked."""
    return (
        ("Knee adduction moment (KAM), %BW·ht", "kam_pct_bwht", walk.kam, True),
        ("Knee flexion moment (KFM), %BW·ht", "kfm_pct_bwht", walk.kfm, False),
    )


def _angles(walk: Walk) -> tuple[tuple[str, str, Array, bool], ...]:
    return (
        ("Knee flexion, °", "knee_flexion_deg", walk.knee_flexion, False),
        ("Ankle dorsiflexion, °", "ankle_dorsiflexion_deg", walk.ankle_dorsiflexion, False),
    )
