"""The odds that a change of foot angle unloads this knee, where no force plate measured it."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.jobs.odds.measuring import WalkKind, kind_of, measure_changes
    from footwise.jobs.odds.request import OddsRequest

__all__ = ["OddsRequest", "WalkKind", "kind_of", "measure_changes"]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "OddsRequest": "footwise.jobs.odds.request",
        "WalkKind": "footwise.jobs.odds.measuring",
        "kind_of": "footwise.jobs.odds.measuring",
        "measure_changes": "footwise.jobs.odds.measuring",
    },
)
