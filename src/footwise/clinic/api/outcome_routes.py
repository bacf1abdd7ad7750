"""Outcomes: pain and questionnaires noted, corrected with a reason; practice, cartilage and changes read."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from footwise.clinic.accounts import Role
from footwise.clinic.api.allowed import BOTH, needs, read
from footwise.clinic.api.by_form import in_words, refuse
from footwise.clinic.api.models import Scope
from footwise.clinic.api.recording_routes import agreed
from footwise.clinic.api.shapes import Day, Sent, Text, Whole
from footwise.clinic.api.trouble import Told, TroubleKind
from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.outcomes import (
    CODING,
    BeginForm,
    CartilageVisit,
    CorrectPainForm,
    ImportantChanges,
    Note,
    Outcome,
    PainForm,
    PainRating,
    PartForm,
    Practice,
    Questionnaire,
    RemoveForm,
    Source,
    correct,
    find,
    items_of,
    note,
    remove,
    scored,
)
from footwise.clinic.people import Person

outcomes = Router(tags=["Outcomes"])

Place = Literal["overall", "medial", "lateral", "patellofemoral"]
Rating = Annotated[int, Field(strict=True, ge=0, le=10, description="0, no pain, to 10.")]
Answers = dict[Annotated[str, Field(max_length=10)], Annotated[int, Field(strict=True, ge=0, le=4)] | None]
Reason = Annotated[Text, Field(max_length=300, description="It stays in the record beside what was there.")]
_CLINICIAN = frozenset({Role.CLINICIAN})


class OutcomeTold(Schema):
    """Something that was noted of a person on a day."""

    id: UUID
    person_id: UUID
    day: Day
    source: Source
    noted_at: datetime
    corrections: int = Field(description="How often it was corrected; what stood there is in the clinic's record.")
    version: int


class PainTold(OutcomeTold):
    """A rating of pain."""

    side: Literal["left", "right"]
    place: str
    rating: float


class PainsTold(Schema):
    """All ratings of a person that stand, the newest first."""

    items: list[PainTold]


class PainSent(Sent):
    """A rating of one place of one knee on a day."""

    day: Day
    side: Literal["left", "right"]
    place: Place = "overall"
    rating: Rating
    said_by: Literal["person", "therapist"] = "person"


class PainCorrected(Sent):
    """Another rating in the place of the one that stands there."""

    version: Whole
    rating: Rating
    day: Day | None = None
    reason: Reason


class Removed(Sent):
    """Why something is taken out."""

    version: Whole
    reason: Reason


class QuestionnaireTold(OutcomeTold):
    """A form, and what it comes to."""

    instrument: Literal["koos", "womac"]
    finished: bool
    answers: dict[str, str | float | None]
    scores: dict[str, float]
    reasons: dict[str, str] = Field(description="Of each score that is missing, why.")


class QuestionnairesTold(Schema):
    """All forms of a person that stand, the newest first."""

    items: list[QuestionnaireTold]


class QuestionnaireSent(Sent):
    """A whole form: its answers by the numbers of its items, such as P1, from 0 to 4."""

    day: Day
    instrument: Literal["koos", "womac"]
    language: Literal["en", "de", "es", "other"] = "en"
    said_by: Literal["person", "therapist"] = "person"
    answers: Answers


class QuestionnaireCorrected(Sent):
    """Other answers in the place of some that stand there; null for no answer."""

    version: Whole
    answers: Answers
    reason: Reason


class PracticeTold(OutcomeTold):
    """A session of coached practice, or a day of a diary."""

    walked: bool
    is_session: bool
    figures: dict[str, Any] = Field(description="minutes; of a session also by foot the steps and the kept angle.")


class PracticesTold(Schema):
    """All practice of a person that stands, the newest first."""

    items: list[PracticeTold]


class CartilageTold(OutcomeTold):
    """Relaxation times of the cartilage."""

    map_name: str
    side: str
    figures: dict[str, Any] = Field(description="regions, a row each, and whether it is simulated.")


class CartilagesTold(Schema):
    """All cartilage maps of a person that stand, the newest first."""

    items: list[CartilageTold]


class ChangesTold(Schema):
    """What has changed by as much as matters to patients, or by more than its error; nothing else."""

    changes: list[dict[str, Any]]


def _person(request: HttpRequest, pk: UUID, *roles: Role) -> Person:
    one: Person = get_object_or_404(Person.objects.for_user(request.user, *roles), pk=pk)
    return one


def _standing(request: HttpRequest, kind: type[Outcome]) -> QuerySet:
    found = kind.objects.for_user(request.user).filter(removed_at__isnull=True)
    return found.select_related("person")


def _one(request: HttpRequest, kind: type[Outcome], pk: UUID) -> Any:
    return get_object_or_404(_standing(request, kind), pk=pk)


def _all(request: HttpRequest, kind: type[Outcome], pk: UUID, *roles: Role) -> list[Any]:
    person = _person(request, pk, *roles)
    return list(_standing(request, kind).filter(person=person).order_by("-day", "slot"))


def _told(row: Any, **more: Any) -> dict[str, Any]:
    known = ("id", "person_id", "day", "noted_at", "version")
    told = {name: getattr(row, name) for name in known}
    return {**told, "source": row.content["source"], "corrections": len(row.earlier), **more}


def _pain(row: PainRating) -> dict[str, Any]:
    return _told(row, side=row.side, place=row.place, rating=row.rating)


def _form(row: Questionnaire) -> dict[str, Any]:
    figures = {name: row.figures[name] for name in ("answers", "scores", "reasons")}
    return _told(row, instrument=row.slot, finished=row.finished, **figures)


def _meanwhile(row: Any, theirs: Any, mine: Any) -> Told:
    return Told(
        HTTPStatus.CONFLICT,
        TroubleKind.CHANGED_MEANWHILE,
        "version",
        "somebody has changed it since you read it",
        "Look at the differences; with the version told here yours is written over it",
        differences=[{"where": row._meta.model_name, "theirs": str(theirs), "mine": str(mine)}],
        version=row.version,
    )


def _stands(row: Any, shown: Any) -> Told:
    return Told(
        HTTPStatus.CONFLICT,
        TroubleKind.BAD_REQUEST,
        "day",
        f"something else stands there already ({shown})",
        "Correct that one, with a reason",
        alike=[str(row.pk)],
        version=row.version,
    )


@outcomes.get("/people/{uuid:pk}/pain", **read(PainsTold))
def list_pain(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List how much a person's knees hurt."""
    return {"items": [_pain(row) for row in _all(request, PainRating, pk)]}


