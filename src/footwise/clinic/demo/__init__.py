"""The demonstration: a clinic of invented people that is thrown away at the end; no real clinic can become one."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.demo.folder import demonstration_home, is_demonstration
    from footwise.clinic.demo.invented import invent_clinics
    from footwise.clinic.demo.process import living

__all__ = ["demonstration_home", "invent_clinics", "is_demonstration", "living"]

_FOLDER = "footwise.clinic.demo.folder"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "demonstration_home": _FOLDER,
        "is_demonstration": _FOLDER,
        "invent_clinics": "footwise.clinic.demo.invented",
        "living": "footwise.clinic.demo.process",
    },
)
