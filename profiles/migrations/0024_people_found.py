from django.db import migrations

# By the letters of names; sort_key came later, and with it PEOPLE_FOUND of profiles/sql.py.
PEOPLE_FOUND = """
CREATE FUNCTION mentornet_people_found(query tsquery) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 1000 AS $$
    SELECT id FROM profiles_membership
    WHERE search @@ query AND end_date IS NULL
        AND institution_id = NULLIF(current_setting('mentornet.institution', true), '')::uuid
    ORDER BY ts_rank(search, query) DESC, family_name, given_name, id
$$
"""
DROP_PEOPLE_FOUND = "DROP FUNCTION mentornet_people_found(tsquery)"


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0023_roster_import_failed"),
    ]

    operations = [migrations.RunSQL(PEOPLE_FOUND, DROP_PEOPLE_FOUND)]
