"""One part of Footwise is tried: `python -m footwise.jobs.machine.trying PART`, which prints how it went as JSON."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.extras import missing_extra, require
from footwise.jobs.machine.looking import State, part_of

_STRIDES = 10


def main() -> None:
    """Try the part that is named."""
    tell(_PARTS[sys.argv[1]])


def tell(try_it: Callable[[], str]) -> None:
    """Try a part, and print how it went."""
    state, says, remedy = State.WORKS, "", ""
    # What a library has to say of itself is no answer.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            says = try_it()
        except _NotHere as missing:
            state, says, remedy = State.MISSING, missing.says, missing.remedy
        except FootwiseError as error:
            state, says, remedy = part_of(error)
        except ImportError as error:
            known = missing_extra(error)
            if known is None:
                raise
            state, says, remedy = State.BROKEN, known.trouble, known.remedy
    sys.stdout.write(json.dumps({"state": state, "says": says, "remedy": remedy}) + "\n")


class _NotHere(Exception):
    """What the part needs beside its packages is not here."""

    def __init__(self, says: str, remedy: str) -> None:
        super().__init__(says)
        self.says, self.remedy = says, remedy


def _measuring() -> str:
    from footwise.jobs.sensor_walks import measure_sensor_walks
    from footwise.jobs.simulated_sensors import simulate_sensors, write_simulated_sensors

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "walk"
        write_simulated_sensors(simulate_sensors(minutes=0.5), folder)
        one = next(path for path in sorted(folder.glob("*.csv")) if path.stem != "truth")
        walks = measure_sensor_walks([one])
        strides = sum(len(walk.steps) for walk in walks)
    if strides < _STRIDES:
        raise FootwiseError("a simulated walk", f"gave {strides} strides", "Report it")
    return f"{strides} strides of a simulated walk were measured"


def _pictures() -> str:
    import io

    import matplotlib

    matplotlib.use("svg")
    from matplotlib.figure import Figure

    figure, drawn = Figure(), io.StringIO()
    figure.subplots().plot([0, 1], [0, 1])
    figure.savefig(drawn, format="svg")
    return f"Matplotlib {matplotlib.__version__} draws"


def _c3d_files() -> str:
    import ezc3d
    import numpy as np

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "still.c3d"
        file = ezc3d.c3d()
        file["parameters"]["POINT"]["RATE"]["value"] = [100.0]
        file["parameters"]["POINT"]["LABELS"]["value"] = ["LHEE"]
        file["data"]["points"] = np.ones((4, 1, 10))
        file.write(str(path))
        frames = ezc3d.c3d(str(path))["data"]["points"].shape[2]
    if frames != 10:
        raise FootwiseError("a C3D file of 10 frames", f"gave {frames}", "Install ezc3d again")
    return "C3D files are written and read"


def _streams() -> str:
    require("pylsl")
    import pylsl

    return f"Lab Streaming Layer {pylsl.library_version() / 100:.2f} is loaded"


def _radio() -> str:
    require("bleak")
    import bleak

    if platform.system() == "Linux":
        if not list(Path("/sys/class/bluetooth").glob("hci*")):
            raise _NotHere("this computer has no Bluetooth", "Plug in a Bluetooth adapter")
        if not Path("/run/dbus/system_bus_socket").exists():
            raise _NotHere("Bluetooth's service (BlueZ) does not run", "On Debian: apt-get install bluez")
        return f"a Bluetooth adapter is here ({bleak.__name__} {version('bleak')})"
    return "the system's Bluetooth is loaded; switch it on before a session"


def _films() -> str:
    require("av", "cv2")
    import av
    import cv2
    import numpy as np

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "film.mp4"
        with av.open(str(path), "w") as film:
            stream = film.add_stream("mpeg4", rate=30)
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            for shade in range(5):
                frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), shade * 40, np.uint8), format="rgb24")
                film.mux(stream.encode(frame))
            film.mux(stream.encode())
        with av.open(str(path)) as film:
            seen = sum(1 for _ in film.decode(video=0))
    if seen != 5:
        raise FootwiseError("a film of 5 pictures", f"gave {seen}", "Install av again")
    return f"films are read (PyAV {av.__version__}, OpenCV {cv2.__version__})"


def _people_in_films() -> str:
    require("ai_edge_litert", "cv2")
    from footwise.samples import is_cached, samples

    weights = next(one for one in samples() if one.name == "pose-model")
    if not is_cached(weights):
        from ai_edge_litert.interpreter import Interpreter

        assert Interpreter
        raise _NotHere("the weights that find people are not fetched yet", "Get the sample pose-model")
    import numpy as np

    from footwise.video.people import detect_people, load_pose_model

    people = detect_people(load_pose_model(), np.zeros((128, 128, 3), np.uint8))
    return f"the networks run ({len(people)} people in a black picture)"


def _cartilage() -> str:
    require("nibabel", "pydicom", "SimpleITK", "dcm2niix")
    import nibabel
    import numpy as np
    import SimpleITK

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "one.nii.gz"
        image: Any = nibabel.Nifti1Image
        nibabel.save(image(np.ones((4, 4, 4), np.float32), np.eye(4)), path)
        mean = float(np.mean(SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))))
    assert mean == 1.0
    return "images are written and read"


def _statistics() -> str:
    require("statsmodels")
    import numpy as np
    import statsmodels
    import statsmodels.api as models

    x = models.add_constant(np.arange(6.0))
    slope = float(models.OLS(2 * np.arange(6.0), x).fit().params[1])
    assert abs(slope - 2) < 1e-9
    return f"statsmodels {statsmodels.__version__} fits a line"


def _many_cores() -> str:
    require("distributed")
    import distributed

    return f"Dask's {distributed.__name__} {version('distributed')} is loaded"


def _pdf() -> str:
    require("typst")
    import typst

    pdf = typst.compile(b"Foot *angle*")
    assert pdf.startswith(b"%PDF")
    return "a page becomes a PDF"


def _sound() -> str:
    from footwise.coaching.outlets import system_player

    try:
        system_player()
    except FootwiseError as error:
        raise _NotHere(error.trouble, "On Debian: apt-get install pulseaudio-utils; or go without sound") from None
    if platform.system() == "Linux" and not (Path("/dev/snd").exists() or "PULSE_SERVER" in os.environ):
        raise _NotHere("this computer has no sound", "Plug in loudspeakers or headphones")
    return "a player of sounds is here (none was played)"


_PARTS: dict[str, Callable[[], str]] = {
    "measuring": _measuring,
    "pictures": _pictures,
    "C3D files": _c3d_files,
    "the lab's streams": _streams,
    "radio sensors": _radio,
    "films": _films,
    "people in films": _people_in_films,
    "cartilage images": _cartilage,
    "statistics of a trial": _statistics,
    "many cores": _many_cores,
    "a PDF": _pdf,
    "sound": _sound,
}


if __name__ == "__main__":
    main()
