"""Single sign-on: an account that is there or invited, a token that is signed, new and for us, and a second factor."""

from __future__ import annotations

import datetime as dt
import json
import time

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone
from tests.clinic.openid_provider import CLIENT, SECRET, provider
from tests.clinic.world import browser_of

from footwise.clinic.accounts import Membership, Role, User
from footwise.clinic.accounts.one_time_links import make_link
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.single_sign_on import provider_settings, read_single_sign_on
from footwise.errors import FootwiseError


@pytest.fixture(scope="module")
def hospital():
    with provider() as one:
        yield one


def described(folder, hospital, **changes):
    told = {"name": "Hospital", "issuer": hospital.issuer, "client_id": CLIENT, "client_secret": SECRET, **changes}
    (folder / "single_sign_on.json").write_text(json.dumps(told))
    return read_single_sign_on(folder)


@pytest.fixture
def sign_on(world, hospital, tmp_path):
    """A clinic of which the hospital's provider says when it has asked for a second factor."""
    one = described(tmp_path, hospital, amr=["mfa", "hwk"], acr=["urn:strong"])
    with override_settings(SINGLE_SIGN_ON=one, SOCIALACCOUNT_PROVIDERS=provider_settings(one)):
        yield one


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


def come_back(browser, hospital, query: str = "", **claims):
    there = browser.get(reverse("single_sign_on") + query)
    assert there.status_code == 302 and there.url.startswith(f"{hospital.issuer}/authorize?"), there.content
    return browser.get(hospital.grant(there.url, **claims))


def text(answer) -> str:
    return answer.content.decode()


def refused(browser, answer, said: str) -> None:
    assert answer.status_code == 403 and said in text(answer), text(answer)
    assert browser.get("/people/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert not Entry.objects.filter(action="log in").exists()


def test_who_has_an_account_gets_in_with_the_hospital_s_log_in_and_its_second_factor(world, sign_on, hospital, browser):
    assert "Log in with Hospital" in text(browser.get(reverse("account_login")))
    answer = come_back(browser, hospital, "?next=/people/", amr=["pwd", "mfa"])
    assert answer.status_code == 302 and answer.url == "/people/"
    assert world.ash.person.pseudonym in text(browser.get("/people/"))
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.uid) == (world.ash.clinician, "4711")
    assert [one.action for one in Entry.objects.filter(actor=world.ash.clinician.email)][:2] == [
        "bind identity",
        "log in",
    ]
    # By the identity from then on, whatever its address becomes.
    again = Client()
    come_back(again, hospital, email="new@hospital.example", acr="urn:strong")
    assert again.get("/people/").status_code == 200
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"acr": "0"}, {"amr": "pwd"}])
def test_where_the_provider_says_no_second_factor_ours_is_asked_for(world, sign_on, hospital, browser, claims):
    answer = come_back(browser, hospital, **claims)
    assert answer.url == reverse("mfa_authenticate")
    assert browser.get("/people/").status_code == 302


def test_who_has_no_second_factor_sets_one_up(world, sign_on, hospital, browser):
    world.unproven.set_unusable_password()
    world.unproven.save()
    come_back(browser, hospital, email=world.unproven.email)
    assert browser.get("/people/").url == reverse("mfa_index")
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 86400},
        {"exp": None},
        {"sub": None},
        {"nonce": None},
        {"algorithm": "none", "key": ""},
        {"algorithm": "HS256", "key": "a secret of thirty-two letters or more"},
    ],
)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_token_that_is_not_for_us_not_new_or_not_signed_opens_nothing(world, sign_on, hospital, browser, claims):
    refused(browser, come_back(browser, hospital, **claims), "no answer that can be believed")


def test_a_token_signed_by_another_key_opens_nothing(world, sign_on, hospital, browser):
    refused(browser, come_back(browser, hospital, key=hospital.other_key), "no answer that can be believed")


def test_somebody_else_s_token_opens_nothing(world, sign_on, hospital, browser):
    answer = come_back(browser, hospital, nonce="of another log-in")
    refused(browser, answer, "does not belong to this log-in")


def test_an_answer_that_nobody_asked_for_opens_nothing(world, sign_on, hospital, browser):
    there = browser.get(reverse("single_sign_on"))
    stolen = hospital.grant(there.url)
    other = Client()
    refused(other, other.get(stolen), "no answer that can be believed")
    # And the same answer twice opens nothing the second time.
    browser.get(stolen)
    assert browser.get(stolen).status_code == 403
    cancelled = browser.get(reverse("single_sign_on_callback"), {"error": "access_denied", "state": "x"})
    assert cancelled.status_code == 403


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": None}, {"email": None}])
def test_an_address_that_nobody_has_verified_opens_nothing(world, sign_on, hospital, browser, claims):
    refused(browser, come_back(browser, hospital, **claims), "does not vouch for your e-mail address")


def test_a_provider_may_vouch_for_all_its_addresses(world, hospital, tmp_path, browser):
    one = described(tmp_path, hospital, amr=["mfa"], email_is_verified=True)
    with override_settings(SINGLE_SIGN_ON=one, SOCIALACCOUNT_PROVIDERS=provider_settings(one)):
        come_back(browser, hospital, email_verified=None, amr=["mfa"])
    assert browser.get("/people/").status_code == 200


def test_nobody_gets_an_account_by_themselves(world, sign_on, hospital, browser):
    before = User.objects.count()
    answer = come_back(browser, hospital, email="stranger@hospital.example", amr=["mfa"])
    refused(browser, answer, "no account with your e-mail address")
    assert User.objects.count() == before


