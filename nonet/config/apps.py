"""Where the parts are put together, once, when Django starts."""

import gc

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "nonet.config"
    label = "config"
    verbose_name = "Nonet"

    def ready(self) -> None:
        from nonet.config.composition import compose

        compose()
        spare_collector()


def spare_collector() -> None:
    """Keep the garbage collector off what lives as long as the process, and off big batches' short-lived rows."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
