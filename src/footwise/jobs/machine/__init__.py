"""What of Footwise works on this machine, what is missing, and what would help."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.jobs.machine.looking import Finding, Part, State, look_at_machine
    from footwise.jobs.machine.trying import tell

__all__ = ["Finding", "Part", "State", "look_at_machine", "tell"]

_LOOKING = "footwise.jobs.machine.looking"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Finding": _LOOKING,
        "Part": _LOOKING,
        "State": _LOOKING,
        "look_at_machine": _LOOKING,
        "tell": "footwise.jobs.machine.trying",
    },
)
