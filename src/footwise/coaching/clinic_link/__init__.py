"""A session that is walked at a computer and shown in a clinic while it is walked; its log goes there as well."""

from footwise.coaching.clinic_link.clinic_door import AwayError, ClinicDoor, TurnedAwayError
from footwise.coaching.clinic_link.letters import Letters
from footwise.coaching.clinic_link.link import ClinicLink

__all__ = ["AwayError", "ClinicDoor", "ClinicLink", "Letters", "TurnedAwayError"]
