"""The clinic: a server on which therapists measure, prescribe and follow people; entered by `serve_clinic`."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.backing_up import back_up, restore, rotate_keys
    from footwise.clinic.home import ClinicHome, default_folder
    from footwise.clinic.serving import serve_clinic, serve_demonstration, work_for_clinic

__all__ = [
    "ClinicHome",
    "back_up",
    "default_folder",
    "restore",
    "rotate_keys",
    "serve_clinic",
    "serve_demonstration",
    "work_for_clinic",
]

# Django's models can be imported only when its settings are there: no face of the clinic loads what lies behind it.
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "ClinicHome": "footwise.clinic.home",
        "back_up": "footwise.clinic.backing_up",
        "default_folder": "footwise.clinic.home",
        "restore": "footwise.clinic.backing_up",
        "rotate_keys": "footwise.clinic.backing_up",
        "serve_clinic": "footwise.clinic.serving",
        "serve_demonstration": "footwise.clinic.serving",
        "work_for_clinic": "footwise.clinic.serving",
    },
)
