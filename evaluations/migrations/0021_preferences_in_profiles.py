from django.db import migrations


class Migration(migrations.Migration):
    """The model of email preferences is in profiles now; its table stays, so nothing runs here."""

    dependencies = [("evaluations", "0020_program_endings"), ("profiles", "0027_preferences")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="Delivery")]
        )
    ]
