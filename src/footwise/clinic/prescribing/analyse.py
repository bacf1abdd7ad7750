"""A visit is analysed: its recordings opened into a private folder and given to the command line's own job."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from footwise.clinic.measuring import newest_measurement, steps_table
from footwise.clinic.people import Visit
from footwise.clinic.prescribing.analysed import keep_analysis, made_of, recordings_of
from footwise.clinic.prescribing.asking import refuse_leg
from footwise.clinic.prescribing.models import Analysis
from footwise.clinic.prescribing.result_files import (
    ALT,
    NEW,
    ODDS,
    PICTURES,
    REPORT,
    RESULT,
    STEPS,
    TODAY,
    file_of,
)
from footwise.clinic.recordings import Condition, Kind, Recording, plain_copy
from footwise.clinic.seal import Unsealable
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import (
    NoPlatesError,
    Progress,
    VisitRecording,
    angle_figures,
    feet_for_the_person,
    measure_marker_walks,
    measure_sensor_walks,
    prescribe_visit,
    visit_figures,
    write_visit,
    write_visit_folder,
)
from footwise.jobs.odds import OddsRequest, goes_beside_a_shoe, odds_of_visit
from footwise.settings import parse_json

_ENDINGS = {Kind.C3D: ".c3d", Kind.TRC: ".trc"}
_WALKS = tuple(_ENDINGS)
_STATIC = "static"
_OF_ANGLES = (Kind.SENSOR, Kind.TABLE, Kind.FILM)
# What a clinician finds in their own folder about recordings that stay out.
WITHOUT_ANSWER, OF_NO_USE, BESIDE_MARKERS = "no condition", "not measured here", "beside markers"


def analyse_visit(side: str, subject: UUID, progress: Progress) -> Callable[[], Any]:
    """Compare the conditions of a visit for one leg; gives what writes the result.

    Parameters
    ----------
    side : str
        left or right.
    subject : UUID
        Of the visit.
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong, in one sentence.
    """
    visit = Visit.everything.select_related("person").get(pk=subject)
    refuse_leg(visit.person, side)
    recordings = recordings_of(visit)
    with tempfile.TemporaryDirectory(prefix="footwise-") as place:
        # Only its owner may look into such a folder, and it goes when the job ends.
        folder = Path(place)
        try:
            laid = _lay_out(folder / "visit", recordings)
            figures, files = _found(folder, laid, visit, side, progress)
        except FootwiseError as error:
            # Where it lay for a moment is nobody's business.
            where, told = (str(one).replace(f"{folder}/", "") for one in (error.where, error.trouble))
            raise FootwiseError(where.rpartition("/")[2], told, error.remedy, error.kind) from error
    rests_on = made_of(visit.person, side, recordings)
    return partial(keep_analysis, visit, figures, files=files, rests_on=rests_on, left_out=laid.left_out)


@dataclass
class _Laid:
    """Where the recordings of a visit lie, and what stays out."""

    walks: list[VisitRecording] = field(default_factory=list)
    angles: list[Recording] = field(default_factory=list)
    left_out: list[list[str]] = field(default_factory=list)


def _lay_out(folder: Path, recordings: Sequence[Recording]) -> _Laid:
    folder.mkdir(mode=0o700)
    laid = _Laid()
    by_key = {one.pk: one for one in recordings}
    # Of several recordings of standing still the last counts, as it does where each is measured by itself.
    standing = [one for one in recordings if one.condition == _STATIC and one.kind in _WALKS][-1:]
    for number, one in enumerate(recordings):
        if one.kind == Kind.FORCES or one.condition == Condition.OTHER:
            continue
        if not one.condition:
            laid.left_out.append([one.name, WITHOUT_ANSWER])
        elif one.kind in _WALKS and (one.condition != _STATIC or one in standing):
            inside = folder / str(number)
            file, beside = _open_into(inside, one), by_key.get(one.forces_id)
            forces = None if beside is None else _open_into(inside, beside)
            laid.walks.append(VisitRecording(file, one.condition, forces))
        elif one.kind in _OF_ANGLES and one.condition != _STATIC:
            laid.angles.append(one)
        else:
            laid.left_out.append([one.name, OF_NO_USE])
    if laid.walks and laid.angles:
        laid.left_out += [[one.name, BESIDE_MARKERS] for one in laid.angles]
        laid.angles = []
    return laid


def _open_into(folder: Path, recording: Recording) -> Path:
    """Open a recording under its own name, in a folder of its own: two may be called the same."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file, ending = plain_copy(recording, folder), _ENDINGS.get(recording.kind, "")
    # What it is was told by its first bytes; what reads it goes by its name.
    return file if file.name.lower().endswith(ending) else file.rename(file.with_name(file.name + ending))


def _found(
    folder: Path, laid: _Laid, visit: Visit, side: str, progress: Progress
) -> tuple[dict[str, Any], dict[str, bytes]]:
    _refuse_too_little(laid)
    person = visit.person
    asked = OddsRequest(side=side, height_m=float(person.height_cm) / 100)
    if not laid.walks:
        return _angles_alone(folder, laid, asked, progress)
    body = {"mass_kg": float(person.mass_kg), "height_m": float(person.height_cm) / 100}
    write_visit_folder(folder / "visit", laid.walks, person=person.pseudonym, side=side, **body)
    try:
        prescription = prescribe_visit(
            folder / "visit", before=_earlier(folder / "before", visit, side), progress=progress
        )
    except NoPlatesError as error:
        why = f"{Path(error.where).name} {error.trouble}"
        return _angles_of_markers(laid, asked, why, progress)
    write_visit(prescription, folder / "result")
    figures = visit_figures(prescription)
    files = {name: (folder / "result" / name).read_bytes() for name in (REPORT, STEPS, RESULT)}
    baseline = figures["target"]["baseline_deg"]
    if baseline is not None:
        files[PICTURES] = pictures_of(side, baseline, figures["target"]["change_deg"])
    return figures, files


