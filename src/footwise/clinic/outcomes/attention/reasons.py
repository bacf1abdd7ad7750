"""The reasons, a function each: few questions to the database, however many people there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.attention.dismissed import not_dismissed
from footwise.clinic.outcomes.attention.due import Due
from footwise.clinic.outcomes.attention.reason import Kind, Reason
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
    reasons = []
    for one in not_dismissed(found).order_by("-since", "pk")[:MOST]:
        told = one.content
        if told["first"]:
            said = _(
                "pain: %(where)s, %(now)s on %(day)s, %(rise)s more than the first rating (%(before)s on %(then)s)"
            )
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
        reasons.append(
            Reason(Kind.PAIN_UP, one.person_id, one.since, said, *_outcomes(one.person_id), weight=told["rise"])
        )
    return reasons


def comes_without_consent(user: Any) -> list[Reason]:
    """Find those who come soon and have not signed."""
    today = timezone.localdate()
    agreed = Exists(Consent.everything.filter(person=OuterRef("person"), withdrawn_on__isnull=True))
    coming = Visit.objects.for_user(user).filter(on__range=(today, today + SOON)).exclude(agreed)
    reasons = []
    for visit in coming.order_by("on", "pk")[:MOST]:
        why = _("comes on %(day)s and has not signed a consent that is in force") % {"day": day_in_words(visit.on)}
        where = reverse("add_consent", args=[visit.person_id])
        what = _("Note a signed consent")
        reasons.append(Reason(Kind.NO_CONSENT, visit.person_id, visit.on, why, where, what, -visit.on.toordinal()))
    return reasons


def waits_for_a_signature(treated: Any) -> list[Reason]:
    """Find those whose conditions were compared and for whom no target is signed yet.

    Parameters
    ----------
    treated : set of int
        Clinics in which the reader treats people.
    """
    reasons = []
    for person, visit, day in measured_not_signed(treated, MOST):
        why = _("was measured on %(day)s, and no target is signed yet") % {"day": day_in_words(day)}
        where, what = reverse("prescription", args=[visit]), _("Conditions side by side")
        reasons.append(Reason(Kind.NOT_SIGNED, person, day, why, where, what, _waiting(day)))
    return reasons


def angle_was_lost(user: Any, **of: Any) -> list[Reason]:
    """Find those who had kept the target without feedback, and went back towards natural walking."""
    found = TreatmentConcern.objects.for_user(user).filter(kind=Kind.ANGLE_LOST, since__isnull=False, **of)
    reasons = []
    for one in not_dismissed(found).order_by("-since", "pk")[:MOST]:
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
        reasons.append(
            Reason(Kind.ANGLE_LOST, one.person_id, one.since, why, *_outcomes(one.person_id), weight=told["off_deg"])
        )
    return reasons


def practice_has_stopped(treated: Any) -> list[Reason]:
    """Find those of whom practice is known, and none of the last two weeks.

    Parameters
    ----------
    treated : set of int
        Clinics in which the reader treats people.
    """
    today = timezone.localdate()
    rows = Practice.everything.filter(person__site__in=treated, removed_at__isnull=True, walked=True)
    days = rows.order_by().values_list("person").annotate(first=Min("day"), last=Max("day"))
    reasons = []
    for person, _first, last in days.filter(last__lt=today - STOPPED, first__gt=today - _FOLLOWED).order_by("last")[
        :MOST
    ]:
        why = _("the last practice that is known was on %(day)s, %(days)d days ago")
        why %= {"day": day_in_words(last), "days": (today - last).days}
        reasons.append(Reason(Kind.PRACTICE_STOPPED, person, last, why, *_outcomes(person), weight=(today - last).days))
    return reasons


def questions_are_due(due: Iterable[Due]) -> list[Reason]:
    """Tell of whom pain or a questionnaire should have been asked by now, who waits longest first."""
    waiting = [(one.asked, one) for one in due if one.asked is not None and one.to_ask]
    reasons = []
    for asked, one in sorted(waiting, key=lambda pair: pair[0].on)[:MOST]:
        if one.pain and one.form:
            why = _("pain and a questionnaire of week %(week)d are due since %(day)s")
        elif one.pain:
            why = _("pain of week %(week)d is due since %(day)s")
        else:
            why = _("a questionnaire of week %(week)d is due since %(day)s")
        why %= {"week": asked.week, "day": day_in_words(asked.on)}
        where = reverse("add_pain" if one.pain else "add_form", args=[one.person])
        what = _("Note pain") if one.pain else _("Enter a questionnaire")
        reasons.append(Reason(Kind.ASK_DUE, one.person, asked.on, why, where, what, _waiting(asked.on)))
    return reasons


def visit_is_due(due: Iterable[Due]) -> list[Reason]:
    """Tell who should have come by now, and is not planned, who waits longest first."""
    today = timezone.localdate()
    waiting = [(one.visit, one) for one in due if one.visit is not None]
    reasons = []
    for visit, one in sorted(waiting, key=lambda pair: pair[0].on)[:MOST]:
        if one.last_visit < today - FORGOTTEN:
            why = _not_seen()
        else:
            why = _("the visit of week %(week)d was due on %(day)s, and none is planned")
            why %= {"week": visit.week, "day": day_in_words(visit.on)}
        reasons.append(Reason(Kind.VISIT_DUE, one.person, visit.on, why, *_plan(one.person), _waiting(visit.on)))
    return reasons


def never_came(treated: Any) -> list[Reason]:
    """Find those who were added long ago and have no visit at all."""
    any_visit = Exists(Visit.everything.filter(person=OuterRef("pk")))
    lost = Person.everything.filter(~any_visit, site__in=treated, added_at__lt=timezone.now() - FORGOTTEN)
    reasons = []
    for person, added_at in lost.order_by("added_at", "pk").values_list("pk", "added_at")[:MOST]:
        added = timezone.localdate(added_at)
        reasons.append(Reason(Kind.VISIT_DUE, person, added, _not_seen(), *_plan(person), _waiting(added)))
    return reasons


def _not_seen() -> str:
    return _("no visit in the last %(days)d days and none planned") % {"days": FORGOTTEN.days}


def _waiting(since: date) -> float:
    return float((timezone.localdate() - since).days)


def _outcomes(person: Any) -> tuple[str, str]:
    return reverse("outcomes", args=[person]), _("Look at the outcomes")


def _plan(person: Any) -> tuple[str, str]:
    return reverse("add_visit", args=[person]), _("Plan or begin a visit")
