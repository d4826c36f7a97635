from django.db import migrations

# What was done about a pair belongs to the program whose row the queue showed.
FILL = """
UPDATE evaluations_attentionstate state SET program_id = (
    SELECT program.id FROM matching_proposal proposal
    JOIN matching_matchrun run ON run.id = proposal.run_id
    JOIN matching_program program ON program.id = run.program_id
    WHERE proposal.tie_id::text = state.subject
    ORDER BY program.state = 'closed', program.id LIMIT 1
) WHERE state.kind = 'pair' AND state.program_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0032_attention_program")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
