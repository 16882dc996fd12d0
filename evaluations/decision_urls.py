"""Addresses of decisions and certificates, below a province's name."""

from django.urls import path

from . import certificate_views, decision_views, district_views

DECISION, CERTIFICATE = "quyet-dinh/<int:pk>/", "giay-chung-nhan/<int:pk>/"

urlpatterns = [
    path("quyet-dinh/", decision_views.DecisionListView.as_view(), name="decisions"),
    path("quyet-dinh/du-thao/", decision_views.DraftCreateView.as_view(), name="decision_draft"),
    path(
        "quyet-dinh/khong-cong-nhan/",
        decision_views.UnrankedListView.as_view(),
        name="unranked_results",
    ),
    path(
        "quyet-dinh/khong-cong-nhan/<int:pk>/",
        decision_views.RejectView.as_view(),
        name="result_reject",
    ),
    path(
        "quyet-dinh/chuyen-len-tinh/",
        district_views.PassUpListView.as_view(),
        name="results_to_pass_up",
    ),
    path(
        "quyet-dinh/chuyen-len-tinh/<int:pk>/",
        district_views.PassUpView.as_view(),
        name="result_pass_up",
    ),
    path(DECISION, decision_views.DecisionDetailView.as_view(), name="decision"),
    path(DECISION + "trich-yeu/", decision_views.TitleView.as_view(), name="decision_title"),
    path(DECISION + "them/", decision_views.LinesView.as_view(), name="decision_lines"),
    path(
        DECISION + "dong/<int:line>/bo/",
        decision_views.LineRemoveView.as_view(),
        name="decision_line_remove",
    ),
    path(DECISION + "bo/", decision_views.DraftRemoveView.as_view(), name="decision_remove"),
    path(DECISION + "ban-hanh/", decision_views.IssueView.as_view(), name="decision_issue"),
    path(DECISION + "du-thao.pdf", decision_views.AnnexView.as_view(), name="decision_annex"),
    path(DECISION + "ban-quet/", decision_views.DecisionFileView.as_view(), name="decision_file"),
    path(DECISION + "tien-do/", decision_views.ProgressView.as_view(), name="decision_progress"),
    path(DECISION + "in-lai/", decision_views.PrintAgainView.as_view(), name="decision_print"),
    path("giay-chung-nhan/", certificate_views.CertificateListView.as_view(), name="certificates"),
    path(CERTIFICATE, certificate_views.CertificateDetailView.as_view(), name="certificate"),
    path(
        CERTIFICATE + "pdf/", certificate_views.CertificatePdfView.as_view(), name="certificate_pdf"
    ),
    path(
        CERTIFICATE + "thu-hoi/", certificate_views.RevokeView.as_view(), name="certificate_revoke"
    ),
    path(
        CERTIFICATE + "tam-dung/",
        certificate_views.SuspendView.as_view(),
        name="certificate_suspend",
    ),
    path(
        CERTIFICATE + "khoi-phuc/",
        certificate_views.RestoreView.as_view(),
        name="certificate_restore",
    ),
    path(
        CERTIFICATE + "trang-san-pham/", certificate_views.PageView.as_view(), name="product_page"
    ),
]
