"""Who needs attention of those whom somebody may see, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.outcomes.attention.dismissed import still_to_be_seen
from footwise.clinic.outcomes.attention.due import Due, what_is_due
from footwise.clinic.outcomes.attention.reason import Kind, Reason
from footwise.clinic.outcomes.attention.reasons import (
    angle_was_lost,
    comes_without_consent,
    never_came,
    pain_has_risen,
    practice_has_stopped,
    questions_are_due,
    treatment_concerns,
    visit_is_due,
    waits_for_a_signature,
)
from footwise.clinic.outcomes.attention.said_on_phone import has_withdrawn, pauses, whom_nobody_expects
from footwise.clinic.outcomes.attention.told_to_stop import was_told_to_stop
from footwise.clinic.people import Person

_SHOWN = 30


@dataclass(frozen=True)
class Attention:
    """A person, and why somebody should look: the most pressing reason first."""

    person: Person
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """The most pressing reason in one sentence."""
        return self.reasons[0].why


@dataclass(frozen=True)
class Needy:
    """Whom somebody should look at.

    Attributes
    ----------
    shown : tuple of Attention
        The most pressing ones.
    more : bool
        Whether there are others beside them.
    """

    shown: tuple[Attention, ...]
    more: bool


def who_needs_attention(user: Any, due: Sequence[Due] | None = None) -> Needy:
    """Find the people whom somebody should look at.

    Where somebody is a blinded assessor they get only reasons that tell nothing of an arm, a target or a load.

    Parameters
    ----------
    user : User
    due : sequence of Due, optional
        Where it is known already, of all clinics in which the user sees people.
    """
    # The numbers of the clinics, not a question for them that each question below would carry within it.
    own, seen = (
        set(sites_of(user, *roles).values_list("pk", flat=True))
        for roles in ((Role.CLINICIAN,), (Role.CLINICIAN, Role.ASSESSOR))
    )
    due = what_is_due(seen) if due is None else due
    reasons = [*pain_has_risen(user), *questions_are_due(due)]
    if own:
        concerns = treatment_concerns(user)
        reasons += was_told_to_stop(concerns)
        said = [*has_withdrawn(concerns), *pauses(concerns)]
        reasons += said
        reasons += comes_without_consent(user)
        reasons += waits_for_a_signature(own)
        reasons += angle_was_lost(concerns)
        expected_of_nobody = whom_nobody_expects(said)
        reasons += [one for one in practice_has_stopped(own) if one.person not in expected_of_nobody]
        reasons += visit_is_due(one for one in due if one.site in own)
        reasons += never_came(own)
    order = {kind: k for k, kind in enumerate(Kind)}
    reasons = sorted(still_to_be_seen(reasons, seen), key=lambda one: (order[one.kind], -one.weight, str(one.person)))
    by_person: dict[UUID, list[Reason]] = {}
    for reason in reasons:
        mine = by_person.setdefault(reason.person, [])
        if reason.kind not in {other.kind for other in mine}:
            mine.append(reason)
    first = list(by_person)[:_SHOWN]
    people = {one.pk: one for one in Person.objects.for_user(user).filter(pk__in=first).select_related("site")}
    shown = tuple(Attention(people[pk], tuple(by_person[pk])) for pk in first if pk in people)
    return Needy(shown, len(by_person) > len(first))


def what_has_gone_wrong(user: Any, person: UUID) -> list[Reason]:
    """Tell what has become worse with one person and nobody has dealt with yet, the most pressing first."""
    of = {"person": person}
    concerns = treatment_concerns(user, **of)
    return [
        *was_told_to_stop(concerns),
        *has_withdrawn(concerns),
        *pain_has_risen(user, **of),
        *angle_was_lost(concerns),
    ]
