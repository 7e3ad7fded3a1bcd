from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "hotline.quality"
    label = "quality"
