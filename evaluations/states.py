"""What may follow what: evaluations, score sheets, decisions, certificates."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EvaluationStatus(TextChoices):
    """Where the judging of one submission stands."""

    OPEN = "open", _("trong chương trình họp")
    SCORING = "scoring", _("đang chấm")
    CONCLUDED = "concluded", _("đã kết luận")
    APPROVED = "approved", _("đã phê duyệt kết quả")
    RECOGNISED = "recognised", _("đã công nhận")
    NOT_RANKED = "not_ranked", _("không công nhận")
    CANCELLED = "cancelled", _("đã rút khỏi chương trình")
    SET_ASIDE = "set_aside", _("để riêng, đánh giá lại")
    TO_MEETING = "to_meeting", _("chuyển họp trực tiếp")


class SheetStatus(TextChoices):
    """Where a member's sheet stands."""

    DRAFT = "draft", _("đang chấm")
    SUBMITTED = "submitted", _("đã nộp")


class RekeyingStatus(TextChoices):
    """Where what was typed from a paper sheet stands."""

    WAITING = "waiting", _("chờ người thứ hai xác nhận")
    CONFIRMED = "confirmed", _("đã xác nhận")
    SENT_BACK = "sent_back", _("trả lại để nhập lại")
    WITHDRAWN = "withdrawn", _("đã rút")
    OVERTAKEN = "overtaken", _("thành viên đã tự nộp trên hệ thống")


class DecisionStatus(TextChoices):
    """Where a decision stands."""

    DRAFT = "draft", _("dự thảo")
    ISSUED = "issued", _("đã ban hành")


class CertificateStatus(TextChoices):
    """What was done to a certificate; that it has expired is computed when read (R23)."""

    VALID = "valid", _("đã cấp")
    SUPERSEDED = "superseded", _("đã được thay thế")
    SUSPENDED = "suspended", _("tạm dừng")
    REVOKED = "revoked", _("đã thu hồi")


class PackageStatus(TextChoices):
    """Where a file for five stars stands, the same in the province and at the Ministry."""

    DRAFT = "draft", _("đang lập")
    SENT = "sent", _("đã gửi Bộ")
    RECEIVED = "received", _("Bộ đã tiếp nhận")
    RETURNED = "returned", _("Bộ trả lại bổ sung")
    ANSWERED = "answered", _("đã có kết quả của Bộ")


E, S, D, C = EvaluationStatus, SheetStatus, DecisionStatus, CertificateStatus

EVALUATION: Mapping[str, Mapping[str, str]] = {
    E.OPEN: {"begin_scoring": E.SCORING, "cancel": E.CANCELLED},
    # From written opinions to a meeting, where it is judged anew (26/2026/QĐ-TTg, Điều 7.6.d).
    E.SCORING: {
        "conclude": E.CONCLUDED,
        "cancel": E.CANCELLED,
        "call_meeting": E.TO_MEETING,
    },
    E.CONCLUDED: {"approve": E.APPROVED, "reject": E.NOT_RANKED},
    # Below 90 at the Ministry the province recognises, or evaluates again (26/2026, Điều 7.4.g).
    E.APPROVED: {
        "recognise": E.RECOGNISED,
        "reject": E.NOT_RANKED,
        "set_aside": E.SET_ASIDE,
    },
    E.RECOGNISED: {},
    E.NOT_RANKED: {},
    E.CANCELLED: {},
    E.SET_ASIDE: {},
    E.TO_MEETING: {},
}
SHEET: Mapping[str, Mapping[str, str]] = {
    S.DRAFT: {"submit": S.SUBMITTED},
    S.SUBMITTED: {},
}
REKEYING: Mapping[str, Mapping[str, str]] = {
    RekeyingStatus.WAITING: {
        "confirm_rekeyed": RekeyingStatus.CONFIRMED,
        "send_back_rekeyed": RekeyingStatus.SENT_BACK,
        "withdraw_rekeyed": RekeyingStatus.WITHDRAWN,
        "overtake_rekeyed": RekeyingStatus.OVERTAKEN,
    },
    RekeyingStatus.CONFIRMED: {},
    RekeyingStatus.SENT_BACK: {},
    RekeyingStatus.WITHDRAWN: {},
    RekeyingStatus.OVERTAKEN: {},
}
DECISION: Mapping[str, Mapping[str, str]] = {
    D.DRAFT: {"issue": D.ISSUED},
    D.ISSUED: {},
}
CERTIFICATE: Mapping[str, Mapping[str, str]] = {
    C.VALID: {"supersede": C.SUPERSEDED, "revoke": C.REVOKED, "suspend": C.SUSPENDED},
    C.SUSPENDED: {"restore": C.VALID, "revoke": C.REVOKED, "supersede": C.SUPERSEDED},
    C.SUPERSEDED: {},
    C.REVOKED: {},
}
PACKAGE: Mapping[str, Mapping[str, str]] = {
    PackageStatus.DRAFT: {"send": PackageStatus.SENT},
    PackageStatus.SENT: {
        "receive": PackageStatus.RECEIVED,
        "send_back": PackageStatus.RETURNED,
    },
    PackageStatus.RECEIVED: {
        "send_back": PackageStatus.RETURNED,
        "answer": PackageStatus.ANSWERED,
    },
    PackageStatus.RETURNED: {"send": PackageStatus.SENT},
    PackageStatus.ANSWERED: {},
}
