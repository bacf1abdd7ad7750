"""Backups: database and files of a clinic as one encrypted archive, its people's keys in a file of their own beside."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.backup.encryption import identity_in, keep_recipients, make_identity, recipients_of
    from footwise.clinic.backup.making import BackupMade, make_backup
    from footwise.clinic.backup.restoring import Restored, restore_archive
    from footwise.clinic.backup.rotating import Rotated, rotate_archives

__all__ = [
    "BackupMade",
    "Restored",
    "Rotated",
    "identity_in",
    "keep_recipients",
    "make_backup",
    "make_identity",
    "recipients_of",
    "restore_archive",
    "rotate_archives",
]

_ENCRYPTION, _MAKING = "footwise.clinic.backup.encryption", "footwise.clinic.backup.making"
_RESTORING, _ROTATING = "footwise.clinic.backup.restoring", "footwise.clinic.backup.rotating"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "BackupMade": _MAKING,
        "Restored": _RESTORING,
        "Rotated": _ROTATING,
        "identity_in": _ENCRYPTION,
        "keep_recipients": _ENCRYPTION,
        "make_backup": _MAKING,
        "make_identity": _ENCRYPTION,
        "recipients_of": _ENCRYPTION,
        "restore_archive": _RESTORING,
        "rotate_archives": _ROTATING,
    },
)
