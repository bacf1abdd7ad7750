"""Three addresses for whoever watches the server, before every page: without cookies, and telling of nobody."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_log = logging.getLogger("footwise.clinic")


def with_watching_doors(application: Any) -> Any:
    """Give the application that answers ``/healthz``, ``/readyz`` and ``/metrics``, and leaves all else to another.

    Whatever name the server is called by, as a container's own health check calls it by none that the pages know.
    """

    async def answering(scope: Message, receive: Receive, send: Send) -> None:
        path = scope.get("path", "") if scope["type"] == "http" else ""
        if path == "/healthz":
            await _say(send, 200, "alive\n")
        elif path == "/readyz":
            ready = await sync_to_async(is_ready)()
            await _say(send, 200 if ready else 503, "ready\n" if ready else "not ready\n")
        elif path == "/metrics":
            await _metrics(scope, send)
        else:
            await application(scope, receive, send)

    return answering


def is_ready() -> bool:
    """Tell whether pages can be answered: the database is there and of this version, the folder can be written."""
    from django.db import connection

    from footwise.clinic.up_to_date import refuse_newer_database, refuse_older_database

    try:
        refuse_newer_database("database")
        refuse_older_database("database")
        place = settings.HOME.folder / ".ready"
        place.write_bytes(b"")
        place.unlink(missing_ok=True)
    except Exception as error:
        # Whatever it is, it is why no page can be answered; who may see it reads it in the log.
        _log.warning("not ready", exc_info=error)
        return False
    finally:
        connection.close()
    return True


async def _metrics(scope: Message, send: Send) -> None:
    """Tell the counts to whoever knows the secret of them; without one nobody is told that there are any."""
    from footwise.clinic.watching.counts import counts

    given = dict(scope["headers"]).get(b"authorization", b"")
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, wanted):
        await _say(send, 404, "not found\n")
        return
    try:
        text = await sync_to_async(counts)()
    except Exception as error:
        _log.warning("nothing can be counted", exc_info=error)
        await _say(send, 503, "not ready\n")
        return
    await _say(send, 200, text, b"text/plain; version=0.0.4; charset=utf-8")


async def _say(send: Send, status: int, text: str, kind: bytes = b"text/plain; charset=utf-8") -> None:
    headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
