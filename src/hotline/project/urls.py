"""Every address of the product, by room."""

from importlib.util import find_spec

from django.urls import include, path

from hotline.project.health import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]

if find_spec("hotline.desk") and find_spec("hotline.desk.urls"):
    urlpatterns.append(path("", include("hotline.desk.urls")))
