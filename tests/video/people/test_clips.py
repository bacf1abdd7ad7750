import multiprocessing
import os
import shutil
import signal
from dataclasses import replace

import numpy as np
import pytest
from tests.recordings.film.clip_files import make_clip
from tests.video.bodies import body

from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.film import open_clip
from footwise.samples import sample_path, samples
from footwise.video.people import (
    choose_person,
    find_people,
    people_in_clip,
    people_in_clips,
)
from footwise.video.people import (
    clips as pose_clips,
)
from footwise.video.people import (
    tracks as person_tracks,
)
from footwise.video.people.pose_cache import cache_file, keep_people, kept_people
from footwise.video.people.pose_detector import Detection
from footwise.video.people.pose_landmarks import Pose
from footwise.video.people.pose_model import load_pose_model
from footwise.video.people.pose_region import PoseRegion
from footwise.video.people.tracks import MOST_PEOPLE

EVEN = np.arange(45) / 30
WORK = pose_clips._work


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """An empty cache folder but for the weights."""
    weights = sample_path("pose-model", quiet=True)
    monkeypatch.setenv("FOOTWISE_CACHE", str(tmp_path / "cache"))
    shutil.copytree(weights, tmp_path / "cache" / "samples" / weights.name)
    return tmp_path / "cache"


def two_people():
    return (
        replace(body(np.linspace(100, 900, 45)), notes=(Note("a note", NoteKind.DARK), Note("ein zweiter: 5°"))),
        body(np.full(45, 500.0)),
    )


def test_what_is_kept_comes_back(tmp_path, own_cache):
    clip = make_clip(tmp_path / "walk.mp4", EVEN)
    file = cache_file(clip, flip=True)
    assert file.is_relative_to(own_cache)
    assert kept_people(file, clip) is None
    keep_people(file, two_people())
    for person, true in zip(kept_people(file, clip), two_people(), strict=True):
        assert (person.name, person.source, person.size_px, person.notes) == ("walk", clip, true.size_px, true.notes)
        np.testing.assert_array_equal(person.points_px, true.points_px)
        np.testing.assert_array_equal(person.time_s, true.time_s)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_content_and_the_settings_make_the_name(tmp_path, own_cache):
    clip = make_clip(tmp_path / "walk.mp4", EVEN)
    again = shutil.copy(clip, tmp_path / "other name.mp4")
    longer = make_clip(tmp_path / "longer.mp4", np.arange(50) / 30)
    assert cache_file(clip, flip=True) == cache_file(again, flip=True)
    assert len({cache_file(clip, flip=True), cache_file(clip, flip=False), cache_file(longer, flip=True)}) == 3
    with pytest.raises(FootwiseError, match="there is no such file"):
        cache_file(tmp_path / "gone.mp4", flip=True)


