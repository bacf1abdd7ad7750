"""The reasons, a function each: few questions to the database, however many people there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.attention.dismissed import not_dismissed
from footwise.clinic.outcomes.attention.due import Due
from footwise.clinic.outcomes.attention.reason import Kind, Reason, Words
from footwise.clinic.outcomes.calendar import TimePoint
from footwise.clinic.outcomes.models import OutcomeConcern, Practice, TreatmentConcern
from footwise.clinic.outcomes.words import LEG_NAMES, day_in_words, figure, where_in_words
from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.prescribing import measured_not_signed

SOON = timedelta(days=7)
FORGOTTEN = timedelta(days=90)
# The course has a session a week, and the trial asks for practice every day: this long without either is no accident.
STOPPED = timedelta(days=14)
# Practice is asked for as long as a person is followed.
_FOLLOWED = timedelta(weeks=53)
MOST = 100


def pain_has_risen(user: Any, **of: Any) -> list[Reason]:
    """Find those whose newest rating of a knee lies above the first one or the one before by as much as matters."""
    found = OutcomeConcern.objects.for_user(user).filter(kind=Kind.PAIN_UP, since__isnull=False, **of)
    return [
        Reason(Kind.PAIN_UP, one.person_id, one.since, one.content["rise"], partial(_pain_words, one))
        for one in not_dismissed(found).order_by("-since", "pk")[:MOST]
    ]


def _pain_words(one: OutcomeConcern) -> Words:
    told = one.content
    if told["first"]:
        said = _("pain: %(where)s, %(now)s on %(day)s, %(rise)s more than the first rating (%(before)s on %(then)s)")
    else:
        said = _("pain: %(where)s, %(now)s on %(day)s, %(rise)s more than the one before (%(before)s on %(then)s)")
    said %= {
        "where": where_in_words(told["where"]),
        "now": figure(told["rating"]),
        "day": day_in_words(one.since),
        "rise": figure(told["rise"]),
        "before": figure(told["before"]),
        "then": day_in_words(told["before_on"]),
    }
    return _outcomes(said, one.person_id)


def comes_without_consent(user: Any) -> list[Reason]:
    """Find those who come soon and have not signed."""
    today = timezone.localdate()
    agreed = Exists(Consent.everything.filter(person=OuterRef("person"), withdrawn_on__isnull=True))
    coming = Visit.objects.for_user(user).filter(at_home=False, on__range=(today, today + SOON)).exclude(agreed)
    return [
        Reason(Kind.NO_CONSENT, visit.person_id, visit.on, -visit.on.toordinal(), partial(_consent_words, visit))
        for visit in coming.order_by("on", "pk")[:MOST]
    ]


def _consent_words(visit: Visit) -> Words:
    why = _("comes on %(day)s and has not signed a consent that is in force") % {"day": day_in_words(visit.on)}
    return Words(why, reverse("add_consent", args=[visit.person_id]), _("Note a signed consent"))


def waits_for_a_signature(treated: Any) -> list[Reason]:
    """Find those whose conditions were compared and for whom no target is signed yet.

    Parameters
    ----------
    treated : set of int
        Clinics in which the reader treats people.
    """
    return [
        Reason(Kind.NOT_SIGNED, person, day, _waiting(day), partial(_signature_words, visit, day))
        for person, visit, day in measured_not_signed(treated, MOST)
    ]


def _signature_words(visit: UUID, day: date) -> Words:
    why = _("was measured on %(day)s, and no target is signed yet") % {"day": day_in_words(day)}
    return Words(why, reverse("prescription", args=[visit]), _("Conditions side by side"))


def treatment_concerns(user: Any, **of: Any) -> list[TreatmentConcern]:
    """Find what is told to clinicians alone, all kinds in one question: what asks is dearer than what it finds."""
    kinds = (Kind.TOLD_TO_STOP, Kind.WITHDREW, Kind.ANGLE_LOST, Kind.PAUSED)
    found = TreatmentConcern.objects.for_user(user).filter(kind__in=kinds, since__isnull=False, **of)
    # The more pressing kind comes first, so that another never takes its place.
    pressing = Case(*(When(kind=kind, then=place) for place, kind in enumerate(kinds)))
    return list(not_dismissed(found).order_by(pressing, "-since", "pk")[: len(kinds) * MOST])


def angle_was_lost(concerns: Iterable[TreatmentConcern]) -> list[Reason]:
    """Tell of those who had kept the target without feedback, and went back towards natural walking.

    Parameters
    ----------
    concerns : iterable of TreatmentConcern
        Of `treatment_concerns`; those of other kinds are passed over.
    """
    return [
        Reason(Kind.ANGLE_LOST, one.person_id, one.since, one.content["off_deg"], partial(_angle_words, one))
        for one in concerns
        if one.kind == Kind.ANGLE_LOST
    ]


def _angle_words(one: TreatmentConcern) -> Words:
    told = one.content
    why = _(
        "foot angle, %(side)s: without feedback %(off)s° off the target on %(day)s, where the band is %(band)s°; "
        "it was kept on %(then)s"
    ) % {
        "side": LEG_NAMES[told["side"]],
        "off": figure(told["off_deg"]),
        "day": day_in_words(one.since),
        "band": figure(told["band_deg"]),
        "then": day_in_words(told["kept_on"]),
    }
    return _outcomes(why, one.person_id)


def practice_has_stopped(treated: Any) -> list[Reason]:
    """Find those of whom practice is known, and none of the last two weeks.

    Parameters
    ----------
    treated : set of int
        Clinics in which the reader treats people.
    """
    today = timezone.localdate()
    rows = Practice.everything.filter(person=OuterRef("pk"), removed_at__isnull=True, walked=True)
    # The end of an index for each person, where a group would read all that they ever did.
    days = {
        "first": Subquery(rows.order_by("day").values("day")[:1]),
        "last": Subquery(rows.order_by("-day").values("day")[:1]),
    }
    people = Person.everything.filter(site__in=treated).annotate(**days)
    found = people.filter(last__lt=today - STOPPED, first__gt=today - _FOLLOWED).order_by("last")
    return [
        Reason(Kind.PRACTICE_STOPPED, person, last, (today - last).days, partial(_practice_words, person, last, today))
        for person, last in found.values_list("pk", "last")[:MOST]
    ]


def _practice_words(person: UUID, last: date, today: date) -> Words:
    why = _("the last practice that is known was on %(day)s, %(days)d days ago")
    return _outcomes(why % {"day": day_in_words(last), "days": (today - last).days}, person)


def questions_are_due(due: Iterable[Due]) -> list[Reason]:
    """Tell of whom pain or a questionnaire should have been asked by now, who waits longest first."""
    waiting = [(one.asked, one) for one in due if one.asked is not None and one.to_ask]
    return [
        Reason(Kind.ASK_DUE, one.person, asked.on, _waiting(asked.on), partial(_question_words, one, asked))
        for asked, one in sorted(waiting, key=lambda pair: pair[0].on)[:MOST]
    ]


def _question_words(one: Due, asked: TimePoint) -> Words:
    if one.pain and one.form:
        why = _("pain and a questionnaire of week %(week)d are due since %(day)s")
    elif one.pain:
        why = _("pain of week %(week)d is due since %(day)s")
    else:
        why = _("a questionnaire of week %(week)d is due since %(day)s")
    why %= {"week": asked.week, "day": day_in_words(asked.on)}
    where = reverse("add_pain" if one.pain else "add_form", args=[one.person])
    return Words(why, where, _("Note pain") if one.pain else _("Enter a questionnaire"))


def visit_is_due(due: Iterable[Due]) -> list[Reason]:
    """Tell who should have come by now, and is not planned, who waits longest first."""
    waiting = [(one.visit, one) for one in due if one.visit is not None]
    return [
        Reason(Kind.VISIT_DUE, one.person, visit.on, _waiting(visit.on), partial(_visit_words, one, visit))
        for visit, one in sorted(waiting, key=lambda pair: pair[0].on)[:MOST]
    ]


def _visit_words(one: Due, visit: TimePoint) -> Words:
    if one.last_visit < timezone.localdate() - FORGOTTEN:
        return _not_seen(one.person)
    why = _("the visit of week %(week)d was due on %(day)s, and none is planned")
    return _plan(why % {"week": visit.week, "day": day_in_words(visit.on)}, one.person)


def never_came(treated: Any) -> list[Reason]:
    """Find those who were added long ago and have no visit at all."""
    any_visit = Exists(Visit.everything.filter(person=OuterRef("pk")))
    lost = Person.everything.filter(~any_visit, site__in=treated, added_at__lt=timezone.now() - FORGOTTEN)
    found = lost.order_by("added_at", "pk").values_list("pk", "added_at")[:MOST]
    days = [(person, timezone.localdate(added_at)) for person, added_at in found]
    return [Reason(Kind.VISIT_DUE, person, day, _waiting(day), partial(_not_seen, person)) for person, day in days]


def _not_seen(person: UUID) -> Words:
    why = _("no visit in the last %(days)d days and none planned") % {"days": FORGOTTEN.days}
    return _plan(why, person)


def _waiting(since: date) -> float:
    return float((timezone.localdate() - since).days)


def _outcomes(why: str, person: UUID) -> Words:
    return Words(why, reverse("outcomes", args=[person]), _("Look at the outcomes"))


def _plan(why: str, person: UUID) -> Words:
    return Words(why, reverse("add_visit", args=[person]), _("Plan or begin a visit"))
