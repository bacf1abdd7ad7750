"""Relaxation times of cartilage: from a series of images, or from a map that is there already, to regions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from footwise.arrays import by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.followup import (
    Excluded,
    LabelImage,
    RelaxationMap,
    Repeatability,
    depth,
    doubtful,
    is_scanned,
    layered,
    outcome_rows,
    published_repeatability,
    read_bones,
    read_labels,
    read_ready_map,
    read_region_names,
    refuse_wrong_order,
    region_change,
    region_outcome,
    region_table,
    relaxation_map,
    repeatability,
    write_image,
    write_map,
)
from footwise.jobs.cartilage_images import (
    FIRST_IMAGE_FILE,
    LABELS_FILE,
    REGIONS_FILE,
    CartilageImages,
    cartilage,
    earlier_folder,
    has_regions_drawn,
    largest_movement,
    read_cartilage_images,
)
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.outputs import whole_folder
from footwise.showing import lines, table_html
from footwise.tables import column_numbers, read_csv, write_csv

RELAXATIONS = ("T1rho", "T2")
# From this share of voxels on it is said that the signal is cut off: the mean of the others is then another one.
_MUCH_SATURATED = 0.01


@dataclass(frozen=True)
class CartilageRequest:
    """What is asked of images of cartilage.

    Attributes
    ----------
    images : sequence of Path
        NIfTI images in the order of their times, or one with four dimensions; or a scanner's DICOM files, as one folder
        or zip archive.
    times_ms : sequence of float or None
        Spin-lock or echo times; without, from the JSON files beside the images, or from the DICOM headers.
    series : sequence of int or None
        Numbers of the scanner's series; without, there must be one choice only.
    relaxation : {"T1rho", "T2"}
        What is measured.
    labels, regions : Path or None
        Label image on the same grid, and the names of its labels.
    person : str
    week : float or None
        Visit, in weeks from the enrolment.
    before : Path or None
        Folder of an earlier visit to compare with, or its ``regions.csv``. Without `labels`, the regions drawn there
        are taken, and the images brought onto them.
    noise_sd : float or None
        Noise of the images; from their scatter without.
    ready : bool
        The image is a map in ms already.
    registration : bool
        Bring the images together where the person moved.
    repeat : Path or None
        Regions of a second scan while nothing changed: they tell the error of a change. From the literature without.
    """

    images: Sequence[Path]
    times_ms: Sequence[float] | None = None
    series: Sequence[int] | None = None
    relaxation: str = "T1rho"
    labels: Path | None = None
    regions: Path | None = None
    person: str = ""
    week: float | None = None
    before: Path | None = None
    noise_sd: float | None = None
    ready: bool = False
    registration: bool = True
    repeat: Path | None = None


@by_value
@dataclass(frozen=True, repr=False)
class MeasuredCartilage:
    """A map of relaxation times, and what it comes to.

    Attributes
    ----------
    relaxation : str
        T1rho or T2.
    map : RelaxationMap
    facts : dict
        How it was made: times, noise, how many voxels count and why others do not.
    regions : DataFrame or None
        One row a region; None without labels.
    outcomes : DataFrame or None
        Means of the regions as outcomes of a trial; None where person or week are not known.
    change : DataFrame or None
        Of the regions since an earlier visit; None where none was given.
    images : CartilageImages or None
        What was fitted; None for a map that was made elsewhere.
    recorded : RelaxationMap or None
        The map without registration; None where no image was drawn anew.
    regions_recorded : DataFrame or None
        Its regions.
    names : mapping of str to tuple of int, or None
        Labels of each region.
    repeatability : Repeatability or None
        Error of a mean, where there is a change.
    """

    relaxation: str
    map: RelaxationMap
    facts: dict[str, object]
    regions: pd.DataFrame | None
    outcomes: pd.DataFrame | None
    change: pd.DataFrame | None
    images: CartilageImages | None = None
    recorded: RelaxationMap | None = None
    regions_recorded: pd.DataFrame | None = None
    names: Mapping[str, tuple[int, ...]] | None = None
    repeatability: Repeatability | None = None

    def __repr__(self) -> str:
        """Tell what was found."""
        return lines(self.sentence())

    def _repr_html_(self) -> str:
        """Show the regions as a table in a notebook."""
        return table_html(self.sentence(), pd.DataFrame() if self.regions is None else self.regions)

    def sentence(self) -> str:
        """Say how many voxels and regions have a value."""
        return f"{'SIMULATED. ' if self.map.simulated else ''}{self.finding()}"

    def finding(self) -> str:
        """Say the same where it is said elsewhere whether it is simulated."""
        said = _said(self.relaxation, self.map)
        if self.regions is not None:
            whole = self.regions[self.regions["whole"]] if "whole" in self.regions else self.regions
            said += f" in {(whole['used'] > 0).sum()} of {len(whole)} regions"
        furthest = largest_movement(self.images.moved) if self.images is not None else None
        if furthest is not None:
            moved = f"up to {furthest.shift_mm:.1f} mm and {furthest.turn_deg:.1f}°"
            said += f". The knee moved between the images, by {moved}: they were brought together"
        return f"{said}. {doubt}" if (doubt := self.doubt()) else said

    def doubt(self) -> str:
        """Say which images may lie wrongly; empty where none does."""
        if self.images is None or not (unsure := doubtful(self.images.moved)):
            return ""
        times = ", ".join(f"{self.images.moved[k].time_ms:g}" for k in unsure)
        what = "image" if len(unsure) == 1 else "images"
        return f"Look at the {what} at {times} ms: what is seen there fits the others badly and may lie wrongly"


def measure_cartilage(request: CartilageRequest, progress: Progress = no_progress) -> MeasuredCartilage:
    """Map the relaxation times of cartilage, and sum them up by regions.

    Raises
    ------
    FootwiseError
        What is wrong with the images, the labels or the request.
    """
    _refuse_nonsense(request)
    begins = counting(progress, 2 if request.ready or not request.registration else 3)
    begins("images")
    names = read_region_names(request.regions) if request.regions is not None else None
    bones = read_bones(request.regions) if request.regions is not None else {}
    bone = frozenset(label for group in bones.values() for label in group)
    facts: dict[str, object] = {"map": request.relaxation}
    images, recorded = None, None
    if request.ready:
        one = read_ready_map(request.images[0])
        labels = read_labels(request.labels, one.grid, request.images[0].name) if request.labels is not None else None
        begins("fit")
    else:
        images = read_cartilage_images(
            request.images, request.relaxation, request.times_ms, request.series, request.labels, request.before,
            bone, request.registration, begins,
        )  # fmt: skip
        labels, series = images.labels, images.series
        facts |= images.facts
        begins("fit")
        mask = None if labels is None else cartilage(labels, bone)
        refuse_wrong_order(series, mask)
        one = relaxation_map(series, mask, noise_sd=request.noise_sd)
        _refuse_nothing(request, one)
        facts |= {"times_ms": series.times_ms.tolist(), "times_from": series.times_from, "noise_sd": one.noise_sd}
        if images.corrected and images.visit is None:
            recorded = relaxation_map(images.recorded, mask, noise_sd=request.noise_sd)
    facts |= {"simulated": one.simulated, "noise_from": one.noise_from, "voxels": one.counts()}
    facts["excluded_codes"] = {int(reason): reason.words for reason in Excluded}
    if labels is None:
        return MeasuredCartilage(request.relaxation, one, facts, None, None, None, images, recorded, None)
    drawn = replace(labels, labels=np.where(cartilage(labels, bone), labels.labels, 0))
    named = _named(drawn, names)
    layers = layered(labels.labels, depth(labels.labels, one.grid.affine, named, bones), named)
    regions = _regions(request, one, drawn, names, layers)
    change, error = None, None
    if request.before is not None:
        error = _repeatability(request, regions)
        change = _change(request.before, regions, request)
        change["error_ms"] = [error.error_of_change_ms(mean) for mean in change["baseline_mean_ms"]]
        change["error_cv_pct"], change["error_from"] = error.cv_pct, error.source
    known = bool(request.person) and request.week is not None
    return MeasuredCartilage(
        request.relaxation,
        one,
        facts,
        regions,
        outcomes=_outcomes(regions, request.relaxation) if known else None,
        change=change,
        images=images,
        recorded=recorded,
        regions_recorded=None if recorded is None else _regions(request, recorded, drawn, names, layers),
        names=named,
        repeatability=error,
    )


def write_cartilage(measured: MeasuredCartilage, out: Path) -> None:
    """Write the maps, ``fit.json``, and where there are regions their tables and a page, into `out`, all or none."""
    name = measured.relaxation.lower()
    images = measured.images
    movement = None if images is None else images.movement_table()
    tables = {
        "movement": movement,
        "regions": measured.regions,
        f"outcomes_{name}": measured.outcomes,
        "change": measured.change,
    }
    with whole_folder(out) as folder:
        write_map(folder, name, measured.map)
        if images is not None:
            grid, simulated = images.series.grid, images.series.simulated
            write_image(folder / FIRST_IMAGE_FILE, images.series.signal[0], grid, "first image", simulated)
            if images.labels is not None:
                drawn = images.labels
                write_image(folder / LABELS_FILE, drawn.labels.astype("int16"), grid, "regions", drawn.simulated)
        facts = json.dumps(measured.facts, indent=1, ensure_ascii=False)
        (folder / "fit.json").write_text(facts + "\n", encoding="utf-8")
        if (page := _report(measured)) is not None:
            (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")
        for table, rows in tables.items():
            if rows is not None:
                write_csv(rows, folder / f"{table}.csv")


def _named(labels: LabelImage, names: Mapping[str, tuple[int, ...]] | None) -> dict[str, tuple[int, ...]]:
    """Give the labels of all regions, those without a name of their own included."""
    named = {label for group in (names or {}).values() for label in group}
    present = {int(label) for label in np.unique(labels.labels) if label > 0}
    return dict(names or {}) | {f"label {label}": (label,) for label in sorted(present - named)}


def _repeatability(request: CartilageRequest, regions: pd.DataFrame) -> Repeatability:
    """Take it from a repeated scan where one is given, else from the literature."""
    if request.repeat is None:
        return published_repeatability(request.relaxation)
    path = request.repeat / REGIONS_FILE if request.repeat.is_dir() else request.repeat
    again = read_csv(path)
    for column in ("person", "map", "region", "mean_ms"):
        if column not in again:
            raise FootwiseError(path, f"has no column {column!r}", "Give the regions.csv of a repeated scan")
    again = again.assign(
        person=again["person"].str.strip(), mean_ms=column_numbers(path, again, "mean_ms", needed=False)
    )
    columns = ["person", "map", "region", "mean_ms"]
    if not again.duplicated(columns[:3]).any():
        # One scan only: the other one is that of this visit.
        again = pd.concat([again[columns], regions[columns]], ignore_index=True)
    return repeatability(again[columns], request.relaxation, path)


def _report(measured: MeasuredCartilage) -> str | None:
    """Write the page; None without regions, or without a first image."""
    images = measured.images
    if images is None or images.labels is None or measured.regions is None or measured.names is None:
        return None
    from footwise.reports.followup import CartilageView, cartilage_report

    first = measured.regions.iloc[0]
    view = CartilageView(
        relaxation=measured.relaxation,
        sentence=measured.finding(),
        map=measured.map,
        anatomy=images.series.signal[0],
        labels=images.labels,
        regions=measured.regions,
        names=measured.names,
        moved=images.moved,
        recorded=measured.recorded,
        regions_recorded=measured.regions_recorded,
        change=measured.change,
        repeatability=measured.repeatability,
        person=str(first["person"]),
        week=None if pd.isna(first["week"]) else float(first["week"]),
        simulated=bool(measured.regions["simulated"].any()),
    )
    return cartilage_report(view)


def _regions(
    request: CartilageRequest,
    one: RelaxationMap,
    labels: LabelImage,
    names: Mapping[str, tuple[int, ...]] | None,
    layers: tuple[npt.NDArray[np.int32], dict[str, tuple[int, ...]]],
) -> pd.DataFrame:
    """Sum a map up by regions, and by their layers where there are, with whose and when it is in front."""
    regions = region_table(one, labels, names)
    if layers[1]:
        halves = region_table(one, replace(labels, labels=layers[0]), layers[1])
        regions = pd.concat([regions.assign(whole=True), halves.assign(whole=False)], ignore_index=True)
    regions.insert(0, "map", request.relaxation)
    regions.insert(0, "week", request.week)
    regions.insert(0, "person", request.person.strip())
    regions["simulated"] = one.simulated or labels.simulated
    return regions


def _refuse_nonsense(request: CartilageRequest) -> None:
    if request.relaxation not in RELAXATIONS:
        raise FootwiseError("`relaxation`", f"is {request.relaxation!r}", f"Choose {' or '.join(RELAXATIONS)}")
    if request.week is not None and not 0.0 <= request.week < float("inf"):
        raise FootwiseError("`week`", f"is {request.week:g}", "Count weeks from the enrolment: 0 or more")
    scanned = [image for image in request.images if is_scanned(image)]
    if scanned and len(request.images) > 1:
        raise FootwiseError(scanned[0], "is what a scanner sends, beside other images", "Give the folder alone")
    if request.series is not None and not scanned:
        trouble = "chooses among the series of a scanner, and images were given"
        raise FootwiseError("`series`", trouble, "Leave it out, or give the folder of the DICOM files")
    if scanned and request.ready:
        raise FootwiseError("`ready`", "takes a map, and a scanner's files were given", "Leave it out")
    if request.ready and len(request.images) != 1:
        raise FootwiseError("`ready`", f"takes one map, and {len(request.images)} images were given", "Give one")
    if request.ready and (request.times_ms is not None or request.noise_sd is not None):
        raise FootwiseError("`ready`", "takes a map that is fitted already", "Leave `times_ms` and `noise_sd` out")
    if request.regions is not None and request.labels is None and not has_regions_drawn(request.before):
        raise FootwiseError(
            request.regions, "names the regions of a label image", "Give it with `labels`", kind=ErrorKind.BAD_REQUEST
        )
    drawn = request.labels is not None or (has_regions_drawn(request.before) and not request.ready)
    if request.before is not None and (not request.person or request.week is None or not drawn):
        raise FootwiseError("`before`", "compares the regions of two visits", "Say `labels`, `person` and `week`")


def _refuse_nothing(request: CartilageRequest, one: RelaxationMap) -> None:
    """Refuse a map without any value, by why its voxels have none."""
    counts = one.counts()
    asked = sum(counts.values()) - counts[Excluded.NOT_ASKED.words]
    if counts[Excluded.NO.words]:
        return
    if not asked:
        none = "a label" if request.labels is not None else f"a signal above its noise (SD {one.noise_sd:g})"
        trouble = f"give no {request.relaxation}: none of {sum(counts.values())} voxels has {none}"
        raise FootwiseError("the images", trouble, "Look at the images, their noise and the labels", ErrorKind.REFUSAL)
    lost = sorted(((count, why) for why, count in counts.items() if count), reverse=True)
    why = "; ".join(f"{count} {why}" for count, why in lost if why != Excluded.NOT_ASKED.words)
    trouble = f"give no {request.relaxation} in any of {asked} voxels: {why}"
    raise FootwiseError("the images", trouble, "Look at the images, their times and the labels", ErrorKind.REFUSAL)


def _change(before: Path, regions: pd.DataFrame, request: CartilageRequest) -> pd.DataFrame:
    before = earlier_folder(before) / REGIONS_FILE if before.is_dir() else before
    earlier = read_csv(before)
    for column in ("person", "week", "map", "region", "mean_ms"):
        if column not in earlier:
            raise FootwiseError(before, f"has no column {column!r}", "Give the regions.csv of an earlier visit")
    others = [person for person in earlier["person"].str.strip().unique() if person != request.person.strip()]
    if others:
        raise FootwiseError(
            before, f"is of {others[0] or 'nobody'}, not {request.person}", "Compare one person's visits"
        )
    week = column_numbers(before, earlier, "week")
    if request.week is None or (week >= request.week).any():
        raise FootwiseError(before, f"is of week {week.max():g}, not before `week`", "Give the earlier visit")
    earlier = earlier.assign(
        person=request.person.strip(), week=week, mean_ms=column_numbers(before, earlier, "mean_ms", needed=False)
    )
    columns = ["person", "week", "map", "region", "mean_ms"]
    invented = bool(regions["simulated"].any()) or _says_simulated(earlier)
    earlier = earlier.loc[earlier["map"] == request.relaxation, columns]
    if earlier.empty:
        raise FootwiseError(before, f"has no {request.relaxation}", "Compare maps of one kind")
    return region_change(pd.concat([earlier, regions[columns]], ignore_index=True)).assign(simulated=invented)


def _says_simulated(table: pd.DataFrame) -> bool:
    return "simulated" in table and bool(table["simulated"].str.strip().str.lower().isin(["true", "yes", "1"]).any())


def _outcomes(regions: pd.DataFrame, name: str) -> pd.DataFrame:
    """Means of the regions as outcomes of a trial: what lies in its folder of data beside the others."""
    wide = regions[["person", "week", "simulated"]].head(1).reset_index(drop=True)
    means = {region_outcome(name, str(row["region"])): row["mean_ms"] for _, row in regions.iterrows()}
    return outcome_rows(wide.assign(**means), {outcome: outcome for outcome in means})


def _said(name: str, one: RelaxationMap) -> str:
    counts = list(one.counts().values())
    asked = sum(counts) - counts[Excluded.NOT_ASKED]
    said = f"{name} of {counts[Excluded.NO]} of {asked} voxels"
    saturated = counts[Excluded.SATURATED] / asked if asked else 0.0
    if saturated > _MUCH_SATURATED:
        said += f" (the signal is cut off in {100 * saturated:.0f} %: those that are left are the darker ones)"
    return said
