"""A visit is analysed: its recordings opened into a private folder and given to the command line's own job."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from footwise.clinic.people import Visit
from footwise.clinic.prescribing.analysed import keep_analysis, made_of, recordings_of
from footwise.clinic.prescribing.asking import refuse_leg
from footwise.clinic.prescribing.models import Analysis
from footwise.clinic.prescribing.result_files import PICTURES, REPORT, RESULT, STEPS, file_of
from footwise.clinic.recordings import Recording, opened
from footwise.clinic.seal import Unsealable
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import (
    NoPlatesError,
    Progress,
    VisitRecording,
    angle_figures,
    are_foot_sensor_files,
    feet_for_the_person,
    measure_marker_walks,
    measure_sensor_walks,
    prescribe_visit,
    visit_figures,
    write_visit,
    write_visit_folder,
)

NATURAL, STATIC, OTHER = "natural", "static", "other"
_WALKS = ("c3d", "trc")
_ENDINGS = {"c3d": ".c3d", "trc": ".trc"}
_OF_SENSORS = ("sensor", "table")
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
        except Unsealable:
            trouble = "cannot be opened"
            raise FootwiseError("a recording", trouble, "Its key is gone or the file was changed") from None
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
    sensors: list[VisitRecording] = field(default_factory=list)
    left_out: list[list[str]] = field(default_factory=list)


def _lay_out(folder: Path, recordings: Sequence[Recording]) -> _Laid:
    folder.mkdir(mode=0o700)
    laid = _Laid()
    forces = {one.pk: one for one in recordings if one.kind == "forces"}
    for number, one in enumerate(recordings):
        if one.kind == "forces":
            continue
        if not one.condition or one.condition == OTHER:
            laid.left_out.append([one.name, WITHOUT_ANSWER])
        elif one.kind in _WALKS:
            file = _open_into(folder, number, one)
            beside = forces.get(one.forces_id) if one.kind == "trc" else None
            plain = None if beside is None else _open_into(folder, number, beside)
            laid.walks.append(VisitRecording(file, one.condition, plain))
        elif one.kind in _OF_SENSORS and one.condition != STATIC:
            file = _open_into(folder, number, one)
            if are_foot_sensor_files([file]):
                laid.sensors.append(VisitRecording(file, one.condition))
            else:
                laid.left_out.append([one.name, OF_NO_USE])
        else:
            laid.left_out.append([one.name, OF_NO_USE])
    if laid.walks and laid.sensors:
        laid.left_out += [[one.file.name, BESIDE_MARKERS] for one in laid.sensors]
        laid.sensors = []
    return laid


def _open_into(folder: Path, number: int, recording: Recording) -> Path:
    """Open a recording under its own name, in a folder of its own: two may be called the same."""
    name = recording.name
    ending = _ENDINGS.get(recording.kind, "")
    file = folder / str(number) / (name if name.lower().endswith(ending) else name + ending)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with file.open("wb") as plain:
        if recording.size_bytes:
            plain.writelines(opened(recording))
    return file


def _found(
    folder: Path, laid: _Laid, visit: Visit, side: str, progress: Progress
) -> tuple[dict[str, Any], dict[str, bytes]]:
    _refuse_too_little(laid)
    if not laid.walks:
        return _angles_of_sensors(laid, side, progress)
    person = visit.person
    body = {"mass_kg": float(person.mass_kg), "height_m": float(person.height_cm) / 100}
    write_visit_folder(folder / "visit", laid.walks, person=person.pseudonym, side=side, **body)
    try:
        prescription = prescribe_visit(
            folder / "visit", before=_earlier(folder / "before", visit, side), progress=progress
        )
    except NoPlatesError as error:
        why = f"{Path(error.where).name} {error.trouble}"
        return _angles_of_markers(laid, side, why, progress)
    write_visit(prescription, folder / "result")
    figures = visit_figures(prescription)
    files = {name: (folder / "result" / name).read_bytes() for name in (REPORT, STEPS, RESULT)}
    baseline = figures["target"]["baseline_deg"]
    if baseline is not None:
        pictures = feet_for_the_person(side, baseline, figures["target"]["change_deg"])
        files[PICTURES] = json.dumps(pictures).encode()
    return figures, files


def _refuse_too_little(laid: _Laid) -> None:
    walked = {one.condition for one in (*laid.walks, *laid.sensors)} - {STATIC}
    trouble = remedy = ""
    if not walked:
        trouble, remedy = "has no recording that says how the person walked", "Say it of each recording"
    elif NATURAL not in walked:
        trouble, remedy = "has no recording of natural walking", "Add one: every change is told against it"
    elif len(walked) < 2:
        trouble, remedy = "has natural walking only, nothing to compare", "Add a recording with a changed foot angle"
    elif sum(one.condition == STATIC for one in laid.walks) > 1:
        trouble, remedy = "has several recordings of standing still", "Leave the one to be used"
    if trouble:
        raise FootwiseError("the visit", trouble, remedy, ErrorKind.REFUSAL)


def _earlier(folder: Path, visit: Visit, side: str) -> Path | None:
    """Lay out what an earlier visit has found for the same leg; None where there is none."""
    before = Analysis.everything.filter(person=visit.person_id, side=side, has_loads=True, visit__on__lt=visit.on)
    for analysis in before.order_by("-visit__on", "-made_at", "-pk")[:1]:
        kept = {name: file_of(analysis, name) for name in (RESULT, STEPS)}
        result, steps = kept[RESULT], kept[STEPS]
        if result is None or steps is None:
            continue
        # The same person, whose pseudonym may have been corrected since.
        told = json.loads(result) | {"person": visit.person.pseudonym}
        place = folder / analysis.visit.on.isoformat()
        place.mkdir(parents=True, mode=0o700)
        (place / RESULT).write_text(json.dumps(told), encoding="utf-8")
        (place / STEPS).write_bytes(steps)
        return place
    return None


def _angles_of_markers(laid: _Laid, side: str, why: str, progress: Progress) -> tuple[dict[str, Any], dict[str, bytes]]:
    static = next((one.file for one in laid.walks if one.condition == STATIC), None)
    walked: dict[str, list[Any]] = {}
    for one in laid.walks:
        if one.condition != STATIC:
            walks = measure_marker_walks([one.file], static=static, angles_only=True, progress=progress)
            walked.setdefault(one.condition, []).extend(walk.steps for walk in walks)
    return angle_figures(walked, side, why), {}


def _angles_of_sensors(laid: _Laid, side: str, progress: Progress) -> tuple[dict[str, Any], dict[str, bytes]]:
    walked: dict[str, list[Any]] = {}
    for one in laid.sensors:
        walks = measure_sensor_walks([one.file], progress=progress)
        walked.setdefault(one.condition, []).extend(walk.steps for walk in walks)
    # Each recording is told against the person's own mean in it: between two of them nothing can be said.
    return angle_figures(walked, side, "", comparable=False), {}
