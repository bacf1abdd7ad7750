"""Cues for the skin: what is on the wire, and what becomes of a session whose outlet dies."""

import contextlib
import os
import pty
import select
import socket
import time
import tty

import pytest
from pythonosc.osc_message import OscMessage
from tests.coaching.walks import Clock, of_kind, plan, walked

from footwise.coaching import Cue, Turn
from footwise.coaching.outlets import OscCue, SerialCue, outlet_of
from footwise.errors import FootwiseError


def cue(side="left", turn="in", place="outer", error=7.64):
    return Cue(side, Turn(turn), place, error, 12.0, 1.0, 1.0)


@pytest.fixture
def receiver():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.settimeout(2.0)
        yield one


@pytest.fixture
def line():
    """Both ends of a pseudo-terminal: what a program opens as its serial line, and the device at its other end."""
    device, terminal = pty.openpty()
    tty.setraw(terminal)
    yield device, os.ttyname(terminal)
    for end in (device, terminal):
        with contextlib.suppress(OSError):
            os.close(end)


def read(device, wait_s=2.0):
    ready, _, _ = select.select([device], [], [], wait_s)
    return os.read(device, 1000) if ready else b""


def test_a_cue_over_open_sound_control(receiver):
    outlet = outlet_of(f"osc:127.0.0.1:{receiver.getsockname()[1]}")
    outlet(cue("right", "out", "inner", -4.2))
    message = OscMessage(receiver.recv(1000))
    assert message.address == "/footwise/cue"
    assert message.params[:3] == ["right", "out", "inner"]
    assert message.params[3] == pytest.approx(-4.2)
    outlet.stride({"side": "left", "valid": False, "foot_progression_angle_deg": None, "error_deg": None})
    message = OscMessage(receiver.recv(1000))
    assert message.address == "/footwise/stride" and message.params[:2] == ["left", 0]
    assert all(value != value for value in message.params[2:])


def test_nobody_has_to_listen_to_open_sound_control():
    outlet = OscCue("127.0.0.1", 9)
    for _ in range(20):
        outlet(cue())


def test_a_cue_over_a_serial_line(line):
    device, name = line
    outlet = SerialCue(name)
    outlet(cue())
    assert read(device) == b"left in outer 7.6\n"
    outlet(cue("right", "keep", "", -1.0))
    assert read(device) == b"right keep - 1.0\n"
    outlet.close()


@pytest.mark.parametrize(
    "word", ["osc", "osc:", "osc:host", "osc:host:0", "osc:host:70000", "osc:host:²", "tcp:a:1", "serial:", ""]
)
def test_what_is_no_outlet_is_said(word):
    with pytest.raises(FootwiseError, match="Say osc:HOST:PORT"):
        outlet_of(word)


def test_a_host_that_nobody_knows_and_a_line_that_is_not_there_are_said(tmp_path):
    with pytest.raises(FootwiseError, match=r"the network does not know 'no-such-host\.invalid'"):
        outlet_of("osc:no-such-host.invalid:9000")
    with pytest.raises(FootwiseError, match=r"serial:.*ttyUSB9: cannot be opened \(.+\)\. Plug it in"):
        outlet_of(f"serial:{tmp_path / 'ttyUSB9'}")


class Unplugged:
    """A serial line by a link that a test can break and mend, as a cable."""

    def __init__(self, tmp_path, name):
        self.path = tmp_path / "ttyACM0"
        self._name = name
        self.plug()

    def plug(self):
        self.path.symlink_to(self._name)

    def unplug(self, outlet):
        self.path.unlink()
        os.close(outlet._line.fd)


def test_a_line_that_is_unplugged_costs_its_cues_and_nothing_else(line, tmp_path):
    device, name = line
    cable = Unplugged(tmp_path, name)
    clock = Clock()
    outlet = SerialCue(str(cable.path), clock)
    given = []

    def cable_trouble(one):
        given.append(one)
        clock.now += 1.1
        if len(given) == 5:
            cable.unplug(outlet)
        if len(given) == 15:
            cable.plug()

    session = walked(plan(practice_s=60.0), on_cue=[cable_trouble, outlet])
    assert session.phase.value == "finished"
    text = b""
    while more := read(device, 0.1):
        text += more
    assert len(given) > 20
    # Lost are those between: the outlet found its line again by itself.
    assert text.count(b"\n") == len(given) - 10
    notices = [record["text"] for record in of_kind(session.records, "notice")]
    assert sum("is gone" in text for text in notices) in (1, 2)
    assert "Cues are given again." in notices
    assert all("\n" not in text for text in notices)


def test_a_session_with_a_dead_outlet_goes_to_its_end(line):
    _, name = line
    outlet = SerialCue(name)
    os.close(outlet._line.fd)
    session = walked(plan(practice_s=30.0), on_cue=[outlet])
    assert session.phase.value == "finished"
    cues = of_kind(session.records, "cue")
    assert cues and of_kind(session.records, "trouble")


@pytest.mark.requirement("R-041")
def test_a_full_line_holds_a_cue_up_for_a_twentieth_of_a_second_at_most(line):
    _, name = line
    outlet = SerialCue(name)
    longest = 0.0
    for _ in range(20_000):
        begin = time.perf_counter()
        try:
            outlet(cue())
        except OSError:
            longest = max(longest, time.perf_counter() - begin)
            break
    assert 0.0 < longest < 0.5


def test_a_port_that_is_too_large_is_said():
    with pytest.raises(FootwiseError, match=r"'osc:127\.0\.0\.1:99999', and ports are 1 to 65535"):
        outlet_of("osc:127.0.0.1:99999")
