"""Every address of the practice server; rooms bring their own, this page only names the rooms."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
