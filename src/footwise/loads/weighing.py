"""What the plates weigh, to compare with the mass that is said: one of them may be wrong by units or by person."""

from __future__ import annotations

import numpy as np

from footwise.gait import FootForce, PlateLoads, Steps
from footwise.loads.step_reason import StepReason
from footwise.notes import Note, NoteKind
from footwise.recordings import STANDARD_GRAVITY, Recording

# Further from the mass that is said than this is worth a word, and further than the second no step is believed.
# Over whole strides on a treadmill the plates weigh to a percent or two; the 31 single steps of fourteen walks on
# walkways weighed -7 to +14 % of the mass that their files say.
TREADMILL_TOLERANCE, WALKWAY_TOLERANCE = (0.05, 0.10), (0.10, 0.20)
# Stance is about this share of a stride (Perry 1992), where no other contact tells the stride.
STANCE_SHARE = 0.62
# A step of the other foot is not further away than this.
_LONGEST_STEP_S = 1.2


def weighed_kg(recording: Recording, steps: Steps, loads: PlateLoads, forces: dict[str, FootForce]) -> float:
    """Body mass by the plates; NaN where no step tells it.

    On a treadmill the mean vertical force over whole strides is the weight. On a walkway, or where the plates carry
    one foot alone, a foot's vertical force over
    its stance is, on average of both feet, the weight over half a stride: the body is as high and as fast upwards at
    the end of a stride as at its begin.
    """
    rate = recording.markers.rate_hz
    if recording.treadmill and all(_carries(steps, side, forces.get(side), rate) for side in np.unique(steps.side)):
        return _over_strides(steps, loads)
    masses = []
    for k in np.flatnonzero(np.isfinite(steps.stance_s)):
        force = forces.get(str(steps.side[k]))
        first, last = round(steps.contact_s[k] * rate), round(steps.off_s[k] * rate)
        if force is None or first < 0 or last >= len(force.force_n):
            continue
        # Low-passed forces reach a few frames beyond contact and off.
        vertical = force.force_n[max(0, first - 2) : last + 3, 2]
        stance = slice(first, last + 1)
        whole = force.covered[stance].all() and force.touched[stance].all() and not np.isnan(vertical).any()
        middle = vertical[len(vertical) // 3 : 2 * len(vertical) // 3]
        if whole and len(middle) and middle.min() > 0:
            impulse = float(vertical.sum()) / rate
            masses.append(impulse / (STANDARD_GRAVITY * _stride_s(steps, int(k)) / 2))
    return float(np.median(masses)) if masses else np.nan


def off_weight(recording: Recording, weighed: float) -> tuple[bool, bool]:
    """Whether the weight is so far from the mass that is said that it is worth a word, and that no step is believed."""
    mass = recording.person.mass_kg
    if not mass or np.isnan(weighed):
        return False, False
    off = abs(weighed / mass - 1)
    say, refuse = TREADMILL_TOLERANCE if recording.treadmill else WALKWAY_TOLERANCE
    return off > say, off > refuse


def weight_note(recording: Recording, weighed: float) -> list[Note]:
    """Say that the plates weigh another mass than is said, where that is worth a word."""
    if not off_weight(recording, weighed)[0]:
        return []
    said = (
        f"the plates weigh {weighed:.1f} kg, the person is said to weigh {recording.person.mass_kg:.1f} kg: "
        "check the mass and the calibration of the plates"
    )
    return [Note(said, NoteKind.PLATES)]


def wrong_weight(recording: Recording, weighed: float) -> StepReason | None:
    """Why no step of a recording is used whose plates contradict the mass; None where they do not."""
    if not off_weight(recording, weighed)[1]:
        return None
    return StepReason("the plates weigh {} kg, the person {} kg", (f"{weighed:.1f}", f"{recording.person.mass_kg:.1f}"))


def _carries(steps: Steps, side: str, force: FootForce | None, rate: float) -> bool:
    """Whether the plates carry this foot wholly in the middle of most of its stances."""
    if force is None:
        return False
    middle = (steps.contact_s + steps.stance_s / 2)[(steps.side == side) & np.isfinite(steps.stance_s)] * rate
    frames = np.clip(np.round(middle).astype(int), 0, len(force.force_n) - 1)
    # Also where its share cannot be told, a plate is there.
    return bool((force.covered[frames] & ~(force.force_n[frames, 2] <= 0)).mean() > 0.5)


def _over_strides(steps: Steps, loads: PlateLoads) -> float:
    contacts = steps.contact_s[(steps.side == steps.side[0]) & np.isfinite(steps.contact_s)]
    if len(contacts) < 2:
        return np.nan
    start, stop = (round(t * loads.rate_hz) for t in (contacts[0], contacts[-1]))
    vertical = loads.vertical_n[:, start:stop].sum(axis=0)
    vertical = vertical[np.isfinite(vertical)]
    return float(vertical.mean()) / STANDARD_GRAVITY if len(vertical) else np.nan


def _stride_s(steps: Steps, k: int) -> float:
    """Time of the stride around a stance: to the next contact of this foot, else twice a step, else by the stance."""
    contact = steps.contact_s[k]
    if np.isfinite(steps.next_contact_s[k]):
        return float(steps.next_contact_s[k] - contact)
    others = steps.contact_s[steps.side != steps.side[k]]
    apart = np.abs(others[np.isfinite(others)] - contact)
    apart = apart[apart < _LONGEST_STEP_S]
    return 2 * float(apart.min()) if len(apart) else float(steps.stance_s[k]) / STANCE_SHARE
