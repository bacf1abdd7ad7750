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

from footwise.recordings import sample_path

ENVIRONMENT = Path(__file__).parents[1] / ".cache" / "mediapipe"
# Later ones have no model in them and send figures of use.
PACKAGES = ("mediapipe==0.10.21", "numpy<2")
PROGRAM = Path(__file__).with_name("mediapipe_reference.py")
# Every picture is looked at, so that each person is followed as Footwise follows them; so many are kept of each clip.
KEPT = 15
# Of the side view, the part in which mediapipe sees nobody but the walker: without the man on the roof.
SIDE_VIEW = (60, 120, 430)


class MediapipeMissingError(Exception):
    """mediapipe could not be installed or run; the message is one line."""


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
    """Interpreter of mediapipe's environment, which is made first where there is none.

    Raises
    ------
    MediapipeMissingError
        It cannot be made, as without a network.
    """
    interpreter, ready = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "ready"
    if ready.exists():
        return interpreter
    print("Setting up mediapipe, to compare with (once, a minute or so)", file=sys.stderr)
    # As in the Makefile: Debian's Python has no ensurepip, so the environment is filled from outside.
    for command in (
        ("venv", "--clear", "--without-pip", str(ENVIRONMENT)),
        ("pip", "--python", str(interpreter), "install", "-qq", "--disable-pip-version-check", *PACKAGES),
    ):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise MediapipeMissingError(f"could not be installed ({said[-1] if said else 'no reason given'})")
    # It would fetch the heavy weights from the network at the first run.
    modules = next(ENVIRONMENT.glob("lib/*/site-packages/mediapipe/modules/pose_landmark"))
    shutil.copy(sample_path("pose-model") / "pose_landmark_heavy.tflite", modules)
    ready.touch()
    return interpreter


@contextmanager
def mediapipe(clip: Path, first: int = 0, count: int = 100, top: int = 0) -> Iterator[Mediapipe]:
    """Start mediapipe on pictures of a clip, without their uppermost rows, and keep it ready for more rounds.

    Raises
    ------
    MediapipeMissingError
        It cannot be installed or run.
    """
    with subprocess.Popen(
        [str(python()), str(PROGRAM), str(clip), str(first), str(count), str(top)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1,
    ) as process:  # fmt: skip

        def answer() -> str:
            if not (line := process.stdout.readline()):
                raise MediapipeMissingError("stopped on the way")
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
