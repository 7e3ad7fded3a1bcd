from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "hotline.archive"
    label = "archive"
