from __future__ import annotations

from django.db import migrations, models

# Who was taken into a program's group by hand before takes part in the program from now on.
ENROLL = """
INSERT INTO matching_enrollment (
    id, institution_id, program_id, member_id, side, areas, roles, expertise, goals, modes,
    languages, places, rank_wish, left_out, enrolled_at, source
)
SELECT gen_random_uuid(), chosen.*
FROM (
    SELECT DISTINCT program.institution_id, program.id, part.member_id,
        CASE WHEN part.part = 'member' THEN 'protege' ELSE 'mentor' END,
        '{}'::jsonb, '{}'::varchar[], '{}'::varchar[], '', '{}'::varchar[],
        '{}'::varchar[], 1, 'any', part.part <> 'member', now(), 'taken_in'
    FROM networks_groupmember part
    JOIN networks_peergroup peers ON peers.id = part.group_id
    JOIN matching_programgroup link ON link.group_id = peers.id
    JOIN matching_program program ON program.id = link.program_id
    JOIN profiles_membership member ON member.id = part.member_id
    WHERE part.left_on IS NULL
        AND peers.ended_on IS NULL
        AND program.state <> 'closed'
        AND member.end_date IS NULL
) chosen
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0006_team_agreement"),
        ("networks", "0012_leaving_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrollment",
            name="source",
            field=models.CharField(
                choices=[("applied", "Applied"), ("taken_in", "Taken in by hand")],
                db_default="applied",
                default="applied",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.RunSQL(ENROLL, migrations.RunSQL.noop),
    ]
