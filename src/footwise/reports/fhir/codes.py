"""What FHIR calls each thing that Footwise measures: a code of LOINC where there is one, else our own, defined here.

A code of LOINC stands here only where a published source says so: the panel and the five scores of KOOS (measure CMS66
of the American eCQI centre lists them), pain from 0 to 10. For walking speed none could be confirmed.
"""

from __future__ import annotations

import re
from typing import Any

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
# A name of our own that is nobody's address on the net; what each code means travels with every bundle.
FOOTWISE = "urn:uuid:6e0c1f0a-6f0e-4a53-9d1b-2f0f6a4b8c11"

KOOS_PANEL = ("72091-2", "Knee injury and Osteoarthritis Outcome Score [KOOS]")
_PAIN = ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")
_KOOS = {
    "pain": ("72102-7", "Pain score [KOOS]"),
    "symptoms": ("72101-9", "Symptoms score [KOOS]"),
    "adl": ("72100-1", "Activities of daily living score [KOOS]"),
    "sport": ("72099-5", "Sport-recreation score [KOOS]"),
    "qol": ("72098-7", "Quality of life score [KOOS]"),
}
# What a name ends with, its unit in words, and in UCUM; the longest first.
_UNITS = (
    ("_pct_bwht_s", "%BW·ht·s", "%{BW.ht}.s"),
    ("_pct_bwht", "%BW·ht", "%{BW.ht}"),
    ("_0_100_better", "points", "{score}"),
    ("_0_100_worse", "points", "{score}"),
    ("_0_10_worse", "points", "{score}"),
    ("_steps_min", "steps/min", "{steps}/min"),
    ("_minutes", "min", "min"),
    ("_m_s", "m/s", "m/s"),
    ("_deg", "degrees", "deg"),
    ("_pct", "%", "%"),
    ("_ms", "ms", "ms"),
    ("_bw", "body weights", "{BW}"),
    ("_s", "s", "s"),
    ("_m", "m", "m"),
)
_MOMENT = (
    "External knee moment, lever arm of the ground force about the knee centre, in percent of body weight times height "
    "(g = 9.8 m/s2); "
)
_MEANT = {
    "foot_progression_angle_deg": "Foot (heel to head of the second metatarsal) against the direction of walking, on "
    "the floor, mean over 15 to 40 % of stance; toe-out is positive on both feet.",
    "kam_peak1_pct_bwht": f"{_MOMENT}adduction is positive on both legs; its peak in the first half of stance.",
    "kam_peak2_pct_bwht": f"{_MOMENT}adduction is positive on both legs; its peak in the second half of stance.",
    "kam_impulse_pct_bwht_s": f"{_MOMENT}adduction is positive on both legs; its integral over stance.",
    "kfm_peak_pct_bwht": f"{_MOMENT}flexion is positive; its peak in the first half of stance.",
    "medial_force_peak_bw": "Proxy of the force through the medial compartment, 0.34 adduction moment + 0.13 |flexion "
    "moment| + 0.83, peak over stance. Not a measured contact force.",
    "kam_per_mm_pct_bwht": "Change of the first peak of the adduction moment for a knee centre 1 mm further out.",
    "speed_m_s": "Walking speed, mean over strides.",
    "cadence_steps_min": "Steps a minute.",
    "stride_m": "Length of a stride, from contact to the next contact of the same foot.",
    "stride_s": "Time of a stride, from contact to the next contact of the same foot.",
    "stance_s": "Time from contact to off of a foot.",
    "step_width_m": "Distance of the feet across the direction of walking.",
    "double_support_s": "Time in which both feet are on the ground before a step's swing.",
    "practice_minutes": "Minutes practised on the day.",
    "practice_steps": "Steps practised with feedback.",
    "practice_steps_in_band": "Steps practised within the band around the target.",
    "practice_kept_steps": "Steps without feedback from which the kept angle was told.",
    "practice_kept_change_deg": "Change of foot angle kept without feedback, from natural walking; toe-out positive.",
    "practice_kept_error_deg": "Distance of the kept change from the change that was asked for.",
    "practice_asked_change_deg": "Change of foot angle that was asked for; toe-out positive.",
    "practice_band_deg": "Half width of the band around the target.",
    "t1rho_ms": "Relaxation time T1rho of cartilage, mean over a region.",
    "t2_ms": "Relaxation time T2 of cartilage, mean over a region.",
    "target_change_deg": "Change of foot progression angle to train, from natural walking; toe-out positive.",
    "target_angle_deg": "Foot progression angle to train; toe-out positive.",
}  # fmt: skip
OTHER = {
    "simulated": "Made by a computer, not measured of a person.",
    "left-leg": "Left leg.",
    "right-leg": "Right leg.",
    "steps-used": "Number of steps that a mean is over.",
    "research-software": "Research software: a clinician decides. No medical device.",
}
"""Codes that are no measurements."""


