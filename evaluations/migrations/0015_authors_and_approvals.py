import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

# Of what was not agreed to, nothing says any more who answered what.
NAMELESS = """
DELETE FROM evaluations_orderconsent USING evaluations_orderchange
WHERE evaluations_orderchange.id = evaluations_orderconsent.change_id
    AND evaluations_orderchange.state IN ('declined', 'withdrawn', 'lapsed')
"""


def institution():
    return (
        "institution",
        models.ForeignKey(
            editable=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="profiles.institution",
        ),
    )


def key():
    return (
        "id",
        models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
    )


class Migration(migrations.Migration):
    """Authors outside, shared and corresponding authors, final approval, reviews handed back."""

    dependencies = [
        ("evaluations", "0014_gap_report_message"),
    ]

    operations = [
        migrations.AddField(
            model_name="draftreview",
            name="handed_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="orderchange",
            name="terms_after",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="orderchange",
            name="terms_before",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="orderchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("order", "Another order"),
                    ("joined", "An author joined"),
                    ("left", "An author’s name was taken off"),
                ],
                default="order",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="orderchange",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Waiting for consent"),
                    ("agreed", "Agreed"),
                    ("declined", "Not agreed"),
                    ("withdrawn", "Withdrawn"),
                    ("lapsed", "Dropped: someone whose place it worsens has left"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.RunSQL(NAMELESS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="projectauthor",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="profiles.membership",
            ),
        ),
        migrations.AddField(
            model_name="projectauthor",
            name="outside_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="projectauthor",
            name="email",
            field=models.EmailField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.AddField(
            model_name="projectauthor",
            name="affiliation",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="projectauthor",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="projectauthor",
            name="shares",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "a place of their own"),
                    ("first", "shared first authorship"),
                    ("last", "shared last authorship"),
                ],
                db_default="",
                default="",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="projectauthor",
            name="corresponding",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="projectauthor",
            constraint=models.UniqueConstraint(
                models.F("project"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("left_at", None), models.Q(("email", ""), _negated=True)),
                name="project_author_email_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectauthor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("member__isnull", False), ("outside_name", "")),
                    models.Q(("member", None), models.Q(("outside_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="project_author_is_one_person",
            ),
        ),
        migrations.CreateModel(
            name="FinalVersion",
            fields=[
                key(),
                ("label", models.CharField(max_length=120)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("authors", models.JSONField()),
                ("terms", models.JSONField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="profiles.membership",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="final_versions",
                        to="evaluations.projectdraft",
                    ),
                ),
                institution(),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="evaluations.writingproject",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("project",),
                        name="one_open_final_version",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FinalApproval",
            fields=[
                key(),
                ("approves", models.BooleanField(null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="evaluations.projectauthor",
                    ),
                ),
                institution(),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
                        to="evaluations.finalversion",
                    ),
                ),
            ],
            options={
                "ordering": ["author__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "author"), name="final_approval_once"
                    )
                ],
            },
        ),
    ]
