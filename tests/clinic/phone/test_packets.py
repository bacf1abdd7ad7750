"""What a phone sends is there once, whatever the network does: repeated, swapped, cut, hostile."""

from __future__ import annotations

import json
import random
import uuid

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from tests.clinic.phone.phones import ask, phone_of, send
from tests.clinic.phone.walks import DAY_MS, answer, packets_of, request_of, simulated_walk
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.outcomes import PainRating, Practice, TreatmentConcern, log_of, who_needs_attention
from footwise.clinic.phone import HomeCourse, HomeSession, Phone, Received, RefusedPacket, take_in_walk
from footwise.clinic.work import Job
from footwise.jobs import no_progress


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


@pytest.fixture(scope="module")
def walk(tmp_path_factory) -> list[dict]:
    """The records of a session that the simulated walker has walked to its end."""
    return simulated_walk(tmp_path_factory.mktemp("walk"))


def work() -> int:
    """Do what a worker would do; gives how many jobs there were."""
    done = 0
    while (job := Job.objects.filter(kind="home walk", state="waiting").first()) is not None:
        with acting_as(Actor(job.asked_by)), transaction.atomic():
            write = take_in_walk(job.subject, no_progress)
            Job.objects.filter(pk=job.pk).update(state="done")
            write()
        done += 1
    return done


def sent_all(browser: Client, packets: list[dict], **clock) -> list[dict]:
    answer = send(browser, "practice_packets", request_of(packets, **clock))
    assert answer.status_code == 200, answer.content
    return answer.json()["receipts"]


def log_text(world) -> list[dict]:
    row = Practice.of_person(world.ash.person.pk).exclude(slot="diary").get()
    return [json.loads(line) for line in log_of(row).splitlines()]


def test_a_walk_is_the_same_log_as_the_coach_writes(world, walk):
    browser = phone_of(world.ash)
    packets = packets_of(walk)
    receipts = sent_all(browser, packets)
    assert [one["state"] for one in receipts] == ["taken"] * len(packets)
    assert [one["number"] for one in receipts] == list(range(len(packets)))
    assert work() == 1
    told = log_text(world)
    # But for the time at which it began, which the server knows better.
    assert [{**one, "started": 0} for one in told[:1]] == [{**one, "started": 0} for one in walk[:1]]
    assert told[1:] == walk[1:]
    row = Practice.of_person(world.ash.person.pk).exclude(slot="diary").get()
    assert row.figures["minutes"] > 0.3 and row.figures["feet"]["left"]["steps"] > 15
    assert row.said_by == "the person, on their phone"
    course = ask(browser, "practice_course").json()
    assert course["next_session"] == 2 and len(course["walks"]) == 1
    assert course["walks"][0]["steps"] == row.figures["feet"]["left"]["steps"]


