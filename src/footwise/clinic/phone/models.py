"""Links that let a person's phone in, once, and the phones that came in by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from footwise.clinic.people import OfAPerson, SealedOfAPerson
from footwise.clinic.recordings import blocks
from footwise.clinic.seal import seal_of_person


class PhoneLink(OfAPerson):
    """A code that lets one phone in, once, until it expires; only its keyed hash is kept.

    Attributes
    ----------
    attempt : str
        Hash of what the browser called its try: where the answer was lost on the way, the same browser gets in again.
    """

    unrecorded: ClassVar[frozenset[str]] = OfAPerson.unrecorded | {"code_hash", "attempt"}

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    attempt = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class Phone(OfAPerson):
    """A phone, or a browser on it, that belongs to a person: whoever holds its key is that person and nobody else.

    Attributes
    ----------
    key_hash : str
        Of the key that lies in the phone; who reads the database cannot use it.
    seen_at : datetime
        When it was last there, to the hour.
    """

    unrecorded: ClassVar[frozenset[str]] = OfAPerson.unrecorded | {"key_hash", "seen_at"}

    link = models.OneToOneField(PhoneLink, on_delete=models.PROTECT, related_name="+", editable=False)
    key_hash = models.CharField(max_length=64, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-joined_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.joined_at:%Y-%m-%d}"


class HomePlan(SealedOfAPerson):
    """What a person practises at home with the phone; the newest is in force.

    `content` has ``side``, ``change_deg`` (from the natural foot angle, toe-out positive) and ``minutes`` a day.
    """

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class HomeSession(OfAPerson):
    """What a phone sends under one name: a walk, or answers of a day; the packets lie sealed in one file.

    Attributes
    ----------
    key : UUID
        As the phone calls it; the same where a phone that had lost its way in came in again.
    began_at : datetime
        By the server's clock, whatever the phone's says.
    took_in : int
        Blocks of the file that are in the course and in the outcomes already.
    """

    unrecorded: ClassVar[frozenset[str]] = OfAPerson.unrecorded | {"took_in"}

    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="+", editable=False)
    key = models.UUIDField(editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    began_at = models.DateTimeField(editable=False)
    took_in = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """The newest first; of a person each is called differently."""

        ordering: ClassVar = ["-began_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="one_home_session_a_key")]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"

    @property
    def file(self) -> Path:
        """Where its packets lie; its name says nothing."""
        folder: Path = settings.HOME.folder / "walks"
        return folder / str(self.person_id) / str(self.pk)

    def files_told(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        """What the phone has sent, packet after packet."""
        length = Received.objects.filter(session=self.pk).values_list("sealed_bytes", flat=True).first()
        seal = seal_of_person(settings.HOME.keys, self.person_id)

        def lines() -> Iterable[bytes]:
            return (block + b"\n" for block in blocks(self.file, seal, self.pk, length=length or 0))

        return {f"home/{self.began_at:%Y-%m-%d}-{self.pk}.jsonl": lines} if length and self.file.exists() else {}


class Received(models.Model):
    """How much of a session is here: written at every request, and no data of anybody.

    Attributes
    ----------
    numbers : str
        Of the packets that are here, as ranges: ``0-41 43-57``.
    last : int or None
        Number of the last one, once the phone has said which it is.
    """

    session = models.OneToOneField(HomeSession, on_delete=models.CASCADE, primary_key=True, related_name="received")
    numbers = models.TextField(blank=True)
    last = models.PositiveIntegerField(null=True)
    sealed_bytes = models.BigIntegerField(default=0)
    blocks = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.numbers


class HomeCourse(SealedOfAPerson):
    """How far a person's practice at home has come: what their phone is told.

    `content` has ``next_session``, ``stage`` and ``stage_min`` (in the fading schedule), ``baseline_deg`` (side to
    natural foot angle), ``walks`` (``session`` as the row is called here, ``day``, ``minutes``, ``steps``, ``right``),
    ``pains`` and ``medials`` (``day``, ``rating``), ``hindered`` (``day``, ``why``), ``forms`` (``form`` as the phone
    calls it, ``day``), ``pause`` (``since``, ``until``, ``why``) or None, ``stopped`` (``why``, ``day``) or None, and
    what the stop rule has told already.
    """

    class Meta:
        """One a person."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["person"], name="one_home_course_a_person")]

    def __str__(self) -> str:
        return str(self.person_id)


class Reminder(SealedOfAPerson):
    """A phone is to be reminded by the push service of its browser's maker, where the clinic allows that.

    `content` has ``time`` (``HH:MM``), ``days`` (0 for Monday), ``zone`` as the phone names it, ``endpoint`` (the
    address that the push service has given) and ``key``, ours with which it was made; empty where there is none.

    Attributes
    ----------
    due_at : datetime or None
        The next one; None where there is none.
    """

    unrecorded: ClassVar[frozenset[str]] = SealedOfAPerson.unrecorded | {"due_at"}

    phone = models.OneToOneField(Phone, on_delete=models.PROTECT, related_name="+", editable=False)
    due_at = models.DateTimeField(null=True, db_index=True, editable=False)

    def __str__(self) -> str:
        return str(self.phone_id)


class RefusedPacket(OfAPerson):
    """What a phone sent that was not taken: a line for the clinic, one a day and reason, however often it came."""

    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, related_name="+", editable=False)
    day = models.DateField(editable=False)
    why = models.CharField(max_length=20, editable=False)
    times = models.PositiveIntegerField(default=1, editable=False)

    unrecorded: ClassVar[frozenset[str]] = OfAPerson.unrecorded | {"times"}

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-day", "why"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["phone", "day", "why"], name="one_refusal_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.why}"
