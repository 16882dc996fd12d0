"""Producers through the API: the same filter, the same forms, the same actions as the pages."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import Job
from accounts.permissions import Permission
from files.serializers import ExportSerializer
from ocop_portal.api import FILE, NOTHING

from . import actions, reports, transfer_actions
from .filters import ProducerFilter
from .forms import (
    AccountForm,
    PermitForm,
    ProducerReasonForm,
    RegisterForm,
    ReviseForm,
    TransferForm,
)
from .models import Producer
from .serializers import (
    AccountSerializer,
    FormActs,
    PermitSerializer,
    ProducerSerializer,
    WholeProducerSerializer,
    taking,
)


class ProducerViewSet(FormActs, ReadOnlyModelViewSet):
    """The producers that the person may see."""

    queryset = Producer.objects.none()
    filterset_class = ProducerFilter
    serializer_class = ProducerSerializer
    lookup_value_regex = r"\d+"
    takes = {
        "create": taking(RegisterForm),
        "partial_update": taking(ReviseForm),
        "refuse": taking(ProducerReasonForm),
        "deactivate": taking(ProducerReasonForm),
        "transfer": taking(TransferForm),
        "permits": taking(PermitForm),
        "accounts": taking(AccountForm),
    }
    gives = {
        "create": {201: WholeProducerSerializer},
        "permits": {201: PermitSerializer},
        "permit": NOTHING,
        "accounts": {201: AccountSerializer},
        "account": NOTHING,
        "export": FILE | {202: ExportSerializer},
    }
    permission = {
        "get": Permission.PRODUCER_VIEW,
        "list": Permission.PRODUCER_VIEW,
        "retrieve": Permission.PRODUCER_VIEW,
        "create": Permission.PRODUCER_EDIT,
        "partial_update": Permission.PRODUCER_EDIT,
        "confirm": Permission.PRODUCER_CONFIRM,
        "refuse": Permission.PRODUCER_CONFIRM,
        "resubmit": Permission.PRODUCER_EDIT,
        "deactivate": Permission.PRODUCER_CONFIRM,
        "reactivate": Permission.PRODUCER_CONFIRM,
        "transfer": Permission.PRODUCER_TRANSFER,
        "permits": Permission.PRODUCER_EDIT,
        "permit": Permission.PRODUCER_EDIT,
        "accounts": Permission.PRODUCER_CONFIRM,
        "account": Permission.PRODUCER_CONFIRM,
        "export": Permission.PRODUCER_EXPORT,
        # Asked for at an address that has no such method: who may look is told so (405).
        **dict.fromkeys(("post", "put", "patch", "delete"), Permission.PRODUCER_VIEW),
    }

    def get_queryset(self) -> Any:
        """Fetch what the permission of the act reaches; the rest is not there (404)."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        user = self.request.user
        rows = Producer.objects.visible_to(user, self.permission[self.action]).for_lists(user)
        return rows.prefetch_related("permits__file") if self.detail else rows

    def get_serializer_class(self) -> type[BaseSerializer]:
        """Show a producer alone with its papers."""
        return ProducerSerializer if self.action == "list" else WholeProducerSerializer

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Register."""
        facts = self.taken(province=request.province, by=request.user)
        producer = actions.register(province=request.province, by=request.user, **facts)
        return self._shown(producer, status=201)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Revise: only what was sent, and the version that it started from."""
        producer = self.get_object()
        where = {"province": request.province, "by": request.user, "producer": producer}
        facts = self.taken(partial=True, **where)
        return self._shown(actions.revise(producer=producer, by=request.user, **facts))

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """The commune stands behind the entry."""
        return self._shown(actions.confirm(producer=self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """The commune does not, and says why."""
        producer = self.get_object()
        return self._shown(actions.refuse(producer=producer, by=request.user, **self.taken()))

    @action(detail=True, methods=["post"])
    def resubmit(self, request: Request, **kwargs: Any) -> Response:
        """Ask the commune again."""
        return self._shown(actions.resubmit(producer=self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, **kwargs: Any) -> Response:
        """The producer stopped."""
        producer = self.get_object()
        return self._shown(actions.deactivate(producer=producer, by=request.user, **self.taken()))

    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, **kwargs: Any) -> Response:
        """The producer works again."""
        return self._shown(actions.reactivate(producer=self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, **kwargs: Any) -> Response:
        """Give the producer to another commune (R31)."""
        producer = self.get_object()
        facts = self.taken(producer=producer)
        transfer_actions.transfer_unit(producer=producer, by=request.user, **facts)
        return self._shown(producer)

    @action(detail=True, methods=["post"])
    def permits(self, request: Request, **kwargs: Any) -> Response:
        """Enter a paper."""
        producer = self.get_object()
        facts = self.taken(producer=producer)
        paper = actions.add_permit(producer=producer, by=request.user, **facts)
        return Response(PermitSerializer(paper).data, status=201)

    @action(detail=True, methods=["delete"], url_path=r"permits/(?P<permit>\d+)")
    def permit(self, request: Request, permit: str, **kwargs: Any) -> Response:
        """Take a paper off the list."""
        paper = get_object_or_404(self.get_object().permits, pk=permit)
        actions.remove_permit(permit=paper, by=request.user)
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def accounts(self, request: Request, **kwargs: Any) -> Response:
        """Let a person act for the producer."""
        producer = self.get_object()
        account = actions.invite_account(producer=producer, by=request.user, **self.taken())
        return Response(AccountSerializer(account).data, status=201)

    @action(detail=True, methods=["delete"], url_path=r"accounts/(?P<account>\d+)")
    def account(self, request: Request, account: str, **kwargs: Any) -> Response:
        """A person no longer acts for the producer."""
        found = get_object_or_404(self.get_object().accounts, pk=account)
        actions.end_account(account=found, by=request.user)
        return Response(status=204)

    @action(detail=False, url_path=r"export/(?P<kind>[a-z]+)")
    def export(self, request: Request, kind: str, **kwargs: Any) -> HttpResponse:
        """The filtered list as a file; a long one as an export that the worker writes (202)."""
        if kind not in reports.KINDS:
            raise NotFound
        rows = self.filter_queryset(self.get_queryset())
        made = reports.export(rows=rows, kind=kind, province=request.province, by=request.user)
        if isinstance(made, Job):
            return Response(ExportSerializer(made).data, status=202)
        return reports.download(made, kind=kind, province=request.province)

    def _shown(self, producer: Producer, *, status: int = 200) -> Response:
        rows = Producer.objects.for_lists(self.request.user).prefetch_related("permits__file")
        whole = WholeProducerSerializer(rows.get(pk=producer.pk))
        return Response(whole.data, status=status)
