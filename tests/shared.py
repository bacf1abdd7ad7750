"""Where the recordings of other laboratories and the small faulty inputs are, for tests marked `shared`."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("FOOTWISE_SHARED", Path(__file__).parents[2] / "shared"))


def recording(name: str) -> Path:
    """A file of ``../shared/recordings``; the test is skipped where the folder is not there."""
    return _there("recordings") / name


def cases() -> Path:
    """The folder ``../shared/cases``; the test is skipped where it is not there."""
    return _there("cases")


def _there(folder: str) -> Path:
    # They are other people's and never part of the repository: `make test` leaves these tests out, and keeps small
    # inputs of our own that show the same kinds of trouble.
    if not (SHARED / folder).is_dir():
        pytest.skip(f"no ../shared/{folder} here")
    return SHARED / folder
