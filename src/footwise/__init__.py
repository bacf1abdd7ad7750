"""Personalised gait retraining for knee osteoarthritis, from the first recording to the one-year result.

In a notebook::

    import footwise as fw

    walk = fw.measure(fw.read("walk.c3d", static="standing.c3d", mass_kg=72, height_m=1.68))
    walk.steps                        # a table, one row a step
    walk.plot()                       # the report's figures, as Matplotlib figures
    fw.report(walk, "report.html")
"""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face
from footwise.version import __version__ as __version__

if TYPE_CHECKING:
    from footwise.errors import FootwiseError
    from footwise.jobs.verbs import (
        analyse_trial,
        batch,
        coach,
        film,
        foot_sensor,
        map_cartilage,
        measure,
        odds,
        power,
        prescribe,
        read,
        read_course,
        recording,
        report,
        sample,
        score,
        simulate,
    )

__all__ = [
    "FootwiseError",
    "analyse_trial",
    "batch",
    "coach",
    "film",
    "foot_sensor",
    "map_cartilage",
    "measure",
    "odds",
    "power",
    "prescribe",
    "read",
    "read_course",
    "recording",
    "report",
    "sample",
    "score",
    "simulate",
]

# A verb loads what it needs when it is called for the first time: the import itself costs next to nothing.
_VERBS = [name for name in __all__ if name != "FootwiseError"]
_ADVICE = {
    "analyse": "is it measure, or analyse_trial?",
    "analyze": "is it measure, or analyse_trial?",
    "plot": "what a verb finds has it, as in measure(…).plot()",
}
__getattr__, __dir__ = lazy_face(
    __name__, {"FootwiseError": "footwise.errors", **dict.fromkeys(_VERBS, "footwise.jobs.verbs")}, _ADVICE
)
