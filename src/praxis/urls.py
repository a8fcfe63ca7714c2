"""Every address of the practice server; rooms bring their own, this page only names the rooms."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("praxis.desk.urls")),
    path("", include("praxis.catalogues.urls")),
    path("", include("praxis.patients.urls")),
    path("", include("praxis.record.urls")),
    path("", include("praxis.messages.urls")),
    path("", include("praxis.tasks.urls")),
    path("", include("praxis.office.urls")),
    path("", include("praxis.record.documents.urls")),
    path("labor/", include("praxis.exchange.lab.urls")),
    path("", include("praxis.forms.urls")),
]

handler400 = "praxis.office.walls.answers.bad_request"
handler404 = "praxis.office.walls.answers.page_not_found"
handler500 = "praxis.office.walls.answers.server_error"
