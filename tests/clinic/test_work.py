"""Jobs: through any crash, once at a time, at most twice, told, cancelled, limited; on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from tests.clinic.world import browser_of, make_world

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.measuring import MeasuredSteps, Measurement, steps_table
from footwise.clinic.people import Consent
from footwise.clinic.recordings import Recording, begin, take_piece
from footwise.clinic.work import Job, JobState, ask_for, cancel, run_worker
from footwise.clinic.work.queue import LEASE, end, give_back, renew, take_one, tell
from footwise.clinic.work.run_job import JOB_FOLDER


@pytest.fixture
def acting():
    with acting_as(Actor("somebody@example.org", 7)):
        yield


def asked() -> Job:
    return ask_for("measure", uuid.uuid4())


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def run_out(job: Job) -> None:
    """As if nobody had renewed the lease for longer than it lasts."""
    Job.objects.filter(pk=job.pk).update(lease_until=now(job).lease_until - LEASE - timedelta(seconds=1))


def test_a_job_is_taken_once_told_of_and_ended(undone, acting):
    job = asked()
    assert job.asked_by == "somebody@example.org" and job.asked_by_id == 7
    taken = take_one()
    assert taken.pk == job.pk and take_one() is None
    tell(taken, "walk.c3d", 1, 3)
    assert (now(job).state, now(job).now_at, now(job).pieces_done, now(job).pieces) == ("running", "walk.c3d", 1, 3)
    assert end(taken, JobState.DONE)
    assert now(job).state == "done" and now(job).ended_at is not None and take_one() is None


def test_the_same_is_open_once(undone, acting):
    subject = uuid.uuid4()
    first = ask_for("measure", subject)
    assert ask_for("measure", subject).pk == first.pk
    end(take_one(), JobState.DONE)
    assert ask_for("measure", subject).pk != first.pk


def test_the_oldest_comes_first(undone, acting):
    jobs = [asked() for _ in range(3)]
    assert [take_one().pk for _ in range(3)] == [job.pk for job in jobs]


def test_after_its_lease_it_is_tried_once_more_and_then_given_up(undone, acting):
    job = asked()
    first = take_one()
    run_out(job)
    second = take_one()
    assert second.pk == job.pk and second.attempts == 2
    # The first wakes up: it may write nothing.
    assert renew(first) is None and not end(first, JobState.DONE)
    tell(first, "too late", 9, 9)
    assert now(job).now_at == "" and now(job).state == "running"
    run_out(job)
    assert take_one() is None
    assert now(job).state == "failed" and "died twice" in now(job).trouble


def test_a_renewed_lease_keeps_it(undone, acting):
    job = asked()
    taken = take_one()
    run_out(job)
    assert renew(taken) is not None
    assert take_one() is None


def test_given_back_it_is_tried_once_more(undone, acting):
    job = asked()
    give_back(take_one())
    assert now(job).state == "waiting"
    give_back(take_one())
    assert now(job).state == "failed" and take_one() is None


def test_what_waits_is_cancelled_at_once_and_what_runs_is_asked_to_end(undone, acting):
    waiting = asked()
    cancel(waiting)
    assert now(waiting).state == "cancelled" and take_one() is None
    running = asked()
    taken = take_one()
    cancel(running)
    assert renew(taken).cancel_asked
    run_out(running)
    assert take_one() is None and now(running).state == "cancelled"


def test_many_workers_take_each_job_once(own_store):
    with acting_as(Actor("test")):
        jobs = {asked().pk for _ in range(12)}
    taken, lock = [], threading.Lock()

    def work() -> None:
        while (job := take_one()) is not None:
            with lock:
                taken.append(job.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 12 and set(taken) == jobs


class Killed:
    """In place of a job's process: it opens something and never ends by itself."""

    opened: Path

    def __init__(self, command, *, stdin, env):
        Killed.opened = Path(env["TMPDIR"]) / "walk.c3d"
        Killed.opened.write_text("somebody's walk")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def wait(self, timeout):
        raise subprocess.TimeoutExpired("job", timeout)

    def kill(self):
        assert Killed.opened.exists() and Killed.opened.parent.stat().st_mode & 0o077 == 0


