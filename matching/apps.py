from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        # Models can be imported only now.
        from matching import receivers  # noqa: PLC0415
        from matching.domain.queries.errands import team_errands  # noqa: PLC0415
        from networks.domain.errands import register_errands  # noqa: PLC0415

        receivers.connect()
        register_errands(team_errands)
