from django.db import migrations, models


def name_issuers(apps, schema_editor):
    """Bindings that people proved hold on; all others wait for that proof."""
    SignOn = apps.get_model("profiles", "SignOn")
    SignOnLink = apps.get_model("profiles", "SignOnLink")
    for sign_on in SignOn.objects.select_related("app"):
        issuer = str((sign_on.app.settings.get("identity") or [""])[0])
        SignOnLink.objects.filter(sign_on=sign_on, proven=True).update(issuer=issuer)


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0012_copied_institution"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="signon",
            name="proposal",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="signonlink",
            name="issuer",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.RunPython(name_issuers, migrations.RunPython.noop),
    ]
