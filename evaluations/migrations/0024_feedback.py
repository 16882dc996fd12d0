import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import territories.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0023_confirm_earlier_results"),
        ("territories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="nhận xét chung")),
                ("lines", models.JSONField(default=list)),
                ("released_at", models.DateTimeField(auto_now_add=True, verbose_name="gửi lúc")),
                (
                    "evaluation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="evaluations.evaluation",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territories.province",
                        verbose_name="tỉnh",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "góp ý của hội đồng",
                "verbose_name_plural": "góp ý của hội đồng",
                "abstract": False,
                "constraints": [
                    territories.constraints.ProvinceIsolation(
                        name="evaluations_feedback_isolation",
                        readable_by=(),
                        rights=("SELECT", "INSERT"),
                    ),
                    models.UniqueConstraint(
                        fields=("id", "province"), name="evaluations_feedback_id_province"
                    ),
                    territories.constraints.SameProvince(
                        "evaluation", name="evaluations_feedback_same_evaluation"
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feedback",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_released",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="09adf5e4c3f1e4b0b3dd2c8ea2fe533519a3a8d2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_released_d00e6",
                    table="evaluations_feedback",
                    when="BEFORE",
                ),
            ),
        ),
    ]
