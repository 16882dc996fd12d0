import django.db.models.deletion
import territories.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0010_pages_apart"),
        ("files", "0001_initial"),
        ("products", "0002_other_ways"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="package",
            options={
                "ordering": ["-sent_at", "-id"],
                "verbose_name": "hồ sơ đề nghị 5 sao",
                "verbose_name_plural": "hồ sơ đề nghị 5 sao",
            },
        ),
        migrations.RemoveField(
            model_name="package",
            name="commune_report",
        ),
        migrations.AddField(
            model_name="nationalresult",
            name="evaluation",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="national_result",
                to="evaluations.evaluation",
            ),
        ),
        migrations.AddField(
            model_name="package",
            name="answers_to",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="package",
            name="evaluation",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="package",
                to="evaluations.evaluation",
            ),
        ),
        migrations.AddField(
            model_name="package",
            name="return_reason",
            field=models.TextField(blank=True, verbose_name="lý do Bộ trả lại"),
        ),
        migrations.AddField(
            model_name="package",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "đang lập"),
                    ("sent", "đã gửi Bộ"),
                    ("received", "Bộ đã tiếp nhận"),
                    ("returned", "Bộ trả lại bổ sung"),
                    ("answered", "đã có kết quả của Bộ"),
                ],
                default="draft",
                editable=False,
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AlterField(
            model_name="nationalresult",
            name="chosen",
            field=models.CharField(
                blank=True,
                choices=[
                    ("recognise", "công nhận theo kết quả của Hội đồng cấp trung ương"),
                    ("evaluate", "tổ chức đánh giá lại tại tỉnh"),
                    ("reject", "không công nhận"),
                ],
                max_length=12,
                verbose_name="hướng xử lý",
            ),
        ),
        migrations.AlterField(
            model_name="nationalresult",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="national_results",
                to="products.submission",
            ),
        ),
        migrations.AlterField(
            model_name="package",
            name="advisory_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="báo cáo đánh giá của Tổ tư vấn",
            ),
        ),
        migrations.AlterField(
            model_name="package",
            name="request_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="văn bản đề nghị",
            ),
        ),
        migrations.AlterField(
            model_name="package",
            name="request_no",
            field=models.CharField(blank=True, max_length=50, verbose_name="số văn bản đề nghị"),
        ),
        migrations.AlterField(
            model_name="package",
            name="requested_on",
            field=models.DateField(blank=True, null=True, verbose_name="ngày văn bản đề nghị"),
        ),
        migrations.AlterField(
            model_name="package",
            name="sent_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="gửi Bộ lúc"),
        ),
        migrations.AlterField(
            model_name="package",
            name="signer",
            field=models.CharField(
                blank=True, max_length=150, verbose_name="người ký văn bản đề nghị"
            ),
        ),
        migrations.AlterField(
            model_name="package",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packages",
                to="products.submission",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalresult",
            constraint=territories.constraints.SameProvince(
                "evaluation", name="evaluations_nationalresult_same_evaluation"
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=territories.constraints.SameProvince(
                "evaluation", name="evaluations_package_same_evaluation"
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answers_to__isnull", True), ("evaluation__isnull", False)),
                    models.Q(("answers_to__isnull", False), ("evaluation__isnull", True)),
                    _connector="OR",
                ),
                name="evaluations_package_of_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.UniqueConstraint(
                condition=models.Q(("evaluation__isnull", True)),
                fields=("submission",),
                name="evaluations_one_package_a_copy",
            ),
        ),
    ]
