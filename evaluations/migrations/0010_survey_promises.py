from django.db import migrations, models

# Those who were asked before were promised what holds today.
PROMISE = """
UPDATE evaluations_survey survey SET threshold = institution.suppression_threshold
FROM profiles_institution institution
WHERE institution.id = survey.institution_id AND survey.opened_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0009_surveys"),
        ("profiles", "0006_identity"),
    ]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="threshold",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(PROMISE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="surveyfigure", name="started"),
        migrations.AddField(
            model_name="surveyfigure",
            name="before",
            field=models.JSONField(default=dict),
        ),
    ]
