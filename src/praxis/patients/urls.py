"""The addresses of patients' master data."""

from django.urls import path

from praxis.patients.views import finding, identity

app_name = "patients"
urlpatterns = [
    path("patienten/", finding.search, name="search"),
    path("patienten/neu/", identity.create, name="create"),
    path("patienten/<uuid:patient_id>/stammdaten/", identity.edit, name="edit"),
]
