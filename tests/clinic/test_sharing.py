"""One person shared with one colleague: until a day, to read or to enter something, marked, recorded, ended at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.world import browser_of

from footwise.clinic.accounts import Membership, Role, Site
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.keeping import put_into_bin
from footwise.clinic.people import Person, Visit
from footwise.clinic.recordings import Recording
from footwise.clinic.sharing import Share


@pytest.fixture(autouse=True)
def acting():
    with acting_as(Actor("test")):
        yield


def text(answer) -> str:
    return answer.content.decode()


def seen(world, user) -> int:
    return browser_of(user).get(reverse("person", args=[world.ash.person.pk])).status_code


def share(world, **changes):
    form = {"email": world.birch.clinician.email, "until": timezone.localdate() + dt.timedelta(days=7), **changes}
    return browser_of(world.ash.clinician).post(reverse("share_person", args=[world.ash.person.pk]), form, follow=True)


def test_shared_by_name_until_a_day_and_marked_in_the_other_s_list(world):
    assert seen(world, world.birch.clinician) == 404
    page = text(share(world))
    assert world.birch.clinician.email in page and "to read" in page
    assert seen(world, world.birch.clinician) == 200
    browser = browser_of(world.birch.clinician)
    listed = text(browser.get("/people/"))
    assert world.ash.person.pseudonym in listed and f"shared with you by {world.ash.clinician.name} until" in listed
    one = text(browser.get(reverse("person", args=[world.ash.person.pk])))
    assert "shared with you by" in one and "Put into the bin" not in one and "Correct the data" not in one
    assert reverse("visit", args=[world.ash.visit.pk]) in one and "form-Ash" in one and "Withdraw" not in one
    # Whose it is finds in the record who looked.
    reads = Entry.objects.filter(action="read", actor=world.birch.clinician.email)
    assert reads.filter(persons__contains=str(world.ash.person.pk), site_id=world.ash.site.pk).exists()
    assert "shared with you" not in text(browser_of(world.ash.clinician).get("/people/"))


def test_to_read_changes_nothing_and_with_entries_it_does(world):
    add = reverse("add_visit", args=[world.ash.person.pk])
    edit = reverse("edit_visit", args=[world.ash.visit.pk])
    form = {"on": timezone.localdate(), "purpose": "control", "version": world.ash.visit.version}
    browser = browser_of(world.birch.clinician)
    before = Visit.everything.count()
    share(world)
    assert browser.post(add, form).status_code == browser.post(edit, form).status_code == 404
    assert Visit.everything.count() == before
    share(world, may_enter="on")
    assert Share.in_force().filter(colleague=world.birch.clinician).count() == 1
    assert browser.post(add, form).status_code == browser.post(edit, form).status_code == 302
    assert Visit.everything.count() == before + 1
    # But what is kept of the person, and who sees them, their own clinic decides.
    for name in ("bin_person", "share_person", "archive", "ask_for_archive"):
        where = reverse(name, args=[world.ash.person.pk])
        answer = browser.post(where, {"reason": "x", "email": world.nowhere.email, "until": timezone.localdate()})
        assert answer.status_code in (404, 405), name
    assert Person.everything.filter(pk=world.ash.person.pk).exists()


def test_whoever_may_only_read_is_offered_no_form(world):
    """What is typed there would be refused; with a share that lets enter, the forms stand."""
    ash, browser = world.ash, browser_of(world.guest)
    pages = {
        "visit": ash.visit, "recording": ash.recording, "measured": ash.recording, "prescription": ash.visit,
        "plan": ash.target, "outcomes": ash.person, "pain": ash.rating, "form": ash.form, "practised": ash.practice,
        "cartilage": ash.cartilage,
    }  # fmt: skip
    for may in (False, True):
        Share._base_manager.filter(pk=world.share.pk).update(may_enter=may)
        for name, about in pages.items():
            page = text(browser.get(reverse(name, args=[about.pk])))
            main = page[page.index("<main") : page.index("</main>")]
            offered = any(sign in main for sign in ("<form", "<button", "<select", "/add/"))
            assert ("Shared with you for reading" in main) is not may, name
            assert offered is may or (may and name == "prescription"), name
            for link in ("edit_visit", "move_recording", "add_pain"):
                where = {"edit_visit": ash.visit, "move_recording": ash.recording, "add_pain": ash.person}[link]
                assert may or reverse(link, args=[where.pk]) not in main, (name, link)


def ended(world) -> None:
    one = Share.in_force().get(colleague=world.guest)
    browser_of(world.ash.clinician).post(reverse("end_share", args=[one.pk]))


def passed(world) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Share._base_manager.filter(pk=world.share.pk).update(until=yesterday)


def left(world) -> None:
    member = Membership.objects.get(user=world.guest)
    member.ends_on = timezone.localdate() - dt.timedelta(days=1)
    member.save()
    Membership(user=world.guest, site=world.birch.site, role=Role.ADMINISTRATOR).save()


def blinded(world) -> None:
    """Who becomes a blinded assessor there sees what an assessor sees, and nothing by the share."""
    Membership(user=world.guest, site=world.ash.site, role=Role.ASSESSOR).save()


def gone(world) -> None:
    put_into_bin(Person.everything.get(pk=world.ash.person.pk), world.ash.clinician, "x")


@pytest.mark.parametrize("end", [ended, passed, left, blinded, gone])
def test_a_share_ends_with_the_next_click(world, end):
    where = reverse("visit", args=[world.ash.visit.pk])
    browser = browser_of(world.guest)
    assert browser.get(where).status_code == 200
    end(world)
    assert browser.get(where).status_code in (403, 404)


def test_an_assessor_is_not_widened_by_a_share(world):
    """Not where they are only an assessor, nor where they are a clinician elsewhere."""
    both = world.guest
    elsewhere = Site.objects.get(pk=world.birch.site.pk)
    Share._base_manager.filter(colleague=both).update(may_enter=True)
    Membership(user=both, site=world.ash.site, role=Role.ASSESSOR).save()
    assert Membership.objects.in_force().filter(user=both, site=elsewhere, role=Role.CLINICIAN).exists()
    page = text(browser_of(both).get(reverse("person", args=[world.ash.person.pk])))
    assert world.ash.person.pseudonym in page and "shared with you" not in page
    for told in ("form-Ash", "Signed target", reverse("visit", args=[world.ash.visit.pk])):
        assert told not in page, told
    answer = share(world, email=world.guest.email)
    assert "would unblind them" in text(answer)
    assert "Nobody who works as a clinician" in text(share(world, email=world.ash.assessor.email))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "nobody@example.org"}, "Nobody who works as a clinician"),
        ({"email": "ash-clinician@example.org"}, "see this person already"),
        ({"until": "2020-01-01"}, "This day has passed."),
        ({"until": "2999-01-01"}, "At most a year"),
        ({"email": ""}, "required"),
    ],
)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_cannot_be_shared_is_said(world, changes, said):
    before = Share.everything.count()
    assert said in text(share(world, **changes)) and Share.everything.count() == before


def test_nobody_ends_another_clinic_s_share(world):
    where = reverse("end_share", args=[world.share.pk])
    for user in (world.birch.clinician, world.late_guest, world.guest, world.ash.assessor):
        assert browser_of(user).post(where).status_code in (403, 404)
    assert Share.in_force().filter(pk=world.share.pk).exists()


def test_with_a_share_no_recording_is_moved_from_person_to_person(world):
    share(world, may_enter="on")
    browser = browser_of(world.birch.clinician)
    for one, other in ((world.ash, world.birch), (world.birch, world.ash)):
        where = reverse("move_recording", args=[one.recording.pk])
        answer = browser.post(where, {"pseudonym": other.person.pseudonym, "on": other.visit.on})
        assert answer.status_code == 200 and "There is no such visit" in text(answer)
        assert Recording.everything.get(pk=one.recording.pk).person_id == one.person.pk
    where = reverse("move_recording", args=[world.ash.recording.pk])
    moved = browser.post(where, {"pseudonym": world.ash.person.pseudonym, "on": world.ash.other_visit.on})
    assert moved.status_code == 302