def test_a_second_look_is_not_taken_unless_what_was_kept_is_broken(tmp_path, own_cache, monkeypatch):
    looks = []
    monkeypatch.setattr(pose_clips, "find_people", lambda *_, **__: looks.append(1) or two_people())
    clip = make_clip(tmp_path / "walk.mp4", EVEN)
    told = []
    for _ in range(2):
        people_in_clip(clip, progress=lambda done, of: told.append((done, of)))
    assert (len(looks), told) == (1, [(45, 45)] * 2)
    file = cache_file(clip, flip=True)
    whole = file.read_bytes()
    for broken in (b"", b"nothing", whole[: len(whole) // 2], whole[:-200] + bytes(200)):
        file.write_bytes(broken)
        assert len(people_in_clip(clip)) == 2
    assert len(looks) == 5
    assert file.read_bytes() != broken


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, own_cache):
    (own_cache / "people").write_text("in the way")
    keep_people(cache_file(make_clip(tmp_path / "walk.mp4", EVEN), flip=True), two_people())
    assert (own_cache / "people").read_text() == "in the way"


@pytest.mark.parametrize(("light", "said"), [(1.0, "no person was found"), (0.3, "is too dark")])
def test_nobody_is_found(tmp_path, light, said):
    clip = make_clip(tmp_path / "empty.mp4", EVEN[:31], (160, 120), light=light)
    with pytest.raises(FootwiseError, match=said) as caught:
        find_people(open_clip(clip), model=load_pose_model(2))
    assert caught.value.where == clip
    assert caught.value.remedy


@pytest.mark.parametrize("count", [MOST_PEOPLE, MOST_PEOPLE + 1])
def test_more_people_than_are_followed_are_said(tmp_path, monkeypatch, count):
    regions = [PoseRegion(np.array([20.0 + 200 * k, 60.0]), 50.0, 0.0) for k in range(count)]

    def stands(model, picture, region, *, flip):
        points = region.centre_px + np.arange(66.0).reshape(33, 2) / 10
        return Pose(points, np.ones(33), 1.0, region)

    monkeypatch.setattr(person_tracks, "detect_people", lambda *_: [Detection(0.9, region) for region in regions])
    monkeypatch.setattr(person_tracks, "find_landmarks", stands)
    people = find_people(open_clip(make_clip(tmp_path / "street.mp4", EVEN)), model=object())
    assert len(people) == MOST_PEOPLE
    said = [note for note in people[0].notes if f"no more than {MOST_PEOPLE} are followed" in note.text]
    assert len(said) == count - MOST_PEOPLE


def test_the_clip_that_fails_in_a_process_is_named(tmp_path, own_cache):
    clips = [tmp_path / "one.mp4", tmp_path / "two.mp4"]
    for clip in clips:
        clip.write_text(f"not a film: {clip.name}")
    with pytest.raises(FootwiseError, match="not a clip that can be read") as caught:
        people_in_clips(clips)
    assert caught.value.where in clips
    assert not multiprocessing.active_children()


def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def gone(*_):
    os._exit(3)


def mistaken(connection, clip, flip, threads):
    def wrong(*_, **__):
        raise IndexError("out of step")

    pose_clips.people_in_clip = wrong
    WORK(connection, clip, flip, threads)


@pytest.mark.parametrize(
    ("work", "kind", "said"),
    [
        (killed, FootwiseError, "when memory is short. Free some memory"),
        (gone, FootwiseError, "ended by itself .exit code 3.. Give this clip alone"),
        # Not a matter of memory: the program's own mistake stays one.
        (mistaken, RuntimeError, "while looking at .*mp4: IndexError: out of step"),
    ],
)
def test_how_a_process_ends_is_said_as_it_is(tmp_path, own_cache, monkeypatch, work, kind, said):
    clips = [make_clip(tmp_path / f"{name}.mp4", EVEN) for name in ("one", "two")]
    clips[1].write_bytes(clips[1].read_bytes() + b"another")
    monkeypatch.setattr(pose_clips, "_work", work)
    with pytest.raises(kind, match=said):
        people_in_clips(clips)
    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_clips_side_by_side_give_what_one_after_the_other_gives(own_cache, monkeypatch):
    monkeypatch.delenv("FOOTWISE_CACHE")
    folder = sample_path("four-cameras", quiet=True) / "videos"
    monkeypatch.setenv("FOOTWISE_CACHE", str(own_cache))
    clips = [folder / "cam01.mp4", folder / "cam02.mp4"]

    def stop(number, done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        people_in_clips(clips, flip=False, cores=2, progress=stop)
    assert not multiprocessing.active_children()

    told = []
    found = people_in_clips(clips, flip=False, cores=2, progress=lambda *what: told.append(what))
    assert {(0, 100, 100), (1, 100, 100)} <= set(told)
    for clip, people in zip(clips, found, strict=True):
        (alone,) = find_people(open_clip(clip), flip=False, threads=1)
        np.testing.assert_allclose(choose_person(people)["left_heel"], alone["left_heel"], atol=1.0)


@pytest.mark.slow
def test_the_walking_woman_is_taken_and_not_the_man_on_the_roof():
    people = people_in_clip(sample_path("side-view", quiet=True) / "demo.mp4", flip=False)
    woman = choose_person(people)
    seen = np.isfinite(woman.points_px[:, 0, 0])
    # She comes from behind the tree at picture 40 and is out of the picture after 201.
    assert 150 <= seen.sum() <= 165
    hips = woman["left_hip"][seen]
    assert hips[0, 0] > 1450 and hips[-1, 0] < 50
    assert np.all(hips[:, 1] > 600)
    assert np.all(np.diff(hips[:, 0]) < 15)
    assert "the longest walk" in woman.notes[-1].text


def test_the_weights_are_part_of_the_name(tmp_path, own_cache, monkeypatch):
    from footwise.video.people import pose_cache

    clip = make_clip(tmp_path / "walk.mp4", EVEN)
    before = cache_file(clip, flip=True)
    others = tuple(replace(sample, sha256="0" * 64) for sample in samples())
    monkeypatch.setattr(pose_cache, "samples", lambda: others)
    assert cache_file(clip, flip=True) != before
