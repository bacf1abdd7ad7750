"""A foot as it points today and as it is to point, for a page for the person that somebody else writes."""

from __future__ import annotations

from typing import Any

from footwise.prescription import CHANGE_DEG, condition_of


def feet_for_the_person(
    side: str, baseline_deg: float, proposed_deg: float | None = None, *, words: tuple[str, str], alt: str
) -> dict[str, dict[str, Any]]:
    """Draw the foot for each change that may be asked for.

    Parameters
    ----------
    side : str
        left or right.
    baseline_deg : float
        Foot progression angle of natural walking, toe-out positive.
    proposed_deg : float, optional
        A change besides the trial's.
    words : (str, str)
        What stands at today's line and at the new one.
    alt : str
        What the picture shows, for whoever does not see it.

    Returns
    -------
    dict
        Change in degrees (toe-out positive, as text such as ``-10``) to the ``svg``, its ``colour``, whole degrees
        ``today_deg``, ``turn_deg`` and ``target_deg``, and ``shoe``: how far the tip of a usual shoe moves.
    """
    from footwise.reports.visit import condition_look, foot_for_the_person, shoe_tip, whole_deg

    today = whole_deg(baseline_deg)
    changes = {*CHANGE_DEG.values(), *([] if proposed_deg is None else [proposed_deg])}
    drawn = {}
    for change in sorted(changes):
        turn = whole_deg(change)
        if turn == 0:
            continue
        look = condition_look(condition_of(change))
        svg = foot_for_the_person(side, today, today + turn, look, words=words, alt=alt)
        drawn[f"{change:g}"] = {
            "svg": str(svg),
            "colour": look.colour,
            "today_deg": today,
            "turn_deg": turn,
            "target_deg": today + turn,
            "shoe": shoe_tip(turn),
        }
    return drawn
