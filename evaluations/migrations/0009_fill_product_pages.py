from django.db import migrations

# What was published before moves to the page; every certificate of then is a province's own.
FORWARDS = """
    INSERT INTO evaluations_productpage
        (province_id, public_code, product_id, contact, where_to_buy, story, images, published_at)
    SELECT p.province_id, p.public_code, c.product_id, p.contact, p.where_to_buy, p.story,
        p.images, p.page_published_at
    FROM evaluations_publishedcertificate p
    JOIN evaluations_certificate c ON c.id = p.certificate_id
    WHERE p.page_published_at IS NOT NULL
"""
BACKWARDS = """
    UPDATE evaluations_publishedcertificate p SET
        contact = g.contact, where_to_buy = g.where_to_buy, story = g.story, images = g.images,
        page_published_at = g.published_at
    FROM evaluations_productpage g WHERE g.public_code = p.public_code;
    DELETE FROM evaluations_productpage
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0008_product_page"),
    ]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
