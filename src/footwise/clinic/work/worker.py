"""A worker: takes jobs one after the other and does each in a process of its own, which it can stop."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from django.db import OperationalError, connection

from footwise.clinic.work.models import Job, JobState
from footwise.clinic.work.queue import end, give_back, renew, take_one
from footwise.clinic.work.run_job import JOB_FOLDER

LONGEST_S = 60 * 60
_LOOKS_EVERY_S = 1.0
_RENEWS_EVERY_S = 5.0
_LOOKS_AROUND_EVERY_S = 60.0
_log = logging.getLogger("footwise.clinic")


def run_worker(
    going_on: Callable[[], bool] = lambda: True,
    *,
    longest_s: float = LONGEST_S,
    every_minute: Callable[[], object] = lambda: None,
) -> None:
    """Work until `going_on` says no.

    Parameters
    ----------
    going_on : callable
        Asked about once a second.
    longest_s : float
        A job that takes longer is stopped.
    every_minute : callable
        What else is to be done now and then, between two jobs.
    """
    looked: float | None = None
    while going_on():
        try:
            if looked is None or time.monotonic() - looked > _LOOKS_AROUND_EVERY_S:
                looked = time.monotonic()
                every_minute()
            job = take_one()
            if job is not None:
                _do(job, going_on, longest_s)
                continue
        except OperationalError:
            # The database is away for a minute; what was begun comes back by its lease.
            _log.warning("a worker waits for the database")
        connection.close()
        time.sleep(_LOOKS_EVERY_S)


def _do(job: Job, going_on: Callable[[], bool], longest_s: float) -> None:
    # What a job opens lies in a folder of its own, which goes with it however it ends: cancelled, too slow, crashed.
    with tempfile.TemporaryDirectory(prefix="footwise-job-", ignore_cleanup_errors=True) as place:
        _do_in(place, job, going_on, longest_s)


def _do_in(place: str, job: Job, going_on: Callable[[], bool], longest_s: float) -> None:
    command = [sys.executable, "-m", "footwise.clinic.work.run_job", str(job.pk), str(job.token), str(os.getpid())]
    began = renewed = time.monotonic()
    environment = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP", JOB_FOLDER), place)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment) as process:
        try:
            while (code := _ended(process)) is None:
                now = time.monotonic()
                if not going_on():
                    return give_back(job)
                if now - began > longest_s:
                    end(job, JobState.FAILED, f"it took longer than {longest_s / 60:.0f} minutes")
                    return None
                held = renew(job) if now - renewed > _RENEWS_EVERY_S else Job.objects.filter(pk=job.pk).first()
                renewed = now if now - renewed > _RENEWS_EVERY_S else renewed
                if held is None or held.token != job.token:
                    return None
                if held.cancel_asked:
                    end(job, JobState.CANCELLED)
                    return None
        finally:
            process.kill()
    if code != 0:
        # It crashed; what it could say it has said itself.
        give_back(job)
    return None


def _ended(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(timeout=0.3)
    except subprocess.TimeoutExpired:
        return None
