"""Single sign-on by OpenID Connect: allauth's flow, with what it leaves out: a nonce, and the token's signature."""

from __future__ import annotations

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_safe

PROVIDER_ID = "hospital"
# Signatures of key pairs only: by a shared secret anybody who knows it could make a token.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_CLOCK_S = 60


class _Provider(OpenIDConnectProvider):
    """The hospital's provider; what a page's address says changes nothing of what it is asked."""

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        asked = request.GET.get("next", "")
        inside = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
        return {"process": AuthProcess.LOGIN, "next_url": asked if inside else None}

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, **_: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        answer: HttpResponse = super().redirect(
            request,
            process,
            next_url,
            auth_params={**self.get_auth_params(), "nonce": nonce},
            nonce=nonce,
            invitation=request.GET.get("invitation", "")[:100],
        )
        return answer

    def get_oauth2_adapter(self, request: HttpRequest) -> _Adapter:
        return _Adapter(request, PROVIDER_ID)


class _Adapter(OpenIDConnectOAuth2Adapter):
    """Asks the provider, and believes only what it has signed for this clinic."""

    def get_provider(self) -> _Provider:
        return _Provider(self.request, app=get_adapter().get_app(self.request, provider=PROVIDER_ID))

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != settings.SINGLE_SIGN_ON.issuer:
            raise OAuth2Error("the provider calls itself otherwise")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("single_sign_on_callback"))

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(id_token)
            with get_adapter().get_requests_session() as session:
                answer = session.get(self.openid_config["jwks_uri"])
                answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            named = [key for key in keys if key.key_id == header.get("kid")]
            if len(named) != 1:
                raise OAuth2Error("the token is signed by a key that the provider does not name")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                named[0].key,
                algorithms=_ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=_CLOCK_S,
                options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise OAuth2Error("the token cannot be believed") from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("the token was made for another")
        return claims


@login_not_required
@require_safe
def single_sign_on(request: HttpRequest) -> HttpResponse:
    """Go to the provider's log-in."""
    _refuse_where_there_is_none()
    answer: HttpResponse = OAuth2LoginView.adapter_view(_Adapter(request, PROVIDER_ID))(request)
    return answer


@login_not_required
@require_safe
def single_sign_on_callback(request: HttpRequest) -> HttpResponse:
    """Come back from the provider's log-in."""
    _refuse_where_there_is_none()
    answer: HttpResponse = OAuth2CallbackView.adapter_view(_Adapter(request, PROVIDER_ID))(request)
    return answer


@login_not_required
@require_safe
def single_sign_on_end(request: HttpRequest) -> HttpResponse:
    """Go to where the provider ends its own session."""
    _refuse_where_there_is_none()
    adapter = _Adapter(request, PROVIDER_ID)
    end = adapter.openid_config.get("end_session_endpoint")
    if not end:
        return HttpResponseRedirect(reverse("account_login"))
    back = request.build_absolute_uri(reverse("account_login"))
    told = urlencode({"client_id": settings.SINGLE_SIGN_ON.client_id, "post_logout_redirect_uri": back})
    return HttpResponseRedirect(f"{end}{'&' if '?' in end else '?'}{told}")


def _refuse_where_there_is_none() -> None:
    if settings.SINGLE_SIGN_ON is None:
        raise Http404
