"""The verbs of the year after: scores of questionnaires, and relaxation times of cartilage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from footwise.arguments import (
    given_path,
    given_paths,
    given_text,
    number_list,
    optional_number,
    optional_path,
    whole_number_list,
)
from footwise.jobs import CartilageRequest, MeasuredCartilage, ScoredTable, measure_cartilage, score_table


def score(
    answers: Path | str,
    *,
    baseline_week: float | None = None,
    total: bool = False,
    missing_codes: Sequence[float] = (),
    coding: Literal["0-4", "1-5", "labels"] | None = None,
) -> ScoredTable:
    r"""Score pain ratings (NRS), KOOS and WOMAC by their manuals.

    Parameters
    ----------
    answers : Path or str
        CSV file with one row a person and visit, and a column an item.
    baseline_week : float, optional
        Also compare later visits with this one.
    total : bool
        Also a KOOS total.
    missing_codes : sequence of float
        Numbers that stand for no answer.
    coding : {"0-4", "1-5", "labels"}, optional
        How the answers to the KOOS are coded; without it 0 to 4, and a table that looks otherwise is refused.

    Returns
    -------
    ScoredTable
        `scores` has one row a person and visit, and beside each score the reason where it is missing; `changes` are
        those of later visits.

    Raises
    ------
    FootwiseError
        What is wrong with the table.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import footwise as fw
    >>> answers = Path(tempfile.mkdtemp()) / "answers.csv"
    >>> _ = answers.write_text("person,week,nrs_medial\nAnna,0,6\nAnna,26,4\n")
    >>> fw.score(answers, baseline_week=0).scores["nrs_medial_pain_0_10_worse"].to_list()
    [6.0, 4.0]
    """
    table = given_path("answers", answers, "Give the path of a table, such as answers.csv")
    week = optional_number("baseline_week", baseline_week)
    codes = number_list("missing_codes", missing_codes)
    return score_table(table, baseline_week=week, total=total, missing_codes=codes, coding=coding)


def map_cartilage(
    images: Path | str | Sequence[Path | str],
    *,
    times_ms: Sequence[float] | None = None,
    series: Sequence[int] | None = None,
    relaxation: Literal["T1rho", "T2"] = "T1rho",
    labels: Path | str | None = None,
    regions: Path | str | None = None,
    person: str = "",
    week: float | None = None,
    before: Path | str | None = None,
    repeat: Path | str | None = None,
    noise_sd: float | None = None,
    ready: bool = False,
    registration: bool = True,
) -> MeasuredCartilage:
    """Map relaxation times of cartilage, and average them over regions.

    Parameters
    ----------
    images : Path or str, or a sequence of them
        NIfTI images in the order of their times, or one with four dimensions; or the folder or zip archive of a
        scanner's DICOM files.
    times_ms : sequence of float, optional
        Spin-lock or echo times; without, from the JSON files beside the images, or from the scanner's files.
    series : sequence of int, optional
        Numbers of the scanner's series to take; without, there must be one choice only.
    relaxation : {"T1rho", "T2"}
    labels, regions : Path or str, optional
        Label image on the same grid, and the names of its labels.
    person : str
    week : float, optional
        Visit, in weeks from the enrolment.
    before : Path or str, optional
        Folder of an earlier visit to compare with, or its ``regions.csv``. Without `labels`, the regions drawn there
        are taken, and the images brought onto them.
    repeat : Path or str, optional
        Regions of a second scan while nothing changed: they tell the error of a change. From the literature without.
    noise_sd : float, optional
        Noise of the images; from their scatter without.
    ready : bool
        The image is a map in ms already.
    registration : bool
        Bring the images together where the person moved.

    Returns
    -------
    MeasuredCartilage
        `map` is the image of times in ms, `regions` a table with one row a region, `change` one of the change since
        the earlier visit; `images.moved` tells how each image lay to the first.

    Raises
    ------
    FootwiseError
        What is wrong with which image or argument.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import footwise as fw
    >>> from footwise.followup import write_image
    >>> from footwise.simulation import relaxation_phantom
    >>> phantom, folder = relaxation_phantom((16, 16, 2)), Path(tempfile.mkdtemp())
    >>> images = [folder / f"tsl_{time:g}.nii.gz" for time in phantom.series.times_ms]
    >>> for path, signal in zip(images, phantom.series.signal):
    ...     write_image(path, signal, phantom.series.grid, "spin-lock image", simulated=True)
    >>> mapped = fw.map_cartilage(images, times_ms=phantom.series.times_ms)
    >>> mapped.map.time_ms.shape
    (16, 16, 2)
    """
    request = CartilageRequest(
        images=given_paths("images", images, "Give the name of an image, or a list of them"),
        times_ms=None if times_ms is None else number_list("times_ms", times_ms),
        series=None if series is None else whole_number_list("series", series),
        relaxation=relaxation,
        labels=optional_path("labels", labels),
        regions=optional_path("regions", regions),
        person=given_text("person", person),
        week=optional_number("week", week),
        before=optional_path("before", before, "Give the folder of the earlier visit"),
        repeat=optional_path("repeat", repeat, "Give the regions.csv of a second scan"),
        noise_sd=optional_number("noise_sd", noise_sd),
        ready=ready,
        registration=registration,
    )
    return measure_cartilage(request)
