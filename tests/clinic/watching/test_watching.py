"""Health, counts and logs of a server: what a machine that watches reads, and that none of it is about anybody."""

from __future__ import annotations

import io
import json
import logging
import re
import socket
import subprocess
import sys
import time

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from django.urls import reverse
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, Entry, acting_as, record_event, refuse_other_address, syslog
from footwise.clinic.watching import doors, log_settings, with_watching_doors
from footwise.clinic.watching.counts import counts
from footwise.clinic.watching.logs import WithoutPeople
from footwise.errors import FootwiseError


def asked(path: str, **headers: str) -> tuple[int, str]:
    """What the server says, called by a name that no page knows."""
    said = []

    async def pages(scope, receive, send):
        await send({"type": "http.response.start", "status": 418, "headers": []})

    async def send(message):
        said.append(message)

    told = [(name.encode(), value.encode()) for name, value in {"host": "10.0.0.7", **headers}.items()]
    scope = {"type": "http", "path": path, "headers": told}
    async_to_sync(with_watching_doors(pages))(scope, None, send)
    return said[0]["status"], said[1]["body"].decode() if said[1:] else ""


def test_alive_and_ready_whatever_it_is_called(world):
    assert asked("/healthz") == (200, "alive\n") and asked("/people/") == (418, "")
    assert doors.is_ready()


