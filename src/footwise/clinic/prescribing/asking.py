"""Asking for the analysis of a visit, and what hinders it before any recording is opened."""

from __future__ import annotations

from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.work import Job, ask_for
from footwise.errors import ErrorKind, FootwiseError

SIDES = ("left", "right")


def kind_of_job(side: str) -> str:
    """Name the job that analyses one leg of a visit."""
    return f"prescribe {side}"


def sides_of(person: Person) -> tuple[str, ...]:
    """Give the legs that may be analysed: the affected one, or both where both knees hurt."""
    return SIDES if person.affected_side == "both" else (person.affected_side,)


def ask_for_analysis(visit: Visit, side: str = "") -> Job:
    """Ask a worker to compare the conditions of a visit.

    Parameters
    ----------
    visit : Visit
        With its person. Who may ask is for the caller to know.
    side : str, optional
        left or right; the affected leg without.

    Raises
    ------
    FootwiseError
        What hinders, in one sentence.
    """
    side = side or sides_of(visit.person)[0]
    refuse_leg(visit.person, side)
    return ask_for(kind_of_job(side), visit.pk)


def refuse_leg(person: Person, side: str) -> None:
    """Refuse to analyse a leg without a consent, and one whose knee is not affected.

    Raises
    ------
    FootwiseError
        One of the two.
    """
    if not Consent.in_force(person.pk):
        trouble = "is not analysed: no consent is in force"
        raise FootwiseError(str(person), trouble, "Note a signed consent", ErrorKind.REFUSAL)
    if side not in sides_of(person):
        trouble = f"has the {person.affected_side} knee affected, and the {side} leg was asked for"
        raise FootwiseError(str(person), trouble, "Correct the affected knee on the person's page", ErrorKind.REFUSAL)
