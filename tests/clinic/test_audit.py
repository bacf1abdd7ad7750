"""The record: nothing is left out, nothing can be changed unseen, and no measurement stands in it in clear."""

from __future__ import annotations

import json
import threading

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, ChangedMeanwhile, Entry, acting_as, record_event, verify_chain
from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.seal import Unsealable, opened_for_person, seal_of_person


@pytest.fixture
def acting():
    with acting_as(Actor("somebody@example.org", 7, "192.0.2.1", "GET page")):
        yield


def test_a_change_tells_who_what_and_where_and_seals_the_values(world, acting):
    person = Person.everything.get(pk=world.ash.person.pk)
    # Sealed words are letters and digits without a point, so a number with one cannot stand in them by chance.
    person.mass_kg = 83.25
    person.save()
    entry = Entry.objects.latest("number")
    assert (entry.actor, entry.user_id, entry.address) == ("somebody@example.org", 7, "192.0.2.1")
    assert (entry.action, entry.kind, entry.object_id) == ("change", "person", str(person.pk))
    assert (entry.fields, entry.site_id) == ("mass_kg", world.ash.site.pk)
    assert "83.25" not in entry.values
    assert json.loads(opened_for_person(settings.HOME.keys, person.pk, entry.values)) == {"mass_kg": ["71.0", 83.25]}


def test_the_values_are_gone_with_the_person_s_key_and_the_chain_is_whole_all_the_same(world, acting):
    entry = Entry.objects.filter(kind="person", persons__contains=str(world.ash.person.pk)).earliest("number")
    (settings.HOME.keys / f"{world.ash.person.pk}.key").unlink()
    with pytest.raises(Unsealable):
        opened_for_person(settings.HOME.keys, world.ash.person.pk, entry.values)
    assert verify_chain().broken_at is None


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path, world):
    first, second = (seal_of_person(tmp_path, world.ash.person.pk) for _ in range(2))
    assert first == second
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_saving_without_a_change_records_none(world, acting):
    before = Entry.objects.count()
    Visit.everything.get(pk=world.ash.visit.pk).save()
    assert Entry.objects.count() == before


def test_nothing_is_changed_by_nobody(world):
    visit = Visit.everything.get(pk=world.ash.visit.pk)
    visit.purpose = "control"
    with pytest.raises(LookupError), transaction.atomic():
        visit.save()
    assert Visit.everything.get(pk=visit.pk).purpose == "measurement"


@pytest.mark.requirement("R-061")
def test_who_saves_what_is_older_is_told_and_overwrites_nothing(world, acting):
    mine, theirs = (Person.everything.get(pk=world.ash.person.pk) for _ in range(2))
    theirs.mass_kg = 90
    theirs.save()
    mine.height_cm = 150
    with pytest.raises(ChangedMeanwhile) as caught:
        mine.save()
    assert caught.value.theirs["mass_kg"] == 90
    stands = Person.everything.get(pk=world.ash.person.pk)
    assert (stands.mass_kg, stands.height_cm) == (90, 164)


@pytest.mark.parametrize("model", [Person, Consent, Visit])
def test_no_query_goes_past_the_record(world, model, acting):
    found = model.objects.for_user(world.ash.clinician)
    before = found.count()
    assert before >= 1
    forbidden = [
        lambda: found.update(version=3),
        lambda: found.delete(),
        lambda: found.bulk_create([]),
        lambda: found.bulk_update([], ["version"]),
        lambda: list(found.values()),
        lambda: list(found.values_list("pk")),
        lambda: model.objects.all(),
        lambda: model.objects.filter(pk=found.first().pk),
        lambda: found.first().delete(),
    ]
    for attempt in forbidden:
        with pytest.raises(TypeError):
            attempt()
    assert found.count() == before


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.requirement("R-060")
def test_the_database_itself_refuses_to_change_an_entry(world):
    before = list(Entry.objects.order_by("number").values_list())
    refused("UPDATE audit_entry SET actor = 'somebody else' WHERE number = 1")
    refused("DELETE FROM audit_entry WHERE number = 1")
    if connection.vendor == "sqlite":
        columns = ", ".join(field.column for field in Entry._meta.concrete_fields)
        changed = columns.replace("actor", "'somebody else'", 1).replace('"values"', "values")
        refused(f"INSERT OR REPLACE INTO audit_entry SELECT * FROM (SELECT {quoted(changed)} FROM audit_entry LIMIT 1)")
    else:
        refused("TRUNCATE audit_entry CASCADE")
    assert list(Entry.objects.order_by("number").values_list()) == before


def quoted(columns: str) -> str:
    return columns.replace(" values,", ' "values",')


def without_guards() -> None:
    """What somebody could do who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER audit_no_{name}")
        else:
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")


@pytest.mark.parametrize(
    "fraud",
    [
        "UPDATE audit_entry SET actor = 'somebody else' WHERE number = 3",
        "UPDATE audit_entry SET action = 'read', persons = '' WHERE number = 3",
        "DELETE FROM audit_entry WHERE number = 3",
        "UPDATE audit_entry SET number = 3000 WHERE number = 3",
    ],
)
@pytest.mark.requirement("R-060")
def test_a_fraud_that_the_database_let_through_is_found(world, fraud):
    whole = verify_chain()
    assert whole.broken_at is None and whole.entries == Entry.objects.count() > 10
    without_guards()
    with connection.cursor() as cursor:
        cursor.execute(fraud)
    found = verify_chain()
    assert found.broken_at is not None and found.entries == 2


def test_an_entry_cut_off_at_the_end_shows_in_the_last_hash(world):
    before = verify_chain()
    without_guards()
    Entry.objects.filter(number=before.entries).delete()
    after = verify_chain()
    assert after.broken_at is None and after.last_hash != before.last_hash and after.entries == before.entries - 1


def test_the_page_says_whether_the_record_is_whole(world):
    browser = browser_of(world.ash.administrator)
    assert "The record is whole" in browser.post("/account/record/check/").content.decode()
    without_guards()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET actor = 'x' WHERE number = 2")
    page = browser.post("/account/record/check/").content.decode()
    assert "The record is broken" in page and "Entry 2 " in page


def test_a_spreadsheet_takes_nothing_in_the_exported_record_for_a_formula(world):
    with acting_as(Actor("=HYPERLINK(1)", world.ash.clinician.pk)):
        record_event("trial", site_id=world.ash.site.pk)
    table = browser_of(world.ash.administrator).get("/account/record/csv/").getvalue().decode()
    assert "'=HYPERLINK(1)" in table and ",=HYPERLINK" not in table
    assert table.count("\r\n") > 10


def test_many_who_write_at_once_make_one_chain(own_store):
    """In both databases: no number twice, none left out."""

    def write() -> None:
        for _ in range(5):
            with acting_as(Actor("one of many")):
                record_event("trial")
        connection.close()

    before = verify_chain().entries
    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = verify_chain()
    assert (after.entries - before, after.broken_at) == (20, None)
