from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from mentornet.api.compatibility import breaking_changes

SCHEMA = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


class Command(BaseCommand):
    help = "Write docs/openapi.yaml, unless that would break programs that use the API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--break", action="store_true", help="write it all the same: a new version of the API"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = described()
        if SCHEMA.exists() and not options["break"]:
            before = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
            broken = breaking_changes(before, yaml.safe_load(text))
            if broken:
                raise CommandError("This would break programs:\n  " + "\n  ".join(broken))
        SCHEMA.write_text(text, encoding="utf-8")
        self.stdout.write(f"{SCHEMA} is written.")


def described() -> str:
    """Return the description of the API as it is, as YAML."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    text: bytes = OpenApiYamlRenderer().render(schema, renderer_context={})
    return text.decode()
