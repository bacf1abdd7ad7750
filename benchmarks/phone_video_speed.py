"""Speed and memory of the video path: the pose model, and several clips in processes."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pose_speed
from phone_video_cameras import clips

from footwise.samples import cache_folder
from footwise.video.people import people_in_clip, people_in_clips

HEADER = ("phone video", "measured", "aim")
ROUNDS = 2
# Pictures of the longer clips.
LONGER = 400


def measure() -> Iterator[tuple[str, str, str]]:
    """Everything, ready to print."""
    yield from pose_speed.table()
    yield from together()


def together() -> Iterator[tuple[str, str, str]]:
    """Clips in processes of their own beside one clip after the other with all cores: short ones, and longer ones."""
    short = list(clips())
    yield from side_by_side(short, "1.7 s", "")
    with tempfile.TemporaryDirectory() as folder:
        longer = [Path(folder) / path.name for path in (short[0], short[-1])]
        for path, out in zip((short[0], short[-1]), longer, strict=True):
            pose_speed.repeat(path, out, LONGER)
        yield from side_by_side(longer, "6.7 s", "over 1")
    people_in_clips(short, flip=False)
    again = seconds(lambda: people_in_clips(short, flip=False), cold=False)
    yield f"the {len(short)} clips a second time", f"{again:.2f} s", "instant"


def side_by_side(paths: list[Path], long: str, aim: str) -> Iterator[tuple[str, str, str]]:
    """One comparison; processes take about a second to start, which a short clip does not pay back."""
    cores = os.cpu_count() or 1
    alone, parallel = [], []
    for _ in range(ROUNDS):
        alone.append(seconds(lambda: [people_in_clip(path, flip=False, threads=cores) for path in paths]))
        parallel.append(seconds(lambda: people_in_clips(paths, flip=False)))
    ratio = [one / other for one, other in zip(alone, parallel, strict=True)]
    yield f"{len(paths)} clips of {long}, one after the other", f"{statistics.median(alone):.1f} s", ""
    yield f"  in processes, up to {cores} at a time", f"{statistics.median(parallel):.1f} s", ""
    yield "  ratio, median and worst round", f"{statistics.median(ratio):.2f}, {min(ratio):.2f}", aim


def seconds(job: Callable[[], object], cold: bool = True) -> float:
    """Wall time of a job; cold: nothing is known of its clips."""
    with nothing_known() if cold else tempfile.TemporaryDirectory():
        begin = time.perf_counter()
        job()
        return time.perf_counter() - begin


@contextmanager
def nothing_known() -> Iterator[None]:
    """A cache with the samples and without what was found in clips."""
    before, kept = os.environ.get("FOOTWISE_CACHE"), cache_folder()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "samples").symlink_to(kept / "samples", target_is_directory=True)
        os.environ["FOOTWISE_CACHE"] = folder
        try:
            yield
        finally:
            os.environ.pop("FOOTWISE_CACHE")
            if before is not None:
                os.environ["FOOTWISE_CACHE"] = before


if __name__ == "__main__":
    for line in measure():
        print("{:58} {:>20}  {}".format(*line))
