"""The recordings of a visit as its page lists them: how far each is, what is asked about it, what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from footwise.clinic.measuring.kept import MEASURE
from footwise.clinic.measuring.models import Measurement
from footwise.clinic.measuring.ready import MARKER_KINDS, MEASURED_KINDS, is_measurable, sources_of
from footwise.clinic.measuring.words import QUESTIONS, in_words_of_the_page
from footwise.clinic.people import Person, Visit
from footwise.clinic.recordings import (
    UNPACK,
    Arrival,
    Condition,
    Foot,
    Kind,
    Recording,
    State,
    claims_to_be_another,
    forces_by_name,
)
from footwise.clinic.work import Job, JobState
from footwise.errors import FootwiseError
from footwise.extras import require

_FOOT_KINDS = (Kind.TABLE, Kind.SENSOR)
_ANGLE = "foot_progression_angle_deg"


@dataclass(frozen=True)
class Progressed:
    """How far a recording is, in words and as a share; it tells nothing that was measured.

    Attributes
    ----------
    key : str
        ``arriving``, ``asks``, ``waits``, ``running``, ``ended``, ``cancelled`` or ``failed``.
    words : str
    done, of : int
        For a bar; `of` is 0 where there is none.
    """

    key: str
    words: str
    done: int = 0
    of: int = 0


@dataclass(frozen=True)
class Row:
    """A recording on the page of its visit."""

    recording: Recording
    progress: Progressed
    # Named in words of the page; empty where nothing is to be looked at.
    doubt: str = ""
    condition: Any = ""
    guessed: bool = False
    asks_condition: bool = False
    asks_foot: bool = False
    foot: str = ""
    forces: Sequence[Recording] = ()
    chosen_forces: Recording | None = None
    measurement: Measurement | None = None
    figures: Sequence[dict[str, Any]] = ()
    helps: Sequence[Any] = field(default=())
    trouble: str = ""
    # Ready, and nobody has asked for it; or measured from what has changed since.
    is_due: bool = False
    is_stale: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a person must say something about it."""
        return self.asks_condition

    @property
    def is_beside(self) -> bool:
        """Whether it only lay in an archive beside recordings, such as somebody's notes."""
        return self.recording.kind == Kind.OTHER and self.recording.unpacked_from_id is not None

    @property
    def asks(self) -> bool:
        """Whether the page has a question about it, answered or not."""
        return self.recording.state in (State.ARRIVED, State.ARRIVING) and self.recording.kind in MEASURED_KINDS


def newest_jobs(keys: Sequence[UUID]) -> dict[UUID, Job]:
    """Find the newest job about each."""
    jobs = Job.objects.filter(kind__in=(MEASURE, UNPACK), subject__in=keys).order_by("asked_at", "pk")
    return {job.subject: job for job in jobs}


def progress_of(state: Any, kind: Any, condition: str, arrived_pct: int, job: Job | None) -> Progressed:
    """Say how far a recording is.

    Parameters
    ----------
    state : State
    kind : Kind
    condition : str
    arrived_pct : int
        Of its bytes.
    job : Job or None
        The newest about it.
    """
    if state == State.ARRIVING:
        return Progressed("arriving", _("arriving, %(share)d %%") % {"share": arrived_pct}, arrived_pct, 100)
    if job is not None and job.is_open:
        if job.state == JobState.WAITING:
            return Progressed("waits", _("waits for its turn"))
        words = _("being unpacked") if job.kind == UNPACK else _("being measured")
        if job.kind == MEASURE and job.pieces:
            stage = {"stage": min(job.pieces_done + 1, job.pieces), "of": job.pieces}
            words = _("being measured, part %(stage)d of %(of)d") % stage
        return Progressed("running", words, job.pieces_done, job.pieces or 1)
    if state == State.ARRIVED and kind in MEASURED_KINDS and not condition:
        return Progressed("asks", _("waits for your answer"))
    if job is not None and job.state == JobState.CANCELLED:
        return Progressed("cancelled", _("was cancelled"))
    if job is not None and job.state == JobState.FAILED:
        return Progressed("failed", _("cannot be unpacked") if job.kind == UNPACK else _("could not be measured"))
    return Progressed("ended", "")


def states_of(visit: UUID) -> dict[str, Progressed]:
    """Say how far each recording of a visit is, without reading what it says: a page asks every second."""
    told = Recording.everything.filter(visit=visit).exclude(state=State.REMOVED)
    rows = list(told.values_list("pk", "state", "kind", "condition", "size_bytes"))
    jobs = newest_jobs([row[0] for row in rows])
    here = dict(
        Arrival.objects.filter(recording__in=[row[0] for row in rows if row[1] == State.ARRIVING]).values_list(
            "pk", "received_bytes"
        )
    )
    return {
        str(pk): progress_of(state, kind, condition, _share(here.get(pk, 0), size), jobs.get(pk))
        for pk, state, kind, condition, size in rows
    }


def stamp_of(states: dict[str, Progressed]) -> str:
    """Tell a list from a later one in which something has begun or ended."""
    told = " ".join(sorted(f"{key} {one.key}" for key, one in states.items()))
    return sha256(told.encode()).hexdigest()[:16]


