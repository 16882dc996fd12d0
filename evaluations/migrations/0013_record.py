import django.db.models.deletion
import evaluations.models.sheets
import pgtrigger.compiler
import pgtrigger.migrations
import territories.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0003_numbers_by_year"),
        ("evaluations", "0012_numbers_by_year"),
        ("territories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(verbose_name="số")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("kind", models.CharField(max_length=30, verbose_name="việc")),
                ("body", models.TextField(verbose_name="nội dung")),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="mã kiểm tra")),
                ("sitting_ref", models.BigIntegerField(null=True)),
                ("evaluation_ref", models.BigIntegerField(null=True)),
                ("sheet_ref", models.BigIntegerField(null=True)),
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
            ],
            options={
                "verbose_name": "sự kiện của bản ghi",
                "verbose_name_plural": "bản ghi chấm điểm",
                "ordering": ["seq"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecordHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(max_length=64)),
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
            ],
            options={
                "verbose_name": "đầu bản ghi",
                "verbose_name_plural": "đầu bản ghi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecordPending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("act", models.TextField()),
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
            ],
            options={
                "verbose_name": "việc chờ ghi",
                "verbose_name_plural": "việc chờ ghi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecordSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="ngày")),
                ("first", models.PositiveBigIntegerField()),
                ("last", models.PositiveBigIntegerField()),
                ("root", models.CharField(max_length=64, verbose_name="gốc Merkle")),
                ("head", models.CharField(max_length=64, verbose_name="mã kiểm tra cuối")),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "sitting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seals",
                        to="councils.sitting",
                    ),
                ),
            ],
            options={
                "verbose_name": "niêm phong",
                "verbose_name_plural": "niêm phong",
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecordSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("salt", models.CharField(max_length=64)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "khóa nhận diện người",
                "verbose_name_plural": "khóa nhận diện người",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MarkOperation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("operation", models.UUIDField()),
                ("asked", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField(default=0)),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
                ("client_at", models.DateTimeField(null=True)),
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
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="evaluations.scoresheet",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "thao tác chấm điểm",
                "verbose_name_plural": "thao tác chấm điểm",
                "ordering": ["id"],
                "abstract": False,
                "constraints": [
                    territories.constraints.ProvinceIsolation(
                        name="evaluations_markoperation_isolation",
                        readable_by=(),
                        rights=("SELECT", "INSERT"),
                    ),
                    models.UniqueConstraint(
                        fields=("id", "province"), name="evaluations_markoperation_id_province"
                    ),
                    territories.constraints.SameProvince(
                        "sheet", name="evaluations_markoperation_same_sheet"
                    ),
                    models.UniqueConstraint(
                        fields=("sheet", "operation"), name="evaluations_operation_once"
                    ),
                    territories.constraints.CompositeKey(
                        columns=("sheet_id", "user_id"),
                        name="evaluations_operation_by_owner",
                        to="evaluations_scoresheet",
                        to_columns=("id", "user_id"),
                    ),
                    evaluations.models.sheets.Sealed(name="evaluations_operation_sealed"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="markoperation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="584fc892910f9addd2f6b20a173c26a8dd40b028",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_727c2",
                    table="evaluations_markoperation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="markoperation",
            trigger=pgtrigger.compiler.Trigger(
                name="not_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'ocop: the record is never emptied';",
                    hash="b4a699912b93dcf94bb4c61299eacf00265ceb97",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_emptied_8d21d",
                    table="evaluations_markoperation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="markoperation",
            trigger=pgtrigger.compiler.Trigger(
                name="only_on_open_sheet",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM 1 FROM evaluations_scoresheet s\n    JOIN evaluations_evaluation e ON e.id = s.evaluation_id\n    WHERE s.id = COALESCE(NEW.sheet_id, OLD.sheet_id)\n      AND s.id = COALESCE(OLD.sheet_id, NEW.sheet_id)\n      AND s.user_id = COALESCE(NEW.user_id, OLD.user_id)\n      AND s.status = 'draft' AND e.status = 'scoring' AND e.opened_at IS NULL\n      AND s.pass_no = e.pass_no\n    FOR SHARE OF s, e;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'ocop: this score sheet can no longer be changed';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                    hash="fcb94a31c2238332bad89514693fc061bb27d063",
                    operation="INSERT",
                    pgid="pgtrigger_only_on_open_sheet_575b5",
                    table="evaluations_markoperation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="recordevent",
            index=models.Index(
                fields=["province", "sitting_ref", "seq"], name="evaluations_record_of"
            ),
        ),
        migrations.AddIndex(
            model_name="recordevent",
            index=models.Index(fields=["sheet_ref", "kind"], name="evaluations_record_sheet"),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=territories.constraints.ProvinceIsolation(
                name="evaluations_recordevent_isolation", readable_by=(), rights=("SELECT",)
            ),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.UniqueConstraint(
                fields=("id", "province"), name="evaluations_recordevent_id_province"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.UniqueConstraint(
                fields=("province", "seq"), name="evaluations_record_seq"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="68d1300ded3531a5f80300c19650f92a3fd4b75c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c5c96",
                    table="evaluations_recordevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordevent",
            trigger=pgtrigger.compiler.Trigger(
                name="not_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'ocop: the record is never emptied';",
                    hash="02d8e2dfb2572ec47afd0a96387b8fb4080ba201",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_emptied_4d66f",
                    table="evaluations_recordevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordevent",
            trigger=pgtrigger.compiler.Trigger(
                name="by_the_chain_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF pg_trigger_depth() < 2 THEN\n        RAISE EXCEPTION 'ocop: the record is written by ocop_chain alone';\n    END IF;\n    RETURN NEW;\n",
                    hash="cd51f02dfb8ae3388ce8327c60d7c6b9cd89e5a3",
                    operation="INSERT",
                    pgid="pgtrigger_by_the_chain_only_51995",
                    table="evaluations_recordevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="recordhead",
            constraint=territories.constraints.ProvinceIsolation(
                name="evaluations_recordhead_isolation", readable_by=(), rights=("SELECT",)
            ),
        ),
        migrations.AddConstraint(
            model_name="recordhead",
            constraint=models.UniqueConstraint(
                fields=("id", "province"), name="evaluations_recordhead_id_province"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordhead",
            constraint=models.UniqueConstraint(
                fields=("province",), name="evaluations_record_one_head"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordhead",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="331dfe09e0451f2600aadc800096c54eb687347a",
                    operation="DELETE",
                    pgid="pgtrigger_kept_8cd14",
                    table="evaluations_recordhead",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordhead",
            trigger=pgtrigger.compiler.Trigger(
                name="by_the_chain_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF pg_trigger_depth() < 2 THEN\n        RAISE EXCEPTION 'ocop: the record is written by ocop_chain alone';\n    END IF;\n    RETURN NEW;\n",
                    hash="f54c30fcbc437ec433beeee330bde5a022b10589",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_by_the_chain_only_03ded",
                    table="evaluations_recordhead",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="recordpending",
            constraint=territories.constraints.ProvinceIsolation(
                name="evaluations_recordpending_isolation",
                readable_by=(),
                rights=("SELECT", "INSERT"),
            ),
        ),
        migrations.AddConstraint(
            model_name="recordpending",
            constraint=models.UniqueConstraint(
                fields=("id", "province"), name="evaluations_recordpending_id_province"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordpending",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__regex", "^[a-z_]+$")), name="evaluations_pending_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordpending",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__regex", "^\\{.*\\}$")), name="evaluations_pending_act"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordseal",
            constraint=territories.constraints.ProvinceIsolation(
                name="evaluations_recordseal_isolation", readable_by=(), rights=("SELECT", "INSERT")
            ),
        ),
        migrations.AddConstraint(
            model_name="recordseal",
            constraint=models.UniqueConstraint(
                fields=("id", "province"), name="evaluations_recordseal_id_province"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordseal",
            constraint=territories.constraints.SameProvince(
                "sitting", name="evaluations_recordseal_same_sitting"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordseal",
            constraint=models.UniqueConstraint(
                fields=("province", "sitting", "last"),
                name="evaluations_seal_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="recordseal",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__gte", 1), ("first__lte", models.F("last"))),
                name="evaluations_seal_of_events",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordseal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6230721205dabfcfeaac248f0d2f5f3261bc9615",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8018d",
                    table="evaluations_recordseal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordseal",
            trigger=pgtrigger.compiler.Trigger(
                name="not_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'ocop: the record is never emptied';",
                    hash="db87317c6d1e78d7ae495e5c2b08733d03b2b2cc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_not_emptied_860d7",
                    table="evaluations_recordseal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="recordsubject",
            constraint=territories.constraints.ProvinceIsolation(
                name="evaluations_recordsubject_isolation",
                readable_by=(),
                rights=("SELECT", "INSERT", "DELETE"),
            ),
        ),
        migrations.AddConstraint(
            model_name="recordsubject",
            constraint=models.UniqueConstraint(
                fields=("id", "province"), name="evaluations_recordsubject_id_province"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordsubject",
            constraint=models.UniqueConstraint(
                fields=("province", "user"), name="evaluations_record_one_salt"
            ),
        ),
    ]
