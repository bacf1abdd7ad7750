"""Run mediapipe beside Footwise: in an environment of its own, made once in .cache, and in a process of its own.

As a program it writes the landmarks that tests compare with:

    python benchmarks/mediapipe_process.py tests/video/data/mediapipe_landmarks.npz
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from reference_environment import ReferenceMissingError, environment

from footwise.samples import sample_path

WEIGHTS = "pose_landmark_heavy.tflite"
# Later ones have no model in them and send figures of use.
PACKAGES = ("mediapipe==0.10.21", "numpy<2")
PROGRAM = Path(__file__).with_name("mediapipe_reference.py")
# Every picture is looked at, so that each person is followed as Footwise follows them; so many are kept of each clip.
KEPT = 15
# Of the side view, the part in which mediapipe sees nobody but the walker: without the man on the roof.
SIDE_VIEW = (60, 120, 430)


@dataclass(frozen=True)
class Mediapipe:
    """A running mediapipe.

    Attributes
    ----------
    points_px : list
        For every picture 33 places, or None where nobody was found.
    seconds : callable
        Looks at all pictures once more and gives how long that took, by its own clock.
    """

    points_px: list[list[list[float]] | None]
    seconds: Callable[[], float]


def python() -> Path:
    """Interpreter of mediapipe's environment, with the heavy weights, which it would fetch at the first run."""
    interpreter = environment("mediapipe", PACKAGES)
    modules = next(interpreter.parents[1].glob("lib/*/site-packages/mediapipe/modules/pose_landmark"))
    if not (modules / WEIGHTS).exists():
        shutil.copy(sample_path("pose-model") / WEIGHTS, modules)
    return interpreter


@contextmanager
def mediapipe(clip: Path, first: int = 0, count: int = 100, top: int = 0) -> Iterator[Mediapipe]:
    """Start mediapipe on pictures of a clip, without their uppermost rows, and keep it ready for more rounds.

    Raises
    ------
    ReferenceMissingError
        It cannot be installed or run.
    """
    with subprocess.Popen(
        [str(python()), str(PROGRAM), str(clip), str(first), str(count), str(top)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1,
    ) as process:  # fmt: skip

        def answer() -> str:
            if not (line := process.stdout.readline()):
                raise ReferenceMissingError("stopped on the way")
            return line

        def seconds() -> float:
            process.stdin.write("\n")
            return float(json.loads(answer()))

        try:
            yield Mediapipe(json.loads(answer())["points_px"], seconds)
        finally:
            process.terminate()


def main(out: Path) -> None:
    """Write what mediapipe finds in the sample clips, in pixels of the whole picture."""
    kept: dict[str, np.ndarray] = {}
    clips = [(clip, (0, 100, 0)) for clip in sorted((sample_path("four-cameras") / "videos").glob("*.mp4"))]
    for clip, part in [*clips, (sample_path("side-view") / "demo.mp4", SIDE_VIEW)]:
        first, _, top = part
        with mediapipe(clip, *part) as running:
            seen = [index for index, points in enumerate(running.points_px) if points]
            chosen = sorted({seen[round(place)] for place in np.linspace(0, len(seen) - 1, KEPT)})
            kept[f"{clip.stem}_frames"] = np.array(chosen) + first
            points = np.array([running.points_px[index] for index in chosen])
            kept[f"{clip.stem}_points_px"] = points + np.array([0, top])
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out, **{name: values.astype(np.float32) for name, values in kept.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
