"""The command `footwise cartilage`: relaxation times from a series of images, or from a map that is there already."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.followup import (
    Excluded,
    RelaxationMap,
    column_numbers,
    outcome_rows,
    read_csv_as_written,
    read_labels,
    read_ready_map,
    read_region_names,
    read_series,
    region_change,
    region_outcome,
    region_table,
    relaxation_map,
    write_map,
)

# From this share of voxels on it is said that the signal is cut off: the mean of the others is then another one.
_MUCH_SATURATED = 0.01


@dataclass(frozen=True)
class CartilageWishes:
    """What the command line asks for.

    Attributes
    ----------
    images : list of Path
    times : str or None
        Times in ms, separated by commas.
    name : str
        T1rho or T2.
    labels, regions : Path or None
        Label image, and the names of its labels.
    person : str
    week : float or None
    before : Path or None
        regions.csv of an earlier visit.
    noise_sd : float or None
    ready : bool
        The image is a map already.
    """

    images: list[Path]
    times: str | None
    name: str
    labels: Path | None
    regions: Path | None
    person: str
    week: float | None
    before: Path | None
    noise_sd: float | None
    ready: bool


def measure_cartilage(folder: Path, wishes: CartilageWishes, progress: Callable[[str], None]) -> str:
    """Write maps, ``regions.csv``, ``outcomes_*.csv``, ``change.csv`` and ``fit.json``; give a sentence about them.

    Raises
    ------
    FootwiseError
        What is wrong with the images, the labels or the wishes.
    """
    _refuse_nonsense(wishes)
    progress("images")
    names = read_region_names(wishes.regions) if wishes.regions is not None else None
    facts: dict[str, object] = {"map": wishes.name}
    if wishes.ready:
        one = read_ready_map(wishes.images[0])
        labels = read_labels(wishes.labels, one.grid, wishes.images[0].name) if wishes.labels is not None else None
        progress("fit")
    else:
        series = read_series(wishes.images, _times(wishes.times))
        labels = read_labels(wishes.labels, series.grid, wishes.images[0].name) if wishes.labels is not None else None
        progress("fit")
        one = relaxation_map(series, None if labels is None else labels.labels > 0, noise_sd=wishes.noise_sd)
        facts |= {"times_ms": series.times_ms.tolist(), "times_from": series.times_from, "noise_sd": one.noise_sd}
    progress("files")
    facts |= {"simulated": one.simulated, "noise_from": one.noise_from, "voxels": one.counts()}
    facts["excluded_codes"] = {int(reason): reason.words for reason in Excluded}
    write_map(folder, wishes.name.lower(), one)
    (folder / "fit.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    said = _said(wishes.name, one)
    if labels is None:
        return said
    regions = region_table(one, labels, names)
    regions.insert(0, "map", wishes.name)
    regions.insert(0, "week", wishes.week)
    regions.insert(0, "person", wishes.person.strip())
    regions["simulated"] = one.simulated or labels.simulated
    regions.to_csv(folder / "regions.csv", index=False)
    if wishes.person and wishes.week is not None:
        _outcomes(regions, wishes.name).to_csv(folder / f"outcomes_{wishes.name.lower()}.csv", index=False)
    if wishes.before is not None:
        _change(wishes.before, regions, wishes).to_csv(folder / "change.csv", index=False)
    return f"{said} in {(regions['used'] > 0).sum()} of {len(regions)} regions"


def _refuse_nonsense(wishes: CartilageWishes) -> None:
    if wishes.week is not None and not 0.0 <= wishes.week < float("inf"):
        raise FootwiseError("--week", f"is {wishes.week:g}", "Count weeks from the enrolment: 0 or more")
    if wishes.ready and len(wishes.images) != 1:
        raise FootwiseError("--ready", f"takes one map, and {len(wishes.images)} images were given", "Give one")
    if wishes.ready and (wishes.times is not None or wishes.noise_sd is not None):
        raise FootwiseError("--ready", "takes a map that is fitted already", "Leave --times and --noise out")
    if wishes.regions is not None and wishes.labels is None:
        raise FootwiseError(wishes.regions, "names the regions of a label image", "Give it with --labels")
    if wishes.before is not None and (not wishes.person or wishes.week is None or wishes.labels is None):
        raise FootwiseError("--before", "compares the regions of two visits", "Say --labels, --person and --week")


def _change(before: Path, regions: pd.DataFrame, wishes: CartilageWishes) -> pd.DataFrame:
    earlier = read_csv_as_written(before)
    for column in ("person", "week", "map", "region", "mean_ms"):
        if column not in earlier:
            raise FootwiseError(before, f"has no column {column!r}", "Give the regions.csv of an earlier visit")
    others = [person for person in earlier["person"].str.strip().unique() if person != wishes.person.strip()]
    if others:
        raise FootwiseError(
            before, f"is of {others[0] or 'nobody'}, not {wishes.person}", "Compare one person's visits"
        )
    week = column_numbers(before, earlier, "week")
    if wishes.week is None or (week >= wishes.week).any():
        raise FootwiseError(before, f"is of week {week.max():g}, not before --week", "Give the earlier visit")
    earlier = earlier.assign(
        person=wishes.person.strip(), week=week, mean_ms=column_numbers(before, earlier, "mean_ms", needed=False)
    )
    columns = ["person", "week", "map", "region", "mean_ms"]
    invented = bool(regions["simulated"].any()) or _says_simulated(earlier)
    earlier = earlier.loc[earlier["map"] == wishes.name, columns]
    if earlier.empty:
        raise FootwiseError(before, f"has no {wishes.name}", "Compare maps of one kind")
    return region_change(pd.concat([earlier, regions[columns]], ignore_index=True)).assign(simulated=invented)


def _says_simulated(table: pd.DataFrame) -> bool:
    return "simulated" in table and bool(table["simulated"].str.strip().str.lower().isin(["true", "yes", "1"]).any())


def _outcomes(regions: pd.DataFrame, name: str) -> pd.DataFrame:
    """Means of the regions as outcomes of a trial: what lies in its folder of data beside the others."""
    wide = regions[["person", "week", "simulated"]].head(1).reset_index(drop=True)
    means = {region_outcome(name, str(row["region"])): row["mean_ms"] for _, row in regions.iterrows()}
    return outcome_rows(wide.assign(**means), {outcome: outcome for outcome in means})


def _times(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.replace(";", ",").split(",") if part.strip()]
    except ValueError:
        raise FootwiseError("--times", f"is {text!r}", "Give times in ms, such as 0,10,20,40") from None


def _said(name: str, one: RelaxationMap) -> str:
    counts = list(one.counts().values())
    asked = sum(counts) - counts[Excluded.NOT_ASKED]
    said = f"{'SIMULATED. ' if one.simulated else ''}{name} of {counts[Excluded.NO]} of {asked} voxels"
    saturated = counts[Excluded.SATURATED] / asked if asked else 0.0
    if saturated > _MUCH_SATURATED:
        said += f" (the signal is cut off in {100 * saturated:.0f} %: those that are left are the darker ones)"
    return said
