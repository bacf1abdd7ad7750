"""The clinic as an ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "footwise.clinic.settings")
application = get_asgi_application()
