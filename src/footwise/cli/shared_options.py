"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MassKg = Annotated[float | None, typer.Option("--mass", metavar="KG", help="Body mass in kg, e.g. 72.5.")]
HeightM = Annotated[float | None, typer.Option("--height", metavar="M", help="Body height in m, e.g. 1.72.")]
MarkerMap = Annotated[
    Path | None, typer.Option("--markers", metavar="MAP.toml", help="Which marker is which, for a set of your own.")
]
LegLength = Annotated[
    list[str] | None,
    typer.Option("--leg-length", metavar="M", help="ASIS to inner ankle in m, for Plug-in Gait: 0.88, or left=0.88."),
]
KneeWidth = Annotated[
    list[str] | None, typer.Option("--knee-width", metavar="M", help="Knee width in m, likewise: 0.105.")
]
AnkleWidth = Annotated[
    list[str] | None, typer.Option("--ankle-width", metavar="M", help="Ankle width in m, likewise: 0.072.")
]
StaticTrial = Annotated[
    Path | None, typer.Option("--static", metavar="FILE", help="Standing trial with all knee and ankle markers.")
]
AnglesOnly = Annotated[
    bool, typer.Option("--angles-only", help="Foot angles without knee loads: leave force plates alone.")
]
Like = Annotated[
    str | None,
    typer.Option("--like", metavar="plug-in-gait", help="Follow that model, beside what the file stores."),
]
ForcesLater = Annotated[
    float | None,
    typer.Option("--forces-later", metavar="S", help="Shift the forces so much later, e.g. 0.05: two clocks."),
]
StoredEvents = Annotated[
    str | None,
    typer.Option("--events", metavar="found|file", help="file: the contacts and offs stored in it; default: found."),
]
MarkerHz = Annotated[
    float | None,
    typer.Option("--marker-hz", metavar="HZ", help="Low-pass of the markers behind the moments, e.g. 12; default: 8."),
]
ForceHz = Annotated[
    float | None, typer.Option("--force-hz", metavar="HZ", help="Low-pass of the forces, e.g. 20; default: 8.")
]
ClinicDeg = Annotated[
    list[str] | None,
    typer.Option("--clinic-angle", metavar="DEG", help="Foot angle from the clinic, toe-out +; or left=DEG twice."),
]
FootToLineDeg = Annotated[
    list[str] | None,
    typer.Option("--foot-to-line", metavar="DEG", help="Angle of the standing foot to the line; or left=DEG twice."),
]
