"""How fast, how long and how wide somebody walked: the tables of spatiotemporal measures in reports and terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from footwise.condition_names import condition_in_words
from footwise.loads import Walk, leg_values, over_recordings
from footwise.recordings import SIDES, different_people
from footwise.reports.numbers import MISSING, mean_and_spread, number

# Column of the table of steps, its heading, and the decimals that its noise allows.
STRIDE_HEADINGS = (
    ("speed_m_s", "Speed, m/s", 2),
    ("cadence_steps_min", "Cadence, steps/min", 0),
    ("stride_m", "Stride, m", 2),
    ("stride_s", "Stride, s", 2),
    ("step_width_m", "Step width, m", 2),
    ("double_support_s", "Double support, s", 2),
)
_OVER_HEADINGS = (
    ("foot_progression_angle_deg", "Foot angle, °", 1),
    ("kam_peak1_pct_bwht", "KAM P1", 2),
    ("kam_peak2_pct_bwht", "KAM P2", 2),
    ("kfm_peak_pct_bwht", "KFM peak", 2),
    # Time and length of a stride are its speed and cadence in other words.
    *(heading for heading in STRIDE_HEADINGS if heading[0] != "stride_s"),
)

RECORDINGS = "Recordings"
# What a line on the terminal has of these, in its words and with the unit.
_IN_A_LINE = (
    ("Foot angle, °", "foot angle", "°"),
    ("KAM P1", "KAM P1", " %BW·ht"),
    ("KAM P2", "KAM P2", " %BW·ht"),
    ("Speed, m/s", "speed", " m/s"),
)


@dataclass(frozen=True)
class MeasureTable:
    """A table as a page shows it: what the rows are of, the headings, and a row a leg or condition and leg."""

    of: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, Markup | str, tuple[str, ...]], ...]


def walking_table(groups: Sequence[tuple[str, Markup | str, Sequence[Walk], str]], of: str = "Leg") -> MeasureTable:
    """Mean ± standard deviation over the strides of each group; measures that no group knows are left out.

    Parameters
    ----------
    groups : sequence of (str, Markup or str, sequence of Walk, str)
        What the row is called, a sample of its look (may be empty), the walks, and the side.
    of : str
        What the rows are.
    """
    values = [
        [np.concatenate([leg_values(walk, side, measure) for walk in walks]) for measure, _, _ in STRIDE_HEADINGS]
        for _, _, walks, side in groups
    ]
    known = [k for k in range(len(STRIDE_HEADINGS)) if any(np.isfinite(row[k]).any() for row in values)]
    rows = [
        (name, look, tuple(mean_and_spread(row[k], STRIDE_HEADINGS[k][2]) for k in known))
        for (name, look, _, _), row in zip(groups, values, strict=True)
    ]
    return MeasureTable(of, tuple(STRIDE_HEADINGS[k][1] for k in known), tuple(rows) if known else ())


def over_recordings_table(walks: Sequence[Walk]) -> MeasureTable | None:
    """Mean ± standard deviation over the recordings of each condition and leg; None where each is the only one.

    Nor of different people, whom no mean describes.
    """
    if len(walks) < 2 or different_people([walk.recording for walk in walks]):
        return None
    table = over_recordings(walks)
    if table.empty or table["recordings"].max() < 2:
        return None
    most = table.groupby(["condition", "side"])["recordings"].max().to_dict()
    digits = {measure: places for measure, _, places in _OVER_HEADINGS}
    columns = (table[name].tolist() for name in ("condition", "side", "measure", "mean", "sd", "recordings"))
    cells = {
        (condition, side, measure): _mean_and_sd(mean, sd, digits[measure])
        + (f" (n = {recordings})" if recordings < most[condition, side] else "")
        for condition, side, measure, mean, sd, recordings in zip(*columns, strict=True)
        if measure in digits
    }
    known = [one for one in _OVER_HEADINGS if one[0] in set(table["measure"])]
    rows = [
        (
            f"{condition_in_words(condition)} {side}".strip(),
            "",
            (
                str(most[condition, side]),
                *(cells.get((condition, side, measure), MISSING) for measure, _, _ in known),
            ),
        )
        for condition, side in dict.fromkeys((condition, side) for condition, side, _ in cells)
    ]
    return MeasureTable("Leg", (RECORDINGS, *(heading for _, heading, _ in known)), tuple(rows))


def walking_sentence(walk: Walk) -> str:
    """Say how fast, how long and how wide somebody walked, both legs together; empty where no stride is known."""
    said = []
    for measure, words, unit, digits in (
        ("speed_m_s", "", "m/s", 2),
        ("cadence_steps_min", "", "steps/min", 0),
        ("stride_m", "stride ", "m", 2),
        ("step_width_m", "step width ", "m", 2),
        ("double_support_s", "double support ", "s", 2),
    ):
        values = np.concatenate([leg_values(walk, side, measure) for side in SIDES])
        known = values[np.isfinite(values)]
        if len(known):
            said.append(f"{words}{number(float(known.mean()), digits)} {unit}")
    return ", ".join(said)


def over_recordings_sentences(walks: Sequence[Walk]) -> list[str]:
    """Say what several recordings come to, a line a condition and leg; empty where each is the only one."""
    people = different_people([walk.recording for walk in walks])
    if people:
        return [f"No mean over the recordings: they are of people of {people}"]
    table = over_recordings_table(walks)
    if table is None:
        return []
    lines = []
    for leg, _, cells in table.rows:
        of = dict(zip(table.headings, cells, strict=True))
        measures = (f"{words} {_with_unit(of[heading], unit)}" for heading, words, unit in _IN_A_LINE if heading in of)
        lines.append(f"  {leg}, {of[RECORDINGS]} recordings: {', '.join(measures)}")
    return ["Mean ± standard deviation over recordings", *lines]


def _with_unit(cell: str, unit: str) -> str:
    """Put the unit of a measure behind its numbers, before what stands in brackets."""
    numbers, bracket, count = cell.partition(" (")
    return cell if cell == MISSING else f"{numbers}{unit}{bracket}{count}"


def _mean_and_sd(mean: float, sd: float, digits: int) -> str:
    return number(mean, digits) + (f" ± {number(sd, digits)}" if np.isfinite(sd) else "")