def test_an_invitation_makes_the_account_once(world, sign_on, hospital, browser):
    with acting_as(Actor("test")):
        token = make_link(Role.ASSESSOR, world.ash.site)
    page = text(browser.get(reverse("welcome", args=[token])))
    assert f"?invitation={token}" in page and "Make it with Hospital" in page
    new = {"email": "New@Hospital.example", "sub": "99", "amr": ["mfa"]}
    come_back(browser, hospital, f"?invitation={token}", **new)
    assert browser.get("/people/").status_code == 200
    member = Membership.objects.get(user__email="new@hospital.example")
    assert (member.site, member.role, member.user.name) == (world.ash.site, Role.ASSESSOR, "Kim")
    assert not member.user.has_usable_password()
    account = text(browser.get(reverse("mfa_index")))
    assert "Where you are logged in" in account and "Change the password" not in account
    assert browser.get(reverse("account_change_password")).url == reverse("mfa_index")
    other = Client()
    answer = come_back(other, hospital, f"?invitation={token}", email="eve@hospital.example", sub="666", amr=["mfa"])
    assert answer.status_code == 403 and User.objects.filter(email="eve@hospital.example").count() == 0


def test_who_was_given_somebody_s_old_address_gets_nothing_of_theirs(world, sign_on, hospital, browser):
    come_back(browser, hospital, amr=["mfa"])
    other = Client(headers={"accept-language": "en"})
    answer = come_back(other, hospital, sub="0815", amr=["mfa"])
    assert answer.status_code == 403 and "another identity" in text(answer)
    assert other.get("/people/").status_code == 302


def test_who_no_longer_works_here_gets_in_no_more(world, sign_on, hospital, browser):
    answer = come_back(browser, hospital, email=world.former.email, amr=["mfa"])
    refused(browser, answer, "belongs to no clinic any more")
    come_back(browser, hospital, amr=["mfa"])
    with acting_as(Actor("test")):
        for member in Membership.objects.filter(user=world.ash.clinician):
            member.ends_on = timezone.localdate() - dt.timedelta(days=1)
            member.save()
    late = Client(headers={"accept-language": "en"})
    assert come_back(late, hospital, amr=["mfa"]).status_code == 403
    assert browser.get("/people/").status_code == 403


def test_whose_account_was_closed_gets_in_no_more(world, sign_on, hospital, browser):
    world.ash.clinician.is_active = False
    world.ash.clinician.save()
    assert come_back(browser, hospital, amr=["mfa"]).status_code == 403
    assert browser.get("/people/").status_code == 302


def test_logging_out_ends_it_here_and_the_page_leads_to_where_it_ends_there(world, sign_on, hospital, browser):
    come_back(browser, hospital, amr=["mfa"])
    assert browser.post(reverse("account_logout")).url == reverse("account_login")
    assert browser.get("/people/").status_code == 302
    end = browser.get(reverse("single_sign_on_end"))
    assert end.url.startswith(f"{hospital.issuer}/end?client_id={CLIENT}&post_logout_redirect_uri=http")


def test_after_a_break_whoever_has_no_password_logs_in_again(world, sign_on, hospital, browser):
    come_back(browser, hospital, email=world.unproven.email, amr=["mfa"])
    user = User.objects.get(pk=world.unproven.pk)
    user.set_unusable_password()
    user.save()
    browser = Client()
    come_back(browser, hospital, email=world.unproven.email, amr=["mfa"])
    session = browser.session
    session["seen_at"] = 1.0
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": 1.0}]
    session.save()
    assert browser.get("/people/").url == reverse("account_login")


def test_no_address_leads_elsewhere_after_the_log_in(world, sign_on, hospital, browser):
    answer = come_back(browser, hospital, "?next=https://evil.example/&process=redirect", amr=["mfa"])
    assert answer.url == "/"
    there = browser.get(reverse("single_sign_on") + "?auth_params=prompt%3Dnone&scope=admin")
    assert "prompt" not in there.url and "admin" not in there.url


def test_where_none_is_set_up_nothing_shows_it(world, browser):
    assert "single-sign-on" not in text(browser.get(reverse("account_login")))
    for name in ("single_sign_on", "single_sign_on_callback", "single_sign_on_end"):
        assert browser.get(reverse(name)).status_code == 404


def test_the_content_policy_is_the_same_on_the_log_in_page(world, sign_on, hospital, browser):
    policy = browser.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy and hospital.issuer not in policy


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"issuer": "http://login.hospital.example"}, "like https://"),
        ({"issuer": "hospital"}, "like https://"),
        ({"acr": 3}, "acr"),
        ({"colour": "blue"}, "colour"),
        ({"client_id": 3}, "client_id"),
    ],
)
def test_a_description_that_is_wrong_is_said(tmp_path, hospital, changes, said):
    with pytest.raises(FootwiseError) as caught:
        described(tmp_path, hospital, **changes)
    assert said in str(caught.value)


def test_the_account_of_somebody_logged_in_elsewhere_is_not_mixed_up(world, sign_on, hospital):
    """In a browser in which somebody else is logged in, the new log-in takes the place of the old one."""
    browser = browser_of(world.ash.administrator)
    come_back(browser, hospital, amr=["mfa"])
    assert browser.get("/account/team/").status_code == 403 and browser.get("/people/").status_code == 200
