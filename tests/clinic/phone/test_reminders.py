"""Reminders by Web Push: off unless a clinic wants them, without a word, to push services only, and cleaned up."""

from __future__ import annotations

import datetime as dt
import json
import threading
from base64 import urlsafe_b64decode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from tests.clinic.phone.phones import ask, phone_of, send
from tests.clinic.phone.test_packets import sent_all, work
from tests.clinic.phone.walks import answer, packets_of
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.phone import Phone, Reminder, ask_to_remind, remind, reminding, web_push
from footwise.clinic.phone.reminding import EVERYBODY, next_time
from footwise.clinic.phone.web_push import Pushed, is_push_address, public_key, push
from footwise.clinic.work import Job
from footwise.clinic.work.kinds import work_of
from footwise.jobs import no_progress

ADDRESS = "https://fcm.googleapis.com/fcm/send/a-phone"
ON = override_settings(WEB_PUSH="mailto:it@clinic.example")


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


@pytest.fixture
def on():
    with ON:
        yield


def chosen(**told) -> dict:
    whole = {"time": "10:00", "days": list(range(7)), "zone": "Europe/Berlin", "endpoint": ADDRESS, "key": public_key()}
    return {"reminder": {**whole, **told}}


def due(world, *, ago: dt.timedelta = dt.timedelta(minutes=1), **told) -> tuple[Client, Reminder]:
    """A phone of Ash that is to be reminded now."""
    browser = phone_of(world.ash)
    assert send(browser, "practice_reminder", chosen(**told)).json() == {"on": True}
    Reminder.everything.filter(person=world.ash.person).update(due_at=timezone.now() - ago)
    return browser, Reminder.everything.get(person=world.ash.person)


def reminded(monkeypatch, answers: Pushed = Pushed.SENT) -> list[str]:
    """Do what a worker does; gives which addresses were called."""
    called: list[str] = []
    monkeypatch.setattr(reminding, "push", lambda address: called.append(address) or answers)
    with acting_as(Actor("remind")):
        write = remind(EVERYBODY, no_progress)
        with transaction.atomic():
            write()
    return called


def test_it_is_off_unless_the_clinic_turns_it_on(world):
    browser = phone_of(world.ash)
    assert ask(browser, "practice_course").json()["push"] is None
    assert send(browser, "practice_reminder", chosen()).json() == {"trouble": "no push"}
    assert not Reminder.everything.exists()
    ask_to_remind()
    assert not Job.objects.filter(kind="remind").exists()


def test_a_phone_chooses_and_ends_it(world, on):
    browser = phone_of(world.ash)
    assert ask(browser, "practice_course").json()["push"] == public_key()
    assert send(browser, "practice_reminder", chosen(days=[0, 6])).json() == {"on": True}
    row = Reminder.everything.get(person=world.ash.person)
    assert row.content["days"] == [0, 6] and row.due_at > timezone.now()
    # The address lies sealed under the person's key.
    assert "googleapis" not in row.sealed
    assert send(browser, "practice_reminder", {"reminder": None}).json() == {"on": False}
    row.refresh_from_db()
    assert row.content == {} and row.due_at is None


def test_nobody_else_chooses_for_a_phone(world, on):
    assert send(Client(), "practice_reminder", chosen()).status_code == 401
    assert send(browser_of(world.ash.clinician), "practice_reminder", chosen()).status_code == 401
    mine, theirs = phone_of(world.ash), phone_of(world.birch)
    send(mine, "practice_reminder", chosen())
    send(theirs, "practice_reminder", {"reminder": None})
    assert Reminder.everything.get().person_id == world.ash.person.pk


