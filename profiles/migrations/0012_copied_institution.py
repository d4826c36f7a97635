from django.db import migrations

from mentornet.tenancy.copying import copy_institution, copy_institution_to_link


class Migration(migrations.Migration):
    """Rows that hung on another row say themselves which institution they belong to."""

    dependencies = [("profiles", "0011_sign_in_lifetime")]

    operations = [
        *copy_institution(
            app="profiles", model="goaltarget", parent="profiles_goal", column="goal_id"
        ),
        *copy_institution(
            app="profiles", model="goalnote", parent="profiles_goal", column="goal_id"
        ),
        *copy_institution(
            app="profiles",
            model="selfdescription",
            parent="profiles_membership",
            column="member_id",
        ),
        copy_institution_to_link(
            table="profiles_partsharing_chosen",
            parent="profiles_partsharing",
            column="partsharing_id",
        ),
        copy_institution_to_link(
            table="profiles_signon_break_glass", parent="profiles_signon", column="signon_id"
        ),
    ]
