"""Packets of a phone are taken: each once, in any order, with any gaps; what is no packet is refused and noted.

A phone sends what it has written down since its last receipt in one request. All of it that belongs to one session
becomes one sealed block at the end of that session's file, and one row is changed: never a row a packet.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from footwise.clinic.people import Person
from footwise.clinic.phone.models import HomeSession, Received, RefusedPacket
from footwise.clinic.phone.number_ranges import added, has, is_whole, read_ranges, written
from footwise.clinic.phone.way_in import SeenPhone
from footwise.clinic.phone.withdraw import wish_in, withdraw
from footwise.clinic.recordings import append_block, blocks
from footwise.clinic.seal import seal_of_person
from footwise.clinic.work import ask_for
from footwise.jobs import is_log_record
from footwise.settings import is_number, is_text, parse_json
from footwise.settings import is_whole as is_whole_number

WALK = "home walk"
MOST_PACKETS = 400
# A packet of ten seconds with everything that the sensor said is a hundredth of it.
_MOST_RECORDS, _MOST_LETTERS = 4000, 512 * 1024
# At ten a second that is more than five hours.
_MOST_NUMBER = 200_000
_MOST_SESSION_BYTES = 256 * 1024 * 1024
# Whoever sends a year again sends more than a day can hold.
_MOST_SESSIONS_A_DAY = 60
_DAY_S = 24 * 3600
_OLDEST_S = 400 * _DAY_S
# Kinds of records that a log does not have, with the most letters that one may have.
_BESIDE_THE_LOG = {"answer": 4000, "raw": 64 * 1024, "timer": 200, "closed": 100}


# SQLite lets one write at a time and the others ask again and again, of whom some never get their turn.
_IN_TURN = threading.Lock()


class Why(StrEnum):
    """Why a packet is not taken; the phone lets go of it, and the clinic reads one line."""

    MALFORMED = "malformed"
    RECORD = "record"
    TOO_MUCH = "too much"
    TOO_MANY = "too many"
    NO_FILM = "no film"
    FLOOD = "flood"


@dataclass(frozen=True)
class Packet:
    """What a phone wrote down in some seconds.

    Attributes
    ----------
    session : UUID
    number : int
        From 0, without gaps in the phone.
    records : list of dict
    is_last : bool
    wall_ms, steady_ms : float
        The phone's two clocks when it was closed: of the day, and the one that nobody can set.
    page : str
        Since which start of the page the steady clock counts.
    """

    session: UUID
    number: int
    records: list[dict[str, Any]]
    is_last: bool
    wall_ms: float
    steady_ms: float
    page: str


@dataclass(frozen=True)
class Sent:
    """When a request was sent, by the clocks of the phone."""

    wall_ms: float
    steady_ms: float
    page: str


def take_packets(phone: SeenPhone, body: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Take packets and give a receipt for each, in their order; None where the request is none.

    A receipt is given when the packet lies on the disk, and not before.
    """
    told, sent = body.get("packets"), _sent(body)
    if not isinstance(told, list) or len(told) > MOST_PACKETS or sent is None:
        return None
    receipts: list[dict[str, Any]] = []
    mine: dict[UUID, list[tuple[int, Packet]]] = {}
    for place, one in enumerate(told):
        named = {key: one.get(key) for key in ("session", "number")} if isinstance(one, dict) else {}
        packet = _packet(one)
        if isinstance(packet, Why):
            refuse(phone, packet)
            receipts.append({**named, "state": "refused", "why": packet.value})
        else:
            receipts.append({**named, "state": "had"})
            mine.setdefault(packet.session, []).append((place, packet))
    for key, packets in mine.items():
        with _IN_TURN:
            states = _take(phone, key, [packet for _, packet in packets], sent)
        for (place, _), state in zip(packets, states, strict=True):
            if isinstance(state, Why):
                refuse(phone, state)
                receipts[place] |= {"state": "refused", "why": state.value}
            else:
                receipts[place]["state"] = state
    return receipts


