"""Where the parts are put together, once, when Django starts."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "nonet.config"
    label = "config"
    verbose_name = "Nonet"

    def ready(self) -> None:
        from nonet.config.composition import compose

        compose()
