from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "hotline.outreach"
    label = "outreach"
