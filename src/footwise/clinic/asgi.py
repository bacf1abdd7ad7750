"""The clinic as an ASGI application: Django's pages, and the sockets of live sessions beside them.

Whoever sends too much is turned away before either.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "footwise.clinic.settings")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Django writes what it is sent to the disk before it asks who sends it. Larger files come in pieces.
MOST_BYTES = 256 * 1024 * 1024
# A call of a program is no larger than what Django takes into memory: a piece of a recording and what comes with it.
_CALLS = "/api/v1/"
_TOO_MUCH = (
    b"This is more than can be sent at once. The page of a visit sends large files in pieces where its script runs."
)
# In the shape of all troubles of that interface (`api/shapes.py`).
_TOO_MUCH_FOR_A_CALL = (
    b'{"where": "the body", "trouble": "is too large", "remedy": "Send it in pieces", "kind": "too much"}'
)


def limited(application: Any, most_bytes: int = MOST_BYTES) -> Any:
    """Answer 413 to requests whose body is larger, whether they say so or only do it."""

    async def answering(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        received = 0
        is_call = scope.get("path", "").startswith(_CALLS)
        most = min(most_bytes, settings.DATA_UPLOAD_MAX_MEMORY_SIZE) if is_call else most_bytes
        if not said.isdigit() or int(said) > most:
            await _refuse(send, is_call=is_call)
            return

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            # As if the browser had gone: Django drops the request and what it had of it.
            return {"type": "http.disconnect"} if received > most else message

        await application(scope, counted, send)

    return answering


async def _refuse(send: Send, *, is_call: bool) -> None:
    kind, said = (b"application/json", _TOO_MUCH_FOR_A_CALL) if is_call else (b"text/plain; charset=utf-8", _TOO_MUCH)
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": said})


def _below_path(application: Any, *, taken_off: bool) -> Any:
    """Let the path below which the clinic lives be taken off, or be there: a proxy may do either.

    Django wants it there, since it leads people back to where they were; all else knows the clinic's own paths.
    """
    below: str = settings.FORCE_SCRIPT_NAME or ""

    async def answering(scope: Message, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        own = path.removeprefix(below) if path.startswith(f"{below}/") else path
        await application({**scope, "path": own if taken_off else below + own}, receive, send)

    return answering if below else application


def _whole() -> Any:
    pages = _below_path(get_asgi_application(), taken_off=False)
    # Its rooms can be entered only now.
    from footwise.clinic.live import with_live_sockets
    from footwise.clinic.watching import with_watching_doors

    return _below_path(with_watching_doors(limited(with_live_sockets(pages))), taken_off=True)


application = _whole()
