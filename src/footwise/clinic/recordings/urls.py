"""Addresses of recordings and of how they arrive."""

from django.urls import path

from footwise.clinic.recordings.arrival_pages import add_recordings, begin_recording, recording_piece
from footwise.clinic.recordings.recording_page import move_recording, recording, recording_file, remove_recording

urlpatterns = [
    path("visits/<uuid:pk>/recordings/", add_recordings, name="add_recordings"),
    path("visits/<uuid:pk>/recordings/begin/", begin_recording, name="begin_recording"),
    path("recordings/<uuid:pk>/", recording, name="recording"),
    path("recordings/<uuid:pk>/piece/", recording_piece, name="recording_piece"),
    path("recordings/<uuid:pk>/move/", move_recording, name="move_recording"),
    path("recordings/<uuid:pk>/remove/", remove_recording, name="remove_recording"),
    path("recordings/<uuid:pk>/file/", recording_file, name="recording_file"),
]
