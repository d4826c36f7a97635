import django.db.models.deletion
from django.db import migrations, models

# A login of a test institution is one of its own: it has a place in test institutions alone, keeps its
# address, and no other login gets one like it. A login of real life has a place in a test institution
# only beside one in the institution of which that is the test. What the application forgets is refused here.
KEEP_APART = """
CREATE FUNCTION mentornet_sandbox_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tested uuid;
    is_test boolean;
BEGIN
    SELECT sandbox_of_id INTO tested FROM profiles_institution WHERE id = NEW.institution_id;
    SELECT email LIKE '%@sandbox.invalid' INTO is_test FROM profiles_user WHERE id = NEW.user_id;
    IF tested IS NULL AND is_test THEN
        RAISE EXCEPTION 'a login of a test institution has no place in a real one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_of_test_stays_there';
    END IF;
    IF tested IS NOT NULL AND NOT is_test AND NOT EXISTS (
        SELECT FROM profiles_membership
        WHERE user_id = NEW.user_id AND institution_id = tested
    ) THEN
        RAISE EXCEPTION 'a real login has no place in the test institution of another one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_of_test_is_no_one';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sandbox_place BEFORE INSERT OR UPDATE OF user_id, institution_id ON profiles_membership
    FOR EACH ROW EXECUTE FUNCTION mentornet_sandbox_place();
CREATE FUNCTION mentornet_sandbox_login() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the address of a test login stays, and no other login gets one like it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'user_of_test_keeps_address';
END
$$;
CREATE TRIGGER sandbox_login BEFORE UPDATE OF email ON profiles_user
    FOR EACH ROW WHEN (
        OLD.email IS DISTINCT FROM NEW.email
        AND (OLD.email LIKE '%@sandbox.invalid' OR NEW.email LIKE '%@sandbox.invalid')
    ) EXECUTE FUNCTION mentornet_sandbox_login();
"""
DO_NOT = """
DROP TRIGGER sandbox_login ON profiles_user;
DROP FUNCTION mentornet_sandbox_login();
DROP TRIGGER sandbox_place ON profiles_membership;
DROP FUNCTION mentornet_sandbox_place();
"""

# A test institution is no other institution: whoever tries integrations there is known here alone.
ELSEWHERE = """
CREATE OR REPLACE FUNCTION mentornet_logins_elsewhere(logins uuid[], here uuid)
RETURNS TABLE (login uuid, has_current boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT user_id, bool_or(end_date IS NULL) FROM profiles_membership
    WHERE user_id = ANY(logins) AND institution_id <> here
        AND institution_id NOT IN (
            SELECT id FROM profiles_institution WHERE sandbox_of_id IS NOT NULL
        )
    GROUP BY user_id
$$
"""
ELSEWHERE_BEFORE = """
CREATE OR REPLACE FUNCTION mentornet_logins_elsewhere(logins uuid[], here uuid)
RETURNS TABLE (login uuid, has_current boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT user_id, bool_or(end_date IS NULL) FROM profiles_membership
    WHERE user_id = ANY(logins) AND institution_id <> here GROUP BY user_id
$$
"""


class Migration(migrations.Migration):
    dependencies = [("profiles", "0049_former_ids")]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="sandbox_of",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sandbox",
                to="profiles.institution",
                verbose_name="test institution of",
            ),
        ),
        migrations.AddConstraint(
            model_name="institution",
            constraint=models.CheckConstraint(
                condition=models.Q(("sandbox_of", models.F("id")), _negated=True),
                name="institution_not_own_sandbox",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email__endswith", "@sandbox.invalid"), _negated=True),
                    models.Q(("is_staff", False), ("is_superuser", False)),
                    _connector="OR",
                ),
                name="user_of_test_runs_nothing",
            ),
        ),
        migrations.RunSQL(KEEP_APART, DO_NOT),
        migrations.RunSQL(ELSEWHERE, ELSEWHERE_BEFORE),
    ]
