"""The short guide: what each role does, step by step, with the article where there is one."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P


@dataclass(frozen=True)
class Chapter:
    """What one kind of person does, for those who hold the permission."""

    permission: P
    title: Any
    steps: tuple[Any, ...]


CHAPTERS = (
    Chapter(
        P.STEP_SUBMIT,
        _("Đưa một sản phẩm qua sáu bước"),
        (
            _("Đăng ký chủ thể, rồi đăng ký sản phẩm vào chu trình của năm (bước 1)."),
            _("Viết phiếu ý tưởng, nộp để xã xem (bước 2)."),
            _("Viết phương án sản xuất, kinh doanh; tỉnh thẩm định (bước 3)."),
            _("Báo cáo quá trình sản xuất cho đến khi xã xác nhận xong (bước 4)."),
            _(
                "Lập hồ sơ đánh giá: tự chấm từng tiêu chí, đính kèm minh chứng vào đúng tiêu chí"
                " nó chứng minh, đính kèm Mẫu 01 đã ký, rồi nộp và giữ biên nhận (bước 5, Điều 6)."
            ),
            _("Khi có giấy chứng nhận: soạn trang sản phẩm và công bố (bước 6)."),
            _("Bị trả lại thì đọc lý do và hạn ở đầu trang sản phẩm, sửa rồi nộp lại."),
        ),
    ),
    Chapter(
        P.COMMUNE_REPORT,
        _("Việc của xã khi nhận hồ sơ"),
        (
            _("Nhận hồ sơ, ghi số đăng ký của xã và ngày nhận bản giấy."),
            _(
                "Trong 15 ngày làm việc: kiểm tra thành phần, lập báo cáo Mẫu 03 về bốn nội dung,"
                " ghi số và ngày văn bản đề nghị, chuyển lên tỉnh (Điều 7.2)."
            ),
            _("Thiếu giấy tờ thì trả lại với lý do và hạn; đồng hồ của xã dừng ở đó."),
            _("Làm thay chủ thể thì phải đính kèm Mẫu 01 có chữ ký của chủ thể (Điều 7.1)."),
        ),
    ),
    Chapter(
        P.DOSSIER_CHECK,
        _("Từ hồ sơ đến quyết định"),
        (
            _("Kiểm tra thể thức hồ sơ, tiếp nhận; ghi nhận 5 sản phẩm mẫu hoặc ngày khảo sát."),
            _("Lập hội đồng theo quyết định, ghi quy chế trước khi chấm; lên lịch phiên họp."),
            _("Sau phiên họp: kiểm soát xác nhận kết quả, rồi mới dự thảo quyết định."),
            _("Lãnh đạo ban hành: nhập số, ngày, người ký; giấy chứng nhận được in tự động."),
            _("Kết quả từ 90 điểm: lập hồ sơ đề nghị 5 sao gửi Bộ (Điều 6.3)."),
        ),
    ),
    Chapter(
        P.SITTING_RUN,
        _("Điều hành một phiên họp"),
        (
            _("Lập phiên tập dượt ở trang hội đồng để các thành viên làm quen; xóa khi tập xong."),
            _("Đưa sản phẩm vào chương trình, gửi hồ sơ cho thành viên trước ngày họp."),
            _("Mở phiên họp, điểm danh; hệ thống tính đủ thành viên cho từng sản phẩm."),
            _("Bắt đầu chấm từng sản phẩm; bảng chỉ cho biết ai đã nộp, không có điểm."),
            _(
                "Mất mạng, hỏng máy: in phiếu giấy ở trang phiên họp; nhập lại kèm bản quét, rồi"
                " người thứ hai xác nhận."
            ),
            _("Đủ phiếu mà điểm chênh quá mức: thảo luận rồi mở lượt tiếp."),
            _("Mở phiếu, ghi kết luận của hội đồng, kết luận; kết thúc phiên họp và lập bộ hồ sơ."),
            _(
                "Hồ sơ đánh giá lại: lập đợt lấy ý kiến bằng văn bản với hạn trả lời, đưa sản phẩm"
                " vào, gửi lấy ý kiến. Đủ ý kiến hoặc hết hạn thì khép lại; ý kiến khác nhau thì"
                " đưa ra phiên họp trực tiếp (Điều 7.6.d)."
            ),
            _(
                "Hết hạn mà chưa đủ ý kiến: gia hạn có lý do, hoặc chuyển họp trực tiếp. Kết quả"
                " phải có trong 45 ngày từ ngày nhận đủ hồ sơ."
            ),
        ),
    ),
    Chapter(
        P.SCORE,
        _("Chấm điểm"),
        (
            _("Mở phiên họp một lần khi có mạng: máy giữ các phiếu, mất mạng vẫn chấm được."),
            _("Chọn một mức cho mỗi tiêu chí; mỗi lần chọn được lưu ngay, tổng điểm tự tính."),
            _("Có liên quan đến chủ thể thì khai trước khi chấm; anh/chị sẽ không thấy hồ sơ đó."),
            _("Kiểm tra rồi nộp phiếu; nộp rồi không sửa được, hãy giữ biên nhận."),
            _("Không ai thấy phiếu của người khác trước khi mở phiếu."),
            _(
                "Phiếu lấy ý kiến bằng văn bản: chấm như mọi phiếu, rồi chọn đồng ý theo phiếu hoặc"
                " đề nghị họp trực tiếp có lý do; gửi trước khi hết hạn."
            ),
        ),
    ),
    Chapter(
        P.RESULT_CONFIRM,
        _("Kiểm soát kết quả"),
        (
            _("Xem bộ hồ sơ phiên họp, bản ghi chấm điểm và kết quả từng sản phẩm."),
            _("Đúng thì xác nhận; chưa đúng thì trả lại thư ký với lý do, chờ giải trình."),
        ),
    ),
    Chapter(
        P.USER_MANAGE,
        _("Quản trị của tỉnh"),
        (
            _("Mời người dùng bằng thư điện tử; phân công theo vai trò, đơn vị và thời hạn."),
            _("Đặt cấp nào tiếp nhận các bước 1–4 ở trang Thiết lập."),
        ),
    ),
)
