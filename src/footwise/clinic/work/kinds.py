"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from footwise.jobs import Progress

# Computes, and gives what writes the result: it is called in the transaction that ends the job.
Work = Callable[[UUID, Progress], Callable[[], None]]


def work_of(kind: str) -> Work:
    """Give the function that does a kind of job."""
    match kind:
        case "measure":
            from footwise.clinic.measuring import measure_recording

            return measure_recording
        case "prescribe left" | "prescribe right":
            from footwise.clinic.prescribing import analyse_visit

            return partial(analyse_visit, kind.removeprefix("prescribe "))
        case "cartilage":
            from footwise.clinic.outcomes import measure_images

            return measure_images
        case "home walk":
            from footwise.clinic.phone import take_in_walk

            return take_in_walk
        case "remind":
            from footwise.clinic.phone import remind

            return remind
        case "archive":
            from footwise.clinic.keeping import build_archive

            return build_archive
        case "unpack":
            from footwise.clinic.recordings import unpack_recording

            return unpack_recording
    raise ValueError(f"no job is called {kind}")
