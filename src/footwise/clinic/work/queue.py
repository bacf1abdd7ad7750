"""Jobs are asked for, taken by one worker at a time under a lease, and given back by whoever still holds the lease."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from footwise.clinic.audit import who_acts
from footwise.clinic.work.models import OPEN, Job, JobState

LEASE = timedelta(seconds=60)
# Once, and once more if the first worker died.
MOST_ATTEMPTS = 2
_DIED = "the worker died twice over it"


def ask_for(kind: str, subject: UUID) -> Job:
    """Ask for a job; where the same is open already, give that."""
    actor = who_acts()
    told = {"asked_by": actor.name, "asked_by_id": actor.user_id, "asked_at": _now()}
    # Of two that ask in the same moment one makes it; the table allows no second one.
    job, _ = Job.objects.get_or_create(kind=kind, subject=subject, state__in=OPEN, defaults=told)
    return job


def take_one() -> Job | None:
    """Take the oldest job that waits, or one whose worker let its lease run out; None where there is nothing to do."""
    with transaction.atomic():
        now = _now()
        # A lease that ends later than any given now was given by a clock that has been put back since.
        out = Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * LEASE)
        free = Q(state=JobState.WAITING) | Q(out, state=JobState.RUNNING)
        skip = connection.features.has_select_for_update_skip_locked
        job = Job.objects.select_for_update(skip_locked=skip).filter(free).order_by("asked_at", "pk").first()
        if job is None:
            return None
        if job.cancel_asked or job.attempts >= MOST_ATTEMPTS:
            job.state = JobState.CANCELLED if job.cancel_asked else JobState.FAILED
            job.trouble = "" if job.cancel_asked else _DIED
            job.token, job.ended_at = None, now
            job.save()
            return None
        job.state, job.token, job.attempts = JobState.RUNNING, uuid.uuid4(), job.attempts + 1
        job.lease_until = now + LEASE
        job.now_at, job.pieces_done, job.pieces = "", 0, None
        job.save()
        return job


def renew(job: Job) -> Job | None:
    """Hold a job for another while; None where another worker has it now, or it has ended."""
    _held(job).update(lease_until=_now() + LEASE)
    return _held(job).first()


def tell(job: Job, what: str, done: int, total: int | None) -> None:
    """Say how far it is, if it is still this worker's."""
    _held(job).update(now_at=what[:120], pieces_done=done, pieces=total)


def end(job: Job, state: JobState, trouble: str = "") -> bool:
    """End a job, if it is still this worker's; its result is written in the same transaction or not at all."""
    ended = _held(job).update(state=state, trouble=trouble, ended_at=_now(), lease_until=None)
    return ended == 1


def give_back(job: Job) -> None:
    """Let another worker try, if there is a try left."""
    last = job.attempts >= MOST_ATTEMPTS
    if last:
        end(job, JobState.FAILED, _DIED)
    else:
        _held(job).update(state=JobState.WAITING, token=None, lease_until=None)


def cancel(job: Job) -> None:
    """Ask for the end of a job: at once where it waits, within seconds where it runs."""
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
        if not waiting.update(state=JobState.CANCELLED, ended_at=_now()):
            Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked=True)


def cancel_at_once(job: Job) -> None:
    """End a job now, so that the same can be asked for again; a worker that is at it finds that it is no longer its."""
    still = Job.objects.filter(pk=job.pk, state__in=OPEN)
    still.update(state=JobState.CANCELLED, token=None, lease_until=None, ended_at=_now())


def _held(job: Job) -> QuerySet:
    return Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)


def _now() -> datetime:
    """The time of the database: of several machines, one's clock may be wrong by a day."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            told: datetime = cursor.fetchone()[0]
            return told
    return timezone.now()
