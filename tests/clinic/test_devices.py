"""Tokens of devices: made with a fresh second proof, shown once, kept as a hash, narrowed, limited and ended."""

from __future__ import annotations

import datetime as dt
import time
from hashlib import sha256

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone
from tests.clinic.programs import Program, in_one_shape, token_for
from tests.clinic.world import TOTP_SECRET, browser_of

from footwise.clinic.accounts import Membership, Role
from footwise.clinic.api import limits
from footwise.clinic.api.models import DeviceToken, Scope
from footwise.clinic.api.tokens import make_token
from footwise.clinic.audit import Actor, Entry, acting_as


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()


def proven_browser(user, seconds_ago=60, method="mfa"):
    """A browser in which somebody has shown their second proof a while ago."""
    browser = browser_of(user)
    session = browser.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time() - seconds_ago, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return browser


def form(world, **other):
    day = timezone.localdate() + dt.timedelta(days=90)
    return {"name": "Lab", "site": world.ash.site.pk, "scopes": ["read", "upload"], "ends_on": day, **other}


def shown_token(answer):
    return answer.content.decode().split('class="secret">')[1].split("<")[0]


def test_made_on_the_page_shown_once_and_kept_as_a_hash(world):
    browser = proven_browser(world.ash.clinician)
    token = shown_token(browser.post("/account/devices/add/", form(world)))
    device = DeviceToken.objects.get()
    assert token.startswith("footwise_") and len(token) > 45
    assert device.token_hash == sha256(token.encode()).hexdigest() and device.may == {Scope.READ, Scope.UPLOAD}
    page = browser.get("/account/devices/").content.decode()
    assert "Lab" in page and "never used" in page and token not in page
    entries = Entry.objects.filter(kind="devicetoken")
    assert [one.action for one in entries] == ["add"] and entries[0].site_id == world.ash.site.pk
    assert not [one for one in Entry.objects.all() if token in one.values or device.token_hash in one.values]
    assert Program(token).get("people").status_code == 200
    assert "last used" in browser.get("/account/devices/").content.decode()


@pytest.mark.parametrize(("method", "ago"), [("password", 1), ("mfa", 3600)])
def test_without_a_fresh_second_proof_it_is_asked_for(world, method, ago):
    browser = proven_browser(world.ash.clinician, ago, method)
    session = browser.session
    session["seen_at"] = time.time()
    session.save()
    for answer in (browser.get("/account/devices/add/"), browser.post("/account/devices/add/", form(world))):
        assert answer.status_code == 302 and answer.url.startswith("/account/2fa/reauthenticate/"), answer.url
    assert not DeviceToken.objects.exists()


def test_the_form_that_was_sent_goes_on_after_the_proof(world):
    browser = proven_browser(world.ash.clinician, 1, "password")
    where = browser.post("/account/devices/add/", form(world)).url
    code = format_hotp_value(hotp_value(TOTP_SECRET, next(yield_hotp_counters_from_time())))
    assert shown_token(browser.post(where, {"code": code})).startswith("footwise_")


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": ["administer"]}, {"scopes": []}, {"scopes": ["sign"]}, {"name": ""}, {"name": "x" * 61},
        {"ends_on": "2020-01-01"}, {"ends_on": timezone.localdate() + dt.timedelta(days=366)}, {"ends_on": "never"},
    ],
)  # fmt: skip
def test_no_more_than_is_one_s_own_and_no_longer_than_a_year(world, wrong):
    answer = proven_browser(world.ash.clinician).post("/account/devices/add/", form(world, **wrong))
    assert answer.status_code == 200 and 'class="secret"' not in answer.content.decode()
    assert not DeviceToken.objects.exists()


def test_not_in_another_s_clinic(world):
    answer = proven_browser(world.ash.clinician).post("/account/devices/add/", form(world, site=world.birch.site.pk))
    assert 'class="secret"' not in answer.content.decode() and not DeviceToken.objects.exists()
    with pytest.raises(ValueError), acting_as(Actor("test")):
        make_token(world.ash.clinician, world.birch.site, "x", {Scope.READ}, timezone.localdate())


@pytest.mark.parametrize(("who", "given"), [("assessor", ["read", "enter"]), ("administrator", ["administer"])])
def test_each_role_is_offered_what_it_can_give(world, who, given):
    page = proven_browser(getattr(world.ash, who)).get("/account/devices/add/").content.decode()
    assert [one for one in Scope if f'value="{one}"' in page] == given


def test_ended_by_oneself_or_by_an_administrator_of_the_clinic(world):
    programs = [Program(token_for(world.ash.clinician, world.ash.site, name=f"lab {k}")) for k in (1, 2)]
    own, other = (DeviceToken.objects.get(name=f"lab {k}").pk for k in (1, 2))
    for stranger in (world.birch.administrator, world.birch.clinician, world.ash.assessor):
        assert browser_of(stranger).post(f"/account/devices/{own}/end/").status_code == 404
        assert "lab 1" not in browser_of(stranger).get("/account/devices/").content.decode()
    assert browser_of(world.ash.clinician).get(f"/account/devices/{own}/end/").status_code == 405
    assert programs[0].get("people").status_code == 200
    browser_of(world.ash.clinician).post(f"/account/devices/{own}/end/")
    assert "lab 2" in browser_of(world.ash.administrator).get("/account/devices/").content.decode()
    browser_of(world.ash.administrator).post(f"/account/devices/{other}/end/")
    for program in programs:
        answer = program.get("people")
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")
        assert in_one_shape(answer)["trouble"] == "has ended"
    assert Entry.objects.filter(action="token refused", site_id=world.ash.site.pk).count() == 2