def test_what_a_job_has_opened_goes_with_it_when_it_is_cancelled(undone, acting, monkeypatch):
    job = asked()
    monkeypatch.setattr("footwise.clinic.work.worker.subprocess.Popen", Killed)
    asked_for = []

    def going_on() -> bool:
        if now(job).state == JobState.RUNNING and not asked_for:
            asked_for.append(cancel(job))
        return now(job).is_open

    run_worker(going_on)
    assert now(job).state == "cancelled" and not Killed.opened.parent.exists()


def test_what_a_job_has_opened_goes_when_its_worker_is_gone(tmp_path):
    opened = tmp_path / "job" / "walk.c3d"
    opened.parent.mkdir()
    opened.write_text("somebody's walk")
    script = "import time; from footwise.clinic.work.run_job import _end_with; _end_with(-1); time.sleep(60)"
    environment = os.environ | {JOB_FOLDER: str(opened.parent)}
    assert subprocess.run([sys.executable, "-c", script], env=environment).returncode == 3
    assert not opened.parent.exists()


# With worker processes.


@pytest.fixture
def clinic(own_store, monkeypatch, request):
    """A clinic whose data worker processes find, too."""
    told = connection.settings_dict
    if own_store == "sqlite":
        from django.conf import settings

        # A worker's folder is that of this process, and the database in it is the test's own.
        url = ""
        link = settings.HOME.folder / "clinic.sqlite3"
        link.unlink(missing_ok=True)
        link.symlink_to(told["NAME"])
        request.addfinalizer(lambda: link.unlink(missing_ok=True))
    else:
        url = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['OPTIONS'].get('host') or told['HOST']}"
    monkeypatch.setenv("DATABASE_URL", url)
    with acting_as(Actor("test")):
        made = make_world().ash
    # What waits to be done for the world would be taken first.
    Job.objects.all().delete()
    return made


def recorded(clinic, name: str, content: bytes) -> Recording:
    from hashlib import sha256

    with acting_as(Actor("test")):
        one = begin(clinic.visit, name, len(content), "", clinic.clinician)
        size = 4 * 1024 * 1024
        for offset in range(0, len(content), size):
            piece = content[offset : offset + size]
            take_piece(clinic.clinician, one.pk, offset, piece, sha256(piece).hexdigest())
        return Recording.everything.get(pk=one.pk)


def walked(clinic, treadmill_c3d) -> Recording:
    """The real recording; with another's mass than of who walked there it would be refused."""
    with acting_as(Actor("test")):
        clinic.person.mass_kg, clinic.person.height_cm = Decimal("55.3"), Decimal("172")
        clinic.person.save()
    return recorded(clinic, "walk.c3d", treadmill_c3d.read_bytes())


def worked(job: Job, *, seconds: float = 90, **limits: float) -> Job:
    """Let a worker work until a job has ended."""
    until = time.monotonic() + seconds
    run_worker(lambda: now(job).is_open and time.monotonic() < until, **limits)
    return now(job)


def test_a_real_walk_is_measured_by_a_worker(clinic, treadmill_c3d):
    one = walked(clinic, treadmill_c3d)
    browser = browser_of(clinic.clinician)
    where = reverse("measured", args=[one.pk])
    assert "Measuring waits" in browser.post(reverse("measure", args=[one.pk]), follow=True).content.decode()
    state = reverse("measuring_state", args=[one.pk])
    assert browser.get(state).json()["state"] == "waiting"
    job = worked(Job.objects.get(subject=one.pk))
    assert (job.state, job.trouble) == ("done", "")
    (found,) = Measurement.everything.filter(recording=one)
    told = found.content
    assert found.usable and told["steps"] > 15 and 0 < told["used_steps"] <= told["steps"]
    page = browser.get(where).content.decode()
    assert f"{told['used_steps']} of {told['steps']} steps can be used" in page and "m/s" in page
    ended = browser.get(state).json()
    assert (ended["open"], ended["state"], ended["of"]) == (False, "done", 3)
    # Nobody need measure again to see a step, and no figure lies in the open.
    table = steps_table(found)
    assert len(table) == told["steps"] and int(table["used"].sum()) == told["used_steps"]
    for side, figures in told["sides"].items():
        rows = table[table["used"] & (table["side"] == side)]
        assert figures["used_steps"] == len(rows)
        for name in ("foot_progression_angle_deg", "kam_peak1_pct_bwht"):
            assert figures[name] == pytest.approx(rows[name].mean(), abs=1e-4)
    assert told["forces"] and not told["trouble"]
    kept = [found.sealed, *MeasuredSteps.everything.filter(measurement=found).values_list("sealed", flat=True)]
    assert len(kept) == 2 and not any("steps" in text or "speed" in text for text in kept)


