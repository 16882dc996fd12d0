"""What may follow what when a result is appealed (khiếu nại)."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AppealStatus(TextChoices):
    """Where an appeal stands."""

    FILED = "filed", _("đã nộp")
    REGISTERED = "registered", _("đã thụ lý")
    EXAMINED = "examined", _("đang xem xét")
    REPORTED = "reported", _("chờ quyết định")
    UPHELD = "upheld", _("chấp nhận khiếu nại")
    PARTLY_UPHELD = "partly_upheld", _("chấp nhận một phần")
    DISMISSED = "dismissed", _("không chấp nhận khiếu nại")
    WITHDRAWN = "withdrawn", _("đã rút")


A = AppealStatus

# A table to show a civil servant: in this status, this act leads there.
APPEAL: Mapping[str, Mapping[str, str]] = {
    A.FILED: {"register_appeal": A.REGISTERED, "withdraw": A.WITHDRAWN},
    A.REGISTERED: {"name_rapporteur": A.EXAMINED, "withdraw": A.WITHDRAWN},
    # Another rapporteur may take over as long as there is no report.
    A.EXAMINED: {
        "name_rapporteur": A.EXAMINED,
        "report_appeal": A.REPORTED,
        "withdraw": A.WITHDRAWN,
    },
    A.REPORTED: {
        "uphold": A.UPHELD,
        "uphold_partly": A.PARTLY_UPHELD,
        "dismiss": A.DISMISSED,
        "withdraw": A.WITHDRAWN,
    },
    A.UPHELD: {},
    A.PARTLY_UPHELD: {},
    A.DISMISSED: {},
    A.WITHDRAWN: {},
}
OUTCOMES: Mapping[str, str] = {
    A.UPHELD: "uphold",
    A.PARTLY_UPHELD: "uphold_partly",
    A.DISMISSED: "dismiss",
}
REHEARD = (A.UPHELD, A.PARTLY_UPHELD)  # the product goes before the council again
ENDED = (*OUTCOMES, A.WITHDRAWN)
