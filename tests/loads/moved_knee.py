"""Whole walks measured with the knee centre really moved."""

from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

import numpy as np

from footwise.loads import knees as measuring


@contextmanager
def knee_moved(out_mm=0.0, up_mm=0.0, forwards_mm=0.0):
    """Within this every shank has its knee centre elsewhere, axes made anew from knee, ankle and flexion axis."""
    found = measuring.find_shank

    def moved(*arguments, **options):
        shank = found(*arguments, **options)
        up = unit(shank.knee_centre_m - shank.ankle_centre_m)
        shift_mm = -out_mm * shank.medial + up_mm * up + forwards_mm * shank.forward
        knee = shank.knee_centre_m + shift_mm / 1000
        forward = shank.forward
        if not forwards_mm:
            # Upwards × inwards points forwards on the left leg and backwards on the right one.
            ahead = unit(np.cross(knee - shank.ankle_centre_m, shank.medial))
            forward = ahead * (1.0 if shank.side == "left" else -1.0)
        return replace(shank, knee_centre_m=knee, forward=forward)

    with mock.patch.object(measuring, "find_shank", moved):
        yield


def unit(vectors):
    with np.errstate(invalid="ignore"):
        return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
