"""Arrays that a caller gives: as they are wanted, or one sentence that names the argument."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from footwise.arrays import Array
from footwise.errors import FootwiseError


def given_numbers(
    argument: str, values: ArrayLike, columns: int = 0, samples: int | None = None, *, all_missing: bool = False
) -> Array:
    """Take what was given as an array of floats, NaN where something is missing.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    values : array_like
        Numbers; masked ones, infinite ones and None are missing.
    columns : int
        Numbers a sample; 0 for one number, without an axis of its own.
    samples : int, optional
        How many there must be; any number but 0 by default.
    all_missing : bool
        Not a single one need be known.

    Returns
    -------
    array, shape (samples, columns) or (samples,)
        A copy.

    Raises
    ------
    FootwiseError
        No numbers, another shape, or not a single number that is one.
    """
    plain = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan) if np.ma.isMaskedArray(values) else values
    try:
        # Texts that look like numbers and instants of a calendar would pass for floats.
        if np.asarray(plain).dtype.kind in "USMmcV":
            raise TypeError
        array = np.array(plain, dtype=float)
    except (TypeError, ValueError):
        wanted = f"rows of {columns} numbers" if columns else "numbers"
        raise FootwiseError(f"`{argument}`", "is no array of numbers", f"Give {wanted}, one a sample") from None
    wanted_shape = (samples or len(array) if array.ndim else 0, *([columns] if columns else []))
    if array.shape != wanted_shape or not array.size:
        raise FootwiseError(f"`{argument}`", *_other_shape(array.shape, columns, samples))
    array[~np.isfinite(array)] = np.nan
    if np.isnan(array).all() and not all_missing:
        raise FootwiseError(f"`{argument}`", "holds no number, only NaN", "Check where it comes from")
    return array


def _other_shape(shape: tuple[int, ...], columns: int, samples: int | None) -> tuple[str, str]:
    trouble = f"has the shape {shape}"
    rows = "samples" if samples is None else str(samples)
    wanted = f"({rows}, {columns})" if columns else f"({rows},)"
    if len(shape) == 2 and columns and shape[0] == columns and samples in (None, shape[1]):
        return trouble, f"Give one row a sample, the shape {wanted}: transpose it"
    return trouble, f"Give the shape {wanted}, one row a sample" if columns else f"Give the shape {wanted}"