def rows_of_visit(user: Any, visit: Visit) -> list[Row]:
    """List the recordings of a visit; four questions to the database, however many there are."""
    found = Recording.objects.for_user(user).filter(visit=visit).exclude(state=State.REMOVED)
    recordings = list(found.select_related("arrival"))
    jobs = newest_jobs([one.pk for one in recordings])
    measured = Measurement.objects.for_user(user).filter(recording__in=[one.pk for one in recordings])
    newest = {one.recording_id: one for one in measured.order_by("made_at", "pk")}
    return [_row(one, recordings, visit.person, jobs.get(one.pk), newest.get(one.pk)) for one in recordings]


def _row(one: Recording, others: list[Recording], person: Person, job: Job | None, found: Measurement | None) -> Row:
    arrival = getattr(one, "arrival", None)
    share = _share(arrival.received_bytes, one.size_bytes) if arrival else 0
    progress = progress_of(one.state, one.kind, one.condition, share, job)
    is_ready = progress.key == "ended" and is_measurable(one)
    if progress.key == "ended":
        progress = Progressed("ended", _ended(one, others, found))
    content = found.content if found else {}
    is_walk = one.kind in MEASURED_KINDS
    helps = content.get("asks", [])
    trouble = in_words_of_the_page(content.get("trouble", ""))
    if job is not None and job.state == JobState.FAILED:
        trouble = in_words_of_the_page(job.trouble)
    # A foot is asked for where neither its name nor an answer says it; the file itself may.
    asks_foot = "side" in helps or bool(one.foot) or (one.kind in _FOOT_KINDS and not one.foot_in_name)
    forces = [other for other in others if other.kind == Kind.FORCES and other.state == State.ARRIVED]
    by_key = {other.pk: other for other in forces}
    guessed = forces_by_name(one, others) if not one.condition else None
    return Row(
        recording=one,
        progress=progress,
        doubt=_doubt(one, others),
        condition=one.condition or one.guess,
        guessed=not one.condition and bool(one.guess),
        asks_condition=is_walk and one.state == State.ARRIVED and not one.condition,
        asks_foot=asks_foot,
        foot=one.foot,
        forces=forces if one.kind == Kind.TRC else (),
        chosen_forces=by_key.get(one.forces_id) or guessed,
        measurement=found,
        figures=figures_in_order(content),
        helps=[QUESTIONS[name] for name in helps if name in QUESTIONS],
        trouble=trouble,
        is_due=is_ready and found is None,
        is_stale=is_ready and found is not None and found.made_from != sources_of(one, others, person).fingerprint(),
    )


def figures_in_order(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the figures of each side for a page, left before right."""
    sides = content.get("sides", {})
    return [
        {"side": side, "name": Foot(side).label, **sides[side], **_turned(sides[side])}
        for side in ("left", "right")
        if side in sides
    ]


def _turned(told: dict[str, Any]) -> dict[str, float]:
    """Give a foot angle as people say it: so many degrees outwards or inwards."""
    angle = told.get(_ANGLE)
    return {} if angle is None else {"outwards": angle} if angle >= 0 else {"inwards": -angle}


def _ended(one: Recording, others: list[Recording], found: Measurement | None) -> str:
    if one.state == State.UNPACKED:
        count = sum(other.unpacked_from_id == one.pk for other in others)
        return ngettext("unpacked into %(count)d file", "unpacked into %(count)d files", count) % {"count": count}
    if one.kind == Kind.FORCES:
        walk = next((other for other in others if other.forces_id == one.pk), None)
        return _("the forces of %(name)s") % {"name": walk.name} if walk else _("arrived")
    if one.condition == Condition.STATIC:
        return _("the standing trial of this visit") if one.kind in MARKER_KINDS else _("standing still, not measured")
    if found is None:
        return _("arrived") if not is_measurable(one) else _("waits to be measured")
    if not found.usable:
        return _("cannot be used")
    counts = {"used": found.content["used_steps"], "all": found.content["steps"]}
    return _("measured: %(used)d of %(all)d steps can be used") % counts


def _doubt(one: Recording, others: list[Recording]) -> str:
    if one.state != State.ARRIVED:
        return ""
    if claims_to_be_another(one.name, Kind(one.kind)):
        return _("Its name promises something else than it holds.")
    if one.kind == Kind.OTHER:
        return _("Footwise knows no such recording. Is it the right file?")
    if one.kind == Kind.FILM and not films_can_be_measured():
        return _("Films cannot be measured on this server: its administrator can install the extra [video].")
    if one.kind == Kind.FILM and not one.condition:
        return _("A film from the side tells steps and knee angles, one from front or back steps and no foot angle.")
    twin = next((other for other in others if other.sha256 == one.sha256 and other.state == State.ARRIVED), one)
    if twin is not one:
        return _("It is here twice: the same bytes as %(name)s.") % {"name": twin.name}
    if one.kind == Kind.FORCES and not any(other.kind == Kind.TRC for other in others):
        return _("These are forces alone. The markers of the same walk (TRC) are missing.")
    if one.kind == Kind.TRC and one.condition not in (Condition.STATIC, Condition.OTHER) and not one.forces_id:
        forces = forces_by_name(one, others)
        if forces is None:
            return _("Without its forces (MOT or STO) only foot angles can be measured.")
        if one.condition:
            return _("%(name)s seems to hold its forces. Choose it below.") % {"name": forces.name}
    return ""


@cache
def films_can_be_measured() -> bool:
    """Whether what films need is installed; looked for without loading it."""
    try:
        require("av", "cv2", "ai_edge_litert")
    except FootwiseError:
        return False
    return True


def _share(here: int, of: int) -> int:
    return 100 * here // of if of else 0
