"""The addresses of patients' master data."""

from django.urls import path

from praxis.patients.views import belongings, coverage, emergency, finding, identity

app_name = "patients"
urlpatterns = [
    path("patienten/", finding.search, name="search"),
    path("patienten/neu/", identity.create, name="create"),
    path("patienten/<uuid:patient_id>/stammdaten/", identity.edit, name="edit"),
    path("patienten/notfall/", emergency.emergency, name="emergency_search"),
    path("patienten/hinzuholen/", emergency.join, name="join"),
    path("patienten/<uuid:patient_id>/akte/", belongings.belongings, name="belongings"),
    path("patienten/<uuid:patient_id>/versicherung/", belongings.insure, name="insure"),
    path(
        "patienten/<uuid:patient_id>/versicherung/<uuid:coverage_id>/",
        coverage.coverage,
        name="coverage",
    ),
    path(
        "patienten/<uuid:patient_id>/versicherung/<uuid:coverage_id>/zuruecknehmen/",
        coverage.withdraw,
        name="withdraw_coverage",
    ),
    path("patienten/<uuid:patient_id>/einwilligung/", belongings.consent, name="consent"),
    path(
        "patienten/<uuid:patient_id>/einwilligung/<uuid:consent_id>/widerrufen/",
        belongings.revoke,
        name="revoke_consent",
    ),
    path("patienten/<uuid:patient_id>/schliessen/", belongings.close, name="close"),
    path("patienten/<uuid:patient_id>/oeffnen/", belongings.reopen, name="reopen"),
    path("patienten/<uuid:patient_id>/zusammenfuehren/", belongings.merge, name="merge"),
    path("patienten/<uuid:patient_id>/schuetzen/", belongings.restrict, name="restrict"),
    path(
        "patienten/<uuid:patient_id>/schuetzen/<uuid:account_id>/herausnehmen/",
        belongings.unname,
        name="unname",
    ),
    path("patienten/<uuid:patient_id>/freigeben-fuer-alle/", belongings.open_up, name="open_up"),
]
