"""A project of REDCap on its server, through REDCap's interface for programs: fetched as its files, and results sent.

The token is a password: it is a parameter here, is sent over https only and never to where an answer points, and
stands in no file, message or log.
"""

from __future__ import annotations

import csv
import io
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require

_WAIT_S = (10, 300)
_KEYS = ("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
_LONGEST = 300


@dataclass(frozen=True)
class RedcapProject:
    """A project as its server gives it: `records` and `dictionary` as CSV, raw."""

    records: str
    dictionary: str


def fetch_project(url: str, token: str) -> RedcapProject:
    """Fetch the records and the data dictionary of a project.

    Parameters
    ----------
    url : str
        Of the interface for programs: it ends in ``/api/``.
    token : str
        Of the project, with the right to export.

    Raises
    ------
    FootwiseError
        The server cannot be reached, does not know the token, or answers with something else.
    """
    with _Server(url, token) as project:
        dictionary = str(project.export_metadata(format_type="csv"))
        _checked(url, dictionary, "field_name", "data dictionary")
        records = str(project.export_records(format_type="csv", raw_or_label="raw"))
        _checked(url, records, next(csv.DictReader(io.StringIO(dictionary)))["field_name"], "records")
    return RedcapProject(records, dictionary)


def send_records(url: str, token: str, table: str) -> int:
    """Send rows to a project, into empty fields only.

    Parameters
    ----------
    url, token : str
        As for :func:`fetch_project`; the token has the right to import.
    table : str
        CSV as REDCap's Data Import Tool takes it: the record, its event, and fields of the project.

    Returns
    -------
    int
        How many records REDCap has changed.

    Raises
    ------
    FootwiseError
        A field that the project does not have, or another value that stands there; nothing is sent then.
    """
    now = fetch_project(url, token)
    rows = list(csv.DictReader(io.StringIO(table)))
    if not rows:
        raise FootwiseError(url, "was sent nothing: the table has no rows", "Write the table first")
    _refuse_unknown(url, rows[0], now)
    _refuse_overwriting(url, rows, now)
    with _Server(url, token) as project:
        told = project.import_records(table, import_format="csv", return_format_type="json", overwrite="normal")
    count = told.get("count") if isinstance(told, Mapping) else None
    if not str(count).isdigit():
        raise FootwiseError(
            url, "did not say how many records it has taken", "Look into the project before sending again"
        )
    return int(str(count))


class _Server:
    """PyCap's project for as long as a ``with`` block lasts; its errors become one line without the token."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = _sound_url(url), token.strip()
        if not self._token.isalnum():
            raise FootwiseError("the token of REDCap", "is not one", "Copy it from the project's page API")

    def __enter__(self) -> Any:
        require("redcap")
        from redcap.project import Project

        # An answer that points elsewhere would take the token along.
        return Project(self._url, self._token, timeout=_WAIT_S, allow_redirects=False)

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        from requests.exceptions import RequestException

        # PyCap tells what REDCap refuses by the base class itself, and a broken line by one of its own.
        if type(error) is RequestException:
            said = " ".join(str(error).replace(self._token, "…").split())[:_LONGEST]
            raise FootwiseError(self._url, f"refuses ({said})", "Check the token and its rights") from None
        if isinstance(error, RequestException):
            trouble = f"cannot be reached or gives no answer that can be read ({type(error).__name__})"
            raise FootwiseError(self._url, trouble, "Check the address and the network") from None


def _sound_url(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in ("https", "http") or not parts.hostname or not parts.path.endswith("/api/"):
        raise FootwiseError(url, "is no address of REDCap's interface", "Write https://redcap.example.org/api/")
    if parts.username or parts.password or parts.query:
        raise FootwiseError(
            "the address of REDCap", "holds more than an address", "Write https://redcap.example.org/api/"
        )
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise FootwiseError(url, "would send the token unencrypted", "Write https://", ErrorKind.REFUSAL)
    return url.strip()


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checked(url: str, table: str, first: str, what: str) -> None:
    head = next(csv.reader(io.StringIO(table)), [])
    if not head or head[0].lstrip("\ufeff") != first:
        trouble = f"answered with something that is no {what}"
        raise FootwiseError(url, trouble, "Check the address; a page that asks for a log-in may stand before it")


def _refuse_unknown(url: str, row: Mapping[str, str], now: RedcapProject) -> None:
    head = next(csv.reader(io.StringIO(now.records)))
    fields = [one["field_name"] for one in csv.DictReader(io.StringIO(now.dictionary))]
    known = {*fields, *head, *(f"{name}_complete" for name in fields), *_KEYS}
    unknown = [name for name in row if name not in known]
    if unknown or next(iter(row)) != fields[0]:
        told = f"does not know {', '.join(unknown[:5])}" if unknown else f"calls its records {fields[0]}"
        raise FootwiseError(url, told, "Write the table anew from this project's own files")


def _refuse_overwriting(url: str, rows: list[dict[str, str]], now: RedcapProject) -> None:
    first = next(iter(rows[0]))

    def key(row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple((row.get(name) or "").strip() for name in (first, *_KEYS))

    stored = {key(row): row for row in csv.DictReader(io.StringIO(now.records))}
    for row in rows:
        there = stored.get(key(row), {})
        for name, value in row.items():
            old = (there.get(name) or "").strip()
            if name not in (first, *_KEYS) and (value or "").strip() and old and not _same(old, value):
                told = f"has {name} of {row[first]} already, with another value"
                raise FootwiseError(url, told, "Look which is right, and correct it in REDCap")


def _same(old: str, new: str) -> bool:
    try:
        return float(old) == float(new)
    except ValueError:
        return old == new.strip()
