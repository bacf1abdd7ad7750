"""A person's year as a FHIR R4 bundle that a hospital's server can take in, written with the standard library.

Every resource has an identifier that follows from what it is about, so that a year sent again replaces itself and is
not there twice. The bundle is a transaction: a server takes all of it or nothing.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from footwise.reports.fhir.codes import FOOTWISE, KOOS_PANEL, LOINC, code_system, codings, quantity
from footwise.reports.fhir.year import Answers, Document, Finding, FootPlan, PersonYear
from footwise.version import __version__

_SPACE = UUID("b0a4dd4e-1d0b-4d53-9a39-7b1f6c1a2e7d")
_NAMED = {"koos": "KOOS", "womac": "WOMAC"}
_MARKS = {"planned": "scheduled", "done": "completed", "missed": "cancelled"}
_LEGS = {"left": "left-leg", "right": "right-leg"}
_SAID = "Research software: a clinician decides."

Resource = dict[str, Any]


def year_bundle(year: PersonYear, *, now: datetime | None = None) -> Resource:
    """Make the bundle.

    Parameters
    ----------
    year : PersonYear
    now : datetime, optional
        Stands on the bundle; default the time of the call.

    Returns
    -------
    dict
        A resource of type Bundle, to be written as JSON: CodeSystem, Patient, Device, Questionnaire,
        QuestionnaireResponse, Observation, Goal, CarePlan and DocumentReference.
    """
    ids = _Ids(year.person.pseudonym)
    stamp = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    patient = _patient(year, ids)
    # A patient of another system is named and never sent: what that system knows besides would be overwritten.
    theirs = bool(year.person.resource_id)
    subject = {"reference": f"Patient/{patient['id']}" if theirs else f"urn:uuid:{patient['id']}"}
    device = _device(ids)
    measured = {"subject": subject, "device": {"reference": f"urn:uuid:{device['id']}"}}
    names = {one.name for one in year.findings} | ({"target_change_deg", "target_angle_deg"} if year.plans else set())
    resources = [code_system(names, ids.of("CodeSystem")), *([] if theirs else [patient]), device]
    responses: dict[tuple[str, str], str] = {}
    for told in year.answers:
        questionnaire = _questionnaire(told, ids)
        if all(one["id"] != questionnaire["id"] for one in resources):
            resources.append(questionnaire)
        response = _response(told, questionnaire["url"], subject, ids)
        responses[told.day, told.instrument] = f"urn:uuid:{response['id']}"
        resources.append(response)
    resources += [_observation(one, measured, responses, ids) for one in year.findings]
    for plan in year.plans:
        resources += _plan(plan, subject, ids)
    resources += [_document(one, subject, ids) for one in year.documents]
    return {
        "resourceType": "Bundle",
        "id": ids.of("Bundle"),
        "type": "transaction",
        "timestamp": stamp,
        "entry": [
            {
                "fullUrl": f"urn:uuid:{one['id']}",
                "resource": one,
                "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"},
            }
            for one in resources
        ],
    }


class _Ids:
    """Identifiers that follow from whose and what a resource is."""

    def __init__(self, person: str) -> None:
        self._person = person
        self._given: dict[str, int] = {}

    def new(self, kind: str, *about: object) -> str:
        """Give an identifier that no other resource has: of two about the same the second has its number in it."""
        first = self.of(kind, *about)
        count = self._given[first] = self._given.get(first, 0) + 1
        return first if count == 1 else self.of(kind, *about, count)

    def of(self, kind: str, *about: object) -> str:
        # The definitions and the software are nobody's.
        whose = "" if kind in ("CodeSystem", "Device", "Questionnaire") else self._person
        return str(uuid5(_SPACE, repr((whose, kind, *about))))


def _patient(year: PersonYear, ids: _Ids) -> Resource:
    """A patient without a name: Footwise knows none."""
    person = year.person
    own = {"system": FOOTWISE, "value": person.pseudonym}
    theirs = [
        {"system": system, "value": value} if system else {"value": value} for system, value in person.identifiers
    ]
    return {
        "resourceType": "Patient",
        "id": person.resource_id or ids.of("Patient"),
        "identifier": [*theirs, own],
        "gender": person.sex or "unknown",
        **({"birthDate": person.birth} if person.birth else {}),
    }


def _device(ids: _Ids) -> Resource:
    return {
        "resourceType": "Device",
        "id": ids.of("Device", __version__),
        "status": "active",
        "deviceName": [{"name": "Footwise", "type": "model-name"}],
        "type": {"text": "Software for the analysis of gait"},
        "version": [{"value": __version__}],
        "safety": [{"coding": [{"system": FOOTWISE, "code": "research-software"}], "text": _SAID}],
    }


def _meta(simulated: bool) -> Resource:
    """The mark of what was made, not measured."""
    return {"meta": {"tag": [{"system": FOOTWISE, "code": "simulated"}]}} if simulated else {}


def _leg(where: str) -> Resource:
    side = where.partition(",")[0].strip()
    if not where:
        return {}
    coding = {"coding": [{"system": FOOTWISE, "code": _LEGS[side]}]} if side in _LEGS else {}
    return {"bodySite": {**coding, "text": where}}


def _observation(one: Finding, measured: Resource, responses: dict[tuple[str, str], str], ids: _Ids) -> Resource:
    instrument = one.name.partition("_")[0]
    survey = instrument in (*_NAMED, "nrs")
    category = "survey" if survey else "exam"
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    value: Resource
    if one.value is None:
        value = {"dataAbsentReason": {"text": one.reason or "not known"}}
    else:
        value = {"valueQuantity": quantity(one.name, one.value)}
    said = [
        f"{about}: {text}"
        for about, text in (("walking", one.condition), ("by", one.said_by), ("measuring", one.notes))
        if text
    ]
    based = responses.get((one.day, instrument))
    steps = {"system": FOOTWISE, "code": "steps-used"}
    return {
        "resourceType": "Observation",
        "id": ids.new("Observation", one.day, one.name, one.where, one.condition),
        **_meta(one.simulated),
        "status": "final",
        "category": [{"coding": [{"system": system, "code": category}]}],
        "code": {**({"coding": coded} if (coded := codings(one.name)) else {}), "text": one.name},
        # What a person answers no device has measured.
        **({"subject": measured["subject"]} if survey else measured),
        "effectiveDateTime": one.day,
        **value,
        **_leg(one.where),
        **({"note": [{"text": text} for text in said]} if said else {}),
        **({"derivedFrom": [{"reference": based}]} if based else {}),
        **(
            {"component": [{"code": {"coding": [steps]}, "valueInteger": one.steps}]}
            if one.steps is not None and one.value is not None
            else {}
        ),
    }


def _questionnaire(told: Answers, ids: _Ids) -> Resource:
    """The form without its wording, which is its makers': the items by their usual names."""
    name = _NAMED[told.instrument]
    identifier = ids.of("Questionnaire", told.instrument, told.coding, _whole(told), *told.answers)
    kind = "integer" if _whole(told) else "string"
    loinc = [{"system": LOINC, "code": KOOS_PANEL[0], "display": KOOS_PANEL[1]}]
    return {
        "resourceType": "Questionnaire",
        "id": identifier,
        "url": f"urn:uuid:{identifier}",
        "title": f"{name}, answers coded {told.coding}",
        "status": "active",
        **({"code": loinc} if told.instrument == "koos" else {}),
        "item": [{"linkId": item, "text": item, "type": kind} for item in told.answers],
    }


