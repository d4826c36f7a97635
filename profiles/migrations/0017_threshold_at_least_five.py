from django.db import migrations, models

LEAST = 5


def raise_thresholds(apps, schema_editor):
    """Bring lower thresholds up to the least one, as a change that everyone there can read."""
    Institution = apps.get_model("profiles", "Institution")
    ThresholdChange = apps.get_model("profiles", "ThresholdChange")
    AuditEvent = apps.get_model("profiles", "AuditEvent")
    for row in Institution.objects.filter(suppression_threshold__lt=LEAST):
        change = ThresholdChange.objects.create(
            institution=row, previous=row.suppression_threshold, value=LEAST
        )
        AuditEvent.objects.create(
            institution=row,
            verb="threshold.raised",
            subject_kind="profiles.thresholdchange",
            subject_id=change.pk,
        )
        Institution.objects.filter(pk=row.pk).update(suppression_threshold=LEAST)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0016_threshold_changes")]

    operations = [
        migrations.RunPython(raise_thresholds, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="institution",
            constraint=models.CheckConstraint(
                condition=models.Q(("suppression_threshold__gte", 5)),
                name="institution_threshold_at_least",
                violation_error_message="The threshold is at least 5 people.",
            ),
        ),
    ]
