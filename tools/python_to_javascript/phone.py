"""Which Python files the phone's page needs, and where they go as JavaScript."""

from __future__ import annotations

from pathlib import Path

from tools.python_to_javascript.modules import javascript
from tools.python_to_javascript.sources import World, read_module

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "src" / "footwise" / "clinic" / "phone" / "generated"
# Whatever a file imports of ours stands before it.
FILES = (
    "foot_sensor/live/strapdown.py",
    "foot_sensor/live/range_ends.py",
    "foot_sensor/live/stance_detector.py",
    "foot_sensor/live/gyro_bias.py",
    "foot_sensor/live/stride.py",
    "foot_sensor/live/stride_gates.py",
    "foot_sensor/live/stride_tracker.py",
    "foot_sensor/live/calibration.py",
    "foot_sensor/live/calibration_choice.py",
    "foot_sensor/live/walked_turn.py",
    "foot_sensor/live/sensor_quality.py",
    "foot_sensor/live/quality_meter.py",
    "coaching/feedback.py",
    "coaching/schedule.py",
)
# Read for what they hand on, not written.
_FACES = ("foot_sensor/live/__init__.py",)


def modules() -> dict[str, str]:
    """Give the text of every module by the name of its file.

    Raises
    ------
    RefusedError
        Naming file and line of what cannot be turned into JavaScript.
    """
    world = World()
    for name in (*FILES, *_FACES):
        path = ROOT / "src" / "footwise" / name
        dotted = "footwise." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        read_module(path, dotted, world).path = Path("src/footwise") / name
    read = [world.modules["footwise." + name.removesuffix(".py").replace("/", ".")] for name in FILES]
    head = "Made from {} by `make phone`: change that file, not this one."
    return {f"{one.path.stem}.mjs": javascript(one, head.format(one.path.as_posix())) for one in read}


def write(folder: Path = GENERATED) -> None:
    """Write them, and take away what is left of files that are no longer made."""
    written = modules()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.mjs"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
