"""Stored landmarks of the people in two public clips: data/README.md says where they come from.

python -m tests.video.stored_clips

writes them again, which takes a minute or two.
"""

from pathlib import Path

import numpy as np

from footwise.recordings.film import PictureLandmarks
from footwise.samples import sample_path
from footwise.video.people import choose_person, people_in_clip

DATA = Path(__file__).parent / "data"
CLIPS = {f"cam0{k}": ("four-cameras", f"videos/cam0{k}.mp4") for k in (1, 2, 3, 4)} | {
    "demo": ("side-view", "demo.mp4")
}
# What stands for a point that is missing, in tenths of a pixel.
_MISSING = -32768


def stored_clip(name: str) -> PictureLandmarks:
    """Landmarks of a public clip: `cam01` to `cam04` of "four-cameras", `demo` of "side-view"."""
    with np.load(DATA / f"{name}.npz") as file:
        tenths = file["tenths_px"]
        points = np.where(tenths == _MISSING, np.nan, tenths / 10)
        width, height = (int(side) for side in file["size_px"])
        return PictureLandmarks(
            name, Path(f"{name}.mp4"), (width, height), file["time_s"], points, np.ones(points.shape[:2])
        )


def store_clip(name: str, folder: Path) -> Path:
    """Look for the walker in a clip as `footwise video` does, and write what was found to a tenth of a pixel."""
    sample, inside = CLIPS[name]
    person = choose_person(people_in_clip(sample_path(sample) / inside))
    tenths = np.nan_to_num(np.round(10 * person.points_px), nan=_MISSING).astype(np.int16)
    path = folder / f"{name}.npz"
    np.savez_compressed(path, tenths_px=tenths, time_s=person.time_s, size_px=np.array(person.size_px))
    return path


if __name__ == "__main__":
    for clip in CLIPS:
        print(store_clip(clip, DATA))