def test_ends_with_the_work_and_stays_ended_when_that_is_taken_up_again(world):
    program = Program(token_for(world.ash.clinician, world.ash.site))
    member = Membership.objects.get(user=world.ash.clinician)
    assert browser_of(world.ash.administrator).post(f"/account/team/{member.pk}/end/").status_code == 302
    assert program.get("people").status_code == 401
    with acting_as(Actor("test")):
        member.refresh_from_db()
        member.ends_on = None
        member.save()
    assert program.get("people").status_code == 401


def test_ends_on_its_day_and_no_later_than_the_work(world):
    with acting_as(Actor("test")):
        member = Membership.objects.get(user=world.ash.clinician)
        member.ends_on = timezone.localdate() + dt.timedelta(days=3)
        member.save()
    token_for(world.ash.clinician, world.ash.site, days=30)
    assert DeviceToken.objects.get().ends_on == member.ends_on
    program = Program(token_for(world.ash.assessor, world.ash.site))
    DeviceToken.objects.filter(user=world.ash.assessor).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert program.get("people").status_code == 401


def test_of_two_clinics_and_two_roles_a_device_has_what_it_was_made_for(world):
    both = world.ash.clinician
    with acting_as(Actor("test")):
        Membership(user=both, site=world.birch.site, role=Role.CLINICIAN).save()
        Membership(user=both, site=world.ash.site, role=Role.ADMINISTRATOR).save()
    program = Program(token_for(both, world.ash.site, Scope.READ))
    shown = program.get("people").json()["items"]
    assert [one["pseudonym"] for one in shown] == [world.ash.person.pseudonym]
    assert program.get(f"people/{world.birch.person.pk}").status_code == 404
    birch = Program(token_for(both, world.birch.site, Scope.READ)).get("people").json()["items"]
    assert [one["pseudonym"] for one in birch] == [world.birch.person.pseudonym]


def test_the_record_names_user_and_device(world):
    program = Program(token_for(world.ash.clinician, world.ash.site, name="lab"))
    program.get(f"people/{world.ash.person.pk}")
    last = Entry.objects.latest("number")
    assert (last.action, last.actor) == ("read", f"{world.ash.clinician.email} (lab)")
    assert last.user_id == world.ash.clinician.pk and last.route == "GET api read_person"
    assert last.persons == f" {world.ash.person.pk} " and last.site_id == world.ash.site.pk


def test_a_browser_s_session_is_nobody_here(world):
    browser = browser_of(world.ash.clinician)
    for answer in (browser.get("/api/v1/people"), browser.post("/api/v1/people", {}, content_type="application/json")):
        assert answer.status_code == 401 and not answer.cookies
    program = Program(token_for(world.ash.clinician, world.ash.site))
    assert not program.get("people").cookies


def test_never_in_an_address(world):
    token = token_for(world.ash.clinician, world.ash.site)
    for where in (f"people?token={token}", f"people/{token}"):
        answer = Program(token).get(where)
        assert answer.status_code == 400 and token not in answer.content.decode()
        assert "End that token" in in_one_shape(answer)["remedy"]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "Bearer x", "bearer " + "x" * 10_000, "Bearer footwise_\u00e9", "\0"],
)
def test_what_is_no_token_opens_nothing(world, header):
    answer = Program().get("people", Authorization=header)
    assert answer.status_code == 401 and in_one_shape(answer)["kind"] == "no token"


def test_who_asks_too_often_or_tries_tokens_is_told_to_wait(world, monkeypatch):
    program = Program(token_for(world.ash.clinician, world.ash.site))
    monkeypatch.setattr(limits, "MOST_CALLS", 3)
    monkeypatch.setattr(limits, "MOST_WRONG", 4)
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000.0)
    assert [program.get("people").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    answer = program.get("people")
    assert int(answer["Retry-After"]) > 0 and in_one_shape(answer)["kind"] == "too much"
    before = Entry.objects.filter(action="token refused").count()
    assert [Program("footwise_x").get("people").status_code for _ in range(6)] == [401] * 4 + [429] * 2
    assert Entry.objects.filter(action="token refused").count() == before + 4


def test_an_administrator_s_device_sees_the_team_and_the_record_and_ends_work(world):
    program = Program(token_for(world.ash.administrator, world.ash.site))
    told = program.get("team").json()["items"]
    assert {"name": "Ash-clinician", "email": world.ash.clinician.email, "role": "clinician", "ends_on": None} in told
    assert world.birch.clinician.email not in [one["email"] for one in told]
    theirs = Program(token_for(world.ash.clinician, world.ash.site))
    body = {"email": world.ash.clinician.email.upper(), "role": "clinician"}
    assert theirs.get("people").status_code == 200
    assert program.post("team/end", body).status_code == 204 and program.post("team/end", body).status_code == 404
    assert theirs.get("people").status_code == 401
    own = program.post("team/end", {"email": world.ash.administrator.email, "role": "administrator"})
    assert own.status_code == 409 and in_one_shape(own)["where"] == "email"
    assert program.post("team/end", {**body, "email": "\0"}).status_code == 404
    first = program.get("record?limit=2").json()
    after = program.get(f"record?limit=1000&after={first['next_after']}").json()
    assert after["items"][0]["number"] > first["next_after"] and after["next_after"] is None
    assert {one["action"] for one in after["items"]} >= {"read", "add", "change"}
    assert program.post("record/check").json()["broken_at"] is None
    for where in ("record?after=-1", "record?limit=0", "record?limit=100000", "record?after=" + "9" * 30):
        assert program.get(where).status_code == 422, where
    assert program.get("people").status_code == 403