WRONG = {
    "no time": {"time": None},
    "a time that is none": {"time": "25:00"},
    "seconds": {"time": "10:00:00"},
    "no days": {"days": []},
    "a day that is none": {"days": [7]},
    "days that are true": {"days": [True]},
    "a key that is not ours": {"key": "x"},
    "no address": {"endpoint": None},
    "an address in the clinic's own network": {"endpoint": "https://10.0.0.1/a"},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_no_page_can_have_chosen(world, on, what):
    assert send(phone_of(world.ash), "practice_reminder", chosen(**WRONG[what])).status_code == 409
    assert not Reminder.everything.exists()


def test_a_zone_that_is_not_known_is_the_clinic_s(world, on):
    assert send(phone_of(world.ash), "practice_reminder", chosen(zone="Mars/Base")).json() == {"on": True}


@pytest.mark.parametrize(
    "address",
    [
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://user@fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://localhost/xxxxxx",
        "https://169.254.169.254/latest", "file:///etc/passwd", "https://[::1]/xxxxxxx",
        "https://fcm.googleapis.com/" + "x" * 2000,
        "https://notify.windows.com.example/x", "https://.push.apple.com.example/", "https://fcm.googleapis.com:x/aaa",
        "", None, 7,
    ],
)  # fmt: skip
def test_no_other_address_is_called(address):
    assert not is_push_address(address)


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS, "https://updates.push.services.mozilla.com/wpush/v2/abc", "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc", "https://fcm.googleapis.com:443/fcm/send/a",
    ],
)  # fmt: skip
def test_push_services_are(address):
    assert is_push_address(address)


@pytest.mark.parametrize(
    ("time", "days", "zone", "after", "found"),
    [
        ("10:00", range(7), "UTC", "2026-11-28T09:59:00Z", "2026-11-28T10:00:00Z"),
        ("10:00", range(7), "UTC", "2026-11-28T10:00:00Z", "2026-11-29T10:00:00Z"),
        # 30 November 2026 is a Monday.
        ("10:00", [0], "UTC", "2026-11-30T10:00:00Z", "2026-12-07T10:00:00Z"),
        ("00:30", [1], "America/New_York", "2026-11-30T12:00:00Z", "2026-12-01T05:30:00Z"),
        # The clocks go back that night, and forward in spring: ten o'clock stays ten o'clock.
        ("10:00", range(7), "Europe/Berlin", "2026-10-24T09:00:00Z", "2026-10-25T09:00:00Z"),
        ("10:00", range(7), "Europe/Berlin", "2027-03-27T10:00:00Z", "2027-03-28T08:00:00Z"),
        # An hour that is not there that night.
        ("02:30", range(7), "Europe/Berlin", "2027-03-27T10:00:00Z", "2027-03-28T01:30:00Z"),
    ],
)
def test_the_next_time_is_by_the_phone_s_own_clock(time, days, zone, after, found):
    content = {"time": time, "days": list(days), "zone": zone}
    assert next_time(content, dt.datetime.fromisoformat(after)) == dt.datetime.fromisoformat(found)


def test_whose_time_has_come_is_woken_once(world, on, monkeypatch):
    _browser, row = due(world)
    ask_to_remind()
    ask_to_remind()
    assert Job.objects.filter(kind="remind", subject=EVERYBODY).count() == 1
    assert reminded(monkeypatch) == [ADDRESS]
    assert reminded(monkeypatch) == []
    row.refresh_from_db()
    assert row.due_at > timezone.now() and row.content["endpoint"] == ADDRESS


def test_a_worker_knows_the_job():
    assert work_of("remind") is remind


SILENT = {
    "who pauses": answer("pause", days=7, why=[]),
    "who was told to stop": answer("fall", fell=True),
    "who has walked enough": {"kind": "timer", "minutes": 60.0},
    "who has withdrawn": answer("withdraw", wish="keep"),
}


@pytest.mark.parametrize("who", SILENT)
def test_nobody_is_woken(world, on, monkeypatch, who):
    browser, row = due(world)
    sent_all(browser, packets_of([SILENT[who], {"kind": "closed"}]))
    work()
    assert reminded(monkeypatch) == []
    row.refresh_from_db()
    assert row.due_at > timezone.now()


def test_what_is_late_is_left_out(world, on, monkeypatch):
    _browser, row = due(world, ago=dt.timedelta(hours=2))
    assert reminded(monkeypatch) == []
    row.refresh_from_db()
    assert row.due_at > timezone.now()


