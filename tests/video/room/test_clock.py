from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.simulation import FilmingImperfections, placed_camera, simulated_film, simulated_standing_film
from footwise.video.room.clap import clap_time
from footwise.video.room.clock import clock_from_clap, clock_from_walk
from footwise.video.room.pair_shift import pair_shift

CAMERAS = tuple(placed_camera(f"cam{a}", angle_deg=a) for a in (30, -30, 100))
SHIFTS = {"cam-30": 0.4567, "cam100": -0.731}
BAD = FilmingImperfections(
    clock_shift_s=SHIFTS,
    noise_px=4.0,
    view_bias_m=0.01,
    told_turn_deg=0.3,
    told_place_m=0.01,
    frame_jitter_s=0.003,
    lost_share=0.05,
)


@pytest.mark.parametrize(
    ("imperfections", "within_s"),
    [(FilmingImperfections(clock_shift_s=SHIFTS), 0.003), (BAD, 0.008)],
    ids=["exact", "as phones are"],
)
def test_the_clock_comes_from_the_walk_to_a_part_of_a_frame(imperfections, within_s):
    for seed in (0, 1):
        walk = simulated_film(CAMERAS, imperfections=imperfections, angle_sd_deg=2.0, seed=seed)
        clock = clock_from_walk(walk.landmarks, walk.cameras, search_s=2.0)
        np.testing.assert_allclose(clock.shift_s, walk.true_shift_s, atol=within_s)
        assert clock.drift == (0.0, 0.0, 0.0)
        assert "after cam30" in clock.notes[0].text and "px" in clock.notes[0].text


def test_the_residual_tells_of_the_calibration_and_the_shift_does_not_suffer():
    walk = simulated_film(
        CAMERAS[:2], imperfections=FilmingImperfections(clock_shift_s={"cam-30": 0.3}, told_turn_deg=0.5), seed=3
    )
    good = pair_shift(*walk.landmarks, *walk.true_cameras, 1.0)
    bad = pair_shift(*walk.landmarks, *walk.cameras, 1.0)
    assert good.residual_px < 0.5 < 3 < bad.residual_px
    assert bad.shift_s == pytest.approx(0.3, abs=0.006)
    assert good.rise > bad.rise > 1.25 and not bad.trouble
    np.testing.assert_allclose(np.diff(good.shifts_s), 1 / 60, rtol=1e-3)


def test_somebody_who_stands_has_no_clock():
    stance = simulated_standing_film(CAMERAS[:2], imperfections=FilmingImperfections(noise_px=2.0))
    with pytest.raises(FootwiseError, match=r"cannot be brought to one clock.*no shift is clearly better") as caught:
        clock_from_walk(stance.landmarks, stance.cameras, search_s=0.5)
    assert "clap" in caught.value.remedy.lower()


def test_a_walk_on_the_spot_repeats_itself():
    walk = simulated_film(CAMERAS[:2], imperfections=FilmingImperfections(noise_px=1.0), duration_s=6.0)
    on_belt = []
    for clip, camera in zip(walk.landmarks, walk.cameras, strict=True):
        stays = walk.body_m - np.array([1.2, 0, 0]) * (clip.time_s - 3.0)[:, None, None]
        on_belt.append(replace(clip, points_px=camera.project(stays)))
    pair = pair_shift(*on_belt, *walk.cameras, search_s=2.0)
    assert "repeats itself" in pair.trouble
    # Where one knows the begin to half a second, the belt is no trouble.
    near = pair_shift(*on_belt, *walk.cameras, search_s=0.4)
    assert not near.trouble and near.shift_s == pytest.approx(0.0, abs=0.003)


@pytest.mark.parametrize("shift_s", [7.0, -7.0])
def test_a_phone_that_was_started_long_after_the_other_is_found(shift_s):
    cameras = CAMERAS[:2]
    imperfections = replace(BAD, clock_shift_s={"cam-30": shift_s})
    walk = simulated_film(cameras, duration_s=14.0, speed_m_s=0.5, stride_s=1.3, imperfections=imperfections)
    clock = clock_from_walk(walk.landmarks, walk.cameras)
    np.testing.assert_allclose(clock.shift_s, (0.0, shift_s), atol=0.008)
    # A search that does not reach the true shift finds another valley, a stride or two away: never said as the clock.
    with pytest.raises(FootwiseError, match=r"cannot be brought to one clock") as caught:
        clock_from_walk(walk.landmarks, walk.cameras, search_s=5.0)
    assert "before the walk" in caught.value.remedy and "`person`" in caught.value.remedy


def test_clips_that_share_hardly_any_of_the_walk_are_refused():
    walk = simulated_film(
        CAMERAS[:2], duration_s=5.0, imperfections=FilmingImperfections(clock_shift_s={"cam-30": 3.5})
    )
    with pytest.raises(FootwiseError, match="hardly ever in both clips") as caught:
        clock_from_walk(walk.landmarks, walk.cameras)
    assert "nan" not in str(caught.value)


