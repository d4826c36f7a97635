from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MentornetConfig(AppConfig):
    name = "mentornet"
    verbose_name = "MentorNet"

    def ready(self) -> None:
        # Registers itself.
        from mentornet.tenancy import checks  # noqa: F401, PLC0415

        # Once a migrate, after all of them: the signal is sent for each app.
        post_migrate.connect(_guard, sender=self)


def _guard(using: str, **facts: Any) -> None:
    """Let the database hold institutions apart, and write down changes, in every table that there is now."""
    # Not before the apps are ready.
    from mentornet.changes.triggers import write_down_changes  # noqa: PLC0415
    from mentornet.tenancy.parents import hold_parents  # noqa: PLC0415
    from mentornet.tenancy.policies import guard_rows  # noqa: PLC0415

    hold_parents(using)
    guard_rows(using)
    write_down_changes(using)
