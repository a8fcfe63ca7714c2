"""The web process's entry for the application server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from praxis.core import logs
from praxis.running.following import follow_keeper
from praxis.running.parts import end_with

# granian's own process was killed: its workers hold keys and the port, and nobody watches them.
end_with(os.getppid())
logs.say_only_what_is_safe()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxis.settings")
application = get_wsgi_application()

from praxis.running.duties import bring_to_web  # noqa: E402 - needs the apps

follow_keeper(also=bring_to_web())

# What is loaded by now stays: looking through all of it again and again would take time from
# requests. The rest is looked through less often; a request leaves little behind that needs it.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
