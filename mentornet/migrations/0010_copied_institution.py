import django.db.models.deletion
from django.db import migrations, models

from mentornet.tenancy.copying import copy_institution

# An answer that was kept for a caller, by code that names no institution: the client's own, or the
# first of the director's.
ANSWERS = """
CREATE FUNCTION mentornet_institution_of_idempotencykey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.institution_id IS NULL AND NEW.caller LIKE 'client:%' THEN
        SELECT institution_id INTO NEW.institution_id FROM profiles_apiclient
            WHERE id::text = split_part(NEW.caller, ':', 2);
    ELSIF NEW.institution_id IS NULL THEN
        SELECT institution_id INTO NEW.institution_id FROM profiles_membership
            WHERE user_id::text = split_part(NEW.caller, ':', 2) AND end_date IS NULL
            ORDER BY start_date, id LIMIT 1;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER copy_institution BEFORE INSERT OR UPDATE ON mentornet_idempotencykey
    FOR EACH ROW EXECUTE FUNCTION mentornet_institution_of_idempotencykey();
UPDATE mentornet_idempotencykey SET institution_id = NULL;
DELETE FROM mentornet_idempotencykey WHERE institution_id IS NULL;
"""
NO_ANSWERS = """
DROP TRIGGER copy_institution ON mentornet_idempotencykey;
DROP FUNCTION mentornet_institution_of_idempotencykey();
"""


def institution(*, null: bool) -> models.ForeignKey[models.Model, models.Model]:
    return models.ForeignKey(
        "profiles.Institution",
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        editable=False,
        null=null,
    )


class Migration(migrations.Migration):
    """Deliveries and kept answers say themselves which institution they belong to."""

    dependencies = [
        ("mentornet", "0009_links"),
        ("profiles", "0012_copied_institution"),
    ]

    operations = [
        *copy_institution(
            app="mentornet",
            model="webhookdelivery",
            parent="mentornet_webhookevent",
            column="event_id",
        ),
        migrations.AddField("idempotencykey", "institution", institution(null=True)),
        migrations.RunSQL(ANSWERS, NO_ANSWERS),
        migrations.AlterField("idempotencykey", "institution", institution(null=False)),
        migrations.RemoveConstraint("idempotencykey", "idempotency_key_once"),
        migrations.AddConstraint(
            "idempotencykey",
            models.UniqueConstraint(
                fields=("institution", "caller", "key"), name="idempotency_key_once"
            ),
        ),
    ]
