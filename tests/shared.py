"""Where the recordings of other laboratories and the small faulty inputs are, for tests marked `shared`."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("FOOTWISE_SHARED", Path(__file__).parents[2] / "shared"))


def recording(name: str) -> Path:
    """A file of ``../shared/recordings``; the test is skipped where the folder is not there."""
    if not (SHARED / "recordings").is_dir():
        pytest.skip("no ../shared/recordings here")
    return SHARED / "recordings" / name
