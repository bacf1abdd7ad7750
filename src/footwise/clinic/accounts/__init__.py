"""Who works in which clinic, and how they prove who they are."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.accounts.administering import (
        OwnAdministration,
        end_work,
        entries_of,
        members_for,
        sites_and_staff,
    )
    from footwise.clinic.accounts.models import Membership, Narrowed, OneTimeLink, Role, Site, User
    from footwise.clinic.accounts.one_time_links import links_for_a_first_start
    from footwise.clinic.accounts.roles import request_roles, role_needed, sites_of

__all__ = [
    "Membership",
    "Narrowed",
    "OneTimeLink",
    "OwnAdministration",
    "Role",
    "Site",
    "User",
    "end_work",
    "entries_of",
    "links_for_a_first_start",
    "members_for",
    "request_roles",
    "role_needed",
    "sites_and_staff",
    "sites_of",
]

_ADMINISTERING, _MODELS = "footwise.clinic.accounts.administering", "footwise.clinic.accounts.models"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Membership": _MODELS,
        "Narrowed": _MODELS,
        "OneTimeLink": _MODELS,
        "OwnAdministration": _ADMINISTERING,
        "Role": _MODELS,
        "Site": _MODELS,
        "User": _MODELS,
        "end_work": _ADMINISTERING,
        "entries_of": _ADMINISTERING,
        "members_for": _ADMINISTERING,
        "sites_and_staff": _ADMINISTERING,
        "links_for_a_first_start": "footwise.clinic.accounts.one_time_links",
        "request_roles": "footwise.clinic.accounts.roles",
        "role_needed": "footwise.clinic.accounts.roles",
        "sites_of": "footwise.clinic.accounts.roles",
    },
)
