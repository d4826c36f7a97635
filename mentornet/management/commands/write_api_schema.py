import re
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from mentornet.api.compatibility import breaking_changes
from mentornet.api.contract import contract, entries_after, not_described

DOCS = Path(settings.BASE_DIR) / "docs"
SCHEMA = DOCS / "openapi.yaml"
CHANGES = DOCS / "api-changes.md"
# What programs rely on in the version that came out last.
CONTRACT = DOCS / "api-contract.txt"
VERSION = re.compile(r"\d+\.\d+\.\d+")


class Command(BaseCommand):
    help = "Write docs/openapi.yaml, unless that would break programs that use the API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--break", action="store_true", help="write it all the same: a new version of the API"
        )
        parser.add_argument(
            "--release",
            action="store_true",
            help="write docs/api-contract.txt, too: the version is out, and what changes from now on is new",
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
        if options["release"]:
            self._release(yaml.safe_load(text))

    def _release(self, description: dict[str, Any]) -> None:
        if left := undescribed(description):
            raise CommandError("docs/api-changes.md does not name:\n  " + "\n  ".join(left))
        head = f"# What programs rely on in version {description['info']['version']} of the API.\n"
        CONTRACT.write_text(head + "\n".join(contract(description)) + "\n", encoding="utf-8")
        self.stdout.write(f"{CONTRACT} is written.")


def undescribed(description: dict[str, Any]) -> list[str]:
    """Return what changed since the version that came out last and docs/api-changes.md does not name.

    Before the first one there is nothing to compare with.
    """
    if not CONTRACT.exists():
        return []
    head, *recorded = CONTRACT.read_text(encoding="utf-8").splitlines()
    changes = CHANGES.read_text(encoding="utf-8")
    released = VERSION.findall(head)[0]
    return not_described(recorded, contract(description), entries_after(changes, released))


def described() -> str:
    """Return the description of the API as it is, as YAML."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    text: bytes = OpenApiYamlRenderer().render(schema, renderer_context={})
    return text.decode()
