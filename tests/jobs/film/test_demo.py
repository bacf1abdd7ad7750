"""The demo with films: three public recordings, from landmarks that are stored."""

import pytest
from tests.cli.video.clips import four_clips, show
from tests.video.stored_clips import stored_clip

from footwise.jobs.film import FOUR_CAMERAS, film_demo


@pytest.mark.slow
def test_three_recordings_are_measured(tmp_path, monkeypatch):
    show(monkeypatch, {**four_clips(), "demo": stored_clip("demo")})
    said = []
    found = film_demo(tmp_path / "demo", say=said.append)
    assert list(found) == [FOUR_CAMERAS, "one-phone-front", "one-phone-side"]
    assert [line for line in said if not line.startswith("   ")] == [
        "1. One walk in four calibrated cameras:",
        "2. The second of them alone, in front:",
        "3. Another walk, one phone from the side:",
    ]
    for name in found:
        assert {"report.html", "steps.csv"} <= {path.name for path in (tmp_path / "demo" / name).iterdir()}
        assert list((tmp_path / "demo" / name).glob("*_overlay.mp4"))
