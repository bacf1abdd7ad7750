"""Addresses of live sessions; their sockets are in `socket.py`."""

from django.urls import path

from footwise.clinic.live.live_page import end_live, live, live_computer, live_note, live_state, live_tell
from footwise.clinic.live.screen_page import live_screen
from footwise.clinic.live.source_page import practice_live

urlpatterns = [
    path("people/<uuid:pk>/live/", live, name="live"),
    path("live/<uuid:pk>/state/", live_state, name="live_state"),
    path("live/<uuid:pk>/tell/", live_tell, name="live_tell"),
    path("live/<uuid:pk>/note/", live_note, name="live_note"),
    path("live/<uuid:pk>/end/", end_live, name="end_live"),
    path("live/<uuid:pk>/computer/", live_computer, name="live_computer"),
    path("live/screen/", live_screen, name="live_screen"),
    path("practice/live/", practice_live, name="practice_live"),
]
