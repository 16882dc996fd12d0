"""The sealed sheets: what may be asked of them before the opening, and the database's refusals."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import InternalError
from django.utils.translation import gettext_lazy as _

# Who had a hand in a paper sheet does not control what came of it.
TYPED_OR_CONFIRMED = _(
    "Anh/chị đã nhập hoặc xác nhận một phiếu giấy của sản phẩm này: "
    "kết quả do người kiểm soát khác xác nhận."
)
# What a trigger or function says, and what the person reads.
REFUSALS = {
    "score sheet can no longer be changed": _(
        "Phiếu này không sửa được nữa: đã nộp, hoặc việc chấm sản phẩm đã kết thúc."
    ),
    "Cannot update rows from evaluations_scoresheet": _("Phiếu đã nộp không sửa được nữa."),
    "panel is fixed": _("Phiếu đã mở: không đổi thành phần chấm được nữa."),
    "not to be opened now": _("Phiếu của sản phẩm này đã mở, hoặc chưa đến lúc mở."),
    "a sheet is missing": _("Còn thành viên chưa nộp phiếu: chưa mở được."),
    "a sheet is unfinished": _(
        "Có phiếu dừng đánh giá mà điều kiện loại không được quá nửa hội đồng xác nhận: "
        "thành viên đó phải chấm tiếp bản mới trước khi mở phiếu."
    ),
    "spread asks for a second pass": _("Điểm chênh quá mức của quy chế: phải chấm lượt 2."),
    "an interest waits": _(
        "Còn lợi ích liên quan chưa có kết luận của thư ký hoặc Chủ tịch: chưa mở được phiếu."
    ),
    "another version needs": _("Bản mới chỉ có khi Chủ tịch và thư ký cùng mở lại phiếu."),
    "can no longer be reopened": _("Phiếu này không mở lại được nữa."),
    "reopening is asked for once": _("Đề nghị mở lại phiếu này đã được giải quyết."),
    "chair and secretary reopen": _(
        "Mở lại phiếu cần hai người: Chủ tịch (hoặc người được ủy quyền) và thư ký."
    ),
    "own interest aside": _("Không ai tự kết luận mình không có liên quan."),
    "council that scores keeps its rules": _("Hội đồng đã chấm điểm: quy chế không đổi được."),
    "a result is confirmed by a controller": _(
        "Chỉ kiểm soát xác nhận kết quả: người không là thư ký, quản trị, không ở trong hội đồng."
    ),
    "another controller than": TYPED_OR_CONFIRMED,
    "a confirmation is final": _("Kết quả này đã được xác nhận."),
    "an answer comes in time": _("Đã hết hạn trả lời: hệ thống không nhận phiếu nữa."),
    "written opinions are for": _("Chỉ hồ sơ đánh giá lại được lấy ý kiến bằng văn bản."),
    "a re-keyed sheet waits": _(
        "Còn phiếu nhập lại từ phiếu giấy chờ người thứ hai xác nhận hoặc trả lại."
    ),
    "typed once and decided once": _("Phiếu nhập lại này đã được xử lý."),
    "cannot be re-keyed now": _(
        "Không nhập lại được: thành viên vắng, không tham gia, hoặc sản phẩm không trong lúc chấm."
    ),
    "handed in already": _("Thành viên này đã nộp phiếu."),
    "own sheet first": _(
        "Anh/chị cũng chấm sản phẩm này: hãy nộp phiếu của mình trước khi xem phiếu người khác."
    ),
    "confirms a re-keyed sheet": _(
        "Chỉ chính thành viên, Chủ tịch, Phó Chủ tịch hoặc kiểm soát xác nhận phiếu nhập lại."
    ),
    "a member hands his own sheet in": _("Phiếu do chính thành viên nộp."),
    "a result is final": _("Kết quả đã kết luận, không sửa được nữa."),
}


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Run in a transaction of its own; turn a refusal of the database into the portal's words."""
    try:
        with transaction.atomic():
            yield
    except InternalError as error:
        said = str(error)
        for text, words in REFUSALS.items():
            if text in said:
                raise ValidationError(words, code="sealed") from error
        raise


def _ask(statement: str, evaluations: Iterable[int]) -> list[tuple[int, object]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(evaluations)])
        return cursor.fetchall()


def spread_exceeded(evaluations: Iterable[int]) -> dict[int, bool | None]:
    """Whether the totals lie too far apart, yes or no; None until every sheet is in (R15)."""
    return dict(
        _ask(
            "SELECT id, ocop_spread_exceeded(id, pass_no) FROM evaluations_evaluation"
            " WHERE id = ANY(%s) AND opened_at IS NULL",
            evaluations,
        )
    )


def must_complete(evaluations: Iterable[int]) -> dict[int, set[int]]:
    """Members whose stop sheet does not stand: they finish it before the close (R10)."""
    found: dict[int, set[int]] = {}
    rows = _ask(
        "SELECT id, ocop_must_complete(id, pass_no) FROM evaluations_evaluation"
        " WHERE id = ANY(%s) AND opened_at IS NULL AND status = 'scoring'",
        evaluations,
    )
    for evaluation, member in rows:
        found.setdefault(evaluation, set()).add(member)
    return found


def open_sheets(evaluation: int) -> None:
    """Reveal all sheets of an evaluation at once; the database refuses while one is missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ocop_open(%s)", [evaluation])
