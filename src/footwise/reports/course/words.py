"""What the report of a course says in words: how a session went, what was left out, how the sensor was calibrated."""

from __future__ import annotations

import numpy as np

from footwise.coaching import (
    Block,
    FootSummary,
    Mode,
    Polarity,
    Purpose,
    SessionRecords,
    SessionSummary,
    begun_at,
    is_settled,
)
from footwise.foot_sensor.live import Method, Reason, Verdict
from footwise.reports.course.coached_strides import CoachedStrides
from footwise.reports.numbers import angle, number, turn

_PLAIN = {
    Reason.NO_START: "the foot was not seen standing still before the step, so its way is not known",
    Reason.STANDING: "first step after standing",
    Reason.TOO_QUICK: "too quick for a stride: a shuffle, or a step on the spot",
    Reason.TOO_SLOW: "too slow for a stride",
    Reason.TOO_SHORT: "too short for a stride: walking slowed down, or the foot was only moved",
    Reason.TOO_LONG: "longer than a stride can be",
    Reason.TURNING: "walked in a turn: the foot angle means something on straight ways only",
    Reason.STAIR: "a step up or down",
    Reason.NOT_STILL: "the foot was not still on the floor, so the angle would not be certain",
    Reason.IMPLAUSIBLE: "foot angle too far from the calibration to be true",
    Reason.TILTED: "the foot stood tilted, or the sensor had moved",
    Reason.SHIFTED: "the sensor had moved on the shoe; it must be fastened and calibrated again",
    Reason.GAP: "samples of the sensor are missing",
    Reason.NO_NUMBER: "the sensor sent a sample without a number",
    Reason.BACKWARDS: "the clock of the sensor ran backwards",
    Reason.RATE: "the sensor changed its sampling rate",
    Reason.CLIPPED: "the movement went beyond the range of the sensor",
    Reason.HIDDEN: "heel or toe was hidden from the cameras, so the angle would not be certain",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_POLARITY = {
    Polarity.TOWARDS: "A cue is felt on the side that the toes should turn to (it pulls).",
    Polarity.AWAY: "A cue is felt on the side that the toes should turn away from (it pushes).",
}


def headline(session: SessionRecords, foot: FootSummary, planned_sessions: int | None) -> str:
    """Say in one sentence how one foot did, for the clinician; every number stands in the tables, too."""
    of = f" of {planned_sessions}" if planned_sessions else ""
    begin = f"Session {session.plan.session}{of}, {foot.side} foot"
    if not foot.found:
        return f"{begin}: no stride was seen."
    if foot.target_deg is None:
        seen = f"{foot.valid} of {foot.found} strides could be used"
        return f"{begin}: {_not_calibrated(session)} ({seen}), so no step was coached."
    if not foot.every_step.steps:
        return f"{begin}: no step of the blocks could be used."
    told, kept = foot.with_feedback, foot.kept
    if told.steps and kept.steps:
        share = (
            f"{number(foot.every_step.in_band_pct, 0)} % of steps in the band, {number(told.in_band_pct, 0)} % with "
            f"feedback and {number(kept.in_band_pct, 0)} % without"
        )
    else:
        how = "all with feedback" if told.steps else "all without feedback"
        share = f"{number(foot.every_step.in_band_pct, 0)} % of steps in the band, {how}"
    # A number stays together with its sign of per cent.
    return f"{begin}: {share}; {_kept_of_asked(foot)}.".replace(" %", "\N{NO-BREAK SPACE}%")


def _not_calibrated(session: SessionRecords) -> str:
    if session.plan.how.method is Method.MARKERS:
        return "natural walking was not measured to its end"
    return "the sensor was not calibrated"


def _kept_of_asked(foot: FootSummary) -> str:
    change, asked = foot.kept_change_deg, asked_deg(foot)
    if change is None or asked is None:
        return "what is kept without feedback is not known yet"
    told = angle(asked, 0 if abs(asked - round(asked)) < 0.05 else 1)
    if change * asked > 0:
        return f"{number(abs(change), 1)}° of the {told} asked for are kept without feedback"
    return f"without feedback a change of {turn(change)}, where {told} was asked for"


def asked_deg(foot: FootSummary) -> float | None:
    """Change from natural walking that was asked for, toe-out positive."""
    return None if foot.target_deg is None or foot.baseline_deg is None else foot.target_deg - foot.baseline_deg


def day_in_words(session: SessionRecords) -> str:
    """Write the day on which a session began (UTC); empty where its log does not say it."""
    begun = begun_at(session.records[0].get("started"))
    return "" if begun is None else f"{begun.day} {_MONTHS[begun.month - 1]} {begun.year}"


def state(session: SessionRecords, summary: SessionSummary) -> str:
    """Say whether a session was walked to its end; empty where it was."""
    if summary.finished:
        return ""
    planned = sum(block.block_s for block in session.plan.blocks)
    walked = f"{number(summary.walked_s / 60, 1)} of {number(planned / 60, 1)} min walked"
    if session.ended:
        return f"Session {summary.session} was ended early: {walked}."
    return f"Session {summary.session} is not finished: {walked}. It can be continued."


def warnings(session: SessionRecords, summary: SessionSummary) -> list[str]:
    """Say what to look at before the numbers of a session are trusted."""
    found = [told] if (told := state(session, summary)) else []
    if session.damage:
        found.append(f"{session.path.name}: {session.damage} could not be read.")
    planned = len(session.plan.blocks) and session.plan.blocks[-1].purpose is Purpose.RETENTION
    for foot in summary.feet:
        name = f"{foot.side} foot"
        if not foot.found:
            found.append(f"{name}: no stride in the whole session. Was the sensor on and on the shoe?")
            continue
        quality = session.last("quality", foot.side)
        if quality is not None and quality["verdict"] != Verdict.GOOD:
            found.append(f"{quality['text']}.")
        if foot.target_deg is None:
            found.append(f"{name}: never calibrated. Steps before the calibration have no foot angle.")
        if moved := foot.reasons.get(Reason.SHIFTED):
            found.append(
                f"{name}: {moved} strides were left out because the sensor had moved on the shoe. "
                "Fasten it and calibrate again."
            )
        left_out = foot.found - foot.valid - (moved or 0)
        if left_out > 0.25 * foot.found:
            found.append(f"{name}: {left_out} of {foot.found} strides were left out for other reasons; see below.")
        if foot.lost_s > max(1.0, 0.02 * summary.walked_s):
            found.append(f"{name}: {number(foot.lost_s, 1)} s of the sensor's samples were lost.")
        if foot.target_deg is not None and planned and not foot.retention.steps:
            found.append(f"{name}: no step of the retention block, so what stays without feedback is not known.")
    return found


def left_out_by_reason(foot: FootSummary) -> list[tuple[int, str]]:
    """Count the strides that were left out, with the reason in plain words, the most frequent first."""
    return [(count, plain_reason(reason)) for reason, count in foot.reasons.items()]


def plain_reason(reason: str) -> str:
    """Give a reason of the log in plain words."""
    known = next((words for one, words in _PLAIN.items() if one.value == reason), None)
    return known or reason or "no reason was noted"


def calibration_words(session: SessionRecords, side: str) -> str:
    """Say how the sensor was calibrated, how certain that is, and what it means for the angles."""
    record = session.last("calibration", side)
    if record is None:
        return "Not calibrated: there were too few usable strides, and no foot angle is given."
    error = f"± {number(record['standard_error_deg'], 1)}°"
    strides = record["strides"]
    if record["method"] == Method.RELATIVE:
        words = (
            f"Relative to baseline: the median of {strides} strides of natural walking is zero ({error}). "
            "Every angle is a change from natural walking and no absolute foot angle."
        )
    elif record["method"] == Method.MARKERS:
        return (
            "Cameras see heel and toe themselves: every angle is a foot progression angle, the mean over 15 to 40 % of "
            "stance, and nothing is calibrated."
        )
    elif record["method"] == Method.CLINIC_VALUE:
        measured = session.plan.how.clinic_deg.get(side, np.nan)
        words = (
            f"Clinic value: the median of {strides} strides of natural walking was set to the {angle(measured, 1)} "
            f"measured in the clinic ({error}, and the error of that measurement)."
        )
    else:
        words = (
            f"Stand, then walk: the foot stood along a line, and {strides} strides along it gave the direction. "
            f"The sensor points {turn(record['offset_deg'])} of the foot ({error}), which is taken off every angle."
        )
    if record.get("carried"):
        words += " Taken over from an earlier session, which holds only if the sensor has stayed in its place."
    return words


def mount_words(strides: CoachedStrides) -> str:
    """Say what is known of the sensor's place on the shoe during the session."""
    tilts = [abs(r["shift_deg"]) for r in strides.records if r["shift_deg"] is not None]
    seen = f" (largest in this session: {number(max(tilts), 1)}°)" if tilts else ""
    return (
        f"The tilt of the sensor against its calibration is watched{seen}; six axes cannot see a sensor that "
        "was turned about the vertical."
    )


def quality_words(session: SessionRecords, side: str) -> str:
    """Say what was measured of a sensor before the first block, as the log has it; empty where nothing was."""
    record = session.last("quality", side)
    if record is None:
        return ""
    insisted = " The session went on all the same, as was asked for." if record.get("accepted") else ""
    return f"Before the first block: {record['text']}.{insisted}"


def sensor_is_refused(session: SessionRecords, side: str) -> bool:
    """Say whether the session stopped because a sensor was not usable."""
    record = session.last("quality", side)
    return record is not None and not is_settled(record)


def polarity_words(polarity: Polarity) -> str:
    """Say on which side of the foot a cue is felt."""
    return _POLARITY[polarity]


def mode_words(block: Block) -> str:
    """Say which of the steps with feedback are told, and what."""
    if not block.share:
        return "no feedback"
    return {
        Mode.BANDWIDTH: "every step outside the band; silence means right",
        Mode.EVERY: "every step, also the right ones",
        Mode.EVERY_N: f"every {block.every}. step, also the right ones",
        Mode.SUMMARY_N: f"the mean of every {block.every} steps",
    }[block.mode]
