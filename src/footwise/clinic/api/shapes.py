"""What goes back and forth as JSON: closed shapes, units in the names, nothing silently taken for another type."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from footwise.clinic.api.trouble import TroubleKind

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(told: Any) -> date:
    if isinstance(told, date):
        return told
    if not isinstance(told, str) or not _DAY.fullmatch(told):
        raise ValueError("a day is written like 2026-11-28")
    return date.fromisoformat(told)


# A text "71" is no number here, and neither is true.
Whole = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Yes = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
HowMany = Annotated[int, Field(ge=1, le=100, description="How many at most.")]


class Sent(Schema):
    """Something that is sent here: a name that is not known is refused, and not overlooked."""

    model_config: ClassVar = ConfigDict(extra="forbid")


class Problem(Schema):
    """One trouble of several."""

    where: str
    trouble: str
    remedy: str
    kind: TroubleKind


class Difference(Schema):
    """A field that stands otherwise now than in what was sent."""

    where: str
    theirs: str
    mine: str


class Trouble(Problem):
    """What went wrong: where, what, and what to do. `kind` is for programs, the rest for people."""

    more: list[Problem] = Field([], description="Further troubles of the same call.")
    differences: list[Difference] = Field([], description="Where somebody changed it meanwhile: theirs and yours.")
    version: int | None = Field(None, description="The version that stands there now.")
    alike: list[str] = Field([], description="Ids of people who look the same.")
    received_bytes: int | None = Field(None, description="Of a recording: where the next piece begins.")