def _whole(told: Answers) -> bool:
    """Whether all answers are whole numbers, as most codings have it."""
    return all(
        answer is None or (not isinstance(answer, str) and float(answer).is_integer())
        for answer in told.answers.values()
    )


def _response(told: Answers, url: str, subject: Resource, ids: _Ids) -> Resource:
    kind = "valueInteger" if _whole(told) else "valueString"

    def given(answer: float | str | None) -> Resource:
        if answer is None:
            return {}
        return {"answer": [{kind: int(answer) if kind == "valueInteger" else f"{answer}"}]}

    return {
        "resourceType": "QuestionnaireResponse",
        "id": ids.new("QuestionnaireResponse", told.day, told.instrument),
        **_meta(told.simulated),
        "questionnaire": url,
        "status": "completed",
        "subject": subject,
        "authored": told.day,
        "item": [{"linkId": item, **given(answer)} for item, answer in told.answers.items()],
    }


def _plan(plan: FootPlan, subject: Resource, ids: _Ids) -> list[Resource]:
    way = "outwards" if plan.change_deg > 0 else "inwards"
    turned = f"{abs(plan.change_deg):g} degrees {way}, to {plan.target_deg:.1f} degrees"
    told = f"Walk with the {plan.side} foot turned {turned}"
    goal_id = ids.new("Goal", plan.day, plan.side)
    state = ("revoked" if plan.replaced else "active") if plan.signed else "draft"
    measures = (("target_change_deg", plan.change_deg), ("target_angle_deg", plan.target_deg))
    goal = {
        "resourceType": "Goal",
        "id": goal_id,
        **_meta(plan.simulated),
        "lifecycleStatus": {"active": "active", "revoked": "cancelled", "draft": "proposed"}[state],
        "description": {"text": told},
        "subject": subject,
        "startDate": plan.day,
        "target": [
            {"measure": {"coding": codings(name)}, "detailQuantity": quantity(name, value)} for name, value in measures
        ],
    }
    practice = [
        {
            "detail": {
                "status": {"active": "in-progress", "revoked": "stopped", "draft": "not-started"}[state],
                "description": f"Practise {plan.home_minutes:g} minutes a day",
            }
        }
        for _ in range(plan.home_minutes is not None)
    ]
    sessions = [
        {
            "detail": {
                "status": _MARKS[one.mark],
                "description": "Training session with feedback",
                "scheduledPeriod": {"start": one.day, "end": one.day},
            }
        }
        for one in plan.sessions
    ]
    care = {
        "resourceType": "CarePlan",
        "id": ids.new("CarePlan", plan.day, plan.side),
        **_meta(plan.simulated),
        "status": state,
        "intent": "plan" if plan.signed else "proposal",
        "title": f"Gait retraining, {plan.side} leg",
        "description": f"{told}. {_SAID}",
        "subject": subject,
        "created": plan.day,
        "goal": [{"reference": f"urn:uuid:{goal_id}"}],
        **({"activity": [*practice, *sessions]} if practice or sessions else {}),
    }
    return [goal, care]


def _document(one: Document, subject: Resource, ids: _Ids) -> Resource:
    # By which FHIR compares attachments; nothing is kept secret with it.
    digest = hashlib.sha1(one.content, usedforsecurity=False).digest()
    return {
        "resourceType": "DocumentReference",
        "id": ids.new("DocumentReference", one.day, one.title),
        "status": "current",
        "type": {"text": "Report on gait"},
        "subject": subject,
        "date": f"{one.day}T00:00:00Z",
        "content": [
            {
                "attachment": {
                    "contentType": one.content_type,
                    "title": one.title,
                    "size": len(one.content),
                    "hash": base64.b64encode(digest).decode(),
                    "data": base64.b64encode(one.content).decode(),
                }
            }
        ],
    }
