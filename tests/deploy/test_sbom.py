"""The bill of materials is CycloneDX, names what is installed with its licences, and is the same for the same lock."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tools.sbom import bom_of, written

PROJECT = Path(__file__).parents[2]
WHEN = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture(scope="module")
def text():
    return written(bom_of(PROJECT, ["clinic"], WHEN))


def test_it_keeps_to_the_published_schema(text):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str('{"bomFormat": "CycloneDX"}') is not None


def test_it_names_every_package_once_with_hashes_and_licence(text):
    told = json.loads(text)
    known = {one["name"]: one for one in told["components"]}
    assert len(known) == len(told["components"]) > 40
    assert {"django", "pyrage", "numpy", "typer"} <= set(known) and not {"pytest", "av"} & set(known)
    assert all(one["hashes"] and one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in known.values())
    here = [one for one in known.values() if not one.get("properties")]
    silent = [one["name"] for one in here if not one.get("licenses")]
    assert len(silent) <= 2, silent
    assert known["django"]["licenses"][0]["license"]["name"].startswith("BSD")


def test_everything_is_needed_by_something(text):
    told = json.loads(text)
    needs = {one["ref"]: set(one.get("dependsOn", ())) for one in told["dependencies"]}
    found, wanted = set(), {"footwise"}
    while wanted:
        found |= wanted
        wanted = set().union(*(needs[one] for one in wanted)) - found
    assert found == {"footwise", *(one["bom-ref"] for one in told["components"])}
    assert {one.partition("==")[0] for one in needs["footwise"]} >= {"django", "numpy", "pyrage"}


def test_the_same_lock_gives_the_same(text):
    assert written(bom_of(PROJECT, ["clinic"], WHEN)) == text
    assert (
        json.loads(written(bom_of(PROJECT, ["clinic", "video"], WHEN)))["serialNumber"]
        != json.loads(text)["serialNumber"]
    )
