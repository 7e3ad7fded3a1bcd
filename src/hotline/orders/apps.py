"""The room of the work order as a Django app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "hotline.orders"
    label = "orders"
