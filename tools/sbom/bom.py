"""The bill of materials in CycloneDX, from the lock file; licences as the installed packages say them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from tools.lock import Locked, part_of_lock, read_lock
from tools.lock.reading import normal

_LICENCE = "License :: "


def bom_of(project: Path, extras: Iterable[str], when: datetime | None = None) -> Bom:
    """Put together what a plain install with some extras is made of.

    Parameters
    ----------
    project : Path
        Folder with pyproject.toml and requirements.lock.
    extras : iterable of str
    when : datetime, optional
        When it was made; else now.
    """
    described = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = read_lock(project / "requirements.lock")
    parts = part_of_lock(lock, project / "pyproject.toml", extras)
    bom = Bom()
    bom.metadata.timestamp = when or datetime.now(UTC)
    ours = Component(
        name="footwise", version=described["version"], type=ComponentType.APPLICATION, bom_ref="footwise",
        licenses=[DisjunctiveLicense(name=described["license"])],
    )  # fmt: skip
    bom.metadata.component = ours
    # The same lock gives the same number.
    told = "".join(f"{one.name}=={one.version}" for one in parts)
    bom.serial_number = uuid5(NAMESPACE_URL, f"footwise {described['version']} {told}")
    known = {one.name: _component(one) for one in parts}
    for component in known.values():
        bom.components.add(component)
    asked = {name: [other for other in parts if name in other.asked_by] for name in known}
    for name, component in known.items():
        bom.register_dependency(component, [known[other.name] for other in asked[name]])
    # What somebody else asks for may be asked for by us, too: everything is below us that way or the other.
    top = {one.name for one in parts if not one.asked_by & set(known)} | _named(described, extras)
    bom.register_dependency(ours, [known[name] for name in sorted(top & set(known))])
    return bom


def written(bom: Bom) -> str:
    """Write it as JSON of CycloneDX 1.6."""
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _named(described: dict[str, object], extras: Iterable[str]) -> set[str]:
    """Give the packages that pyproject.toml names."""
    dependencies = described["dependencies"]
    optional = described["optional-dependencies"]
    assert isinstance(dependencies, list) and isinstance(optional, dict)
    named = [*dependencies, *(one for extra in extras for one in optional[extra])]
    return {normal(one.partition("[")[0].partition(">")[0].strip()) for one in named} - {"footwise"}


def _component(one: Locked) -> Component:
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{one.name}=={one.version}",
        purl=PackageURL("pypi", None, one.name, one.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in one.hashes],
        licenses=[DisjunctiveLicense(name=licence)] if (licence := _licence(one.name)) else [],
        properties=[Property(name="footwise:installed-where", value=one.marker)] if one.marker else [],
    )


def _licence(name: str) -> str:
    """Give a package's licence as it says it; empty for one that is not installed here, of another system."""
    try:
        told: Any = metadata(name)
    except PackageNotFoundError:
        return ""
    if said := told.get("License-Expression"):
        return str(said)
    classified = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if line.startswith(_LICENCE)]
    text = (told.get("License") or "").strip()
    return " and ".join(classified) or (text.splitlines()[0] if text else "")
