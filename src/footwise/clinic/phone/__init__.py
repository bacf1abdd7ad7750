"""A person's own phone: the way in, the page that walks with them, and what it sends."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.phone.door import COOKIE, HEADER, SPOKEN, note_wrong_code, of_a_phone, too_many_tries
    from footwise.clinic.phone.models import (
        HomeCourse,
        HomePlan,
        HomeSession,
        Phone,
        PhoneLink,
        Received,
        RefusedPacket,
        Reminder,
    )
    from footwise.clinic.phone.packets import Why, refuse
    from footwise.clinic.phone.qr import qr_path
    from footwise.clinic.phone.reminding import ask_to_remind, remind
    from footwise.clinic.phone.take_in import take_in_walk
    from footwise.clinic.phone.way_in import Joined, JoinTrouble, SeenPhone, join, make_phone_link, revoke, seen_phone

__all__ = [
    "COOKIE",
    "HEADER",
    "SPOKEN",
    "HomeCourse",
    "HomePlan",
    "HomeSession",
    "JoinTrouble",
    "Joined",
    "Phone",
    "PhoneLink",
    "Received",
    "RefusedPacket",
    "Reminder",
    "SeenPhone",
    "Why",
    "ask_to_remind",
    "join",
    "make_phone_link",
    "note_wrong_code",
    "of_a_phone",
    "qr_path",
    "refuse",
    "remind",
    "revoke",
    "seen_phone",
    "take_in_walk",
    "too_many_tries",
]

_DOOR, _PACKETS = "footwise.clinic.phone.door", "footwise.clinic.phone.packets"
_MODELS, _WAY_IN = "footwise.clinic.phone.models", "footwise.clinic.phone.way_in"
_REMINDING = "footwise.clinic.phone.reminding"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "COOKIE": _DOOR,
        "HEADER": _DOOR,
        "SPOKEN": _DOOR,
        "HomeCourse": _MODELS,
        "HomePlan": _MODELS,
        "HomeSession": _MODELS,
        "Received": _MODELS,
        "RefusedPacket": _MODELS,
        "Reminder": _MODELS,
        "ask_to_remind": _REMINDING,
        "remind": _REMINDING,
        "take_in_walk": "footwise.clinic.phone.take_in",
        "JoinTrouble": _WAY_IN,
        "Joined": _WAY_IN,
        "Phone": _MODELS,
        "PhoneLink": _MODELS,
        "SeenPhone": _WAY_IN,
        "join": _WAY_IN,
        "Why": _PACKETS,
        "make_phone_link": _WAY_IN,
        "note_wrong_code": _DOOR,
        "of_a_phone": _DOOR,
        "qr_path": "footwise.clinic.phone.qr",
        "refuse": _PACKETS,
        "too_many_tries": _DOOR,
        "revoke": _WAY_IN,
        "seen_phone": _WAY_IN,
    },
)
