"""What is known of a person lies sealed, is used like any field, and an older database's moves under the keys."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from tests.clinic.conftest import opened_database
from tests.clinic.databases import url
from tests.clinic.world import browser_of

from footwise.clinic import ClinicHome
from footwise.clinic.accounts import Site
from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.people import Consent, OfAPerson, Person, Visit
from footwise.clinic.seal import Unsealable

BODY = {"year_of_birth": 1950, "sex": "male", "affected_side": "right", "mass_kg": 80, "height_cm": 180}
# Words that a database must hold in clear, and what they say: never a figure or a word about a health.
IN_CLEAR = {
    "pseudonym": "what the clinic calls them, by which they are found",
    "name": "the file's own name, which an upload that was cut off is found by",
    "folder": "the folders of the file, as its own name",
    "made_from": "a hash under the person's key",
    "sha256": "a hash of a file that lies sealed",
    "footwise_version": "a version of this software",
    "kind": "which kind of thing it is",
    "key_hash": "a hash of a secret",
    "code_hash": "a hash of a secret",
    "attempt": "a hash of who tries",
    "why": "why something that a phone sent was not taken",
    "slot": "which of several of a day it is",
}


@pytest.fixture
def acting():
    with acting_as(Actor("test")):
        yield


def raw(table: str, pk) -> str:
    with connection.cursor() as cursor:
        key = pk.hex if connection.vendor == "sqlite" else pk
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [key])
        return str(cursor.fetchone())


def test_no_column_tells_of_a_person(world):
    stands = raw("people_person", world.ash.person.pk)
    for told in ("1958", "female", "left", "71.0", "164.0"):
        assert told not in stands
    assert "form-Ash" not in raw("people_consent", world.ash.consent.pk)
    assert "measurement" not in raw("people_visit", world.ash.visit.pk)


def test_they_are_used_like_any_field(world, acting):
    one = Person.everything.get(pk=world.ash.person.pk)
    assert (one.year_of_birth, one.mass_kg, one.height_cm) == (1958, Decimal("71.0"), Decimal("164.0"))
    assert one.get_affected_side_display() == "left"
    one.mass_kg = Decimal("72.5")
    one.save()
    assert Person.everything.get(pk=one.pk).mass_kg == Decimal("72.5")
    world.ash.person.refresh_from_db()
    assert world.ash.person.mass_kg == Decimal("72.5")


def test_a_list_opens_no_seal(world, monkeypatch):
    monkeypatch.setattr("footwise.clinic.people.sealed_fields.opened_for_person", lambda *_: pytest.fail("opened"))
    assert [str(one) for one in Person.everything.filter(site=world.ash.site)] == [world.ash.person.pseudonym]


def test_only_a_few_are_opened_to_find_who_looks_the_same(world, acting, monkeypatch):
    for number in range(64):
        Person(site=world.ash.site, pseudonym=f"P-{number}", **{**BODY, "year_of_birth": 1930 + number}).save()
    from footwise.clinic.people import sealed_fields

    opened = []
    real = sealed_fields.opened_for_person
    monkeypatch.setattr(sealed_fields, "opened_for_person", lambda *told: opened.append(1) or real(*told))
    (found,) = Person(site=world.ash.site, **{**BODY, "height_cm": Decimal("180.5")}).looks_like()
    assert str(found) == "P-20" and len(opened) < 12
    assert Person(site=world.ash.site, **{**BODY, "height_cm": 182}).looks_like() == []
    assert Person(site=world.birch.site, **BODY).looks_like() == []


def test_without_the_key_nothing_opens(world):
    (settings.HOME.keys / f"{world.ash.person.pk}.key").unlink()
    for one, name in ((Person, "sex"), (Consent, "form_version"), (Visit, "purpose")):
        row = one.everything.filter(**{"pk" if one is Person else "person": world.ash.person.pk}).first()
        with pytest.raises(Unsealable):
            getattr(row, name)


def test_no_model_of_a_person_keeps_words_in_clear():
    """A figure or a word about somebody's health belongs into what is sealed."""
    found = set()
    for model in apps.get_models():
        if not issubclass(model, (OfAPerson, Person)):
            continue
        for field in model._meta.concrete_fields:
            words = isinstance(field, (models.CharField, models.TextField, models.JSONField)) and not field.choices
            figures = isinstance(field, (models.FloatField, models.DecimalField))
            if (words or figures) and field.name != "sealed":
                found.add((model._meta.model_name, field.name))
    assert not {one for one in found if one[1] not in IN_CLEAR}


@pytest.fixture
def old_store(store, empty, request, tmp_path):
    """A database whose tables of people are as they were first."""
    empty.use()
    address = ""
    if store == "postgresql":
        with empty.connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS old")
            cursor.execute("CREATE DATABASE old TEMPLATE template0")
        address = url(request.getfixturevalue("postgresql"), "old")
    database = opened_database(store, ClinicHome(tmp_path, database_url=address))
    with acting_as(Actor("test")):
        for app in (("audit",), ("people", "0001")):
            call_command("migrate", *app, interactive=False, verbosity=0)
    yield
    database.connection.close()
    empty.use()


def test_an_older_database_is_sealed_without_loss(old_store, acting):
    then = MigrationExecutor(connection).loader.project_state([("people", "0001_initial")]).apps
    site = then.get_model("accounts", "Site").objects.create(name="Old")
    user = then.get_model("accounts", "User").objects.create(email="a@b.c")
    person = then.get_model("people", "Person")._default_manager.create(
        site=site, pseudonym="K-1", year_of_birth=1950, sex="male", affected_side="right", mass_kg=Decimal("80.5"),
        height_cm=Decimal("180.0"),
    )  # fmt: skip
    day = dt.date(2026, 1, 5)
    then.get_model("people", "Consent")._default_manager.create(
        person=person, form_version="2026-01", given_on=day, noted_by=user
    )
    then.get_model("people", "Visit")._default_manager.create(person=person, on=day, purpose="control")
    call_command("migrate", interactive=False, verbosity=0)
    now = Person.everything.get(pk=person.pk)
    assert (now.year_of_birth, now.sex, now.affected_side) == (1950, "male", "right")
    assert (now.mass_kg, now.height_cm) == (Decimal("80.5"), Decimal("180.0"))
    assert Consent.everything.get().form_version == "2026-01" and Visit.everything.get().purpose == "control"
    again = Person(site=Site.objects.get(), **{**BODY, "mass_kg": 99})
    assert again.looks_like() == [now]


def test_two_who_edit_are_shown_what_was_sealed_meanwhile(world, acting):
    browser = browser_of(world.ash.clinician)
    one = world.ash.person
    form = {**BODY, "pseudonym": one.pseudonym, "version": one.version}
    theirs = Person.everything.get(pk=one.pk)
    theirs.mass_kg = Decimal("90.5")
    theirs.save()
    answer = browser.post(f"/people/{one.pk}/edit/", form)
    assert answer.status_code == 409 and "90.5" in answer.content.decode()
    assert Person.everything.get(pk=one.pk).mass_kg == Decimal("90.5")
