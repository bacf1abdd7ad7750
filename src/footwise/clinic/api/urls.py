"""Addresses of devices' pages, and the one address behind which programs call."""

from django.urls import path

from footwise.clinic.api.cookies import PREFIX
from footwise.clinic.api.device_pages import add_device, devices, end_device
from footwise.clinic.api.door import door

urlpatterns = [
    path("account/devices/", devices, name="devices"),
    path("account/devices/add/", add_device, name="add_device"),
    path("account/devices/<int:pk>/end/", end_device, name="end_device"),
    path(f"{PREFIX.lstrip('/')}<path:rest>", door, name="api"),
]
