"""One form for all the minimums on which a council has to conclude (R13)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LATER, MET, MISSED = "", "1", "0"


class RulingsForm(forms.Form):
    """Met or missed, with a reason, for each; what the council leaves for later stays open."""

    common = forms.CharField(
        label=gettext_lazy("Lý do chung"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ghi vào biên bản cho những yêu cầu không có lý do riêng."),
    )

    def __init__(self, *args: Any, votes: Iterable[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.votes = {vote["minimum"].pk: vote for vote in votes}
        for pk, vote in self.votes.items():
            facts = {"code": vote["code"], "star": vote["star"]}
            self.fields[self.name(pk)] = forms.ChoiceField(
                label=_("Tiêu chí %(code)s, hạng %(star)s sao") % facts,
                required=False,
                choices=[
                    (MET, _("Đạt")),
                    (MISSED, _("Không đạt")),
                    (LATER, _("Để sau")),
                ],
                initial=LATER,
                widget=forms.RadioSelect,
            )
            self.fields[self.name(pk, "reason")] = forms.CharField(
                label=_("Lý do riêng, tiêu chí %(code)s, hạng %(star)s sao") % facts,
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def name(pk: int, of: str = "stands") -> str:
        """Return the name of a minimum's field."""
        return f"{of}_{pk}"

    def rows(self) -> Iterator[dict[str, Any]]:
        """Return each minimum with its votes and its two fields."""
        for pk, vote in self.votes.items():
            yield {
                "vote": vote,
                "stands": self[self.name(pk)],
                "reason": self[self.name(pk, "reason")],
            }

    def leave_out(self, pks: Iterable[int]) -> None:
        """Take minimums out that need no ruling any more."""
        for pk in pks:
            if self.votes.pop(pk, None) is not None:
                del self.fields[self.name(pk)]
                del self.fields[self.name(pk, "reason")]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of what is concluded, and for the conclusion of what has a reason."""
        data = super().clean()
        for pk in self.votes:
            stands, reason = (data.get(self.name(pk, of), "") for of in ("stands", "reason"))
            if stands and not (reason or data.get("common")):
                self.add_error(self.name(pk, "reason"), _("Hãy ghi lý do vào biên bản."))
            if reason and not stands:
                self.add_error(self.name(pk), _("Hãy chọn đạt hoặc không đạt."))
        if not self.errors and not self.given():
            raise forms.ValidationError(_("Hãy kết luận ít nhất một yêu cầu."))
        return data

    def given(self) -> list[tuple[Any, bool, str]]:
        """Return what was concluded: minimum, whether it is met, why."""
        data = self.cleaned_data
        return [
            (
                vote["minimum"],
                data[self.name(pk)] == MET,
                data[self.name(pk, "reason")] or data["common"],
            )
            for pk, vote in self.votes.items()
            if data.get(self.name(pk))
        ]
