from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("Profiles")

    def ready(self) -> None:
        # Models can be imported only now.
        from profiles import attention, dashboard_pages, own_words, receivers  # noqa: PLC0415
        from profiles.institution.models.institution import stored_words  # noqa: PLC0415
        from profiles.people.director_notes import page  # noqa: PLC0415

        receivers.connect()
        own_words.load_with(stored_words)
        dashboard_pages.register_pages()
        attention.register_kinds()
        page.register()
