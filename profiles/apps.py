from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        # Models can be imported only now.
        from profiles import receivers  # noqa: PLC0415

        receivers.connect()
