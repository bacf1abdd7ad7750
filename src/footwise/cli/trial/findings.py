"""What an analysis has found, in lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from footwise.trial import TrialResult


def say(result: TrialResult, out: Path, no_pdf: str) -> None:
    """Tell the findings of an analysis, and where the report is."""
    from footwise.jobs.trial import trial_sentences

    print(*trial_sentences(result), sep="\n")
    print(f"Report: {out / 'report.html'}" + (f" (no PDF: {no_pdf})" if no_pdf else f" and {out / 'report.pdf'}"))