def test_not_ready_without_its_database_or_folder(undone, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(connection, "close", lambda: None)
    assert asked("/readyz") == (200, "ready\n")
    with override_settings(HOME=type(settings.HOME)(tmp_path / "gone")):
        assert asked("/readyz") == (503, "not ready\n")
    monkeypatch.setattr("footwise.clinic.up_to_date._loader", lambda: 1 / 0)
    assert asked("/readyz") == (503, "not ready\n") and asked("/healthz")[0] == 200
    assert "not ready" in caplog.text


def test_counts_are_read_by_whoever_knows_the_secret(world, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    assert asked("/metrics")[0] == 404
    with override_settings(METRICS_TOKEN="a secret"):
        assert asked("/metrics")[0] == 404 and asked("/metrics", authorization="Bearer another")[0] == 404
        browser_of(world.ash.clinician).get(reverse("person", args=[world.ash.person.pk]))
        status, text = asked("/metrics", authorization="Bearer a secret")
    assert status == 200
    sample = re.compile(r'[a-z_]+(\{([a-z]+="[^"\n]*",?)*\})? -?[0-9.e+-]+|# (HELP|TYPE) [a-z_]+ \S.*')
    assert text.endswith("\n") and all(sample.fullmatch(line) for line in text.splitlines())
    person = re.search(r'footwise_requests_total\{page="person",method="GET",status="2xx"\} (\d+)', text)
    assert int(person[1]) >= 1
    assert f"footwise_record_entries {Entry.objects.latest('number').number}\n" in text
    assert "footwise_last_backup_timestamp_seconds 0\n" in text and 'footwise_jobs{state="waiting"}' in text
    with acting_as(Actor("backup")):
        record_event("back up")
    assert "footwise_last_backup_timestamp_seconds 1" in counts()
    nobody = world.ash.words() | world.birch.words()
    assert not [word for word in nobody if word in text]


@pytest.fixture
def lines():
    """What is logged as JSON."""
    written, handlers = io.StringIO(), []
    names = log_settings(as_json=True)["loggers"]
    for name in (*names, None):
        logger, handler = logging.getLogger(name), logging.StreamHandler(written)
        handler.setFormatter(WithoutPeople())
        handlers.append((logger, handler, logger.level))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield written
    for logger, handler, level in handlers:
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_a_log_in_json_tells_of_nobody(world, lines, monkeypatch):
    browser = browser_of(world.ash.clinician)
    browser.raise_request_exception = False
    person = world.ash.person
    for name, which in (("person", person), ("visit", world.ash.visit), ("edit_person", person)):
        assert browser.get(reverse(name, args=[which.pk])).status_code == 200
    assert browser.get(f"/people/{world.birch.person.pk}/").status_code == 404
    assert browser.post("/account/log-in/", {"login": "who@example.org", "password": "a secret"}).status_code < 500

    def faulty(*_, **__):
        raise ValueError(f"Key (pseudonym)=({person.pseudonym}) of {person.pk} already exists")

    monkeypatch.setattr("footwise.clinic.people.models.Person.from_db", faulty)
    assert browser.get(reverse("person", args=[person.pk])).status_code == 500
    logging.getLogger("somebody.else").warning("a row of %s", person.pseudonym)
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    pages = [one for one in told if one["from"] == "footwise.clinic.requests"]
    assert {"person", "visit", "edit_person"} <= {one["page"] for one in pages}
    assert {200, 404, 500} <= {one["status"] for one in pages}
    error = next(one for one in told if one.get("error") == "ValueError")
    assert any("test_watching.py" in where and "faulty" in where for where in error["where"])
    assert any(one["said"] == "a row of %s" for one in told)
    text = lines.getvalue()
    of_somebody = world.ash.words() | world.birch.words() | {"who@example.org", "a secret", "already exists"}
    assert not [word for word in of_somebody if word in text]
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)


def test_a_process_that_ends_with_an_error_says_so_in_json():
    script = (
        "from footwise.clinic.watching.logs import configure, log_settings\n"
        "configure(log_settings(as_json=True))\n"
        "raise ValueError('of L-001')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1 and json.loads(line)["error"] == "ValueError" and "L-001" not in line


@pytest.fixture
def loghost():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.settimeout(10)
        yield opened, f"udp://127.0.0.1:{opened.getsockname()[1]}"


def test_entries_of_the_record_go_to_a_loghost(own_store, loghost):
    opened, address = loghost
    with override_settings(SYSLOG=address), acting_as(Actor('some"body]', 7, "10.1.2.3", "GET person")):
        record_event("log in")
    entry = Entry.objects.latest("number")
    line = opened.recv(65536).decode()
    assert re.match(r"<110>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ footwise \d+ entry \[entry@32473 ", line)
    assert r'actor="some\"body\]" address="10.1.2.3" route="GET person" action="log in"' in line
    assert f'number="{entry.number}"' in line and f'hash="{entry.hash}"' in line and line.endswith('"]')


def test_what_was_undone_is_not_sent_and_what_is_sealed_neither(world, loghost):
    opened, address = loghost
    sent = []
    with override_settings(SYSLOG=address), acting_as(Actor("test")):
        world.ash.person.pseudonym = "other"
        world.ash.person.save()
        # The test's own transaction is undone at its end.
        opened.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sent.append(opened.recv(65536))
    entry = Entry.objects.latest("number")
    assert not sent and entry.values and entry.values not in syslog._line(entry)


def test_a_loghost_that_is_away_keeps_nobody_waiting(own_store):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    begin = time.monotonic()
    with override_settings(SYSLOG=address), acting_as(Actor("test")):
        for _ in range(20):
            record_event("log in")
    assert time.monotonic() - begin < 5 and Entry.objects.filter(action="log in").count() == 20


def test_over_tcp_each_entry_is_in_a_frame(own_store):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with override_settings(SYSLOG=address), acting_as(Actor("test")):
            record_event("log in")
        taken, _ = server.accept()
        with taken:
            taken.settimeout(10)
            length, _, rest = taken.recv(65536).partition(b" ")
            assert int(length) == len(rest) and rest.startswith(b"<110>1 ")


def test_an_address_of_no_loghost_is_said():
    for address in ("udp://loghost:514", "tcp://loghost", "/dev/log"):
        refuse_other_address(address)
    for address in ("loghost", "http://loghost", "udp://"):
        with pytest.raises(FootwiseError, match="FOOTWISE_SYSLOG: is "):
            refuse_other_address(address)
