"""What goes into an analysis, and whether one still holds: nothing is decided from what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footwise.clinic.people import Person, Visit
from footwise.clinic.prescribing.models import Analysis
from footwise.clinic.prescribing.result_files import forget_files, keep_files
from footwise.clinic.recordings import Recording
from footwise.version import __version__

_ARRIVED = "arrived"


def recordings_of(visit: Visit) -> list[Recording]:
    """Give what has arrived at a visit, in the order in which it was added."""
    return list(Recording.everything.filter(visit=visit, state=_ARRIVED).select_related("arrival"))


def made_of(person: Person, side: str, recordings: list[Recording]) -> dict[str, Any]:
    """Say what an analysis rests on, as its content keeps it."""
    with_condition = [one for one in recordings if one.condition or one.kind == "forces"]
    return {
        "side": side,
        "mass_kg": float(person.mass_kg),
        "height_cm": float(person.height_cm),
        "recordings": sorted(
            (
                [str(one.pk), one.name, one.condition, one.sha256, one.foot, str(one.forces_id or "")]
                for one in with_condition
            ),
            key=lambda row: row[0],
        ),
    }


def is_stale(analysis: Analysis, person: Person, recordings: list[Recording]) -> bool:
    """Whether recordings, their conditions or the person's mass or height have changed since an analysis was made."""
    told: dict[str, Any] = analysis.content["made_of"]
    return told != made_of(person, analysis.side, recordings)


def newest_analyses(visit: Visit) -> dict[str, Analysis]:
    """Give the newest analysis of each leg of a visit."""
    newest: dict[str, Analysis] = {}
    for analysis in Analysis.everything.filter(visit=visit).order_by("-made_at", "-pk"):
        newest.setdefault(analysis.side, analysis)
    return newest


def keep_analysis(
    visit: Visit,
    figures: Mapping[str, Any],
    *,
    files: Mapping[str, bytes],
    rests_on: Mapping[str, Any],
    left_out: list[list[str]] | None = None,
) -> Analysis:
    """Keep what was found at a visit.

    Parameters
    ----------
    visit : Visit
        With its person.
    figures : mapping
        Of `footwise.jobs.visit_figures` or `angle_figures`.
    files : mapping of str to bytes
    rests_on : mapping
        Of `made_of`.
    left_out : list of [name, why], optional
        Recordings that are no part of it.
    """
    analysis = Analysis(
        person_id=visit.person_id,
        visit=visit,
        side=figures["side"],
        footwise_version=__version__,
        has_loads=figures["has_loads"],
    )
    told = keep_files(analysis, files)
    try:
        analysis.content = {
            "figures": dict(figures),
            "made_of": dict(rests_on),
            "left_out": left_out or [],
            "files": told,
        }
        analysis.save()
    except BaseException:
        forget_files(analysis, told)
        raise
    return analysis
