"""Addresses of outcomes."""

from django.urls import path

from footwise.clinic.outcomes.cartilage_page import add_cartilage, cartilage, cartilage_images, remove_cartilage
from footwise.clinic.outcomes.dismiss_page import dismiss_reason
from footwise.clinic.outcomes.export_page import export_fhir, export_outcomes
from footwise.clinic.outcomes.form_pages import add_form, finish_form, form, form_part, remove_form
from footwise.clinic.outcomes.import_page import import_answers
from footwise.clinic.outcomes.outcomes_page import outcomes
from footwise.clinic.outcomes.pain_page import add_pain, pain, remove_pain
from footwise.clinic.outcomes.practice_page import add_practice, practice, remove_practice
from footwise.clinic.outcomes.today_page import today

urlpatterns = [
    path("", today, name="today"),
    path("people/<uuid:pk>/attention/<slug:kind>/", dismiss_reason, name="dismiss_reason"),
    path("outcomes/import/", import_answers, name="import_answers"),
    path("people/<uuid:pk>/outcomes/", outcomes, name="outcomes"),
    path("people/<uuid:pk>/pain/add/", add_pain, name="add_pain"),
    path("pain/<uuid:pk>/", pain, name="pain"),
    path("pain/<uuid:pk>/remove/", remove_pain, name="remove_pain"),
    path("people/<uuid:pk>/outcomes.csv", export_outcomes, name="export_outcomes"),
    path("people/<uuid:pk>/year.fhir.json", export_fhir, name="export_fhir"),
    path("people/<uuid:pk>/cartilage/add/", add_cartilage, name="add_cartilage"),
    path("cartilage/<uuid:pk>/", cartilage, name="cartilage"),
    path("cartilage/<uuid:pk>/remove/", remove_cartilage, name="remove_cartilage"),
    path("cartilage/images/<uuid:pk>/", cartilage_images, name="cartilage_images"),
    path("people/<uuid:pk>/practice/add/", add_practice, name="add_practice"),
    path("practised/<uuid:pk>/", practice, name="practised"),
    path("practised/<uuid:pk>/remove/", remove_practice, name="remove_practice"),
    path("people/<uuid:pk>/forms/add/", add_form, name="add_form"),
    path("forms/<uuid:pk>/", form, name="form"),
    path("forms/<uuid:pk>/finish/", finish_form, name="finish_form"),
    path("forms/<uuid:pk>/remove/", remove_form, name="remove_form"),
    path("forms/<uuid:pk>/<slug:part>/", form_part, name="form_part"),
]
