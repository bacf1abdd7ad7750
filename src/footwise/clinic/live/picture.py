"""What both screens show of a walk: made record by record, of numbers that were looked at before.

The person's screen is told less: a step that the schedule leaves without feedback is shown as walked and no more, as a
screen that judges it would undo the fading.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from footwise.settings import is_number, is_text, is_whole

LAST = 10
_SIDES = ("left", "right")
_MOST_BLOCKS = 40
_LONGEST_S = 1e6


@dataclass
class _Foot:
    """One foot: where it should be, its last steps, and how many of all were in the band."""

    target_deg: float | None = None
    natural_deg: float | None = None
    steps: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=LAST))
    # Steps in the band, and steps: of all, and of those that are told.
    every: list[int] = field(default_factory=lambda: [0, 0])
    told: list[int] = field(default_factory=lambda: [0, 0])


class WalkPicture:
    """A walk as it stands.

    Attributes
    ----------
    source : str
        ``phone`` or ``coach``.
    walks : bool
        Whether somebody walks there.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.walks = False
        self._state: dict[str, Any] = {"phase": "", "paused": False, "quiet": [], "elapsed_s": 0.0}
        self._feet: dict[str, _Foot] = {}
        self._blocks: list[dict[str, Any]] = []
        self._block: int | None = None
        self._simulated = False
        self._verdict = ""

    def take(self, record: Mapping[str, Any]) -> None:
        """Take a record of the log; what a picture has no use for is passed over."""
        kind = record["kind"]
        side = record.get("side")
        if kind == "session":
            self._begin(record)
        elif kind == "block":
            self._block = record["number"]
            if self._block < len(self._blocks) and is_number(record.get("band_deg"), 0.0, 45.0):
                self._blocks[self._block]["band_deg"] = record["band_deg"]
        elif kind == "quality":
            self._verdict = record["verdict"]
        elif side not in _SIDES:
            return
        elif kind == "target":
            foot = self._foot(side)
            foot.target_deg, foot.natural_deg = record["target_deg"], record["baseline_deg"]
        elif kind == "stride":
            self._stride(self._foot(side), record)

    def count(self, side: str, every: list[int], told: list[int]) -> None:
        """Take over how many steps there were before this picture began: in the band, and all."""
        foot = self._foot(side)
        foot.every, foot.told = list(every), list(told)

    def stand(self, state: Mapping[str, Any]) -> bool:
        """Take how the source stands, and say whether more than its time has changed."""
        before = {**self._state, "elapsed_s": 0.0}
        self._state = dict(state)
        self.walks = bool(self._feet) and state["phase"] not in ("", "home", "after")
        return before != {**self._state, "elapsed_s": 0.0}

    @property
    def elapsed_s(self) -> float:
        """Time of the blocks that was walked."""
        return float(self._state["elapsed_s"])

    def told(self, *, to_the_person: bool) -> dict[str, Any]:
        """Give all that a screen draws."""
        quiet = set(self._state["quiet"])
        blocks = [{**block, "quiet": number in quiet} for number, block in enumerate(self._blocks)]
        return {
            "kind": "picture",
            "source": self.source,
            "simulated": self._simulated,
            "verdict": self._verdict,
            **self._state,
            "block": self._block,
            "blocks": blocks,
            "feet": {side: _foot_told(foot, to_the_person=to_the_person) for side, foot in self._feet.items()},
        }

    def _begin(self, record: Mapping[str, Any]) -> None:
        plan = record.get("plan")
        plan = plan if isinstance(plan, dict) else {}
        sides, blocks = plan.get("sides"), plan.get("blocks")
        self._feet = {side: _Foot() for side in sides if side in _SIDES} if isinstance(sides, list) else {}
        self._blocks = [_block(one) for one in blocks[:_MOST_BLOCKS]] if isinstance(blocks, list) else []
        self._block = None
        self._verdict = ""
        self._simulated = record.get("simulated") is True

    def _foot(self, side: str) -> _Foot:
        return self._feet.setdefault(side, _Foot())

    def _stride(self, foot: _Foot, record: Mapping[str, Any]) -> None:
        counts = record["valid"] and record["block"] is not None and record["error_deg"] is not None
        if counts:
            for tally in (foot.every, foot.told) if record["feedback"] else (foot.every,):
                tally[0] += record["in_band"]
                tally[1] += 1
        aimed = foot.target_deg is not None
        foot.steps.append(
            {
                "number": record["number"],
                "valid": record["valid"],
                "counts": counts,
                "told": counts and record["feedback"],
                # Before there is a target the angle is the sensor's own, and no foot's.
                "angle_deg": record["foot_progression_angle_deg"] if record["valid"] and aimed else None,
                "error_deg": record["error_deg"] if counts else None,
                "in_band": counts and record["in_band"],
                "turn": record["turn"],
            }
        )


def _foot_told(foot: _Foot, *, to_the_person: bool) -> dict[str, Any]:
    steps = [_without_verdict(step) if to_the_person and not step["told"] else step for step in foot.steps]
    return {
        "target_deg": foot.target_deg,
        "natural_deg": foot.natural_deg,
        "steps": steps,
        "share": foot.told if to_the_person else foot.every,
    }


def _without_verdict(step: dict[str, Any]) -> dict[str, Any]:
    hidden: dict[str, Any] = {"angle_deg": None, "error_deg": None, "in_band": False, "turn": None}
    return {**step, **hidden}


def _block(told: Any) -> dict[str, Any]:
    """Give what is shown of a planned block; of what none can be, nothing."""
    block = told if isinstance(told, dict) else {}
    limits = {"block_s": _LONGEST_S, "share": 1.0, "band_deg": 45.0}
    return {name: value if is_number(value := block.get(name), 0.0, most) else 0.0 for name, most in limits.items()}


def is_state(told: Any) -> TypeGuard[dict[str, Any]]:
    """Say whether something tells how a source stands."""
    return (
        isinstance(told, dict)
        and set(told) == {"phase", "paused", "quiet", "elapsed_s"}
        and is_text(told["phase"], most=20)
        and isinstance(told["paused"], bool)
        and isinstance(told["quiet"], list)
        and len(told["quiet"]) <= _MOST_BLOCKS
        and all(is_whole(one, 0, _MOST_BLOCKS) for one in told["quiet"])
        and is_number(told["elapsed_s"], 0.0, _LONGEST_S)
    )
