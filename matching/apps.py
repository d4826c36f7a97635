from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        # Models can be imported only now.
        from matching import attention, dashboard_pages, directory, receivers  # noqa: PLC0415
        from matching.programs.domain import units  # noqa: PLC0415

        receivers.connect()
        dashboard_pages.register_pages()
        attention.register_kinds()
        units.register()
        directory.connect()
