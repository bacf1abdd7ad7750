"""A call that adds something may be sent again when its answer was lost: under the same key it adds nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from footwise.clinic.api.models import DeviceToken, UsedKey
from footwise.clinic.api.trouble import Told, TroubleKind

KEPT = timedelta(days=7)
_KEY = re.compile(r"[\x21-\x7e]{8,100}")
# A row, whose `pk` Django gives; `Any` is the only bound that Django without types of its own leaves.
Made = TypeVar("Made", bound=Any)


def added_once(request: HttpRequest, key: str | None, add: Callable[[], Made], again: Callable[[UUID], Made]) -> Made:
    """Add something, or give what was added by the same call before.

    Parameters
    ----------
    request : HttpRequest
    key : str or None
        What the client has sent as ``Idempotency-Key``.
    add : callable
        Adds it; what it gives has an id.
    again : callable
        Finds it by its id.

    Raises
    ------
    Told
        The key is none, or was used for something else.
    """
    if key is None:
        with transaction.atomic():
            return add()
    if not _KEY.fullmatch(key):
        raise _wrong("is none", "Send 8 to 100 letters and digits, such as a random UUID")
    device: DeviceToken = request.device
    asked = salted_hmac("api.once", f"{request.method} {request.path}\n".encode() + request.body, algorithm="sha256")
    UsedKey.objects.filter(device=device, at__lt=timezone.now() - KEPT).delete()
    with transaction.atomic():
        # Of two that come in the same moment, the second waits here for the first.
        used, new = UsedKey.objects.get_or_create(device=device, key=key, defaults={"asked": asked.hexdigest()})
        if new:
            made = add()
            UsedKey.objects.filter(pk=used.pk).update(made=made.pk)
            return made
    if used.asked != asked.hexdigest() or used.made is None:
        raise _wrong("was used for something else", "Make a new key for every new thing", HTTPStatus.CONFLICT)
    return again(used.made)


def _wrong(trouble: str, remedy: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> Told:
    return Told(status, TroubleKind.BAD_REQUEST, "Idempotency-Key", trouble, remedy)
