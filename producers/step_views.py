"""Pages that take one step: the producer's standing, its papers, its people."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts.doors import LeadsBack, PermissionRequired
from accounts.permissions import Permission
from files import serving

from . import actions, transfer_actions
from .forms import AccountForm, PermitForm, PlainForm, ProducerReasonForm, TransferForm
from .models import Producer, ProducerAccount, ProducerMove, ProducerPermit
from .views import OfOpenProducer, OfProducer


class StepView(LeadsBack, OfProducer):
    """A page that takes one step in a producer's standing, with a word on what it means."""

    form_class = PlainForm
    permission = Permission.PRODUCER_CONFIRM
    template_name = "producers/producer_confirm.html"
    consequence = submit_label = ""
    verb = ""  # the step in the producer's standing, where it is one

    def refuse_over(self) -> None:
        """Refuse a step that does not follow from how the producer stands."""
        if self.verb:
            actions.refuse_step(self.producer, self.verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what will happen, and about whom."""
        return super().get_context_data(
            consequence=self.consequence,
            submit_label=self.submit_label or self.title,
            **({"is_harsh": "reason" in self.form_class.base_fields} | kwargs),
        )


class ConfirmView(StepView):
    """The commune stands behind the entry."""

    verb = "confirm"
    title = gettext_lazy("Xác nhận chủ thể")
    consequence = gettext_lazy(
        "Xã xác nhận thông tin đăng ký là đúng; chủ thể được đăng ký sản phẩm tham gia chu trình."
    )
    done = gettext_lazy("Đã xác nhận chủ thể.")

    def act(self, form: PlainForm) -> Producer:
        """Call the action."""
        return actions.confirm(producer=self.producer, by=self.request.user)


class RefuseView(StepView):
    """The commune does not stand behind the entry."""

    form_class = ProducerReasonForm
    verb = "refuse"
    title = gettext_lazy("Không xác nhận chủ thể")
    consequence = gettext_lazy("Chủ thể nhận được lý do, có thể sửa thông tin rồi gửi lại.")
    done = gettext_lazy("Đã ghi lý do không xác nhận.")

    def act(self, form: ProducerReasonForm) -> Producer:
        """Call the action."""
        by, reason = self.request.user, form.cleaned_data["reason"]
        return actions.refuse(producer=self.producer, by=by, reason=reason)


class DeactivateView(StepView):
    """The producer stopped."""

    form_class = ProducerReasonForm
    verb = "deactivate"
    title = gettext_lazy("Cho ngừng hoạt động")
    consequence = gettext_lazy(
        "Chủ thể không đăng ký thêm sản phẩm; hồ sơ và giấy chứng nhận đã có vẫn được giữ."
    )
    done = gettext_lazy("Đã ghi chủ thể ngừng hoạt động.")

    def act(self, form: ProducerReasonForm) -> Producer:
        """Call the action."""
        by, reason = self.request.user, form.cleaned_data["reason"]
        return actions.deactivate(producer=self.producer, by=by, reason=reason)


class ReactivateView(StepView):
    """The producer works again."""

    verb = "reactivate"
    title = gettext_lazy("Cho hoạt động lại")
    consequence = gettext_lazy("Chủ thể trở lại danh sách đã xác nhận.")
    done = gettext_lazy("Chủ thể đã hoạt động lại.")

    def act(self, form: PlainForm) -> Producer:
        """Call the action."""
        return actions.reactivate(producer=self.producer, by=self.request.user)


class ResubmitView(StepView):
    """The corrected entry goes to the commune again."""

    permission = Permission.PRODUCER_EDIT
    verb = "resubmit"
    title = gettext_lazy("Gửi lại để xác nhận")
    consequence = gettext_lazy("Cán bộ xã sẽ xem lại thông tin đã sửa.")
    done = gettext_lazy("Đã gửi lại cho xã.")

    def act(self, form: PlainForm) -> Producer:
        """Call the action."""
        return actions.resubmit(producer=self.producer, by=self.request.user)


class TransferView(OfOpenProducer):
    """The producer goes to another commune, or its commune was merged."""

    form_class = TransferForm
    permission = Permission.PRODUCER_TRANSFER
    template_name = "producers/transfer_form.html"
    title = gettext_lazy("Chuyển sang xã khác")
    done = gettext_lazy("Đã chuyển chủ thể sang xã khác.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say whose move it is."""
        return super().get_form_kwargs() | {"producer": self.producer}

    def act(self, form: TransferForm) -> ProducerMove:
        """Call the action."""
        by = self.request.user
        return transfer_actions.transfer_unit(producer=self.producer, by=by, **form.cleaned_data)


class PermitCreateView(OfOpenProducer):
    """Enter a paper of the producer."""

    form_class = PermitForm
    permission = Permission.PRODUCER_EDIT
    template_name = "producers/permit_form.html"
    title = gettext_lazy("Thêm giấy tờ")
    done = gettext_lazy("Đã thêm giấy tờ.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say whose paper it will be."""
        return super().get_form_kwargs() | {"producer": self.producer}

    def act(self, form: PermitForm) -> ProducerPermit:
        """Call the action."""
        by = self.request.user
        return actions.add_permit(producer=self.producer, by=by, **form.cleaned_data)


class PermitFileView(PermissionRequired, View):
    """The scan of a paper."""

    model = ProducerPermit
    permission = Permission.PRODUCER_VIEW

    def get(self, request: HttpRequest, province: str, pk: int, permit: int) -> HttpResponse:
        """Send the file, if there is one and the person may see the producer."""
        papers = self.get_queryset().select_related("file")
        paper = get_object_or_404(papers, pk=permit, producer=pk)
        if paper.file is None:
            raise Http404
        return serving.serve(paper.file, request)


class PermitRemoveView(StepView):
    """Take a paper off the list."""

    permission = Permission.PRODUCER_EDIT
    title = gettext_lazy("Xóa giấy tờ")
    consequence = gettext_lazy("Giấy không còn trong danh sách; nhật ký vẫn ghi số và thời hạn.")
    done = gettext_lazy("Đã xóa giấy tờ.")

    @cached_property
    def paper(self) -> ProducerPermit:
        """The paper of the address, among the producer's own."""
        return get_object_or_404(self.producer.permits, pk=self.kwargs["permit"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the paper."""
        return super().get_context_data(subject=str(self.paper), is_harsh=True, **kwargs)

    def act(self, form: PlainForm) -> Producer:
        """Call the action."""
        return actions.remove_permit(permit=self.paper, by=self.request.user)


class AccountCreateView(OfOpenProducer):
    """Let a person act for the producer."""

    form_class = AccountForm
    permission = Permission.PRODUCER_CONFIRM
    template_name = "producers/account_form.html"
    title = gettext_lazy("Giao tài khoản cho chủ thể")
    done = gettext_lazy("Đã giao tài khoản; người chưa có mật khẩu nhận thư mời.")

    def act(self, form: AccountForm) -> ProducerAccount:
        """Call the action."""
        by = self.request.user
        return actions.invite_account(producer=self.producer, by=by, **form.cleaned_data)


class AccountEndView(StepView):
    """A person no longer acts for the producer."""

    title = gettext_lazy("Ngừng tài khoản")
    consequence = gettext_lazy("Từ hôm nay người này không còn xem và làm hồ sơ của chủ thể.")
    done = gettext_lazy("Đã ngừng tài khoản.")

    def refuse_over(self) -> None:
        """Refuse an account that has ended."""
        actions.refuse_ended(self.account)

    @cached_property
    def account(self) -> ProducerAccount:
        """The account of the address, among the producer's own."""
        people = self.producer.accounts.select_related("user")
        return get_object_or_404(people, pk=self.kwargs["account"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the person."""
        return super().get_context_data(subject=str(self.account.user), is_harsh=True, **kwargs)

    def act(self, form: PlainForm) -> ProducerAccount:
        """Call the action."""
        return actions.end_account(account=self.account, by=self.request.user)
