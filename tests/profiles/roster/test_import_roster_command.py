import io

import pytest
from django.core.management import CommandError, call_command

from profiles.models import Membership
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db

GOOD = "external_id,email,given_name,family_name,rank\n1,a@x.example,Ada,Ash,full\n"
BAD = GOOD + "2,nonsense,Bo,Birch,full\n"


@pytest.fixture
def run(tmp_path):
    InstitutionFactory(slug="here")

    def call(text: str, *options: str) -> str:
        path = tmp_path / "roster.csv"
        path.write_text(text)
        out = io.StringIO()
        call_command(
            "import_roster", str(path), "--institution", "here", *options, stdout=out, stderr=out
        )
        return out.getvalue()

    return call


def test_import_roster_imports_a_clean_file(run):
    assert run(GOOD).splitlines()[-2:] == [
        "1 rows: 1 added, 0 changed, 0 unchanged, 0 ended, 0 returned; 0 bad.",
        "Imported.",
    ]
    assert Membership.objects.count() == 1


def test_import_roster_dry_run_writes_nothing(run):
    assert "Dry run: nothing was written." in run(GOOD, "--dry-run")
    assert Membership.objects.count() == 0


def test_import_roster_with_bad_rows_fails_and_writes_nothing(run):
    with pytest.raises(CommandError, match="1 of 2 rows have errors"):
        run(BAD)
    assert Membership.objects.count() == 0


def test_import_roster_skips_bad_rows_when_asked(run):
    assert "1 rows were skipped" in run(BAD, "--skip-bad-rows")
    assert Membership.objects.count() == 1


def test_import_roster_of_an_unknown_institution_or_file_fails(run, tmp_path):
    with pytest.raises(CommandError, match="No institution"):
        call_command("import_roster", "x.csv", "--institution", "nowhere")
    with pytest.raises(CommandError, match="can't be opened"):
        call_command("import_roster", str(tmp_path / "none.csv"), "--institution", "here")
