"""The web process's entry for the application server."""

import os

from django.core.wsgi import get_wsgi_application

from praxis.running.following import follow_keeper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxis.settings")
application = get_wsgi_application()

from praxis.running.duties import bring_to_web  # noqa: E402 - needs the apps

follow_keeper(also=bring_to_web())
