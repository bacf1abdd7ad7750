"""What several tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

from footwise.samples.catalogue import sample_path

# How long an example takes says nothing on a busy machine.
settings.register_profile("footwise", deadline=None)
settings.load_profile("footwise")


@pytest.fixture(scope="session")
def treadmill_c3d() -> Path:
    """The real recording of the sample `treadmill`, fetched once into the user's cache folder."""
    return sample_path("treadmill", quiet=True) / "treadmill_events.c3d"
