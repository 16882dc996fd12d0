"""Pages of written opinions: the deadline, reminders, the close, and the way to a meeting."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import ReasonForm
from accounts.permissions import Permission
from councils.models import Sitting

from . import opinion_actions
from .evaluation_views import EvaluationActView, LooksAgain
from .leaving import leaving
from .models import Evaluation, Panel
from .opinion_forms import DeadlineForm, MeetingForm
from .sheet_forms import ConfirmForm
from .sitting_views import OfSitting, SittingStepView
from .states import EvaluationStatus

LAW = "26/2026/QĐ-TTg, Điều 7.6.d"


class DeadlineView(OfSitting):
    """Give the members more time."""

    form_class = DeadlineForm
    refuses = staticmethod(opinion_actions.refuse_extending)
    title = gettext_lazy("Gia hạn trả lời")
    done = gettext_lazy("Gia hạn")

    def perform(self, form: DeadlineForm) -> Sitting:
        """Call the action."""
        return opinion_actions.extend_deadline(
            sitting=self.sitting(), by=self.request.user, **form.cleaned_data
        )


class RemindView(SittingStepView):
    """Remind those who have not answered."""

    def perform(self, sitting: Sitting) -> None:
        """Call the action, and say whom it reached."""
        people = opinion_actions.remind(sitting=sitting, by=self.request.user)
        names = ", ".join(str(one) for one in people)
        messages.success(self.request, _("Đã nhắc: %(names)s.") % {"names": names})


class RoundEndView(LooksAgain, EvaluationActView):
    """Base of the acts that end a round, each at its own standing."""

    def refuse_over(self) -> None:
        """Ask it of the panel as the press will leave it: whoever is linked is not waited for."""
        evaluation = self.evaluation()
        panel = list(evaluation.panel.select_related("member__user"))
        found = leaving(evaluation, self.request.user)
        for place in panel:
            if found and place.member_id in found.members:
                place.state = Panel.State.RECUSED
        self.refuses(evaluation, panel)


class AnswersCloseView(RoundEndView):
    """Close the round of a product."""

    refuses = staticmethod(opinion_actions.closable)
    title = gettext_lazy("Khép lại lấy ý kiến")
    consequence = gettext_lazy(
        "Mọi phiếu được mở, không ai trả lời được nữa; ai chưa trả lời được ghi là vắng. Nếu các ý"
        " kiến khác nhau, sản phẩm được chuyển sang họp trực tiếp."
    )
    law = LAW

    def perform(self, form: ConfirmForm) -> Evaluation:
        """Call the action, and say what came of it."""
        done = opinion_actions.close_answers(evaluation=self.evaluation(), by=self.request.user)
        if done.status == EvaluationStatus.TO_MEETING:
            messages.warning(
                self.request, _("Các ý kiến khác nhau: sản phẩm được chuyển sang họp trực tiếp.")
            )
        return done


class Presided(EvaluationActView):
    """Base of the chair's acts, each with a reason."""

    permission = Permission.SITTING_LEAD
    form_class = ReasonForm
    law = LAW
    act: Any = None  # the action

    def get_queryset(self) -> Any:
        """Return the products over which the person presides."""
        return Evaluation.objects.presided_by(self.request.user)

    def perform(self, form: ReasonForm) -> Evaluation:
        """Call the action."""
        return self.act(evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data)


class MeetingCallView(LooksAgain, Presided):
    """The chair calls a meeting."""

    act = staticmethod(opinion_actions.call_meeting)
    refuses = staticmethod(opinion_actions.refuse_calling)
    title = gettext_lazy("Chuyển họp trực tiếp")
    consequence = gettext_lazy(
        "Đợt lấy ý kiến về sản phẩm này dừng lại; các ý kiến đã gửi được giữ nguyên và in vào biên"
        " bản. Thư ký đưa sản phẩm ra một phiên họp, hội đồng chấm lại từ đầu."
    )
    is_grave = True


class MeetingDeclineView(Presided):
    """The chair answers that no meeting is needed."""

    act = staticmethod(opinion_actions.decline_meeting)
    refuses = staticmethod(opinion_actions.refuse_declining)
    title = gettext_lazy("Không mở cuộc họp")
    consequence = gettext_lazy(
        "Lý do được ghi vào biên bản, cạnh đề nghị của thành viên; sau đó thư ký kết luận theo ý"
        " kiến bằng văn bản."
    )


class MeetingForWantView(RoundEndView):
    """Too few have answered: a meeting."""

    refuses = staticmethod(opinion_actions.wanting)
    title = gettext_lazy("Chuyển họp vì chưa đủ ý kiến")
    consequence = gettext_lazy(
        "Chưa đủ số thành viên trả lời. Các ý kiến đã gửi được giữ nguyên và in vào biên bản; hội"
        " đồng chấm lại tại phiên họp."
    )
    law = LAW

    def perform(self, form: ConfirmForm) -> Evaluation:
        """Call the action."""
        return opinion_actions.meet_for_want_of_answers(
            evaluation=self.evaluation(), by=self.request.user
        )


class MeetingPlaceView(EvaluationActView):
    """Put the product on the agenda of a meeting."""

    form_class = MeetingForm
    refuses = staticmethod(opinion_actions.refuse_placing)
    title = gettext_lazy("Đưa ra phiên họp trực tiếp")
    consequence = gettext_lazy(
        "Hội đồng chấm lại sản phẩm tại phiên họp này; ý kiến bằng văn bản hiện bên cạnh như lượt"
        " trước."
    )
    law = LAW

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the meetings of the council that have not ended."""
        return super().get_form_kwargs() | {"evaluation": self.evaluation()}

    def perform(self, form: MeetingForm) -> Evaluation:
        """Call the action."""
        return opinion_actions.place_at_meeting(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Go to the meeting; before it is chosen, back to the product."""
        made = getattr(self, "object", None)
        if made is None:
            return super().get_success_url()
        return reverse("sitting", args=[self.request.province.slug, made.sitting_id])
