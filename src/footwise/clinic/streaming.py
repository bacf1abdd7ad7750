"""Answers that are sent while they are made: of a file of gigabytes only a piece is ever in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def streamed(request: HttpRequest, pieces: Iterable[Any], content_type: str) -> StreamingHttpResponse:
    """Answer with pieces, each made when the one before has left.

    Django itself gathers all pieces of a plain iterator first where the server is an asynchronous one.
    """
    waiting = isinstance(request, ASGIRequest)
    return StreamingHttpResponse(_awaited(pieces) if waiting else pieces, content_type=content_type)


async def _awaited(pieces: Iterable[Any]) -> AsyncIterator[Any]:
    iterator = iter(pieces)
    end = object()
    try:
        while (piece := await sync_to_async(lambda: next(iterator, end))()) is not end:
            yield piece
    finally:
        # Where the browser went away in the middle, files are closed all the same.
        if hasattr(iterator, "close"):
            await sync_to_async(iterator.close)()
