"""`footwise restore`: a clinic from its backup, into an empty folder and an empty database of either kind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command


@command("footwise restore /backups/footwise-1a2b3c4d-2026-11-29T041000Z.age --key key.txt --dir DIR")
def restore(
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="A file of footwise backup.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="The key that opens the clinic's backups.")],
    folder: Annotated[
        Path | None,
        typer.Option("--dir", metavar="DIR", help="Where the clinic is to live, an empty folder; else in your folder "
                     "for programs' data."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="FILE", help="The file with the people's keys; else the one beside ARCHIVE."),
    ] = None,
) -> None:  # fmt: skip
    """Restore a clinic: all of it, or nothing.

    DATABASE_URL names an empty PostgreSQL; without it the clinic is restored into SQLite, whichever it was made of. A
    backup of an older Footwise is brought up to date.
    """
    from footwise.clinic import ClinicHome, default_folder
    from footwise.clinic import restore as restored_clinic

    home = ClinicHome(folder or default_folder(), database_url=os.environ.get("DATABASE_URL", ""))
    restored = restored_clinic(archive, home, key=key, keys=keys)
    if restored.rows:
        print(f"Restored into {home.folder}, as of {restored.made_at}: {restored.rows} rows, {restored.files} files")
    else:
        print(f"Restored into {home.folder} already, as of {restored.made_at}: nothing was left to be done")
    print(f"Keys of {restored.people} people; {restored.destroyed} were destroyed, and nothing of theirs opens")
    if restored.broken_at is None:
        print(f"The record is whole: {restored.entries} entries, the last hash is {restored.last_hash}")
    else:
        print(f"Attention: entry {restored.broken_at} of the record does not follow the one before it")
