from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.recordings.film.clip_files import TICKS, make_clip, make_sound

from footwise.errors import FootwiseError
from footwise.notes import NoteKind
from footwise.recordings.film import clip as video_file
from footwise.recordings.film import open_clip, pictures
from footwise.recordings.film.cut_off import is_cut_off
from footwise.samples import sample_path

EVEN = np.arange(45) / 30


def refused(path: Path) -> str:
    with pytest.raises(FootwiseError) as caught:
        video = open_clip(path)
        assert not video
    assert caught.value.remedy
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_plain_clip_gives_every_picture_at_its_time(tmp_path):
    video = open_clip(make_clip(tmp_path / "walk.mp4", EVEN))
    assert (video.name, video.size_px, video.picture_px, video.notes) == ("walk", (64, 48), (64, 48), ())
    np.testing.assert_allclose(video.time_s, EVEN, atol=1 / TICKS)
    assert video.rate_hz == pytest.approx(30, rel=0.01)
    seen = list(pictures(video))
    assert [index for index, _ in seen] == list(range(45))
    greys = [int(picture[-5, -5].mean()) for _, picture in seen]
    np.testing.assert_allclose(greys, 40 + np.arange(45), atol=4)


def test_the_stamps_of_a_clip_with_a_changing_rate_are_kept(tmp_path):
    times = np.cumsum(np.where(np.arange(60) % 7 == 0, 0.1, 1 / 60))
    video = open_clip(make_clip(tmp_path / "vfr.mp4", times))
    np.testing.assert_allclose(video.time_s, times - times[0], atol=1 / TICKS)
    assert any("rate changes" in note.text for note in video.notes)
    assert len(list(pictures(video))) == 60


def test_time_begins_with_the_first_picture(tmp_path):
    video = open_clip(make_clip(tmp_path / "late.mkv", EVEN + 3.0))
    assert video.time_s[0] == 0
    np.testing.assert_allclose(video.time_s, EVEN, atol=2e-3)
    assert len(list(pictures(video))) == 45


