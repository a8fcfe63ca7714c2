"""The addresses of the record."""

from django.urls import path

from praxis.record.views import chart, lines, sheet

app_name = "record"
urlpatterns = [
    path("patienten/<uuid:patient_id>/karteikarte/", chart.chart, name="chart"),
    path("patienten/<uuid:patient_id>/aelter/<uuid:entry_id>/", chart.older, name="older"),
    path("patienten/<uuid:patient_id>/kuerzel/", chart.complete, name="complete"),
    path("patienten/<uuid:patient_id>/eintragen/", lines.write, name="write"),
    path("patienten/<uuid:patient_id>/laborblatt/", sheet.lab_sheet, name="lab_sheet"),
    path("patienten/<uuid:patient_id>/laborblatt/kurve/", sheet.curve, name="curve"),
    path("eintraege/<uuid:entry_id>/", lines.line, name="line"),
    path("eintraege/<uuid:entry_id>/aendern/", lines.correct, name="correct"),
    path("eintraege/<uuid:entry_id>/streichen/", lines.withdraw, name="withdraw"),
    path("eintraege/<uuid:entry_id>/frueher/", lines.history, name="history"),
]
