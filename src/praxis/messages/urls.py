"""The addresses of the post."""

from django.urls import path

from praxis.messages.views import devices, letters, release, switch

app_name = "messages"
urlpatterns = [
    path("nachrichten/", letters.inbox, name="inbox"),
    path("nachrichten/aus/", switch.off, name="switch_off"),
    path("nachrichten/ein/", switch.on, name="switch_on"),
    path("nachrichten/<uuid:conversation_id>/zuweisen/", letters.assign, name="assign"),
    path("nachrichten/<uuid:conversation_id>/erledigt/", letters.finish, name="finish"),
    path("patienten/<uuid:patient_id>/nachrichten/", letters.conversation, name="conversation"),
    path("patienten/<uuid:patient_id>/freigeben/", release.release, name="release"),
    path("patienten/<uuid:patient_id>/geraete/", devices.devices, name="devices"),
    path("patienten/<uuid:patient_id>/einsichten/", devices.access_log, name="access_log"),
    path("patienten/<uuid:patient_id>/einladung/", devices.invite, name="invite"),
    path(
        "patienten/<uuid:patient_id>/einladung/<uuid:invite_id>/beenden/",
        devices.end_invite, name="end_invite",
    ),
    path(
        "patienten/<uuid:patient_id>/geraete/<uuid:device_id>/beenden/",
        devices.end_device, name="end_device",
    ),
]  # fmt: skip
