"""The addresses of the forms."""

from django.urls import path

from praxis.forms import views

app_name = "forms"
urlpatterns = [
    path("patienten/<uuid:patient_id>/formulare/", views.forms, name="list"),
    path("patienten/<uuid:patient_id>/formulare/neu/", views.begin, name="begin"),
    path("formulare/<uuid:filled_id>/", views.form, name="form"),
    path("formulare/<uuid:filled_id>/schreiben/", views.write, name="write"),
    path("formulare/<uuid:filled_id>/widerrufen/", views.withdraw, name="withdraw"),
    path("formulare/<uuid:filled_id>/verwerfen/", views.discard, name="discard"),
    path("unterschriften/", views.folder, name="folder"),
    path("unterschriften/unterschreiben/", views.sign, name="sign"),
]
