"""The files of an analysis: sealed under the person's key, each bound to its analysis and its name."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings

from footwise.clinic.prescribing.models import Analysis
from footwise.clinic.recordings import append_block, blocks
from footwise.clinic.seal import Unsealable, seal_of_person

REPORT, STEPS, RESULT, PICTURES = "report.html", "steps.csv", "prescription.json", "pictures.json"
# The page of odds of a visit without force plates.
ODDS = "odds.html"
# What stands in a picture where the page puts words in the reader's language.
TODAY, NEW, ALT = "%today%", "%new%", "%picture%"


def keep_files(analysis: Analysis, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Write the files of an analysis; give what its content has to say of them.

    Parameters
    ----------
    analysis : Analysis
        Not saved yet.
    files : mapping of str to bytes
    """
    told = {}
    for name, plain in files.items():
        path = _path(analysis, name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        seal = seal_of_person(settings.HOME.keys, analysis.person_id)
        length = append_block(path, seal, _bound(analysis, name), plain, at=0, number=0)
        told[name] = {"sha256": sha256(plain).hexdigest(), "bytes": len(plain), "sealed_bytes": length}
    return told


def forget_files(analysis: Analysis, names: Mapping[str, Any]) -> None:
    """Delete what was written for an analysis that was not saved."""
    for name in names:
        _path(analysis, name).unlink(missing_ok=True)


def file_of(analysis: Analysis, name: str) -> bytes | None:
    """Open a file of an analysis; None where it has none of this name.

    Raises
    ------
    Unsealable
        The person's key was destroyed, or the file was changed.
    """
    told = analysis.content["files"].get(name)
    if told is None:
        return None
    seal = seal_of_person(settings.HOME.keys, analysis.person_id)
    try:
        plain = b"".join(blocks(_path(analysis, name), seal, _bound(analysis, name), length=told["sealed_bytes"]))
    except FileNotFoundError as error:
        raise Unsealable from error
    if sha256(plain).hexdigest() != told["sha256"]:
        raise Unsealable
    return plain


def _bound(analysis: Analysis, name: str) -> UUID:
    """Stand for the analysis and the name together: a file opens as no other."""
    return uuid5(analysis.pk, name)


def _path(analysis: Analysis, name: str) -> Path:
    folder: Path = settings.HOME.folder / "results"
    return folder / str(analysis.person_id) / str(_bound(analysis, name))
