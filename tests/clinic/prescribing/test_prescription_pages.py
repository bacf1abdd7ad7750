"""The pages from the conditions side by side to the plan: what stands first, what is never offered, who sees none."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from tests.clinic.prescribing.prepared import angles_only, prepared_analysis, prepared_figures, with_somebody_new
from tests.clinic.recorded import C3D, send
from tests.clinic.test_pages import Page
from tests.clinic.test_routes import FRESH_PROOF, OPENED_BY, address
from tests.clinic.world import PASSWORD, browser_of, make_user, prove

from footwise.clinic.accounts import Membership, Role
from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.people import Consent, Person
from footwise.clinic.prescribing import (
    PlannedSession,
    Target,
    ask_for_analysis,
    measured_not_signed,
    plan_of,
    sign,
    target_in_force,
)
from footwise.clinic.prescribing.doctor_letter import doctor_letter
from footwise.clinic.work import Job, JobState
from footwise.clinic.work.kinds import work_of
from footwise.clinic.work.queue import end, take_one

# Pages do not know where their data lie.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
SCRIPT = "<script>alert(1)</script> #panic(1) $x$ *b* \\ {{ 7*7 }}"


@pytest.fixture
def ash(world):
    with acting_as(Actor("test")):
        yield with_somebody_new(world.ash)


@pytest.fixture
def browser(ash):
    found = browser_of(ash.clinician)
    prove(found)
    return found


def page_of(browser, ash) -> str:
    return browser.get(reverse("prescription", args=[ash.visit.pk])).content.decode()


def signed(browser, analysis, **told):
    return browser.post(reverse("sign_target", args=[analysis.pk]), told)


def test_the_answer_stands_first_and_no_warning_is_folded_away(ash, browser):
    analysis = prepared_analysis(ash.visit)
    page = page_of(browser, ash)
    figures = prepared_figures()
    answer = page.index(figures["sentence"])
    assert page.index('class="big"') < answer < page.index("<table")
    seen = re.sub(r"<details.*?</details>", "", page, flags=re.S)
    for warning in figures["warnings"]:
        assert warning[:1].upper() + warning[1:] in seen
    for part in ("Both rules say the same.", "86 %", figures["knee_centre"]["sentence"], *figures["certainty"]):
        assert part in seen
    # As the command line rounds it.
    assert "−7.3 %" in seen and "−7.2 %" in seen
    assert reverse("sign_target", args=[analysis.pk]) in seen
    # What the steps alone leave open is narrower than what the visit does; the wider one stands beside it.
    chosen = next(row for leg in figures["legs"] if leg["affected"] for row in leg["conditions"] if row.get("chosen"))
    low, high = (chosen["peaks"][0]["change_pct"][end] for end in ("low", "high"))
    said = f"first peak {low:+.1f} to {high:+.1f} %, second peak".replace("-", "−")
    assert answer < seen.index(said) < seen.index("<table")


def test_where_the_rules_differ_that_is_said(ash, browser):
    rules = prepared_figures()["rules"] | {"agree": False, "model_condition": "toe-in-5"}
    prepared_analysis(ash.visit, rules=rules)
    page = page_of(browser, ash)
    assert "The rules differ" in page and "Both rules say the same." not in page


def test_a_refusal_and_too_few_steps_are_told_as_such(ash, browser):
    target = prepared_figures()["target"] | {"condition": None, "change_deg": 0.0, "target_deg": 16.4313}
    prepared_analysis(ash.visit, target=target, sentence="", rules=prepared_figures()["rules"])
    assert "No change of foot angle is recommended for the left leg." in page_of(browser, ash)
    prepared_analysis(ash.visit, target=target | {"change_deg": None}, judged=False, sentence="")
    assert "Not judged for the left leg: too few steps." in page_of(browser, ash)


def test_without_force_plates_there_are_angles_and_no_way_to_sign(ash, browser):
    analysis = prepared_analysis(ash.visit, **angles_only())
    page = page_of(browser, ash)
    assert "Foot angles only: without force plates there is no prescription." in page
    assert "+16.4°" in page and "%BW" not in page and reverse("sign_target", args=[analysis.pk]) not in page
    answer = signed(browser, analysis, change="-10", reason="all the same")
    assert answer.status_code == 409 and "no ground for a prescription" in answer.content.decode()
    assert not Target.everything.filter(person=ash.person).exists()


def test_without_force_plates_there_are_odds_that_nothing_can_be_signed_from(ash, browser):
    analysis = prepared_analysis(ash.visit, **angles_only())
    page = page_of(browser, ash)
    assert "Of 100 knees that moved like this, about 84 carried less load with the foot turned in" in page
    assert "Of all such knees it is 78." in page
    assert "lower in about 66, higher in about 6" in page
    assert "Of turning the foot out these odds know nothing" in page
    assert "Nothing can be said of this walk." in page and "turned by 1.2°" in page
    assert "Odds are not a recommendation." in page
    shown = browser.get(reverse("odds_page", args=[analysis.pk]))
    assert b"Odds of New-one" in shown.content and "sandbox" in shown.headers["Content-Security-Policy"]


def test_where_there_were_force_plates_there_are_no_odds(ash, browser):
    prepared_analysis(ash.visit)
    assert "Odds" not in page_of(browser, ash)


def test_the_odds_are_told_in_the_readers_language(ash, browser):
    prepared_analysis(ash.visit, **angles_only())
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    assert "Von 100 Knien, die sich so bewegt haben, trugen etwa 84" in page_of(browser, ash)


def test_what_no_longer_holds_says_so_and_offers_to_run_again(ash, browser):
    analysis = prepared_analysis(ash.visit)
    person = Person.everything.get(pk=ash.person.pk)
    person.mass_kg += Decimal("5")
    person.save()
    recording = ash.recording
    recording.condition = "natural"
    recording.save()
    page = page_of(browser, ash)
    assert "This no longer holds" in page and reverse("sign_target", args=[analysis.pk]) not in page
    assert signed(browser, analysis, change="-10").status_code == 409
    assert not Target.everything.filter(person=ash.person).exists()


def test_it_says_what_is_missing_and_how_far_it_is(ash, browser):
    page = page_of(browser, ash)
    assert "A recording of natural walking is missing" in page and ">Compare the conditions<" not in page
    state = reverse("prescription_state", args=[ash.visit.pk])
    assert browser.get(state).json() == {"open": False}
    browser.post(reverse("ask_prescription", args=[ash.visit.pk]), {"side": "left"})
    assert "Comparing waits" in page_of(browser, ash) and browser.get(state).json()["state"] == "waiting"
    browser.post(reverse("cancel_prescription", args=[ash.visit.pk]))
    assert "Comparing was cancelled" in page_of(browser, ash)
    ask_for_analysis(ash.visit)
    # Not what the world has asked for before.
    Job.objects.exclude(subject=ash.visit.pk).delete()
    end(take_one(), JobState.FAILED, "natural.c3d: has no steps. Say `mass_kg`.")
    assert "has no steps. Say the person&#x27;s mass on their page." in page_of(browser, ash)
    assert work_of("prescribe left").args == ("left",)


def test_without_consent_nothing_is_asked_for_and_nothing_signed(ash, browser):
    analysis = prepared_analysis(ash.visit)
    consent = Consent.everything.get(pk=ash.consent.pk)
    consent.withdrawn_on = timezone.localdate()
    consent.save()
    page = page_of(browser, ash)
    assert "No consent is in force" in page and reverse("sign_target", args=[analysis.pk]) not in page
    browser.post(reverse("ask_prescription", args=[ash.visit.pk]), {"side": "left"})
    assert browser.get(reverse("prescription_state", args=[ash.visit.pk])).json() == {"open": False}
    assert signed(browser, analysis, change="-10").status_code == 409


@pytest.mark.requirement("R-034")
def test_whoever_signs_shows_again_who_they_are_and_the_form_goes_on(ash):
    analysis = prepared_analysis(ash.visit)
    browser = browser_of(ash.clinician)
    answer = signed(browser, analysis, change="-10")
    assert answer.status_code == 302 and answer.url.startswith("/account/reauthenticate/")
    assert not Target.everything.filter(person=ash.person).exists()
    wrong = browser.post(answer.url, {"password": "a guess"})
    assert wrong.status_code == 200 and not Target.everything.filter(person=ash.person).exists()
    done = browser.post(answer.url, {"password": PASSWORD})
    assert done.status_code == 302 and target_in_force(ash.person.pk, "left").change_deg == -10


def test_another_target_without_a_reason_is_asked_for_one(ash, browser):
    analysis = prepared_analysis(ash.visit)
    answer = signed(browser, analysis, change="5")
    assert answer.status_code == 200 and "Say why." in answer.content.decode()
    assert signed(browser, analysis, change="90", reason="x").status_code == 200
    assert signed(browser, analysis, change="nan", reason="x").status_code == 200
    assert not Target.everything.filter(person=ash.person).exists()
    assert signed(browser, analysis, change="5", reason="The hip").status_code == 302


def test_of_two_who_sign_the_second_is_told_and_shown_both(ash, browser):
    other = make_user("Other")
    Membership(user=other, site=ash.site, role=Role.CLINICIAN).save()
    second = browser_of(other)
    prove(second)
    analysis = prepared_analysis(ash.visit)
    assert signed(browser, analysis, change="-10").status_code == 302
    answer = signed(second, analysis, change="5", reason="I think so")
    page = answer.content.decode()
    assert answer.status_code == 409 and "Somebody else has signed meanwhile" in page
    assert "10° further inwards → 6° outwards" in page and "Ash-clinician" in page and "5° further outwards" in page
    first = target_in_force(ash.person.pk, "left")
    assert first.change_deg == -10 and f'value="{first.pk}"' in page
    # Sent again they replace what they were shown, and both stay.
    assert signed(second, analysis, change="5", reason="I think so", seen=first.pk).status_code == 302
    history = browser.get(reverse("targets", args=[ash.person.pk])).content.decode()
    assert history.index("I think so") and "as proposed" in history and "replaced" in history
    for name in ("person_sheet", "doctor_letter", "plan"):
        assert browser.get(reverse(name, args=[first.pk])).status_code == 409


def test_words_of_a_clinician_stay_words(ash, browser):
    analysis = prepared_analysis(ash.visit)
    assert signed(browser, analysis, change="5", reason=SCRIPT).status_code == 302
    target = target_in_force(ash.person.pk, "left")
    assert target.content["reason"] == SCRIPT
    for name, pk in (("prescription", ash.visit.pk), ("targets", ash.person.pk), ("sign_target", analysis.pk)):
        page = browser.get(reverse(name, args=[pk])).content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page, name
    letter = browser.get(reverse("doctor_letter", args=[target.pk])).content
    assert letter.startswith(b"%PDF-") and _pages(letter) == 1


def test_the_letter_is_one_page_with_the_longest_reason_too(ash, browser):
    analysis = prepared_analysis(ash.visit)
    signed(browser, analysis, change="5", reason="words and words " * 62)
    target = target_in_force(ash.person.pk, "left")
    for language in ("en-gb", "de", "es"):
        browser.post("/language/", {"language": language, "next": "/"})
        assert _pages(browser.get(reverse("doctor_letter", args=[target.pk])).content) == 1, language


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_full_report_runs_in_an_origin_of_its_own(ash, browser):
    analysis = prepared_analysis(ash.visit)
    answer = browser.get(reverse("full_report", args=[analysis.pk]))
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    assert not [one for one in policy if one.startswith(("script-src", "connect-src"))]
    assert "color:green" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_person_s_page_says_what_was_signed_as_the_library_s_page_does(ash, browser):
    analysis = prepared_analysis(ash.visit)
    signed(browser, analysis, change="5", reason="The hip")
    target = target_in_force(ash.person.pk, "left")
    page = browser.get(reverse("person_sheet", args=[target.pk])).content.decode()
    assert "left foot 5° further outwards" in page and "21° outwards" in page and "New-one" in page
    assert "2½ cm" in page and "Ash-clinician" in page and "SIMULATED" in page and "%today%" not in page
    assert Page(page).troubles == []
    from footwise.reports.pages import page as library_page

    told = {
        "person": "New-one", "simulated": True, "side": "left", "other": "right", "inwards": False, "turn_deg": 5,
        "shoe": "2½ cm", "today": "16° outwards", "target": "21° outwards", "foot": "", "colour": "", "weeks": 6,
        "minutes": 10, "more_minutes": 10,
    }  # fmt: skip
    library = library_page("for_the_person.html.j2", **told)
    sentences = re.findall(r"<li>(.*?)</li>|<h[12]>(.*?)</h[12]>", library, flags=re.S)
    plain = _plain(page)
    lost = [text for pair in sentences if (text := _plain("".join(pair))) not in plain]
    assert lost == []


def test_what_is_no_recording_is_not_asked_how_the_person_walked(ash, browser):
    send(ash, "script.c3d", b"#!/bin/sh\n")
    send(ash, "walk 3.c3d", C3D + b"3")
    page = page_of(browser, ash)
    assert "How did the person walk in it?" in page and "walk 3.c3d" in page and "script.c3d" not in page


def test_papers_of_a_target_say_that_the_consent_was_withdrawn(ash, browser):
    analysis = prepared_analysis(ash.visit)
    signed(browser, analysis, change="-10")
    target = target_in_force(ash.person.pk, "left")
    names = ("person_sheet", "plan")
    for agreed in (True, False):
        if not agreed:
            Consent.everything.filter(person=ash.person).update(withdrawn_on=timezone.localdate())
        pages = [browser.get(reverse(name, args=[target.pk])).content.decode() for name in names]
        assert ["No consent is in force" in page for page in pages] == [not agreed] * 2
        letter = doctor_letter(ash.person, Target.everything.get(pk=target.pk), None, [])
        assert ("No consent is in force" in letter.banner) is not agreed and "SIMULATED" in letter.banner
    assert browser.get(reverse("doctor_letter", args=[target.pk])).content.startswith(b"%PDF")


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).replace("’", "'").split())


def test_a_target_of_no_change_has_nothing_to_hand_to_the_person(ash, browser):
    analysis = prepared_analysis(ash.visit)
    signed(browser, analysis, change="0", reason="Walks well enough")
    target = target_in_force(ash.person.pk, "left")
    assert [browser.get(reverse(name, args=[target.pk])).status_code for name in ("person_sheet", "plan")] == [404, 404]
    assert browser.get(reverse("doctor_letter", args=[target.pk])).status_code == 200
    assert reverse("person_sheet", args=[target.pk]) not in page_of(browser, ash)


def test_the_plan_is_laid_out_moved_agreed_and_marked(ash, browser):
    analysis = prepared_analysis(ash.visit)
    signed(browser, analysis, change="-10")
    target = target_in_force(ash.person.pk, "left")
    where, today = reverse("plan", args=[target.pk]), timezone.localdate()
    page = browser.get(where).content.decode()
    # Today would be a second day for whoever ticks one.
    assert "Choose" not in page and page.count('name="weekdays"') == 7 and " checked" not in page
    assert browser.post(where, {"start": today, "weekdays": []}).status_code == 200 and plan_of(target) is None
    assert browser.get(reverse("plan_calendar", args=[target.pk])).status_code == 404
    browser.post(where, {"start": today, "weekdays": ["1"]})
    sessions = list(PlannedSession.everything.filter(plan=plan_of(target)))
    days = [one.on for one in sessions]
    assert len(days) == 6 and {day.weekday() for day in days} == {1} and days[5] - days[0] == dt.timedelta(days=35)
    # Another has moved one meanwhile: the second is told, and nothing is overwritten.
    seen = " ".join(day.isoformat() for day in days)
    sent = {"move": "yes", "seen": seen} | {f"on-{k}": day for k, day in enumerate(days, start=1)}
    moved = sent | {"on-6": days[5] + dt.timedelta(days=1)}
    assert browser.post(where, moved).status_code == 302
    answer = browser.post(where, sent)
    assert answer.status_code == 409 and "Somebody else has changed this meanwhile" in answer.content.decode()
    out_of_order = moved | {"seen": seen[:-10] + moved["on-6"].isoformat(), "on-1": days[3]}
    assert browser.post(where, out_of_order).status_code == 409
    assert browser.post(where, out_of_order | {"on-1": "tomorrow"}).status_code == 409
    first = PlannedSession.everything.get(plan=plan_of(target), number=1)
    assert first.on == days[0]
    mark = reverse("mark_session", args=[first.pk])
    assert browser.post(mark, {"mark": "done"}).status_code == 409
    # What was moved in the form is saved with the agreement, and from then on stays.
    seen = " ".join([*seen.split()[:-1], moved["on-6"].isoformat()])
    agreed = moved | {"seen": seen, "on-6": days[5] + dt.timedelta(days=2), "agree": "yes"}
    assert browser.post(where, agreed).status_code == 302
    assert plan_of(target).agreed_by == ash.clinician
    assert PlannedSession.everything.get(plan=plan_of(target), number=6).on == agreed["on-6"]
    seen = " ".join([*seen.split()[:-1], agreed["on-6"].isoformat()])
    assert browser.post(where, moved | {"seen": seen}).status_code == 409
    assert browser.post(mark, {"mark": "done"}).status_code == 302
    assert browser.post(mark, {"mark": "forgotten"}).status_code == 404
    assert PlannedSession.everything.get(pk=first.pk).mark == "done"
    person = browser.get(reverse("person", args=[ash.person.pk])).content.decode()
    assert "Training: 1 of 6 sessions done" in person and "10° further inwards → 6° outwards" in person
    calendar = browser.get(reverse("plan_calendar", args=[target.pk])).content.decode()
    assert calendar.count("BEGIN:VEVENT") == 6 and f"DTSTART;VALUE=DATE:{days[0]:%Y%m%d}\r\n" in calendar
    assert "knee" not in calendar.lower() and "New-one" not in calendar
    sheet = browser.get(reverse("person_sheet", args=[target.pk])).content.decode()
    assert "Your days with us" in sheet and "not agreed yet" not in sheet


@pytest.mark.parametrize("weekdays, weekly", [([1], True), ([1, 4], False)])
def test_the_person_s_page_says_how_often_as_the_plan_has_it(ash, browser, weekdays, weekly):
    analysis = prepared_analysis(ash.visit)
    signed(browser, analysis, change="-10")
    target = target_in_force(ash.person.pk, "left")
    where = reverse("person_sheet", args=[target.pk])
    assert "6 weeks, once a week with us" in browser.get(where).content.decode()
    browser.post(reverse("plan", args=[target.pk]), {"start": timezone.localdate(), "weekdays": weekdays})
    page = browser.get(where).content.decode()
    assert ("6 weeks, once a week with us" in page) is weekly
    assert ("6 sessions with us, on the days of your plan" in page) is not weekly
    for language, said in (("de", "6 Termine bei uns"), ("es", "6 sesiones con nosotros")):
        told = browser.get(where, headers={"Accept-Language": language}).content.decode()
        assert (said in told) is not weekly


def test_who_waits_for_a_signature_is_seen_on_the_first_page(ash, browser):
    analysis = prepared_analysis(ash.visit)
    assert [row[:2] for row in measured_not_signed({ash.site.pk})] == [(ash.person.pk, ash.visit.pk)]
    assert "no target is signed yet" in browser.get("/").content.decode()
    signed(browser, analysis, change="-10")
    assert measured_not_signed({ash.site.pk}) == []
    prepared_analysis(ash.visit)
    assert "no target is signed yet" not in browser.get("/").content.decode()


def test_when_the_key_is_destroyed_every_page_says_so(ash, browser):
    analysis = prepared_analysis(ash.visit)
    target = sign(ash.clinician, analysis.pk, -10)
    (settings.HOME.keys / f"{ash.person.pk}.key").unlink()
    for name, pk in (
        ("sign_target", analysis.pk), ("full_report", analysis.pk), ("person_sheet", target.pk),
        ("doctor_letter", target.pk), ("plan", target.pk),
    ):  # fmt: skip
        answer = browser.get(reverse(name, args=[pk]))
        assert answer.status_code == 410 and "can no longer be read" in answer.content.decode(), name


def test_an_assessor_never_sees_any_of_it_on_any_page(world):
    """Whatever they can open: no target, no plan, no load, no word of the reason."""
    browser = browser_of(world.ash.assessor)
    opened = 0
    told = (
        "Signed target", "further inwards", "11° outwards", "the hip hurts", "Training plan", "Conditions side by side",
        "toe-in", str(world.ash.target.pk), str(world.ash.analysis.pk), str(world.ash.plan.pk), "no target is signed",
    )  # fmt: skip
    for name in sorted(OPENED_BY):
        if name in FRESH_PROOF:
            prove(browser)
        where = address(name, world)
        answer = browser.get(where)
        page = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace").replace(where, "")
        assert not [one for one in told if one in page], name
        opened += answer.status_code == 200
    assert opened > 5
    about = browser_of(world.ash.clinician).get(address("person", world)).content.decode()
    assert "Signed target" in about and "5° further inwards" in about


def test_each_opening_stands_in_the_record(world):
    for name in ("person_sheet", "doctor_letter", "full_report", "prescription"):
        browser_of(world.ash.clinician).get(address(name, world))
        last = Entry.objects.latest("number")
        assert (last.action, last.route) == ("read", f"GET {name}")


@pytest.mark.parametrize(("language", "said"), [("de", "Ihre neue Art zu gehen"), ("es", "Su nueva forma de caminar")])
def test_in_another_language(world, language, said):
    browser = browser_of(world.ash.clinician)
    browser.post("/language/", {"language": language, "next": "/"})
    sheet = browser.get(address("person_sheet", world)).content.decode()
    assert said in sheet and "today" not in sheet and "Turn your" not in sheet
    page = browser.get(address("prescription", world)).content.decode()
    assert "−7,3 %" in page and 'lang="en"' in page
    assert browser.get(address("doctor_letter", world)).content.startswith(b"%PDF-")


def test_the_visit_s_way_goes_on_to_a_signed_target(ash, browser):
    where = reverse("visit", args=[ash.visit.pk])

    def done() -> list[bool]:
        steps = browser.get(where).context["steps"][-2:]
        assert [step.name for step in steps] == ["Conditions are compared", "A target is signed"]
        return [step.done for step in steps]

    assert done() == [False, False]
    analysis = prepared_analysis(ash.visit)
    assert done() == [True, False]
    signed(browser, analysis, change="-10")
    assert done() == [True, True]
    recording = ash.recording
    recording.condition = "natural"
    recording.save()
    assert done() == [False, True]
