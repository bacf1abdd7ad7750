"""Which roles somebody has where: the one place that reads memberships."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from footwise.clinic.accounts.models import Membership, Role, Site, User

View = Callable[..., HttpResponse]


def sites_of(user: Any, *roles: Role) -> QuerySet[Site]:
    """Give the clinics in which somebody has one of the roles today; nobody has none."""
    if not user.is_authenticated:
        return Site.objects.none()
    return Site.objects.filter(pk__in=_held(user).filter(role__in=roles).values("site"))


def roles_of(user: Any) -> frozenset[Role]:
    """Give all roles that somebody has today, in whichever clinic."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(Role(role) for role in _held(user).values_list("role", flat=True).distinct())


def _held(user: User) -> QuerySet[Membership]:
    """Give the memberships by which somebody acts; a device acts by those alone that it was made for."""
    held = Membership.objects.in_force().filter(user=user)
    if user.narrowed is not None:
        held = held.filter(site=user.narrowed.site_id, role__in=user.narrowed.roles)
    return held


def role_needed(*roles: Role) -> Callable[[View], View]:
    """Let only those see a page who have one of the roles in some clinic; what of it they see, `for_user` says."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not request_roles(request) & set(roles):
                raise PermissionDenied
            return view(request, *arguments, **named)

        return guarded

    return guard


def request_roles(request: Any) -> frozenset[Role]:
    """Give the roles of whoever asks, read once a request."""
    if not hasattr(request, "_roles"):
        request._roles = roles_of(request.user)
    roles: frozenset[Role] = request._roles
    return roles


def roles_of_reader(request: HttpRequest) -> dict[str, Any]:
    """Tell every page what its reader may open."""
    # Pages of trouble are drawn before anybody is known.
    roles = request_roles(request) if hasattr(request, "user") else frozenset()
    return {
        "sees_people": bool(roles & {Role.CLINICIAN, Role.ASSESSOR}),
        "treats_people": Role.CLINICIAN in roles,
        "runs_the_site": Role.ADMINISTRATOR in roles,
        # In the demonstration nobody knows a password.
        "idle_s": 0 if settings.DEMONSTRATION else settings.IDLE_S,
    }
