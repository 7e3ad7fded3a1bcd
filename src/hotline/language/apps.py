from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "hotline.language"
    label = "language"
