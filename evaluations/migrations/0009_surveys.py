import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0008_plans"),
        ("matching", "0003_forming"),
        ("profiles", "0009_shared_domains"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="surveys_by_mail",
            field=models.BooleanField(default=True, verbose_name="Surveys by mail"),
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("about", models.TextField(blank=True, max_length=1000)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("built_in", models.CharField(blank=True, editable=False, max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("retired_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="profiles.institution",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("part", models.CharField(blank=True, max_length=80)),
                ("text", models.CharField(max_length=400)),
                (
                    "kind",
                    models.CharField(
                        choices=[("scale", "Scale"), ("number", "Number")],
                        default="scale",
                        max_length=10,
                    ),
                ),
                ("labels", models.JSONField(blank=True, default=list)),
                ("lowest", models.PositiveSmallIntegerField(default=1)),
                ("highest", models.PositiveSmallIntegerField(default=5)),
                ("turned", models.BooleanField(default=False)),
                (
                    "institution",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="profiles.institution",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="evaluations.instrument",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("protege", "Protégé"), ("mentor", "Mentor")],
                        max_length=20,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="profiles.institution",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="profiles.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "value",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100000)]
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluations.item",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="evaluations.response",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("start", "At the start"),
                            ("midway", "Midway"),
                            ("end", "At the end"),
                            ("later", "Some time later"),
                        ],
                        default="start",
                        max_length=10,
                        verbose_name="when",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="opens on")),
                (
                    "closes_on",
                    models.DateField(help_text="The last day.", verbose_name="closes on"),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="a word to those who are asked"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("counted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("asked", models.PositiveIntegerField(default=0, editable=False)),
                ("answered", models.PositiveIntegerField(default=0, editable=False)),
                ("directing", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("threshold", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "institution",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="profiles.institution",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="evaluations.instrument",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="surveys",
                        to="matching.program",
                    ),
                ),
            ],
            options={
                "ordering": ["-opens_on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="response",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="responses",
                to="evaluations.survey",
            ),
        ),
        migrations.CreateModel(
            name="SurveyFigure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=30)),
                ("part", models.CharField(blank=True, max_length=80)),
                ("people", models.PositiveIntegerField(default=0)),
                ("total", models.FloatField(default=0)),
                ("above", models.PositiveIntegerField(default=0)),
                ("before", models.JSONField(default=dict)),
                ("pairs", models.PositiveIntegerField(default=0)),
                ("pairs_before", models.FloatField(default=0)),
                ("pairs_after", models.FloatField(default=0)),
                (
                    "institution",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="profiles.institution",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="evaluations.item",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="evaluations.survey",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("built_in", ""), _negated=True), ("retired_at", None)),
                fields=("institution", "built_in"),
                name="instrument_built_in_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("institution", "name"),
                name="instrument_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("instrument", "position"), name="item_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("highest__gt", models.F("lowest"))), name="item_range_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("response", "item"), name="answer_once"),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("program__isnull", False)),
                fields=("instrument", "program", "occasion"),
                name="survey_once_an_occasion",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="survey_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("submitted_at", None)),
                fields=["member"],
                name="response_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(fields=("survey", "member"), name="response_once"),
        ),
        migrations.AddConstraint(
            model_name="surveyfigure",
            constraint=models.UniqueConstraint(
                fields=("survey", "group", "item", "part"),
                name="survey_figure_once",
                nulls_distinct=False,
            ),
        ),
    ]
