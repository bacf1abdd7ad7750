"""What is asked about two walks of one person, one natural and one with the foot turned, and what they must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError

# Speeds further apart change the moment as much as the foot does (Khan 2017).
LARGEST_SPEED_CHANGE = 0.10


@dataclass(frozen=True)
class OddsRequest:
    """What is asked, whatever measured the walks.

    Attributes
    ----------
    side : str
        ``left`` or ``right``: the knee that the odds are about.
    baseline_pct_bwht : float or None
        First peak of the knee adduction moment in natural walking, %BW·ht, where a laboratory measured it once; a
        typical one without.
    model : Path or None
        A model that was fitted on a laboratory's own table; that of the 107 people without.
    static, marker_map : Path or None
        Of recordings of markers, as in ``measure_marker_walks``.
    height_m : float or None
        Of the person: gives films their scale.
    leg_length_m : mapping of side to float, or None
    floor, neutral : Path or None
        Of one phone's films: a picture or clip with the rectangle on the floor; the person standing.
    foot_length_m : float or None
        Of one phone's films: from the heel to the base of the big toe, which gives its foot angles their scale.
    calibration : Path or None
        Of several phones' films: where the cameras stood.
    rate_hz, gravity : float and {"up", "down"}, or None
        Of sensors whose files do not say their rate or how they read gravity at rest, as in ``read_foot_sensors``.
    """

    side: str
    baseline_pct_bwht: float | None = None
    model: Path | None = None
    static: Path | None = None
    marker_map: Path | None = None
    height_m: float | None = None
    leg_length_m: Mapping[str, float] | None = None
    floor: Path | None = None
    neutral: Path | None = None
    foot_length_m: float | None = None
    calibration: Path | None = None
    rate_hz: float | None = None
    gravity: str | None = None


def check_speeds(natural: Path, natural_m_s: float, changed: Path, changed_m_s: float) -> None:
    """Refuse walks whose speeds are more than a tenth apart; speeds that are not known (NaN) pass.

    Raises
    ------
    FootwiseError
    """
    apart = changed_m_s / natural_m_s - 1
    if abs(apart) > LARGEST_SPEED_CHANGE:
        raise FootwiseError(
            changed,
            f"was walked at {changed_m_s:.2f} m/s and {natural.name} at {natural_m_s:.2f} m/s: speed alone changes the "
            "load of the knee as much as the foot does",
            "Walk both at one speed, at most a tenth apart",
            kind=ErrorKind.REFUSAL,
        )
