"""The one kind of array that Footwise computes with: floats, NaN where something is missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""A NumPy array of floats; the docstring of whoever takes or gives one says its shape and unit."""
