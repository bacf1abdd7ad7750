"""Judge every step by the walk it is part of: strides are alike, and a stance is part of its stride.

A step of which only one end was seen still tells how long the stride is, from contact to contact or from off to off.
An event that was missed makes a stride of two, and a stance of a stride and a half; one that was made up makes a stance
of 0.3 s in a stride of 1.3 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from footwise.gait.film.events import Stance, is_at_edge
from footwise.notes import Note, NoteKind

# Of the usual stride. Between is what people do who hesitate; beyond it an event was missed, or is none.
SHORTEST_STRIDE, LONGEST_STRIDE = 0.8, 1.25
# Of the stride: 0.6 in ordinary walks, 0.5 of a painful leg, 0.8 of those who shuffle, whose stances seem 0.05 longer.
SHORTEST_STANCE, LONGEST_STANCE = 0.4, 0.85
NO_PART_OF_STRIDE = "too short or too long a part of the stride"
MISSED = "a step between was missed"


def judged(found: Sequence[Stance], usual_s: float = np.nan) -> list[Stance]:
    """Take from stances what cannot be, and keep what is left of them.

    Parameters
    ----------
    found : sequence of Stance
        Of both feet of one walk.
    usual_s : float, optional
        The usual stride, where something else than the stances tells it; their median without.

    Returns
    -------
    list of Stance
        In the same order. A stride that is not alike the others is unknown; a stance that is no part of a stride has no
        off where its contact makes a stride of the usual length, no contact where its off does, and else a fault. What
        lost its contact or off has no fault where it makes a usual stride.
    """
    usual_s = usual_s if np.isfinite(usual_s) else usual_stride(found)
    rows = [_judged(stance, usual_s) for stance in found]
    return [_without_loss(stance) for stance in rows] if has_whole_stance(rows) else rows


def has_whole_stance(found: Sequence[Stance]) -> bool:
    """Whether any stance was seen from contact to off: who jumps or squats has strides, and never a stance."""
    return any(stance.fault is None and np.isfinite(stance.off_s - stance.contact_s) for stance in found)


def usual_stride(found: Sequence[Stance]) -> float:
    """Median stride of both feet; NaN without one."""
    strides = [stance.stride_s for stance in found if np.isfinite(stance.stride_s) and not is_at_edge(stance)]
    return float(np.median(strides)) if strides else np.nan


def _judged(stance: Stance, usual_s: float) -> Stance:
    if not np.isfinite(usual_s):
        return stance
    notes = [stance.note]
    by_contact, by_off = stance.next_contact_s - stance.contact_s, stance.next_off_s - stance.off_s
    if not _usual(by_contact, usual_s):
        notes += [MISSED] if np.isfinite(by_contact) else []
        stance = replace(stance, next_contact_s=np.nan)
    if not _usual(by_off, usual_s):
        stance = replace(stance, next_off_s=np.nan)
    share = (stance.off_s - stance.contact_s) / (stance.stride_s if np.isfinite(stance.stride_s) else usual_s)
    if np.isfinite(share) and not SHORTEST_STANCE <= share <= LONGEST_STANCE:
        notes.append(f"on the floor for {NO_PART_OF_STRIDE}: {stance.off_s - stance.contact_s:.2f} s")
        # Which of the two ends is wrong, the strides tell.
        if np.isfinite(stance.next_contact_s):
            stance = replace(stance, off_s=np.nan, next_off_s=np.nan)
        elif np.isfinite(stance.next_off_s):
            stance = replace(stance, contact_s=np.nan)
        else:
            fault = Note(f"on the floor for {share:.2f} of a stride, {NO_PART_OF_STRIDE}")
            return replace(stance, fault=stance.fault or fault, note=stance.note)
    return replace(stance, note="; ".join(note for note in notes if note))


def _without_loss(stance: Stance) -> Stance:
    """A stance that lost its contact or its off, and makes a stride of the usual length, can be used for that."""
    fault = stance.fault
    if fault is None or fault.kind is not NoteKind.EVENT_LOST or not np.isfinite(stance.stride_s):
        return stance
    return replace(stance, fault=None, note="; ".join(note for note in (stance.note, fault.text) if note))


def _usual(stride_s: float, usual_s: float) -> bool:
    return bool(SHORTEST_STRIDE * usual_s <= stride_s <= LONGEST_STRIDE * usual_s)
