"""Everything about a person as one archive: whole, theirs alone, sealed until it is fetched, once, by who asked."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from tests.clinic.world import WALK, browser_of

from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.keeping import Archive, build_archive, look_around, put_into_bin
from footwise.clinic.people import Consent, Person
from footwise.clinic.recordings import Recording
from footwise.clinic.work import Job, JobState
from footwise.clinic.work.queue import end, take_one


@pytest.fixture(autouse=True)
def acting():
    with acting_as(Actor("test")):
        yield


def taken() -> Job:
    """The archive's job, behind those that wait of other rooms."""
    while (job := take_one()).kind != "archive":
        continue
    return job


def made(world, language: str = "en-gb") -> Archive:
    """An archive that was asked for on the page and made as a worker makes it."""
    browser = browser_of(world.ash.clinician)
    browser.post("/language/", {"language": language})
    browser.post(reverse("ask_for_archive", args=[world.ash.person.pk]))
    job = taken()
    note = build_archive(job.subject, lambda *_: None)
    end(job, JobState.DONE)
    note()
    return Archive.everything.get(pk=job.subject)


def fetched(world, browser=None):
    return (browser or browser_of(world.ash.clinician)).post(reverse("fetch_archive", args=[world.ash.person.pk]))


def contents(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_it_holds_everything_and_nothing_of_anybody_else(world):
    world.ash.consent.form_version = "=cmd|' /C calc'!A0"
    world.ash.consent.save()
    made(world)
    whole = contents(fetched(world))
    assert whole.testzip() is None
    data = json.loads(whole.read("data.json"))
    (person,) = data["person"]
    assert (person["pseudonym"], person["year_of_birth"], person["mass_kg"]) == ("A-person-ASH", 1958, "71.0")
    assert [one["purpose"] for one in data["people-visit"]] != [] and len(data["people-visit"]) == 2
    assert data["people-consent"][0]["noted_by"] == world.ash.clinician.name
    recordings = [name for name in whole.namelist() if name.startswith("recordings/")]
    assert len(recordings) == 1 and whole.read(recordings[0]) == WALK
    # A spreadsheet takes nothing for a formula.
    (row,) = csv.DictReader(io.StringIO(whole.read("tables/people-consent.csv").decode("utf-8-sig")))
    assert row["form_version"] == "'=cmd|' /C calc'!A0"
    record = list(csv.DictReader(io.StringIO(whole.read("record.csv").decode("utf-8-sig"))))
    assert {"add", "change"} <= {one["action"] for one in record}
    assert any("71" in one["values"] for one in record)
    text = b"".join(whole.read(name) for name in whole.namelist()).decode(errors="replace")
    assert not [word for word in world.birch.words() - {world.birch.site.name} if word in text]
    assert "sealed" not in data["person"][0] and world.ash.binned.pseudonym not in text


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("language", "name", "said"), [("de", "LIESMICH.txt", "Alles"), ("es", "LEEME.txt", "Todo")])
def test_its_first_page_is_in_the_language_of_who_asked(world, language, name, said):
    made(world, language)
    assert contents(fetched(world)).read(name).decode().startswith(said)


def test_it_lies_sealed_until_it_is_fetched(world):
    archive = made(world)
    lies = archive.file.read_bytes()
    assert len(lies) > 1000 and b"PK\x03\x04" not in lies and WALK[-20:] not in lies
    assert archive.size_bytes < archive.sealed_bytes == len(lies)


def test_it_is_fetched_once_by_who_asked_and_recorded(world):
    archive = made(world)
    colleague = browser_of(world.birch.clinician)
    assert fetched(world, colleague).status_code == 404
    answer = fetched(world)
    assert answer.status_code == 200 and int(answer.headers["Content-Length"]) == len(answer.getvalue())
    assert fetched(world).status_code == 404 and not archive.file.exists()
    entry = Entry.objects.get(action="fetch archive")
    assert entry.actor == world.ash.clinician.email and str(world.ash.person.pk) in entry.persons


def test_another_clinician_of_the_clinic_fetches_none_that_somebody_else_asked_for(world):
    from footwise.clinic.accounts import Membership, Role

    made(world)
    Membership(user=world.nowhere, site=world.ash.site, role=Role.CLINICIAN).save()
    browser = browser_of(world.nowhere)
    assert fetched(world, browser).status_code == 404
    assert "It is ready" not in browser.get(reverse("archive", args=[world.ash.person.pk])).content.decode()


def test_after_a_day_it_is_gone(world):
    archive = made(world)
    browser = browser_of(world.ash.clinician)
    where = reverse("archive", args=[archive.person_id])
    assert "It is ready" in browser.get(where).content.decode()
    look_around()
    assert archive.file.exists()
    yesterday = timezone.now() - dt.timedelta(days=1, minutes=1)
    Archive._base_manager.filter(pk=archive.pk).update(made_at=yesterday, asked_at=yesterday)
    assert fetched(world).status_code == 404
    look_around()
    assert not archive.file.exists()
    assert "its day has passed" in browser.get(where).content.decode()


def test_asked_for_twice_it_is_made_once(world):
    browser = browser_of(world.ash.clinician)
    for _ in range(3):
        browser.post(reverse("ask_for_archive", args=[world.ash.person.pk]))
    assert Job.objects.filter(kind="archive").count() == Archive.everything.count() == 1
    page = browser.get(reverse("archive", args=[world.ash.person.pk])).content.decode()
    assert "The archive waits" in page
    assert browser.get(reverse("archive_state", args=[world.ash.person.pk])).json()["state"] == "waiting"


def test_of_whoever_is_in_the_bin_none_is_made(world):
    browser = browser_of(world.ash.clinician)
    browser.post(reverse("ask_for_archive", args=[world.ash.person.pk]))
    put_into_bin(Person.everything.get(pk=world.ash.person.pk), world.ash.clinician, "asked for it")
    with pytest.raises(Archive.DoesNotExist):
        build_archive(taken().subject, lambda *_: None)


def test_a_large_recording_goes_in_block_by_block(world, monkeypatch):
    """Of several blocks none is lost or out of order, whatever their borders."""
    monkeypatch.setattr("footwise.clinic.keeping.archive._BLOCK_BYTES", 1000)
    archive = made(world)
    assert archive.sealed_bytes > archive.size_bytes + 3 * 28
    whole = contents(fetched(world))
    (walk,) = (name for name in whole.namelist() if name.startswith("recordings/"))
    assert whole.testzip() is None and whole.read(walk) == WALK
    # The files of other rooms are there, too.
    assert any(name.startswith("results/") for name in whole.namelist())
    assert Recording.everything.get(pk=world.ash.recording.pk).sha256 and Consent.in_force(world.ash.person.pk)
    assert not list((settings.HOME.folder / "archives").rglob("*.zip"))
