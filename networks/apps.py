from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"

    def ready(self) -> None:
        # Models can be imported only now.
        from networks import receivers, slots  # noqa: PLC0415

        receivers.connect()
        slots.fill_slots()
