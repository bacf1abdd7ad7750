"""`footwise backup`: database and files of a clinic as one encrypted archive, while it goes on working."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command


@command("footwise backup --out /backups")
def backup(
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder of backups, on another disk.")],
    folder: Annotated[
        Path | None,
        typer.Option("--dir", metavar="DIR", help="Where the clinic lives; else in your folder for programs' data."),
    ] = None,
    new_key: Annotated[
        Path | None,
        typer.Option("--new-key", metavar="FILE", help="The first time: write the key that opens backups to FILE."),
    ] = None,
) -> None:
    """Back a clinic up: database and files as one encrypted archive in the age format.

    The clinic may go on working. The people's keys lie in a file of their own beside the archive, always in their
    newest form, so that whoever is deleted is gone from older archives, too. DATABASE_URL names the clinic's
    PostgreSQL, where it has one.
    """
    from footwise.clinic import ClinicHome, back_up, default_folder

    home = ClinicHome(folder or default_folder(), database_url=os.environ.get("DATABASE_URL", ""))
    made = back_up(home, out, new_key=new_key)
    if new_key is not None:
        print(
            f"The key that opens the backups of this clinic is in {new_key}. Keep it elsewhere; without it none opens."
        )
    print(f"Written: {made.archive} ({made.rows} rows, {made.files} files, {made.bytes / 1e6:.1f} MB)")
    print(f"Written: {made.keys} (the keys of {made.people} people; every archive of this clinic needs it)")
    if made.entries:
        print(f"The record has {made.entries} entries; write its last hash down elsewhere: {made.last_hash}")
