"""Addresses around accounts: log-in and second factor by allauth, invitations and the team by ourselves."""

from typing import Any

from allauth.account import views as allauth_account
from allauth.usersessions import views as allauth_sessions
from axes.decorators import axes_dispatch, axes_form_invalid
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from footwise.clinic.accounts.record_page import audit_check, audit_csv, audit_page
from footwise.clinic.accounts.sign_on import single_sign_on, single_sign_on_callback, single_sign_on_end
from footwise.clinic.accounts.team_page import end_membership, invite, team
from footwise.clinic.accounts.welcome_page import no_sign_up, welcome


@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class LoginView(allauth_account.LoginView):
    """The log-in page, which is closed for a while after too many wrong passwords."""

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        """Tell the page whether there is a single sign-on."""
        context: dict[str, Any] = super().get_context_data(**told)
        return {**context, "single_sign_on": settings.SINGLE_SIGN_ON}


@require_safe
def still_here(request: HttpRequest) -> JsonResponse:
    """Tell a page that was hidden who is logged in."""
    return JsonResponse({"user": request.user.pk})


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Change the password of whoever has one; by a single sign-on there may be none."""
    if not request.user.has_usable_password():
        return redirect("mfa_index")
    answer: HttpResponseBase = allauth_account.password_change(request)
    return answer


urlpatterns = [
    path("login/", login_not_required(LoginView.as_view()), name="account_login"),
    path("single-sign-on/", single_sign_on, name="single_sign_on"),
    path("single-sign-on/back/", single_sign_on_callback, name="single_sign_on_callback"),
    path("single-sign-on/end/", single_sign_on_end, name="single_sign_on_end"),
    path("logout/", allauth_account.logout, name="account_logout"),
    path("inactive/", allauth_account.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_account.reauthenticate, name="account_reauthenticate"),
    path("here/", still_here, name="still_here"),
    path("password/change/", change_password, name="account_change_password"),
    # An address that allauth's log-in page asks for; it says that an administrator helps.
    path("signup/", no_sign_up, name="account_signup"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", allauth_sessions.list_usersessions, name="usersessions_list"),
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("team/", team, name="team"),
    path("team/invite/", invite, name="invite"),
    path("team/<int:pk>/end/", end_membership, name="end_membership"),
    path("record/", audit_page, name="audit"),
    path("record/check/", audit_check, name="audit_check"),
    path("record/csv/", audit_csv, name="audit_csv"),
]