def test_what_cannot_be_read_is_said_in_a_sentence_without_its_place(clinic):
    one = recorded(clinic, "broken.c3d", b"\x02\x50" + bytes(3000))
    with acting_as(Actor("test")):
        job = worked(ask_for("measure", one.pk))
    assert (job.state, job.trouble, job.attempts) == ("done", "", 1)
    (found,) = Measurement.everything.filter(recording=one)
    trouble = found.content["trouble"]
    assert not found.usable and trouble.startswith("broken.c3d") and "/tmp" not in trouble
    assert steps_table(found).empty
    with acting_as(Actor("test")):
        found.content = {**found.content, "trouble": f"{trouble} Give it with `mass_kg=...`.", "asks": ["mass_kg"]}
        found.save()
    page = browser_of(clinic.clinician).get(reverse("measured", args=[one.pk])).content.decode()
    assert "Give it with the person&#x27;s mass on their page." in page and "It cannot be used" in page
    assert "Is the person&#x27;s mass right?" in page


@pytest.mark.slow
def test_a_consent_withdrawn_while_it_waits_stops_it(clinic):
    one = recorded(clinic, "walk.c3d", b"\x02\x50" + bytes(3000))
    with acting_as(Actor("test")):
        job = ask_for("measure", one.pk)
        consent = Consent.everything.get(pk=clinic.consent.pk)
        consent.withdrawn_on = consent.given_on
        consent.save()
    assert "no consent is in force" in worked(job).trouble
    browser_of(clinic.clinician).post(reverse("measure", args=[one.pk]))
    assert Job.objects.filter(subject=one.pk).count() == 1


# Python runs a file of this name at its start: in place of measuring, something sleeps for a minute.
SLEEPER = """
import importlib.util, sys, time

def sleeper(subject, progress):
    for k in range(600):
        progress("sleeping", k, 600)
        time.sleep(0.1)
    return lambda: None

class Instead:
    def find_spec(self, name, path=None, target=None):
        if name != "footwise.clinic.work.kinds":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            module.work_of = lambda kind: sleeper
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Instead())
"""


@pytest.fixture
def sleeping(tmp_path, monkeypatch):
    """Worker processes in whose place of measuring something sleeps for a minute."""
    (tmp_path / "sitecustomize.py").write_text(SLEEPER)
    with monkeypatch.context() as patched:
        patched.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
        yield patched


def when(job: Job, condition) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if condition(now(job)):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_a_running_job_is_cancelled_within_seconds(clinic, sleeping):
    with acting_as(Actor("test")):
        job = asked()

    def stop() -> None:
        assert when(job, lambda one: one.pieces_done > 0)
        cancel(job)
        connection.close()

    stopping = threading.Thread(target=stop)
    stopping.start()
    ended = worked(job)
    stopping.join()
    assert ended.state == "cancelled" and ended.pieces_done < 300


@pytest.mark.slow
def test_a_job_that_takes_too_long_is_stopped(clinic, sleeping):
    with acting_as(Actor("test")):
        ended = worked(asked(), longest_s=3)
    assert ended.state == "failed" and "it took longer than" in ended.trouble


@pytest.mark.slow
def test_a_worker_that_is_killed_leaves_its_job_to_the_next_and_its_process_ends(clinic, sleeping, treadmill_c3d):
    one = walked(clinic, treadmill_c3d)
    with acting_as(Actor("test")):
        job = ask_for("measure", one.pk)
    with subprocess.Popen([sys.executable, "-m", "footwise.clinic.work", str(os.getpid())]) as worker:
        assert when(job, lambda found: found.pieces_done > 0)
        worker.kill()
    sleeping.undo()
    time.sleep(3)
    before = now(job).pieces_done
    time.sleep(2)
    assert now(job).pieces_done == before < 599 and now(job).state == "running"
    run_out(job)
    ended = worked(job)
    assert (ended.state, ended.attempts) == ("done", 2)
    assert Measurement.everything.filter(recording=one).count() == 1
