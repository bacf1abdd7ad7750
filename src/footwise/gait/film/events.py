"""Foot contact and foot off of a filmed person, from heel and toe against the pelvis.

The heel is furthest ahead of the pelvis when the foot lands, the toe furthest behind it when the foot leaves the floor
(Zeni, Richards, Higginson, Gait Posture 2008;27:710). It needs the walking direction and no scale, so it holds in the
room and in a picture from the side.

The foot already moves back against the pelvis before it lands, so contacts come early: with markers in the place of the
landmarks, on the public treadmill with force plates, 0.03 s, and offs 0.01 s, which makes stances 0.02 s too long. In
simulated walks offs come 0.03 s late instead, and stances are 0.05 to 0.06 s too long. Moving the events to where the
foot stops and begins to move would mend the simulation and spoil the person, and the bias varies too little to matter
between walks of one person: it is said, and not taken off.

A foot that is set down and lifted slowly, as a painful or a stiff one is, is another matter: it takes 0.09 to 0.1 s
from there to half of the body's speed in place of 0.06 s, and its stance would be 0.13 s too long. Its events are those
at half of the speed (:func:`softly_set_down`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.notes import Note, NoteKind
from footwise.signals import runs

# Of the length of the leg. A person who stands sways by less; the smallest steps of slow people are three times this.
LEAST_PROMINENCE_LEGS = 0.15
# Of the usual way of the foot about the pelvis: smaller extremes between two steps are no steps.
LEAST_PROMINENCE_SHARE = 0.4
# The low-pass and the pose model see this far: an event so near to the edge of the picture is guessed.
GUARD_S = 0.15
# An extreme so near to the end of what was seen may only be where the view was cut.
LEAST_FROM_END_S = 0.05
AT_EDGE = "at the edge of the picture or hidden"
SHORTEST_STANCE_S, LONGEST_STANCE_S = 0.3, 2.5
LONGEST_STRIDE_S = 3.5
# From the extremes to half of the body's speed, contact and off together: 0.057 s of the person on the treadmill with
# force plates, 0.05 to 0.07 s of simulated people who walk evenly, 0.07 to 0.1 s, and 1.7 times as long as of the other
# leg, of one that limps or is stiff. What takes longer than the last is no foot that lands.
# Whoever walks slowly sets both feet down so.
SLOW_LEGS_S = 1.0
SOFT_S, LEAST_SOFT_S, SOFTER_THAN_OTHER, LONGEST_SOFT_S = 0.08, 0.055, 1.7, 0.14
HALF_SPEED = 0.5
# After a contact and before an off a foot moves with the floor; how fast that is, is looked at here.
STANDING_S = (0.15, 0.35)
# A foot in swing is several times faster, one that stands seems to move with the noise of its landmarks.
STANDS_M_S = 0.6


@by_value
@dataclass(frozen=True)
class FilmedEvents:
    """Events of one foot, on the clip's clock, each in order.

    Attributes
    ----------
    contact_s, off_s : array
    contact_inside, off_inside : array of bool
        Feet and pelvis were in the picture for 0.15 s around the event.
    contact_at, off_at : array of str, or None
        Where they were then that were not: at which edge of the picture, or hidden. None where that is not known.
    """

    contact_s: Array
    off_s: Array
    contact_inside: NDArray[np.bool_]
    off_inside: NDArray[np.bool_]
    contact_at: NDArray[np.str_] | None = None
    off_at: NDArray[np.str_] | None = None

    def only(self, contact: NDArray[np.bool_], off: NDArray[np.bool_]) -> FilmedEvents:
        """Keep some of the contacts and some of the offs."""
        return FilmedEvents(
            self.contact_s[contact],
            self.off_s[off],
            self.contact_inside[contact],
            self.off_inside[off],
            None if self.contact_at is None else self.contact_at[contact],
            None if self.off_at is None else self.off_at[off],
        )


@dataclass(frozen=True)
class Stance:
    """One stance of one foot, perhaps cut.

    Attributes
    ----------
    side : str
    contact_s, off_s : float
        NaN where the event was not found.
    next_contact_s : float
        Of the same foot, at most 3.5 s later; else NaN.
    next_off_s : float
        The same of the off: where the contacts were not seen the stride is from off to off.
    fault : Note or None
        Why it is not to be used; None for a sound one.
    note : str
        What is missing of a stance that can be used in part.
    """

    side: str
    contact_s: float
    off_s: float
    next_contact_s: float
    fault: Note | None
    note: str
    next_off_s: float = np.nan

    @property
    def stride_s(self) -> float:
        """From contact to contact, else from off to off; NaN where neither was seen."""
        whole = self.next_contact_s - self.contact_s
        return whole if np.isfinite(whole) else self.next_off_s - self.off_s


def filmed_events(
    heel_ahead: Array,
    toe_ahead: Array,
    *,
    rate_hz: float,
    start_s: float,
    leg: float,
    inside: NDArray[np.bool_],
    outside: NDArray[np.str_] | None = None,
) -> FilmedEvents:
    """Find contact and off of one foot.

    Parameters
    ----------
    heel_ahead, toe_ahead : array, shape (frames,)
        How far heel and toe are ahead of the pelvis along the walking direction; NaN where unknown.
    rate_hz, start_s : float
        Of the frames.
    leg : float
        Length of the leg in the same unit: it scales the smallest movement that counts as a step.
    inside : array of bool, shape (frames,)
        Feet and pelvis are in the picture.
    outside : array of str, shape (frames,), optional
        Where they are that are not, as :class:`footwise.gait.film.motion.FilmedMotion` has it.

    Returns
    -------
    FilmedEvents
        Empty for a person who stands.
    """
    safe, where = guarded(inside, outside, rate_hz)
    found = []
    for signal in (heel_ahead, -toe_ahead):
        frames = prominent_maxima(signal, leg, round(LEAST_FROM_END_S * rate_hz))
        whole = np.clip(np.round(frames).astype(int), 0, len(signal) - 1)
        found.append((start_s + frames / rate_hz, safe[whole], None if where is None else where[whole]))
    (contact_s, contact_inside, contact_at), (off_s, off_inside, off_at) = found
    return FilmedEvents(contact_s, off_s, contact_inside, off_inside, contact_at, off_at)


def guarded(
    inside: NDArray[np.bool_], outside: NDArray[np.str_] | None, rate_hz: float
) -> tuple[NDArray[np.bool_], NDArray[np.str_] | None]:
    """In which frames events can be told, and where the person is in the others: 0.15 s around what is not seen, too.

    Parameters
    ----------
    inside, outside : array, shape (frames,)
        As for :func:`filmed_events`.
    rate_hz : float
    """
    guard = round(GUARD_S * rate_hz)
    safe = np.ones(len(inside), dtype=bool)
    where = None if outside is None else outside.copy()
    for start, stop in runs(~inside):
        # The begin and the end of a clip are no edges of the picture.
        around = slice(max(0, start - guard), stop + guard)
        safe[around] = False
        if where is not None and outside is not None:
            before, after = slice(around.start, start), slice(stop, around.stop)
            where[before] = np.where(where[before] == "", outside[start], where[before])
            where[after] = np.where(where[after] == "", outside[stop - 1], where[after])
    return safe, where


def softly_set_down(
    events: dict[str, FilmedEvents],
    ahead: dict[str, tuple[Array, Array]],
    *,
    rate_hz: float,
    start_s: float,
    leg: float,
) -> dict[str, FilmedEvents]:
    """Move the events of a foot that lands and leaves slowly to where it has half of the speed of the body.

    At the extremes a foot is as fast as the body. An ordinary foot stops, and gets going, at once; one that is set down
    and lifted gently is on the floor later, and leaves it earlier, than it seems by them.

    Parameters
    ----------
    events : dict of str to FilmedEvents
        By side, as :func:`filmed_events` finds them.
    ahead : dict of str to (array, array)
        Side to how far its heel and toe are ahead of the pelvis, as there.
    rate_hz, start_s, leg : float

    Returns
    -------
    dict of str to FilmedEvents
        As they were for a foot that takes no longer than an ordinary one, and than the other one, by the median over
        the walk, of a person who does not walk slowly.
    """
    takes, speeds = {}, []
    for side, found in events.items():
        both = []
        for points, times, way in zip(ahead[side], (found.contact_s, found.off_s), (1, -1), strict=True):
            seconds, speed = _to_half_speed(points, (times - start_s) * rate_hz, rate_hz, way)
            both.append(seconds)
            speeds.append(speed)
        takes[side] = both
    slow = _middle(np.concatenate([[], *speeds])) < SLOW_LEGS_S * leg
    usual = {side: [_middle(times) for times in both] for side, both in takes.items()}
    moved = {}
    for side, found in events.items():
        mine, other = sum(usual[side]), min(sum(usual[one]) for one in events if one != side)
        soft = slow or mine > SOFT_S or (mine > LEAST_SOFT_S and mine > SOFTER_THAN_OTHER * other)
        if soft and mine <= LONGEST_SOFT_S:
            later, earlier = (
                np.where(np.isfinite(times), times, middle)
                for times, middle in zip(takes[side], usual[side], strict=True)
            )
            found = replace(found, contact_s=found.contact_s + later, off_s=found.off_s - earlier)
        moved[side] = found
    return moved


def _middle(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _to_half_speed(ahead: Array, events: Array, rate_hz: float, way: int) -> tuple[Array, Array]:
    """Seconds after (1) or before (-1) each event until the point moves half as fast as in stance; and that speed.

    Events in frames, speed in the unit of the points a second; NaN where it is not seen.
    """
    speed = np.gradient(ahead) if len(ahead) > 1 else np.zeros(len(ahead))
    first, last = (round(when * rate_hz) for when in STANDING_S)
    found, stands = np.full((2, len(events)), np.nan)
    for k, event in enumerate(events):
        frames = round(float(event)) + way * np.arange(last + 1)
        if frames.min() < 0 or frames.max() >= len(ahead) or not np.isfinite(speed[frames]).all():
            continue
        course = speed[frames]
        stands[k] = -float(np.median(course[first:])) * rate_hz
        limit = -HALF_SPEED * stands[k] / rate_hz
        reached = np.flatnonzero(course <= limit)
        if limit >= 0 or not len(reached) or not reached[0]:
            continue
        after = int(reached[0])
        share = (course[after - 1] - limit) / (course[after - 1] - course[after])
        found[k] = (after - 1 + share) / rate_hz
    return found, stands


def prominent_maxima(signal: Array, leg: float, from_end: int = 1) -> Array:
    """Frames of the maxima that stand out from what is on both sides of them, refined between frames.

    A maximum must stand out by 0.15 leg lengths, and by 0.4 of the usual range, above the higher of the two lowest
    points between it and the next higher value on either side. `scipy.signal.find_peaks` has the same rule, but where
    the signal is cut it takes the cut for a valley's floor and loses the first and the last step; here the side that
    is cut does not count.

    Parameters
    ----------
    signal : array, shape (frames,)
        NaN where unknown.
    leg : float
        In the unit of the signal.
    from_end : int
        Frames that a maximum must lie from where the signal is cut.

    Returns
    -------
    array
        Frames, fractional.
    """
    known = signal[np.isfinite(signal)]
    if len(known) < 10 or not np.isfinite(leg):
        return np.empty(0)
    low, high = np.quantile(known, (0.05, 0.95))
    least = max(LEAST_PROMINENCE_LEGS * leg, LEAST_PROMINENCE_SHARE * float(high - low))
    frames = []
    for start, stop in runs(np.isfinite(signal)):
        part = signal[start:stop]
        if len(part) < 3:
            continue
        tops = 1 + np.flatnonzero((part[1:-1] > part[:-2]) & (part[1:-1] >= part[2:]))
        for top in tops:
            if min(top, len(part) - 1 - top) < from_end or _prominence(part, int(top)) < least:
                continue
            before, here, after = part[top - 1 : top + 2]
            bend = before - 2 * here + after
            frames.append(start + top + (0.5 * (before - after) / bend if bend < 0 else 0.0))
    return np.array(frames)


def _prominence(part: Array, top: int) -> float:
    higher = np.flatnonzero(part > part[top])
    left = higher[higher < top]
    right = higher[higher > top]
    falls = []
    if len(left):
        falls.append(part[top] - part[left[-1] : top].min())
    if len(right):
        falls.append(part[top] - part[top : right[0] + 1].min())
    if falls:
        return float(min(falls))
    # The highest of all: whichever side falls further.
    return float(part[top] - part.min())


def stances(side: str, events: FilmedEvents) -> list[Stance]:
    """Pair contacts and offs of one foot to stances; one that is cut or odd stays, with the reason.

    Parameters
    ----------
    side : str
    events : FilmedEvents

    Returns
    -------
    list of Stance
        In order of time.
    """
    times = np.concatenate((events.contact_s, events.off_s))
    is_contact = np.arange(len(times)) < len(events.contact_s)
    inside = np.concatenate((events.contact_inside, events.off_inside))
    at = [AT_EDGE] * len(times)
    if events.contact_at is not None and events.off_at is not None:
        at = [*map(str, events.contact_at), *map(str, events.off_at)]
    edges = [None if seen else where for seen, where in zip(inside, at, strict=True)]
    order = np.argsort(times, kind="stable")
    rows: list[Stance] = []
    open_at: int | None = None
    for place, k in enumerate(order):
        if is_contact[k]:
            if open_at is not None:
                rows.append(_stance(side, times, edges, open_at, None, lost="foot off was not found"))
            open_at = int(k)
            continue
        lost = "contact was not found" if open_at is None and place else ""
        cut = "begins before the clip" if open_at is None and not place else ""
        rows.append(_stance(side, times, edges, open_at, int(k), lost=lost, cut=cut))
        open_at = None
    if open_at is not None:
        rows.append(_stance(side, times, edges, open_at, None, cut="ends after the clip"))
    return followed(rows)


def while_still(stance: Stance, heel_m_s: Array, toe_m_s: Array, rate_hz: float, start_s: float) -> Stance:
    """Move contact and off of a stance to where the heel stops, and the toe begins, to move over the floor.

    One phone in front knows well whether a foot moves over the floor, but not how far ahead of the pelvis it is: a
    raised foot seems to be farther away, and the extremes of :func:`filmed_events` come late and early by a tenth of a
    second. They say which stance it is, and this says when.

    Parameters
    ----------
    stance : Stance
    heel_m_s, toe_m_s : array, shape (frames,)
        Speed over the floor.
    rate_hz, start_s : float
        Of the frames.
    """
    first = stance.contact_s if np.isfinite(stance.contact_s) else start_s
    last = stance.off_s if np.isfinite(stance.off_s) else start_s + (len(heel_m_s) - 1) / rate_hz
    low, high = (int(np.clip(round((t - start_s) * rate_hz), 0, len(heel_m_s) - 1)) for t in (first, last))
    still = (heel_m_s < STANDS_M_S) & (toe_m_s < STANDS_M_S)
    inner = low + np.flatnonzero(still[low : high + 1])
    if not len(inner):
        return stance
    moving = np.flatnonzero(heel_m_s[: inner[0]] >= STANDS_M_S)
    leaving = np.flatnonzero(toe_m_s[inner[-1] :] >= STANDS_M_S)
    contact, off, notes = stance.contact_s, stance.off_s, [stance.note]
    # A foot that is not seen to move before, or after, may have stood there for long.
    if np.isfinite(contact):
        contact = start_s + (moving[-1] + 1) / rate_hz if len(moving) else np.nan
        notes += [] if len(moving) else ["begins before the clip"]
    if np.isfinite(off):
        off = start_s + (inner[-1] + leaving[0]) / rate_hz if len(leaving) else np.nan
        notes += [] if len(leaving) else ["ends after the clip"]
    return replace(stance, contact_s=contact, off_s=off, note="; ".join(note for note in notes if note))


def length_fault(stance: Stance) -> Note | None:
    """Why a stance cannot be as short or as long as it is; None where it can, or is cut."""
    if stance.off_s - stance.contact_s < SHORTEST_STANCE_S:
        return Note(f"on the floor for less than {SHORTEST_STANCE_S:g} s")
    if stance.off_s - stance.contact_s > LONGEST_STANCE_S:
        return Note(f"on the floor for more than {LONGEST_STANCE_S:g} s", NoteKind.STANDS_LONG)
    return None


def followed(rows: list[Stance]) -> list[Stance]:
    """Give the stances of one foot, in order of time, the contact and the off that follow each."""
    return [_followed(row, rows[k + 1 :]) for k, row in enumerate(rows)]


def _stance(
    side: str,
    times: Array,
    edges: list[str | None],
    contact: int | None,
    off: int | None,
    *,
    lost: str = "",
    cut: str = "",
) -> Stance:
    """Make a stance of its events: `lost` says which was not found, `cut` where the clip begins or ends too soon."""
    start = np.nan if contact is None else float(times[contact])
    stop = np.nan if off is None else float(times[off])
    fault = length_fault(Stance(side, start, stop, np.nan, None, "")) or (
        Note(lost, NoteKind.EVENT_LOST) if lost else None
    )
    contact_at, off_at = (None if k is None else edges[k] for k in (contact, off))
    notes = [cut]
    if (contact_at is not None) + (off_at is not None) == (contact is not None) + (off is not None):
        places = dict.fromkeys(place for place in (contact_at, off_at) if place is not None)
        fault = Note(f"all of it is {' and '.join(places)}", NoteKind.AT_EDGE)
    else:
        # An event at the edge tells that there was one, and is too uncertain to tell when.
        start = np.nan if contact_at is not None else start
        stop = np.nan if off_at is not None else stop
        notes += [] if contact_at is None else [f"contact {contact_at}"]
        notes += [] if off_at is None else [f"foot off {off_at}"]
    return Stance(side, start, stop, np.nan, fault, "; ".join(note for note in notes if note))


def is_at_edge(stance: Stance) -> bool:
    """Whether all of a stance is at the edge of the picture or hidden: its times are guessed."""
    return stance.fault is not None and stance.fault.kind is NoteKind.AT_EDGE


def _followed(stance: Stance, later: list[Stance]) -> Stance:
    """A stance that is at the edge, or has lost that event, has no following one: what comes after may be the next."""
    known = bool(later) and not is_at_edge(later[0])
    contact, off = (later[0].contact_s, later[0].off_s) if known else (np.nan, np.nan)
    return replace(
        stance,
        next_contact_s=contact if contact - stance.contact_s <= LONGEST_STRIDE_S else np.nan,
        next_off_s=off if off - stance.off_s <= LONGEST_STRIDE_S and not is_at_edge(stance) else np.nan,
    )
