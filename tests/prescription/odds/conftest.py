"""The public data of the 107 people."""

from pathlib import Path

import pytest
from tests.shared import SHARED


@pytest.fixture(scope="session")
def toe_in_107() -> Path:
    folder = SHARED / "data" / "toe_in_107"
    if not folder.exists():
        pytest.skip("the data of the 107 people are not beside this repository")
    return folder
