"""Addresses of sittings, products before the council, and score sheets, below a province."""

from django.urls import path

from . import advisory_views as reports
from . import council_views as panels
from . import dossier_file_views as files
from . import evaluation_views as products
from . import live_views as live
from . import mirror_views as mirrors
from . import offline_views as offline
from . import record_views as records
from . import rehearsal_views as rehearsals
from . import rules_views as rules
from . import ruling_views as rulings
from . import sheet_views as sheets
from . import sitting_views as sittings

urlpatterns = [
    path("phien-hop/", sittings.SittingListView.as_view(), name="sittings"),
    path("phien-hop/<int:pk>/", live.SittingPageView.as_view(), name="sitting"),
    path("phien-hop/<int:pk>/truc-tiep/", live.SittingLiveView.as_view(), name="sitting_live"),
    path("phien-hop/<int:pk>/dang-thao-luan/", live.FloorView.as_view(), name="floor"),
    path("phien-hop/<int:pk>/sap-xep/", live.AgendaOrderView.as_view(), name="agenda_order"),
    path(
        "hoi-dong/<int:pk>/quy-che/thay-doi/",
        rules.RecordedRulesView.as_view(),
        name="council_rules_amend",
    ),
    path(
        "hoi-dong/<int:pk>/tap-duot/",
        rehearsals.RehearsalBeginView.as_view(),
        name="rehearsal_begin",
    ),
    path(
        "phien-hop/<int:pk>/xoa-tap-duot/",
        rehearsals.RehearsalDeleteView.as_view(),
        name="rehearsal_delete",
    ),
    path("phien-hop/<int:pk>/sua/", sittings.SittingRevisionView.as_view(), name="sitting_revise"),
    path("phien-hop/<int:pk>/mo/", sittings.SittingOpenView.as_view(), name="sitting_open"),
    path("phien-hop/<int:pk>/ket-thuc/", sittings.SittingEndView.as_view(), name="sitting_end"),
    path("phien-hop/<int:pk>/diem-danh/", sittings.RollView.as_view(), name="roll"),
    path("phien-hop/<int:pk>/chu-tri/", sittings.PresidingView.as_view(), name="presiding"),
    path("phien-hop/<int:pk>/chuong-trinh/", sittings.AgendaAddView.as_view(), name="agenda_add"),
    path("phien-hop/<int:pk>/ban-ghi/", records.SittingRecordView.as_view(), name="sitting_record"),
    path("ban-ghi/", records.RecordView.as_view(), name="record"),
    path("ban-ghi/tai-ve/", records.RecordExportView.as_view(), name="record_export"),
    path(
        "phien-hop/<int:pk>/loi-ich/",
        panels.ProducerInterestView.as_view(),
        name="producer_interest",
    ),
    path("danh-gia/<int:pk>/", products.EvaluationView.as_view(), name="evaluation"),
    path("danh-gia/<int:pk>/bat-dau/", products.BeginView.as_view(), name="begin_scoring"),
    path("danh-gia/<int:pk>/rut/", products.TakeOffView.as_view(), name="take_off"),
    path("danh-gia/<int:pk>/thanh-vien/<int:member>/", products.PlaceView.as_view(), name="place"),
    path("danh-gia/<int:pk>/loi-ich/", panels.InterestsView.as_view(), name="interests"),
    path(
        "danh-gia/<int:pk>/loi-ich/<int:interest>/",
        panels.InterestAnswerView.as_view(),
        name="interest_answer",
    ),
    path("danh-gia/<int:pk>/thao-luan/", panels.DiscussionView.as_view(), name="discussion"),
    path(
        "danh-gia/<int:pk>/mo-lai/<int:member>/", panels.ReopenView.as_view(), name="reopen_sheet"
    ),
    path(
        "danh-gia/<int:pk>/mo-lai-phieu/<int:reopening>/",
        panels.ReopenConfirmView.as_view(),
        name="reopen_confirm",
    ),
    path(
        "danh-gia/<int:pk>/mo-lai-phieu/<int:reopening>/khong-mo/",
        panels.ReopenRefuseView.as_view(),
        name="reopen_refuse",
    ),
    path("danh-gia/<int:pk>/luot-2/", panels.SecondPassView.as_view(), name="second_pass"),
    path("danh-gia/<int:pk>/mo-phieu/", products.OpenSheetsView.as_view(), name="open_sheets"),
    path("danh-gia/<int:pk>/ket-luan/", products.ConcludeView.as_view(), name="conclude"),
    path("danh-gia/<int:pk>/yeu-cau-toi-thieu/", rulings.RulingsView.as_view(), name="rulings"),
    path(
        "danh-gia/<int:pk>/yeu-cau-toi-thieu/<int:clause>/",
        rulings.RulingView.as_view(),
        {"kind": "minimum"},
        name="rule_minimum",
    ),
    path(
        "danh-gia/<int:pk>/dieu-kien-loai/<int:clause>/",
        rulings.RulingView.as_view(),
        {"kind": "knock_out"},
        name="rule_knock_out",
    ),
    path(
        "danh-gia/<int:pk>/bo-ket-luan/<int:ruling>/",
        rulings.RulingWithdrawView.as_view(),
        name="ruling_withdraw",
    ),
    path("danh-gia/<int:pk>/bao-cao-tu-van/", reports.AdvisoryView.as_view(), name="advisory"),
    path(
        "danh-gia/<int:pk>/tep/<str:sha256>/",
        files.DossierFileView.as_view(),
        name="dossier_file_of",
    ),
    path(
        "phien-hop/<int:pk>/doi-chieu/", mirrors.SittingMirrorView.as_view(), name="sitting_mirror"
    ),
    path("danh-gia/<int:pk>/doi-chieu/", mirrors.MirrorView.as_view(), name="evaluation_mirror"),
    path("danh-gia/<int:pk>/gop-y/", mirrors.FeedbackView.as_view(), name="feedback"),
    path(
        "danh-gia/<int:pk>/gop-y/gui/",
        mirrors.FeedbackReleaseView.as_view(),
        name="feedback_release",
    ),
    path("cham-diem.webmanifest", offline.ManifestView.as_view(), name="scoring_manifest"),
    path("cham-diem.json", offline.KeptPagesView.as_view(), name="kept_pages"),
    path("cham-diem.js", offline.WorkerView.as_view(), name="service_worker"),
    path("phieu-cham/<int:pk>/", sheets.SheetView.as_view(), name="sheet"),
    path("phieu-cham/<int:pk>/nop/", sheets.CheckView.as_view(), name="sheet_check"),
    path("phieu-cham/<int:pk>/bien-nhan/", sheets.ReceiptView.as_view(), name="sheet_receipt"),
    path("phieu-cham/<int:pk>/khong-tham-gia/", sheets.InterestView.as_view(), name="interest"),
    path("phieu-cham/<int:pk>/cham-tiep/", sheets.NewVersionView.as_view(), name="new_version"),
]
