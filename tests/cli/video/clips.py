"""`footwise video` as a person calls it, with films made from the public clip or with landmarks in their place."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from tests.gait.film.filmed_people import stored_clip

from footwise.cli import app as cli
from footwise.recordings.film import (
    Camera,
    PictureLandmarks,
    cameras_of_clips,
    open_clip,
    pictures,
    read_cameras,
    write_cameras,
)
from footwise.samples import sample_path

CAMERAS = ("cam01", "cam02", "cam03", "cam04")
_TICKS = 6000
Frames = list[tuple[float, np.ndarray]]


@dataclass(frozen=True)
class Told:
    """What the command has said, and how it ended."""

    code: int
    out: str
    err: str


def video(*words: object) -> Told:
    """Run ``footwise video WORDS`` in this process, through everything that the installed command goes through."""
    out, err, argv = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["footwise", "video", *map(str, words)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            cli.main()
    except SystemExit as end:
        return Told(int(end.code or 0), out.getvalue(), err.getvalue())
    finally:
        sys.argv = argv
    raise AssertionError("the command did not end")


def measured(folder: Path, *words: object) -> Told:
    """What was told of a walk that could be measured into ``folder / "out"``."""
    told = video(*words, "--out", folder / "out")
    assert told.code == 0, told.err
    assert told.err == ""
    assert {"steps.csv", "step_details.csv", "report.html"} <= {path.name for path in (folder / "out").iterdir()}
    return told


def refused(folder: Path, *words: object) -> str:
    """The one line with which the command refuses; nothing may be written."""
    told = video(*words, "--out", folder / "out")
    assert told.code == 2, (told.code, told.out)
    line = told.err.strip()
    assert line.startswith("footwise: ") and len(line.splitlines()) == 1, line
    assert "this should not have happened" not in line and "`" not in line
    # Nothing half-made is left beside it, and what was there is as it was.
    assert not (folder / "out").exists() or (folder / "out").is_file()
    assert not list(folder.glob(".*partial*"))
    return line


def trouble(*words: object) -> str:
    """The one line with which a command other than the measuring of a walk refuses."""
    told = video(*words)
    assert told.code == 2, told.out
    assert len(told.err.strip().splitlines()) == 1
    assert "this should not have happened" not in told.err and "`" not in told.err
    return told.err


def show(monkeypatch, people: Mapping[str, PictureLandmarks | tuple[PictureLandmarks, ...]]) -> None:
    """Let clips of these names show these people, without a look at any picture."""

    def look(paths: Sequence[Path], **_: object) -> list[tuple[PictureLandmarks, ...]]:
        found = []
        for path in map(Path, paths):
            there = people[path.stem]
            everybody = there if isinstance(there, tuple) else (there,)
            found.append(tuple(replace(person, name=path.stem, source=path) for person in everybody))
        return found

    monkeypatch.setattr("footwise.jobs.film.measure.people_in_clips", look)


def four_clips() -> dict[str, PictureLandmarks]:
    """Stored landmarks of the sample four-cameras."""
    return {name: stored_clip(name) for name in CAMERAS}


def four_cameras() -> tuple[Camera, ...]:
    """Calibration of the sample four-cameras, for the pictures of its clips."""
    path = sample_path("four-cameras", quiet=True) / "calibration" / "Calib.qca.txt"
    return cameras_of_clips(read_cameras(path), tuple(four_clips().values()), path)[0]


def calibrated(folder: Path, cameras: Sequence[Camera], name: str = "Calib.toml") -> Path:
    write_cameras(folder / name, tuple(cameras))
    return folder / name


def cut(clip: PictureLandmarks, first: int, last: int | None = None) -> PictureLandmarks:
    """The clip as if it had been started later, and stopped earlier."""
    part = slice(first, last)
    time_s = clip.time_s[part] - clip.time_s[first]
    return replace(clip, time_s=time_s, points_px=clip.points_px[part], visibility=clip.visibility[part])


def own_cache(folder: Path) -> Path:
    """A cache folder with the weights and nothing else: no person of any clip is known in it."""
    weights = sample_path("pose-model", quiet=True)
    shutil.copytree(weights, folder / "samples" / weights.name)
    return folder


def sample_frames(name: str, every: int, size: tuple[int, int], until: int = 1000) -> Frames:
    """Times and pictures of a clip of the sample four-cameras, made smaller."""
    clip = open_clip(sample_path("four-cameras", quiet=True) / "videos" / f"{name}.mp4")
    return [
        (clip.time_s[index], cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
        for index, picture in pictures(clip)
        if index % every == 0 and index < until
    ]


def write_film(path: Path, frames: Frames, *, turned: int = 0, preset: str = "medium", faststart: bool = False) -> Path:
    """Write a film; its file may ask to be turned, or have its table of contents in front."""
    height, width = (side // 2 * 2 for side in frames[0][1].shape[:2])
    with av.open(str(path), "w", options={"movflags": "faststart"} if faststart else {}) as out:
        stream = out.add_stream("libx264", rate=30, options={"preset": preset})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, _TICKS)
        if turned:
            stream.set_display_rotation(turned)
        for time_s, picture in frames:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture[:height, :width]), format="rgb24")
            frame.pts, frame.time_base = round(time_s * _TICKS), Fraction(1, _TICKS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path
