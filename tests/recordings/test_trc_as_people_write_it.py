"""TRC files as programs and hands write them: the same markers, whatever stands between the cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.recordings.people import HBM2, standing
from tests.recordings.test_opensim import trc

from footwise.errors import FootwiseError
from footwise.recordings.trc import read_trc

GOOD = trc(standing())


def header(change: Callable[[str], str]) -> str:
    """The good file with another header; its first five lines."""
    lines = GOOD.split("\n")
    return change("\n".join(lines[:5])) + "\n" + "\n".join(lines[5:])


def without_axes(text: str) -> str:
    return "\n".join(line for k, line in enumerate(text.split("\n")) if k not in (4, 5))


def names_thrice(text: str) -> str:
    labels = "\t".join(label for label in HBM2 for _ in range(3))
    return "\n".join(f"Frame#\tTime\t{labels}" if line.startswith("Frame#") else line for line in text.split("\n"))


SOUND: dict[str, str] = {
    "as it should be": GOOD,
    "two tabs between the cells of the header": header(lambda t: re.sub(r"(?<=\w)\t(?=\w)", "\t\t", t, count=20)),
    "blanks between the cells of the header": header(
        lambda t: "\n".join(re.sub("\t", "  ", line) if k in (1, 2) else line for k, line in enumerate(t.split("\n")))
    ),
    "fewer values than keys": header(lambda t: t.replace("\tmm\t100.0\t1", "\tmm")),
    "fewer keys than values": header(lambda t: t.replace("\tOrigDataRate\tOrigDataStartFrame", "")),
    "a value left out between its tabs": header(lambda t: t.replace("100.0\t100.0\t", "100.0\t\t", 1)),
    "labels between blanks": header(
        lambda t: re.sub(r"\t\t\t(?=[LRS])", "   ", t.replace("Frame#\tTime\t", "Frame# Time "))
    ),
    "a name above each coordinate": names_thrice(GOOD),
    "no line of axes": without_axes(GOOD),
    "blank lines everywhere": GOOD.replace("\n", "\n\n", 6),
    "decimal commas": GOOD.replace("walk.trc", "walk").replace(".", ","),
    "commas between the cells": GOOD.replace("\t", ","),
    "semicolons and decimal commas": GOOD.replace("walk.trc", "walk").replace(".", ",").replace("\t", ";"),
    "quotes around names": header(lambda t: re.sub(r"\b([LR]\w{2,4})\b", r'"\1"', t)),
    "small letters": header(lambda t: t.replace("DataRate", "datarate").replace("PathFileType", "PATHFILETYPE")),
    "one frame more in the header": GOOD.replace("\t50\t", "\t51\t", 1),
    "one frame less in the header": GOOD.replace("\t50\t", "\t49\t", 1),
    "the unit cut short": GOOD.replace("\tmm\t", "\tmilli\t", 1),
    "lines that end in tabs": GOOD.replace("\n", "\t\n"),
    "an old Macintosh's line ends": GOOD.replace("\n", "\r"),
}


@pytest.mark.parametrize("how", SOUND)
def test_the_markers_are_the_same(tmp_path: Path, how: str) -> None:
    path = tmp_path / "walk.trc"
    path.write_text(SOUND[how], newline="")
    recording, start_s = read_trc(path)
    assert recording.markers.labels == tuple(HBM2) and recording.markers.rate_hz == 100 and start_s == 0
    np.testing.assert_allclose(recording.markers.positions_m, standing() / 1000, atol=1e-6)
    said = " ".join(map(str, recording.notes))
    assert ("decimal commas" in said) == ("decimal" in how)
    assert len(recording.notes) == ("decimal" in how)


def test_trimmed_by_hand_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "walk.trc"
    path.write_text("\n".join(GOOD.split("\n")[:30]) + "\n")
    recording, _ = read_trc(path)
    assert recording.markers.frames == 24
    assert any("says 50 frames and holds 24" in str(note) for note in recording.notes)


def test_without_a_unit_it_says_what_it_took(tmp_path: Path) -> None:
    path = tmp_path / "walk.trc"
    path.write_text(GOOD.replace("\tUnits", "").replace("\tmm\t", "\t"))
    recording, _ = read_trc(path)
    assert any("mm was taken" in str(note) for note in recording.notes)
    np.testing.assert_allclose(recording.markers.positions_m, standing() / 1000, atol=1e-6)


@pytest.mark.parametrize("unit", ["feet", "volts"])
@pytest.mark.requirement("R-010")
def test_another_unit_is_refused_by_its_name(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "walk.trc"
    path.write_text(GOOD.replace("\tmm\t", f"\t{unit}\t"))
    with pytest.raises(FootwiseError, match=unit):
        read_trc(path)
