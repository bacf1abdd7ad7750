"""The page of a batch: how many files gave what, how their values are distributed, why others gave nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.condition_names import condition_in_words
from footwise.reports.batch.outliers import FAR, FEWEST, outliers
from footwise.reports.figures import INK, QUIET, SIDE_LOOKS, legend_sample, panel, plain_axes
from footwise.reports.numbers import MISSING, number
from footwise.reports.pages import page
from footwise.showing import counted

# Column, what it is called, its unit, decimals.
MEASURES = (
    ("foot_progression_angle_deg", "Foot angle, toe-out +", "°", 1),
    ("kam_peak1_pct_bwht", "Knee moment, first peak", " %BW·ht", 2),
    ("kam_peak2_pct_bwht", "Knee moment, second peak", " %BW·ht", 2),
    ("speed_m_s", "Speed", " m/s", 2),
    ("stride_m", "Stride", " m", 2),
    ("used_pct", "Steps used", " %", 0),
)
KINDS = {"markers": "Markers and plates", "foot sensor": "Foot sensors", "study": "Studies"}
_MOST_OUTLIERS, _MOST_FILES, _MOST_REASONS = 40, 5, 60
_BINS = 24
_NONE = "no recording"
_VARYING = re.compile(r"[-−]?\d[\d.,:]*|'[^']*'|\"[^\"]*\"|\S+\.(?:c3d|trc|csv|mot|sto|zip|json|toml|txt|tsv)\b")


@dataclass(frozen=True)
class ReasonGroup:
    """Files without a result for one reason: numbers and names in it may differ."""

    kind: str
    reason: str
    files: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.files)


def batch_report(
    summary: pd.DataFrame,
    failures: pd.DataFrame,
    prescriptions: pd.DataFrame,
    *,
    reasons: Mapping[str, int],
    files: int,
    done: Mapping[str, int],
    unused_static: Sequence[str] = (),
) -> str:
    """Write the page; the same for the same results, whoever measured them and when.

    Parameters
    ----------
    summary, failures, prescriptions : DataFrame
        As `footwise.jobs.batch` writes them.
    reasons : mapping of str to int
        Why steps were left out, and how many.
    files : int
        How many were planned.
    done : mapping of str to int
        Files with a result, by their kind.
    unused_static : sequence of str
        Standing trials of no recording.
    """
    legs = _with_share(summary)
    far = outliers(legs, tuple(column for column, *_ in MEASURES))
    steps, used = int(summary["steps"].sum()), int(summary["steps_used"].sum())
    return page(
        "batch.html.j2",
        files=files,
        done=sum(done.values()),
        failed=len(failures),
        kinds=[(name, done[kind]) for kind, name in {**KINDS, "answers": "Tables of answers"}.items() if kind in done],
        people=summary["person"].replace("", np.nan).nunique(),
        steps=steps,
        used=used,
        used_pct=100 * used / steps if steps else float("nan"),
        groups=reason_groups(failures),
        names_words=bool(failures["reason"].str.contains("`", regex=False).any()),
        step_reasons=_step_reasons(reasons, steps),
        sections=[section for kind in KINDS if (section := _section(kind, legs)) is not None],
        samples=[(legend_sample(look), f"{side} leg") for side, look in SIDE_LOOKS.items()],
        outliers=[_outlier_row(legs, one) for one in far[:_MOST_OUTLIERS]],
        more_outliers=max(len(far) - _MOST_OUTLIERS, 0),
        far=FAR,
        fewest=FEWEST,
        prescriptions=_prescription_rows(prescriptions),
        noted=_noted(summary),
        unused_static=list(unused_static),
        most_files=_MOST_FILES,
        counted=counted,
    )


def batch_figures(summary: pd.DataFrame) -> tuple[Figure, ...]:
    """Draw how the means of the recordings are distributed, kind by kind, as on the page."""
    sections = (_section(kind, _with_share(summary)) for kind in KINDS)
    return tuple(figure for section in sections if section is not None for figure in section.figures)


def _with_share(summary: pd.DataFrame) -> pd.DataFrame:
    return summary.assign(used_pct=100 * summary["steps_used"] / summary["steps"].where(summary["steps"] > 0))


def reason_groups(failures: pd.DataFrame) -> list[ReasonGroup]:
    """Put files together whose reasons differ in numbers and names only, the most frequent first."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for file, kind, reason in zip(failures["file"], failures["kind"], failures["reason"], strict=True):
        groups.setdefault((kind, _alike(reason)), []).append((file, reason))
    found = [ReasonGroup(kind, told[0][1], tuple(file for file, _ in told)) for (kind, _), told in groups.items()]
    # What is no recording at all is often the most, and the least that matters.
    return sorted(found, key=lambda one: (one.kind == _NONE, -one.count, one.kind, one.reason))[:_MOST_REASONS]


def _alike(text: str) -> str:
    """Take out what differs between texts of one kind: numbers, quoted words and names of files."""
    return _VARYING.sub("…", text)


