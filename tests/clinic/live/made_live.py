"""A served clinic with live sessions open: who is logged in, and with which codes the screens and sources come in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.clinic.phone.made_clinic import make_clinic


def make_live(folder: Path, **told: Any) -> dict[str, str]:
    """Make a clinic (`make_clinic`) and open a live session of each person in it.

    Gives ``session`` (the cookie of the clinician's browser), and by number ``code`` (of the phone), ``coach`` (of a
    computer), ``screen`` (of the person's screen), ``live`` and ``person`` (their ids).
    """
    made = make_clinic(folder, **told)
    return made | _in_a_process(folder, "open")


def live_in(folder: Path) -> dict[str, Any]:
    """Tell what the clinic keeps of its live sessions, by now."""
    return _in_a_process(folder, "tell")


def _in_a_process(folder: Path, what: str) -> dict[str, Any]:
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
    command = [sys.executable, "-m", "tests.clinic.live.made_live", str(folder), what]
    done = subprocess.run(command, capture_output=True, text=True, env=known, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _open() -> dict[str, str]:
    from datetime import timedelta

    from allauth.mfa.models import Authenticator
    from django.test import Client

    from footwise.clinic.accounts import User
    from footwise.clinic.accounts.adapters import SecondFactorAdapter
    from footwise.clinic.live import open_live
    from footwise.clinic.people import Person
    from footwise.clinic.phone import make_phone_link

    user = User.objects.get()
    secret = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    told = {"session": browser.cookies["footwise_session"].value}
    for number, person in enumerate(Person.everything.order_by("pseudonym").select_related("site")):
        live = open_live(person, user)
        at = int(person.pseudonym.partition("-")[2])
        told |= {f"screen {at}": live.content["code"], f"live {at}": str(live.pk), f"person {at}": str(person.pk)}
        valid = timedelta(hours=1)
        told[f"coach {at}"] = make_phone_link(person.pk, user.pk, valid=valid, ends_earlier=False)[0]
        assert number < 200
    return told


def _tell() -> dict[str, Any]:
    from footwise.clinic.live import LiveSession
    from footwise.clinic.outcomes import Practice, log_of
    from footwise.clinic.phone import RefusedPacket

    lives = LiveSession.everything.order_by("opened_at")
    practice: dict[str, list[Any]] = {}
    for one in Practice.everything.select_related("person").order_by("day", "slot"):
        log = log_of(one)
        told = {"figures": one.figures, "log": log.decode() if log else ""}
        practice.setdefault(one.person.pseudonym.partition("-")[2], []).append(told)
    return {
        "open": [one.is_open for one in lives],
        "notes": [[note["text"] for note in one.content["notes"]] for one in lives],
        "refused": [[one.why, one.times] for one in RefusedPacket.everything.order_by("why")],
        "practice": practice,
    }


if __name__ == "__main__":
    from footwise.clinic import ClinicHome
    from footwise.clinic.serving import prepare_clinic

    prepare_clinic(ClinicHome(Path(sys.argv[1])))
    from footwise.clinic.audit import Actor, acting_as

    with acting_as(Actor("test")):
        print(json.dumps(_open() if sys.argv[2] == "open" else _tell()))
