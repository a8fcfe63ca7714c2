"""The addresses of documents; ids only, never a name."""

from django.urls import path

from praxis.record.documents import views

app_name = "documents"
urlpatterns = [
    path("patienten/<uuid:patient_id>/dokumente/", views.documents, name="list"),
    path("patienten/<uuid:patient_id>/dokumente/ablegen/", views.upload, name="upload"),
    path("dokumente/<uuid:document_id>/", views.document, name="document"),
    path("dokumente/<uuid:document_id>/neue-fassung/", views.version, name="version"),
    path("dokumente/<uuid:document_id>/verschieben/", views.move, name="move"),
    path("dokumente/<uuid:document_id>/angaben/", views.correct, name="correct"),
    path("dokumente/<uuid:document_id>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("dokumente/<uuid:document_id>/wiederherstellen/", views.restore, name="restore"),
    path("dokumente/<uuid:document_id>/inhalt/", views.content, name="content"),
    path("dokumente/<uuid:document_id>/bild/", views.picture, name="picture"),
]
