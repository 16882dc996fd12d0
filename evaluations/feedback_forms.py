"""The form of the chair's feedback: a field for each criterion."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .feedback_actions import LONGEST


def asked(row: dict[str, Any]) -> list[str]:
    """Ask for evidence where members found none that proves."""
    if not row["unproven"]:
        return []
    return [
        _("Cần bổ sung minh chứng: %(count)s/%(sheets)s phiếu ghi chưa chứng minh.")
        % {"count": row["unproven"], "sheets": row["sheets"]}
    ]


class FeedbackForm(forms.Form):
    """Words on the product as a whole and on each criterion; begun with the members' remarks."""

    text = forms.CharField(
        label=gettext_lazy("Nhận xét chung"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    with_points = forms.BooleanField(
        label=gettext_lazy("Kèm điểm trung bình của từng tiêu chí"), required=False
    )

    def __init__(self, *args: Any, rows: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {}
        for place, row in enumerate(rows):
            name = f"line_{place}"
            self.keys[name] = row["criterion"]
            self.fields[name] = forms.CharField(
                label=f"{row['code']} {row['name']}",
                help_text=_("Trung bình %(mean)s trên %(most)s điểm.")
                % {"mean": row["mean"] or "–", "most": row["max_points"]},
                initial="\n".join([*asked(row), *row["remarks"]]),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "with_points": data["with_points"],
            "lines": {key: data[name] for name, key in self.keys.items()},
        }
