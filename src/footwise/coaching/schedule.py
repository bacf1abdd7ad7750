"""Fading as data: which session gives feedback for how long, on which share of the steps, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from footwise.coaching.feedback import NARROWEST_BAND_DEG, WIDEST_BAND_DEG, Mode

# What the trial asked for (registry NCT02767570): supervised sessions once a week, with less feedback from week to week
# and none in the last one; practice at home every day meanwhile; then more walking every day for a year.
SUPERVISED_WEEKS = 6
HOME_MINUTES_PER_DAY = 10
MORE_MINUTES_PER_DAY = 10
# The share of a block is exact in every run of this many steps.
_DEAL = 20


class Purpose(StrEnum):
    """What a block is for: to practise, or to see what stays without feedback."""

    PRACTICE = "practice"
    RETENTION = "retention"


@dataclass(frozen=True)
class Block:
    """One stretch of walking: a row of the schedule.

    Attributes
    ----------
    session : int
        From 1.
    block_s : float
        Its length.
    share : float
        Share of the valid steps that get feedback, 0 to 1.
    band_deg : float
        Dead band.
    mode : Mode
    every : int
        N of the modes that have one.
    purpose : Purpose

    Raises
    ------
    ValueError
        Where a row makes no sense.
    """

    session: int
    block_s: float
    share: float
    band_deg: float = 3.0
    mode: Mode = Mode.BANDWIDTH
    every: int = 3
    purpose: Purpose = Purpose.PRACTICE

    def __post_init__(self) -> None:
        object.__setattr__(self, "mode", Mode(self.mode))
        object.__setattr__(self, "purpose", Purpose(self.purpose))
        where = f"session {self.session}"
        if self.session < 1 or self.every < 1:
            raise ValueError(f"{where}: sessions and N count from 1")
        if not 0.0 < self.block_s < float("inf"):
            raise ValueError(f"{where}: a block of {self.block_s} s has no length")
        if not 0.0 <= self.share <= 1.0:
            raise ValueError(f"{where}: the share of steps with feedback is {self.share}, and must lie in 0 to 1")
        if not NARROWEST_BAND_DEG <= self.band_deg <= WIDEST_BAND_DEG:
            raise ValueError(f"{where}: the band is ±{self.band_deg}°, and must lie between 2° and 5°")
        if self.purpose is Purpose.RETENTION and self.share:
            raise ValueError(f"{where}: a retention block has no feedback")


DEFAULT_SCHEDULE = tuple(
    block
    for session, share in enumerate((1.0, 1.0, 0.75, 0.5, 0.25, 0.0), start=1)
    for block in (Block(session, 900.0, share), Block(session, 120.0, 0.0, purpose=Purpose.RETENTION))
)
"""Six sessions, feedback faded from every step to none, each with a retention block at its end."""


def session_blocks(schedule: Iterable[Block], session: int) -> tuple[Block, ...]:
    """Blocks of one session, in their order."""
    return tuple(block for block in schedule if block.session == session)


def block_at(blocks: tuple[Block, ...], elapsed_s: float) -> int | None:
    """Number of the block (from 0) in which `elapsed_s` of a session lies; None when it is over.

    >>> block_at((Block(1, 60.0, 1.0), Block(1, 30.0, 0.0)), 75.0)
    1
    """
    for number, block in enumerate(blocks):
        if elapsed_s < block.block_s:
            return number
        elapsed_s -= block.block_s
    return None


def step_has_feedback(block: Block, seed: int, number: int, step: int) -> bool:
    """Say whether a step of a block gets feedback.

    Of every 20 steps in a row (0 to 19, 20 to 39, ...) exactly the block's share gets it, rounded such that
    the rounding never adds up; which of them is drawn from the seed, and is the same on every machine and after
    a session was continued.

    Parameters
    ----------
    block : Block
    seed : int
        Of the session; stored in its log.
    number : int
        Of the block in its session, from 0.
    step : int
        Valid steps of this foot in the block before this one.
    """
    deal, place = divmod(step, _DEAL)
    told = _share_of(block.share, (deal + 1) * _DEAL) - _share_of(block.share, deal * _DEAL)
    draw = Random(f"{seed}/{block.session}/{number}/{deal}")
    order = list(range(_DEAL))
    # Shuffled by hand from random(), the one method whose sequence Python promises to keep.
    for last in range(_DEAL - 1, 0, -1):
        chosen = int(draw.random() * (last + 1))
        order[last], order[chosen] = order[chosen], order[last]
    return order[place] < told


def _share_of(share: float, steps: int) -> int:
    return int(share * steps + 0.5 + 1e-9)
