"""Arguments that several commands of `footwise trial` have."""

from pathlib import Path
from typing import Annotated

import typer

Design = Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design of the trial; see docs/trial.md.")]
Data = Annotated[Path, typer.Argument(metavar="DATA", help="Folder with people.csv and outcomes.csv.")]
Register = Annotated[Path, typer.Argument(metavar="REGISTER", help="Folder that 'footwise trial randomise' made.")]
