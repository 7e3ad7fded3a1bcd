"""The project as an app: it connects rooms with each other once all are loaded."""

import importlib

from django.apps import AppConfig

from hotline.infra.paths import room_has


class ProjectConfig(AppConfig):
    name = "hotline.project"
    label = "project"

    def ready(self) -> None:
        if room_has("project", "wiring"):
            importlib.import_module("hotline.project.wiring")
