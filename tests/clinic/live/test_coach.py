"""`footwise coach` that shows its session in a clinic: seen there, asked from there, cut off, and nothing lost."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.clinic.live.made_live import live_in
from tests.clinic.live.network import Network
from tests.clinic.live.staff import letter, picture
from tests.clinic.live.test_sockets import Clinic
from tests.clinic.phone.test_page import free_port, until
from tests.clinic.test_serve import served

from footwise.errors import FootwiseError
from footwise.jobs import SessionRequest, coach_session, write_course


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("live") / "clinic", free_port()
    made = Clinic(folder, port, codes=7)
    with served(folder, port):
        yield made


@pytest.fixture
def network(clinic):
    opened = Network(clinic.port)
    yield opened
    opened.close()


def request_at(port: int, code: str = "", **other) -> SessionRequest:
    told = {"source": "simulated", "side": "left", "change_deg": -10.0, "minutes": 1.0, "speed": 12.0}
    live = f"http://localhost:{port}"
    return SessionRequest(**{**told, **other}, marker_stream=False, live=live, live_code=code)


class Walk(threading.Thread):
    """A session at a computer."""

    def __init__(self, out: Path, request: SessionRequest) -> None:
        super().__init__()
        self.out, self.request = out, request
        self.walked = self.error = None
        self.start()

    def run(self) -> None:
        try:
            self.walked = coach_session(self.out, self.request)
        except FootwiseError as error:
            self.error = error

    def ended(self):
        self.join(timeout=90)
        assert not self.is_alive() and self.error is None, self.error
        return self.walked


def log(out: Path, number: int = 1) -> list[dict]:
    return [json.loads(line) for line in (out / f"session-{number:02d}.jsonl").read_text().splitlines()]


def known(clinic, person: int, at: int = 0) -> list[dict]:
    """The log as the clinic keeps it."""
    found = until(lambda: (now := practised(clinic, person)) and len(now) > at and now)
    return [json.loads(line) for line in found[at]["log"].splitlines()]


def practised(clinic, person: int) -> list[dict]:
    return live_in(clinic.folder)["practice"].get(str(person), [])


def without_begin(records: list[dict]) -> list[dict]:
    first = {name: value for name, value in records[0].items() if name != "started"}
    return [first, *records[1:]]


def test_a_session_is_seen_paused_and_kept_as_it_was_walked(clinic, tmp_path):
    out = tmp_path / "course"
    theirs = clinic.staff.watch(clinic.made["live 0"])
    walk = Walk(out, request_at(clinic.port, clinic.made["coach 0"]))
    seen = picture(theirs, lambda told: told["phase"] == "training", 60)
    assert seen["source"] == "coach" and seen["simulated"] is True
    tell = f"/live/{clinic.made['live 0']}/tell/"
    assert clinic.staff.send(clinic.page(0), tell, what="pause") == 200
    assert picture(theirs, lambda told: told["paused"])["paused"] is True
    assert clinic.staff.send(clinic.page(0), tell, what="start") == 200
    assert clinic.staff.send(clinic.page(0), tell, what="feedback", block="1", on="no") == 200
    assert picture(theirs, lambda told: told["quiet"] == [1] and not told["paused"])
    walked = walk.ended()
    assert walked.ended and walked.sent == "All of it has reached the clinic."
    mine = log(out)
    assert [record["on"] for record in mine if record["kind"] == "pause"] == [True, False]
    assert [(record["block"], record["on"]) for record in mine if record["kind"] == "feedback"] == [(1, False)]
    assert not any(record["feedback"] for record in mine if record["kind"] == "stride" and record["block"] == 1)
    kept = known(clinic, 0)
    assert without_begin(kept) == without_begin(mine)
    # The report of what the clinic keeps is the report of what was walked.
    again = tmp_path / "again"
    again.mkdir()
    lines = [json.dumps({**kept[0], "started": mine[0]["started"]}, ensure_ascii=False, separators=(",", ":"))]
    lines += [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in kept[1:]]
    (again / "session-01.jsonl").write_text("".join(f"{line}\n" for line in lines))
    write_course(again)
    for name in ("report.html", "steps.csv", "summary.json"):
        assert (again / name).read_bytes() == (out / name).read_bytes(), name
    figures = practised(clinic, 0)[0]["figures"]
    assert figures["finished"] and figures["simulated"]


@pytest.mark.requirement("R-044")
def test_a_cut_in_the_middle_stops_nothing_and_loses_nothing(clinic, network, tmp_path):
    out = tmp_path / "course"
    theirs = clinic.staff.watch(clinic.made["live 1"])
    walk = Walk(out, request_at(network.port, clinic.made["coach 1"], minutes=1.5))
    picture(theirs, lambda told: told["phase"] == "training", 60)
    network.cut()
    before = len(log(out))
    assert letter(theirs, 20)["kind"] in ("picture", "pulse", "waits")
    until(lambda: len(log(out)) > before + 20, 30)
    network.mend()
    # It is seen again, with the steps that were walked meanwhile counted.
    seen = picture(theirs, lambda told: len(told["feet"]["left"]["steps"]) == 10, 30)
    assert seen["feet"]["left"]["share"][1] > 20
    walk.ended()
    assert without_begin(known(clinic, 1)) == without_begin(log(out))


@pytest.mark.slow
def test_what_was_missed_to_the_end_is_sent_by_the_next_session(clinic, network, tmp_path):
    out = tmp_path / "course"
    walk = Walk(out, request_at(network.port, clinic.made["coach 2"]))
    until(lambda: (out / "session-01.jsonl").exists() and len(log(out)) > 30, 60)
    network.cut()
    assert "Not all of it" in walk.ended().sent
    assert walk.walked.ended
    network.mend()
    # No code is needed any more: the course has a key of its own.
    assert Walk(out, request_at(network.port)).ended().sent == "All of it has reached the clinic."
    assert without_begin(known(clinic, 2, 1)) == without_begin(log(out, 2))
    assert without_begin(known(clinic, 2, 0)) == without_begin(log(out, 1))
    # Another address is another clinic, and needs a code of its own.
    other = Walk(out, request_at(clinic.port))
    other.join()
    assert "`live_code`" in other.error.where


@pytest.mark.slow
def test_a_clinic_that_is_away_at_the_beginning_is_tried_again(clinic, network, tmp_path):
    network.cut()
    out = tmp_path / "course"
    walk = Walk(out, request_at(network.port, clinic.made["coach 3"], speed=6.0))
    until(lambda: (out / "session-01.jsonl").exists() and len(log(out)) > 10, 60)
    network.mend()
    assert walk.ended().sent == "All of it has reached the clinic."
    assert any("cannot be reached" in record["text"] for record in log(out) if record["kind"] == "notice")
    assert without_begin(known(clinic, 3)) == without_begin(log(out))


@pytest.mark.slow
def test_the_therapist_stops_it_and_it_goes_on_later(clinic, tmp_path):
    out = tmp_path / "course"
    theirs = clinic.staff.watch(clinic.made["live 4"])
    walk = Walk(out, request_at(clinic.port, clinic.made["coach 4"]))
    picture(theirs, lambda told: told["feet"]["left"]["share"][1] > 5, 60)
    assert clinic.staff.send(clinic.page(4), f"/live/{clinic.made['live 4']}/end/", walk="end") == 302
    assert not walk.ended().ended
    assert without_begin(known(clinic, 4)) == without_begin(log(out))
    assert practised(clinic, 4)[0]["figures"]["finished"] is False
    # The live session is over: it goes on without screens, and its log all the same.
    assert Walk(out, request_at(clinic.port)).ended().ended
    mine = log(out)
    assert any(record["kind"] == "continued" for record in mine)
    until(lambda: practised(clinic, 4)[0]["figures"]["finished"], 40)
    assert without_begin(known(clinic, 4)) == without_begin(mine)


def test_codes_and_addresses_that_lead_nowhere_are_said_before_anybody_walks(clinic, tmp_path):
    for live, code, told in (
        (f"http://localhost:{clinic.port}", "ABCD-2345", "is not known there"),
        (f"http://localhost:{clinic.port}", "", "is not said"),
        ("http://clinic.example", "ABCD-2345", "unencrypted"),
        ("clinic.example", "ABCD-2345", "https://"),
        ("https://clinic.example:x", "ABCD-2345", "https://"),
    ):
        request = request_at(0, code)
        with pytest.raises(FootwiseError) as error:
            coach_session(tmp_path / "course", replace(request, live=live))
        assert told in str(error.value)
        assert not list((tmp_path / "course").glob("*.jsonl"))
    # A course that is one person's in a clinic never becomes another's.
    Walk(tmp_path / "one", request_at(clinic.port, clinic.made["coach 5"], minutes=0.5, speed=60.0)).ended()
    with pytest.raises(FootwiseError, match="somebody else"):
        coach_session(tmp_path / "one", request_at(clinic.port, clinic.made["coach 6"]))
