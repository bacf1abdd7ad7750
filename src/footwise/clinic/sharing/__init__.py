"""One person shared with one colleague by name, until a day: never by a link that whoever has it could open."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.sharing.models import Share
    from footwise.clinic.sharing.shared import persons_shared_with, shares_with

__all__ = ["Share", "persons_shared_with", "shares_with"]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Share": "footwise.clinic.sharing.models",
        "persons_shared_with": "footwise.clinic.sharing.shared",
        "shares_with": "footwise.clinic.sharing.shared",
    },
)