def test_a_clip_of_another_walk_is_named():
    walk = simulated_film(CAMERAS, duration_s=4.0)
    other = simulated_film((placed_camera("cam100", angle_deg=100),), heading_deg=70.0, stride_s=1.4, duration_s=4.0)
    clips = (*walk.landmarks[:2], other.landmarks[0])
    with pytest.raises(FootwiseError, match=r"^cam100\.mp4: cannot be brought to one clock"):
        clock_from_walk(clips, walk.cameras, search_s=0.5)


def test_a_camera_that_sees_nobody_is_named():
    walk = simulated_film(CAMERAS, imperfections=FilmingImperfections(blind=("cam-30",)), duration_s=2.0)
    with pytest.raises(FootwiseError, match=r"cam-30\.mp4: shows nobody"):
        clock_from_walk(walk.landmarks, walk.cameras)


def test_clocks_that_drift_apart_are_measured_over_a_long_walk():
    """A slow walk of 40 s past two far cameras, the second clock 800 parts in a million fast."""
    far = tuple(placed_camera(f"cam{a}", angle_deg=a, distance_m=30.0, focal_px=1400.0) for a in (60, 120))
    walk = simulated_film(
        far, speed_m_s=0.5, duration_s=40.0, rate_hz=60.0, imperfections=FilmingImperfections(noise_px=0.2)
    )
    first, second = walk.landmarks
    fast = replace(second, time_s=second.time_s * 1.0008)
    clock = clock_from_walk((first, fast), far, search_s=0.5)
    assert clock.drift[1] == pytest.approx(0.0008, abs=0.0002)
    # Begin, middle and end of the clip are brought where they were.
    at = np.array([0.0, 20.0, 40.0])
    np.testing.assert_allclose(1.0008 * at / (1 + clock.drift[1]) + clock.shift_s[1], at, atol=0.006)
    assert "parts in a million" in clock.notes[-1].text


def _clip_with_sound(path: Path, sound: np.ndarray | None, rate: int = 48_000) -> Path:
    """Ten grey pictures a second, and the sound."""
    import av

    seconds = 3 if sound is None else len(sound) / rate
    with av.open(str(path), "w") as file:
        film = file.add_stream("mpeg4", rate=10)
        film.width = film.height = 64
        track = None if sound is None else file.add_stream("aac", rate=rate, layout="mono")
        for k in range(int(10 * seconds)):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 100, np.uint8), format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, 10)
            file.mux(film.encode(frame))
        file.mux(film.encode())
        if track is not None:
            for begin in range(0, len(sound), 1024):
                piece = av.AudioFrame.from_ndarray(
                    sound[None, begin : begin + 1024].astype(np.float32), format="fltp", layout="mono"
                )
                piece.sample_rate, piece.pts, piece.time_base = rate, begin, Fraction(1, rate)
                file.mux(track.encode(piece))
            file.mux(track.encode())
    return path


def _room(clap_s: float | None, loud: float = 0.8, seconds: float = 4.0, rate: int = 48_000) -> np.ndarray:
    """The hum and hiss of a room, and a clap that dies away in 30 ms."""
    rng = np.random.default_rng(0)
    time = np.arange(int(seconds * rate)) / rate
    sound = 0.002 * rng.standard_normal(len(time)) + 0.05 * np.sin(2 * np.pi * 120 * time)
    if clap_s is not None:
        after = np.maximum(time - clap_s, 0)
        sound += loud * (time >= clap_s) * np.exp(-after / 0.03) * rng.uniform(-1, 1, len(time))
    return np.clip(sound, -1, 1)


def test_a_clap_makes_one_clock(tmp_path):
    clips = tuple(_clip_with_sound(tmp_path / f"cam{k}.mp4", _room(clap)) for k, clap in enumerate((1.2345, 2.9, 0.71)))
    clock = clock_from_clap(clips)
    # Coding may move the sound by a few of its own frames; the same in all clips.
    np.testing.assert_allclose(clock.shift_s, [0.0, 1.2345 - 2.9, 1.2345 - 0.71], atol=0.003)
    assert "clap" in clock.notes[0].text
    assert clap_time(clips[0]) == pytest.approx(1.2345, abs=0.05)


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (None, "has no sound"),
        (np.zeros(48_000 * 2), "is silent"),
        (_room(None), "stands out"),
        (_room(1.0) + np.roll(_room(1.0), 48_000), "stands out"),
        (_room(1.0, loud=0.02), "stands out"),
    ],
    ids=["none", "silent", "no clap", "two claps", "too soft"],
)
def test_a_clip_without_one_clear_clap_is_refused(tmp_path, sound, said):
    with pytest.raises(FootwiseError, match=said) as caught:
        clap_time(_clip_with_sound(tmp_path / "cam1.mp4", sound))
    assert "cam1.mp4" in str(caught.value) and "\n" not in str(caught.value)


def test_no_file_and_no_film_are_refused(tmp_path):
    with pytest.raises(FootwiseError, match="no such file"):
        clap_time(tmp_path / "cam1.mp4")
    (tmp_path / "noise.mp4").write_bytes(b"not a film" * 100)
    with pytest.raises(FootwiseError, match="cannot be read"):
        clap_time(tmp_path / "noise.mp4")