def _step_reasons(reasons: Mapping[str, int], steps: int) -> list[tuple[str, int, str]]:
    merged: dict[str, int] = {}
    for reason, count in reasons.items():
        plain = _alike(reason)
        merged[plain] = merged.get(plain, 0) + count
    ordered = sorted(merged.items(), key=lambda one: (-one[1], one[0]))
    return [(reason, count, number(100 * count / steps, 1)) for reason, count in ordered[:20]]


@dataclass(frozen=True)
class _Section:
    """What one kind of recording has given."""

    name: str
    recordings: int
    figures: tuple[Figure, ...]
    relative: bool
    rows: tuple[tuple[str, ...], ...]


def _section(kind: str, legs: pd.DataFrame) -> _Section | None:
    mine = legs[legs["kind"] == kind]
    if mine.empty:
        return None
    relative = bool((mine["angle_against"] != "the direction of walking").any())
    figures, rows = [], []
    for column, name, unit, decimals in MEASURES:
        if column == "foot_progression_angle_deg" and relative:
            continue
        values = {side: _known(mine[mine["side"] == side][column]) for side in ("left", "right")}
        everything = np.concatenate(list(values.values()))
        if not len(everything):
            continue
        quarters = np.percentile(everything, (0, 25, 50, 75, 100))
        rows.append((name, unit.strip(), str(len(everything)), *(number(float(one), decimals) for one in quarters)))
        if len(everything) >= 2:
            figures.append(_histogram(f"{name}{', ' if unit.strip() else ''}{unit.strip()}", values, decimals))
    return _Section(KINDS[kind], mine["file"].nunique(), tuple(figures), relative, tuple(rows))


def _known(values: pd.Series[float]) -> Array:
    found = values.to_numpy(dtype=float)
    return np.asarray(found[np.isfinite(found)])


def _histogram(what: str, values: Mapping[str, Array], decimals: int) -> Figure:
    """Draw how the means of the recordings are distributed: left legs up, right legs down."""
    everything = np.concatenate(list(values.values()))
    low, high = float(everything.min()), float(everything.max())
    if high - low < 1e-9:
        low, high = low - 5 * 10.0**-decimals, high + 5 * 10.0**-decimals
    bins = np.linspace(low, high, _BINS + 1)
    counts = {side: np.histogram(mine, bins)[0] for side, mine in values.items()}
    most = max(int(one.max()) for one in counts.values()) or 1
    median = float(np.median(everything))

    def paint(axes: Axes) -> None:
        plain_axes(axes, what)
        axes.grid(False)
        for side, sign in (("left", 1), ("right", -1)):
            look = SIDE_LOOKS[side]
            axes.stairs(sign * counts[side], bins, fill=True, color=look.colour, alpha=0.35)
            axes.stairs(sign * counts[side], bins, color=look.colour, linewidth=1.2)
        axes.axhline(0, color=QUIET, linewidth=0.8)
        axes.plot((median, median), (-1.1 * most, 1.1 * most), color=INK, linewidth=1.6, dashes=(4, 2))
        axes.set_ylim(-1.15 * most, 1.15 * most)
        axes.set_yticks((-most, 0, most), labels=(f"{most} right", "0", f"{most} left"))
        axes.xaxis.set_major_formatter(lambda value, _: number(value, decimals))
        axes.locator_params(axis="x", nbins=6)

    alt = f"{what}: {len(everything)} legs, median {number(median, decimals)}"
    return panel(paint, alt, height=230, left=66)


def _outlier_row(legs: pd.DataFrame, one: object) -> dict[str, str]:
    column, row = getattr(one, "column", ""), legs.loc[getattr(one, "row", 0)]
    _, name, unit, decimals = next(measure for measure in MEASURES if measure[0] == column)
    return {
        "file": str(row["file"]),
        "link": quote(str(row["report"])) if row["report"] else "",
        "who": " · ".join(part for part in (str(row["person"]), condition_in_words(str(row["condition"]))) if part),
        "side": str(row["side"]),
        "what": name,
        "value": f"{number(getattr(one, 'value', None), decimals)}{unit}",
        "median": f"{number(getattr(one, 'median', None), decimals)}{unit}",
        "distance": f"{abs(getattr(one, 'distance', 0.0)):.1f}",
    }


def _prescription_rows(prescriptions: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {
            "file": str(row.file),
            "person": str(row.person),
            "side": str(row.side or MISSING),
            "said": str(row.said),
            "link": quote(str(row.report)) if row.report else "",
        }
        for row in prescriptions.itertuples()
    ]


def _noted(summary: pd.DataFrame) -> list[tuple[str, int]]:
    """Notes on recordings, put together where they differ in numbers only, the most frequent first."""
    per_file = summary.drop_duplicates(["file", "notes"])["notes"]
    counts: dict[str, int] = {}
    for joined in per_file[per_file != ""]:
        for note in dict.fromkeys(_alike(one) for one in str(joined).split("; ")):
            counts[note] = counts.get(note, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:12]
