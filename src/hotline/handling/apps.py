from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "hotline.handling"
    label = "handling"
