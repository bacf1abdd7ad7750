"""A person's year as plain data, from whatever it was gathered: what the FHIR bundle is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FhirPerson:
    """Whose year it is.

    Attributes
    ----------
    pseudonym : str
        What Footwise calls the person.
    sex : str
        female, male, other, or empty where nobody says it.
    birth : str
        Date of birth as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD; else empty.
    resource_id : str
        Of the patient in the system that sent them; empty for a person of Footwise's own.
    identifiers : tuple of (str, str)
        System and value, as that system sent them.
    """

    pseudonym: str
    sex: str = ""
    birth: str = ""
    resource_id: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """One value on one day.

    Attributes
    ----------
    day : str
        YYYY-MM-DD.
    name : str
        Of the outcome, as the tables of Footwise call it; its ending says the unit.
    value : float, or None
        None where it is missing; `reason` says why.
    where : str
        Leg, or knee and region.
    condition : str
        How the person walked; empty where that says nothing.
    steps : int, or None
        That a mean is over.
    said_by, reason : str
    simulated : bool
    notes : str
        What the one who reads the value must know of its measuring.
    """

    day: str
    name: str
    value: float | None
    where: str = ""
    condition: str = ""
    steps: int | None = None
    said_by: str = ""
    reason: str = ""
    simulated: bool = False
    notes: str = ""


@dataclass(frozen=True)
class Answers:
    """A questionnaire as it was answered; `instrument` is ``koos`` or ``womac``, None an item without an answer."""

    day: str
    instrument: str
    coding: str
    answers: Mapping[str, float | str | None]
    simulated: bool = False


@dataclass(frozen=True)
class Sessions:
    """A planned session: its day, and what became of it (``planned``, ``done`` or ``missed``)."""

    day: str
    mark: str


@dataclass(frozen=True)
class FootPlan:
    """A foot angle to train.

    Attributes
    ----------
    day : str
        On which it was proposed or signed.
    side : str
    change_deg, target_deg : float
        Toe-out positive.
    signed : bool
        A clinician has signed it; else it is a proposal.
    replaced : bool
        Another one has taken its place.
    home_minutes : float, or None
        Of practice a day.
    sessions : tuple of Sessions
    simulated : bool
    """

    day: str
    side: str
    change_deg: float
    target_deg: float
    signed: bool
    replaced: bool = False
    home_minutes: float | None = None
    sessions: tuple[Sessions, ...] = ()
    simulated: bool = False


@dataclass(frozen=True)
class Document:
    """A report that goes with it as a whole."""

    day: str
    title: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class PersonYear:
    """A person and everything that is told of them."""

    person: FhirPerson
    findings: tuple[Finding, ...] = ()
    answers: tuple[Answers, ...] = ()
    plans: tuple[FootPlan, ...] = ()
    documents: tuple[Document, ...] = ()
