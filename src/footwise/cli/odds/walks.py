"""`footwise odds NATURAL CHANGED...`: the odds that the changed walk unloads this knee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.recording_words import RECORDING_WORDS
from footwise.cli.shared_options import HeightM, LegLength, MarkerMap
from footwise.cli.values import lengths_of


@command(
    "footwise odds walks natural.trc toe_in.trc --side left --out odds1",
    words={**RECORDING_WORDS, "baseline_pct_bwht": "--baseline", "changed": "CHANGED"},
)
def walks(
    natural: Annotated[
        Path,
        typer.Argument(metavar="NATURAL", help="Natural walk: C3D, TRC, film, sensors, or a folder of one walk's."),
    ],
    changed: Annotated[
        list[Path],
        typer.Argument(metavar="CHANGED...", help="The walk with the foot turned, recorded likewise."),
    ],
    side: Annotated[str, typer.Option("--side", metavar="left|right", help="The knee that the odds are about.")],
    baseline_pct_bwht: Annotated[
        float | None,
        typer.Option("--baseline", metavar="PCT", help="First KAM peak in %BW·ht, if measured once; default: 2.9."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE.toml", help="From 'footwise odds train'; default: the 107.")
    ] = None,
    static: Annotated[
        Path | None, typer.Option("--static", metavar="FILE", help="Markers: a standing trial with all of them.")
    ] = None,
    marker_map: MarkerMap = None,
    height_m: HeightM = None,
    leg_length_m: LegLength = None,
    floor: Annotated[
        Path | None,
        typer.Option("--floor", metavar="PICTURE", help="One phone: picture or clip with a sheet of A4 on the floor."),
    ] = None,
    neutral: Annotated[
        Path | None, typer.Option("--neutral", metavar="CLIP", help="Films: the person standing still.")
    ] = None,
    foot_length_m: Annotated[
        float | None,
        typer.Option("--foot-length", metavar="CM", help="One phone: from the heel to the base of the big toe."),
    ] = None,
    calibration: Annotated[
        Path | None, typer.Option("--calibration", metavar="FILE", help="Several phones: where they stood.")
    ] = None,
    rate_hz: Annotated[
        float | None, typer.Option("--rate", metavar="HZ", help="Samples a second of sensors' tables without time.")
    ] = None,
    gravity: Annotated[
        str | None,
        typer.Option("--gravity", metavar="up|down", help="How sensors measure gravity, where that is asked."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for odds.html, one page, and odds.json.")
    ] = Path("footwise-odds"),
) -> None:
    """Say how likely it is that the changed walk unloads this knee. Odds, and no recommendation.

    Both walks are recorded in the same way: by markers without force plates, by films from the same place, or by
    sensors on shoe and shank. Where there are force plates, footwise prescribe measures the load itself.
    """
    from footwise.jobs.odds import ODDS_FILES, OddsRequest, judge_walks, write_odds
    from footwise.outputs import whole_folder

    asked = OddsRequest(
        side=side,
        baseline_pct_bwht=baseline_pct_bwht,
        model=model,
        static=static,
        marker_map=marker_map,
        height_m=height_m,
        leg_length_m=lengths_of("--leg-length", leg_length_m),
        floor=floor,
        neutral=neutral,
        foot_length_m=None if foot_length_m is None else foot_length_m / 100,
        calibration=calibration,
        rate_hz=rate_hz,
        gravity=gravity,
    )
    with whole_folder(out, belonging=ODDS_FILES) as folder, progress_bar() as progress:
        found = judge_walks(natural, changed, asked, progress)
        write_odds(found, folder)
    print(*found.sentences(), sep="\n")
    print(f"Page: {out / 'odds.html'}")
