"""Backing a clinic up, restoring it, and changing the key of its backups, each as a command of its own process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from footwise.clinic.home import ClinicHome
from footwise.clinic.serving import cannot_be_used, database_of, set_up
from footwise.clinic.up_to_date import refuse_newer_database, refuse_older_database
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require

if TYPE_CHECKING:
    from footwise.clinic.backup import BackupMade, Restored, Rotated

_NEEDED = ("django", "allauth", "argon2", "axes", "csp", "pyrage")


def back_up(home: ClinicHome, out: Path, *, new_key: Path | None = None) -> BackupMade:
    """Back a clinic up into a folder, while it works or not.

    Parameters
    ----------
    home : ClinicHome
    out : Path
        Folder of backups.
    new_key : Path, optional
        File in which the clinic's first secret key for backups is written.

    Raises
    ------
    FootwiseError
        There is no clinic, no key to encrypt for, or nothing can be written.
    """
    require(*_NEEDED)
    _refuse_no_clinic(home)
    if out.resolve().is_relative_to(home.folder.resolve()):
        # Each would hold the ones before it, and with them keys of people who were deleted since.
        raise FootwiseError(
            out, "lies in the clinic's own folder", "Name a folder elsewhere, on another disk", ErrorKind.BAD_REQUEST
        )
    from footwise.clinic.backup import keep_recipients, make_identity, recipients_of

    recipients = recipients_of(home.folder)
    if recipients and new_key is not None:
        raise FootwiseError(
            home.folder,
            "has a key for its backups already",
            "Leave `new_key` out; a key is changed by a command of its own",
        )
    if not recipients and new_key is None:
        raise FootwiseError(
            home.folder,
            "has no key for its backups yet",
            "Make one with `new_key=...`, and keep it elsewhere",
            ErrorKind.BAD_REQUEST,
        )
    if new_key is not None:
        _refuse_beside(new_key, home.folder, out)
    set_up(home)
    from django.db import DatabaseError, connection

    from footwise.clinic.backup import make_backup

    try:
        refuse_newer_database(database_of(home))
        refuse_older_database(database_of(home))
        if new_key is not None:
            recipients = [make_identity(new_key)]
            keep_recipients(home.folder, recipients)
        return make_backup(home.folder, out, recipients)
    except DatabaseError as error:
        raise cannot_be_used(home, error) from error
    finally:
        connection.close()


def restore(archive: Path, home: ClinicHome, *, key: Path, keys: Path | None = None) -> Restored:
    """Restore a backup into an empty folder and an empty database, whichever of the two it was made of.

    Parameters
    ----------
    archive : Path
    home : ClinicHome
    key : Path
        File of the secret key.
    keys : Path, optional
        File of the people's keys; without it the one beside the archive.

    Raises
    ------
    FootwiseError
        It cannot be restored; nothing was changed.
    """
    require(*_NEEDED)
    if home.database_url:
        require("psycopg")
    from footwise.clinic.backup import identity_in, restore_archive

    return restore_archive(archive, identity_in(key), home, set_up, keys)


def rotate_keys(home: ClinicHome, backups: Path, *, old_key: Path, new_key: Path) -> Rotated:
    """Change the key of a clinic's backups: of those to come, and of those that are there.

    Called again after it was interrupted, or for another folder of backups, it goes on with the same new key.

    Parameters
    ----------
    home : ClinicHome
    backups : Path
        Folder with archives.
    old_key, new_key : Path
        Files of secret keys; the new one is written where it is not there yet.

    Raises
    ------
    FootwiseError
        A key cannot be read or written, or the old one is another clinic's.
    """
    require("pyrage")
    _refuse_no_clinic(home)
    if not backups.is_dir():
        raise FootwiseError(backups, "is no folder", "Name the folder in which the backups lie")
    from footwise.clinic.backup import identity_in, keep_recipients, make_identity, recipients_of, rotate_archives

    old = identity_in(old_key)
    _refuse_beside(new_key, home.folder, backups)
    known = recipients_of(home.folder)
    mine = [old, *([identity_in(new_key)] if new_key.exists() else [])]
    if known and not {str(one.to_public()) for one in mine} & set(known):
        raise FootwiseError(old_key, "is not the key of this clinic's backups", "Name the one that opens them now")
    if not new_key.exists():
        make_identity(new_key)
    new = identity_in(new_key)
    # First those to come: whatever is made from now on opens with the new key.
    keep_recipients(home.folder, [str(new.to_public())])
    return rotate_archives(backups, old, new)


def _refuse_no_clinic(home: ClinicHome) -> None:
    if not (home.folder / "secrets.json").exists() or not home.keys.exists():
        raise FootwiseError(home.folder, "is no clinic's folder", "Name the folder in which the clinic lives")


def _refuse_beside(key: Path, *folders: Path) -> None:
    for folder in folders:
        if key.resolve().is_relative_to(folder.resolve()):
            raise FootwiseError(
                key, f"lies in {folder}, beside what it opens", "Name a file elsewhere", ErrorKind.BAD_REQUEST
            )
