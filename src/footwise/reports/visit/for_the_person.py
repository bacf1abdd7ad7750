"""One printed page for the person who is to walk differently, in plain words: what to do, how often, when to stop."""

from __future__ import annotations

import math

import numpy as np

from footwise.coaching import HOME_MINUTES_PER_DAY, MORE_MINUTES_PER_DAY, SUPERVISED_WEEKS
from footwise.errors import ErrorKind, FootwiseError
from footwise.prescription import Prescription
from footwise.recordings import SIDES
from footwise.reports.pages import page
from footwise.reports.visit.condition_looks import condition_look
from footwise.reports.visit.foot_from_above import foot_for_the_person

# Outer length of a usual adult shoe, so that an angle becomes a distance that one can see.
_SHOE_CM = 28.0


def has_page_for_the_person(result: Prescription) -> bool:
    """Whether there is a change of foot angle to tell the person; after a refusal there is none."""
    today = result.natural.leg.foot_progression_angle_deg.value
    return result.chosen is not None and bool(np.isfinite(today)) and whole_deg(result.target_change_deg) != 0


def page_for_the_person(result: Prescription) -> str:
    """Write the page for the person as one self-contained HTML page that prints on one sheet of A4.

    Parameters
    ----------
    result : Prescription

    Returns
    -------
    str
        The same for the same prescription.

    Raises
    ------
    FootwiseError
        There is no change of foot angle to tell.
    """
    condition = result.choice.condition
    if condition is None or not has_page_for_the_person(result):
        trouble = f"says {result.direction!r}: there is no new foot angle to tell the person"
        raise FootwiseError("the prescription", trouble, "Write its report, which says why", ErrorKind.REFUSAL)
    today = result.natural.leg.foot_progression_angle_deg.value
    # Rounded as the drawing's two angles are, the turn is their difference: a person who subtracts shall find it.
    turn = whole_deg(result.target_change_deg)
    target = whole_deg(today) + turn
    look = condition_look(condition)
    return page(
        "for_the_person.html.j2",
        person=result.person,
        simulated=result.simulated,
        side=result.side,
        other=SIDES[1 - SIDES.index(result.side)],
        inwards=turn < 0,
        turn_deg=abs(turn),
        shoe=shoe_tip(turn),
        today=pointing(whole_deg(today)),
        target=pointing(target),
        foot=foot_for_the_person(result.side, whole_deg(today), target, look),
        colour=look.colour,
        weeks=SUPERVISED_WEEKS,
        minutes=HOME_MINUTES_PER_DAY,
        more_minutes=MORE_MINUTES_PER_DAY,
    )


def whole_deg(angle_deg: float) -> int:
    """Round to whole degrees, halves away from zero, as people do."""
    return int(math.copysign(math.floor(abs(angle_deg) + 0.5), angle_deg))


def pointing(angle_deg: int) -> str:
    """Say where a foot points.

    >>> pointing(16), pointing(-1), pointing(0)
    ('16° outwards', '1° inwards', 'straight ahead')
    """
    if angle_deg == 0:
        return "straight ahead"
    return f"{abs(angle_deg)}° {'outwards' if angle_deg > 0 else 'inwards'}"


def shoe_tip(turn_deg: float) -> str:
    """Say how far the tip of a usual shoe moves when it turns about the heel.

    >>> shoe_tip(-10), shoe_tip(5)
    ('5 cm', '2½ cm')
    """
    halves = round(2 * _SHOE_CM * math.sin(math.radians(abs(turn_deg))))
    whole = str(halves // 2) if halves > 1 else ""
    return f"{whole}{'½' if halves % 2 else ''} cm"
