"""Every address of the clinic."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from footwise.clinic.old_static import old_static

urlpatterns = [
    path("", include("footwise.clinic.people.urls")),
    path("", include("footwise.clinic.sharing.urls")),
    path("", include("footwise.clinic.keeping.urls")),
    path("", include("footwise.clinic.recordings.urls")),
    path("", include("footwise.clinic.measuring.urls")),
    path("", include("footwise.clinic.prescribing.urls")),
    path("", include("footwise.clinic.outcomes.urls")),
    path("", include("footwise.clinic.live.urls")),
    path("", include("footwise.clinic.phone.urls")),
    path("account/", include("footwise.clinic.accounts.urls")),
    path("", include("footwise.clinic.api.urls")),
    path("static/<slug:before>/<path:path>", old_static, name="old_static"),
    path("language/", login_not_required(set_language), name="set_language"),
]
if settings.DEMONSTRATION:
    urlpatterns.append(path("", include("footwise.clinic.demo.urls")))

handler500 = "footwise.clinic.trouble.server_error"
