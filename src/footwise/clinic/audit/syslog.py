"""Entries of the record to a log of another machine as well, where it says so: who did what, never what a value is."""

from __future__ import annotations

import atexit
import logging
import os
import queue
import socket
from contextlib import suppress
from datetime import UTC
from functools import cache
from logging.handlers import QueueHandler, QueueListener
from typing import Any
from urllib.parse import urlsplit

from footwise.errors import ErrorKind, FootwiseError

# `log audit`, `informational` of RFC 5424.
_PRIORITY = 13 * 8 + 6
_PORT = 514
# Where the other machine is away, so many entries wait in memory; the record itself has them all.
_WAITING = 10_000
_TOLD = ("number", "actor", "address", "route", "action", "site_id", "kind", "object_id", "persons", "fields", "hash")


def tell_syslog(address: str, entry: Any) -> None:
    """Send an entry; nobody waits for it.

    Parameters
    ----------
    address : str
        ``udp://host:514``, ``tcp://host:601``, or the path of a socket such as ``/dev/log``.
    entry : Entry
    """
    _logger(address).info(_line(entry))


def refuse_other_address(address: str) -> None:
    """Refuse an address of no kind that is known.

    Raises
    ------
    FootwiseError
        It is none.
    """
    parts = urlsplit(address)
    if not (address.startswith("/") or (parts.scheme in ("udp", "tcp") and parts.hostname)):
        raise FootwiseError(
            "FOOTWISE_SYSLOG", f"is {address!r}", "Write it like udp://loghost:514 or /dev/log", ErrorKind.BAD_REQUEST
        )


class _Sender(logging.Handler):
    """Connects when there is something to send, and again when it was cut; what cannot be sent is left out.

    The standard library's own connects once, at the start, and frames nothing.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._to = address
        self._socket: socket.socket | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line, in a frame of its own (RFC 6587) over TCP."""
        message = f"<{_PRIORITY}>{record.getMessage()}".encode()
        try:
            if self._socket is None:
                self._socket = _connected(self._to)
            if self._socket.type == socket.SOCK_STREAM:
                message = b"%d %s" % (len(message), message)
            self._socket.sendall(message)
        except OSError:
            if self._socket is not None:
                self._socket.close()
            self._socket = None


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        found = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        found.connect(address)
        return found
    parts = urlsplit(address)
    where = (parts.hostname or "", parts.port or _PORT)
    if parts.scheme == "tcp":
        return socket.create_connection(where, timeout=5)
    family, kind, protocol, _, to = socket.getaddrinfo(*where, type=socket.SOCK_DGRAM)[0]
    found = socket.socket(family, kind, protocol)
    found.connect(to)
    return found


class _Without(QueueHandler):
    """Leaves out what there is no room for."""

    def enqueue(self, record: logging.LogRecord) -> None:
        """Put it there, if there is room."""
        with suppress(queue.Full):
            self.queue.put_nowait(record)


@cache
def _logger(address: str) -> logging.Logger:
    waiting: queue.Queue[logging.LogRecord] = queue.Queue(_WAITING)
    listener = QueueListener(waiting, _Sender(address))
    listener.start()
    atexit.register(listener.stop)
    logger = logging.Logger("footwise.audit", logging.INFO)
    logger.addHandler(_Without(waiting))
    return logger


def _line(entry: Any) -> str:
    """Write an entry as RFC 5424 has it: its values are sealed, and not sent."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    told = " ".join(
        f'{name}="{_escaped(value)}"' for name in _TOLD if (value := getattr(entry, name)) not in ("", None)
    )
    return f"1 {at} {socket.gethostname() or '-'} footwise {os.getpid()} entry [entry@32473 {told}]"


def _escaped(value: Any) -> str:
    text = " ".join(str(value).split())
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")
