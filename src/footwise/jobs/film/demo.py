"""One walk in four cameras, then one camera alone, in front and from the side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from footwise.extras import require
from footwise.jobs.film.files import write_films
from footwise.jobs.film.film_request import FilmRequest
from footwise.jobs.film.measure import FilmMeasurement, measure_films
from footwise.jobs.film.progress import ProgressBars, no_progress_bars
from footwise.outputs import whole_folder
from footwise.reports.film import filmed_walk_sentences
from footwise.samples import sample_path

FOUR_CAMERAS, FRONT, SIDE = "four-cameras", "one-phone-front", "one-phone-side"


def film_demo(
    out: Path, *, say: Callable[[str], None] = lambda _: None, bars: ProgressBars = no_progress_bars
) -> dict[str, FilmMeasurement]:
    """Measure three public recordings, with steps, report and overlay films of each.

    Parameters
    ----------
    out : Path
        Folder that gets the folders `FOUR_CAMERAS`, `FRONT` and `SIDE`, all or none.
    say : callable
        Is given every line that tells what was found.
    bars : callable
        Makes progress bars with the titles it is given.

    Returns
    -------
    dict of str to FilmMeasurement
        By folder.
    """
    require("av", "cv2", "ai_edge_litert")
    room, side = sample_path("four-cameras"), sample_path("side-view")
    clips = sorted((room / "videos").glob("*.mp4"))
    calibration = room / "calibration" / "Calib.qca.txt"
    asked = (
        ("1. One walk in four calibrated cameras", FOUR_CAMERAS, FilmRequest(clips, calibration, trc=True)),
        ("2. The second of them alone, in front", FRONT, FilmRequest(clips[1:2], calibration)),
        ("3. Another walk, one phone from the side", SIDE, FilmRequest([side / "demo.mp4"])),
    )
    found: dict[str, list[FilmMeasurement]] = {}
    with whole_folder(out) as folder:
        for title, name, request in asked:
            found[name] = measure_films(request, bars)
            write_films(found[name], request, folder / name, bars)
            say(f"{title}:")
            for sentence in filmed_walk_sentences(found[name][0].walk):
                say(f"   {sentence}")
    return {name: measured[0] for name, measured in found.items()}
