"""Whether somebody may enter something about a person: asked by every page that would show a form for it."""

from __future__ import annotations

from typing import Any

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.people.models import Person


def may_enter(user: Any, person: Person) -> bool:
    """Whether a user may enter or correct something; with whom a person is shared to read may not.

    Parameters
    ----------
    user : User
        Who sees the person.
    person : Person

    Returns
    -------
    bool
        True for a clinician of the person's clinic or by a share that lets enter, and for its blinded assessor, who
        is shown only what an assessor enters.
    """
    treats = Person.objects.for_user(user, Role.CLINICIAN).filter(pk=person.pk).exists()
    return treats or sites_of(user, Role.ASSESSOR).filter(pk=person.site_id).exists()
