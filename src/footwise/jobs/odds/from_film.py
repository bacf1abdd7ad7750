"""From films of two walks to what changed between them."""

from __future__ import annotations

from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.odds.request import OddsRequest
from footwise.jobs.progress import Progress
from footwise.prescription.odds import WalkChanges


def film_changes(natural: Path, changed: Path, asked: OddsRequest, progress: Progress) -> WalkChanges:
    """Measure what changed from the natural to the changed walk.

    Parameters
    ----------
    natural, changed : Path
        A film each, or a folder with the films of one walk, one for each phone.
    asked : OddsRequest
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    raise FootwiseError(changed, "is of a kind that no change is measured in yet", kind=ErrorKind.REFUSAL)
