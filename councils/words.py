"""What refusals of the acts on a council say at length."""

from django.utils.translation import gettext_lazy as _

HAS_SAT = _("Thành viên này đã dự phiên họp: hãy ghi vắng hoặc không tham gia.")
SEAT_WAS_USED = _(
    "Thành viên này đã có tên ở sản phẩm đã bắt đầu chấm hoặc trong ghi nhận lợi ích"
    " liên quan: hãy ghi vắng hoặc không tham gia."
)