def pictures_of(side: str, baseline_deg: float, proposed_deg: float | None = None) -> bytes:
    """Draw the foot for each change that may be signed, as the file that an analysis keeps."""
    told = feet_for_the_person(side, baseline_deg, proposed_deg, words=(TODAY, NEW), alt=ALT)
    return json.dumps(told).encode()


def _refuse_too_little(laid: _Laid) -> None:
    walked = {one.condition for one in laid.walks} | {one.condition for one in laid.angles}
    walked -= {_STATIC}
    trouble = remedy = ""
    if not walked:
        trouble, remedy = "has no recording that says how the person walked", "Say it of each recording"
    elif "natural" not in walked:
        trouble, remedy = "has no recording of natural walking", "Add one: every change is told against it"
    elif len(walked) < 2:
        trouble, remedy = "has natural walking only, nothing to compare", "Add a recording with a changed foot angle"
    if trouble:
        raise FootwiseError("the visit", trouble, remedy, ErrorKind.REFUSAL)


def _earlier(folder: Path, visit: Visit, side: str) -> Path | None:
    """Lay out what an earlier visit has found for the same leg; None where there is none."""
    before = Analysis.everything.filter(person=visit.person_id, side=side, has_loads=True, visit__on__lt=visit.on)
    for analysis in before.order_by("-visit__on", "-made_at", "-pk")[:1]:
        try:
            result, steps = file_of(analysis, RESULT), file_of(analysis, STEPS)
        except Unsealable:
            # What was found then can be read no longer; today's visit can.
            return None
        if result is None or steps is None:
            return None
        # The same person, whose pseudonym may have been corrected since.
        told = parse_json(result) | {"person": visit.person.pseudonym}
        place = folder / analysis.visit.on.isoformat()
        place.mkdir(parents=True, mode=0o700)
        (place / RESULT).write_text(json.dumps(told), encoding="utf-8")
        (place / STEPS).write_bytes(steps)
        return place
    return None


def _angles_of_markers(
    laid: _Laid, asked: OddsRequest, why: str, progress: Progress
) -> tuple[dict[str, Any], dict[str, bytes]]:
    static = next((one.file for one in laid.walks if one.condition == _STATIC), None)
    walked: dict[str, list[Any]] = {}
    files: dict[str, list[Path]] = {}
    for one in laid.walks:
        if one.condition != _STATIC:
            walks = measure_marker_walks([one.file], static=static, angles_only=True, progress=progress)
            walked.setdefault(one.condition, []).extend(walk.steps for walk in walks)
            files.setdefault(one.condition, []).append(one.file)
    return _with_odds(angle_figures(walked, asked.side, why), files, replace(asked, static=static), progress)


def _angles_alone(
    folder: Path, laid: _Laid, asked: OddsRequest, progress: Progress
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Take foot angles of films as they were measured, and steps of foot sensors."""
    walked: dict[str, list[Any]] = {}
    files: dict[str, list[Path]] = {}
    beside: dict[str, list[Path]] = {}
    for number, one in enumerate(laid.angles):
        if one.kind == Kind.FILM:
            found = newest_measurement(one.pk)
            tables = [] if found is None or not found.usable else [steps_table(found)]
        else:
            file = _open_into(folder / f"sensor-{number}", one)
            if goes_beside_a_shoe(one.name):
                beside.setdefault(one.condition, []).append(file)
                continue
            tables = [walk.steps for walk in measure_sensor_walks([file], side=one.foot or None, progress=progress)]
            files.setdefault(one.condition, []).append(file)
        if tables:
            walked.setdefault(one.condition, []).extend(tables)
        else:
            laid.left_out.append([one.name, OF_NO_USE])
    # A sensor tells each recording against the person's own mean in it: between two of them nothing can be said.
    films = all(one.kind == Kind.FILM for one in laid.angles)
    files |= {c: [_as_a_set(folder / f"set-{c}", [*files.get(c, []), *others])] for c, others in beside.items()}
    figures = angle_figures(walked, asked.side, "", comparable=films) | {"films": films}
    return _with_odds(figures, files, asked, progress)


def _as_a_set(folder: Path, files: Sequence[Path]) -> Path:
    """Put the tables of shoe, shank and pelvis of one walk into one folder, as they were recorded."""
    folder.mkdir(mode=0o700)
    for file in files:
        file.rename(folder / file.name)
    return folder


def _with_odds(
    figures: dict[str, Any], files: Mapping[str, Sequence[Path]], asked: OddsRequest, progress: Progress
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Add the odds to what a visit without force plates comes to, and give their page."""
    if len(files) < 2 or "natural" not in files:
        return figures, {}
    odds = odds_of_visit(files, asked, progress)
    page = {} if odds.found is None else {ODDS: odds.found.page().encode()}
    return figures | {"odds": odds.figures()}, page
