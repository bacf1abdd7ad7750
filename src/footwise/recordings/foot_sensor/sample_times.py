"""A sensor's own clock: samples in their order, the rate, and the pauses."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import RawSensor
from footwise.recordings.foot_sensor.sensor import longest_pause_s

SHORTEST_S = 1.0
SLOWEST_HZ, SLOW_HZ, FASTEST_HZ = 20.0, 49.0, 4000.0
# A slow stretch counts as a change of rate from this share on.
_CHANGED = 0.1
_UNEVEN = 0.25
# Samples that are missing without a gap are said from this share on.
_TOLD = 0.005
_LARGEST = 1e6
# A clock that goes back so far that this share of the samples has a time that was there before starts anew.
_TOLD_TWICE = 0.1
# What stamps that were taken for seconds, or for a smaller unit than theirs, can be.
_UNITS = {"ms": 1e3, "µs": 1e6, "ns": 1e9, "a unit 1000 times larger": 1e-3}


def unroll(counter: Array, period: float = 2.0**32) -> Array:
    """Undo the roll-over of a device's counter, which starts at zero again after `period` ticks.

    A step back by more than half of the period is a roll-over; a smaller one is a step back, and stays.

    Examples
    --------
    >>> unroll(np.array([4294967290.0, 4.0, 14.0])).tolist()
    [4294967290.0, 4294967300.0, 4294967310.0]
    """
    known = np.flatnonzero(np.isfinite(counter))
    out = counter.copy()
    steps = np.diff(counter[known])
    turns = np.cumsum((steps < -period / 2).astype(float) - (steps > period / 2))
    out[known[1:]] += turns * period
    return out


def kept_samples(raw: RawSensor) -> tuple[NDArray[np.intp], list[str]]:
    """Samples that are whole and in the order of time, and notes on those that are not.

    A row without a number in any channel is left out, so that it makes a pause. Of stamps that repeat or run
    backwards as few as possible are left out.
    """
    notes: list[str] = []
    channels = np.column_stack((raw.acceleration, raw.angular_velocity))
    with np.errstate(invalid="ignore"):
        whole = np.isfinite(raw.time_s) & (np.abs(channels) < _LARGEST).all(axis=1)
    kept = np.flatnonzero(whole)
    _refuse_if_most_are_lost(raw, len(kept), "have no number in a channel", "time", "acceleration", "angular velocity")
    if lost := len(whole) - len(kept):
        notes.append(
            f"has {lost} {_samples(lost)} without a number in some channel, left out ({lost / len(whole):.1%})"
        )
    steps = np.diff(raw.time_s[kept])
    if (steps <= 0).any():
        _refuse_several_recordings(raw, raw.time_s[kept])
        repeated, back = int((steps == 0).sum()), int((steps < 0).sum())
        ordered = kept[_longest_increasing(raw.time_s[kept])]
        _refuse_if_most_are_lost(raw, len(ordered), "have time stamps that repeat or run backwards", "time")
        lost = len(kept) - len(ordered)
        where = raw.time_s[kept[np.flatnonzero(steps <= 0)[0]]] - raw.time_s[kept[0]]
        notes.append(
            f"has time stamps that repeat ({repeated}) or run backwards ({back}), first after {where:.2f} s; "
            f"{lost} {_samples(lost)} left out"
        )
        kept = ordered
    return kept, notes


def _refuse_several_recordings(raw: RawSensor, time_s: Array) -> None:
    """Refuse a clock that starts again, as where two recordings were put one after the other.

    A disturbed clock comes back to where it would have been; that of another recording runs on from where it began.
    """
    for k in np.flatnonzero(np.diff(time_s) < -SHORTEST_S).tolist():
        before, after = float(np.median(time_s[max(k - 20, 0) : k + 1])), time_s[k + 1 :]
        goes_on_behind = float(np.median(after[:100])) < before - 0.5 * SHORTEST_S
        if goes_on_behind and (after <= before).sum() > _TOLD_TWICE * len(time_s):
            raise FootwiseError(
                raw.where("time"),
                f"holds several recordings: after {time_s[k] - time_s[0]:.2f} s its time starts again",
                "Give each recording a file of its own",
            )


def _refuse_if_most_are_lost(raw: RawSensor, kept: int, trouble: str, *channels: str) -> None:
    total = len(raw.time_s)
    if kept * 2 < total or not kept:
        where = raw.where(*channels)
        raise FootwiseError(where, f"{total - kept} of {total} samples {trouble}", "Export the recording again")


def _samples(count: int) -> str:
    return "sample" if count == 1 else "samples"


def _longest_increasing(values: Array) -> NDArray[np.intp]:
    """Indices of the longest strictly increasing subsequence (patience sorting)."""
    tails: list[float] = []
    last: list[int] = []
    before = np.full(len(values), -1)
    for k, value in enumerate(values.tolist()):
        place = bisect_left(tails, value)
        if place == len(tails):
            tails.append(value)
            last.append(k)
        elif value < tails[place]:
            tails[place], last[place] = value, k
        else:
            continue  # the same stamp again: the first stays
        before[k] = last[place - 1] if place else -1
    chain = [last[-1]]
    while before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    return np.array(chain[::-1])


def sampling_rate(raw: RawSensor, time_s: Array) -> tuple[float, list[str]]:
    """Samples per second by the device's clock, pauses left out, and notes on it.

    Raises
    ------
    FootwiseError
        Too short, or no rate of a sensor.
    """
    length = float(time_s[-1] - time_s[0]) if len(time_s) else 0.0
    if len(time_s) < 3 or length <= 0:
        raise FootwiseError(raw.where("time"), f"holds {len(time_s)} samples", "Record at least a few strides")
    steps = np.diff(time_s)
    usual = steps[steps <= 1.5 * float(np.median(steps))]
    rate = 1 / float(usual.mean())
    if not SLOWEST_HZ <= rate <= FASTEST_HZ:
        meant = [f"; were they in {unit}, it would be {rate * factor:.4g}" for unit, factor in _UNITS.items()
                 if SLOWEST_HZ <= rate * factor <= FASTEST_HZ]  # fmt: skip
        raise FootwiseError(
            raw.where("time"),
            f"its time stamps give {rate:.4g} samples a second{''.join(meant[:1])}",
            f"Check the unit of time; a foot sensor needs {SLOWEST_HZ:g} to {FASTEST_HZ:g}, better 100",
        )
    if length < SHORTEST_S:
        raise FootwiseError(raw.where("time"), f"is only {length:.2f} s long", "Record at least a few strides")
    notes = [f"has {rate:.0f} samples a second; below 50 a fast foot is not followed"] if rate < SLOW_HZ else []
    left_out = len(raw.time_s) - len(time_s)
    changes = _change_notes(steps)
    # Where whole stretches have another rate, nothing need be lost.
    losses = [] if changes and _even_stretches(steps) else _single_losses(steps, left_out)
    return rate, [*notes, *_pause_notes(steps, time_s, rate), *losses, *changes]


def _pause_notes(steps: Array, time_s: Array, rate: float) -> list[str]:
    longest = longest_pause_s(rate)
    pauses = steps[steps > longest]
    if not len(pauses):
        return []
    share = float(pauses.sum()) / float(time_s[-1] - time_s[0])
    times = "once" if len(pauses) == 1 else f"{len(pauses)} times"
    return [
        f"pauses {times} for more than {1e3 * longest:.0f} ms, at most {pauses.max():.2f} s, {share:.1%} of the time"
    ]


def _single_losses(steps: Array, left_out: int) -> list[str]:
    """Say what is missing without making a gap; `left_out` samples were there and are said already."""
    usual = float(np.median(steps))
    long = steps[(steps > 1.5 * usual) & (steps <= longest_pause_s(1 / usual))]
    # Stamps that scatter come too early as often as too late.
    if np.sum(steps < 0.6 * usual) > len(long) / 4:
        return []
    missing = int(np.round(long / usual - 1).sum()) - left_out
    # Of a file that is mostly damaged more is left out than is missing.
    if missing <= 0 or (share := missing / (len(steps) + 1 + missing)) < _TOLD:
        return []
    return [f"lacks {share:.1%} of its samples, a few at a time: strides stay, and are a little less exact"]


def _even_stretches(steps: Array) -> bool:
    """Whether nearly all steps of every tenth of the recording are alike; a tenth in which the rate changes may differ.

    Samples that are lost by chance leave steps of one, two and three.
    """
    tenths = [tenth for tenth in np.array_split(steps, 10) if len(tenth) >= 10]
    uneven = [float(np.mean(np.abs(tenth / np.median(tenth) - 1) > _UNEVEN)) > _CHANGED for tenth in tenths]
    return sum(uneven) <= 1


def _change_notes(steps: Array) -> list[str]:
    """Compare the median step of every tenth of the recording with that of the whole."""
    tenths = [tenth for tenth in np.array_split(steps, 10) if len(tenth) >= 10]
    medians = np.array([np.median(tenth) for tenth in tenths])
    if not len(medians) or medians.max() <= medians.min() * (1 + _CHANGED):
        return []
    slow, fast = 1 / medians.max(), 1 / medians.min()
    return [f"changes its rate between {slow:.0f} and {fast:.0f} samples a second"]
