"""The addresses of the tasks."""

from django.urls import path

from praxis.tasks import views

app_name = "tasks"
urlpatterns = [
    path("aufgaben/", views.tasks, name="tasks"),
    path("patienten/<uuid:patient_id>/aufgabe/", views.create, name="create"),
    path("aufgaben/<uuid:task_id>/", views.task, name="task"),
    path("aufgaben/<uuid:task_id>/erledigt/", views.finish, name="finish"),
    path("aufgaben/<uuid:task_id>/weitergeben/", views.give, name="give"),
    path("aufgaben/<uuid:task_id>/wieder-oeffnen/", views.reopen, name="reopen"),
]
