"""The process in which one job is done: `run_job ID TOKEN WORKER`; it ends with the worker whose process that is."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
import warnings
from uuid import UUID

# A job that needs more is stopped, and not the machine with all that runs on it.
MOST_BYTES = 12 * 1024**3
# Names the folder in which a job opens what it needs; it goes with the job.
JOB_FOLDER = "FOOTWISE_JOB_FOLDER"
_TOLD_EVERY_S = 0.5


def main() -> None:
    """Do the job, and write its result if it is still ours."""
    _end_with(int(sys.argv[3]))
    _limit_memory()
    # Of steps that cannot be used; the pages say so in words.
    warnings.simplefilter("ignore", RuntimeWarning)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "footwise.clinic.settings")
    import django

    django.setup()
    from django.core.exceptions import ObjectDoesNotExist
    from django.db import transaction

    from footwise.clinic.audit import Actor, acting_as
    from footwise.clinic.work.kinds import work_of
    from footwise.clinic.work.models import Job, JobState
    from footwise.clinic.work.queue import end, tell
    from footwise.errors import FootwiseError

    job = Job.objects.get(pk=UUID(sys.argv[1]))
    job.token = UUID(sys.argv[2])
    last = 0.0

    def progress(what: str, done: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last > _TOLD_EVERY_S or done == total:
            last = time.monotonic()
            tell(job, what, done, total)

    with acting_as(Actor(job.asked_by, job.asked_by_id, route=f"job {job.kind}")):
        try:
            write = work_of(job.kind)(job.subject, progress)
        except FootwiseError as error:
            end(job, JobState.FAILED, str(error))
            return
        except ObjectDoesNotExist:
            # Its person lies in the bin, or is deleted.
            end(job, JobState.FAILED, "what it was about is no longer there")
            return
        except MemoryError:
            end(job, JobState.FAILED, "it needs more memory than a job may take")
            return
        with transaction.atomic():
            # Ended first: where the job has become another's, nothing is written.
            if end(job, JobState.DONE):
                write()


def _end_with(parent: int) -> None:
    """End when the worker is gone, however it went: what nobody waits for is not computed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        # Nobody else is left who would take away what was opened.
        if JOB_FOLDER in os.environ:
            shutil.rmtree(os.environ[JOB_FOLDER], ignore_errors=True)
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limit for a process itself.
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, hard))


if __name__ == "__main__":
    main()
