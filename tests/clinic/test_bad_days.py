"""Bad days: a full disk, a database that is gone for a minute, a clock that is wrong, an update under open pages."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.clinic.databases import cluster, control, url
from tests.clinic.test_serve import refused, served
from tests.clinic.world import PASSWORD, browser_of, make_world

from footwise.clinic import ClinicHome
from footwise.clinic.audit import Actor, Entry, acting_as, verify_chain
from footwise.clinic.people import Person, keys_fit
from footwise.clinic.up_to_date import refuse_newer_database, refuse_older_database
from footwise.clinic.work import Job, JobState, ask_for
from footwise.clinic.work.queue import LEASE, renew, take_one
from footwise.errors import FootwiseError

DAY = dt.timedelta(days=1)


@pytest.fixture
def acting():
    with acting_as(Actor("test")):
        yield


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.requirement("R-063")
def test_on_a_full_disk_nothing_accepted_is_lost_and_one_sentence_says_so(own_store, acting):
    """What the page was told to be saved is saved; what was not is not half there."""
    world = make_world()
    browser = Client(raise_request_exception=False, headers={"accept-language": "en"})
    browser.force_login(world.ash.clinician, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.get("/people/")
    before, entries = Person.everything.count(), Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    taken = 0
    for number in range(200):
        form = {"site": world.ash.site.pk, "pseudonym": f"F-{number}", "year_of_birth": 1930 + number % 60,
                "sex": "male", "affected_side": "left", "mass_kg": 80, "height_cm": 150 + number % 50}  # fmt: skip
        answer = browser.post("/people/add/", form)
        if answer.status_code == 503:
            break
        taken += 1
        assert answer.status_code == 302
    assert answer.status_code == 503 and "the disk may be full" in text(answer)
    # Nor is anything shown that cannot be written down.
    where = reverse("person", args=[world.ash.person.pk])
    assert 503 in [browser.get(where).status_code for _ in range(60)]
    assert Person.everything.count() == before + taken
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    assert browser.get("/people/").status_code == 200
    assert browser.post("/people/add/", {**form, "pseudonym": "LATER"}).status_code == 302
    state = verify_chain()
    assert state.broken_at is None and state.entries > entries + taken


def test_a_key_that_the_disk_cannot_take_leaves_no_person_without_one(world, acting, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("footwise.clinic.seal.os.fsync", full)
    late = Person(site=world.ash.site, pseudonym="LATE", year_of_birth=1950, sex="male", affected_side="left",
                  mass_kg=80, height_cm=180)  # fmt: skip
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        late.save()
    assert not Person.everything.filter(pseudonym="LATE").exists()
    assert not list(settings.HOME.keys.glob(f"{late.pk}.key"))


# The clock.


def test_a_clock_put_back_by_a_day_holds_no_job_for_a_day(undone, acting):
    job = ask_for("measure", uuid.uuid4())
    first = take_one()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() + DAY)
    second = take_one()
    assert second is not None and second.attempts == 2
    assert renew(first) is None
    # The one that has it now holds it by the clock as it is.
    assert renew(second).lease_until <= timezone.now() + 2 * LEASE and take_one() is None


def test_a_clock_put_forward_by_a_day_loses_no_job(undone, acting):
    job = ask_for("measure", uuid.uuid4())
    first = take_one()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - DAY)
    # Its worker renews it before another has looked: it goes on.
    assert renew(first) is not None and take_one() is None
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.requirement("R-063")
def test_a_clock_that_is_a_day_wrong_asks_for_the_password_and_then_goes_on(world, days):
    browser = browser_of(world.ash.clinician)
    browser.get("/people/")
    session = browser.session
    session["seen_at"] = time.time() - days * DAY.total_seconds()
    session["account_authentication_methods"] = [{"method": "password", "at": session["seen_at"]}]
    session.save()
    where = browser.get("/people/").url
    assert where.startswith(reverse("account_reauthenticate"))
    assert browser.post(where, {"password": PASSWORD, "next": "/people/"}).url == "/people/"
    assert browser.get("/people/").status_code == 200 and browser.get("/").status_code == 200


# An update.


def test_an_older_program_touches_no_newer_database(undone):
    refuse_newer_database("DATABASE_URL")
    refuse_older_database("DATABASE_URL")
    MigrationRecorder(connection).record_applied("people", "9999_of_tomorrow")
    with pytest.raises(FootwiseError, match="newer Footwise"):
        refuse_newer_database("DATABASE_URL")


def test_a_worker_touches_no_older_database(undone):
    MigrationRecorder(connection).record_unapplied("keeping", "0002_archive")
    with pytest.raises(FootwiseError, match="older Footwise"):
        refuse_older_database("DATABASE_URL")


def test_the_server_of_an_older_program_does_not_start_on_a_newer_database(tmp_path):
    with served(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "clinic.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999', '2030-01-01')")
    assert "newer Footwise" in refused("--dir", tmp_path, "--port", 0)


def test_a_page_left_open_over_an_update_finds_its_files(world):
    browser = Client()
    before = "/static/0123456789ab/clinic/clinic.css"
    answer = browser.get(before)
    assert answer.status_code == 302 and answer.url == f"{settings.STATIC_URL}clinic/clinic.css"
    assert browser.get(f"{settings.STATIC_URL}clinic/nothing.css").status_code == 404


def test_a_form_of_an_older_version_is_asked_again_and_keeps_what_was_typed(world):
    browser = browser_of(world.ash.clinician)
    answer = browser.post("/people/add/", {"pseudonym": "OLD-FORM", "age": "70", "site": world.ash.site.pk})
    assert answer.status_code == 200 and 'value="OLD-FORM"' in text(answer) and "required" in text(answer)


def test_a_form_of_before_a_restart_is_taken_after_it(tmp_path):
    """Its protection against forged forms and its session outlive the server."""
    from http.cookiejar import CookieJar

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with served(tmp_path) as (process, said):
        where = re.search(r"http://localhost:(\d+)", said[0])
        link = process.stdout.readline().split()[-1]
        page = browser.open(link, timeout=30).read().decode()
        process.kill()
        process.wait()
    # The link itself is a new one after a start; the language is a form as well.
    form = {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1], "language": "de",
            "next": "/account/login/"}  # fmt: skip
    with served(tmp_path, port=int(where[1])):
        sent = urllib.request.Request(f"{where[0]}/language/", urllib.parse.urlencode(form).encode(), {"Referer": link})
        answer = browser.open(sent, timeout=30)
        assert answer.status == 200 and 'lang="de"' in answer.read().decode()


# PostgreSQL on another machine.


def command(*words, **environment):
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
    return subprocess.Popen(
        [sys.executable, "-c", "from footwise.cli import main; main()", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**known, **environment},
    )  # fmt: skip


def asked(where: str) -> int:
    try:
        with urllib.request.urlopen(where, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        page = error.read().decode()
        assert error.code != 503 or "cannot reach its data at the moment" in page
        return error.code


def becomes(value, ask, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ask() == value:
            return True
        time.sleep(0.3)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_database_gone_for_a_minute_comes_back_without_a_restart_and_a_worker_elsewhere_goes_on(store, tmp_path):
    import psycopg

    with cluster() as folder:
        address = url(folder)
        home = tmp_path / "clinic"

        def jobs() -> dict[str, int]:
            with psycopg.connect(address) as database:
                return dict(database.execute("SELECT state, count(*) FROM work_job GROUP BY state").fetchall())

        def ask() -> None:
            with psycopg.connect(address) as database:
                database.execute(
                    "INSERT INTO work_job (id, kind, subject, asked_by, asked_at, state, attempts, cancel_asked, "
                    "now_at, pieces_done, trouble) VALUES (gen_random_uuid(), 'measure', gen_random_uuid(), 'test', "
                    "now(), 'waiting', 0, false, '', 0, '')"
                )

        server = command("serve", "--dir", home, "--port", 0, DATABASE_URL=address)
        worker = None
        try:
            where = server.stdout.readline().split()[4]
            page = f"{where}/account/welcome/unknown/"
            assert asked(page) == 410
            worker = command("worker", "--dir", home, DATABASE_URL=address)
            assert worker.stdout.readline().startswith("Working for the clinic in")
            ask()
            assert becomes({"failed": 1}, jobs)
            control(folder, "stop")
            assert asked(page) == 503
            time.sleep(3)
            control(folder, "start")
            assert becomes(410, lambda: asked(page))
            ask()
            assert becomes({"failed": 2}, jobs)
            assert server.poll() is None and worker.poll() is None
        finally:
            for process in (server, worker):
                if process is not None:
                    process.terminate()
                    process.wait()


def refused_worker(*words, **environment) -> str:
    process = command("worker", *words, **environment)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2 and said.count("\n") == 1, said
    return said


def test_a_worker_says_what_must_be_shared_with_it(tmp_path, store, request):
    home = tmp_path / "clinic"
    ClinicHome(home).prepare()
    if store == "sqlite":
        assert "worked for by its own server" in refused_worker("--dir", home)
        assert "is no clinic's folder" in refused_worker("--dir", tmp_path, DATABASE_URL="postgresql://x@y/z")
        return
    address = url(request.getfixturevalue("postgresql"), "nothing_here")
    assert "the database cannot be used" in refused_worker("--dir", home, DATABASE_URL=address)


def test_another_clinic_s_folder_is_told_by_its_keys(world, monkeypatch, tmp_path):
    assert keys_fit()
    other = ClinicHome(tmp_path)
    other.prepare()
    monkeypatch.setattr(settings, "HOME", other)
    assert not keys_fit()
