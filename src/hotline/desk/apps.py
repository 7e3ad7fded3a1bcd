"""The staff desk as a Django app: pages only, no tables."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hotline.desk"
    label = "desk"
