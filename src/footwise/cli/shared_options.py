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
LegLength = Annotated[
    list[str] | None,
    typer.Option("--leg-length", metavar="M", help="ASIS to inner ankle in m, for Plug-in Gait; or left=M twice."),
]
KneeWidth = Annotated[
    list[str] | None, typer.Option("--knee-width", metavar="M", help="Knee width in m, likewise; or left=M twice.")
]
AnkleWidth = Annotated[
    list[str] | None, typer.Option("--ankle-width", metavar="M", help="Ankle width in m, likewise; or left=M twice.")
]
ClinicDeg = Annotated[
    list[str] | None,
    typer.Option("--clinic-angle", metavar="DEG", help="Foot angle from the clinic, toe-out +; or left=DEG twice."),
]
FootToLineDeg = Annotated[
    list[str] | None,
    typer.Option("--foot-to-line", metavar="DEG", help="Angle of the standing foot to the line; or left=DEG twice."),
]
