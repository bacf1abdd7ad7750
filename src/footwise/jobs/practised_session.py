"""The log of one coached session in figures: for whoever follows a person elsewhere than in the folder of a course."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from footwise.coaching import read_course
from footwise.errors import FootwiseError
from footwise.followup import session_adherence


@dataclass(frozen=True)
class PractisedFoot:
    """One foot in one session; angles are toe-out positive, and None where no step tells them.

    Attributes
    ----------
    steps, steps_in_band, kept_steps : int
        Valid ones, those within the band around the target, and those without feedback.
    kept_change_deg, kept_error_deg : float or None
        Their mean foot angle less the natural one, and less the target.
    asked_change_deg : float or None
        Target less the natural angle.
    band_deg : float
        Half of the width of the band, as wide as the sensors called for; the widest of the session.
    """

    steps: int
    steps_in_band: int
    kept_steps: int
    kept_change_deg: float | None
    kept_error_deg: float | None
    asked_change_deg: float | None
    band_deg: float


@dataclass(frozen=True)
class PractisedSession:
    """What a log says.

    Attributes
    ----------
    session : int
        Number in its course.
    day : date
        On which it began (UTC).
    minutes : float
    finished, simulated : bool
    feet : dict of str to PractisedFoot
    damage : str
        What of the log could not be read, in words.
    """

    session: int
    day: date
    minutes: float
    finished: bool
    simulated: bool
    feet: dict[str, PractisedFoot]
    damage: str


def read_practised_session(folder: Path) -> PractisedSession:
    """Read the one log in a folder.

    Parameters
    ----------
    folder : Path
        It holds one log, called as `footwise coach` calls them.

    Raises
    ------
    FootwiseError
        No log, one that cannot be read, or one that does not say when its session began.
    """
    course = read_course(folder)
    if len(course) != 1:
        raise FootwiseError(folder, "holds no log of a session", "Give the log of a coached session: session-01.jsonl")
    session = course[0]
    rows = session_adherence(course)
    summary = {foot.side: foot for foot in session.summary().feet}
    band = max(block.band_deg for block in session.blocks)
    feet = {}
    for row in rows.to_dict("records"):
        told = summary[row["side"]]
        known = told.target_deg is not None and told.baseline_deg is not None
        feet[str(row["side"])] = PractisedFoot(
            steps=int(row["steps"]),
            steps_in_band=int(row["steps_in_band"]),
            kept_steps=int(row["kept_steps"]),
            kept_change_deg=_known(row["kept_change_deg"]),
            kept_error_deg=_known(row["kept_error_deg"]),
            asked_change_deg=_known((told.target_deg or 0.0) - (told.baseline_deg or 0.0)) if known else None,
            band_deg=float(band),
        )
    first = rows.iloc[0]
    return PractisedSession(
        session=int(first["session"]),
        day=first["date"],
        minutes=round(float(first["minutes"]), 2),
        finished=bool(first["finished"]),
        simulated=session.simulated,
        feet=feet,
        damage=session.damage,
    )


def _known(value: Any) -> float | None:
    return round(float(value), 3) if math.isfinite(value) else None
