"""What an upgrade or a re-evaluation rests on: the certificate that the product holds (R22).

26/2026/QĐ-TTg, Điều 7.5 and 7.6: what is recognised is upgraded or judged again; Điều 8: what was
withdrawn is recognised no more, and may begin anew, for the first time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from .states import CertificateStatus

# Whoever is suspended is judged; nothing is decided before the suspension is lifted (D): a new
# certificate would take the place of the suspended one, and end the suspension without an act.
LIVE = (CertificateStatus.VALID, CertificateStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Basis:
    """The certificate on which a renewal rests, as it stands now.

    That it ran out meanwhile is no matter: on the day of the hand-in it held, and that day
    decides (Điều 7.5, 7.6; a re-evaluation may go on past the end, Điều 12.3).
    """

    status: str
    number: str = ""
    last_day: date | None = None  # as printed, or as extended (Điều 12.3)

    @property
    def lets_judge(self) -> bool:
        """Tell whether a council may still judge: revoked or replaced, there is nothing to gain."""
        return self.status in LIVE

    @property
    def lets_decide(self) -> bool:
        """Tell whether a result may be decided on, sent up, and a new certificate issued."""
        return self.status == CertificateStatus.VALID

    @property
    def words(self) -> str:
        """Say what has become of it; nothing while it stands."""
        texts = {
            CertificateStatus.REVOKED: _("giấy chứng nhận đang có (%(number)s) đã bị thu hồi"),
            CertificateStatus.SUPERSEDED: _(
                "giấy chứng nhận đang có (%(number)s) đã được thay bằng giấy khác"
            ),
            CertificateStatus.SUSPENDED: _("giấy chứng nhận đang có (%(number)s) đang tạm dừng"),
        }
        if not self.status:
            return _("sản phẩm không có giấy chứng nhận làm căn cứ")
        text = texts.get(CertificateStatus(self.status), "")
        return text % {"number": self.number} if text else ""

    @property
    def refusal(self) -> str:
        """Say why no council takes it up, and what to do; nothing where one does."""
        if self.lets_judge:
            return ""
        text = _(
            "Không đánh giá được nữa: %(words)s. Hãy để chủ thể rút hồ sơ này rồi đăng ký lại"
            " (Điều 7.5, 7.6, 8)."
        )
        return text % {"words": self.words}

    @property
    def advice(self) -> str:
        """Say why nothing is decided on its result, and what to do; nothing where it may be."""
        if self.lets_decide:
            return ""
        if self.lets_judge:
            text = _(
                "Chưa quyết định được: %(words)s. Hãy bỏ khỏi dự thảo quyết định, nếu đã đưa vào,"
                " và chờ đến khi giấy được khôi phục."
            )
        else:
            text = _(
                "Không quyết định được nữa: %(words)s. Hãy bỏ khỏi dự thảo quyết định, nếu đã đưa"
                " vào, rồi thông báo không công nhận; sản phẩm được đăng ký lại."
            )
        return text % {"words": self.words}

    @property
    def advice_at_ministry(self) -> str:
        """Say the same to the Ministry, which leaves the end to the province (Điều 7.4)."""
        if self.lets_judge:
            return self.advice
        text = _(
            "Không quyết định được nữa: %(words)s. Hãy bỏ khỏi dự thảo quyết định, nếu đã đưa vào,"
            " rồi trả hồ sơ về tỉnh."
        )
        return text % {"words": self.words}

    @property
    def outcome(self) -> str:
        """Say how the way ends on which nothing can be decided any more; nothing while it can."""
        if self.lets_judge:
            return ""
        return _("Không được công nhận: %(words)s trước khi có quyết định.") % {"words": self.words}


def basis_of(certificates: Sequence[Basis]) -> Basis:
    """Return the one that counts among those a renewal may rest on, the oldest first.

    They are what it began from, and what was recognised on its own way since (an appeal is heard
    after a certificate): one that lives, else the last.
    """
    for status in LIVE:
        if found := [one for one in certificates if one.status == status]:
            return found[-1]
    return certificates[-1] if certificates else Basis("")
