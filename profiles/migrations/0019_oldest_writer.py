from django.db import migrations

# Asked about all roles, by whichever of them: see domain/sync.py.
OLDEST_WRITER = """
CREATE FUNCTION mentornet_oldest_writer() RETURNS timestamptz LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT min(xact_start) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_xid IS NOT NULL
            AND pid <> pg_backend_pid()
    $$;
"""
NO_OLDEST_WRITER = "DROP FUNCTION mentornet_oldest_writer();"


class Migration(migrations.Migration):
    """A list of changes waits for writers of every role.

    PostgreSQL shows a role the sessions of those that it is a member of; the owner is one of them all.
    """

    dependencies = [("profiles", "0018_people")]

    operations = [migrations.RunSQL(OLDEST_WRITER, NO_OLDEST_WRITER)]
