"""Addresses from the conditions of a visit to the plan of the training."""

from django.urls import path

from footwise.clinic.prescribing.history_page import targets
from footwise.clinic.prescribing.plan_page import mark, plan, plan_calendar
from footwise.clinic.prescribing.prescription_page import (
    ask_prescription,
    cancel_prescription,
    prescription,
    prescription_state,
)
from footwise.clinic.prescribing.reports_page import doctor_letter_file, full_report, odds_page, person_sheet
from footwise.clinic.prescribing.signing_page import sign_target

urlpatterns = [
    path("visits/<uuid:pk>/prescription/", prescription, name="prescription"),
    path("visits/<uuid:pk>/prescription/ask/", ask_prescription, name="ask_prescription"),
    path("visits/<uuid:pk>/prescription/state/", prescription_state, name="prescription_state"),
    path("visits/<uuid:pk>/prescription/cancel/", cancel_prescription, name="cancel_prescription"),
    path("analyses/<uuid:pk>/sign/", sign_target, name="sign_target"),
    path("analyses/<uuid:pk>/report/", full_report, name="full_report"),
    path("analyses/<uuid:pk>/odds/", odds_page, name="odds_page"),
    path("people/<uuid:pk>/targets/", targets, name="targets"),
    path("targets/<uuid:pk>/sheet/", person_sheet, name="person_sheet"),
    path("targets/<uuid:pk>/letter.pdf", doctor_letter_file, name="doctor_letter"),
    path("targets/<uuid:pk>/plan/", plan, name="plan"),
    path("targets/<uuid:pk>/plan/training.ics", plan_calendar, name="plan_calendar"),
    path("sessions/<uuid:pk>/mark/", mark, name="mark_session"),
]
