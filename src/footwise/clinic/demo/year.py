"""What has happened to the people of the demonstration: measured, signed, trained and asked, one after the other.

It goes on beside the server, in a process of its own, so that the pages are there at once. Nothing is written as a
result: recordings are simulated from a real walk and go through the same functions as anybody's.
"""

from __future__ import annotations

import logging
import time

from django.db import connection

from footwise.clinic.accounts import Membership, Role, User
from footwise.clinic.audit import acting_as
from footwise.clinic.demo.invented import ACTOR, patients
from footwise.clinic.demo.measured import coach, measure, measure_angles, train
from footwise.clinic.demo.sample import make_sample
from footwise.clinic.demo.stories import FIRST_CLINIC, Invented, Story, everybody
from footwise.clinic.demo.told import tell_outcomes
from footwise.clinic.people import Person
from footwise.clinic.prescribing import CannotPlan, CannotSign
from footwise.errors import FootwiseError
from footwise.jobs import VirtualPatient

_log = logging.getLogger("footwise.clinic")
_BREATH_S = 0.02
# A whole course takes a third of a minute; two are enough to see what there is to see.
_COACHED = ("L-005", "L-006")
_NOTHING_YET = (Story.WALK, Story.NEW, Story.NO_CONSENT)


def pass_the_year() -> None:
    """Do it for everybody: first what they have told, then the sample, then whoever there is most to see in."""
    with acting_as(ACTOR):
        told = list(zip(everybody(), patients(), strict=True))
        clinicians = {
            one.site.name: one.user
            for one in Membership.objects.filter(role=Role.CLINICIAN).select_related("site", "user")
        }
        for one, patient in told:
            if one.story not in _NOTHING_YET:
                tell_outcomes(_person(one), one, patient, clinicians[one.clinic])
                # Whoever clicks meanwhile writes in between.
                time.sleep(_BREATH_S)
        can_measure = _sample_is_made()
        for one, patient in sorted(told, key=_seen_first) if can_measure else ():
            clinician = clinicians[one.clinic]
            try:
                _measure(one, patient, clinician)
                if one.pseudonym in _COACHED:
                    coach(_person(one), one, clinician)
            except (FootwiseError, CannotSign, CannotPlan) as error:
                _log.warning("The demonstration does without measurements of %s: %s", one.pseudonym, error)
    connection.close()


def _sample_is_made() -> bool:
    try:
        make_sample()
    except FootwiseError as error:
        # No network on the first day: the people are there, but nobody can be measured.
        _log.warning("The demonstration has no measurements: %s", error)
        return False
    return True


def _seen_first(pair: tuple[Invented, VirtualPatient]) -> tuple[bool, bool]:
    """Sort the first clinic's people first, of them those in whom there is something special to see."""
    one = pair[0]
    return one.clinic != FIRST_CLINIC, one.story is Story.COURSE and one.pseudonym not in _COACHED


def _measure(one: Invented, patient: VirtualPatient, clinician: User) -> None:
    if one.story in _NOTHING_YET:
        return
    person = _person(one)
    if one.story is Story.NO_PLATES:
        measure_angles(person, one, patient, clinician)
        return
    if one.story is Story.LEFT:
        return
    analysis = measure(person, one, patient, clinician)
    if one.story is not Story.MEASURED:
        train(analysis, one, clinician)


def _person(one: Invented) -> Person:
    found: Person = Person.everything.select_related("site").get(pseudonym=one.pseudonym)
    return found
