"""Every address of the clinic, opened and sent to as everybody of every clinic and as nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from tests.clinic.stores import lent_world
from tests.clinic.world import World, browser_of, prove

from footwise.clinic.accounts import Membership, OneTimeLink, Site, User
from footwise.clinic.audit import Entry
from footwise.clinic.people import OfAPerson, Person
from footwise.clinic.prescribing import PlannedSession
from footwise.clinic.recordings import Arrival, Recording
from footwise.clinic.work import Job

STAFF = {"administrator", "clinician", "assessor"}
READERS = (
    *sorted(STAFF), "another clinic's administrator", "another clinic's clinician", "another clinic's assessor",
    "former clinician", "without a clinic", "without a second factor", "nobody", "with a share",
    "whose share has ended",
)  # fmt: skip
# Who of Ash may open what of Ash. Whoever is left out gets no further than a refusal.
EVERYBODY = {
    "account_login", "account_inactive", "account_signup", "welcome", "mfa_authenticate",
    "mfa_login_webauthn", "set_language", "single_sign_on", "single_sign_on_callback", "single_sign_on_end",
    "old_static",
    "api_reference",
    # Of nobody until a code is typed: tests/clinic/live comes in with it.
    "live_screen",
}  # fmt: skip
# One's own account: each sees nothing but their own.
OWN_ACCOUNT = {
    "account_logout", "account_reauthenticate", "account_change_password", "mfa_index", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn",
    "mfa_remove_webauthn", "mfa_reauthenticate_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "usersessions_list", "still_here", "today", "devices", "add_device", "end_device",
}  # fmt: skip
# What lies behind is walked in test_api_routes.py, as every kind of device.
FOR_PROGRAMS = {"api"}
# People's own phones, whom no log-in knows: tests/clinic/phone walks them. The page itself holds nothing of anybody.
OF_PHONES = {
    "practice_home", "practice_page", "practice_manifest", "practice_worker", "practice_file", "practice_join",
    "practice_second", "practice_packets", "practice_course", "practice_check", "practice_film", "practice_live",
    "practice_mine", "practice_leave", "practice_reminder", "practice_guide",
}  # fmt: skip
OPENED_BY = {
    "people": {"clinician", "assessor"},
    "add_person": {"clinician"},
    "person": {"clinician", "assessor"},
    "edit_person": {"clinician"},
    "archive": {"clinician"},
    "ask_for_archive": {"clinician"},
    "archive_state": {"clinician"},
    "fetch_archive": {"clinician"},
    "share_person": {"clinician"},
    "end_share": {"clinician"},
    "bin_person": {"clinician"},
    "bin": {"clinician", "administrator"},
    "unbin_person": {"clinician"},
    "delete_person": {"administrator"},
    "add_consent": {"clinician"},
    "withdraw_consent": {"clinician"},
    "add_visit": {"clinician"},
    "visit": {"clinician"},
    "visit_state": {"clinician"},
    "save_answers": {"clinician"},
    "edit_visit": {"clinician"},
    "add_recordings": {"clinician"},
    "begin_recording": {"clinician"},
    "recording": {"clinician"},
    "recording_piece": {"clinician"},
    "recording_file": {"clinician"},
    "move_recording": {"clinician"},
    "remove_recording": {"clinician"},
    "measured": {"clinician"},
    "measure": {"clinician"},
    "measuring_state": {"clinician"},
    "cancel_measuring": {"clinician"},
    "import_answers": {"clinician", "assessor"},
    "prescription": {"clinician"},
    "ask_prescription": {"clinician"},
    "prescription_state": {"clinician"},
    "cancel_prescription": {"clinician"},
    "sign_target": {"clinician"},
    "full_report": {"clinician"},
    "odds_page": {"clinician"},
    "targets": {"clinician"},
    "person_sheet": {"clinician"},
    "doctor_letter": {"clinician"},
    "plan": {"clinician"},
    "plan_calendar": {"clinician"},
    "mark_session": {"clinician"},
    "outcomes": {"clinician", "assessor"},
    "add_pain": {"clinician", "assessor"},
    "pain": {"clinician", "assessor"},
    "remove_pain": {"clinician", "assessor"},
    "export_outcomes": {"clinician", "assessor"},
    "export_fhir": {"clinician", "assessor"},
    "add_cartilage": {"clinician", "assessor"},
    "cartilage": {"clinician", "assessor"},
    "cartilage_images": {"clinician", "assessor"},
    "remove_cartilage": {"clinician", "assessor"},
    "dismiss_reason": {"clinician"},
    "add_practice": {"clinician"},
    "practised": {"clinician"},
    "remove_practice": {"clinician"},
    "add_form": {"clinician", "assessor"},
    "form": {"clinician", "assessor"},
    "form_part": {"clinician", "assessor"},
    "finish_form": {"clinician", "assessor"},
    "remove_form": {"clinician", "assessor"},
    "phones": {"clinician"},
    "phone_link": {"clinician"},
    "revoke_phone": {"clinician"},
    "practise_again": {"clinician"},
    "live": {"clinician"},
    "live_state": {"clinician"},
    "live_tell": {"clinician"},
    "live_note": {"clinician"},
    "live_computer": {"clinician"},
    "end_live": {"clinician"},
    "team": {"administrator"},
    "invite": {"administrator"},
    "end_membership": {"administrator"},
    "audit": {"administrator"},
    "audit_check": {"administrator"},
    "audit_csv": {"administrator"},
}
# What a share for reading opens. What a form is for that changes something may show it, and takes nothing.
SHARED = {
    "person", "visit", "recording", "recording_file", "measured", "measuring_state", "outcomes", "pain", "form",
    "prescription", "prescription_state", "full_report", "odds_page", "targets", "person_sheet", "doctor_letter",
    "plan", "plan_calendar",
}  # fmt: skip
# What a share never opens: their own clinic decides about the person.
NEVER_SHARED = {
    "edit_person", "add_consent", "add_visit", "sign_target", "archive", "archive_state", "share_person", "bin_person",
    "unbin_person", "delete_person", "team", "invite", "audit",
}  # fmt: skip
GUESTS = ("with a share", "whose share has ended")
# Whoever opens these is asked again who they are; here they have just shown it.
FRESH_PROOF = {"sign_target"}
# Those of another clinic may open these as well, and find their own there.
OF_ONE_S_OWN_CLINIC = {
    "import_answers", "people", "add_person", "bin", "team", "invite", "audit", "audit_check", "audit_csv",
}  # fmt: skip


def routes(patterns: Any = None, before: Any = ()) -> dict[str, set[str]]:
    """Every address by its name, with the words for what it is about."""
    found: dict[str, set[str]] = {}
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            assert one.name, one
            found[one.name] = {*before, *one.pattern.converters}
        else:
            found |= routes(one.url_patterns, {*before, *one.pattern.converters})
    return found


def address(name: str, world: World) -> str:
    """The address of a page about something of Ash."""
    about: dict[str, Any] = {
        "person": world.ash.person.pk, "edit_person": world.ash.person.pk, "bin_person": world.ash.person.pk,
        "archive": world.ash.person.pk, "ask_for_archive": world.ash.person.pk, "archive_state": world.ash.person.pk,
        "fetch_archive": world.ash.person.pk, "share_person": world.ash.person.pk, "end_share": world.share.pk,
        "unbin_person": world.ash.binned.pk, "delete_person": world.ash.binned.pk, "add_consent": world.ash.person.pk,
        "add_visit": world.ash.person.pk, "withdraw_consent": world.ash.consent.pk, "visit": world.ash.visit.pk,
        "edit_visit": world.ash.visit.pk, "add_recordings": world.ash.visit.pk, "begin_recording": world.ash.visit.pk,
        "visit_state": world.ash.visit.pk, "save_answers": world.ash.visit.pk,
        "recording": world.ash.recording.pk, "recording_file": world.ash.recording.pk,
        "move_recording": world.ash.recording.pk, "remove_recording": world.ash.recording.pk,
        "recording_piece": world.ash.arriving.pk, "measured": world.ash.recording.pk, "measure": world.ash.recording.pk,
        "measuring_state": world.ash.recording.pk, "cancel_measuring": world.ash.recording.pk,
        "export_outcomes": world.ash.person.pk, "export_fhir": world.ash.person.pk,
        "add_cartilage": world.ash.person.pk,
        "cartilage": world.ash.cartilage.pk, "remove_cartilage": world.ash.cartilage.pk,
        "cartilage_images": world.ash.images, "dismiss_reason": world.ash.person.pk,
        "add_practice": world.ash.person.pk, "practised": world.ash.practice.pk,
        "remove_practice": world.ash.practice.pk,
        "prescription": world.ash.visit.pk, "ask_prescription": world.ash.visit.pk,
        "prescription_state": world.ash.visit.pk, "cancel_prescription": world.ash.visit.pk,
        "sign_target": world.ash.analysis.pk, "full_report": world.ash.analysis.pk,
        "odds_page": world.ash.analysis.pk, "targets": world.ash.person.pk,
        "person_sheet": world.ash.target.pk, "doctor_letter": world.ash.target.pk, "plan": world.ash.target.pk,
        "plan_calendar": world.ash.target.pk,
        "mark_session": PlannedSession.everything.get(plan=world.ash.plan, number=1).pk,
        "outcomes": world.ash.person.pk, "add_pain": world.ash.person.pk, "pain": world.ash.rating.pk,
        "remove_pain": world.ash.rating.pk, "add_form": world.ash.person.pk, "form": world.ash.form.pk,
        "form_part": world.ash.form.pk, "finish_form": world.ash.form.pk, "remove_form": world.ash.form.pk,
        "phones": world.ash.person.pk, "phone_link": world.ash.person.pk, "revoke_phone": world.ash.phone.pk,
        "practise_again": world.ash.person.pk, "live": world.ash.person.pk, "live_state": world.ash.live.pk,
        "live_tell": world.ash.live.pk, "live_note": world.ash.live.pk, "live_computer": world.ash.live.pk,
        "end_live": world.ash.live.pk,
        "end_membership": Membership.objects.get(user=world.ash.clinician).pk,
    }  # fmt: skip
    words: dict[str, Any] = {
        "before": "0123456789ab",
        "path": "clinic/clinic.css",
        "pk": about.get(name, 1),
        "token": "unknown",
        "rest": "people",
        "part": "pain",
        "language": "en",
        "version": "0",
        "name": "0",
        "kind": "pain-up",
        "key": UUID(int=1),
    }
    return reverse(name, kwargs={word: words[word] for word in routes()[name]})


def may_open(reader: str, name: str) -> bool:
    allowed = OPENED_BY.get(name, STAFF)
    if name in OF_ONE_S_OWN_CLINIC:
        return reader.removeprefix("another clinic's ") in allowed or (reader in GUESTS and "clinician" in allowed)
    return reader in allowed


def sent(name: str, world: World) -> dict[str, Any]:
    """What a form would be sent with, so that it would be taken."""
    today = timezone.localdate()
    body = {"year_of_birth": 1950, "sex": "male", "affected_side": "right", "mass_kg": 80, "height_cm": 180}
    person = {**body, "site": world.ash.site.pk, "pseudonym": "SENT", "version": world.ash.person.version}
    return {
        "add_person": person,
        "edit_person": person,
        "add_consent": {"form_version": "SENT", "given_on": today},
        "withdraw_consent": {"withdrawn_on": today, "version": world.ash.consent.version},
        "share_person": {"email": world.birch.clinician.email, "until": today, "may_enter": "on"},
        "bin_person": {"reason": "SENT"},
        "delete_person": {"pseudonym": world.ash.binned.pseudonym},
        "add_visit": {"on": today, "purpose": "control"},
        "edit_visit": {"on": today - dt.timedelta(days=1), "purpose": "control", "version": world.ash.visit.version},
        "recording": {"condition": "natural", "version": Recording.everything.get(pk=world.ash.recording.pk).version},
        "save_answers": {f"condition-{world.ash.recording.pk}": "toe-in-5"},
        "move_recording": {"pseudonym": world.ash.person.pseudonym, "on": world.ash.other_visit.on},
        "remove_recording": {"sure": "yes"},
        "add_recordings": {"files": SimpleUploadedFile("sent.csv", b"a,b")},
        "ask_prescription": {"side": "left"},
        "sign_target": {"change": "10", "reason": "SENT", "seen": world.ash.target.pk},
        "mark_session": {"mark": "done"},
        "add_pain": {"day": today, "side": "left", "medial": "3", "said_by": "person"},
        "pain": {"rating": "5", "day": world.ash.rating.day, "reason": "misheard", "version": world.ash.rating.version},
        "remove_pain": {"reason": "not theirs", "version": world.ash.rating.version},
        "add_cartilage": {
            "day": today,
            "side": "left",
            "map": "T2",
            "table": SimpleUploadedFile("regions.csv", b"region,mean_ms\nmedial femur,40\n"),
        },
        "remove_cartilage": {"reason": "not theirs", "version": world.ash.cartilage.version},
        "dismiss_reason": {"until": today + dt.timedelta(days=9), "since": today, "reason": "spoken to"},
        "add_practice": {"files": SimpleUploadedFile("diary.csv", b"date,minutes\n2026-03-02,12\n")},
        "remove_practice": {"reason": "not theirs", "version": world.ash.practice.version},
        "add_form": {"instrument": "womac", "day": today, "language": "en", "said_by": "person"},
        "form_part": {"P1": "3", "version": world.ash.form.version},
        "remove_form": {"reason": "not theirs", "version": world.ash.form.version},
        "invite": {"site": world.ash.site.pk, "role": "clinician"},
        "live_tell": {"what": "pause"},
        "live_note": {"text": "SENT"},
        "end_live": {"walk": "end"},
        "phones": {"side": "left", "turn": "in", "degrees": 5, "minutes": 20},
        "set_language": {"language": "de"},
    }.get(name, {})


def everything() -> dict[str, Any]:
    """What stands in the tables that somebody could change."""
    of_persons = [model for model in apps.get_models() if issubclass(model, OfAPerson)]
    tables = (*of_persons, Person, Arrival, Job)
    told = {table.__name__: sorted(map(str, table._base_manager.values_list())) for table in tables}
    told["Membership"] = sorted(map(str, Membership.objects.values_list()))
    told["Site"] = sorted(map(str, Site.objects.values_list()))
    told["User"] = sorted(map(str, User.objects.values_list("pk", "email", "name", "is_active")))
    told["OneTimeLink"] = sorted(map(str, OneTimeLink.objects.values_list()))
    return told


def test_every_address_is_spoken_for():
    assert set(routes()) == EVERYBODY | OWN_ACCOUNT | FOR_PROGRAMS | OF_PHONES | set(OPENED_BY)


def browsers(world: World) -> dict[str, Client]:
    return {reader: browser_of(user) for reader, user in world.readers().items()}


@dataclass(frozen=True)
class Answered:
    """What somebody got at an address."""

    status: int
    leads_to: str
    page: str


Walk = dict[tuple[str, str], Answered]


def walk(world: World, method: str) -> Walk:
    """Go to every address as every reader; send to none as whoever may. Nothing may have changed after each."""
    found: Walk = {}
    readers, before = browsers(world), everything()
    # One's own account comes last: there a session may be ended.
    for name in [*sorted(OPENED_BY), *sorted(set(routes()) - set(OPENED_BY) - {"account_logout"})]:
        where, body = address(name, world), sent(name, world) if method == "post" else None
        for reader, browser in readers.items():
            if method == "post" and reader in STAFF and (name not in OPENED_BY or may_open(reader, name)):
                continue
            if name in FRESH_PROOF and reader != "nobody":
                prove(browser)
            answer = getattr(browser, method)(where, body)
            # A letter is no text.
            page = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
            # What they have sent or opened themselves comes back in a form or an address.
            told = Answered(answer.status_code, answer.headers.get("Location", ""), page.replace(where, ""))
            found[name, reader] = told
        if name in OPENED_BY:
            assert everything() == before, (method, name)
    return found


@pytest.fixture(scope="module")
def walks(filled):
    """Both walks, and the world in which they were made."""
    with lent_world(filled) as world:
        got = walk(world, "get")
    with lent_world(filled) as world:
        return world, got, walk(world, "post")


@pytest.mark.requirement("R-022")
def test_opened_by_whom_it_is_for_and_by_nobody_else(walks):
    _, got, _ = walks
    for name in sorted(OPENED_BY):
        for reader in READERS:
            answer = got[name, reader]
            told = (name, reader, answer.status)
            if may_open(reader, name) or (reader == "with a share" and name in SHARED):
                assert answer.status in (200, 405), told
            elif reader == "with a share" and name not in NEVER_SHARED:
                assert answer.status in (200, 403, 404, 405), told
            elif reader == "nobody":
                assert answer.status == 302 and answer.leads_to.startswith("/account/login/"), told
            elif reader == "without a second factor":
                assert answer.status == 302 and answer.leads_to == "/account/2fa/", told
            else:
                # Some pages are only sent to.
                assert answer.status in (403, 404, 405), told


def test_nothing_is_changed_by_whom_it_is_not_for(walks):
    """The walk itself has looked at the tables; here, that everybody was refused."""
    _, _, sent_to = walks
    for name in sorted(OPENED_BY):
        for reader in READERS:
            if may_open(reader, name) and reader in STAFF:
                continue
            answer = sent_to[name, reader]
            # A form of their own clinic is open to them, but not for what is another's.
            refused = (200, 403, 404, 405) if may_open(reader, name) else (302, 403, 404, 405)
            assert answer.status in refused, (name, reader, answer.status)


def test_what_is_sent_by_whom_it_is_for_is_taken(world):
    """Else the test above could not fail."""
    only_shown = {
        "audit",
        "audit_check",
        "audit_csv",
        "bin",
        "archive",
        "archive_state",
        "people",
        "person",
        "outcomes",
        "form",
        "practised",
        "export_outcomes",
        "export_fhir",
        "cartilage",
        "cartilage_images",
        "team",
        "visit",
        "visit_state",
        "recording_file",
        "measured",
        "measuring_state",
        "prescription",
        "prescription_state",
        "cancel_prescription",
        "full_report",
        "odds_page",
        "targets",
        "person_sheet",
        "doctor_letter",
        "plan_calendar",
    }
    # No transaction gives a destroyed key back, and no archive waits: both have tests of their own.
    only_shown |= {"delete_person", "fetch_archive"}
    # Of an agreed plan nothing is moved; plans that are not agreed have tests of their own.
    only_shown |= {"plan"}
    # What only the page's script sends is looked at where recordings arrive.
    only_shown |= {"begin_recording", "recording_piece", "cancel_measuring"}
    # Nobody was told to stop: tests/clinic/phone looks at it.
    only_shown |= {"practise_again"}
    # One is open already; what is asked of a walk that nobody walks changes nothing: tests/clinic/live.
    only_shown |= {"live", "live_state", "live_tell"}
    # What is confirmed in a second step is looked at where it is imported.
    only_shown |= {"import_answers"}
    readers = browsers(world)
    for name in sorted(set(OPENED_BY) - only_shown):
        before = everything()
        with transaction.atomic():
            browser = readers[next(iter(OPENED_BY[name]))]
            if name in FRESH_PROOF:
                prove(browser)
            answer = browser.post(address(name, world), sent(name, world))
            assert answer.status_code in (200, 302), (name, answer.content.decode())
            assert everything() != before, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.requirement("R-022")
def test_no_page_shows_anything_of_another_clinic(method, walks):
    world, got, sent_to = walks
    words = world.ash.words() | {world.unproven.email}
    own = {reader: getattr(user, "email", "") for reader, user in world.readers().items()}
    looked = set()
    for (name, reader), answer in (got if method == "get" else sent_to).items():
        if reader in STAFF or reader == "with a share":
            continue
        looked.add((name, reader))
        found = {word for word in words - {own[reader]} if word in answer.page}
        assert not found, (name, reader, found)
    assert len(looked) == (len(routes()) - 1) * (len(READERS) - len(STAFF) - 1)


@pytest.mark.requirement("R-050")
def test_an_assessor_reads_nothing_that_tells_an_arm_or_a_load(world):
    page = browser_of(world.ash.assessor).get(address("person", world)).content.decode()
    assert world.ash.person.pseudonym in page
    for told in ("form-Ash", "measurement and prescription", reverse("visit", args=[world.ash.visit.pk])):
        assert told not in page
    assert told in browser_of(world.ash.clinician).get(address("person", world)).content.decode()


@pytest.mark.requirement("R-022")
def test_every_page_about_a_person_stands_in_the_record(world):
    about = ["person", "edit_person", "add_consent", "withdraw_consent", "add_visit", "visit", "edit_visit"]
    about += ["recording", "move_recording", "recording_file", "measured", "outcomes", "pain", "form", "practised"]
    about += ["prescription", "targets", "person_sheet", "doctor_letter", "full_report", "odds_page",
              "plan", "plan_calendar"]  # fmt: skip
    for name in about:
        browser = browser_of(world.ash.clinician)
        browser.get(address(name, world))
        last = Entry.objects.latest("number")
        assert (last.action, last.actor) == ("read", world.ash.clinician.email), name
        assert last.persons == f" {world.ash.person.pk} " and last.site_id == world.ash.site.pk
        assert last.route == f"GET {name}"


def test_no_read_is_recorded_without_its_clinic(world):
    for name in ("today", "people", *OPENED_BY):
        browser_of(world.ash.clinician).get(address(name, world))
    reads = Entry.objects.filter(action="read")
    assert reads.count() > 5
    assert not reads.filter(site_id__isnull=True).exists()


def test_with_a_share_nothing_is_seen_of_anybody_else(walks):
    world, got, sent_to = walks
    words = {world.ash.binned.pseudonym, str(world.ash.binned.pk), world.ash.administrator.email}
    for (name, reader), answer in [*got.items(), *sent_to.items()]:
        if reader == "with a share":
            assert not [word for word in words if word in answer.page], name