def test_a_phone_that_is_lost_or_left_is_forgotten(world, on, monkeypatch):
    _browser, row = due(world)
    phone = Phone.everything.get(pk=row.phone_id)
    browser_of(world.ash.clinician).post(f"/phones/{phone.pk}/revoke/")
    assert reminded(monkeypatch) == []
    row.refresh_from_db()
    assert row.content == {} and row.due_at is None
    other = phone_of(world.ash)
    send(other, "practice_reminder", chosen())
    send(other, "practice_leave", {})
    assert not Reminder.everything.filter(due_at__isnull=False).exists()


def test_an_address_that_has_run_out_is_forgotten_and_one_that_fails_is_not(world, on, monkeypatch):
    _browser, row = due(world)
    assert reminded(monkeypatch, Pushed.FAILED) == [ADDRESS]
    row.refresh_from_db()
    assert row.content["endpoint"] == ADDRESS
    Reminder.everything.update(due_at=timezone.now() - dt.timedelta(minutes=1))
    assert reminded(monkeypatch, Pushed.GONE) == [ADDRESS]
    row.refresh_from_db()
    assert row.content == {} and row.due_at is None


def test_another_key_of_the_clinic_forgets_what_was_made_with_the_one_before(world, on, monkeypatch):
    _browser, row = due(world)
    before = public_key()
    real = web_push._private_key
    from cryptography.hazmat.primitives.asymmetric.ec import derive_private_key

    monkeypatch.setattr(web_push, "_private_key", lambda: derive_private_key(12345, SECP256R1()))
    assert public_key() != before
    assert reminded(monkeypatch) == []
    row.refresh_from_db()
    assert row.content == {}
    monkeypatch.setattr(web_push, "_private_key", real)
    assert public_key() == before


class PushService(BaseHTTPRequestHandler):
    """Answers as it is told, and keeps what it was sent."""

    got: list[tuple[str, dict, bytes]] = []  # noqa: RUF012
    status = 201

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).got.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        if self.status == 307:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *told) -> None:
        pass


@contextmanager
def push_service(status: int):
    PushService.got, PushService.status = [], status
    server = HTTPServer(("127.0.0.1", 0), PushService)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_push_is_signed_for_its_service_and_says_nothing(world, on):
    with push_service(201) as where:
        assert push(f"{where}/send/a-phone") is Pushed.SENT
    ((path, headers, body),) = PushService.got
    headers = {name.lower(): value for name, value in headers.items()}
    assert path == "/send/a-phone" and body == b"" and headers["ttl"] == "3600" and headers["topic"] == "reminder"
    scheme, _, told = headers["authorization"].partition(" ")
    parts = dict(one.strip().split("=", 1) for one in told.split(","))
    assert scheme == "vapid" and parts["k"] == public_key()
    head, claims, signature = parts["t"].split(".")
    assert json.loads(octets(head)) == {"typ": "JWT", "alg": "ES256"}
    said = json.loads(octets(claims))
    now = timezone.now().timestamp()
    assert said["aud"] == where and said["sub"] == "mailto:it@clinic.example" and now < said["exp"] < now + 24 * 3600
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), octets(parts["k"]))
    first, second = (int.from_bytes(octets(signature)[k : k + 32], "big") for k in (0, 32))
    key.verify(encode_dss_signature(first, second), f"{head}.{claims}".encode(), ECDSA(SHA256()))


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (404, Pushed.GONE), (410, Pushed.GONE), (403, Pushed.FAILED), (429, Pushed.FAILED), (500, Pushed.FAILED),
        (307, Pushed.FAILED),
    ],
)  # fmt: skip
def test_what_a_service_answers(world, on, status, found):
    with push_service(status) as where:
        assert push(f"{where}/x") is found
    # It is sent on to nobody.
    assert len(PushService.got) == 1


def test_a_service_that_is_away_is_no_trouble(world, on):
    with push_service(201) as where:
        pass
    assert push(f"{where}/x") is Pushed.FAILED
