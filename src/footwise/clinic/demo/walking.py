"""Somebody of the demonstration who practises right now: a simulated walk, coached as any is, seen in a live session.

It is `footwise coach` with its simulated walker and the way of any computer into a clinic: a code, a key, packets.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import connection

from footwise.clinic.accounts import Membership, Role
from footwise.clinic.audit import acting_as
from footwise.clinic.demo.invented import ACTOR
from footwise.clinic.live import open_live
from footwise.clinic.people import Person
from footwise.clinic.phone import make_phone_link
from footwise.errors import FootwiseError
from footwise.jobs import SessionRequest, coach_session

PRACTISES = "L-011"
_CHANGE_DEG, _MINUTES = -8.0, 20.0
_REST_S = 30.0
_log = logging.getLogger("footwise.clinic")


def walk_for_ever(where: str) -> None:
    """Walk one session after the other; whoever ends one waits for half a minute for the next.

    Parameters
    ----------
    where : str
        Address of the demonstration.
    """
    number = 1
    while True:
        code = _let_in()
        request = SessionRequest(
            source="simulated", side=_side(), change_deg=_CHANGE_DEG, session=number, minutes=_MINUTES,
            marker_stream=False, live=where, live_code=code,
        )  # fmt: skip
        try:
            coach_session(settings.HOME.folder / "walks-of-the-demonstration" / str(number), request)
        except FootwiseError as error:
            _log.warning("Nobody walks in the demonstration: %s", error)
            return
        number += 1
        time.sleep(_REST_S)


def _let_in() -> str:
    """Open a live session and make a code for it, as a clinician does."""
    with acting_as(ACTOR):
        person = _person()
        clinician = Membership.objects.filter(site=person.site, role=Role.CLINICIAN).select_related("user").get().user
        open_live(person, clinician)
        code, _ = make_phone_link(person.pk, clinician.pk, valid=timedelta(hours=1), ends_earlier=False)
    connection.close()
    return code


def _side() -> str:
    with acting_as(ACTOR):
        side = str(_person().affected_side)
    connection.close()
    return side


def _person() -> Person:
    found: Person = Person.everything.select_related("site").get(pseudonym=PRACTISES)
    return found
