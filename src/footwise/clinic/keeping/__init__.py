"""How long a person's data are kept: the bin, and deletion that reaches backups."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.keeping.archive import build_archive, fetch
    from footwise.clinic.keeping.asking import ask_for_archive, may_be_taken_along, newest_archive
    from footwise.clinic.keeping.bin import put_into_bin, take_out
    from footwise.clinic.keeping.deletion import delete_due
    from footwise.clinic.keeping.every_minute import look_around
    from footwise.clinic.keeping.models import Archive, Binning

__all__ = [
    "Archive",
    "Binning",
    "ask_for_archive",
    "build_archive",
    "delete_due",
    "fetch",
    "look_around",
    "may_be_taken_along",
    "newest_archive",
    "put_into_bin",
    "take_out",
]

_ASKING = "footwise.clinic.keeping.asking"
_ARCHIVE, _BIN = "footwise.clinic.keeping.archive", "footwise.clinic.keeping.bin"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Archive": "footwise.clinic.keeping.models",
        "Binning": "footwise.clinic.keeping.models",
        "ask_for_archive": _ASKING,
        "build_archive": _ARCHIVE,
        "fetch": _ARCHIVE,
        "may_be_taken_along": _ASKING,
        "newest_archive": _ASKING,
        "delete_due": "footwise.clinic.keeping.deletion",
        "look_around": "footwise.clinic.keeping.every_minute",
        "put_into_bin": _BIN,
        "take_out": _BIN,
    },
)
