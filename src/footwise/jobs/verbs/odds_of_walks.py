"""The verb of the odds: how likely a change of foot angle unloads a knee that no force plate measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from footwise.arguments import given_path, given_paths, optional_number, optional_path
from footwise.errors import FootwiseError
from footwise.jobs.odds import OddsRequest, WalkOdds, check_asked, judge_changes, judge_walks
from footwise.prescription.odds import WalkChanges


def odds(
    natural: Path | str | WalkChanges,
    changed: Path | str | Sequence[Path | str] | None = None,
    *,
    side: str | None = None,
    baseline_pct_bwht: float | None = None,
    model: Path | str | None = None,
    static: Path | str | None = None,
    marker_map: Path | str | None = None,
    height_m: float | None = None,
    leg_length_m: Mapping[str, float] | None = None,
    floor: Path | str | None = None,
    neutral: Path | str | None = None,
    foot_length_m: float | None = None,
    calibration: Path | str | None = None,
    rate_hz: float | None = None,
    gravity: str | None = None,
) -> WalkOdds:
    """Say how likely it is that a changed walk unloads this knee, where no force plate measured it.

    Odds are no recommendation: they never become a prescription.

    Parameters
    ----------
    natural : Path, str or WalkChanges
        A recording of natural walking (markers, film, sensors on shoe and shank), or a folder with those of one walk;
        or what changed, where it was measured by other means.
    changed : Path, str or several of them, optional
        Walks with the foot turned, recorded in the same way.
    side : {"left", "right"}, optional
        The knee that the odds are about; changes say it themselves.
    baseline_pct_bwht : float, optional
        First peak of the knee adduction moment of natural walking, where it was measured once; a typical one without.
    model : Path or str, optional
        A laboratory's own model; that of the 107 people without.
    static, marker_map : Path or str, optional
        Of recordings of markers, as in `read`.
    height_m, leg_length_m : float, and mapping of side to float, optional
        Of the person; they give films their scale.
    floor, neutral, calibration : Path or str, optional
        Of films: the rectangle on the floor, the person standing, where several phones stood.
    foot_length_m : float, optional
        Of one phone's films: from the heel to the base of the big toe; gives the foot's angles their scale.
    rate_hz, gravity : float and {"up", "down"}, optional
        Of sensors whose files do not say them: samples a second, and how they measure gravity at rest.

    Returns
    -------
    WalkOdds
        ``odds`` of the first changed walk with ``p_fall``, ``p_enough``, ``p_worse`` and ``fall``; ``judged`` has all.

    Raises
    ------
    FootwiseError
        What is wrong with which file, or why nothing can be said.

    Examples
    --------
    >>> import numpy as np
    >>> import footwise as fw
    >>> from footwise.prescription.odds import NAMES, WalkChanges
    >>> change, error = np.full(12, np.nan), np.full(12, np.nan)
    >>> change[NAMES.index("tibia_tilt")], error[NAMES.index("tibia_tilt")] = 3.5, 0.5
    >>> found = fw.odds(WalkChanges("left", -9.0, change, error, 60, 60, "an inclinometer on the shin"))
    >>> round(found.odds.p_fall, 1)
    0.9
    """
    asked = OddsRequest(
        side=natural.side if isinstance(natural, WalkChanges) else side or "",
        baseline_pct_bwht=optional_number("baseline_pct_bwht", baseline_pct_bwht),
        model=optional_path("model", model),
        static=optional_path("static", static),
        marker_map=optional_path("marker_map", marker_map),
        height_m=optional_number("height_m", height_m),
        leg_length_m=leg_length_m,
        floor=optional_path("floor", floor),
        neutral=optional_path("neutral", neutral),
        foot_length_m=optional_number("foot_length_m", foot_length_m),
        calibration=optional_path("calibration", calibration),
        rate_hz=optional_number("rate_hz", rate_hz),
        gravity=gravity,
    )
    if isinstance(natural, WalkChanges):
        if changed is not None:
            raise FootwiseError("`changed`", "is said by the changes themselves", "Leave it out")
        check_asked(asked)
        return WalkOdds("natural", (("changed", judge_changes(natural, asked)),))
    if side is None:
        raise FootwiseError("`side`", "is not said", "Say which knee: 'left' or 'right'")
    walks = given_paths("changed", changed, "Name the walk with the foot turned")
    return judge_walks(given_path("natural", natural), walks, asked)
