import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Whoever made an endpoint by the API was written down beside it, in the same moment.
_CLIENTS_OF_BEFORE = """
UPDATE mentornet_webhookendpoint e SET client_id = (
    SELECT acted.subject_id FROM profiles_auditevent acted
    JOIN profiles_apiclient c ON c.id = acted.subject_id
    WHERE acted.institution_id = made.institution_id AND acted.verb = 'api_client.acted.webhook_created'
        AND acted.at BETWEEN made.at AND made.at + interval '5 seconds'
    ORDER BY acted.at LIMIT 1
)
FROM profiles_auditevent made
WHERE made.subject_id = e.id AND made.verb = 'webhook.created' AND made.actor_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("mentornet", "0027_webhooks_under_way"),
        ("profiles", "0048_scim_words"),
        migrations.swappable_dependency(settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="client",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
            ),
        ),
        migrations.RunSQL(_CLIENTS_OF_BEFORE, migrations.RunSQL.noop),
    ]
