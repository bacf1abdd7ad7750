"""A walk that Chromium's own motion pump plays into the page, in quick motion: readings are set, no more.

The page's clock is the protocol's virtual one: it stands still until a frame of the pump was asked for, so that each
reading becomes one sample however busy this computer is, and ten minutes pass in three.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import BrowserContext, Page
from scipy.signal import butter, filtfilt

STANDS_S = 3.6
FRAME_MS = 1000 / 60
_KINDS = ("accelerometer", "gyroscope", "linear-acceleration")
_LOOK_S = 1.0
# A server on this computer answers sooner.
_ANSWER_S = 5.0
# The samples as the page's own listeners get them, in SI units.
_HEARD = """() => {
  window.heard = [];
  addEventListener("devicemotion", ({ timeStamp, accelerationIncludingGravity: a, rotationRate: r }) =>
    heard.push([timeStamp / 1000, a.x, a.y, a.z, ...[r.alpha, r.beta, r.gamma].map((one) => one * (Math.PI / 180))]));
}"""
_PLACE = """(selector) => {
  const one = [...document.querySelectorAll(selector)].find((each) => each.offsetParent);
  if (!one) return null;
  one.scrollIntoView({ block: "center" });
  const { left, top, width, height } = one.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""


class Sensor:
    """The phone's motion sensor, as the protocol lets it be set; the page's clock goes on with its frames only.

    Parameters
    ----------
    context : BrowserContext
    page : Page
    """

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._page = page
        self._session = context.new_cdp_session(page)
        self._draw = np.random.default_rng(1)
        self._passed = 0
        for kind in _KINDS:
            about = {"available": True, "minimumFrequency": 1, "maximumFrequency": 100}
            self._session.send("Emulation.setSensorOverrideEnabled", {"enabled": True, "type": kind, "metadata": about})
        self._put("linear-acceleration", np.zeros(3))
        page.evaluate(_HEARD)
        # Its stamps are of the clock on the wall, which this page has not.
        page.evaluate("() => { delete globalThis.Accelerometer; }")
        self._session.on("Emulation.virtualTimeBudgetExpired", self._has_passed)
        self._session.send("Emulation.setVirtualTimePolicy", {"policy": "pause"})

    def frame(self, pull: Any, turn: Any) -> None:
        """Set what it reads (m/s², rad/s), and let the pump take it once."""
        self._put("accelerometer", pull)
        self._put("gyroscope", turn)
        self.passes(FRAME_MS)

    def passes(self, milliseconds: float) -> None:
        """Let time pass in the page."""
        before = self._passed
        # While something is asked of the network, its clock waits, so that no time-out runs out; but not for ever, as
        # a server that is gone may never answer.
        for policy, seconds in (("pauseIfNetworkFetchesPending", _ANSWER_S), ("advance", 60.0)):
            self._session.send("Emulation.setVirtualTimePolicy", {"policy": policy, "budget": milliseconds})
            end = time.monotonic() + seconds
            while self._passed == before and time.monotonic() < end:
                self._session.send("Runtime.evaluate", {"expression": "0"})
            if self._passed > before:
                return
        raise AssertionError("the page's clock stands still")

    def rest(self, seconds: float, pull: Any = (0.0, 0.0, 9.81)) -> None:
        """Lie or stand still."""
        for _ in range(round(seconds * 1000 / FRAME_MS)):
            self.frame(np.asarray(pull) + self._draw.normal(0, 0.02, 3), self._draw.normal(0, 0.003, 3))

    def turns(self, turn_back: Callable[[np.ndarray], np.ndarray] = lambda turn: turn) -> None:
        """Turn it in the hand: upright, onto its side, flat; `turn_back` is what the gyroscope makes of a turn."""
        up = np.array([0.0, 0.0, 1.0])
        self.rest(0.8, 9.81 * up)
        for axis in np.eye(3)[[0, 2, 1]]:
            turn = np.radians(90.0) * axis
            for _ in range(60):
                step = turn * FRAME_MS / 1000
                up = up - np.cross(step, up)
                up /= np.linalg.norm(up)
                self.frame(9.81 * up, turn_back(turn))
            self.rest(0.8, 9.81 * up)

    def walk(self, rows: np.ndarray, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Stand and walk; stand again and begin anew whenever the page asks for it, as a person does."""
        end = seconds * 1000 / FRAME_MS
        frame = 0
        while frame < end:
            self.rest(STANDS_S, rows[5, 1:4])
            for now in np.arange(0.0, rows[-1, 0] - rows[0, 0], FRAME_MS / 1000):
                self.step(rows, now)
                frame += 1
                if frame >= end:
                    return
                if frame % round(_LOOK_S * 1000 / FRAME_MS) == 0:
                    if until():
                        return
                    if now > 5.0 and screen(self._page) == "setup-still":
                        break

    def step(self, rows: np.ndarray, now: float) -> None:
        """Give what a walker's foot feels at a moment."""
        at = rows[0, 0] + now
        self.frame(*np.split(np.array([np.interp(at, rows[:, 0], rows[:, k]) for k in range(1, 7)]), 2))

    def tap(self, selector: str) -> None:
        """Tap something as soon as it is shown: the page's clock stands still, and nothing that is drawn moves."""
        self._page.mouse.click(*self.until(lambda: self._page.evaluate(_PLACE, selector)))
        self.passes(FRAME_MS)

    def until(self, look: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Let time pass as fast as it does until something is so, and give it."""
        end = time.monotonic() + seconds
        while not (found := look()):
            self.passes(100.0)
            time.sleep(0.05)
            assert time.monotonic() < end, self._page.inner_text("body")
        return found

    def heard(self) -> list[list[float]]:
        """Every sample that the page was given since the beginning: s, m/s² and rad/s."""
        rows: list[list[float]] = self._page.evaluate("() => heard")
        return rows

    def _has_passed(self, _: object) -> None:
        self._passed += 1

    def _put(self, kind: str, values: Any) -> None:
        reading = {"xyz": dict(zip("xyz", map(float, values), strict=True))}
        self._session.send("Emulation.setSensorOverrideReadings", {"type": kind, "reading": reading})


def as_a_phone_filters(rows: np.ndarray) -> np.ndarray:
    """Low-pass samples as a phone's chip does near half of its rate."""
    rate = 1.0 / np.median(np.diff(rows[:, 0]))
    b, a = butter(2, 24.0 / (rate / 2))
    return np.column_stack([rows[:, 0], filtfilt(b, a, rows[:, 1:], axis=0)])


def screen(page: Page) -> str:
    """The screen that is shown."""
    return str(page.evaluate("() => document.querySelector('[data-screen]:not([hidden])').dataset.screen"))
