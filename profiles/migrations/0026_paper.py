from django.db import migrations, models


class Migration(migrations.Migration):
    """Letter or A4, by the institution."""

    dependencies = [("profiles", "0025_questions")]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="paper",
            field=models.CharField(
                blank=True,
                choices=[("", "As usual where you are"), ("letter", "Letter"), ("a4", "A4")],
                db_default="",
                default="",
                help_text="For PDF files. As usual: Letter in the US and Canada, A4 in most others.",
                max_length=10,
                verbose_name="paper",
            ),
        ),
    ]
