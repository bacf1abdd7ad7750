"""Addresses of phones: the clinician's page about them, and what people's own phones open."""

from django.urls import path

from footwise.clinic.phone.film_page import practice_film
from footwise.clinic.phone.guide_page import practice_guide
from footwise.clinic.phone.join_page import practice_join, practice_second
from footwise.clinic.phone.mine_page import practice_leave, practice_mine, practice_reminder
from footwise.clinic.phone.packets_page import practice_course, practice_packets
from footwise.clinic.phone.phones_page import phone_link, phones, practise_again, revoke_phone
from footwise.clinic.phone.shell_page import (
    practice,
    practice_check,
    practice_file,
    practice_home,
    practice_manifest,
    practice_worker,
)

urlpatterns = [
    path("people/<uuid:pk>/phone/", phones, name="phones"),
    path("people/<uuid:pk>/phone/link/", phone_link, name="phone_link"),
    path("people/<uuid:pk>/phone/again/", practise_again, name="practise_again"),
    path("phones/<uuid:pk>/revoke/", revoke_phone, name="revoke_phone"),
    path("practice/", practice_home, name="practice_home"),
    path("practice/check/", practice_check, name="practice_check"),
    path("practice/worker.js", practice_worker, name="practice_worker"),
    path("practice/app/<slug:version>/<path:name>", practice_file, name="practice_file"),
    path("practice/join/", practice_join, name="practice_join"),
    path("practice/second/", practice_second, name="practice_second"),
    path("practice/packets/", practice_packets, name="practice_packets"),
    path("practice/course/", practice_course, name="practice_course"),
    path("practice/mine/", practice_mine, name="practice_mine"),
    path("practice/reminder/", practice_reminder, name="practice_reminder"),
    path("practice/leave/", practice_leave, name="practice_leave"),
    path("practice/films/<uuid:key>/", practice_film, name="practice_film"),
    path("practice/<slug:language>/guide.pdf", practice_guide, name="practice_guide"),
    path("practice/<slug:language>/", practice, name="practice_page"),
    path("practice/<slug:language>/manifest.webmanifest", practice_manifest, name="practice_manifest"),
]
