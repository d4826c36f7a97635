from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import migrations, models

ONCE_A_DAY = """
DELETE FROM networks_concernaccess AS one USING networks_concernaccess AS other
WHERE one.concern_id = other.concern_id AND one.member_id = other.member_id
    AND one.at::date = other.at::date AND one.id > other.id
"""
EVENTS = """
UPDATE profiles_auditevent SET at = date_trunc('day', at)
WHERE subject_kind = 'networks.concern'
"""


def take_times_out(apps, schema_editor):
    """A sealed text says in clear when it was sealed: seal each again, at no time.

    One that no key opens stays as it is; nobody can read it.
    """
    if not settings.CONCERN_KEYS:
        return
    keys = MultiFernet([Fernet(key) for key in settings.CONCERN_KEYS])
    first = Fernet(settings.CONCERN_KEYS[0])
    for message in apps.get_model("networks", "ConcernMessage").objects.iterator():
        try:
            plain = keys.decrypt(bytes(message.sealed))
        except InvalidToken:
            continue
        message.sealed = first.encrypt_at_time(plain, 0)
        message.save(update_fields=["sealed"])


class Migration(migrations.Migration):
    """Of the times of concerns, only the day is kept."""

    dependencies = [("networks", "0010_concern_readers")]

    operations = [
        migrations.RunPython(take_times_out, migrations.RunPython.noop),
        migrations.RunSQL(ONCE_A_DAY, migrations.RunSQL.noop),
        migrations.RunSQL(EVENTS, migrations.RunSQL.noop),
        migrations.AlterModelOptions(name="concernmessage", options={"ordering": ["place"]}),
        migrations.AlterModelOptions(name="concernaccess", options={"ordering": ["-at", "id"]}),
        migrations.AlterField(model_name="concernmessage", name="at", field=models.DateField()),
        migrations.AlterField(model_name="concernaccess", name="at", field=models.DateField()),
        migrations.AddConstraint(
            model_name="concernmessage",
            constraint=models.UniqueConstraint(
                fields=("concern", "place"), name="concern_message_place_once"
            ),
        ),
    ]
