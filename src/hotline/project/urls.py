"""Every address of the product, by room."""

from django.urls import include, path

from hotline.infra.paths import room_has
from hotline.project.health import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]

if room_has("portal", "urls"):
    urlpatterns.append(path("", include("hotline.portal.urls")))

if room_has("desk", "urls"):
    urlpatterns.append(path("", include("hotline.desk.urls")))
    # Wrong addresses and failures are answered in Chinese, with what to do.
    handler400 = "hotline.desk.views.errors.not_readable"
    handler403 = "hotline.desk.views.errors.forbidden"
    handler404 = "hotline.project.errors.not_found"
    handler500 = "hotline.desk.views.errors.broken"
