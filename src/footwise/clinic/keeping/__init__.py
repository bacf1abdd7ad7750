"""How long a person's data are kept: the bin, and deletion that reaches backups."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.keeping.bin import put_into_bin, take_out
    from footwise.clinic.keeping.deletion import delete_due
    from footwise.clinic.keeping.models import Binning

__all__ = ["Binning", "delete_due", "put_into_bin", "take_out"]

_BIN = "footwise.clinic.keeping.bin"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Binning": "footwise.clinic.keeping.models",
        "delete_due": "footwise.clinic.keeping.deletion",
        "put_into_bin": _BIN,
        "take_out": _BIN,
    },
)
