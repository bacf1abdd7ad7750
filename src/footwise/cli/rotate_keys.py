"""`footwise rotate-keys`: a new key for a clinic's backups, those that are there as well."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command


@command("footwise rotate-keys /backups --old-key key.txt --new-key key-2027.txt")
def rotate_keys(
    backups: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with the clinic's backups.")],
    old_key: Annotated[Path, typer.Option("--old-key", metavar="FILE", help="The key that opens them now.")],
    new_key: Annotated[
        Path, typer.Option("--new-key", metavar="FILE", help="Where the new key is written, or lies already.")
    ],
    folder: Annotated[
        Path | None,
        typer.Option("--dir", metavar="DIR", help="Where the clinic lives; else in your folder for programs' data."),
    ] = None,
) -> None:
    """Change the key of a clinic's backups: of those to come, and of those in the folder.

    Interrupted, every archive opens with one of the two keys; run it again.
    """
    from footwise.clinic import ClinicHome, default_folder
    from footwise.clinic import rotate_keys as rotated

    home = ClinicHome(folder or default_folder(), database_url=os.environ.get("DATABASE_URL", ""))
    found = rotated(home, backups, old_key=old_key, new_key=new_key)
    for error in found.refused:
        print(f"footwise: {error}", file=sys.stderr)
    print(f"Backups are encrypted for the key in {new_key} from now on: {found.changed} were changed, "
          f"{found.already} had it already, {len(found.refused)} stay as they were")  # fmt: skip
    if found.refused:
        raise typer.Exit(2)
