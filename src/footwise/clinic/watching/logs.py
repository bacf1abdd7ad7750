"""The server's log: lines for people, or one JSON object a line in which nothing of anybody can stand."""

from __future__ import annotations

import json
import logging
import logging.config
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# What `log` of a request tells beside its words; all of it is ours, and none of it a person's.
TOLD = ("page", "method", "status", "seconds")


class WithoutPeople(logging.Formatter):
    """Writes a record as JSON: what was said without what was put into it, and where an error arose without its words.

    An address holds whose page it is, the words of an error of a database hold the row: neither is written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            # The sentence as it stands in the code; with `%s` where a value was.
            "said": str(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        told |= {name: getattr(record, name) for name in TOLD if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            told |= _error(record.exc_info[0], record.exc_info[2])
        return json.dumps(told)


def log_settings(as_json: bool) -> dict[str, Any]:
    """Give Django's settings of the log.

    Parameters
    ----------
    as_json : bool
        One JSON object a line, requests as well; else lines for people, of what went wrong.
    """
    handler: dict[str, Any] = {"class": "logging.StreamHandler"}
    if as_json:
        handler["formatter"] = "json"
    loggers: dict[str, Any] = {
        "django": {"handlers": ["terminal"], "level": "WARNING", "propagate": not as_json},
        # Addresses that were refused or not found tell of people; the audit says who asked.
        "django.request": {"level": "ERROR"},
    }
    if as_json:
        loggers["footwise.clinic.requests"] = {"level": "INFO"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "footwise.clinic.watching.logs.WithoutPeople"}},
        "handlers": {"terminal": handler},
        "loggers": loggers,
        **({"root": {"handlers": ["terminal"], "level": "WARNING"}} if as_json else {}),
    }


def configure(settings: dict[str, Any]) -> None:
    """Set the log up; where it is JSON, an error that ends a process is written as the others are."""
    logging.config.dictConfig(settings)
    if "root" in settings:
        sys.excepthook = _told


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("footwise.clinic").critical("a process has ended", exc_info=(kind, error, trace))


def _error(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)
    return {
        "error": kind.__name__,
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
