"""Measuring visits of the demonstration: walks simulated from a real one, then the way that everybody's take."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.utils import timezone

from footwise.clinic.accounts import User
from footwise.clinic.demo.invented import day_of
from footwise.clinic.demo.sample import source
from footwise.clinic.demo.stories import FIRST_CLINIC, Invented, Story
from footwise.clinic.outcomes import Source, take_log
from footwise.clinic.people import Person, Visit
from footwise.clinic.prescribing import (
    Analysis,
    Plan,
    SessionMark,
    Target,
    agree_plan,
    analyse_visit,
    make_plan,
    mark_session,
    sessions_of,
    sign,
    target_in_force,
)
from footwise.clinic.recordings import Recording, begin, take_piece
from footwise.errors import FootwiseError
from footwise.jobs import (
    AnotherBody,
    VirtualPatient,
    measure_marker_walks,
    no_progress,
    simulate_study_from,
    walk_virtual_course,
    write_simulated_study,
    write_walks_without_plates,
)
from footwise.settings import parse_json

# With fewer than 50 used steps a mean is uncertain, and the page says so; for whom is looked at first it need not.
_STEPS, _STEPS_OF_THE_FIRST = 12, 55
_PIECE = 4 * 1024 * 1024
# A knee that cannot be made to answer as drawn is drawn anew.
_DRAWS = 5
_LOST_IN_WEEK = 18
# The foot is not turned further than real feet walk in this recording.
_FURTHEST_TURN_DEG = 10.0


def measure(person: Person, one: Invented, patient: VirtualPatient, clinician: User) -> Analysis:
    """Record all conditions at the first visit, analyse them, and date the analysis to that day."""
    return _measured(person, one, patient, clinician, plates=True)


def measure_angles(person: Person, one: Invented, patient: VirtualPatient, clinician: User) -> Analysis:
    """Do it in a room without force plates."""
    return _measured(person, one, patient, clinician, plates=False)


def train(analysis: Analysis, one: Invented, clinician: User) -> None:
    """Sign what was proposed, plan the course, and mark the sessions that have been."""
    person = analysis.person
    proposed = analysis.proposed_deg
    if proposed is None:
        return
    target = sign(clinician, analysis.pk, proposed)
    day = day_of(one, 0)
    Target.everything.filter(pk=target.pk).update(signed_at=_at(day, 11))
    if not proposed:
        return
    plan = make_plan(clinician, target.pk, day + dt.timedelta(days=1), {day_of(one, 1).weekday()})
    agree_plan(clinician, target.pk)
    Plan.everything.filter(pk=plan.pk).update(made_at=_at(day, 11), agreed_at=_at(day, 12))
    for session in sessions_of(plan):
        if session.on < timezone.localdate():
            missed = (session.number + one.number) % 7 == 0
            mark_session(clinician, session.pk, SessionMark("missed" if missed else "done"))
    assert person.pk == target.person_id


def coach(person: Person, one: Invented, clinician: User) -> None:
    """Take in the logs of the coached sessions; whoever has lost the angle walks once more, as before."""
    target = target_in_force(person.pk, person.affected_side)
    if target is None or not target.change_deg:
        return
    forgotten = _at(day_of(one, _LOST_IN_WEEK), 10) if one.story is Story.LOST else None
    logs = walk_virtual_course(
        [_at(day_of(one, week), 10) for week in range(1, 7)],
        side=person.affected_side, change_deg=target.change_deg, seed=one.number + 1, forgotten_on=forgotten,
    )  # fmt: skip
    for number, log in enumerate(logs, start=1):
        taken = take_log(person, f"session-{number:02d}.jsonl", log, clinician, source=Source("import"))
        if taken.refused:
            raise FootwiseError(taken.name, taken.said, "Ask whoever makes Footwise")


def _measured(person: Person, one: Invented, patient: VirtualPatient, clinician: User, *, plates: bool) -> Analysis:
    day = day_of(one, 0)
    visit: Visit = Visit.everything.select_related("person").get(person=person, on=day)
    with tempfile.TemporaryDirectory(prefix="footwise-") as place:
        folder = Path(place) / "study"
        _simulate(folder, one, patient, person, plates=plates)
        for file in sorted(folder.glob("*.c3d")):
            _bring(visit, file, clinician)
    analyse_visit(person.affected_side, visit.pk, no_progress)()
    analysis: Analysis = Analysis.everything.filter(visit=visit).select_related("person", "visit").first()
    Analysis.everything.filter(pk=analysis.pk).update(made_at=_at(day, 10))
    return analysis


def _simulate(folder: Path, one: Invented, patient: VirtualPatient, person: Person, *, plates: bool) -> None:
    """Simulate somebody's walks; a knee or a foot that cannot be so is drawn anew, the foot nearer to the real one."""
    side = person.affected_side
    steps = _STEPS_OF_THE_FIRST if one.clinic == FIRST_CLINIC and one.story is Story.MEASURED else _STEPS
    turn = max(-_FURTHEST_TURN_DEG, min(_FURTHEST_TURN_DEG, patient.foot_angle_deg - _recorded_angle(side)))
    for draw in range(_DRAWS):
        body = AnotherBody(float(person.mass_kg), float(person.height_cm) / 100, turn * (1 - draw / (_DRAWS - 1)))
        seed = _DRAWS * one.number + draw + 1
        try:
            study = simulate_study_from(source(), side=side, draw=seed, steps=steps, seed=seed, body=body)
            if plates:
                write_simulated_study(study, folder)
            else:
                write_walks_without_plates(study, folder)
            # Turned this far, markers of one leg may seem to be the other's.
            measure_marker_walks([folder / "toe-in-10.c3d"], angles_only=not plates)
            if plates and one.story is not Story.MEASURED and draw < _DRAWS - 1 and not _is_helped(folder):
                # Whoever is in the course has something to train.
                raise FootwiseError(folder, "has no target", "Draw anew")
        except FootwiseError:
            if draw == _DRAWS - 1:
                raise
        else:
            return


def _is_helped(folder: Path) -> bool:
    """Whether the truth of a simulated study is that some change takes load off the knee."""
    truth = parse_json((folder / "truth.json").read_bytes())
    return truth["prescription"]["condition"] is not None


@cache
def _recorded_angle(side: str) -> float:
    steps = measure_marker_walks([source()])[0].steps
    return float(steps[steps["used"] & (steps["side"] == side)]["foot_progression_angle_deg"].mean())


def _bring(visit: Visit, file: Path, clinician: User) -> None:
    content = file.read_bytes()
    recording = begin(visit, file.name, len(content), "", clinician)
    for offset in range(0, len(content), _PIECE):
        piece = content[offset : offset + _PIECE]
        take_piece(clinician, recording.pk, offset, piece, sha256(piece).hexdigest())
    whole = Recording.everything.get(pk=recording.pk)
    whole.condition = file.stem
    whole.save()


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
