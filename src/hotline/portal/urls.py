"""Addresses for citizens."""

from django.urls import path

from hotline.portal import views

urlpatterns = [
    path("ask/", views.home, name="asks"),
    path("ask/<slug:name>/", views.ask, name="ask"),
]
