"""A walk that Chromium's own motion pump plays into the page: readings are set, the browser does the rest."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from playwright.sync_api import BrowserContext, Page
from scipy.signal import butter, filtfilt

STANDS_S = 3.6


class Sensor:
    """The phone's motion sensor, as the protocol lets it be set.

    Parameters
    ----------
    context : BrowserContext
    page : Page
    """

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._page = page
        self._session = context.new_cdp_session(page)
        self._draw = np.random.default_rng(1)
        for kind in ("accelerometer", "gyroscope", "linear-acceleration"):
            about = {"available": True, "minimumFrequency": 1, "maximumFrequency": 100}
            self._session.send("Emulation.setSensorOverrideEnabled", {"enabled": True, "type": kind, "metadata": about})
        self._put("linear-acceleration", np.zeros(3))

    def set(self, pull: Any, turn: Any) -> None:
        """Set what it reads from now on (m/s², rad/s)."""
        self._put("accelerometer", pull)
        self._put("gyroscope", turn)

    def rest(self, seconds: float, pull: Any = (0.0, 0.0, 9.81)) -> None:
        """Lie or stand still."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.set(np.asarray(pull) + self._draw.normal(0, 0.02, 3), self._draw.normal(0, 0.003, 3))
            self._page.wait_for_timeout(8)

    def walk(self, rows: np.ndarray, seconds: float) -> None:
        """Stand and walk; stand again and begin anew whenever the page asks for it, as a person does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.rest(STANDS_S, rows[5, 1:4])
            begun = looked = time.monotonic()
            while (now := time.monotonic()) < end:
                at = rows[0, 0] + now - begun
                self.set(*np.split(np.array([np.interp(at, rows[:, 0], rows[:, k]) for k in range(1, 7)]), 2))
                self._page.wait_for_timeout(2)
                if now - looked > 1.0:
                    looked = now
                    if now - begun > 5.0 and self._page.is_visible('[data-screen="setup-still"]'):
                        break

    def _put(self, kind: str, values: Any) -> None:
        reading = {"xyz": dict(zip("xyz", map(float, values), strict=True))}
        self._session.send("Emulation.setSensorOverrideReadings", {"type": kind, "reading": reading})


def as_a_phone_filters(rows: np.ndarray) -> np.ndarray:
    """Low-pass samples as a phone's chip does near half of its rate."""
    rate = 1.0 / np.median(np.diff(rows[:, 0]))
    b, a = butter(2, 24.0 / (rate / 2))
    return np.column_stack([rows[:, 0], filtfilt(b, a, rows[:, 1:], axis=0)])


def stands_for(rows: np.ndarray) -> float:
    """How long the walker stands at the beginning (s)."""
    moving = np.linalg.norm(rows[:, 4:], axis=1) > 0.5
    return float(rows[np.argmax(moving), 0] - rows[0, 0])


def screen(page: Page) -> str:
    """The screen that is shown."""
    return str(page.evaluate("() => document.querySelector('[data-screen]:not([hidden])').dataset.screen"))
