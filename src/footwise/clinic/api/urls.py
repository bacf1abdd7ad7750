"""Addresses of devices' pages, and the one address behind which programs call."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from footwise.clinic.api.cookies import PREFIX
from footwise.clinic.api.device_pages import add_device, devices, end_device
from footwise.clinic.api.door import door
from footwise.clinic.api.reference_page import reference


class Anything(StringConverter):
    """Whatever stands there, even nothing or a new line: programs are told in JSON that it is not there."""

    regex = r"[\s\S]*"


register_converter(Anything, "anything")

urlpatterns = [
    path("account/devices/", devices, name="devices"),
    path("account/devices/add/", add_device, name="add_device"),
    path("account/devices/<int:pk>/end/", end_device, name="end_device"),
    path("api/", reference, name="api_reference"),
    path(f"{PREFIX.lstrip('/')}<anything:rest>", door, name="api"),
]
