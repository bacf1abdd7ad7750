"""The steps that were left out or flagged, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from footwise.condition_names import condition_in_words
from footwise.loads import StepReason, Walk
from footwise.reports.numbers import as_ranges, number_range


@dataclass(frozen=True)
class ReasonedStep:
    """One step and what is said of it."""

    recording: str
    condition: str
    side: str
    step: int
    contact_s: float
    reason: StepReason


@dataclass(frozen=True)
class ReasonGroup:
    """All steps with the same kind of reason.

    Attributes
    ----------
    reason : str
        Where the reasons differ in a number, its range.
    count : int
    where : tuple of str
        Step numbers by condition (or file) and side: ``natural left 3, 7–9``.
    """

    reason: str
    count: int
    where: tuple[str, ...]


def steps_left_out(walks: Sequence[Walk]) -> list[ReasonedStep]:
    """Every step that was not used."""
    return _reasoned(walks, used=False)


def steps_flagged(walks: Sequence[Walk]) -> list[ReasonedStep]:
    """Every used step that carries a remark."""
    return _reasoned(walks, used=True)


def grouped_by_reason(steps: Sequence[ReasonedStep]) -> list[ReasonGroup]:
    """Group steps by reason, the most frequent first."""
    kinds: dict[str, list[ReasonedStep]] = {}
    for step in steps:
        kinds.setdefault(step.reason.words, []).append(step)
    names = _names({(step.condition, step.recording) for step in steps})
    return [
        ReasonGroup(_merged([step.reason for step in group]), len(group), _where(group, names))
        for group in sorted(kinds.values(), key=len, reverse=True)
    ]


def _names(recordings: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Shortest name that tells recordings apart: none for a single one, else condition, else file."""
    if len(recordings) == 1:
        return dict.fromkeys(recordings, "")
    conditions = [condition for condition, _ in recordings]
    return {
        (condition, file): condition_in_words(condition) if condition and conditions.count(condition) == 1 else file
        for condition, file in recordings
    }


def _where(group: list[ReasonedStep], names: dict[tuple[str, str], str]) -> tuple[str, ...]:
    places: dict[tuple[str, str], list[int]] = {}
    for step in group:
        places.setdefault((names[step.condition, step.recording], step.side), []).append(step.step)
    return tuple(f"{name} {side} {as_ranges(steps)}".strip() for (name, side), steps in places.items())


def _reasoned(walks: Sequence[Walk], used: bool) -> list[ReasonedStep]:
    found = []
    for walk in walks:
        steps = walk.steps
        chosen = steps[(steps["used"].astype(bool) == used) & (steps["reason"] != "")]
        # The table holds texts; whoever wrote another one into it gave a reason without numbers.
        known = {str(reason): reason for reason in walk.reasons}
        reasons = [known.get(text, StepReason(text)) for text in chosen["reason"]]
        columns = (chosen[name].tolist() for name in ("side", "step", "contact_s"))
        name = walk.recording.source.name
        found += [ReasonedStep(name, walk.condition, *values) for values in zip(*columns, reasons, strict=True)]
    return found


def _merged(reasons: Sequence[StepReason]) -> str:
    """One text for reasons that differ in their numbers only, which become ranges."""
    ranges = map(number_range, zip(*(reason.numbers for reason in reasons), strict=True))
    return str(StepReason(reasons[0].words, tuple(ranges)))
