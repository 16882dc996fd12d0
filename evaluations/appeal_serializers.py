"""Appeals, as the API shows and takes them."""

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.models import User
from ocop_portal.api import Exact

from .appeal_states import OUTCOMES
from .appeals import MOST_DAYS
from .models import Appeal, Evaluation


class AppealSerializer(serializers.ModelSerializer):
    """An appeal; what was found and counted is not in it."""

    product = serializers.CharField(source="product_name")

    class Meta:
        model = Appeal
        fields = [
            "id",
            "evaluation",
            "product",
            "status",
            "reason",
            "made_at",
            "is_on_behalf",
            "register_no",
            "registered_on",
            "decision_no",
            "decided_on",
            "signer",
            "decision_reason",
        ]


class AppealDaysSerializer(Exact):
    """How many working days a result may be appealed against."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)


class FiguresSerializer(serializers.Serializer):
    """What the sheets come to."""

    points_sum = serializers.IntegerField()
    sheet_count = serializers.IntegerField()
    mean = serializers.CharField()
    star_by_points = serializers.IntegerField(allow_null=True)
    star = serializers.IntegerField(allow_null=True)
    is_final = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())


class PreviewSerializer(serializers.Serializer):
    """The result as it stands, and as it would be."""

    shape = serializers.IntegerField()
    before = FiguresSerializer()
    after = FiguresSerializer()
    left_out = serializers.ListField(
        child=serializers.IntegerField(),
        help_text=gettext_lazy("Thành viên không tham gia khi sản phẩm được đánh giá lại."),
    )
    changes = serializers.ListField(child=serializers.CharField())


class WholeAppealSerializer(AppealSerializer):
    """An appeal with its report, for those who may see results."""

    findings = serializers.SerializerMethodField()
    preview = serializers.SerializerMethodField()

    class Meta(AppealSerializer.Meta):
        fields = [*AppealSerializer.Meta.fields, "findings", "preview"]

    def get_findings(self, appeal: Any) -> str:
        """Return what was found, to the office."""
        return appeal.findings if self.context.get("sees_result") else ""

    def get_preview(self, appeal: Any) -> dict[str, Any] | None:
        """Return what was counted, to the office."""
        return (appeal.preview or None) if self.context.get("sees_result") else None


class FileAppealSerializer(Exact):
    """Which result, why, and what proves it."""

    evaluation = serializers.PrimaryKeyRelatedField(queryset=Evaluation.objects.none())
    reason = serializers.CharField(max_length=5000)
    signed_paper = serializers.FileField(required=False)
    files = serializers.ListField(child=serializers.FileField(), required=False, max_length=10)

    def __init__(self, *args: Any, results: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if results is not None:  # the schema asks without any
            self.fields["evaluation"].queryset = results


class RegisterAppealSerializer(Exact):
    """The number in the register."""

    register_no = serializers.CharField(max_length=50)


class RapporteurSerializer(Exact):
    """Who examines the appeal."""

    email = serializers.SlugRelatedField(
        slug_field="email", queryset=User.objects.all(), source="rapporteur"
    )


class AskedMinimumSerializer(Exact):
    """A minimum that would be ruled on otherwise; null: by the votes."""

    criterion = serializers.CharField(max_length=20)
    star = serializers.IntegerField(min_value=1, max_value=5)
    stands = serializers.BooleanField(allow_null=True)


class AskedKnockOutSerializer(Exact):
    """A knock-out that would be ruled on otherwise."""

    key = serializers.CharField(max_length=50)
    stands = serializers.BooleanField()


class WhatIfSerializer(Exact):
    """What would be judged otherwise: rulings and sheets; no points are taken."""

    left_out = serializers.ListField(child=serializers.IntegerField(), required=False)
    minimums = AskedMinimumSerializer(many=True, required=False)
    knock_outs = AskedKnockOutSerializer(many=True, required=False)

    def asked(self) -> dict[str, Any]:
        """Return it as the preview takes it."""
        data = self.validated_data
        return {
            "left_out": data.get("left_out", ()),
            "minimums": [
                (one["criterion"], one["star"], one["stands"]) for one in data.get("minimums", ())
            ],
            "knock_outs": {one["key"]: one["stands"] for one in data.get("knock_outs", ())},
        }


class ReportAppealSerializer(WhatIfSerializer):
    """What was found, and what would be judged otherwise."""

    findings = serializers.CharField(max_length=10000)


class DecideAppealSerializer(Exact):
    """The signed decision."""

    outcome = serializers.ChoiceField(choices=[str(one) for one in OUTCOMES])
    decision_no = serializers.CharField(max_length=50)
    decided_on = serializers.DateField()
    signer = serializers.CharField(max_length=150)
    reason = serializers.CharField(max_length=5000)
    upload = serializers.FileField(required=False)
