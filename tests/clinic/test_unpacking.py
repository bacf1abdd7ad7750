"""Archives are unpacked into recordings of their own; bombs, locks, tricks and damage are said in one sentence."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from django.conf import settings
from django.urls import reverse
from tests.clinic.recorded import C3D, MOT, TRC, send, zipped
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.people import Consent
from footwise.clinic.recordings import Recording, opened, remove, unpack_recording
from footwise.clinic.work import Job
from footwise.errors import FootwiseError
from footwise.jobs import no_progress


@pytest.fixture
def clinic(world):
    with acting_as(Actor("test")):
        yield world.ash


def unpacked(archive: Recording) -> list[Recording]:
    unpack_recording(archive.pk, no_progress)()
    Job.objects.filter(subject=archive.pk).update(state="done")
    return list(Recording.everything.filter(unpacked_from=archive).order_by("name"))


def refused(clinic, content: bytes, name: str = "walks.zip") -> str:
    before = set(settings.HOME.folder.rglob("recordings/*/*"))
    archive = send(clinic, name, content)
    with pytest.raises(FootwiseError) as error:
        unpack_recording(archive.pk, no_progress)
    assert not Recording.everything.filter(unpacked_from=archive).exists()
    # What was begun of it lies nowhere that is not written over or found.
    assert "/tmp" not in str(error.value) and len(set(settings.HOME.folder.rglob("recordings/*/*")) - before) <= 2
    return str(error.value)


def test_each_file_becomes_a_recording_of_its_own_and_the_archive_s_file_goes(clinic):
    files = {"K/toe-in 10/walk.c3d": C3D + b"1", "K/NW/walk.trc": TRC, "K/NW/walk_grf.mot": MOT}
    archive = send(clinic, "visit.zip", zipped({**files, "__MACOSX/._walk.c3d": b"x", "K/.DS_Store": b"x"}))
    assert Job.objects.get(subject=archive.pk).kind == "unpack"
    plain = archive.file
    found = {f"{one.folder}/{one.name}": one for one in unpacked(archive)}
    assert set(found) == set(files)
    for name, one in found.items():
        assert b"".join(opened(one)) == files[name] and (one.state, one.person) == ("arrived", clinic.person)
        assert files[name] not in one.file.read_bytes() and one.size_bytes == len(files[name])
    assert found["K/toe-in 10/walk.c3d"].guess == "toe-in-10" and found["K/NW/walk.trc"].guess == "natural"
    assert Recording.everything.get(pk=archive.pk).state == "unpacked"
    page = browser_of(clinic.clinician).get(reverse("visit", args=[clinic.visit.pk])).content.decode()
    assert "unpacked into 3 files" in page and plain.name == str(archive.pk)


def test_tried_again_after_a_crash_nothing_is_there_twice(clinic):
    archive = send(clinic, "visit.zip", zipped({"a.c3d": C3D + b"1", "b.c3d": C3D + b"2"}))
    folder = archive.file.parent
    before = len(list(folder.iterdir()))
    unpack_recording(archive.pk, no_progress)
    found = unpacked(archive)
    assert len(found) == 2 and len(list(folder.iterdir())) == before + 2
    assert [b"".join(opened(one))[-1:] for one in found] == [b"1", b"2"]


def test_deleted_while_it_is_unpacked_nothing_of_it_is_taken_in(clinic):
    archive = send(clinic, "visit.zip", zipped({"a.c3d": C3D}))
    write = unpack_recording(archive.pk, no_progress)
    folder = archive.file.parent
    remove(Recording.everything.get(pk=archive.pk))
    write()
    assert not Recording.everything.filter(unpacked_from=archive).exists()
    assert len(list(folder.iterdir())) <= 2


def test_an_archive_in_an_archive_is_unpacked_and_one_in_that_is_refused(clinic):
    innermost = zipped({"walk.c3d": C3D})
    archive = send(clinic, "a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"d.zip": innermost})})}))
    (second,) = unpacked(archive)
    (third,) = unpacked(second)
    with pytest.raises(FootwiseError, match="an archive in an archive in an archive"):
        unpack_recording(third.pk, no_progress)


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", "C:\\Windows\\x.c3d", "a/../../x.c3d", "CON.c3d"]
)
def test_no_name_in_an_archive_leads_anywhere(clinic, name):
    before = set(settings.HOME.folder.rglob("*"))
    (one,) = unpacked(send(clinic, "tricks.zip", zipped({name: C3D})))
    new = set(settings.HOME.folder.rglob("*")) - before
    assert all(path.parent == one.file.parent or path == one.file.parent for path in new)
    assert ".." not in one.name and "/" not in one.name and ".." not in one.folder and "\\" not in one.folder


def test_a_bomb_is_refused_before_it_is_unpacked(clinic):
    assert "of repeated bytes" in refused(clinic, zipped({"walk.csv": bytes(200_000_000)}))


def test_an_archive_that_says_less_than_it_holds_is_refused(clinic):
    content = bytearray(zipped({"walk.c3d": C3D * 3000}))
    directory = content.rindex(b"PK\x01\x02")
    # Its directory says that the file has ten bytes.
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert "cannot be unpacked" in refused(clinic, bytes(content))


def test_too_many_files_are_refused(clinic):
    assert "Zip at most 300" in refused(clinic, zipped({f"{number}.csv": b"a,b" for number in range(301)}))


def test_a_locked_archive_says_so(clinic):
    content = bytearray(zipped({"walk.c3d": C3D}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    assert "is locked with a password (walk.c3d)" in refused(clinic, bytes(content))


@pytest.mark.parametrize("cut", [30, -30])
def test_a_damaged_archive_says_so(clinic, cut):
    content = zipped({"walk.c3d": C3D * 50, "b.c3d": C3D})
    assert "is no whole zip archive" in refused(clinic, content[:cut])


def test_bytes_that_changed_on_the_way_are_said(clinic):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("walk.c3d", C3D * 10)
    content = bytearray(into.getvalue())
    content[500] ^= 1
    assert "walk.c3d in it cannot be unpacked" in refused(clinic, bytes(content))


@pytest.mark.parametrize(
    ("files", "said"), [({}, "empty archive"), ({"[Content_Types].xml": b"<x/>", "a": b"b"}, "CSV")]
)
def test_what_is_no_archive_of_recordings_is_said(clinic, files, said):
    assert said in refused(clinic, zipped(files), "table.xlsx")


def test_what_one_sensor_s_app_has_packed_stays_whole(clinic, tmp_path):
    from footwise.jobs import simulate_sensors, write_simulated_sensors

    write_simulated_sensors(simulate_sensors(), tmp_path / "feet")
    feet = {f"recording/{file.name}": file.read_bytes() for file in (tmp_path / "feet").glob("*.csv")}
    assert len(feet) >= 2
    archive = send(clinic, "physilog.zip", zipped(feet))
    assert unpacked(archive) == []
    now = Recording.everything.get(pk=archive.pk)
    assert (now.state, now.kind) == ("arrived", "sensor") and b"".join(opened(now))[:2] == b"PK"


def test_without_a_consent_nothing_is_unpacked(clinic):
    archive = send(clinic, "visit.zip", zipped({"a.c3d": C3D}))
    consent = Consent.everything.get(pk=clinic.consent.pk)
    consent.withdrawn_on = consent.given_on
    consent.save()
    with pytest.raises(FootwiseError, match="no consent is in force"):
        unpack_recording(archive.pk, no_progress)
