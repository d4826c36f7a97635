"""The database puts a name together as we do, of people with one name, too."""

import pytest
from django.db import connection

from profiles.models import Membership
from profiles.people.names.columns import full_name_of, full_name_sql
from tests.factories import InstitutionFactory, MembershipFactory

NAMES = (("Ada", "Moreno"), ("Suharto", ""), ("", "Ö"), (" Ann  Marie", "de  la Cruz "), (" ", ""))


@pytest.mark.django_db
def test_whole_name_is_the_same_wherever_it_is_put_together():
    here = InstitutionFactory()
    people = [
        MembershipFactory(institution=here, given_name=given, family_name=family)
        for given, family in NAMES
    ]
    rows = Membership.objects.of(here)
    in_columns = dict(rows.annotate(whole=full_name_of()).values_list("pk", "whole"))
    sql = f"SELECT id, {full_name_sql('m')} FROM profiles_membership m"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        in_sql = dict(cursor.fetchall())

    said = ["Ada Moreno", "Suharto", "Ö", "Ann Marie de la Cruz", ""]
    assert [one.name for one in people] == said
    assert [in_columns[one.pk] for one in people] == said
    assert [in_sql[one.pk] for one in people] == said
