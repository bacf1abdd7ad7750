"""The real walk that the report tests start from."""

from pathlib import Path

import pytest

from footwise.loads import Walk, analyse_walk
from footwise.recordings import read_recording


@pytest.fixture(scope="session")
def walk(treadmill_c3d: Path) -> Walk:
    """The sample treadmill walk, analysed."""
    return analyse_walk(read_recording(treadmill_c3d))
