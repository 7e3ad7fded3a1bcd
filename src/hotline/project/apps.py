"""The project as an app: it connects rooms with each other once all are loaded."""

from importlib.util import find_spec

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "hotline.project"
    label = "project"

    def ready(self) -> None:
        if find_spec("hotline.project.wiring"):
            __import__("hotline.project.wiring")
