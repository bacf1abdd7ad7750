"""How people get in: first start, invitation, password, second factor, lock-out, idle sessions."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone
from tests.clinic.world import PASSWORD, TOTP_SECRET, browser_of, prove

from footwise.clinic.accounts import Membership, OneTimeLink, Role, Site, User, links_for_a_first_start
from footwise.clinic.accounts.one_time_links import make_link
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.people import Person, Visit

NEW = {"clinic": "Elm", "name": "Ada", "email": "ada@example.org", "password": "seven green apples"}


def digits() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, next(yield_hotp_counters_from_time())))


@pytest.fixture(autouse=True)
def no_limits_left_over():
    """What earlier tests have used up of the limits of attempts."""
    cache.clear()


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def acting():
    with acting_as(Actor("test")):
        yield


def test_the_first_link_makes_the_clinic_and_its_administrator_once(undone, acting, browser):
    (token,) = links_for_a_first_start()
    where = reverse("welcome", args=[token])
    assert token not in str(OneTimeLink.objects.values_list())
    assert browser.get(where).status_code == 200
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        answer = browser.post(where, NEW)
    assert answer.status_code == 302 and answer.url == reverse("mfa_index")
    ada = User.objects.get()
    assert ada.password.startswith("argon2$argon2id$") and ada.email == "ada@example.org"
    assert {one.role for one in Membership.objects.filter(user=ada)} == {Role.ADMINISTRATOR, Role.CLINICIAN}
    # No page but that of the second factor, and the password is not asked for a second time.
    assert browser.get("/").url == reverse("mfa_index")
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200
    again = Client(headers={"accept-language": "en"})
    for method in ("get", "post"):
        answer = getattr(again, method)(where, {**NEW, "email": "eve@example.org"})
        assert answer.status_code == 410 and "used already" in answer.content.decode()
    assert User.objects.count() == 1 and links_for_a_first_start() == []


def test_a_new_link_ends_the_one_that_nobody_used(undone, acting, browser):
    (first,) = links_for_a_first_start()
    (second,) = links_for_a_first_start()
    assert browser.get(reverse("welcome", args=[first])).status_code == 410
    assert browser.get(reverse("welcome", args=[second])).status_code == 200


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("password", "short", "too short"),
        ("password", "password123", "too common"),
        ("password", "ada@example.org", "too similar"),
        ("email", "no address", "valid email"),
        ("clinic", " ", "required"),
    ],
)
def test_a_weak_first_account_is_not_made(undone, acting, browser, field, value, said):
    (token,) = links_for_a_first_start()
    answer = browser.post(reverse("welcome", args=[token]), {**NEW, field: value})
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not User.objects.exists() and not Site.objects.exists()
    assert browser.get(reverse("welcome", args=[token])).status_code == 200


def test_an_invitation_makes_the_account_with_its_role_and_no_other(world, acting, browser):
    page = browser_of(world.ash.administrator).post(
        reverse("invite"), {"site": world.ash.site.pk, "role": "assessor", "email": "new@example.org"}
    )
    where = page.context["link"].removeprefix("http://testserver")
    assert 'value="new@example.org"' in browser.get(where).content.decode()
    browser.post(where, {**NEW, "email": "new@example.org", "clinic": "Mine", "role": "administrator"})
    (member,) = Membership.objects.filter(user__email="new@example.org")
    assert (member.site, member.role) == (world.ash.site, Role.ASSESSOR)
    assert not Site.objects.filter(name="Mine").exists()


def test_nobody_is_invited_to_another_clinic(world):
    before = OneTimeLink.objects.count()
    browser_of(world.ash.administrator).post(reverse("invite"), {"site": world.birch.site.pk, "role": "clinician"})
    assert OneTimeLink.objects.count() == before


def test_who_has_an_account_takes_an_invitation_on_with_it(world, acting):
    token = make_link(Role.CLINICIAN, world.birch.site)
    browser = browser_of(world.ash.clinician)
    assert browser.get(reverse("welcome", args=[token])).status_code == 200
    browser.post(reverse("welcome", args=[token]))
    assert Membership.objects.filter(user=world.ash.clinician, site=world.birch.site, role=Role.CLINICIAN).exists()
    assert browser.get(reverse("welcome", args=[token])).status_code == 410


def test_an_old_link_and_a_made_up_one_say_so(world, acting, browser):
    token = make_link(Role.CLINICIAN, world.ash.site, valid=dt.timedelta(seconds=-1))
    for one, said in ((token, "has expired"), ("x" * 32, "is not known here")):
        answer = browser.get(reverse("welcome", args=[one]))
        assert answer.status_code == 410 and said in answer.content.decode()


def test_a_link_stands_in_no_entry_of_the_record(world, acting, browser):
    token = make_link(Role.CLINICIAN, world.ash.site)
    browser.get(reverse("welcome", args=[token]))
    browser.post(reverse("welcome", args=[token]), NEW)
    assert token not in str(list(Entry.objects.values_list()))


def log_in(browser, email, password=PASSWORD):
    return browser.post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.requirement("R-064")
def test_a_password_alone_opens_nothing(world, browser):
    answer = log_in(browser, world.ash.clinician.email.upper())
    assert answer.url == reverse("mfa_authenticate")
    assert browser.get("/people/").status_code == 302
    assert browser.post(answer.url, {"code": "000000"}).status_code == 200
    answer = browser.post(answer.url, {"code": digits()})
    assert answer.status_code == 302 and browser.get("/people/").status_code == 200
    assert Entry.objects.filter(action="log in", actor=world.ash.clinician.email).exists()


def test_somebody_whose_account_was_closed_gets_in_no_more(world, browser):
    inside = browser_of(world.ash.clinician)
    world.ash.clinician.is_active = False
    world.ash.clinician.save()
    assert inside.get("/people/").status_code == 302
    log_in(browser, world.ash.clinician.email)
    assert browser.get("/people/").status_code == 302


def test_a_role_that_ends_ends_at_once(world):
    inside = browser_of(world.ash.clinician)
    assert inside.get("/people/").status_code == 200
    member = Membership.objects.get(user=world.ash.clinician)
    browser_of(world.ash.administrator).post(reverse("end_membership", args=[member.pk]))
    assert inside.get("/people/").status_code == 403


def test_the_last_administrator_stays(world):
    member = Membership.objects.get(user=world.ash.administrator)
    answer = browser_of(world.ash.administrator).post(reverse("end_membership", args=[member.pk]))
    assert answer.status_code == 409
    assert Membership.objects.in_force().filter(pk=member.pk).exists()


@pytest.mark.requirement("R-064")
def test_after_five_wrong_passwords_the_right_one_is_refused_for_a_while(world, browser):
    for _ in range(5):
        answer = log_in(browser, world.ash.clinician.email, "wrong")
    assert answer.status_code == 429 and "quarter of an hour" in answer.content.decode()
    for email in (world.ash.clinician.email, world.ash.clinician.email.upper()):
        assert log_in(browser, email).status_code == 429
    # Somebody else at the same computer is not kept out.
    assert log_in(Client(), world.ash.administrator.email).url == reverse("mfa_authenticate")
    assert "wrong" not in str(list(Entry.objects.values_list("values", flat=True)))


def test_the_secret_of_an_app_lies_sealed(world):
    assert TOTP_SECRET not in str(list(world.ash.clinician.authenticator_set.values_list("data", flat=True)))


def test_strangers_cannot_sign_up(world, browser):
    before = User.objects.count()
    answer = browser.post(reverse("account_signup"), {"email": "eve@example.org", "password1": PASSWORD})
    assert answer.status_code == 405 and User.objects.count() == before


def idle(browser, seconds: float) -> None:
    session = browser.session
    session["seen_at"] = time.time() - seconds
    session.save()


def test_a_form_sent_after_a_long_break_is_kept_until_the_password_is_given(world):
    browser = browser_of(world.ash.clinician)
    browser.get("/people/")
    idle(browser, 21 * 60)
    sent = {
        "site": world.ash.site.pk, "pseudonym": "LATE", "year_of_birth": 1950, "sex": "male", "affected_side": "left",
        "mass_kg": 80, "height_cm": 180,
    }  # fmt: skip
    answer = browser.post("/people/add/", sent)
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))
    assert not Person.everything.filter(pseudonym="LATE").exists()
    assert browser.get("/people/").url.startswith(reverse("account_reauthenticate"))
    # The break was for the page only; what was typed goes on after the password.
    browser.post("/people/add/", sent)
    assert browser.post(answer.url, {"password": "wrong"}).status_code == 200
    assert not Person.everything.filter(pseudonym="LATE").exists()
    browser.post(answer.url, {"password": PASSWORD, "next": "/people/add/"})
    assert Person.everything.filter(pseudonym="LATE").exists()
    assert browser.get("/people/").status_code == 200


def test_who_clicks_is_not_asked(world):
    browser = browser_of(world.ash.clinician)
    browser.get("/people/")
    idle(browser, 19 * 60)
    assert browser.get("/people/").status_code == 200
    assert browser.session["seen_at"] > time.time() - 60


def test_a_session_ends_after_half_a_day_whatever_happens(world):
    browser = browser_of(world.ash.clinician)
    browser.get("/people/")
    assert Session.objects.latest("expire_date").expire_date < timezone.now() + dt.timedelta(hours=12, minutes=1)


def test_another_session_can_be_ended(world):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        where = log_in(browser, world.ash.clinician.email).url
        browser.post(where, {"code": digits()})
        assert browser.get("/people/").status_code == 200
        # The same six digits are taken once.
        cache.clear()
    here.post(reverse("usersessions_list"))
    assert here.get("/people/").status_code == 200 and elsewhere.get("/people/").status_code == 302


def test_the_recovery_codes_page_says_what_they_are_for_and_leads_on(world):
    RecoveryCodes.activate(world.ash.clinician)
    browser = browser_of(world.ash.clinician)
    prove(browser)
    page = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "lets you in once where your passkey or your phone is lost" in page
    inside = page[page.index('<div class="actions">') :]
    assert f'href="{reverse("today")}"' in inside and reverse("mfa_generate_recovery_codes") in inside
    codes = page.partition("readonly>")[2].partition("</textarea>")[0].split()
    assert len(codes) == 10 == len(set(codes))


def test_what_is_sent_after_a_log_out_in_another_window_is_said_not_to_be_saved(world):
    browser = browser_of(world.ash.clinician)
    where = reverse("edit_visit", args=[world.ash.visit.pk])
    form = {"on": "2026-01-05", "purpose": "control", "version": world.ash.visit.version}
    browser.post(reverse("account_logout"))
    page = browser.post(where, form, follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))
    said = "what you sent was not saved"
    assert said in page.content.decode()
    assert Visit.everything.get(pk=world.ash.visit.pk).on == world.ash.visit.on
    # Once, and not to whoever only opens a page.
    assert said not in browser.get(where, follow=True).content.decode()
