"""Recordings: begun, sent piece by piece, answered about, moved, removed and fetched back."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Header, Router, Schema
from pydantic import Field

from footwise.clinic.accounts import Role
from footwise.clinic.api.allowed import needs
from footwise.clinic.api.by_form import changed, saved_over
from footwise.clinic.api.models import Scope
from footwise.clinic.api.shapes import Sent, Text, Whole
from footwise.clinic.api.trouble import Told, TroubleKind
from footwise.clinic.people import Consent, VersionedForm, Visit
from footwise.clinic.recordings import (
    LARGEST_BYTES,
    PIECE_BYTES,
    Condition,
    Foot,
    Kind,
    PieceTrouble,
    Recording,
    State,
    as_download,
    begin,
    measure_what_is_ready,
    move,
    remove,
    take_piece,
)
from footwise.errors import ErrorKind, FootwiseError

recordings = Router(tags=["Recordings"])

_HERE = (State.ARRIVED, State.ARRIVING, State.UNPACKED)
_BYTES: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_TROUBLE = {
    PieceTrouble.ELSEWHERE: (
        HTTPStatus.CONFLICT,
        "does not begin where the last piece ended",
        "Go on at received_bytes",
    ),
    PieceTrouble.DAMAGED: (HTTPStatus.UNPROCESSABLE_ENTITY, "has another SHA-256 than was said", "Send it again"),
    PieceTrouble.TOO_MUCH: (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "is larger than a piece may be, or goes over the end of the file",
        f"Send {PIECE_BYTES} bytes at most, and no more than size_bytes in all",
    ),
    PieceTrouble.NO_ROOM: (
        HTTPStatus.INSUFFICIENT_STORAGE,
        "has no room: the clinic's disk is full",
        "What was taken before is safe; send it again when there is room",
    ),
}  # fmt: skip


class RecordingTold(Schema):
    """A recording, and how much of it is here."""

    id: UUID
    person_id: UUID
    visit_id: UUID
    name: str
    folder: str = Field(description="The folders that it lay in, as a hint.")
    size_bytes: int
    received_bytes: int = Field(description="Where the next piece begins.")
    sha256: str = Field(description="Of the whole file; empty until all of it is here.")
    state: State
    kind: Kind | None = Field(description="What it is by its first bytes; null until they are here.")
    condition: Condition | None = Field(description="How the person walked; null until somebody has said it.")
    foot: Foot | None = Field(description="On which foot a sensor was, where its file does not say it.")
    forces_id: UUID | None = Field(description="Of a TRC file: the recording with the forces of the same walk.")
    added_at: datetime
    version: int

    @staticmethod
    def resolve_received_bytes(one: Recording) -> int:
        """Tell how much is here."""
        return cast(int, one.arrival.received_bytes)

    @staticmethod
    def resolve_kind(one: Recording) -> str | None:
        """Tell what it is."""
        return one.kind or None

    @staticmethod
    def resolve_condition(one: Recording) -> str | None:
        """Tell how the person walked."""
        return one.condition or None

    @staticmethod
    def resolve_foot(one: Recording) -> str | None:
        """Tell which foot."""
        return one.foot or None


class RecordingsTold(Schema):
    """All recordings of a visit, in the order in which they were added."""

    items: list[RecordingTold]
    piece_bytes: int = Field(PIECE_BYTES, description="How large a piece may be at most.")


class RecordingSent(Sent):
    """A file that is to be sent."""

    name: Text
    size_bytes: Annotated[int, Field(strict=True, ge=0, le=LARGEST_BYTES)]
    mark: Annotated[
        str,
        Field(
            strict=True,
            max_length=200,
            description="By which you know the same file again, such as name, size and time of change: "
            "where it was cut off, the answer says where to go on.",
        ),
    ] = ""
    folder: Annotated[str, Field(strict=True, max_length=200, description="Its path below the folder you send.")] = ""


class PieceTold(Schema):
    """What stands after a piece was taken."""

    received_bytes: int
    whole: bool = Field(description="All of it is here.")


class RecordingAnswered(Sent):
    """What somebody says about a recording; what is left out or null stays."""

    version: Whole
    condition: Condition | None = None
    foot: Foot | None = None
    forces_id: UUID | None = None


class Moved(Sent):
    """Where a recording belongs."""

    visit_id: UUID


class AnswersForm(VersionedForm):
    """What can be said about a recording."""

    class Meta:
        """As on the page of its visit."""

        model = Recording
        fields: ClassVar = ["condition", "foot", "forces"]

    def __init__(self, user: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        of_the_visit = Recording.objects.for_user(user).filter(visit=self.instance.visit_id, state=State.ARRIVED)
        self.fields["forces"].queryset = of_the_visit.filter(kind=Kind.FORCES)


def recordings_of(request: HttpRequest) -> QuerySet:
    """Give the recordings that whoever calls may see."""
    found = Recording.objects.for_user(request.user, Role.CLINICIAN).filter(state__in=_HERE)
    return found.select_related("person", "arrival")


def recording_of(request: HttpRequest, pk: UUID, *states: Any) -> Recording:
    """Give one of them."""
    one: Recording = get_object_or_404(recordings_of(request).filter(state__in=states or _HERE), pk=pk)
    return one


def agreed(person: UUID, where: str) -> None:
    """Refuse what is done with data of whoever has not agreed.

    Raises
    ------
    FootwiseError
        No consent is in force.
    """
    if not Consent.in_force(person):
        raise FootwiseError(where, "no consent is in force", "Note a signed consent first", ErrorKind.REFUSAL)


def _visit(request: HttpRequest, pk: UUID) -> Visit:
    found = Visit.objects.for_user(request.user, Role.CLINICIAN).select_related("person")
    one: Visit = get_object_or_404(found, pk=pk)
    return one


@recordings.get("/visits/{uuid:pk}/recordings", **needs(Scope.READ, Scope.UPLOAD, gives=RecordingsTold))
def list_recordings(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """List the recordings of a visit."""
    one = _visit(request, pk)
    return {"items": list(recordings_of(request).filter(visit=one)), "piece_bytes": PIECE_BYTES}


@recordings.post("/visits/{uuid:pk}/recordings", **needs(Scope.UPLOAD, gives=RecordingTold, status=201))
def begin_recording(request: HttpRequest, pk: UUID, sent: RecordingSent) -> Recording:
    """Begin to send a file, or find the one that was cut off.

    With the same `mark` and size, what was begun by the same person is found again. Nothing is taken in without a
    consent that is in force.
    """
    one = _visit(request, pk)
    agreed(one.person_id, sent.name)
    return begin(one, sent.name, sent.size_bytes, sent.mark, request.user, sent.folder)


@recordings.post(
    "/recordings/{uuid:pk}/pieces",
    **needs(Scope.UPLOAD, gives=PieceTold, more={"requestBody": {"required": True, "content": _BYTES}}),
)
def send_piece(
    request: HttpRequest,
    pk: UUID,
    offset: Annotated[int, Header(alias="Piece-Offset", ge=0, le=LARGEST_BYTES, description="Where it begins.")],
    digest: Annotated[
        str,
        Header(alias="Piece-SHA256", pattern=r"^[0-9a-fA-F]{64}$", description="Of its bytes, in hexadecimal digits."),
    ],
) -> dict[str, Any]:
    """Send the next piece: its bytes are the body.

    A piece that was sent already, or out of turn, changes nothing: the answer is 409 and says where to go on.
    """
    taken = take_piece(request.user, pk, offset, request.body, digest)
    if taken is None:
        # As the page: what is no longer arriving, or another's, is not there to send to.
        recording_of(request, pk, State.ARRIVING)
        raise Told(HTTPStatus.NOT_FOUND, TroubleKind.NOT_THERE, "the recording", "was begun by somebody else")
    if taken.trouble is not None:
        status, trouble, remedy = _TROUBLE[taken.trouble]
        kind = TroubleKind.TOO_MUCH if taken.trouble == PieceTrouble.TOO_MUCH else TroubleKind.BAD_REQUEST
        raise Told(status, kind, "the piece", trouble, remedy, received_bytes=taken.received_bytes)
    return {"received_bytes": taken.received_bytes, "whole": taken.whole}


@recordings.get("/recordings/{uuid:pk}", **needs(Scope.READ, Scope.UPLOAD, gives=RecordingTold))
def read_recording(request: HttpRequest, pk: UUID) -> Recording:
    """Read how far a recording is."""
    return recording_of(request, pk)


@recordings.patch("/recordings/{uuid:pk}", **needs(Scope.ENTER, Scope.UPLOAD, gives=RecordingTold))
def answer_about_recording(request: HttpRequest, pk: UUID, sent: RecordingAnswered) -> Recording:
    """Say how the person walked, which foot it is, where its forces are. What is ready by it is measured by itself."""
    one = recording_of(request, pk, State.ARRIVED, State.ARRIVING)
    told = sent.dict()
    told["forces"] = told.pop("forces_id") or one.forces_id
    data = changed(one, ("condition", "foot"), told)
    answered: Recording = saved_over(AnswersForm(request.user, data, instance=one))
    measure_what_is_ready(answered.visit_id)
    return answered


@recordings.post("/recordings/{uuid:pk}/move", **needs(Scope.ENTER, gives=RecordingTold))
def move_recording(request: HttpRequest, pk: UUID, sent: Moved) -> Recording:
    """Move a recording to the visit, and the person, to whom it belongs; both persons' records say so."""
    one = recording_of(request, pk, State.ARRIVED)
    visit = _visit(request, sent.visit_id)
    agreed(visit.person_id, one.name)
    move(one, visit)
    return one


@recordings.delete("/recordings/{uuid:pk}", **needs(Scope.ENTER, gives=None, status=204))
def remove_recording(request: HttpRequest, pk: UUID) -> None:
    """Delete the file of a recording; that it was here stays in the record."""
    remove(recording_of(request, pk))


@recordings.get(
    "/recordings/{uuid:pk}/file",
    **needs(Scope.READ, gives=None, more={"responses": {200: {"content": _BYTES}}}),
)
def fetch_recording(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fetch the file back as it came."""
    return as_download(request, recording_of(request, pk, State.ARRIVED))
