"""Cartilage: the table of regions that `footwise cartilage` wrote, or images from which a worker makes one."""

from __future__ import annotations

import math
import tempfile
import uuid
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from footwise.clinic.accounts import User
from footwise.clinic.audit import who_acts
from footwise.clinic.outcomes.models import CartilageImage, CartilageVisit, Source
from footwise.clinic.outcomes.noting import Noted, note
from footwise.clinic.people import Consent, Person
from footwise.clinic.recordings import append_block, blocks
from footwise.clinic.seal import Unsealable, seal_of_person
from footwise.errors import ErrorKind, FootwiseError

if TYPE_CHECKING:
    from footwise.jobs import Progress

MAPS = ("T1rho", "T2")
_BLOCK_BYTES = 4 * 1024 * 1024
_NUMBERS = ("mean_ms", "sd_ms", "median_ms", "voxels", "used", "excluded_pct", "volume_mm3")
_WORDS = ("region", "excluded_why", "reason")
_TRUE = ("true", "yes", "1")
_KIND = "cartilage"
# What a regions.csv must have; the rest is kept where it is there.
_NEEDED = ("region", "mean_ms")


def slot_of(map_name: str, side: str) -> str:
    """Name a map of a knee."""
    return f"{map_name} {side}"


def read_regions(table: Path, pseudonym: str, map_name: str) -> dict[str, Any]:
    """Read the regions of one person's map from the table that `footwise cartilage` writes.

    Raises
    ------
    FootwiseError
        No such table, a person or a map that is another one, several visits, or a region that stands in it twice.
    """
    from footwise.tables import column_numbers, read_csv

    rows = read_csv(table)
    for column in _NEEDED:
        if column not in rows:
            raise FootwiseError(
                table,
                f"has no column {column!r}",
                "Give the regions.csv of a measuring of cartilage",
            )
    for column, expected in (("person", pseudonym), ("map", map_name)):
        others = set(rows[column].str.strip().str.lower()) - {"", expected.lower()} if column in rows else set()
        if others:
            trouble = f"is of the {column} {sorted(others)[0]!r}, and not of {expected!r}"
            raise FootwiseError(table, trouble, "Give the right table, or choose the right one on the page")
    if "week" in rows and rows["week"].nunique() > 1:
        raise FootwiseError(table, "holds several visits", "Give one table a visit")
    twice = rows["region"][rows["region"].duplicated()]
    if len(twice):
        raise FootwiseError(table, f"has the region {twice.iloc[0]!r} twice", "Give one row a region")
    numbers = {name: column_numbers(table, rows, name, needed=False) for name in _NUMBERS if name in rows}
    simulated = "simulated" in rows and rows["simulated"].str.lower().isin(_TRUE).any()
    regions = [
        {name: str(rows[name].iloc[k]) for name in _WORDS if name in rows}
        | {name: _known(values.iloc[k]) for name, values in numbers.items()}
        for k in range(len(rows))
    ]
    return {"regions": regions, "simulated": bool(simulated)}


def note_regions(person: UUID, day: date, slot: str, figures: dict[str, Any], user: Any) -> Noted:
    """Note the regions of a day."""
    return note(CartilageVisit, person=person, day=day, slot=slot, figures=figures, source=Source("import"), user=user)


def keep_images(
    person: Person, day: date, slot: str, files: Iterable[tuple[str, str, Iterable[bytes]]], order: dict[str, Any]
) -> UUID:
    """Seal images on the disk; gives what they are measured by together.

    Parameters
    ----------
    person : Person
    day : date
    slot : str
    files : iterable of (role, name, pieces)
        ``image`` in the order of their times, ``labels``, ``regions``.
    order : dict
        ``times_ms``, ``ready``.
    """
    together = uuid.uuid4()
    with transaction.atomic():
        for number, (role, name, pieces) in enumerate(files):
            one = CartilageImage(person_id=person.pk, together=together)
            seal = seal_of_person(settings.HOME.keys, person.pk)
            one.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for block, piece in enumerate(pieces):
                one.sealed_bytes = append_block(one.file, seal, one.pk, piece, at=one.sealed_bytes, number=block)
            one.content = {
                "role": role, "name": name, "number": number, "day": day.isoformat(), "slot": slot, "order": order,
            }  # fmt: skip
            one.save()
    return together


def measure_images(subject: UUID, progress: Progress) -> Callable[[], None]:
    """Measure images that belong together; gives what writes the result.

    Parameters
    ----------
    subject : UUID
        By which they belong together.
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with them, in one sentence; the person has not agreed; or a part of Footwise is not installed.
    """
    from footwise.jobs import CartilageRequest, measure_cartilage

    images = list(CartilageImage.everything.filter(together=subject).select_related("person"))
    if not images:
        raise FootwiseError("the images", "are no longer there", "Give them again")
    images.sort(key=lambda one: one.content["number"])
    first = images[0]
    if not Consent.in_force(first.person_id):
        raise FootwiseError("the images", "are not measured: no consent is in force", "", ErrorKind.REFUSAL)
    told = first.content
    map_name = told["slot"].partition(" ")[0]
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        # Only its owner may look into such a folder, and it goes when the job ends.
        files = [(one.content["role"], _opened(one, Path(folder))) for one in images]
        of_role = {role: [path for kind, path in files if kind == role] for role in ("image", "labels", "regions")}
        request = CartilageRequest(
            images=of_role["image"],
            times_ms=told["order"]["times_ms"] or None,
            relaxation=map_name,
            labels=next(iter(of_role["labels"]), None),
            regions=next(iter(of_role["regions"]), None),
            ready=told["order"]["ready"],
        )
        try:
            measured = measure_cartilage(request, progress)
        except FootwiseError as error:
            where = str(error.where).replace(f"{folder}/", "")
            raise FootwiseError(where, error.trouble.replace(f"{folder}/", ""), error.remedy, error.kind) from error
    if measured.regions is None:
        raise FootwiseError("the images", "have no label image, so that there are no regions", "Give one")
    rows = measured.regions.to_dict("records")
    for row in rows:
        # An image that may lie wrongly stands beside every figure that it is in.
        row["reason"] = "; ".join(text for text in (row["reason"], measured.doubt()) if text)
    regions = [
        {name: str(row[name]) for name in _WORDS} | {name: _known(row[name]) for name in _NUMBERS} for row in rows
    ]
    figures = {"regions": regions, "simulated": bool(measured.map.simulated)}
    user = User.objects.get(pk=who_acts().user_id)
    day = date.fromisoformat(told["day"])
    return lambda: _write(first.person_id, day, told["slot"], figures, user)


def _write(person: UUID, day: date, slot: str, figures: dict[str, Any], user: Any) -> None:
    note_regions(person, day, slot, figures, user)


def _opened(image: Any, folder: Path) -> Path:
    seal = seal_of_person(settings.HOME.keys, image.person_id)
    path = folder / f"{image.content['number']:02d}-{image.content['name']}"
    try:
        with path.open("wb") as plain:
            plain.writelines(blocks(image.file, seal, image.pk, length=image.sealed_bytes))
    except (Unsealable, OSError):
        trouble = "cannot be opened"
        raise FootwiseError(image.content["name"], trouble, "Its key is gone or the file was changed") from None
    return path


def _known(value: Any) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None
