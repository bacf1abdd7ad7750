"""Long lists are given a page at a time; the cursor is the id of the last one shown, and tells nothing of anybody."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from footwise.clinic.api.trouble import Told, TroubleKind

USUAL = 25


def page(found: QuerySet, by: str, cursor: UUID | None, limit: int) -> tuple[list[Any], UUID | None]:
    """Give a page of what was found, and the cursor of the next one.

    Parameters
    ----------
    found : QuerySet
    by : str
        Field by which it is sorted; what is equal there is sorted by its id.
    cursor : UUID, optional
    limit : int

    Raises
    ------
    Told
        The cursor is none of this list.
    """
    if cursor is not None:
        found = found.filter(_after(found, by, cursor))
    shown = list(found.order_by(by, "pk")[: limit + 1])
    more = len(shown) > limit
    shown = shown[:limit]
    return shown, shown[-1].pk if more else None


def _after(found: QuerySet, by: str, cursor: UUID) -> Q:
    # Asked past the record: where one stood shows nothing of them.
    last = found.model.everything.filter(pk__in=_ids(found, cursor)).values_list(by, flat=True).first()
    if last is None:
        trouble = "does not belong to this list"
        raise Told(
            HTTPStatus.UNPROCESSABLE_ENTITY, TroubleKind.BAD_REQUEST, "cursor", trouble, "Begin without a cursor"
        )
    return Q(**{f"{by}__gt": last}) | Q(**{by: last, "pk__gt": cursor})


def _ids(found: QuerySet, cursor: UUID) -> QuerySet:
    return found.filter(pk=cursor).order_by().only("pk")
