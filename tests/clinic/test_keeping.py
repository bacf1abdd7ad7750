"""The bin and deletion: nobody sees whoever lies in it, and nothing about them opens after, in no backup either."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, models
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone
from tests.clinic.conftest import opened_database
from tests.clinic.databases import url
from tests.clinic.world import browser_of, make_world

from footwise.clinic import ClinicHome
from footwise.clinic.audit import Actor, Entry, acting_as, verify_chain
from footwise.clinic.keeping import delete_due, deletion, put_into_bin, take_out
from footwise.clinic.keeping.models import BinLook
from footwise.clinic.people import Consent, OfAPerson, Person, Visit
from footwise.clinic.recordings import Recording, opened
from footwise.clinic.seal import Unsealable, opened_for_person, seal_of_person
from footwise.clinic.work import Job, ask_for


@pytest.fixture
def acting():
    with acting_as(Actor("test")):
        yield


def text(answer) -> str:
    return answer.content.decode()


def binned(world) -> Person:
    person = Person.everything.get(pk=world.ash.person.pk)
    put_into_bin(person, world.ash.clinician, "added by mistake")
    return person


def days_pass(person: Person, days: float) -> None:
    """As if they had been put there so long ago."""
    before = dt.timedelta(days=days)
    rows = models.QuerySet(Person).filter(pk=person.pk)
    rows.update(binned_at=person.binned_at - before, delete_after=person.delete_after - before)


def rows_of(person) -> int:
    of_persons = [model for model in apps.get_models() if issubclass(model, OfAPerson)]
    return sum(models.QuerySet(model).filter(person=person).count() for model in of_persons)


def test_whoever_is_in_the_bin_is_seen_by_nobody(world, acting):
    browser = browser_of(world.ash.clinician)
    assert world.ash.person.pseudonym in text(browser.get("/")) and world.ash.person.pseudonym in text(
        browser.get("/people/")
    )
    answer = browser.post(reverse("bin_person", args=[world.ash.person.pk]), {"reason": "added by mistake"})
    assert answer.url == "/people/"
    for where in ("/", "/people/", "/people/?find=ash"):
        assert world.ash.person.pseudonym not in text(browser.get(where)), where
    for name, pk in (
        ("person", world.ash.person.pk), ("visit", world.ash.visit.pk), ("recording", world.ash.recording.pk),
        ("recording_file", world.ash.recording.pk), ("withdraw_consent", world.ash.consent.pk),
    ):  # fmt: skip
        assert browser.get(reverse(name, args=[pk])).status_code == 404, name
    piece = browser.post(
        reverse("recording_piece", args=[world.ash.arriving.pk]), b"x", content_type="application/octet-stream"
    )
    assert piece.status_code == 404
    # Nor does any job find them.
    assert not Consent.in_force(world.ash.person.pk)
    for model in (Consent, Visit, Recording):
        assert not model.everything.filter(person=world.ash.person).exists()
    page = text(browser.get(reverse("bin")))
    assert world.ash.person.pseudonym in page and "added by mistake" in page
    assert world.birch.binned.pseudonym not in page


def test_taken_out_everything_is_as_it_was(world, acting):
    browser = browser_of(world.ash.clinician)
    person = binned(world)
    before = rows_of(person)
    answer = browser.post(reverse("unbin_person", args=[person.pk]), follow=True)
    assert "71.0" in text(answer) or "71" in text(answer)
    assert rows_of(person) == before and Consent.in_force(person.pk)
    assert b"".join(opened(Recording.everything.get(pk=world.ash.recording.pk))).endswith(b"a walk of somebody")


def test_a_pseudonym_in_the_bin_is_not_given_away(world, acting):
    binned(world)
    form = {"site": world.ash.site.pk, "pseudonym": world.ash.person.pseudonym, "year_of_birth": 1950, "sex": "male",
            "affected_side": "left", "mass_kg": 80, "height_cm": 180}  # fmt: skip
    assert "There is a person with this pseudonym" in text(browser_of(world.ash.clinician).post("/people/add/", form))


def test_after_their_days_they_are_deleted_and_not_before(world, acting):
    person = binned(world)
    assert delete_due() == 0
    days_pass(person, settings.BIN_DAYS - 0.1)
    assert delete_due() == 0
    days_pass(person, settings.BIN_DAYS + 0.1)
    assert delete_due() == 1 and delete_due() == 0
    assert rows_of(person) == 0
    left = Person.even_binned.get(pk=person.pk)
    assert left.deleted_at is not None and (left.sealed, left.year_of_birth, left.mass_kg) == ("", None, None)
    assert world.ash.person.pseudonym not in left.pseudonym
    assert not (settings.HOME.folder / "recordings" / str(person.pk)).exists()
    # The other clinic's are as they were.
    assert rows_of(world.birch.person) > 3 and Person.everything.get(pk=world.birch.person.pk).year_of_birth == 1958


def test_of_the_record_every_entry_stays_and_no_value_opens(world, acting):
    person = binned(world)
    about = [one.pk for one in Entry.objects.filter(persons__contains=str(person.pk)).exclude(values="")]
    days_pass(person, 31)
    delete_due()
    assert verify_chain().broken_at is None
    assert Entry.objects.latest("number").action == "delete for good"
    for entry in Entry.objects.filter(pk__in=about):
        with pytest.raises(Unsealable):
            opened_for_person(settings.HOME.keys, person.pk, entry.values)
    assert len(about) > 5


@pytest.mark.requirement("R-025")
def test_no_key_is_made_again_for_whoever_was_deleted(world, acting):
    person = binned(world)
    days_pass(person, 31)
    delete_due()
    with pytest.raises(Unsealable):
        seal_of_person(settings.HOME.keys, person.pk)
    late = Visit(person=Person.even_binned.get(pk=person.pk), on=timezone.localdate(), purpose="control")
    with pytest.raises(Unsealable):
        late.save()
    assert rows_of(person) == 0


STEPS = ("destroy_key", "_empty_rows", "_empty_person", "record_about")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.requirement("R-025")
def test_interrupted_anywhere_it_is_finished_by_the_next_look(world, acting, monkeypatch, step):
    """As the loss of power would: in the middle, and with the clock gone wrong since."""
    person = binned(world)
    days_pass(person, 31)
    real = getattr(deletion, step)

    def interrupted(*told) -> None:
        real(*told)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(deletion, step, interrupted)
        delete_due()
    with pytest.raises(Unsealable):
        opened_for_person(settings.HOME.keys, person.pk, Person.even_binned.get(pk=person.pk).sealed or "gone")
    BinLook.objects.update(looked_at=timezone.now() - dt.timedelta(days=40))
    assert delete_due() == 1
    assert rows_of(person) == 0 and Person.even_binned.get(pk=person.pk).deleted_at is not None


def test_a_clock_that_leaps_forward_deletes_nobody_for_a_day(world, acting):
    person = binned(world)
    delete_due()
    days_pass(person, 31)
    # Looked through a minute ago by another clock: this one is two days ahead.
    BinLook.objects.update(looked_at=timezone.now() - dt.timedelta(days=2))
    assert delete_due() == 0
    # Set right again, nobody waits for longer than a day of this clock.
    BinLook.objects.update(hold_until=timezone.now() + dt.timedelta(days=900))
    assert delete_due() == 0
    assert BinLook.objects.get().hold_until <= timezone.now() + dt.timedelta(days=1)
    BinLook.objects.update(hold_until=timezone.now())
    assert delete_due() == 1


def test_an_administrator_deletes_at_once_by_typing_the_pseudonym(world, acting):
    person = binned(world)
    browser = browser_of(world.ash.administrator)
    where = reverse("delete_person", args=[person.pk])
    page = text(browser.get(where))
    assert "cannot be undone" in page and "1958" not in page
    assert "another pseudonym" in text(browser.post(where, {"pseudonym": "K-1"}))
    assert rows_of(person) > 3
    assert browser.post(where, {"pseudonym": person.pseudonym.lower()}).url == reverse("bin")
    assert rows_of(person) == 0 and browser.get(where).status_code == 404
    assert Entry.objects.filter(action="delete for good", actor=world.ash.administrator.email).count() == 1
    # The pseudonym is free again.
    Person(site=world.ash.site, pseudonym=person.pseudonym, year_of_birth=1950, sex="male", affected_side="left",
           mass_kg=80, height_cm=180).save()  # fmt: skip


def test_taken_out_in_time_nobody_is_deleted(world, acting):
    person = binned(world)
    days_pass(person, 31)
    take_out(Person.even_binned.get(pk=person.pk))
    assert delete_due() == 0 and Person.everything.filter(pk=person.pk).exists()


def test_what_a_worker_said_of_a_file_goes_too(world, acting):
    job = ask_for("measure", world.ash.recording.pk)
    other = ask_for("measure", uuid.uuid4())
    Job.objects.filter(pk=job.pk).update(trouble="walk-Ash-1.c3d cannot be read")
    person = binned(world)
    days_pass(person, 31)
    delete_due()
    left = set(Job.objects.values_list("pk", flat=True))
    assert job.pk not in left and other.pk in left
    assert not Job.objects.filter(subject=world.ash.recording.pk).exists()


@pytest.fixture
def two_homes(own_store, empty, request, tmp_path):
    """A clinic with a folder of its own, how its database is backed up, and how the backup is opened."""
    here, there = ClinicHome(tmp_path / "clinic"), ClinicHome(tmp_path / "there")
    here.prepare()
    there.prepare()

    def back_up() -> None:
        with connection.cursor() as cursor:
            if own_store == "sqlite":
                cursor.execute("VACUUM INTO %s", [str(there.folder / "clinic.sqlite3")])
                return
        own = opened
        own.close()
        empty.use()
        with empty.connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS backup")
            cursor.execute("CREATE DATABASE backup TEMPLATE own")
        opened_database(own_store, ClinicHome(tmp_path, database_url=url(request.getfixturevalue("postgresql"), "own")))

    def restore():
        if own_store == "sqlite":
            return opened_database(own_store, there)
        address = url(request.getfixturevalue("postgresql"), "backup")
        return opened_database(own_store, ClinicHome(tmp_path, database_url=address))

    opened = connections["default"]
    with override_settings(HOME=here):
        yield back_up, restore
    connections["default"].close()


@pytest.mark.requirement("R-025")
def test_a_backup_of_the_database_from_before_tells_nothing_of_a_health(two_homes, acting):
    back_up, restore = two_homes
    world = make_world()
    person = Person.everything.get(pk=world.ash.person.pk)
    backup_words = ("1958", "female", "form-Ash", "measurement", "added twice")
    back_up()
    put_into_bin(person, world.ash.clinician, "asked for it")
    days_pass(person, 31)
    assert delete_due() == 1
    # Whoever restores the backup has all keys that are left, and the clinic's secrets.
    restored = restore()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        then = Person.everything.get(pk=person.pk)
        for read in (
            lambda: then.year_of_birth, lambda: then.mass_kg,
            lambda: Consent.everything.get(person=then).form_version,
            lambda: Visit.everything.filter(person=then).first().purpose,
        ):  # fmt: skip
            with pytest.raises(Unsealable):
                read()
        for entry in Entry.objects.filter(persons__contains=str(person.pk)).exclude(values=""):
            with pytest.raises(Unsealable):
                opened_for_person(settings.HOME.keys, person.pk, entry.values)
        recording = Recording.everything.get(pk=world.ash.recording.pk)
        assert not recording.file.exists()
        with connection.cursor() as cursor:
            tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("people_")]
            assert len(tables) == 3
            for table in tables:
                cursor.execute(f"SELECT * FROM {table}")
                stands = str(cursor.fetchall())
                assert person.pk.hex in stands.replace("-", "") and not [
                    word for word in backup_words if word in stands
                ], table
        # The next look of a worker takes them out of the database that was put back, too.
        assert delete_due() == 1 and rows_of(then) == 0
        assert Person.even_binned.get(pk=then.pk).deleted_at is not None
        # Somebody else's opens as before.
        assert Person.everything.get(pk=world.birch.person.pk).year_of_birth == 1958
    finally:
        restored.connection.close()
