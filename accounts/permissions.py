"""Who may do what: one enumeration, one table of roles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """One act, or one kind of reading, that a role may be given."""

    HOME_VIEW = "home_view", _("Xem việc cần làm")
    PRODUCER_VIEW = "producer_view", _("Xem chủ thể")
    PRODUCER_EDIT = "producer_edit", _("Đăng ký, sửa chủ thể")
    PRODUCER_CONFIRM = "producer_confirm", _("Xác nhận chủ thể")
    PRODUCER_TRANSFER = "producer_transfer", _("Chuyển chủ thể sang xã khác")
    PRODUCER_EXPORT = "producer_export", _("Xuất danh sách chủ thể")
    PRODUCT_VIEW = "product_view", _("Xem sản phẩm")
    PRODUCT_EDIT = "product_edit", _("Đăng ký, sửa sản phẩm")
    CYCLE_MANAGE = "cycle_manage", _("Mở chu trình, đặt hạn")
    STEP_SUBMIT = "step_submit", _("Nộp ý tưởng, phương án, báo cáo")
    # Who of the two levels accepts which step is a setting of the province (products/cycle.py).
    STEP_ACCEPT = "step_accept", _("Tiếp nhận, thẩm định, trả lại ở bước 1–4")
    DOSSIER_EDIT = "dossier_edit", _("Lập hồ sơ đánh giá")
    DOSSIER_HAND_IN = "dossier_hand_in", _("Nộp hồ sơ đánh giá")
    COMMUNE_REPORT = "commune_report", _("Lập báo cáo Mẫu 03, chuyển hồ sơ lên cấp trên")
    DOSSIER_CHECK = "dossier_check", _("Kiểm tra, tiếp nhận hồ sơ tại cấp đánh giá")
    SAMPLES_RECORD = "samples_record", _("Ghi nhận sản phẩm mẫu, khảo sát")
    FILE_VIEW = "file_view", _("Xem tệp")
    COUNCIL_VIEW = "council_view", _("Xem hội đồng, phiên họp")
    COUNCIL_MANAGE = "council_manage", _("Lập hội đồng, phiên họp")
    SITTING_RUN = "sitting_run", _("Điều hành phiên họp")
    # In the sittings that one runs, and in those over which one presides (councils/querysets.py).
    SITTING_LEAD = "sitting_lead", _("Điều khiển thảo luận tại phiên họp")
    SCORE = "score", _("Chấm điểm")
    ADVISORY_REPORT = "advisory_report", _("Lập báo cáo của Tổ tư vấn")
    EVALUATION_VIEW = "evaluation_view", _("Xem kết quả đánh giá")
    RECORD_VIEW = "record_view", _("Xem bản ghi chấm điểm")
    MIRROR_VIEW = "mirror_view", _("Xem đối chiếu cách chấm của hội đồng")
    FEEDBACK_RELEASE = "feedback_release", _("Gửi góp ý của hội đồng cho chủ thể")
    PAPERS_VIEW = "papers_view", _("Xem bộ hồ sơ phiên họp")
    RESULT_CONFIRM = "result_confirm", _("Kiểm soát, xác nhận kết quả")
    DECISION_VIEW = "decision_view", _("Xem quyết định")
    CERTIFICATE_VIEW = "certificate_view", _("Xem giấy chứng nhận")
    DECISION_DRAFT = "decision_draft", _("Dự thảo quyết định")
    DECISION_SIGN = "decision_sign", _("Ban hành quyết định")
    CERTIFICATE_ISSUE = "certificate_issue", _("Cấp giấy chứng nhận")
    CERTIFICATE_REVOKE = "certificate_revoke", _("Thu hồi, tạm dừng giấy chứng nhận")
    PUBLISH = "publish", _("Công bố trang sản phẩm")
    APPEAL_VIEW = "appeal_view", _("Xem khiếu nại")
    APPEAL_MAKE = "appeal_make", _("Nộp khiếu nại kết quả đánh giá")
    APPEAL_HANDLE = "appeal_handle", _("Thụ lý khiếu nại, cử người xem xét")
    # Only what one was named for (evaluations/querysets.py).
    APPEAL_EXAMINE = "appeal_examine", _("Xem xét, báo cáo khiếu nại")
    APPEAL_DECIDE = "appeal_decide", _("Quyết định giải quyết khiếu nại")
    REPORT_VIEW = "report_view", _("Xem báo cáo")
    USER_MANAGE = "user_manage", _("Quản lý người dùng")
    SETTINGS_MANAGE = "settings_manage", _("Thiết lập của tỉnh")
    JOURNAL_VIEW = "journal_view", _("Xem nhật ký")


class Role(TextChoices):
    """A duty that somebody holds in a tenant, for a unit and a period (design §5)."""

    COMMUNE_OFFICER = "commune_officer", _("Cán bộ cấp xã")
    DISTRICT_OFFICER = "district_officer", _("Cán bộ cấp huyện")
    PROVINCIAL_STAFF = "provincial_staff", _("Chuyên viên tỉnh")
    PROVINCE_ADMIN = "province_admin", _("Quản trị của tỉnh")
    LEADER = "leader", _("Lãnh đạo ký")
    COUNCIL_MEMBER = "council_member", _("Thành viên hội đồng")
    COUNCIL_SECRETARY = "council_secretary", _("Thư ký hội đồng")
    ADVISER = "adviser", _("Tổ tư vấn")
    CONTROLLER = "controller", _("Kiểm soát")
    NATIONAL_STAFF = "national_staff", _("Chuyên viên Bộ")
    PRODUCER = "producer", _("Chủ thể")
    AUDITOR = "auditor", _("Thanh tra, kiểm toán")


P = Permission
_RECORDS = {P.HOME_VIEW, P.PRODUCER_VIEW, P.PRODUCT_VIEW, P.FILE_VIEW}
_OFFICE = _RECORDS | {P.COUNCIL_VIEW, P.EVALUATION_VIEW, P.REPORT_VIEW}
_OFFICE |= {P.DECISION_VIEW, P.CERTIFICATE_VIEW, P.PAPERS_VIEW}
_STAFF = _OFFICE | {
    P.PRODUCER_EXPORT,
    P.CYCLE_MANAGE,
    P.STEP_ACCEPT,
    P.DOSSIER_CHECK,
    P.SAMPLES_RECORD,
    P.COUNCIL_MANAGE,
    P.SITTING_RUN,
    P.RECORD_VIEW,
    P.SITTING_LEAD,
    P.DECISION_DRAFT,
    P.CERTIFICATE_ISSUE,
    P.PUBLISH,
}
_APPEALS = {P.APPEAL_VIEW, P.APPEAL_HANDLE, P.APPEAL_EXAMINE}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.COMMUNE_OFFICER: frozenset(
        _RECORDS
        | {
            P.PRODUCER_EDIT,
            P.PRODUCER_CONFIRM,
            P.PRODUCER_EXPORT,
            P.PRODUCT_EDIT,
            P.STEP_SUBMIT,
            P.STEP_ACCEPT,
            P.DOSSIER_EDIT,
            P.DOSSIER_HAND_IN,
            P.COMMUNE_REPORT,
            P.CERTIFICATE_VIEW,
            P.APPEAL_VIEW,
            P.APPEAL_MAKE,
        }
    ),
    # 1048 and 148: the district took the dossier in, ran its council, drafted its decision (R3).
    Role.DISTRICT_OFFICER: frozenset(
        _OFFICE
        | {
            P.DOSSIER_CHECK,
            P.SAMPLES_RECORD,
            P.COUNCIL_MANAGE,
            P.SITTING_RUN,
            P.RECORD_VIEW,
            P.SITTING_LEAD,
            P.DECISION_DRAFT,
            P.CERTIFICATE_ISSUE,
        }
    ),
    Role.PROVINCIAL_STAFF: frozenset(_STAFF | {P.PRODUCER_TRANSFER} | _APPEALS),
    Role.PROVINCE_ADMIN: frozenset(
        {P.HOME_VIEW, P.USER_MANAGE, P.SETTINGS_MANAGE, P.COUNCIL_VIEW, P.JOURNAL_VIEW}
    ),
    Role.LEADER: frozenset(
        _OFFICE | {P.DECISION_SIGN, P.CERTIFICATE_REVOKE, P.APPEAL_VIEW, P.APPEAL_DECIDE}
    ),
    Role.COUNCIL_MEMBER: frozenset(
        {P.HOME_VIEW, P.COUNCIL_VIEW, P.SCORE, P.FILE_VIEW, P.EVALUATION_VIEW}
        | {P.MIRROR_VIEW, P.FEEDBACK_RELEASE, P.SITTING_LEAD}  # as the chair of the council alone
        | {P.APPEAL_VIEW, P.APPEAL_EXAMINE}
    ),
    Role.COUNCIL_SECRETARY: frozenset(
        {
            P.HOME_VIEW,
            P.COUNCIL_VIEW,
            P.SITTING_RUN,
            P.RECORD_VIEW,
            P.SITTING_LEAD,
            P.EVALUATION_VIEW,
            P.PRODUCT_VIEW,
            P.FILE_VIEW,
            P.SAMPLES_RECORD,
            P.PAPERS_VIEW,
        }
    ),
    Role.ADVISER: frozenset(
        {P.HOME_VIEW, P.PRODUCT_VIEW, P.FILE_VIEW, P.COUNCIL_VIEW, P.ADVISORY_REPORT}
    ),
    Role.CONTROLLER: frozenset(
        {P.HOME_VIEW, P.EVALUATION_VIEW, P.DECISION_VIEW, P.COUNCIL_VIEW, P.JOURNAL_VIEW}
        | {P.CERTIFICATE_VIEW, P.RECORD_VIEW, P.PAPERS_VIEW, P.RESULT_CONFIRM}
        | {P.APPEAL_VIEW, P.APPEAL_EXAMINE}
    ),
    Role.NATIONAL_STAFF: frozenset(_STAFF - {P.STEP_ACCEPT, P.CYCLE_MANAGE}),
    Role.PRODUCER: frozenset(
        _RECORDS
        | {
            P.PRODUCER_EDIT,
            P.PRODUCT_EDIT,
            P.STEP_SUBMIT,
            P.DOSSIER_EDIT,
            P.DOSSIER_HAND_IN,
            P.CERTIFICATE_VIEW,
            P.PUBLISH,
            P.APPEAL_VIEW,
            P.APPEAL_MAKE,
        }
    ),
    Role.AUDITOR: frozenset(
        _OFFICE | {P.JOURNAL_VIEW, P.RECORD_VIEW, P.MIRROR_VIEW, P.APPEAL_VIEW}
    ),
}

# Roles whose reach is a unit; a duty of another role reaches the whole tenant, unless it is
# given for a district, as its leader and its council had it until July 2025.
UNIT_ROLES = frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER})
DISTRICT_ROLES = frozenset({Role.LEADER, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.ADVISER})
# Roles that must use a second factor (design §5); a chair is asked by title.
TOTP_ROLES = frozenset(
    {
        Role.PROVINCIAL_STAFF,
        Role.PROVINCE_ADMIN,
        Role.LEADER,
        Role.COUNCIL_SECRETARY,
        Role.CONTROLLER,
        Role.NATIONAL_STAFF,
    }
)


# What each kind of tenant can give; the Ministry has no communes and a province no Ministry.
_COMMON = frozenset(
    {
        Role.PROVINCE_ADMIN,
        Role.LEADER,
        Role.COUNCIL_MEMBER,
        Role.COUNCIL_SECRETARY,
        Role.ADVISER,
        Role.CONTROLLER,
        Role.AUDITOR,
    }
)


def roles_of_tenant(kind: str) -> frozenset[Role]:
    """Return the roles that a tenant of this kind (Province.kind) may give."""
    if kind == "ministry":
        return _COMMON | {Role.NATIONAL_STAFF}
    return frozenset(Role) - {Role.NATIONAL_STAFF}


def roles_with(permission: Permission) -> frozenset[Role]:
    """Return the roles that hold `permission`."""
    return frozenset(role for role, held in ROLES.items() if permission in held)
