"""Work that takes longer than a page: done by worker processes, each piece by one at a time, through any crash."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.work.models import OPEN, Job, JobState
    from footwise.clinic.work.queue import ask_for, cancel, cancel_at_once
    from footwise.clinic.work.worker import run_worker

__all__ = ["OPEN", "Job", "JobState", "ask_for", "cancel", "cancel_at_once", "run_worker"]

_MODELS, _QUEUE = "footwise.clinic.work.models", "footwise.clinic.work.queue"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "OPEN": _MODELS,
        "Job": _MODELS,
        "JobState": _MODELS,
        "ask_for": _QUEUE,
        "cancel": _QUEUE,
        "cancel_at_once": _QUEUE,
        "run_worker": "footwise.clinic.work.worker",
    },
)
