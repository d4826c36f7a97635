from importlib import import_module

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"

    def ready(self) -> None:
        # Models can be imported only now.
        from evaluations import receivers, slots  # noqa: PLC0415
        from evaluations.dashboard import pages  # noqa: PLC0415
        from evaluations.dashboard.attention import kinds  # noqa: PLC0415

        import_module("mentornet.mail.inbound.hooks")
        receivers.connect()
        slots.fill_slots()
        pages.register_pages()
        kinds.register_kinds()