def records_of(session: HomeSession, sealed_bytes: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give number and content of each packet that lies in a session's file, in the order in which they came.

    Raises
    ------
    Unsealable
        The person's key was destroyed, or the file was changed.
    """
    seal = seal_of_person(settings.HOME.keys, session.person_id)
    for block in blocks(session.file, seal, session.pk, length=sealed_bytes):
        for packet in parse_json(block):
            yield packet["number"], packet


def refuse(phone: SeenPhone, why: Why) -> None:
    """Note that something was not taken; a flood of it is one line."""
    today = timezone.localdate()
    with transaction.atomic():
        stands = RefusedPacket.everything.filter(phone=phone.phone, day=today, why=why.value)
        if not stands.update(times=F("times") + 1):
            RefusedPacket(person=_unread(phone), phone_id=phone.phone, day=today, why=why.value).save()


def _take(phone: SeenPhone, key: UUID, packets: list[Packet], sent: Sent) -> list[str | Why]:
    with transaction.atomic():
        # One request of a person after the other; another person's waits for the database alone.
        Person.everything.select_for_update().filter(pk=phone.person).values_list("pk").first()
        session = _session(phone, key, packets[0], sent)
        if session is None:
            return [Why.TOO_MANY for _ in packets]
        here = Received.objects.get(session=session)
        ranges = read_ranges(here.numbers)
        states: list[str | Why] = []
        new: list[dict[str, Any]] = []
        for packet in packets:
            if has(ranges, packet.number):
                states.append("had")
                continue
            ranges = added(ranges, packet.number)
            new.append({"number": packet.number, "records": packet.records})
            if packet.is_last:
                here.last = packet.number
            states.append("taken")
        if not new:
            return states
        text = json.dumps(new, separators=(",", ":")).encode()
        if here.sealed_bytes + len(text) > _MOST_SESSION_BYTES:
            return [Why.TOO_MUCH if state == "taken" else state for state in states]
        seal = seal_of_person(settings.HOME.keys, phone.person)
        session.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        here.sealed_bytes = append_block(session.file, seal, session.pk, text, at=here.sealed_bytes, number=here.blocks)
        here.blocks += 1
        here.numbers = written(ranges)
        here.changed_at = timezone.now()
        here.save()
        records = [record for packet in new for record in packet["records"]]
        for wish in filter(None, map(wish_in, records)):
            # At once: what comes after it is not taken any more.
            withdraw(phone.person, wish)
        answers = any(record.get("kind") == "answer" for record in records)
        if answers or is_whole(ranges, here.last):
            ask_for(WALK, session.pk)
    return states


def _session(phone: SeenPhone, key: UUID, packet: Packet, sent: Sent) -> HomeSession | None:
    found = HomeSession.everything.filter(person=phone.person, key=key)
    # Without loading it: what a phone sends shows nobody anything.
    row = found.values_list("pk", "person_id").first()
    if row is not None:
        return HomeSession(pk=row[0], person_id=row[1])
    now = timezone.now()
    opened = HomeSession.everything.filter(phone=phone.phone, opened_at__gt=now - timedelta(days=1))
    if opened.count() >= _MOST_SESSIONS_A_DAY:
        return None
    session = HomeSession(
        person=_unread(phone), phone_id=phone.phone, key=key, began_at=when_written(packet, sent, now)
    )
    session.save()
    Received.objects.create(session=session)
    return session


def _unread(phone: SeenPhone) -> Person:
    """Name the person for the record without reading anything of them."""
    return Person(pk=phone.person, site_id=phone.site)


def when_written(packet: Packet, sent: Sent, now: datetime) -> datetime:
    """Tell when a packet was written, by the server's clock.

    A phone's clock of the day may be wrong by a day, or have been set in between; its steady clock cannot be set, but
    some phones stop it while they sleep. Where both tell about the same, the clock of the day is as good; where they
    differ by hours, it was set.
    """
    by_day = (sent.wall_ms - packet.wall_ms) / 1000
    ago = by_day
    if packet.page == sent.page:
        steadily = (sent.steady_ms - packet.steady_ms) / 1000
        if abs(steadily - by_day) > 6 * 3600:
            ago = steadily
    return now - timedelta(seconds=min(max(ago, 0.0), _OLDEST_S))


def _sent(body: dict[str, Any]) -> Sent | None:
    wall, steady, page = body.get("wall_ms"), body.get("steady_ms"), body.get("page")
    if not is_number(wall, 0, 1e14) or not is_number(steady, 0, 1e13) or not is_text(page, most=40):
        return None
    return Sent(wall, steady, page)


def _packet(told: Any) -> Packet | Why:
    if not isinstance(told, dict):
        return Why.MALFORMED
    records, number = told.get("records"), told.get("number")
    wall, steady, page = told.get("wall_ms"), told.get("steady_ms"), told.get("page")
    try:
        session = UUID(told.get("session"))
    except (ValueError, TypeError, AttributeError):
        return Why.MALFORMED
    if (
        not is_whole_number(number, 0, _MOST_NUMBER)
        or not isinstance(records, list)
        or not is_number(wall, 0, 1e14)
        or not is_number(steady, 0, 1e14)
        or not is_text(page, most=40)
        or not isinstance(told.get("last", False), bool)
    ):
        return Why.MALFORMED
    if len(records) > _MOST_RECORDS:
        return Why.TOO_MUCH
    for record in records:
        if not _is_sound(record):
            return Why.RECORD
    if len(json.dumps(records)) > _MOST_LETTERS:
        return Why.TOO_MUCH
    return Packet(session, number, records, told.get("last", False), wall, steady, page)


def _is_sound(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    kind = record.get("kind")
    if isinstance(kind, str) and kind in _BESIDE_THE_LOG:
        return len(json.dumps(record)) <= _BESIDE_THE_LOG[kind]
    return is_log_record(record)
