"""What recordings say, and the jobs that find it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from footwise.clinic.accounts import Role
from footwise.clinic.api.allowed import needs
from footwise.clinic.api.models import Scope
from footwise.clinic.api.recording_routes import agreed, recording_of, recordings_of
from footwise.clinic.measuring import MEASURE, MeasuredSteps, Measurement
from footwise.clinic.people import Visit
from footwise.clinic.recordings import State
from footwise.clinic.work import Job, JobState, ask_for, cancel

measurements = Router(tags=["Measurements"])
jobs = Router(tags=["Jobs"])


class MeasurementTold(Schema):
    """What one version of Footwise has found in a recording."""

    id: UUID
    recording_id: UUID
    made_at: datetime
    footwise_version: str
    usable: bool = Field(description="Whether a step can be used.")
    measured_by: str = Field(description="markers, foot sensor or film.")
    steps: int
    used_steps: int
    forces: bool = Field(description="Whether a used step has a knee moment.")
    sides: dict[str, dict[str, float]] = Field(
        description="By side: used_steps, and the means over them by the names of the columns of steps."
    )
    sentences: list[str] = Field(description="In English, as the command line says them.")
    trouble: str = Field(description="Why it cannot be used, if so.")
    asks: list[str] = Field(description="Which answers would help.")


class MeasurementsTold(Schema):
    """All measurements of a recording, the newest first."""

    items: list[MeasurementTold]


class StepsTold(Schema):
    """The table of steps: the columns of the steps table, one row a step, what is missing is null."""

    columns: list[str]
    rows: list[list[str | bool | float | None]]


class JobTold(Schema):
    """Something that a worker does, or has done."""

    id: UUID
    kind: str
    subject_id: UUID = Field(description="The recording or the visit that it is about.")
    state: JobState
    asked_at: datetime
    ended_at: datetime | None
    now_at: str = Field(description="What it is doing.")
    pieces_done: int
    pieces: int | None
    trouble: str = Field(description="Why it has failed, if so.")

    @staticmethod
    def resolve_subject_id(one: Job) -> UUID:
        """Tell what it is about."""
        subject: UUID = one.subject
        return subject


class JobsTold(Schema):
    """Jobs about one thing, the newest first."""

    items: list[JobTold]


_ANY_JOB = (Scope.READ, Scope.UPLOAD, Scope.PRESCRIBE)


def _told(one: Measurement) -> dict[str, Any]:
    known = ("id", "recording_id", "made_at", "footwise_version", "usable")
    return {**one.content, **{name: getattr(one, name) for name in known}}


def _job(request: HttpRequest, pk: UUID) -> Job:
    """Give a job about something that whoever calls may see."""
    one: Job = get_object_or_404(Job, pk=pk)
    seen = (recordings_of(request), Visit.objects.for_user(request.user, Role.CLINICIAN).select_related("person"))
    for found in seen:
        about = found.filter(pk=one.subject)
        # While it is going on, programs ask every second and see nothing of anybody: that is no read for the record.
        if about.exists() if one.is_open else about.first():
            return one
    raise Http404


@measurements.get("/recordings/{uuid:pk}/measurements", **needs(Scope.READ, gives=MeasurementsTold))
def list_measurements(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List what was found in a recording, the newest first."""
    one = recording_of(request, pk)
    found = Measurement.objects.for_user(request.user).filter(recording=one)
    return {"items": [_told(each) for each in found]}


@measurements.get("/measurements/{uuid:pk}/steps", **needs(Scope.READ, gives=StepsTold))
def read_steps(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Read the steps of a measurement; without rows where it could not be used."""
    found = Measurement.objects.for_user(request.user, Role.CLINICIAN).select_related("person")
    one = get_object_or_404(found, pk=pk)
    kept = MeasuredSteps.objects.for_user(request.user).filter(measurement=one).first()
    return kept.content if kept is not None else {"columns": [], "rows": []}


@measurements.post("/recordings/{uuid:pk}/measure", **needs(Scope.PRESCRIBE, gives=JobTold, status=202))
def measure_recording(request: HttpRequest, pk: UUID) -> Job:
    """Ask for the measuring of a recording, once more if need be; where that is going on, the job is that one."""
    one = recording_of(request, pk, State.ARRIVED)
    agreed(one.person_id, one.name)
    return ask_for(MEASURE, one.pk)


@jobs.get("/recordings/{uuid:pk}/jobs", **needs(*_ANY_JOB, gives=JobsTold))
def list_jobs_of_recording(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List the jobs about a recording."""
    one = recording_of(request, pk)
    return {"items": list(Job.objects.filter(subject=one.pk).order_by("-asked_at")[:100])}


@jobs.get("/jobs/{uuid:pk}", **needs(*_ANY_JOB, gives=JobTold))
def read_job(request: HttpRequest, pk: UUID) -> Job:
    """Read how far a job is."""
    return _job(request, pk)


@jobs.post("/jobs/{uuid:pk}/cancel", **needs(Scope.PRESCRIBE, gives=JobTold))
def cancel_job(request: HttpRequest, pk: UUID) -> Job:
    """End a job: at once where it waits, within seconds where it runs."""
    one = _job(request, pk)
    cancel(one)
    one.refresh_from_db()
    return one