@outcomes.post("/people/{uuid:pk}/pain", **needs(Scope.ENTER, roles=BOTH, gives=PainTold, status=201))
def add_pain(request: HttpRequest, pk: UUID, sent: PainSent) -> dict[str, Any]:
    """Note a rating. Sent again it adds nothing; where another stands there, the answer is 409."""
    person = _person(request, pk, Role.CLINICIAN, Role.ASSESSOR)
    agreed(person.pk, str(person))
    form = PainForm(person.affected_side, {**in_words(sent.dict()), sent.place: str(sent.rating)})
    refuse(form)
    noted = note(
        PainRating,
        person=person.pk,
        day=sent.day,
        slot=PainRating.slot_of(sent.side, sent.place),
        figures={"rating": form.ratings()[sent.place]},
        source=Source(sent.said_by),
        user=request.user,
    )
    if noted.note is Note.OTHER:
        raise _stands(noted.row, noted.row.rating)
    return _pain(noted.row)


@outcomes.patch("/pain/{uuid:pk}", **needs(Scope.ENTER, roles=BOTH, gives=PainTold))
def correct_pain(request: HttpRequest, pk: UUID, sent: PainCorrected) -> dict[str, Any]:
    """Correct a rating; what stood there stays in the record, with the reason."""
    row = _one(request, PainRating, pk)
    day = sent.day or row.day
    refuse(CorrectPainForm(row.rating, in_words({**sent.dict(), "day": day})))
    elsewhere = find(PainRating, row.person_id, day, row.slot) if day != row.day else None
    if elsewhere is not None:
        raise _stands(elsewhere, elsewhere.rating)
    try:
        correct(
            row, {"rating": float(sent.rating)}, reason=sent.reason, user=request.user, version=sent.version, day=day
        )
    except ChangedMeanwhile:
        row = _one(request, PainRating, pk)
        raise _meanwhile(row, row.rating, float(sent.rating)) from None
    return _pain(row)


@outcomes.post("/pain/{uuid:pk}/remove", **needs(Scope.ENTER, roles=BOTH, gives=None, status=204))
def remove_pain(request: HttpRequest, pk: UUID, sent: Removed) -> None:
    """Take a rating out of everything that is shown; it stays in the record, with the reason."""
    _remove(request, PainRating, pk, sent)


