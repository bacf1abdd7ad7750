"""The sockets of live sessions: who is let in, what each screen is told, and what comes of what makes no sense."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress

import pytest
from tests.clinic.live.made_live import live_in, make_live
from tests.clinic.live.sources import LiveSource, begun, key_by, open_source, state, stride
from tests.clinic.live.staff import Staff, letter, picture, screen
from tests.clinic.phone.test_page import free_port, until
from tests.clinic.test_serve import served
from websockets.exceptions import ConnectionClosed, InvalidStatus

from footwise.clinic.live import socket as live_socket
from footwise.clinic.live.hub import Screen

NOT_IN, OVER, NO_SENSE, FLOOD = 4403, 4404, 4400, 4429


class Clinic:
    """Some people, and a live session of each."""

    def __init__(self, folder, port: int, codes: int = 3) -> None:
        self.folder, self.port = folder, port
        self.made = make_live(folder, codes=codes)
        self._keys: dict[int, str] = {}

    def key(self, number: int) -> str:
        if number not in self._keys:
            self._keys[number] = key_by(self.made[f"code {number}"], self.port)
        return self._keys[number]

    @property
    def staff(self) -> Staff:
        return Staff(self.made["session"], self.port)

    def page(self, number: int) -> str:
        return f"/people/{self.made[f'person {number}']}/live/"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("live") / "clinic", free_port()
    made = Clinic(folder, port)
    with served(folder, port) as (process, _):
        yield made
        process.kill()
        # One line each, and no trace of a program that fell over.
        assert "Traceback" not in process.stderr.read()


def closed_with(socket) -> int:
    end = time.monotonic() + 20
    with suppress(TimeoutError):
        while time.monotonic() < end:
            try:
                socket.recv(timeout=10)
            except ConnectionClosed as closed:
                assert closed.rcvd is not None
                return closed.rcvd.code
    raise AssertionError("it is still open")


def test_two_screens_show_the_same_ten_steps_and_the_person_s_no_verdict_that_is_not_told(clinic):
    source = LiveSource(clinic.key(0), clinic.port)
    theirs, mine = clinic.staff.watch(clinic.made["live 0"]), screen(clinic.made["screen 0"], clinic.port)
    for number in range(14):
        source.send(stride(number, -8.0 + number % 5 * 2, told=number % 3 != 0), elapsed_s=float(number))
    at_the_end = lambda told: told["feet"]["left"]["steps"] and told["feet"]["left"]["steps"][-1]["number"] == 13  # noqa: E731
    seen, shown = picture(theirs, at_the_end), picture(mine, at_the_end)
    steps, hidden = seen["feet"]["left"]["steps"], shown["feet"]["left"]["steps"]
    assert [one["number"] for one in steps] == [one["number"] for one in hidden] == list(range(4, 14))
    for one, other in zip(steps, hidden, strict=True):
        assert one["told"] == other["told"] == (one["number"] % 3 != 0)
        if one["told"]:
            assert one == other
        else:
            assert one["angle_deg"] is not None and other["angle_deg"] is other["error_deg"] is other["turn"] is None
            assert other["in_band"] is False
    assert seen["feet"]["left"]["share"] == [6, 14]
    told = [n for n in range(14) if n % 3]
    assert shown["feet"]["left"]["share"] == [sum(n % 5 < 2 for n in told), len(told)]
    # Whoever comes later sees the same, and nothing in it names anybody.
    late = picture(screen(clinic.made["screen 0"].lower().replace("-", " "), clinic.port))
    assert late["feet"] == shown["feet"] and "K-0" not in json.dumps(late)
    source.socket.close()
    assert letter(theirs)["kind"] == "waits"


def test_a_screen_is_told_that_its_connection_stands_while_nothing_is_walked(clinic):
    """Before a source comes, and in a pause; a source, which sends itself, is told nothing of the kind."""
    nobody, nobody_s = clinic.staff.watch(clinic.made["live 1"]), screen(clinic.made["screen 1"], clinic.port)
    source = LiveSource(clinic.key(0), clinic.port, state=state(paused=True))
    theirs, mine = clinic.staff.watch(clinic.made["live 0"]), screen(clinic.made["screen 0"], clinic.port)
    for one, first in ((nobody, "waits"), (nobody_s, "waits"), (theirs, "picture"), (mine, "picture")):
        while (told := json.loads(one.recv(timeout=10)))["kind"] != first:
            assert told["kind"] == "waits"
        # The pages give a connection up after ten seconds.
        assert json.loads(one.recv(timeout=8)) == {"kind": "alive"}
    with pytest.raises(TimeoutError):
        source.heard(0.2)
    for one in (source.socket, nobody, nobody_s, theirs, mine):
        one.close()


def test_a_screen_that_takes_nothing_is_not_told_twice_that_its_connection_stands(monkeypatch):
    monkeypatch.setattr(live_socket, "_ALIVE_S", 0.001)

    async def said() -> tuple[int, list[str]]:
        slow = Screen(to_the_person=True)
        saying = asyncio.ensure_future(live_socket._say_alive(slow))
        await asyncio.sleep(0.1)
        waiting = len(slow.mailbox)
        taken = [await asyncio.wait_for(slow.mailbox.take(), 5) for _ in range(3)]
        saying.cancel()
        return waiting, taken

    assert asyncio.run(said()) == (1, ['{"kind": "alive"}'] * 3)


def test_pulses_bring_what_the_sensor_feels_and_no_picture(clinic):
    source = LiveSource(clinic.key(0), clinic.port)
    theirs = clinic.staff.watch(clinic.made["live 0"])
    picture(theirs)
    source.send(motion=4.5, elapsed_s=0.1)
    told = letter(theirs)
    assert told == {"kind": "pulse", "packet": 0, "motion": 4.5, "elapsed_s": 0.1}
    source.socket.close()


def test_what_the_therapist_asks_reaches_the_walk_and_nobody_else_s(clinic):
    source, other = (LiveSource(clinic.key(number), clinic.port) for number in (0, 1))
    tell = f"/live/{clinic.made['live 0']}/tell/"
    assert clinic.staff.send(clinic.page(0), tell, what="pause") == 200
    assert clinic.staff.send(clinic.page(0), tell, what="feedback", block="1", on="no") == 200
    assert source.heard()["what"] == "pause"
    asked = source.heard()
    assert (asked["what"], asked["block"], asked["on"]) == ("feedback", 1, False)
    with pytest.raises(TimeoutError):
        other.heard(0.5)
    assert clinic.staff.send(clinic.page(0), tell, what="explode") == 400
    for one in (source, other):
        one.socket.close()

    def nobody() -> bool:
        return clinic.staff.send(clinic.page(0), tell, what="pause") == 409

    until(nobody, 10)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://localhost:1"])
def test_another_site_s_page_opens_no_socket(clinic, origin):
    with pytest.raises(InvalidStatus):
        clinic.staff.watch(clinic.made["live 0"], Origin=origin)
    with pytest.raises(InvalidStatus):
        screen(clinic.made["screen 0"], clinic.port, origin)
    with pytest.raises(InvalidStatus):
        open_source(clinic.key(0), clinic.port, Origin=origin)


def test_nobody_gets_in_without_being_let_in(clinic):
    nobody = Staff("0" * 32, clinic.port)
    assert closed_with(nobody.watch(clinic.made["live 0"])) == NOT_IN
    # The phone of the person opens no therapist's screen, and a therapist's cookie is no phone's.
    phone = Staff("", clinic.port)
    phone.cookie = clinic.key(0)
    assert closed_with(phone.watch(clinic.made["live 0"])) == NOT_IN
    assert closed_with(open_source(clinic.staff.cookie, clinic.port)) == NOT_IN
    assert closed_with(clinic.staff.watch("00000000-0000-0000-0000-000000000000")) == NOT_IN
    assert closed_with(screen("ABCD-2345", clinic.port)) == NOT_IN
    assert closed_with(screen("", clinic.port)) == NOT_IN
    forged = clinic.key(0)[:-4] + "AAAA"
    assert closed_with(open_source(forged, clinic.port)) == NOT_IN


def test_a_phone_is_shown_in_its_own_person_s_session_only(clinic):
    theirs = clinic.staff.watch(clinic.made["live 1"])
    assert letter(theirs)["kind"] == "waits"
    source = LiveSource(clinic.key(0), clinic.port)
    source.send(stride(0, -8.0))
    with pytest.raises(TimeoutError):
        letter(theirs, 0.7)
    source.socket.close()


def with_records(*records):
    return {"number": 0, "records": list(records), "state": state(), "motion": 0.0}


BAD = {
    "no JSON": "{",
    "a number that is none": '{"number": NaN, "records": [], "state": {}, "motion": 0}',
    "bytes": b"\x00\x01",
    "no packet": {"walk": "mine"},
    "a negative time": {"number": 0, "records": [], "state": state(elapsed_s=-1.0), "motion": 0.0},
    "a state that is none": {"number": 0, "records": [], "state": {"phase": 3}, "motion": 0.0},
    "another kind of foot": with_records({**stride(0, 1.0), "side": "third"}),
    "an angle beyond a circle": with_records({**stride(0, 1.0), "error_deg": 1e9}),
    "too many records": with_records(*[stride(0, 1.0)] * 101),
    "a list": [1, 2],
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_what_no_walk_can_have_sent_closes_its_socket_and_harms_no_other(clinic, name):
    theirs = clinic.staff.watch(clinic.made["live 1"])
    source = LiveSource(clinic.key(0), clinic.port)
    source.say(BAD[name])
    assert closed_with(source.socket) == NO_SENSE
    again = LiveSource(clinic.key(1), clinic.port)
    again.send(stride(0, -8.0))
    assert picture(theirs, lambda told: told["feet"]["left"]["steps"])
    again.socket.close()


@pytest.mark.parametrize(
    "hello",
    [
        {"records": [{"kind": "stride"}]},
        {"hello": 2},
        {"source": "car"},
        {"tally": {"left": {"every": [1], "told": []}}},
    ],
)
def test_a_hello_that_is_none(clinic, hello):
    source = LiveSource(clinic.key(0), clinic.port, **hello)
    assert closed_with(source.socket) == NO_SENSE


def test_a_flood_and_what_is_too_large_end_in_a_line_for_the_clinic(clinic):
    source = LiveSource(clinic.key(1), clinic.port)
    with suppress(ConnectionClosed):
        for _ in range(400):
            source.send()
    assert closed_with(source.socket) == FLOOD
    source = LiveSource(clinic.key(1), clinic.port)
    with suppress(ConnectionClosed):
        source.say(json.dumps("x" * 300_000))
    assert closed_with(source.socket) == 1009
    source = LiveSource(clinic.key(1), clinic.port, records=[*begun(), {"kind": "block", "number": -1}])
    assert closed_with(source.socket) == NO_SENSE
    refused = dict(live_in(clinic.folder)["refused"])
    assert refused["flood"] == 1 and refused["malformed"] >= 1
    page = clinic.staff.open(f"/people/{clinic.made['person 1']}/phone/")[1]
    assert "more in a moment than a walk can send" in page


def test_a_screen_has_nothing_to_say(clinic):
    theirs = clinic.staff.watch(clinic.made["live 0"])
    with suppress(ConnectionClosed):
        for _ in range(30):
            theirs.send("hello")
    assert closed_with(theirs) == FLOOD


def test_a_newer_connection_of_the_same_phone_takes_over(clinic):
    first = LiveSource(clinic.key(0), clinic.port)
    theirs = clinic.staff.watch(clinic.made["live 0"])
    picture(theirs)
    second = LiveSource(clinic.key(0), clinic.port, records=[*begun(), stride(7, -8.0)])
    assert closed_with(first.socket) == OVER
    assert picture(theirs, lambda told: told["feet"]["left"]["steps"])["feet"]["left"]["steps"][0]["number"] == 7
    second.socket.close()


def test_the_end_reaches_everybody_and_lets_nobody_in_again(clinic):
    live = clinic.made["live 2"]
    source = LiveSource(clinic.key(2), clinic.port)
    theirs, mine = clinic.staff.watch(live), screen(clinic.made["screen 2"], clinic.port)
    assert clinic.staff.send(clinic.page(2), f"/live/{live}/end/", walk="end") == 302
    assert source.heard()["what"] == "stop"
    for one in (source.socket, theirs, mine):
        assert closed_with(one) == OVER
    assert closed_with(screen(clinic.made["screen 2"], clinic.port)) == NOT_IN
    assert closed_with(open_source(clinic.key(2), clinic.port)) == OVER
    assert closed_with(clinic.staff.watch(live)) == OVER
    assert live_in(clinic.folder)["open"].count(False) == 1


@pytest.mark.slow
def test_who_is_let_in_no_more_is_shown_no_more(clinic):
    """A phone that is revoked and a clinician who logs out: within half a minute nothing comes from or goes to them."""
    phone = clinic.key(1).partition("=")[2].partition(".")[0]
    source = LiveSource(clinic.key(1), clinic.port)
    theirs = clinic.staff.watch(clinic.made["live 1"])
    picture(theirs)
    assert clinic.staff.send(clinic.page(1), f"/phones/{phone}/revoke/") == 302
    assert clinic.staff.send(clinic.page(1), "/account/logout/") == 302
    end = time.monotonic() + 60
    codes = set()
    for one in (source.socket, theirs):
        while time.monotonic() < end:
            with suppress(TimeoutError):
                try:
                    one.recv(timeout=5)
                except ConnectionClosed as closed:
                    codes.add(closed.rcvd.code)
                    break
    assert codes == {NOT_IN}
