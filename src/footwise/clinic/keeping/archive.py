"""Everything about a person as one archive: written piece by piece under the person's key, never in clear on a disk."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from footwise.clinic.accounts import User
from footwise.clinic.audit import Entry, record_about
from footwise.clinic.csv_lines import csv_line
from footwise.clinic.keeping.models import WAITS, Archive
from footwise.clinic.people import OfAPerson, Person
from footwise.clinic.recordings import append_block, blocks
from footwise.clinic.seal import Unsealable, opened_for_person, seal_of_person
from footwise.jobs import Progress
from footwise.version import __version__

_BLOCK_BYTES = 4 * 1024 * 1024
# Of an entry of the record; other persons' ids and the chain's hashes are nobody's to take along.
_OF_AN_ENTRY = ("number", "at", "actor", "action", "kind", "object_id", "fields")


def build_archive(subject: UUID, progress: Progress) -> Callable[[], None]:
    """Write an archive; gives what notes that it is there."""
    archive: Archive = Archive.everything.select_related("person").get(pk=subject)
    archive.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    archive.file.unlink(missing_ok=True)
    sealed = _SealedStream(archive)
    with translation.override(archive.language), zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as whole:
        _write(whole, archive, progress)
    sealed.close()

    def note() -> None:
        archive.made_at, archive.size_bytes, archive.sealed_bytes = timezone.now(), sealed.plain_bytes, sealed.length
        archive.save()

    return note


def fetch(archive: Archive) -> Iterator[bytes]:
    """Note that an archive is fetched, and give its bytes; with the last of them its file goes."""
    with transaction.atomic():
        archive.ended_at = timezone.now()
        archive.save()
        record_about("fetch archive", "archive", str(archive.pk), archive.person_id, archive.site_key())
    return _pieces(archive)


def end_old_archives() -> None:
    """Take away archives that nobody has fetched within their day."""
    old = Archive.everything.filter(ended_at__isnull=True, asked_at__lt=timezone.now() - WAITS)
    for archive in old.select_related("person"):
        if archive.made_at is None or not archive.can_be_fetched:
            archive.ended_at = timezone.now()
            archive.save()
            archive.file.unlink(missing_ok=True)


def _pieces(archive: Archive) -> Iterator[bytes]:
    seal = seal_of_person(settings.HOME.keys, archive.person_id)
    try:
        yield from blocks(archive.file, seal, archive.pk, length=archive.sealed_bytes)
    finally:
        archive.file.unlink(missing_ok=True)


class _SealedStream:
    """What a zip file is written to: gathered into blocks, each of which is sealed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._seal = seal_of_person(settings.HOME.keys, archive.person_id)
        self._gathered = bytearray()
        self._blocks = self.length = self.plain_bytes = 0

    def write(self, piece: bytes) -> int:
        self._gathered += piece
        self.plain_bytes += len(piece)
        while len(self._gathered) >= _BLOCK_BYTES:
            self._seal_block(_BLOCK_BYTES)
        return len(piece)

    def flush(self) -> None:
        """Nothing: a block is sealed when it is full."""

    def close(self) -> None:
        if self._gathered:
            self._seal_block(len(self._gathered))

    def _seal_block(self, length: int) -> None:
        plain = bytes(self._gathered[:length])
        del self._gathered[:length]
        self.length = append_block(
            self._archive.file, self._seal, self._archive.pk, plain, at=self.length, number=self._blocks
        )
        self._blocks += 1


def _write(whole: zipfile.ZipFile, archive: Archive, progress: Progress) -> None:
    person = archive.person
    rows = {"person": [person], **{_name(model): list(_rows(model, person.pk)) for model in _models()}}
    files = {name: pieces for of_a_kind in rows.values() for one in of_a_kind for name, pieces in _files(one).items()}
    entries = list(_entries(person.pk))
    users = {user.pk: str(user) for user in User.objects.all()}
    told = {name: [_values(one, users) for one in of_a_kind] for name, of_a_kind in rows.items()}
    _add(whole, _("README.txt"), [_readme(person).encode()])
    _add(whole, "data.json", [json.dumps(told, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False).encode()])
    for name, values in told.items():
        if values:
            _add(whole, f"tables/{name}.csv", _table(values))
    _add(whole, "record.csv", _table(entries))
    for number, (name, pieces) in enumerate(files.items()):
        progress(os.path.basename(name), number, len(files))
        _add(whole, name, pieces())


def _add(whole: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    told = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
    told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    with whole.open(told, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)


def _models() -> Iterator[Any]:
    return (model for model in apps.get_models() if issubclass(model, OfAPerson) and model is not Archive)


def _name(model: Any) -> str:
    return f"{model._meta.app_label}-{model._meta.model_name}"


def _rows(model: Any, person: UUID) -> Iterator[OfAPerson]:
    found: Iterator[OfAPerson] = model.everything.filter(person=person).order_by("pk").iterator(chunk_size=500)
    return found


def _files(one: Any) -> dict[str, Callable[[], Iterable[bytes]]]:
    return one.files_told() if isinstance(one, OfAPerson) else {}


def _values(one: Any, users: dict[Any, str]) -> dict[str, Any]:
    """Give field by field what is known, who did it by name."""
    told = {name: value for name, value in one.values_told().items() if name not in one.unrecorded}
    for field in one._meta.concrete_fields:
        if field.is_relation and field.related_model is User:
            told[field.name] = users.get(told.pop(field.attname, None))
    content = told.pop("content", {})
    return {**told, **content}


def _table(rows: list[dict[str, Any]]) -> Iterator[bytes]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    # By this mark a spreadsheet knows that letters with accents are meant.
    yield b"\xef\xbb\xbf" + csv_line(columns).encode()
    for row in rows:
        yield csv_line(_cell(row.get(name)) for name in columns).encode()


def _cell(value: Any) -> Any:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _entries(person: UUID) -> Iterator[dict[str, Any]]:
    """Who saw and changed what of this person."""
    found = Entry.objects.filter(persons__contains=f" {person} ").order_by("number")
    for entry in found.iterator(chunk_size=2000):
        told = {name: getattr(entry, name) for name in _OF_AN_ENTRY}
        told["at"] = entry.at.isoformat(timespec="seconds")
        try:
            told["values"] = opened_for_person(settings.HOME.keys, person, entry.values) if entry.values else ""
        except Unsealable:
            # Of something that was another's first.
            told["values"] = ""
        yield told


def _readme(person: Person) -> str:
    lines = [
        _("Everything that %(clinic)s keeps about %(person)s in Footwise.")
        % {"clinic": person.site, "person": person.pseudonym},
        date_format(timezone.localtime(), "DATETIME_FORMAT") + f" · Footwise {__version__}",
        "",
        _("data.json: all that was noted and measured, for programs."),
        _("tables/: the same as tables, one for each kind of thing; a spreadsheet opens them."),
        _("recordings/: the files as they were recorded, by day."),
        _("images/ and home/: images of the knee, and what the phone has sent."),
        _("results/: reports and tables that were made from them."),
        _("record.csv: who saw and changed what, and when."),
        "",
        _("These are data about somebody's health. Keep them as you keep letters from a doctor."),
        _("Research software: a clinician decides. Nothing here is a diagnosis."),
    ]
    return "\r\n".join(lines) + "\r\n"
