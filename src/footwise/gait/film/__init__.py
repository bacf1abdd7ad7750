"""Steps of a filmed person: contact, off, foot angle, knee flexion, or why there is none."""

from footwise.gait.film.front_times import time_walk_towards_phone
from footwise.gait.film.front_view import walk_towards_phone
from footwise.gait.film.motion import FilmedMotion
from footwise.gait.film.phone_stands import (
    HOW_TO_STAND,
    LARGEST_DRIFT_DEG,
    LARGEST_ZOOM_PCT,
    PhoneMotion,
    Standing,
    moving,
    phone_motion,
    phone_note,
    steadied,
    walked_s,
)
from footwise.gait.film.relabelled_legs import legs_exchanged
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.side_view import picture_ahead, walk_past_phone
from footwise.gait.film.sides_of_clips import clips_with_own_sides, least_certain
from footwise.gait.film.view import BEHIND, FRONT, OBLIQUE, SIDE, view_of
from footwise.gait.film.walk import IN_ROOM, RELATIVE, FilmedWalk, speaks_for

__all__ = [
    "BEHIND",
    "FRONT",
    "HOW_TO_STAND",
    "IN_ROOM",
    "LARGEST_DRIFT_DEG",
    "LARGEST_ZOOM_PCT",
    "OBLIQUE",
    "RELATIVE",
    "SIDE",
    "FilmedMotion",
    "FilmedWalk",
    "PhoneMotion",
    "Standing",
    "clips_with_own_sides",
    "least_certain",
    "legs_exchanged",
    "moving",
    "phone_motion",
    "phone_note",
    "picture_ahead",
    "speaks_for",
    "steadied",
    "time_walk_towards_phone",
    "view_of",
    "walk_in_room",
    "walk_past_phone",
    "walk_towards_phone",
    "walked_s",
]
