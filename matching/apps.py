from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        # Models can be imported only now.
        from matching import receivers, slots  # noqa: PLC0415

        receivers.connect()
        slots.fill_slots()
