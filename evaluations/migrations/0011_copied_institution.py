from django.db import migrations

from mentornet.tenancy.copying import copy_institution


class Migration(migrations.Migration):
    """Rows that hung on another row say themselves which institution they belong to."""

    dependencies = [
        ("evaluations", "0010_order_of_who_left"),
        ("profiles", "0012_copied_institution"),
    ]

    operations = [
        *copy_institution(
            app="evaluations",
            model="answer",
            parent="evaluations_response",
            column="response_id",
        ),
        *copy_institution(
            app="evaluations",
            model="attendance",
            parent="evaluations_meeting",
            column="meeting_id",
        ),
        *copy_institution(
            app="evaluations",
            model="meetingtime",
            parent="evaluations_meeting",
            column="meeting_id",
        ),
    ]
