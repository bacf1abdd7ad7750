"""What follows from a person's outcomes, worked out anew from all of them: in whatever order they came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from footwise.clinic.outcomes.changes import important_changes_of
from footwise.clinic.outcomes.concerns import ANGLE_LOST, PAIN_UP, Found, angle_lost, pain_up
from footwise.clinic.outcomes.models import (
    ImportantChanges,
    Outcome,
    OutcomeConcern,
    PainRating,
    Practice,
    Questionnaire,
    TreatmentConcern,
)


def work_out_again(row: Outcome) -> None:
    """Write what follows from all rows of the kind of one; called in the transaction that changes it."""
    kind, person = type(row), row.person_id
    # A diary knows no angle.
    if kind is Practice and row.is_session:
        _concern(TreatmentConcern, ANGLE_LOST, person, angle_lost(Practice.of_person(person)))
    if kind is PainRating:
        _concern(OutcomeConcern, PAIN_UP, person, pain_up(PainRating.of_person(person)))
    if kind in (PainRating, Questionnaire):
        forms = Questionnaire.of_person(person).filter(finished=True)
        _changes(person, important_changes_of(PainRating.of_person(person), forms))


def _concern(table: type[Any], kind: str, person: UUID, found: Found | None) -> None:
    stands = table.everything.filter(person=person, kind=kind).first()
    if stands is None:
        if found is None:
            return
        stands = table(person_id=person, kind=kind)
    since, figures = (found.since, found.figures) if found else (None, {})
    if stands._state.adding or (stands.since, stands.content) != (since, figures):
        stands.since, stands.content = since, figures
        stands.save()


def _changes(person: UUID, changes: list[dict[str, Any]]) -> None:
    stands = ImportantChanges.everything.filter(person=person).first()
    if stands is None:
        if not changes:
            return
        stands = ImportantChanges(person_id=person)
    if stands._state.adding or stands.content != {"changes": changes}:
        stands.content = {"changes": changes}
        stands.save()
