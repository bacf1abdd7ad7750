"""What somebody who watches a session may ask for while it is walked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ask(StrEnum):
    """`START` ends a pause; `FEEDBACK` switches the cues of a block; `STOP` ends the session, which can go on later."""

    START = "start"
    PAUSE = "pause"
    FEEDBACK = "feedback"
    STOP = "stop"


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for.

    Attributes
    ----------
    what : Ask
    block : int
        Whose cues are switched, from 0.
    on : bool
        Whether its steps are told.
    """

    what: Ask
    block: int = 0
    on: bool = True
