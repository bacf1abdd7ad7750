"""A person's year for a hospital's systems: FHIR R4."""

from footwise.reports.fhir.bundle import year_bundle
from footwise.reports.fhir.patient import ReadPatient, parse_patient, read_patient
from footwise.reports.fhir.year import Answers, Document, FhirPerson, Finding, FootPlan, PersonYear, Sessions

__all__ = [
    "Answers",
    "Document",
    "FhirPerson",
    "Finding",
    "FootPlan",
    "PersonYear",
    "ReadPatient",
    "Sessions",
    "parse_patient",
    "read_patient",
    "year_bundle",
]
