"""The technical room as a Django app: it brings periodic jobs and template filters, no tables."""

from django.apps import AppConfig


class InfraConfig(AppConfig):
    name = "hotline.infra"
    label = "infra"
