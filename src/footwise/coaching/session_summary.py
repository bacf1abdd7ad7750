"""What a session came to: steps in the band with and without feedback, error, retention, change, latency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from footwise.coaching.schedule import Purpose

Record = Mapping[str, Any]


@dataclass(frozen=True)
class StepStatistics:
    """How near to the target some steps were.

    Attributes
    ----------
    steps : int
        Valid steps.
    in_band : int
        How many of them were within the dead band.
    in_band_pct : float or None
        Their share.
    mean_error_deg, rmse_deg : float or None
        Foot angle less target, toe-out positive: mean, and root mean square.
    mean_angle_deg : float or None
        Mean foot progression angle.
    """

    steps: int
    in_band: int
    in_band_pct: float | None
    mean_error_deg: float | None
    rmse_deg: float | None
    mean_angle_deg: float | None


@dataclass(frozen=True)
class FootSummary:
    """One foot in one session.

    Attributes
    ----------
    side : str
    baseline_deg, target_deg : float or None
        In the session's calibration; None where it was never calibrated.
    found, valid : int
        Strides.
    reasons : dict of str to int
        Strides that were not valid, by reason.
    practice : StepStatistics
        Steps of the practice blocks.
    with_feedback, without_feedback : StepStatistics
        Those of them that were and that were not to be told.
    retention : StepStatistics
        Steps of the blocks without feedback at the end.
    every_step : StepStatistics
        All steps of the blocks: what "steps that were right" counts.
    kept : StepStatistics
        All steps that were not to be told, of practice and retention: what "without feedback" means where nothing
        else is said.
    kept_change_deg : float or None
        Their mean foot angle less the baseline, toe-out positive: what a person keeps without help.
    achieved_change_deg, retention_change_deg : float or None
        Mean foot angle of practice, and of retention, less the baseline; toe-out positive.
    cues : dict of str to int
        By what they said: in, out, keep.
    lost_s : float
        Time that no sample covers.
    """

    side: str
    baseline_deg: float | None
    target_deg: float | None
    found: int
    valid: int
    reasons: dict[str, int]
    practice: StepStatistics
    with_feedback: StepStatistics
    without_feedback: StepStatistics
    retention: StepStatistics
    every_step: StepStatistics
    kept: StepStatistics
    kept_change_deg: float | None
    achieved_change_deg: float | None
    retention_change_deg: float | None
    cues: dict[str, int]
    lost_s: float


@dataclass(frozen=True)
class Latency:
    """How long a cue took, in s; None where there was no cue.

    Attributes
    ----------
    count : int
    median_s, p90_s, p99_s, largest_s : float or None
    """

    count: int
    median_s: float | None
    p90_s: float | None
    p99_s: float | None
    largest_s: float | None


@dataclass(frozen=True)
class SessionSummary:
    """A whole session.

    Attributes
    ----------
    session : int
    finished : bool
        Whether every block was walked to its end.
    walked_s : float
        Time of the blocks that was walked.
    feet : tuple of FootSummary
    sample_to_decision, sample_to_emission : Latency
        From the sample that decided a stride to the decision, and to the cue that had been given.
    contact_to_decision : Latency
        From the contact of the foot to the deciding sample, on the sensor's clock: how much of stance has gone.
    """

    session: int
    finished: bool
    walked_s: float
    feet: tuple[FootSummary, ...]
    sample_to_decision: Latency
    sample_to_emission: Latency
    contact_to_decision: Latency


def summarise(records: Sequence[Record]) -> SessionSummary:
    """Sum up the records of a session's log.

    Parameters
    ----------
    records : sequence of dict
        As `read_log` gives them; the first is the session's own.

    Returns
    -------
    SessionSummary
    """
    plan = records[0]["plan"]
    cues = [record for record in records if record["kind"] == "cue"]
    strides = [record for record in records if record["kind"] == "stride"]
    waits = [r["decided_s"] - r["contact_s"] for r in strides if r["valid"] and r["contact_s"] is not None]
    return SessionSummary(
        session=plan["session"],
        finished=any(record["kind"] == "end" and record["finished"] for record in records),
        walked_s=max((record.get("elapsed_s") or 0.0 for record in records), default=0.0),
        feet=tuple(_foot(side, plan, records) for side in plan["sides"]),
        sample_to_decision=latency(cue["decision_s"] - cue["sample_s"] for cue in cues),
        sample_to_emission=latency(
            cue["emission_s"] - cue["sample_s"] for cue in cues if cue["emission_s"] is not None
        ),
        contact_to_decision=latency(waits),
    )


def latency(waits_s: Iterable[float]) -> Latency:
    """Give the percentiles of waiting times (nearest rank)."""
    waits = sorted(waits_s)
    if not waits:
        return Latency(0, None, None, None, None)

    def rank(share: float) -> float:
        return waits[min(len(waits) - 1, int(share * len(waits)))]

    return Latency(len(waits), rank(0.5), rank(0.9), rank(0.99), waits[-1])


def statistics_of(strides: Iterable[Record]) -> StepStatistics:
    """Sum up the valid strides among `strides` that have a target."""
    steps = [record for record in strides if record["valid"] and record["error_deg"] is not None]
    if not steps:
        return StepStatistics(0, 0, None, None, None, None)
    in_band = sum(record["in_band"] for record in steps)
    errors = [record["error_deg"] for record in steps]
    return StepStatistics(
        steps=len(steps),
        in_band=in_band,
        in_band_pct=100.0 * in_band / len(steps),
        mean_error_deg=sum(errors) / len(errors),
        rmse_deg=sqrt(sum(error * error for error in errors) / len(errors)),
        mean_angle_deg=sum(record["foot_progression_angle_deg"] for record in steps) / len(steps),
    )


def _foot(side: str, plan: Record, records: Sequence[Record]) -> FootSummary:
    mine = [record for record in records if record.get("side") == side]
    strides = [record for record in mine if record["kind"] == "stride"]
    calibrated = next((record for record in reversed(mine) if record["kind"] == "target"), None)
    baseline = calibrated["baseline_deg"] if calibrated else None
    purposes = [block["purpose"] for block in plan["blocks"]]

    def in_blocks(purpose: Purpose) -> list[Record]:
        return [record for record in strides if record["block"] is not None and purposes[record["block"]] == purpose]

    practice, retention = in_blocks(Purpose.PRACTICE), statistics_of(in_blocks(Purpose.RETENTION))
    whole = statistics_of(practice)
    blocks = [record for record in strides if record["block"] is not None]
    kept = statistics_of(record for record in blocks if not record["feedback"])
    lost = [record["lost_s"].get(side, 0.0) for record in records if record["kind"] == "alive"]
    return FootSummary(
        side=side,
        baseline_deg=baseline,
        target_deg=calibrated["target_deg"] if calibrated else None,
        found=len(strides),
        valid=sum(record["valid"] for record in strides),
        reasons=dict(Counter(record["reason"] for record in strides if not record["valid"]).most_common()),
        practice=whole,
        with_feedback=statistics_of(record for record in practice if record["feedback"]),
        without_feedback=statistics_of(record for record in practice if not record["feedback"]),
        retention=retention,
        every_step=statistics_of(blocks),
        kept=kept,
        kept_change_deg=_less(kept.mean_angle_deg, baseline),
        achieved_change_deg=_less(whole.mean_angle_deg, baseline),
        retention_change_deg=_less(retention.mean_angle_deg, baseline),
        cues=dict(Counter(record["turn"] for record in mine if record["kind"] == "cue")),
        lost_s=max(lost, default=0.0),
    )


def _less(angle: float | None, baseline: float | None) -> float | None:
    return None if angle is None or baseline is None else angle - baseline
