from django.db import migrations

from mentornet import crypto

SEALED = "sealed_secret"


def seal_secrets(apps, schema_editor):
    for app in apps.get_model("socialaccount", "SocialApp").objects.all():
        advanced = app.settings.get("advanced", {})
        secret = advanced.pop("private_key", "") or app.secret
        if secret:
            app.settings[SEALED], app.secret = crypto.encrypt(secret), ""
            app.save(update_fields=["settings", "secret"])


def open_secrets(apps, schema_editor):
    for app in apps.get_model("socialaccount", "SocialApp").objects.all():
        if SEALED not in app.settings:
            continue
        secret = crypto.decrypt(app.settings.pop(SEALED))
        if app.provider == "saml":
            app.settings["advanced"]["private_key"] = secret
        else:
            app.secret = secret
        app.save(update_fields=["settings", "secret"])


class Migration(migrations.Migration):
    """Client secrets and the keys that sign SAML requests lie sealed from now on."""

    dependencies = [
        ("profiles", "0007_content_consent"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [migrations.RunPython(seal_secrets, open_secrets)]
