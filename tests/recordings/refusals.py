"""What a refusal must look like."""

import warnings
from pathlib import Path
from typing import Any

import pytest

from footwise.errors import FootwiseError
from footwise.recordings import read_recording


def refused(path: Path, **options: Any) -> str:
    """One line that names the file, the trouble and the remedy, without a warning of NumPy before it."""
    with warnings.catch_warnings(), pytest.raises(FootwiseError) as caught:
        warnings.simplefilter("error")
        read_recording(path, **options)
    assert caught.value.trouble
    assert caught.value.remedy
    assert str(caught.value.where) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)
