"""The addresses of the catalogues."""

from django.urls import path

from praxis.catalogues import views

app_name = "catalogues"
urlpatterns = [
    path("kataloge/", views.search, name="search"),
    path("kataloge/pflege/", views.editions, name="editions"),
    path("kataloge/einlesen/", views.upload, name="upload"),
    path("kataloge/laeufe/", views.runs, name="runs"),
    path("kataloge/<uuid:edition_id>/", views.edition, name="edition"),
]
