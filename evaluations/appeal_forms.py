"""Forms of an appeal: fields only, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from councils.forms import Dates
from regulations.language import in_language

from .appeal_preview import Preview
from .appeal_states import OUTCOMES, AppealStatus
from .appeals import MOST_DAYS
from .scoring import sheet_total

KEEP, MET, MISSED, BY_VOTES = "", "met", "missed", "votes"
STANDS = {MET: True, MISSED: False, BY_VOTES: None}


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each checked as one is."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file; none is an empty list."""
        sent = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in sent if one]


class FileAppealForm(forms.Form):
    """Why the result is appealed, and what proves it."""

    reason = forms.CharField(
        label=gettext_lazy("Nội dung, lý do khiếu nại"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Nêu tiêu chí, yêu cầu tối thiểu hoặc điều kiện loại mà hội đồng đánh giá chưa đúng, và"
            " tài liệu chứng minh."
        ),
    )
    signed_paper = forms.FileField(
        label=gettext_lazy("Đơn khiếu nại đã ký của chủ thể (PDF, ảnh)"), required=False
    )
    files = ManyFilesField(
        label=gettext_lazy("Tài liệu kèm theo"),
        required=False,
        help_text=gettext_lazy("Có thể chọn nhiều tệp, nhiều nhất 10."),
    )

    def __init__(self, *args: Any, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if on_behalf:
            self.fields["signed_paper"].required = True
        else:
            del self.fields["signed_paper"]


class AppealDaysForm(forms.Form):
    """How many working days a result may be appealed against."""

    days = forms.IntegerField(
        label=gettext_lazy("Thời hạn khiếu nại (ngày làm việc)"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=gettext_lazy(
            "Tính từ ngày làm việc sau ngày kết quả được thông báo; mặc định 10 ngày."
        ),
    )


class RegisterForm(forms.Form):
    """The number in the province's register."""

    register_no = forms.CharField(label=gettext_lazy("Số thụ lý"), max_length=50)


class RapporteurForm(forms.Form):
    """Who examines the appeal."""

    rapporteur = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Người xem xét"),
        help_text=gettext_lazy(
            "Không có tên những người trong Hội đồng, Tổ tư vấn, đã kết luận, kiểm soát kết quả này"
            " hoặc có liên quan đến chủ thể."
        ),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [one.pk for one in people]
        self.fields["rapporteur"].queryset = User.objects.filter(pk__in=ids).order_by("full_name")


class ReportForm(forms.Form):
    """What was found, and what would have to be judged otherwise: rulings and sheets, no points."""

    left_out = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Phiếu lẽ ra không được tính"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Vì thành viên lẽ ra không được tham gia đánh giá sản phẩm này."),
    )
    findings = forms.CharField(
        label=gettext_lazy("Kết quả xem xét"),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count, rules = preview.count, preview.rules
        names = {row.member_id: row.member.user for row in count.panel}
        self.fields["left_out"].choices = [
            (
                one.member,
                _("%(who)s, tổng %(total)s điểm")
                % {"who": names[one.member], "total": sheet_total(rules, one.sheet)},
            )
            for one in count.valid
        ]
        self.minimums: dict[str, tuple[str, int]] = {}
        self.clauses: dict[str, str] = {}
        for vote in preview.votes():
            if not vote.is_met or vote.ruled is not None:
                criterion = rules.criterion(vote.minimum.criterion)
                self._ask_minimum(vote.minimum, in_language(criterion.name_vi, criterion.name_en))
        for vote in count.result.knock_outs:
            if vote.votes or vote.ruled:
                self._ask_clause(vote.knock_out)
        self.order_fields([*self.minimums, *self.clauses, "left_out", "findings"])

    def _ask_minimum(self, minimum: Any, name: str) -> None:
        field = f"minimum_{len(self.minimums)}"
        self.minimums[field] = (minimum.criterion, minimum.star)
        facts = {"code": minimum.criterion.replace("/", " "), "star": minimum.star, "name": name}
        self.fields[field] = forms.ChoiceField(
            label=_("Tiêu chí %(code)s, hạng %(star)s sao: %(name)s") % facts,
            required=False,
            choices=[
                (KEEP, _("Giữ như hội đồng đã kết luận")),
                (MET, _("Coi là đạt yêu cầu tối thiểu")),
                (MISSED, _("Coi là không đạt yêu cầu tối thiểu")),
                (BY_VOTES, _("Theo phiếu của các thành viên")),
            ],
        )

    def _ask_clause(self, clause: Any) -> None:
        field = f"clause_{len(self.clauses)}"
        self.clauses[field] = clause.key
        self.fields[field] = forms.ChoiceField(
            label=_("Điều kiện loại: %(text)s") % {"text": clause.vi},
            required=False,
            choices=[
                (KEEP, _("Giữ như hội đồng đã kết luận")),
                (MET, _("Kết luận loại")),
                (MISSED, _("Bỏ kết luận loại, theo phiếu của các thành viên")),
            ],
        )

    def asked(self) -> dict[str, Any]:
        """Return what is asked of the sheets, as the preview takes it."""
        data = self.cleaned_data
        return {
            "left_out": data["left_out"],
            "minimums": [
                (*key, STANDS[data[field]]) for field, key in self.minimums.items() if data[field]
            ],
            "knock_outs": {
                key: STANDS[data[field]] for field, key in self.clauses.items() if data[field]
            },
        }


class DecideForm(Dates, forms.Form):
    """The signed decision on the appeal."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Kết quả giải quyết"),
        choices=[(one, AppealStatus(one).label) for one in OUTCOMES],
        widget=forms.RadioSelect,
    )
    decision_no = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=50)
    decided_on = forms.DateField(label=gettext_lazy("Ngày quyết định"))
    signer = forms.CharField(label=gettext_lazy("Người ký"), max_length=150)
    reason = forms.CharField(
        label=gettext_lazy("Lý do của quyết định"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Chủ thể đọc được phần này."),
    )
    upload = forms.FileField(label=gettext_lazy("Bản quét quyết định"), required=False)
