"""Addresses of dossiers, below a province's name."""

from django.urls import path

from . import criteria_views, dossier_views, evidence_views, submission_views

one = "ho-so/<int:pk>/"

urlpatterns = [
    path("ho-so/", dossier_views.DossierListView.as_view(), name="dossier_list"),
    path(one, dossier_views.DossierView.as_view(), name="dossier_detail"),
    path(f"{one}lay-lai/", dossier_views.ReuseView.as_view(), name="dossier_reuse"),
    path(
        f"{one}phieu-dang-ky/",
        dossier_views.TextsView.as_view(part="mau-01", page_title=dossier_views.FORM_01),
        name="dossier_form_01",
    ),
    path(
        f"{one}thong-tin-chung/",
        dossier_views.TextsView.as_view(part="thong-tin-chung", page_title=dossier_views.PART_1),
        name="dossier_part_1",
    ),
    path(
        f"{one}ket-qua/",
        dossier_views.TextsView.as_view(part="ket-qua", page_title=dossier_views.PART_2),
        name="dossier_part_2",
    ),
    path(
        f"{one}ke-hoach/",
        dossier_views.TextsView.as_view(part="ke-hoach", page_title=dossier_views.PART_4),
        name="dossier_part_4",
    ),
    path(
        f"{one}tu-danh-gia/<slug:section>/",
        criteria_views.SectionView.as_view(),
        name="dossier_section",
    ),
    path(
        f"{one}tieu-chi/<str:criterion>/",
        criteria_views.AnswerView.as_view(),
        name="dossier_answer",
    ),
    path(f"{one}minh-chung/", evidence_views.EvidenceListView.as_view(), name="dossier_evidence"),
    path(
        f"{one}minh-chung/them/",
        evidence_views.EvidenceAddView.as_view(),
        name="dossier_evidence_add",
    ),
    path(
        f"{one}minh-chung/<int:evidence>/",
        evidence_views.EvidenceReviseView.as_view(),
        name="dossier_evidence_revise",
    ),
    path(
        f"{one}minh-chung/<int:evidence>/bo/",
        evidence_views.EvidenceRemoveView.as_view(),
        name="dossier_evidence_remove",
    ),
    path(
        f"{one}minh-chung/<int:evidence>/tep/",
        evidence_views.EvidenceFileView.as_view(),
        name="dossier_evidence_file",
    ),
    path(
        f"{one}mau-01-da-ky/", evidence_views.SignedFormView.as_view(), name="dossier_signed_form"
    ),
    path(f"{one}kiem-tra/", dossier_views.CheckAnswersView.as_view(), name="dossier_check"),
    path(f"{one}mau-02.pdf", submission_views.LongFormView.as_view(), name="dossier_form_02_pdf"),
    path(
        f"{one}mau-02/tien-do/",
        submission_views.LongFormProgressView.as_view(),
        name="dossier_form_02_progress",
    ),
    path(
        f"{one}mau-<str:form>.pdf", submission_views.FormPdfView.as_view(), name="dossier_form_pdf"
    ),
    path(
        f"{one}ban-ky-mau-<str:form>/",
        submission_views.SignedReportView.as_view(),
        name="dossier_signed_scan",
    ),
    path(
        f"{one}lan-nop/<int:version>/",
        submission_views.SubmissionView.as_view(),
        name="dossier_submission",
    ),
    path(
        f"{one}lan-nop/<int:version>/bien-nhan.pdf",
        submission_views.ReceiptPdfView.as_view(),
        name="dossier_receipt",
    ),
    path(
        f"{one}lan-nop/<int:version>/tep/<str:sha256>/",
        submission_views.SubmissionFileView.as_view(),
        name="dossier_submission_file",
    ),
    path(f"{one}tiep-nhan/", submission_views.ReceiveView.as_view(), name="dossier_receive"),
    path(f"{one}mau-03/", submission_views.ReportView.as_view(), name="dossier_report"),
    path(f"{one}de-nghi/", submission_views.ForwardView.as_view(), name="dossier_forward"),
    path(f"{one}tra-lai/", submission_views.SendBackView.as_view(), name="dossier_send_back"),
    path(
        f"{one}kiem-tra-tinh/",
        submission_views.CheckFormatView.as_view(),
        name="dossier_check_format",
    ),
    path(f"{one}san-pham-mau/", submission_views.SamplesView.as_view(), name="dossier_samples"),
]
