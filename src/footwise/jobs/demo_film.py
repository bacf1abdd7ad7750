"""The command `footwise demo --video`: one walk in four cameras, then one camera alone, in front and from the side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from footwise.jobs.film import Bars, FilmMeasurement, VideoWishes, measure_video
from footwise.reports.film import filmed_walk_sentences
from footwise.samples import sample_path

FOUR, FRONT, SIDE = "four-cameras", "one-phone-front", "one-phone-side"


def video_demo(folder: Path, bars: Bars, say: Callable[[str], None] = print) -> dict[str, FilmMeasurement]:
    """Fill a folder with steps, report and overlay films of three recordings.

    Parameters
    ----------
    folder : Path
        Gets the folders `FOUR`, `FRONT` and `SIDE`.
    bars : callable
        Makes progress bars with the titles it is given.
    say : callable
        Is given every line that tells what was found.

    Returns
    -------
    dict of str to FilmMeasurement
        By folder.
    """
    room, side = sample_path("four-cameras"), sample_path("side-view")
    clips = sorted((room / "videos").glob("*.mp4"))
    calibration = room / "calibration" / "Calib.qca.txt"
    asked = (
        ("1. One walk in four calibrated cameras", FOUR, VideoWishes(clips, calibration, trc=True)),
        ("2. The second of them alone, in front", FRONT, VideoWishes(clips[1:2], calibration)),
        ("3. Another walk, one phone from the side", SIDE, VideoWishes([side / "demo.mp4"])),
    )
    found = {}
    for title, name, wishes in asked:
        place = folder / name
        place.mkdir()
        (found[name],) = measure_video(place, wishes, bars)
        say(f"{title}:")
        for sentence in filmed_walk_sentences(found[name].walk):
            say(f"   {sentence}")
    return found
