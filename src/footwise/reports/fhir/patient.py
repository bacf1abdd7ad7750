"""A patient from another system, read from FHIR R4 as JSON: numbers and dates, and never a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.reports.fhir.year import FhirPerson
from footwise.settings import parse_json

_LARGEST_BYTES = 32 * 1024 * 1024
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_SEXES = ("female", "male", "other")
_REMEDY = "Export the patient as FHIR R4 in JSON"


@dataclass(frozen=True)
class ReadPatient:
    """A patient, and what the file does not say of them.

    Attributes
    ----------
    person : FhirPerson
        `pseudonym` is the first identifier, else the identifier of the resource.
    missing : tuple of str
        What is not there, a phrase each: ``a date of birth``.
    """

    person: FhirPerson
    missing: tuple[str, ...]

    @property
    def year_of_birth(self) -> int | None:
        """As Footwise keeps it; None where it is not known."""
        return int(self.person.birth[:4]) if self.person.birth else None


def read_patient(path: Path) -> ReadPatient:
    """Read a Patient, or the one Patient of a Bundle.

    Parameters
    ----------
    path : Path

    Returns
    -------
    ReadPatient
        Without a date of birth, or without a sex, where the file gives none: nothing else is lost.

    Raises
    ------
    FootwiseError
        It cannot be read, or holds no patient, or several.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({error.strerror})", "Check the name and the folder") from None
    return parse_patient(raw, path)


def parse_patient(raw: bytes, where: Path | str) -> ReadPatient:
    """Read a patient as :func:`read_patient` does, from what a file holds."""
    if len(raw) > _LARGEST_BYTES:
        raise FootwiseError(where, "is larger than a patient can be", _REMEDY)
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise FootwiseError(where, "is XML", _REMEDY)
    try:
        told = parse_json(raw)
    except ValueError as error:
        raise FootwiseError(where, f"is no JSON ({error})", _REMEDY) from None
    patients = _patients(told)
    if len(patients) != 1:
        kind = told.get("resourceType") if isinstance(told, dict) else None
        holds = f"holds {len(patients)} patients" if patients else f"holds no patient ({kind or 'no FHIR resource'})"
        raise FootwiseError(where, holds, "Export one patient alone")
    (patient,) = patients
    birth, sex = patient.get("birthDate"), patient.get("gender")
    missing = []
    if not (isinstance(birth, str) and _DATE.fullmatch(birth)):
        missing.append("a date of birth" if birth is None else f"a date of birth that can be ({str(birth)[:40]!r})")
        birth = ""
    if sex not in _SEXES:
        missing.append("a sex" if sex in (None, "unknown") else f"a sex that FHIR knows ({str(sex)[:40]!r})")
        sex = ""
    identifiers = tuple(
        (one["system"] if isinstance(one.get("system"), str) else "", one["value"])
        for one in _dicts(patient.get("identifier"))
        if isinstance(one.get("value"), str) and one["value"].strip()
    )
    resource_id = patient.get("id") if isinstance(patient.get("id"), str) and _ID.fullmatch(patient["id"]) else ""
    if not identifiers and not resource_id:
        raise FootwiseError(where, "holds a patient without any identifier", _REMEDY)
    pseudonym = identifiers[0][1] if identifiers else str(resource_id)
    return ReadPatient(FhirPerson(pseudonym, sex, birth, str(resource_id), identifiers), tuple(missing))


def _patients(told: Any) -> list[dict[str, Any]]:
    if not isinstance(told, dict):
        return []
    if told.get("resourceType") == "Bundle":
        inside = (one.get("resource") for one in _dicts(told.get("entry")))
        return [one for one in inside if isinstance(one, dict) and one.get("resourceType") == "Patient"]
    return [told] if told.get("resourceType") == "Patient" else []


def _dicts(told: Any) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
