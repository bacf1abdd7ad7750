"""The real walk that is offered for trying: a treadmill recording, and four changed walks made from it."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from django.conf import settings

# Of who walked there: with another's mass it would be refused.
SIDE, MASS_KG, HEIGHT_CM = "left", 55.3, 172
# From 50 used steps on a mean counts as certain.
_STEPS = 55


def sample_file() -> Path:
    """Where it lies, once it is made."""
    folder: Path = settings.HOME.folder
    return folder / "real-walk.zip"


def source() -> Path:
    """Give the real recording, fetched once into the user's cache folder."""
    from footwise.jobs import sample_path

    return sample_path("treadmill", quiet=True) / "treadmill_events.c3d"


def make_sample() -> None:
    """Make it; written beside and renamed, so that nobody saves half of it."""
    # Here, not above: the page that offers the file needs none of it.
    from footwise.jobs import simulate_study_from, write_simulated_study

    study = simulate_study_from(source(), side=SIDE, steps=_STEPS)
    half = sample_file().with_suffix(".half")
    with tempfile.TemporaryDirectory(prefix="footwise-") as place:
        folder = Path(place) / "study"
        write_simulated_study(study, folder)
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.glob("*.c3d")):
                archive.write(file, file.name)
    half.rename(sample_file())
