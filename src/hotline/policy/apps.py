"""The room of packs as a Django app: it keeps every release that an order was stamped with."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "hotline.policy"
    label = "policy"

    def ready(self) -> None:
        from hotline.policy import registry, selectors

        registry.add_store(selectors.release_files)
