"""Addresses around accounts: log-in and second factor by allauth, invitations and the team by ourselves."""

from allauth.account import views as allauth_account
from allauth.usersessions import views as allauth_sessions
from axes.decorators import axes_dispatch, axes_form_invalid
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.utils.decorators import method_decorator

from footwise.clinic.accounts.record_page import audit_check, audit_csv, audit_page
from footwise.clinic.accounts.team_page import end_membership, invite, team
from footwise.clinic.accounts.welcome_page import no_sign_up, welcome


@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class LoginView(allauth_account.LoginView):
    """The log-in page, which is closed for a while after too many wrong passwords."""


urlpatterns = [
    path("login/", login_not_required(LoginView.as_view()), name="account_login"),
    path("logout/", allauth_account.logout, name="account_logout"),
    path("inactive/", allauth_account.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth_account.password_change, name="account_change_password"),
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