@pytest.mark.parametrize("seed", range(4))
def test_duplicates_disorder_and_gaps_are_harmless(world, walk, seed):
    browser, draw = phone_of(world.ash), random.Random(seed)
    packets = packets_of(walk, size=6)
    sending = packets + draw.sample(packets, len(packets) // 2)
    draw.shuffle(sending)
    states = []
    while sending:
        cut = draw.randint(1, 7)
        states += sent_all(browser, sending[:cut])
        sending = sending[cut:]
        work()
    assert [one["state"] for one in states].count("taken") == len(packets)
    assert {one["state"] for one in states} == {"taken", "had"}
    work()
    assert log_text(world)[1:] == walk[1:]
    assert Practice.of_person(world.ash.person.pk).exclude(slot="diary").count() == 1


def test_a_gap_is_waited_for_and_what_comes_late_completes_the_walk(world, walk):
    browser, packets = phone_of(world.ash), packets_of(walk, size=8)
    late = packets.pop(2)
    sent_all(browser, packets)
    assert work() == 0
    assert Practice.of_person(world.ash.person.pk).exclude(slot="diary").count() == 0
    sent_all(browser, [late])
    assert work() == 1
    assert log_text(world)[1:] == walk[1:]


def test_few_rows_and_no_line_in_the_record_a_packet(world, walk):
    browser = phone_of(world.ash)
    packets = packets_of(walk, size=1)
    entries, rows = Entry.objects.count(), HomeSession.everything.count()
    for k in range(0, len(packets), 20):
        sent_all(browser, packets[k : k + 20])
    assert len(packets) > 40
    assert HomeSession.everything.count() == rows + 1
    here = Received.objects.get(session=HomeSession.everything.first())
    assert here.numbers == f"0-{len(packets) - 1}"
    assert Entry.objects.count() <= entries + 1


def test_what_lies_on_the_disk_opens_with_the_person_s_key_alone(world, walk):
    from django.conf import settings

    sent_all(phone_of(world.ash), packets_of(walk))
    session = HomeSession.everything.get()
    lying = session.file.read_bytes()
    assert b"stride" not in lying and len(lying) > 10_000
    assert session.file.is_relative_to(settings.HOME.folder / "walks" / str(world.ash.person.pk))
    assert session.file.stat().st_mode & 0o077 == 0


def test_the_same_name_of_another_person_s_phone_is_another_session(world, walk):
    mine, theirs = phone_of(world.ash), phone_of(world.birch)
    packets = packets_of(walk)
    sent_all(mine, packets)
    before = HomeSession.everything.filter(person=world.ash.person).get().file.read_bytes()
    states = sent_all(theirs, packets_of(walk, size=6, session=packets[0]["session"])[:3])
    assert [one["state"] for one in states] == ["taken"] * 3
    assert HomeSession.everything.filter(person=world.ash.person).get().file.read_bytes() == before
    work()
    assert not Practice.of_person(world.birch.person.pk).exclude(slot="diary").exists()


HOSTILE = {
    "no packet": 7,
    "no session": {"session": None},
    "a path as session": {"session": "../../etc/passwd"},
    "no number": {"number": None},
    "a number below nothing": {"number": -1},
    "half a number": {"number": 1.5},
    "a number that is true": {"number": True},
    "a huge number": {"number": 10**12},
    "no records": {"records": {}},
    "a time before time": {"wall_ms": -1},
    "a time that is text": {"steady_ms": "5"},
    "a page that is long": {"page": "x" * 100},
    "last that is a word": {"last": "yes"},
    "a record that is none": {"records": [7]},
    "a record without a kind": {"records": [{"at_s": 1}]},
    "negative walked time": {"records": [{"kind": "alive", "elapsed_s": -5, "lost_s": {}, "unusable": {}}]},
    "a foot that nobody has": {"records": [{"kind": "calibration", "side": "third"}]},
    "an answer of a novel": {"records": [{"kind": "answer", "text": "x" * 10_000}]},
    "too many records": {"records": [{"kind": "notice", "text": "x"}] * 5000},
    "too many letters": {"records": [{"kind": "raw", "data": "x" * 60_000}] * 10},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_packets_are_refused_and_leave_one_line(world, walk, what):
    browser, sound = phone_of(world.ash), packets_of(walk)[0]
    bad = HOSTILE[what]
    packet = {**sound, "number": 1, **bad} if isinstance(bad, dict) else bad
    for _ in range(3):
        receipts = sent_all(browser, [sound, packet])
        # What is sound in the same request is taken all the same.
        assert receipts[0]["state"] in ("taken", "had")
        assert receipts[1]["state"] == "refused"
    line = RefusedPacket.everything.get(person=world.ash.person)
    assert line.times == 3
    page = browser_of(world.ash.clinician).get(f"/people/{world.ash.person.pk}/phone/").content.decode()
    assert "What a phone sent that was not taken" in page and "(3×)" in page


def test_requests_that_are_none(world, walk):
    browser, packets = phone_of(world.ash), packets_of(walk)
    for body in ({}, {"packets": 5}, {**request_of(packets), "wall_ms": None}, request_of([answer("none")] * 500)):
        assert send(browser, "practice_packets", body).json() == {"trouble": "no packets"}
    nan = json.dumps(request_of(packets[:1])).replace('"number": 0', '"number": NaN')
    assert send(browser, "practice_packets", nan).status_code == 400
    assert not HomeSession.everything.exists()


def test_a_year_sent_at_once_is_stopped_at_what_a_day_can_hold(world):
    browser = phone_of(world.ash)
    year = [packets_of([{"kind": "notice", "text": "x"}], session=str(uuid.uuid4()))[0] for _ in range(365)]
    states = sent_all(browser, year)
    assert [one["state"] for one in states].count("taken") == 60
    assert RefusedPacket.everything.get(why="too many").times == 305
    # Sent once more: nothing is added.
    assert [one["state"] for one in sent_all(browser, year)].count("had") == 60


def test_only_the_person_s_own_phone_is_heard(world, walk):
    packets = packets_of(walk)
    assert send(Client(), "practice_packets", request_of(packets)).json() == {"trouble": "no key"}
    assert send(browser_of(world.ash.clinician), "practice_packets", request_of(packets)).status_code == 401
    lost = phone_of(world.ash)
    phone = Phone.everything.filter(person=world.ash.person).first()
    browser_of(world.ash.clinician).post(f"/phones/{phone.pk}/revoke/")
    for name in ("practice_packets", "practice_second"):
        assert send(lost, name, request_of(packets)).json() == {"trouble": "revoked"}
    assert ask(lost, "practice_course").json() == {"trouble": "revoked"}
    assert not HomeSession.everything.exists()


def test_a_phone_is_told_of_its_owner_alone(world, walk):
    mine, theirs = phone_of(world.ash), phone_of(world.birch)
    sent_all(mine, [*packets_of(walk), *packets_of([answer("pain", rating=4, place="overall")])])
    work()
    told = ask(mine, "practice_course").json()
    assert told["pains"] == [{"day": told["pains"][0]["day"], "rating": 4.0}] and told["walks"]
    other = ask(theirs, "practice_course").json()
    assert other["pains"] == [] and other["walks"] == [] and other["plan"] is None


@pytest.mark.requirement("R-024")
def test_nothing_is_taken_without_a_consent_and_nothing_is_lost(world, walk):
    from django.utils import timezone

    browser, packets = phone_of(world.ash), packets_of(walk)
    world.ash.consent.withdrawn_on = timezone.localdate()
    with acting_as(Actor("test")):
        world.ash.consent.save()
    assert send(browser, "practice_packets", request_of(packets)).json() == {"trouble": "no consent"}
    assert ask(browser, "practice_course").json()["agreed"] is False
    assert not HomeSession.everything.exists()


@pytest.mark.parametrize("wrong_ms", [-DAY_MS, DAY_MS, -30 * DAY_MS])
@pytest.mark.parametrize("mended", [False, True])
def test_a_phone_s_clock_that_is_wrong_by_a_day_changes_no_day(world, walk, wrong_ms, mended):
    """Wrong when walked and when sent; or set right in between, when only the steady clock tells."""
    from django.utils import timezone

    browser = phone_of(world.ash)
    hour = 3600e3
    now = 1.8e12
    packets = [{**one, "wall_ms": now + wrong_ms - hour, "steady_ms": 5e6} for one in packets_of(walk)]
    sent_all(browser, packets, wall_ms=now if mended else now + wrong_ms, steady_ms=5e6 + hour)
    began = HomeSession.everything.get().began_at
    ago = (timezone.now() - began).total_seconds()
    assert abs(ago - 3600) < 60


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/UTC", "Pacific/Pago_Pago"])
def test_a_walk_and_its_pain_stand_on_the_same_day_of_the_clinic(world, walk, zone):
    """Of zones that lie a day apart at least one has another day than universal time, whenever this runs."""
    from django.utils import timezone

    browser = phone_of(world.ash)
    with timezone.override(zone):
        sent_all(browser, packets_of([*walk, answer("pain", rating=3, place="overall")]))
        work()
        today = timezone.localdate()
        began = timezone.localtime(HomeSession.everything.get().began_at)
    person = world.ash.person.pk
    assert Practice.of_person(person).exclude(slot="diary").get().day == today
    said = PainRating.of_person(person).order_by("day").last()
    assert (said.day, said.rating) == (today, 3)
    assert ask(browser, "practice_course").json()["walks"][0]["day"] == today.isoformat()
    assert log_text(world)[0]["started"] == began.isoformat(timespec="seconds")


def pain(browser, rating, days_ago):
    now = 1.8e12
    packet = packets_of([answer("pain", rating=rating, place="overall")])[0]
    told = {**packet, "wall_ms": now - days_ago * DAY_MS, "page": "before"}
    sent_all(browser, [told], wall_ms=now)
    work()


@pytest.mark.requirement("R-043")
def test_pain_up_for_two_days_stops_and_stands_first_on_the_clinic_s_page(world):
    browser = phone_of(world.ash)
    for rating, days_ago in ((3, 5), (4, 4), (5, 2)):
        pain(browser, rating, days_ago)
        assert ask(browser, "practice_course").json()["stopped"] is None
    pain(browser, 6, 1)
    assert ask(browser, "practice_course").json()["stopped"]["why"] == "pain"
    concern = TreatmentConcern.everything.get(kind="stopped")
    assert concern.person_id == world.ash.person.pk and concern.since is not None
    where = f"/people/{world.ash.person.pk}/phone/"
    clinician = browser_of(world.ash.clinician)
    with acting_as(Actor("test")):
        first = who_needs_attention(world.ash.clinician).shown[0]
        assert first.person.pk == world.ash.person.pk and first.why.startswith("pain up by 2 or more for two days")
        assert all("told to stop" not in one.why for one in who_needs_attention(world.ash.assessor).shown)
        assert not who_needs_attention(world.birch.clinician).shown or all(
            one.person.pk != world.ash.person.pk for one in who_needs_attention(world.birch.clinician).shown
        )
    assert "Pain has been higher by 2 or more" in clinician.get(where).content.decode()
    clinician.post(f"{where}again/")
    assert ask(browser, "practice_course").json()["stopped"] is None
    assert TreatmentConcern.everything.get(kind="stopped").since is None
    # What was talked about does not stop again; another day of it does.
    pain(browser, 6, 1)
    assert ask(browser, "practice_course").json()["stopped"] is None
    pain(browser, 6, 0)
    assert ask(browser, "practice_course").json()["stopped"]["why"] == "pain"


@pytest.mark.requirement("R-043")
def test_a_fall_stops_at_once_even_where_the_walk_is_not_whole(world, walk):
    browser = phone_of(world.ash)
    packets = packets_of([*walk, answer("fall", fell=True)])
    sent_all(browser, [packets[0], packets[-1]])
    work()
    assert ask(browser, "practice_course").json()["stopped"]["why"] == "fall"
    sent_all(browser, packets)
    work()
    assert log_text(world)[1:] == walk[1:]


def test_of_several_ratings_of_a_day_the_worst_counts(world):
    browser = phone_of(world.ash)
    for rating in (4, 7, 2):
        pain(browser, rating, 0)
    day = PainRating.of_person(world.ash.person.pk).filter(slot="left overall").last()
    assert day.rating == 7 and HomeCourse.everything.get().content["pains"][-1]["rating"] == 7


def test_minutes_without_a_sensor_are_a_diary_and_added_up(world):
    browser = phone_of(world.ash)

    def timer(minutes):
        return {"kind": "timer", "minutes": minutes}

    for minutes in (6, 5):
        packets = packets_of([timer(2.0), timer(minutes)], size=1, session=str(uuid.uuid4()))
        sent_all(browser, packets)
        work()
        sent_all(browser, packets)
        work()
    told = ask(browser, "practice_course").json()
    assert sorted(walk["minutes"] for walk in told["walks"]) == [5.0, 6.0]
    newest = Practice.of_person(world.ash.person.pk).filter(slot="diary").last()
    assert newest.figures["minutes"] == 11


def test_a_phone_that_came_in_again_sends_the_same_session_once(world, walk):
    packets = packets_of(walk, size=6)
    sent_all(phone_of(world.ash), packets[:3])
    states = sent_all(phone_of(world.ash), packets)
    assert [one["state"] for one in states] == ["had"] * 3 + ["taken"] * (len(packets) - 3)
    work()
    assert log_text(world)[1:] == walk[1:]


def test_two_phones_of_a_person_give_their_walks_numbers_of_their_own(world, walk):
    sent_all(phone_of(world.ash), packets_of(walk))
    sent_all(phone_of(world.ash), packets_of(walk, session=str(uuid.uuid4())))
    work()
    slots = set(Practice.of_person(world.ash.person.pk).exclude(slot="diary").values_list("slot", flat=True))
    assert slots == {"session 1", "session 2"}
