"""Who works in which clinic, and how they prove who they are."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.accounts.models import Membership, Narrowed, OneTimeLink, Role, Site, User
    from footwise.clinic.accounts.one_time_links import links_for_a_first_start
    from footwise.clinic.accounts.roles import request_roles, role_needed, sites_of

__all__ = [
    "Membership",
    "Narrowed",
    "OneTimeLink",
    "Role",
    "Site",
    "User",
    "links_for_a_first_start",
    "request_roles",
    "role_needed",
    "sites_of",
]

_MODELS = "footwise.clinic.accounts.models"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Membership": _MODELS,
        "Narrowed": _MODELS,
        "OneTimeLink": _MODELS,
        "Role": _MODELS,
        "Site": _MODELS,
        "User": _MODELS,
        "links_for_a_first_start": "footwise.clinic.accounts.one_time_links",
        "request_roles": "footwise.clinic.accounts.roles",
        "role_needed": "footwise.clinic.accounts.roles",
        "sites_of": "footwise.clinic.accounts.roles",
    },
)
