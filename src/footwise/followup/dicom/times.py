"""Spin-lock and echo times of scanned images: from the headers, the series' description or the user, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from footwise.followup.dicom.volumes import ScannedSeriesParts
from footwise.followup.relaxation_fit import FEWEST_TIMES

# TSL 10, tsl_0_10_40_80ms, spin-lock 40 ms. What has another unit, such as 500 Hz or 10 us, is none.
_NUMBER = r"\d+(?:\.\d+)?"
_SPIN_LOCK = re.compile(
    rf"(?:tsl|spin[\s_-]?lock(?:[\s_-]?times?)?)[\s_=:-]*({_NUMBER}(?:(?:[\s,/+-]+|_){_NUMBER})*)[\s_]*(?:ms(?![a-z]))?"
    r"(?![\d.]|\s*(?:[a-z]?hz|us|µs|mm|cm|s\b|sec))",
    re.IGNORECASE,
)
_SAME_MS = 0.5


class NoTimesError(Exception):
    """Why some images have no times; the words are put into a message by whoever asked."""


def times_of(
    bundle: Sequence[ScannedSeriesParts], relaxation: str, given: Sequence[float] | None
) -> tuple[list[float], str]:
    """Give the time of each image of a bundle of series, in ms and in the order of the series and their images.

    Parameters
    ----------
    bundle : sequence of ScannedSeriesParts
    relaxation : {"T1rho", "T2"}
    given : sequence of float, optional
        What the user says, in that order.

    Returns
    -------
    times_ms : list of float
    told : str
        Where they come from, in words.

    Raises
    ------
    NoTimesError
        They are not said, or contradict one another.
    """
    count = sum(one.images for one in bundle)
    if count < FEWEST_TIMES:
        raise NoTimesError(f"{count} images, and a decay needs {FEWEST_TIMES}")
    echoes = [time for one in bundle for time in _echo_of_each(one)]
    differ = len({round(time, 3) for time in echoes if np.isfinite(time)}) > 1
    if given is not None and len(given) != count:
        raise NoTimesError(f"{count} images for the {len(given)} times given")
    if relaxation == "T1rho":
        if differ:
            raise NoTimesError("echo times that differ, as those of T2 do")
        if given is not None:
            return [float(time) for time in given], "given"
        return _spin_locks(bundle), "spin-lock times in the series' description"
    if not differ:
        if given is not None:
            return [float(time) for time in given], "given"
        if not np.isfinite(echoes).any():
            raise NoTimesError("no echo time in the headers")
        raise NoTimesError(f"the one echo time {echoes[0]:g} ms in all headers")
    if given is not None and np.abs(np.array(given) - echoes).max() > _SAME_MS:
        listed = ", ".join(f"{time:g}" for time in echoes)
        raise NoTimesError(f"echo times in the headers that are not those given: {listed} ms")
    return [round(time, 4) for time in echoes], "echo times in the headers"


def _echo_of_each(one: ScannedSeriesParts) -> list[float]:
    """Echo time of each image of a series, in order."""
    images = one.images
    echoes = one.echoes_ms
    if len(echoes) == images:
        return echoes
    return [echoes[0] if len(echoes) == 1 else float("nan")] * images


def _spin_locks(bundle: Sequence[ScannedSeriesParts]) -> list[float]:
    times: list[float] = []
    for one in bundle:
        found = _SPIN_LOCK.findall(one.description)
        numbers = [float(number) for number in re.findall(_NUMBER, found[0])] if len(found) == 1 else []
        if not numbers:
            raise NoTimesError("no spin-lock time in the description")
        if len(numbers) != one.images:
            raise NoTimesError(f"{len(numbers)} spin-lock times in the description of series {one}")
        times += numbers
    return times
