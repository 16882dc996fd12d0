import django.db.models.deletion
import territories.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0007_register_facts"),
        ("products", "0002_other_ways"),
        ("territories", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_code", models.CharField(max_length=20, unique=True)),
                ("contact", models.CharField(max_length=300, verbose_name="liên hệ")),
                ("where_to_buy", models.TextField(verbose_name="nơi bán")),
                ("story", models.TextField(blank=True, verbose_name="câu chuyện sản phẩm")),
                ("images", models.JSONField(default=list)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "trang sản phẩm",
                "verbose_name_plural": "trang sản phẩm",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="productpage",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pages",
                to="products.product",
            ),
        ),
        migrations.AddField(
            model_name="productpage",
            name="province",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territories.province",
                verbose_name="tỉnh",
            ),
        ),
        migrations.AddConstraint(
            model_name="productpage",
            constraint=territories.constraints.ProvinceIsolation(
                name="evaluations_productpage_isolation",
                readable_by=("ocop_web", "ocop_app", "ocop_national"),
                rights=("SELECT", "INSERT", "UPDATE", "DELETE"),
            ),
        ),
        migrations.AddConstraint(
            model_name="productpage",
            constraint=models.UniqueConstraint(
                fields=("id", "province"), name="evaluations_productpage_id_province"
            ),
        ),
        migrations.AddConstraint(
            model_name="productpage",
            constraint=territories.constraints.SameProvince(
                "product", name="evaluations_productpage_same_product"
            ),
        ),
    ]
