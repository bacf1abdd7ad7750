"""The safety file as a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tools.safety_file.reading import LEFT_OUT, SafetyFile, Shown

from footwise.version import __version__

_TOP = f"""# Safety file

Written by `make safety` from `tools/safety_file` and the marks of the tests (Footwise {__version__}); nothing here is
typed by hand, and a test fails where it is not current or where a control has no test.

IEC 62304, IEC 82304-1 and ISO 14971 were a guide to what stands here. **Footwise claims conformity with none of
them**: it is research software, certified as no medical device, and a clinician decides. Whoever puts it into a device
or a study needs a process of their own; this page is meant to save them work.

Run the tests that are named here: `pytest -m requirement`. How likely a hazard is, is not known, since there are no
data of use; severity is our judgement: 1 a nuisance, 2 pain or a lost week that passes, 3 months of a wrong load on a
knee or a privacy that is gone for good, 4 an injury.
"""
_VERSIONS = """## Versions

Every report, letter, measurement and comparison says which version of Footwise made it (R-070); the clinic keeps it
with each measurement and comparison, so that what was made by a version with a fault is found by a query.
`requirements.lock` holds every package by version and hash; [`make sbom`](operations.md#what-it-is-made-of) lists them
with their licences. What changed is in the [changelog](changelog.md).
"""


def page(found: SafetyFile) -> str:
    """Write the page."""
    return "\n".join([_TOP, *_hazards(found), *_requirements(found), *_anomalies(found), _VERSIONS])


def _hazards(found: SafetyFile) -> Iterable[str]:
    yield "## Hazards\n"
    for number, hazard in found.hazards.items():
        yield f"### {number} {hazard['hazard']}\n"
        yield f"Severity {hazard['severity']}. {hazard['harm']}. Causes: {'; '.join(hazard['causes'])}.\n"
        yield "| control | kind | shown by |\n|---|---|---|"
        for control, how in hazard["controls"].items():
            tests = len(found.shown_by(control))
            yield f"| {control} {found.requirements[control]['says']} | {how} | {tests} test{'s' * (tests > 1)} below |"
        yield f"\nWhat is left: {hazard['left']}\n"


def _requirements(found: SafetyFile) -> Iterable[str]:
    yield "## Requirements and their tests\n"
    area = ""
    for number, requirement in found.requirements.items():
        if requirement["area"] != area:
            area = requirement["area"]
            yield f"### {area}\n"
        yield f"**{number}** {requirement['says']}\n"
        yield from (f"- {_test(test)}" for test in found.shown_by(number))
        yield ""


def _test(test: Shown) -> str:
    needs = sorted(test.marks & (LEFT_OUT | {"browser"}))
    return f"`tests/{test.path}`: {_words(test.name)}{_in_brackets(needs)}"


def _in_brackets(words: list[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_s_", "'s ").replace("_", " ")


def _anomalies(found: SafetyFile) -> Iterable[str]:
    yield "## Known anomalies\n"
    yield "| number | what is known | bears on |\n|---|---|---|"
    for number, anomaly in found.anomalies.items():
        yield f"| {number} | {_cell(anomaly['what'])} | {', '.join(anomaly['hazards'])} |"
    yield ""


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|")
