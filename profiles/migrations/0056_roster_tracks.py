from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0055_people_found_by_language"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rostermeaning",
            name="kind",
            field=models.CharField(
                choices=[("heading", "Heading"), ("title", "Title"), ("track", "Track")],
                max_length=10,
            ),
        ),
    ]
