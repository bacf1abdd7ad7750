"""A camera's pictures for Chromium, which plays them in place of a phone's: a room in which somebody walks past."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import BrowserContext, Page

SIZE = (1280, 720)
RATE_HZ = 30
# Without them the browser asks for leave that nobody can give here.
ALLOWED = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


def room(seed: int = 1, *, bare: bool = False) -> np.ndarray:
    """A room with furniture, or a wall."""
    wide, high = SIZE
    picture = np.full((high, wide, 3), 150, np.uint8)
    if bare:
        return picture
    draw = np.random.default_rng(seed)
    for _ in range(200):
        x, y = draw.integers(0, (wide, high))
        shade = [int(value) for value in draw.integers(60, 230, 3)]
        cv2.rectangle(
            picture, (int(x), int(y)), (int(x + draw.integers(20, 160)), int(y + draw.integers(20, 160))), shade, -1
        )
    return picture


def pictures(
    seconds: float, *, bare: bool = False, moves_at: float | None = None, light: float = 1.0
) -> list[np.ndarray]:
    """A walk through the room; the camera is knocked at a time, if any, and stays so."""
    behind, found = room(bare=bare), []
    for k in range(round(seconds * RATE_HZ)):
        picture = behind.copy()
        x = int(SIZE[0] * (k / RATE_HZ) / seconds)
        cv2.rectangle(picture, (x - 40, 100), (x + 40, 400), (40, 40, 160), -1)
        for leg in (-1, 1):
            foot = x + int(leg * 60 * np.sin(2 * np.pi * k / RATE_HZ))
            cv2.line(picture, (x, 400), (foot, 640), (160, 40, 40), 24)
        if moves_at is not None and k / RATE_HZ >= moves_at:
            picture = np.roll(picture, (12, 30), (0, 1))
        found.append((picture * light).astype(np.uint8))
    return found


def as_camera(path: Path, shown: list[np.ndarray]) -> list[str]:
    """Write what Chromium plays as its camera, again and again; gives the words for it."""
    path.write_bytes(b"".join(cv2.imencode(".jpg", one)[1].tobytes() for one in shown))
    return [*ALLOWED, f"--use-file-for-fake-video-capture={path}"]


def as_film(path: Path, shown: list[np.ndarray], rate_hz: float = RATE_HZ) -> Path:
    """Write a film as a camera app makes one."""
    import av

    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=round(rate_hz), options={"preset": "ultrafast"})
        stream.pix_fmt = "yuv420p"
        stream.width, stream.height = shown[0].shape[1], shown[0].shape[0]
        for one in shown:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(one, format="bgr24")))
        out.mux(stream.encode())
    return path


class Gravity:
    """How the phone is held, as its sensor says it, while the page's clock goes on.

    Parameters
    ----------
    context : BrowserContext
    page : Page
    """

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._page, self._session = page, context.new_cdp_session(page)
        for kind in ("accelerometer", "gyroscope", "linear-acceleration"):
            about = {"available": True, "minimumFrequency": 1, "maximumFrequency": 100}
            self._session.send("Emulation.setSensorOverrideEnabled", {"enabled": True, "type": kind, "metadata": about})
        for kind in ("gyroscope", "linear-acceleration"):
            self._put(kind, (0.0, 0.0, 0.0))

    def rest(self, seconds: float, pull: tuple[float, float, float]) -> None:
        """Stand so for a while (m/s², as a phone of Android's says it)."""
        draw = np.random.default_rng(1)
        for _ in range(round(seconds * 20)):
            self._put("accelerometer", np.asarray(pull) + draw.normal(0, 0.01, 3))
            self._page.wait_for_timeout(50)

    def _put(self, kind: str, values: object) -> None:
        reading = {"xyz": dict(zip("xyz", map(float, np.asarray(values)), strict=True))}
        self._session.send("Emulation.setSensorOverrideReadings", {"type": kind, "reading": reading})
