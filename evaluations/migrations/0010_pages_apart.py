from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0009_fill_product_pages"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="publishedcertificate",
            name="contact",
        ),
        migrations.RemoveField(
            model_name="publishedcertificate",
            name="images",
        ),
        migrations.RemoveField(
            model_name="publishedcertificate",
            name="page_published_at",
        ),
        migrations.RemoveField(
            model_name="publishedcertificate",
            name="story",
        ),
        migrations.RemoveField(
            model_name="publishedcertificate",
            name="where_to_buy",
        ),
    ]
