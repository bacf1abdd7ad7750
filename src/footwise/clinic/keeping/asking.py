"""An archive of everything about a person is asked for, on its page or by a program, and found again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.keeping.models import Archive
from footwise.clinic.people import Person
from footwise.clinic.work import Job, ask_for

ARCHIVE = "archive"


def may_be_taken_along(user: Any) -> QuerySet:
    """Give the people of a clinician's own clinics: what is only shared is not taken along."""
    own = Person.objects.for_user(user, Role.CLINICIAN).filter(site__in=sites_of(user, Role.CLINICIAN))
    found: QuerySet = own.select_related("site")
    return found


def newest_archive(user: Any, person: UUID) -> tuple[Archive | None, Job | None]:
    """Give the archive that somebody has asked for last, and the job that makes it."""
    asked = Archive.objects.for_user(user, Role.CLINICIAN).filter(person=person, asked_by=user)
    archive = asked.select_related("person").first()
    return archive, archive and Job.objects.filter(kind=ARCHIVE, subject=archive.pk).order_by("-asked_at").first()


def ask_for_archive(user: Any, person: Person, language: str) -> Archive:
    """Ask for an archive; where one is being made or waits, give that."""
    asked, job = newest_archive(user, person.pk)
    if asked is not None and (asked.can_be_fetched or (job and job.is_open)):
        return asked
    made = Archive(person=person, asked_by=user, language=language)
    made.save()
    ask_for(ARCHIVE, made.pk)
    return made
