"""A person's year as FHIR R4: gathered from the tables and reports that Footwise writes, and from the clinic's rows."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from footwise.errors import ErrorKind, FootwiseError
from footwise.outputs import write_text_whole
from footwise.reports.fhir import (
    Answers,
    Document,
    FhirPerson,
    Finding,
    FootPlan,
    PersonYear,
    ReadPatient,
    read_patient,
    year_bundle,
)
from footwise.settings import parse_json

OUTCOME_HEADS = ("person", "date", "outcome", "where", "value", "reason", "said_by", "simulated")
"""Of a table of outcomes as the clinic saves it."""
_MEDIA = {".html": "text/html", ".pdf": "application/pdf"}
_LARGEST_REPORT = 8 * 1024 * 1024
_ITEM = re.compile(r"(koos|womac)_item_(\w+) \((.*)\)")
_MEASURES = (
    "foot_progression_angle_deg", "kam_peak1_pct_bwht", "kam_peak2_pct_bwht", "kam_impulse_pct_bwht_s",
    "kfm_peak_pct_bwht", "medial_force_peak_bw", "speed_m_s", "cadence_steps_min", "stride_m", "stride_s", "stance_s",
    "step_width_m", "double_support_s",
)  # fmt: skip
_OF_KNEE_CENTRES = ("kam_", "kfm_", "medial_force_")
_OF_CONDITION = {
    "kam_peak1": "kam_peak1_pct_bwht",
    "kam_peak2": "kam_peak2_pct_bwht",
    "kfm_peak": "kfm_peak_pct_bwht",
    "medial_force_peak_bw": "medial_force_peak_bw",
}
_SUPPORTED = (
    "Give recordings.csv, prescription.json, a table of outcomes that the clinic saved, or a report (.html, .pdf)"
)


@dataclass(frozen=True)
class FhirExport:
    """What was written: the file, how many resources of each kind, and what was not known."""

    path: Path
    counts: dict[str, int]
    notes: tuple[str, ...]


def bundle_text(year: PersonYear, *, now: datetime | None = None) -> str:
    """Give a person's year as the text of a FHIR bundle, JSON."""
    return json.dumps(year_bundle(year, now=now), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def export_fhir(
    files: Sequence[Path],
    out: Path,
    *,
    person: str | None = None,
    sex: str | None = None,
    birth: str | None = None,
    patient: Path | None = None,
    day: str | None = None,
) -> FhirExport:
    """Write what files tell of a person as one FHIR bundle.

    Parameters
    ----------
    files : sequence of Path
        ``recordings.csv`` of analysed recordings, ``prescription.json`` of a visit, tables of outcomes that the clinic
        saved, and reports.
    out : Path
        The file to write, ``.json``.
    person : str, optional
        Pseudonym; needed without `patient`.
    sex, birth : str, optional
        female, male or other; YYYY or YYYY-MM-DD.
    patient : Path, optional
        The person as another system sends them: a FHIR Patient as JSON. The bundle then speaks of that patient and
        changes nothing of it.
    day : str, optional
        YYYY-MM-DD, for files that do not say when they were recorded.

    Returns
    -------
    FhirExport

    Raises
    ------
    FootwiseError
        What is wrong with which file, or what is missing.
    """
    read: ReadPatient | None = None if patient is None else read_patient(patient)
    whose = _whose(read, person, sex, birth)
    notes = [f"{patient} does not say {what}" for what in (read.missing if read else ())]
    if day is not None:
        _checked_day(day, "`day`")
    year = PersonYear(whose)
    for file in files:
        year = _with_file(year, file, person, day)
    text = bundle_text(year)
    counts: dict[str, int] = {}
    for entry in parse_json(text)["entry"]:
        kind = entry["resource"]["resourceType"]
        counts[kind] = counts.get(kind, 0) + 1
    write_text_whole(out, text)
    return FhirExport(out, counts, tuple(notes))


def with_outcome_rows(year: PersonYear, rows: Iterable[Sequence[Any]]) -> PersonYear:
    """Add the rows of a table of outcomes, as :data:`OUTCOME_HEADS` names them; items of a form become its answers."""
    findings, forms = list(year.findings), dict[tuple[str, str, str], dict[str, float | str | None]]()
    made: dict[tuple[str, str, str], bool] = {}
    for _, day, outcome, where, value, reason, said_by, simulated in rows:
        item = _ITEM.fullmatch(outcome)
        known = None if value in ("", None) else value
        if item:
            form = (str(day), item[1], item[3])
            forms.setdefault(form, {})[item[2]] = _number_or_text(known)
            made[form] = simulated == "true"
            continue
        number = None if known is None else float(known)
        findings.append(
            Finding(
                str(day), outcome, number, where, said_by=said_by, reason=reason or "", simulated=simulated == "true"
            )
        )
    answers = [Answers(*form, told, made[form]) for form, told in forms.items()]
    return replace(year, findings=tuple(findings), answers=(*year.answers, *answers))


def _number_or_text(value: Any) -> float | str | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return str(value)


def _whose(read: ReadPatient | None, person: str | None, sex: str | None, birth: str | None) -> FhirPerson:
    if read is None and not person:
        raise FootwiseError("`person`", "is missing", "Say who it is, by a pseudonym, or give `patient`")
    if sex not in (None, "female", "male", "other"):
        raise FootwiseError("`sex`", f"is {sex!r}", "Say female, male or other")
    if birth is not None and not re.fullmatch(r"\d{4}", birth):
        _checked_day(birth, "`birth`")
    if birth is not None and birth > date.today().isoformat():
        raise FootwiseError("`birth`", f"is {birth}, which is still to come", "Say when the person was born")
    known = read.person if read else FhirPerson(str(person))
    if read is not None and person:
        known = replace(known, pseudonym=person)
    for name, given, told in (("sex", sex, known.sex), ("birth", birth, known.birth)):
        if given and told and not told.startswith(given) and not given.startswith(told):
            raise FootwiseError(f"`{name}`", f"is {given}, and the patient's file says {told}", "Check who it is")
    return replace(known, sex=known.sex or sex or "", birth=known.birth or birth or "")


def _checked_day(day: str, where: str | Path) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise FootwiseError(where, f"has the date {day[:40]!r}", "Write it as 2025-03-31") from None


def _with_file(year: PersonYear, file: Path, person: str | None, day: str | None) -> PersonYear:
    suffix = file.suffix.lower()
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise FootwiseError(file, f"cannot be read ({error.strerror})", "Check the name and the folder") from None
    if suffix in _MEDIA:
        if len(raw) > _LARGEST_REPORT:
            raise FootwiseError(file, "is larger than a report that goes into a bundle (8 MB)", "Send it by itself")
        document = Document(_known_day(day, file), file.name, _MEDIA[suffix], raw)
        return replace(year, documents=(*year.documents, document))
    if suffix == ".json":
        return _with_prescription(year, file, raw, day)
    if suffix == ".csv":
        return _with_table(year, file, person, day)
    raise FootwiseError(file, "is of no kind that goes into a bundle", _SUPPORTED, ErrorKind.BAD_REQUEST)


def _known_day(day: str | None, file: Path) -> str:
    if day is None:
        raise FootwiseError(file, "does not say on which day it was recorded", "Give it with `day=...`")
    return day


def _with_table(year: PersonYear, file: Path, person: str | None, day: str | None) -> PersonYear:
    from footwise.tables import read_csv

    table = read_csv(file)
    if set(OUTCOME_HEADS) <= set(table.columns):
        people = sorted(set(table["person"]))
        name = person or year.person.pseudonym
        mine = table[table["person"] == name]
        if not len(mine):
            told = f"{', '.join(people[:5])}{' …' if len(people) > 5 else ''}"
            raise FootwiseError(file, f"has no row of {name}; it is of {told}", "Say who it is with `person=...`")
        for written in mine["date"]:
            _checked_day(written, file)
        try:
            return with_outcome_rows(year, mine[list(OUTCOME_HEADS)].itertuples(index=False, name=None))
        except ValueError as error:
            raise FootwiseError(file, f"has a value that is no number ({error})", "Save the table anew") from None
    if {"recording", "side", "recorded_on", "steps_used"} <= set(table.columns):
        return replace(year, findings=(*year.findings, *_of_recordings(table, file, day)))
    raise FootwiseError(file, "is neither a table of recordings nor one of outcomes", _SUPPORTED)


def _of_recordings(table: Any, file: Path, day: str | None) -> list[Finding]:
    """Findings of a table of recordings; several of a day and condition are told apart by the recording's name."""
    found = []
    for row in table.to_dict("records"):
        when = row["recorded_on"] or _known_day(day, file)
        simulated = row["recording"].endswith("(simulated)")
        told = " ".join(part for part in (row.get("condition", ""), f"({row['recording']})") if part)
        for measure in _MEASURES:
            if row.get(measure):
                value, steps = float(row[measure]), int(row["steps_used"])
                if math.isfinite(value):
                    notes = _notes_of(row, measure)
                    finding = Finding(when, measure, value, row["side"], told, steps, simulated=simulated, notes=notes)
                    found.append(finding)
    return found


def _notes_of(row: dict[str, str], measure: str) -> str:
    """What was said of a recording goes with each of its values; of moments also where the knee centres are from."""
    knee = row.get("knee_from", "") if measure.startswith(_OF_KNEE_CENTRES) else ""
    return "; ".join(part for part in (knee and f"knee centres from: {knee}", row.get("notes", "")) if part)


def _with_prescription(year: PersonYear, file: Path, raw: bytes, day: str | None) -> PersonYear:
    try:
        told = parse_json(raw)
        side, conditions, simulated = told["side"], told["conditions"], bool(told["simulated"])
        change, target = told["target_change_deg"], told["target_foot_progression_angle_deg"]
        when = _known_day(day, file)
        findings = [
            Finding(when, name, float(one[key]), side, one["condition"], int(one["steps"]), simulated=simulated)
            for one in conditions
            for key, name in _OF_CONDITION.items()
            if one.get(key) is not None
        ]
        angle = told["baseline"].get("foot_progression_angle_deg")
        if angle is not None:
            findings.append(
                Finding(when, "foot_progression_angle_deg", float(angle), side, "natural", simulated=simulated)
            )
        # Without a change there is nothing to plan.
        plans = (
            (FootPlan(when, side, float(change), float(target), signed=False, simulated=simulated),)
            if change and target is not None
            else ()
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise FootwiseError(file, "is no prescription that Footwise wrote", _SUPPORTED) from None
    return replace(year, findings=(*year.findings, *findings), plans=(*year.plans, *plans))