@outcomes.get("/people/{uuid:pk}/questionnaires", **read(QuestionnairesTold))
def list_questionnaires(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List the questionnaires of a person."""
    return {"items": [_form(row) for row in _all(request, Questionnaire, pk)]}


@outcomes.post(
    "/people/{uuid:pk}/questionnaires", **needs(Scope.ENTER, roles=BOTH, gives=QuestionnaireTold, status=201)
)
def add_questionnaire(request: HttpRequest, pk: UUID, sent: QuestionnaireSent) -> dict[str, Any]:
    """Note a whole KOOS or WOMAC. Sent again it adds nothing; where another stands there, the answer is 409."""
    person = _person(request, pk, Role.CLINICIAN, Role.ASSESSOR)
    agreed(person.pk, str(person))
    refuse(BeginForm(in_words(sent.dict())))
    answers = _answers(sent.instrument, sent.answers, 0)
    figures = {"answers": answers, "coding": CODING, "language": sent.language}
    noted = note(
        Questionnaire,
        person=person.pk,
        day=sent.day,
        slot=sent.instrument,
        figures={**figures, **scored(answers, sent.instrument)},
        source=Source(sent.said_by),
        user=request.user,
    )
    if noted.note is Note.OTHER:
        raise _stands(noted.row, noted.row.name)
    return _form(noted.row)


@outcomes.patch("/questionnaires/{uuid:pk}", **needs(Scope.ENTER, roles=BOTH, gives=QuestionnaireTold))
def correct_questionnaire(request: HttpRequest, pk: UUID, sent: QuestionnaireCorrected) -> dict[str, Any]:
    """Correct answers of a finished form; what stood there stays in the record, with the reason."""
    row = _one(request, Questionnaire, pk)
    if not row.finished or row.figures["coding"] != CODING:
        trouble = "is not finished, or was answered in another coding"
        raise Told(HTTPStatus.CONFLICT, TroubleKind.BAD_REQUEST, "the form", trouble, "Go on with it on its page")
    answers = {**row.figures["answers"], **_answers(row.slot, sent.answers, sent.version)}
    try:
        figures = {**row.figures, "answers": answers, **scored(answers, row.slot)}
        correct(row, figures, reason=sent.reason, user=request.user, version=sent.version)
    except ChangedMeanwhile:
        row = _one(request, Questionnaire, pk)
        raise _meanwhile(row, row.figures["answers"], answers) from None
    return _form(row)


@outcomes.post("/questionnaires/{uuid:pk}/remove", **needs(Scope.ENTER, roles=BOTH, gives=None, status=204))
def remove_questionnaire(request: HttpRequest, pk: UUID, sent: Removed) -> None:
    """Take a form out of everything that is shown; it stays in the record, with the reason."""
    _remove(request, Questionnaire, pk, sent)


@outcomes.get("/people/{uuid:pk}/practice", **read(PracticesTold, roles=_CLINICIAN))
def list_practice(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List what a person has practised; it tells of the target, so that no assessor sees it."""
    rows = _all(request, Practice, pk, Role.CLINICIAN)
    return {"items": [_told(row, walked=row.walked, is_session=row.is_session, figures=row.figures) for row in rows]}


@outcomes.get("/people/{uuid:pk}/cartilage", **read(CartilagesTold))
def list_cartilage(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List the relaxation times of a person's cartilage."""
    rows = _all(request, CartilageVisit, pk)
    return {"items": [_told(row, map_name=row.map_name, side=row.side, figures=row.figures) for row in rows]}


@outcomes.get("/people/{uuid:pk}/changes", **read(ChangesTold))
def read_changes(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Read what of a person's outcomes has changed."""
    person = _person(request, pk)
    found = ImportantChanges.objects.for_user(request.user).filter(person=person).first()
    return {"changes": found.content["changes"] if found is not None else []}


def _answers(instrument: str, told: Answers, version: int) -> dict[str, str | None]:
    """Take answers by the form of the page, as it keeps them."""
    known = [item for part in items_of(instrument).values() for item in part]
    for item in told:
        if item not in known:
            trouble = f"is no item of the {instrument.upper()}"
            raise Told(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                TroubleKind.BAD_REQUEST,
                f"answers.{item}",
                trouble,
                f"Its items are {', '.join(known)}",
            )
    data = {item: "" if answer is None else str(answer) for item, answer in told.items()}
    form = PartForm({item: item for item in told}, {}, False, {**data, "version": str(version)})
    refuse(form)
    return form.answers()


def _remove(request: HttpRequest, kind: type[Outcome], pk: UUID, sent: Removed) -> None:
    row = _one(request, kind, pk)
    refuse(RemoveForm(in_words(sent.dict())))
    try:
        remove(row, reason=sent.reason, user=request.user, version=sent.version)
    except ChangedMeanwhile:
        row = _one(request, kind, pk)
        raise _meanwhile(row, "changed", "removed") from None
