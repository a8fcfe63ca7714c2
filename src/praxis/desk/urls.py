"""The desk's own addresses: start page, command field, drafts."""

from django.urls import path

from praxis.desk.views import command, crossing, drafts, start

app_name = "desk"
urlpatterns = [
    path("", start.start, name="start"),
    path("befehl/", command.command, name="command"),
    path("entwurf/", drafts.draft, name="draft"),
    path(
        "nachrichten/<uuid:message_id>/aufgabe/",
        crossing.question_to_task, name="question_to_task",
    ),
]  # fmt: skip
