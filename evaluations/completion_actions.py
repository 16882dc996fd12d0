"""A file that the Ministry sent back: the product's dossier opened again, to be completed (7.4)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from products.cycle import Status, Step
from products.review_actions import reopen_accepted

from .forwarding_actions import forwardable, refuse_making_up
from .models import Evaluation, Package
from .notices import tell_parties
from .states import PackageStatus


def may_reopen(package: Package | None) -> bool:
    """Tell whether the product's own file may be completed: it came back, and nobody is at it."""
    if package is None or package.status != PackageStatus.RETURNED:
        return False
    way = package.evaluation.submission.participation
    return way.step == Step.EVALUATION and way.status == Status.ACCEPTED


def refuse_reopening(evaluation: Evaluation, package: Package | None) -> None:
    """Refuse to open a file that goes nowhere, did not come back, or is open already."""
    refuse_making_up(evaluation)
    if not may_reopen(package):
        raise ValidationError(
            _("Chỉ mở hồ sơ sản phẩm để bổ sung khi Bộ đã trả lại và hồ sơ chưa được mở."),
            code="transition",
        )


@transaction.atomic
def reopen_file(*, evaluation: Evaluation, reason: str, return_by: date, by: User) -> Package:
    """Let the producer correct the dossier; commune and province pass it again, then it goes.

    What the province's council found stays as it is: the result is of the hand-in that was judged.
    """
    held = forwardable(evaluation)
    package = Package.objects.filter(evaluation=held).first()
    refuse_reopening(held, package)
    way = held.submission.participation
    reopen_accepted(participation=way, by=by, reason=reason, return_by=return_by)
    journal.record(by=by, verb="reopen_file", target=package, reason=reason.strip())
    tell_parties(
        held.submission, gettext_noop("Bộ yêu cầu bổ sung hồ sơ «%(product)s»: hãy sửa và nộp lại.")
    )
    return package
