"""The first page of the demonstration: everybody's role is one click; there are no passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Membership, Role, Site, User, role_needed
from footwise.clinic.demo.sample import sample_file
from footwise.clinic.demo.staff import NOWHERE
from footwise.clinic.demo.stories import WAITS_FOR_THE_WALK
from footwise.clinic.people import Visit

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_POST
def demo_log_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in as one of the invented staff; where this is no demonstration there is no such page."""
    if not settings.DEMONSTRATION:
        raise Http404
    chosen = request.POST.get("user", "")
    invented = User.objects.filter(email__endswith=f"@{NOWHERE}", is_active=True)
    user = get_object_or_404(invented, pk=int(chosen) if chosen.isascii() and chosen.isdigit() else 0)
    login(request, user, backend=_BACKEND)
    UserSession.objects.create_from_request(request)
    # Where the password would be asked for once more, it is not: there is none.
    record_authentication(request, user, method="demonstration")
    return redirect("today")


@role_needed(Role.CLINICIAN)
@require_safe
def demo_sample(request: HttpRequest) -> FileResponse:
    """Give the real walk, to be saved and dropped into a visit."""
    if not settings.DEMONSTRATION or not sample_file().is_file():
        raise Http404
    return FileResponse(sample_file().open("rb"), as_attachment=True, filename="real-walk.zip")


class Told:
    """What pages of the demonstration ask for; looked up only where they do."""

    def __init__(self, user: Any) -> None:
        self._user = user

    @property
    def doors(self) -> dict[Site, list[Membership]]:
        """Who can be come in as, clinic by clinic."""
        found: dict[Site, list[Membership]] = {}
        for one in Membership.objects.in_force().select_related("site", "user").order_by("site", "pk"):
            found.setdefault(one.site, []).append(one)
        return found

    @property
    def sample_is_ready(self) -> bool:
        """Whether the real walk can be saved."""
        return sample_file().is_file()

    @property
    def waiting(self) -> Visit | None:
        """The visit for which the walk is meant, where its reader may put it there."""
        mine = Visit.objects.for_user(self._user, Role.CLINICIAN).filter(person__pseudonym=WAITS_FOR_THE_WALK)
        found: Visit | None = mine.select_related("person__site").order_by("-on").first()
        return found


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """Tell every page that this is a demonstration."""
    return {"demonstration": Told(request.user)} if hasattr(request, "user") else {}
