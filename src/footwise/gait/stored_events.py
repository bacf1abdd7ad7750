"""Contacts and offs that the laboratory stored in the file: read as steps, and compared with ours."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait.kinematic_events import FootEvents
from footwise.gait.steps import Steps
from footwise.recordings import SIDES, Recording

# What laboratories call the two, as parts of a label in lower case.
_CONTACT, _OFF = ("strike", "contact", "foot on", "heelstrike"), ("off",)
# Stored and found further apart than this are worth a word; further than the second are no pair.
WORTH_SAYING_S, SAME_EVENT_S = 0.04, 0.3


def stored_events(recording: Recording) -> dict[str, FootEvents]:
    """Contacts and offs of each side that the file holds, in order.

    Returns
    -------
    dict
        Side to events; only sides with a contact and an off.
    """
    found = {}
    for side in SIDES:
        contact, off = (_times(recording, side, words) for words in (_CONTACT, _OFF))
        if len(contact) and len(off):
            found[side] = FootEvents(contact, off)
    return found


def differences_from_stored(recording: Recording, steps: Steps) -> list[str]:
    """Say when steps and stored events disagree; empty when they agree, or none are stored."""
    apart: list[float] = []
    for side in SIDES:
        mine = steps.side == side
        for stored, found in (
            (_times(recording, side, _CONTACT), steps.contact_s[mine]),
            (_times(recording, side, _OFF), steps.off_s[mine]),
        ):
            found = found[np.isfinite(found)]
            if len(found):
                nearest = [float(found[np.argmin(np.abs(found - time))] - time) for time in stored]
                apart += [difference for difference in nearest if abs(difference) < SAME_EVENT_S]
    far = [difference for difference in apart if abs(difference) > WORTH_SAYING_S]
    if not far:
        return []
    largest = max(far, key=abs)
    return [
        f"{len(far)} of {len(apart)} contacts and offs stored in the file are more than {1000 * WORTH_SAYING_S:.0f} ms "
        f"from those found by plates and markers (found {1000 * abs(largest):.0f} ms "
        f"{'later' if largest > 0 else 'earlier'} at most)"
    ]


def _times(recording: Recording, side: str, words: tuple[str, ...]) -> Array:
    times = [
        event.time_s
        for event in recording.events
        if event.side == side and any(word in event.label.lower() for word in words)
    ]
    return np.unique(np.array(times, dtype=float))