@pytest.mark.parametrize(("turned", "corner"), [(90, (1, 0)), (180, (1, 1)), (-90, (0, 1))])
def test_pictures_stand_upright(tmp_path, turned, corner):
    video = open_clip(make_clip(tmp_path / "turned.mp4", EVEN, turned=turned))
    assert video.size_px == ((64, 48) if turned == 180 else (48, 64))
    picture = next(pictures(video))[1]
    assert picture.shape[1::-1] == video.size_px
    high, wide = picture.shape[:2]
    red = picture[high // 4 + corner[0] * high // 2, wide // 4 + corner[1] * wide // 2]
    assert red[0] > 150 > red[1]
    assert (picture[:, :, 0] > 150).mean() == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.requirement("R-004")
def test_a_clip_that_asks_for_a_mirror_is_looked_at_as_it_was_stored(tmp_path, turned):
    plain = open_clip(make_clip(tmp_path / "plain.mp4", EVEN, turned=turned))
    asks = open_clip(make_clip(tmp_path / "mirror.mp4", EVEN, turned=turned, mirrored=True))
    assert not plain.notes and [note.kind for note in asks.notes] == [NoteKind.MIRRORED]
    assert "the file asks to be shown in a mirror" in asks.notes[0].text and not asks.mirrored
    for (_, one), (_, other) in zip(pictures(plain), pictures(asks), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_clip_that_is_said_to_be_mirrored_is_turned_over(tmp_path):
    path = make_clip(tmp_path / "front.mp4", EVEN, turned=90)
    plain, mirrored = open_clip(path), open_clip(path, mirrored=True)
    assert mirrored.mirrored and mirrored.notes[-1].text == "turned over, as it was said to be a mirror image"
    for (_, one), (_, other) in zip(pictures(plain), pictures(mirrored), strict=True):
        np.testing.assert_array_equal(one[:, ::-1], other)


@pytest.mark.parametrize(("codec", "ending"), [("libx264", "h264"), ("libx265", "hevc")])
def test_a_film_without_any_time_stamp_is_taken_at_its_rate(tmp_path, codec, ending):
    """A bare stream of pictures, as some cameras write."""
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    video = open_clip(make_clip(tmp_path / f"bare.{ending}", EVEN, codec=codec, options=options))
    assert "it has no time stamps of its own; its pictures are taken as" in video.notes[0].text
    assert [index for index, _ in pictures(video)] == list(range(45))


@pytest.mark.parametrize("stamps", [[0] * 45, [None] * 45, [None] * 44 + [0]])
def test_stamps_that_are_all_the_same_are_none(stamps):
    time_s, kept, notes = video_file._times(Path("a.mp4"), stamps, 1 / TICKS, 45, 30.0)
    np.testing.assert_allclose(time_s, EVEN)
    assert kept == () and "no time stamps of its own" in notes[0]
    for rate in (0.0, 90000.0):
        with pytest.raises(FootwiseError, match=r"a\.mp4: has no time stamps and no rate"):
            video_file._times(Path("a.mp4"), stamps, 1 / TICKS, 45, rate)


def test_a_film_of_which_nothing_is_to_be_shown_is_refused():
    with pytest.raises(FootwiseError, match=r"a\.mp4: has 45 pictures, and says of all of them that they are damaged"):
        video_file._times(Path("a.mp4"), [], 1 / TICKS, 45, 30.0)


def test_pixels_that_are_not_square_are_stretched(tmp_path):
    video = open_clip(make_clip(tmp_path / "wide.mp4", EVEN, square=Fraction(3, 2)))
    assert video.size_px == (96, 48)
    assert next(pictures(video))[1].shape == (48, 96, 3)
    assert any("not square" in note.text for note in video.notes)


def test_ten_bits_a_colour_are_brought_to_eight(tmp_path):
    video = open_clip(make_clip(tmp_path / "ten.mkv", EVEN, codec="ffv1", pixels="yuv420p10le"))
    picture = next(pictures(video))[1]
    assert picture.dtype == np.uint8
    np.testing.assert_allclose(picture[-5, -5], 40, atol=4)


def test_very_large_pictures_are_made_smaller(tmp_path, monkeypatch):
    monkeypatch.setattr(video_file, "LONGEST_SIDE_PX", 32)
    video = open_clip(make_clip(tmp_path / "large.mp4", EVEN, turned=90))
    assert (video.size_px, video.picture_px) == ((48, 64), (24, 32))
    assert next(pictures(video))[1].shape == (32, 24, 3)


@pytest.mark.slow
def test_8k_is_brought_down_to_4k(tmp_path):
    video = open_clip(make_clip(tmp_path / "8k.mp4", EVEN[:31], (7680, 4320), codec="mpeg4"))
    assert (video.size_px, video.picture_px) == ((7680, 4320), (4096, 2304))
    assert next(pictures(video))[1].shape == (2304, 4096, 3)
    assert any("more than is of use" in note.text for note in video.notes)


def test_too_few_pictures_a_second_may_be_slow_motion(tmp_path):
    video = open_clip(make_clip(tmp_path / "slow.mp4", np.arange(30) / 15))
    assert any("only 15 pictures a second" in note.text and "not in slow motion" in note.text for note in video.notes)


def test_a_clip_cut_off_half_way_gives_the_half_that_is_there(tmp_path):
    whole = make_clip(tmp_path / "whole.mp4", np.arange(120) / 30, options={"movflags": "faststart"}).read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) * 3 // 5])
    video = open_clip(cut)
    assert 40 < video.frames < 120
    (said,) = (note.text for note in video.notes if note.kind is NoteKind.CUT_OFF)
    assert f"it ends after {video.time_s[-1]:.1f} s, and " in said and " of 120 pictures are missing at its end" in said
    assert len(list(pictures(video))) >= video.frames - 1


@pytest.mark.parametrize("ending", ["mkv", "webm", "mov"])
def test_other_kinds_of_film_that_are_cut_off_say_so_or_are_refused_for_it(tmp_path, ending):
    codec = "libvpx" if ending == "webm" else "mpeg4"
    whole = make_clip(tmp_path / f"whole.{ending}", np.arange(120) / 30, codec=codec)
    assert not is_cut_off(whole) and not any("cut off" in note.text for note in open_clip(whole).notes)
    cut = tmp_path / f"cut.{ending}"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 3 // 5])
    assert is_cut_off(cut)
    if ending == "mov":
        assert "cut.mov: is cut off: its end is missing" in refused(cut)
    else:
        assert any(note.kind is NoteKind.CUT_OFF for note in open_clip(cut).notes)


def test_what_a_phone_hangs_on_behind_the_film_is_no_cut(tmp_path):
    film = make_clip(tmp_path / "trailer.mp4", EVEN)
    for trailer in (bytes(3), b"SEFT" * 50, bytes(200)):
        film.write_bytes(film.read_bytes() + trailer)
        assert not is_cut_off(film)
        assert not any("cut off" in note.text for note in open_clip(film).notes)


def test_a_damaged_middle_costs_its_pictures_only(tmp_path):
    whole = bytearray(make_clip(tmp_path / "whole.mp4", np.arange(120) / 30).read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 300] = bytes(300)
    (tmp_path / "hurt.mp4").write_bytes(whole)
    seen = [index for index, _ in pictures(open_clip(tmp_path / "hurt.mp4"))]
    assert seen == sorted(set(seen))
    assert len(seen) > 60


def test_what_is_no_clip_is_refused(tmp_path):
    (tmp_path / "text.mp4").write_text("not a film at all\n" * 50)
    assert "not a clip that can be read" in refused(tmp_path / "text.mp4")
    (tmp_path / "empty.mp4").write_bytes(b"")
    assert "is empty" in refused(tmp_path / "empty.mp4")
    assert "is a folder" in refused(tmp_path)
    assert "there is no such file" in refused(tmp_path / "gone.mp4")
    assert "no film in it, only audio" in refused(make_sound(tmp_path / "sound.m4a"))
    assert "is too short: 10 pictures" in refused(make_clip(tmp_path / "short.mp4", EVEN[:10]))
    # Cut off before the table of contents, which phones write last.
    whole = make_clip(tmp_path / "whole.mp4", EVEN).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    assert "cut off" in refused(tmp_path / "cut.mp4")


def test_a_list_of_other_files_is_not_followed(tmp_path):
    make_clip(tmp_path / "whole.mp4", EVEN)
    (tmp_path / "list.mp4").write_text("ffconcat version 1.0\nfile whole.mp4\n")
    assert "not a clip" in refused(tmp_path / "list.mp4")


def test_a_name_with_a_colon_is_a_file(tmp_path):
    assert open_clip(make_clip(tmp_path / "walk.mp4", EVEN).rename(tmp_path / "http:walk.mp4")).frames == 45


def test_the_sample_clips():
    video = open_clip(sample_path("four-cameras", quiet=True) / "videos" / "cam01.mp4")
    assert (video.size_px, video.frames, video.notes) == ((1080, 1920), 100, ())
    assert video.rate_hz == pytest.approx(60, rel=1e-3)
