"""The short guide for the Ministry: its council judges what the provinces send for five stars."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P

from .guide import CHAPTERS, Chapter

# Sittings, sheets and control are the same work at every council.
_SHARED = {one.permission: one for one in CHAPTERS}

MINISTRY_CHAPTERS = (
    Chapter(
        P.DOSSIER_CHECK,
        _("Tiếp nhận, trả lại hồ sơ tỉnh gửi"),
        (
            _("Mở «Hồ sơ 5 sao»: hồ sơ các tỉnh gửi, lọc theo tỉnh và trạng thái để thấy gì chờ."),
            _(
                "Đọc văn bản đề nghị, quyết định phê duyệt, báo cáo của Hội đồng và Tổ tư vấn cấp"
                " tỉnh, rồi hồ sơ sản phẩm theo từng tiêu chí (Điều 6.3)."
            ),
            _(
                "Đủ thì tiếp nhận và ghi số sản phẩm mẫu đã nhận; chưa nhận đủ mẫu thì chưa tiếp"
                " nhận. Dịch vụ du lịch không gửi mẫu: ghi ngày khảo sát (Điều 7.4.a)."
            ),
            _(
                "Đã tiếp nhận mà còn thiếu mẫu hoặc chưa khảo sát: ghi nhận thêm ở trang hồ sơ,"
                " trước khi hội đồng bắt đầu chấm."
            ),
            _(
                "Thiếu giấy tờ thì trả lại tỉnh kèm lý do; tỉnh bổ sung rồi gửi lại, bản đã gửi"
                " được giữ. Hồ sơ đã vào chương trình họp thì không trả lại nữa."
            ),
        ),
    ),
    Chapter(
        P.COUNCIL_MANAGE,
        _("Lập Hội đồng cấp trung ương"),
        (
            _("Lập hội đồng theo quyết định, ghi thành viên, thư ký; ghi quy chế trước khi chấm."),
            _("Lên lịch phiên họp; chỉ hồ sơ đã tiếp nhận mới đưa được vào chương trình."),
            _("Sau phiên họp chờ kiểm soát xác nhận, rồi mới dự thảo quyết định hoặc trả kết quả."),
        ),
    ),
    _SHARED[P.SITTING_RUN],
    Chapter(
        P.DECISION_DRAFT,
        _("Quyết định 5 sao, trả kết quả về tỉnh"),
        (
            _("Kết quả 5 sao: dự thảo quyết định công nhận ở trang «Quyết định», trình lãnh đạo."),
            _("Quyết định ban hành rồi thì kết quả và giấy chứng nhận tự về tỉnh, không gửi thêm."),
            _(
                "Kết quả dưới 5 sao: mở hồ sơ, trả kết quả về tỉnh, ghi số và ngày văn bản thông"
                " báo. Tỉnh công nhận 3–4 sao theo kết quả này hoặc đánh giá lại (Điều 7.4.g)."
            ),
        ),
    ),
    Chapter(
        P.DECISION_SIGN,
        _("Ban hành, thu hồi ở Bộ"),
        (
            _("Mở dự thảo ở trang «Quyết định», đọc danh sách kèm theo, điểm và hạng sao."),
            _("Ban hành: nhập số, ngày, người ký; giấy chứng nhận 5 sao được in tự động."),
            _("Thu hồi giấy chứng nhận 5 sao: chọn căn cứ, ghi số và ngày quyết định (Điều 8)."),
        ),
    ),
    _SHARED[P.SCORE],
    _SHARED[P.RESULT_CONFIRM],
    Chapter(
        P.ADVISORY_REPORT,
        _("Báo cáo của Tổ tư vấn cho Hội đồng cấp trung ương"),
        (
            _("Mở sản phẩm ở trang phiên họp; đọc hồ sơ sản phẩm và hồ sơ tỉnh gửi."),
            _("Viết báo cáo, ghi ngày khảo sát nếu có, gửi trước khi hội đồng bắt đầu chấm."),
        ),
    ),
    Chapter(
        P.REPORT_VIEW,
        _("Số liệu toàn quốc"),
        (
            _("Trang đầu cho biết số sản phẩm mỗi hạng sao của cả nước và hồ sơ từng tỉnh đã gửi."),
            _("Ở trang «Báo cáo» chọn kỳ và bộ lọc; mỗi con số mở ra danh sách của nó."),
            _("Bộ thấy hồ sơ tỉnh đã gửi và số liệu tổng hợp; hồ sơ còn ở tỉnh thì không."),
        ),
    ),
    Chapter(
        P.USER_MANAGE,
        _("Quản trị ở Bộ"),
        (_("Mời người dùng bằng thư điện tử; phân công theo vai trò và thời hạn."),),
    ),
)
