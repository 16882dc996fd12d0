"""The full demo's certificates that may not be used: one suspended for a while, one withdrawn."""

from datetime import date

from evaluations import certificate_actions
from evaluations.models import Certificate, CertificateAct, Evaluation

from .people import acting

SUSPENDED_ON = date(2026, 9, 9)
FOUND_ON, REVOKED_ON = date(2026, 9, 4), date(2026, 9, 16)


def suspend(row: Evaluation) -> None:
    """Dũng stops the use of a certificate until what a visit found is put right."""
    with acting("dung", SUSPENDED_ON) as (_province, dung):
        certificate_actions.suspend(
            certificate=Certificate.objects.get(recognition__evaluation=row),
            decision_no="2026-14/QĐ-UBND (mẫu)",
            decided_on=SUSPENDED_ON,
            reason="Nhãn in thiếu hạn sử dụng; tạm dừng đến khi cơ sở in lại nhãn.",
            by=dung,
        )


def revoke(row: Evaluation) -> None:
    """Dũng withdraws a recognition within 15 days of what the inspection concluded."""
    with acting("dung", REVOKED_ON) as (_province, dung):
        certificate_actions.revoke(
            certificate=Certificate.objects.get(recognition__evaluation=row),
            ground=CertificateAct.Ground.STOPPED,
            found_on=FOUND_ON,
            decision_no="2026-15/QĐ-UBND (mẫu)",
            decided_on=REVOKED_ON,
            reason="Cơ sở đã ngừng sản xuất sản phẩm này từ tháng 8 năm 2026.",
            by=dung,
        )