def kebab(name: str) -> str:
    """Turn the name of a column into a code: ``kam_peak1_pct_bwht`` to ``kam-peak1-pct-bwht``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def is_known(name: str) -> bool:
    """Whether a name is one whose meaning is defined here."""
    return name in _MEANT or _scored(name) is not None


def codings(name: str) -> list[dict[str, str]]:
    """Give the codings of an outcome, LOINC first; empty for a name that is not known."""
    if not is_known(name):
        return []
    own = {"system": FOOTWISE, "code": kebab(name), "display": name}
    standard = _standard(name)
    if standard is None:
        return [own]
    return [{"system": LOINC, "code": standard[0], "display": standard[1]}, own]


def quantity(name: str, value: float) -> dict[str, Any]:
    """Give a value with the unit that its name says; without one where the name says none."""
    for end, unit, code in _UNITS:
        if name.endswith(end):
            return {"value": value, "unit": unit, "system": UCUM, "code": code}
    counted = {"practice_steps", "practice_steps_in_band", "practice_kept_steps"}
    return {"value": value, "unit": "steps", "system": UCUM, "code": "{steps}"} if name in counted else {"value": value}


def code_system(used: set[str], identifier: str) -> dict[str, Any]:
    """Give our own code system, with the definition of each code that is used.

    Parameters
    ----------
    used : set of str
        Names of outcomes; those that are not known have no code and are left out.
    identifier : str
        Of the resource.
    """
    concepts = [
        {"code": kebab(name), "display": name, "definition": _MEANT.get(name) or _scored(name)}
        for name in sorted(used)
        if is_known(name)
    ]
    concepts += [{"code": code, "display": code, "definition": told} for code, told in OTHER.items()]
    return {
        "resourceType": "CodeSystem",
        "id": identifier,
        "url": FOOTWISE,
        "name": "FootwiseGait",
        "title": "Footwise: foot progression angle, knee moments and what goes with them",
        "status": "active",
        "experimental": True,
        "caseSensitive": True,
        "content": "fragment",
        "concept": concepts,
    }


def _standard(name: str) -> tuple[str, str] | None:
    if name.startswith("nrs_"):
        return _PAIN
    koos = re.fullmatch(r"koos_(\w+)_0_100_better", name)
    return _KOOS.get(koos[1]) if koos else None


def _scored(name: str) -> str | None:
    """What a score means, by its name; None for what is no score."""
    pain = re.fullmatch(r"nrs_(\w+)_pain_0_10_worse", name)
    if pain:
        return f"Knee pain ({pain[1]}), numeric rating from 0 (none) to 10 (worst)."
    region = re.fullmatch(r"(t1rho|t2)_(\w+)_ms", name)
    if region:
        return f"Relaxation time {region[1].upper().replace('RHO', 'rho')} of cartilage, mean over: {region[2]}."
    scale = re.fullmatch(r"(koos|womac)_(\w+)_0_100_(better|worse)", name)
    return f"{scale[1].upper()}, {scale[2]}, 0 to 100, higher is {scale[3]}." if scale else None
