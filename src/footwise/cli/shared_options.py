"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MassKg = Annotated[float | None, typer.Option("--mass", metavar="KG", help="Body mass in kg, where the file has none.")]
HeightM = Annotated[float | None, typer.Option("--height", metavar="M", help="Body height in m, e.g. 1.72.")]
MarkerMap = Annotated[
    Path | None, typer.Option("--markers", metavar="MAP.toml", help="Which marker is which, for a set of your own.")
]
ClinicAngle = Annotated[
    list[str] | None,
    typer.Option("--clinic-angle", metavar="DEG", help="Foot angle from the clinic, toe-out +; or left=DEG twice."),
]
FootToLine = Annotated[
    list[str] | None,
    typer.Option("--foot-to-line", metavar="DEG", help="Angle of the standing foot to the line; or left=DEG twice."),
]
