from django.apps import AppConfig


class CallbackConfig(AppConfig):
    name = "hotline.callback"
    label = "callback"
