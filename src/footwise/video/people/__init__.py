"""Everybody in a clip, picture by picture, and the one who walks."""

from footwise.video.people.choice import choose_person, distance_walked
from footwise.video.people.clips import ClipsProgress, people_in_clip, people_in_clips
from footwise.video.people.own_model import load_own_model
from footwise.video.people.pose_detector import detect_people
from footwise.video.people.pose_landmarks import find_landmarks
from footwise.video.people.pose_model import load_pose_model
from footwise.video.people.repeated_pictures import repetition_note
from footwise.video.people.tracks import find_people

__all__ = [
    "ClipsProgress",
    "choose_person",
    "detect_people",
    "distance_walked",
    "find_landmarks",
    "find_people",
    "load_own_model",
    "load_pose_model",
    "people_in_clip",
    "people_in_clips",
    "repetition_note",
]
