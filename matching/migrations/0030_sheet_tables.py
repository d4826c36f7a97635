from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0029_seats_asked_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="sheetupload",
            name="mentors_table",
            field=models.BinaryField(blank=True, db_default=b"", default=b""),
        ),
        migrations.AddField(
            model_name="sheetupload",
            name="people_table",
            field=models.BinaryField(blank=True, db_default=b"", default=b""),
        ),
    ]
