"""The invented staff of the demonstration: three clinics, every role in each; no password opens their accounts."""

from __future__ import annotations

from footwise.clinic.accounts import Membership, Role, Site, User

# A name that can never lead anywhere (RFC 2606).
NOWHERE = "demonstration.invalid"
CLINICS = {
    "Linden": ("Ada Berg", "Marek Novak", "Ines Costa"),
    "Harbour": ("Grace Moss", "Jonas Weiss", "Lucia Vega"),
    "Hillside": ("Noor Haddad", "Eva Lind", "Tom Reed"),
}
_ROLES = (Role.CLINICIAN, Role.ASSESSOR, Role.ADMINISTRATOR)


def hire() -> dict[str, tuple[Site, User]]:
    """Make clinics and staff; gives each clinic by its name with its clinician."""
    found = {}
    for name, people in CLINICS.items():
        site = Site(name=name)
        site.save()
        users = []
        for role, person in zip(_ROLES, people, strict=True):
            user = User(email=f"{person.lower().replace(' ', '.')}@{NOWHERE}", name=person)
            user.set_unusable_password()
            user.save()
            Membership(user=user, site=site, role=role).save()
            users.append(user)
        found[name] = (site, users[0])
    return found
