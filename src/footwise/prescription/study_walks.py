"""The recordings of a study, read and analysed: the walks of one person by condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import NOTHING_SAID, HowToMeasure, Walk, analyse_walk
from footwise.notes import ABOUT_PLATES
from footwise.prescription.conditions import NATURAL
from footwise.prescription.study import Study, StudyRecording
from footwise.prescription.thresholds import FEWEST_STEPS
from footwise.recordings import MASS_TOLERANCE_KG, Recording, check_recorded_once, read_recording


class NoPlatesError(FootwiseError):
    """A recording that no knee moment can come from; foot angles may."""


def study_walks(study: Study, progress: Callable[[str], None] = lambda _: None) -> dict[str, list[Walk]]:
    """Read and analyse every recording of a study.

    Parameters
    ----------
    study : Study
    progress : callable, optional
        Called with the name of every file when its turn comes.

    Returns
    -------
    dict
        Condition to its walks, natural first. Peaks of changed walking are looked for near those of the
        natural walk with the most used steps.

    Raises
    ------
    FootwiseError
        A recording cannot be used at all, has no knee moments, or is of somebody else.
    """
    recordings: dict[str, list[Recording]] = {}
    for condition, files in study.recordings.items():
        for entry in files:
            progress(entry.file.name)
            recordings.setdefault(condition, []).append(_read(study, entry))
    standing = [read_recording(study.static, marker_map=study.markers)] if study.static else []
    weighed = [(r.source, r.person.mass_kg) for group in (*recordings.values(), standing) for r in group]
    check_same_person(weighed, said_kg=study.how.mass_kg)
    static = _of_person(standing[0], study) if standing else None
    return condition_walks(
        {c: [replace(_of_person(r, study), static=static) for r in group] for c, group in recordings.items()}, study.how
    )


def condition_walks(
    recordings: Mapping[str, Sequence[Recording]], how: HowToMeasure = NOTHING_SAID
) -> dict[str, list[Walk]]:
    """Analyse the conditions of one person.

    Parameters
    ----------
    recordings : mapping of str to sequence of Recording
        By condition, natural among them.
    how : HowToMeasure
        Filters and events.

    Returns
    -------
    dict
        Condition to its walks, natural first. Peaks of changed walking are looked for near those of the
        natural walk with the most used steps.
    """

    def measured(recording: Recording, condition: str, baseline: Walk | None = None) -> Walk:
        return analyse_walk(
            recording,
            condition=condition,
            baseline=baseline,
            marker_hz=how.marker_hz,
            force_hz=how.force_hz,
            use_stored_events=bool(how.use_stored_events),
        )

    check_recorded_once([recording for group in recordings.values() for recording in group])
    walks = {NATURAL: [measured(r, NATURAL) for r in recordings[NATURAL]]}
    baseline = _baseline(walks[NATURAL])
    for condition, group in recordings.items():
        if condition != NATURAL:
            walks[condition] = [measured(r, condition, baseline) for r in group]
    _check_same_knee([walk for group in walks.values() for walk in group])
    return walks


def baseline_walks(natural: list[Walk]) -> list[Walk]:
    """Natural walks near whose peaks those of changed walking are looked for.

    The one with the most used steps; all together where none has enough, as on a walkway.
    """
    longest = max(natural, key=lambda walk: walk.steps["used"].sum())
    return [longest] if longest.steps["used"].sum() >= 2 * FEWEST_STEPS else natural


def _baseline(natural: list[Walk]) -> Walk:
    walks = baseline_walks(natural)
    if len(walks) == 1:
        return walks[0]
    steps = pd.concat([walk.steps for walk in walks], ignore_index=True)
    return replace(walks[0], steps=steps, kam=np.concatenate([walk.kam for walk in walks]))


def _check_same_knee(walks: list[Walk]) -> None:
    """Refuse walks whose knees were found in different ways: the way moves the moment more than a foot angle does."""
    first: dict[str, Walk] = {}
    for walk in walks:
        for side, method in walk.knee_method.items():
            other = first.setdefault(side, walk)
            if other.knee_method[side] != method:
                raise FootwiseError(
                    walk.recording.source,
                    f"has its {side} knee from {method}, {other.recording.source.name} from {other.knee_method[side]}: "
                    "their moments cannot be compared",
                    "Export all recordings with the same markers and model outputs, or give one standing trial for all",
                )


def _read(study: Study, entry: StudyRecording) -> Recording:
    later = study.how.forces_later_s if entry.forces_later_s is None else entry.forces_later_s
    recording = read_recording(
        entry.file,
        forces=entry.forces,
        marker_map=study.markers,
        leg_length_m=study.how.leg_length_m,
        knee_width_m=study.how.knee_width_m,
        ankle_width_m=study.how.ankle_width_m,
        forces_later_s=later or 0.0,
    )
    need_plates(recording)
    return recording


def need_plates(recording: Recording) -> None:
    """Refuse a recording that no knee moment can come from."""
    if not recording.plates:
        why = "; ".join(str(note) for note in recording.notes if note.kind in ABOUT_PLATES)
        raise NoPlatesError(
            recording.source,
            "has no usable force plates" + (f" ({why})" if why else ""),
            "A prescription needs knee moments; without plates only foot angles can be had",
            kind=ErrorKind.REFUSAL,
        )


def _of_person(recording: Recording, study: Study) -> Recording:
    """Give a recording the mass and height that the study states, where it states them."""
    person, how = recording.person, study.how
    return replace(
        recording,
        person=replace(person, mass_kg=how.mass_kg or person.mass_kg, height_m=how.height_m or person.height_m),
    )


def check_same_person(weighed: Sequence[tuple[Path, float | None]], said_kg: float | None = None) -> None:
    """Refuse recordings of different people: their files say different masses, or another than is said of the person.

    Parameters
    ----------
    weighed : sequence of (Path, float or None)
        A file, and the mass in kg, where it says one.
    said_kg : float, optional
        What the study, or the user, says.
    """
    known = [(source, mass) for source, mass in weighed if mass is not None]
    for source, mass in known:
        expected = known[0][1] if said_kg is None else said_kg
        if abs(mass - expected) > MASS_TOLERANCE_KG:
            first = f"{known[0][0].name} of one of {expected:.1f} kg"
            other = first if said_kg is None else f"{expected:.1f} kg is said"
            raise FootwiseError(
                source,
                f"is of a person of {mass:.1f} kg, and {other}",
                "A study holds the recordings of one person; correct the mass with `mass_kg=...`, or the file",
            )
