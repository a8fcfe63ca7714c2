"""The addresses of the laboratory inbox."""

from django.urls import path

from praxis.exchange.lab import views

app_name = "lab"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("rot/", views.inbox, {"only": "rot"}, name="inbox_red"),
    path("auffaellig/", views.inbox, {"only": "auffaellig"}, name="inbox_abnormal"),
    path("hochladen/", views.upload, name="upload"),
    path("zurueckgestellt/", views.quarantine, name="quarantine"),
    path("zurueckgestellt/<uuid:file_id>/erledigt/", views.dismiss, name="dismiss"),
    path("verlauf/", views.history, name="history"),
    path("<uuid:report_id>/", views.report, name="report"),
    path("<uuid:report_id>/gesehen/", views.seen, name="seen"),
    path("<uuid:report_id>/zuordnen/", views.assign, name="assign"),
    path("<uuid:report_id>/neu/", views.new_patient, name="new_patient"),
    path("<uuid:report_id>/verschieben/", views.move, name="move"),
    path("<uuid:report_id>/dokument/<uuid:attachment_id>/", views.attachment, name="attachment"),
]
