"""A reason to look at somebody: what it is, since when, why in one sentence, and where it is dealt with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """The most pressing first."""

    TOLD_TO_STOP = "stopped"
    WITHDREW = "withdrew"
    PAIN_UP = "pain up"
    NO_CONSENT = "no consent"
    NOT_SIGNED = "not signed"
    ANGLE_LOST = "angle lost"
    PRACTICE_STOPPED = "practice stopped"
    PAUSED = "paused"
    ASK_DUE = "ask due"
    VISIT_DUE = "visit due"


KIND_NAMES = {
    Kind.TOLD_TO_STOP: _("The stop rule holds"),
    Kind.WITHDREW: _("The agreement was withdrawn"),
    Kind.PAIN_UP: _("Pain has risen"),
    Kind.NO_CONSENT: _("No consent"),
    Kind.NOT_SIGNED: _("No target is signed"),
    Kind.ANGLE_LOST: _("The foot angle was lost"),
    Kind.PRACTICE_STOPPED: _("Practice has stopped"),
    Kind.PAUSED: _("Practice is paused"),
    Kind.ASK_DUE: _("Questions are due"),
    Kind.VISIT_DUE: _("A visit is due"),
}


class Words(NamedTuple):
    """What a page says of a reason.

    Attributes
    ----------
    why : str
        One sentence, without the person's name.
    where : str
        Address of the page on which it is dealt with.
    what_to_do : str
        What that page is for.
    """

    why: str
    where: str
    what_to_do: str


@dataclass(frozen=True)
class Reason:
    """A reason to look at a person.

    Attributes
    ----------
    kind : Kind
    person : UUID
    since : date
    weight : float
        Among those of a kind the largest is the most pressing.
    say : function
        Puts it into words; called only for what is shown, which in a large clinic is little of what is found.
    """

    kind: Kind
    person: UUID
    since: date
    weight: float
    say: Callable[[], Words]

    @cached_property
    def words(self) -> Words:
        """In the language of whoever looks first; a reason lives as long as a page."""
        return self.say()

    @property
    def why(self) -> str:
        """One sentence, without the person's name."""
        return self.words.why

    @property
    def where(self) -> str:
        """Address of the page on which it is dealt with."""
        return self.words.where

    @property
    def what_to_do(self) -> str:
        """What that page is for."""
        return self.words.what_to_do

    @property
    def slug(self) -> str:
        """The kind as it stands in an address."""
        return self.kind.replace(" ", "-")
