"""Addresses of the star-rating report, below a province's name."""

from django.urls import path

from . import report_views

REPORT = "bao-cao/phan-hang/"

urlpatterns = [
    path(REPORT, report_views.StarReportView.as_view(), name="star_report"),
    path(REPORT + "tep/<str:kind>/", report_views.FileView.as_view(), name="star_report_file"),
    path(
        REPORT + "bien-dong/tep/<str:kind>/",
        report_views.MovesFileView.as_view(),
        name="star_report_moves_file",
    ),
    path(REPORT + "san-pham/", report_views.StarReportRowsView.as_view(), name="star_report_rows"),
    path(
        REPORT + "san-pham/tep/<str:kind>/",
        report_views.RowsFileView.as_view(),
        name="star_report_rows_file",
    ),
    path(REPORT + "dang-o-bo/", report_views.WaitingRowsView.as_view(), name="star_report_waiting"),
    path(
        REPORT + "dang-o-bo/tep/<str:kind>/",
        report_views.WaitingFileView.as_view(),
        name="star_report_waiting_file",
    ),
]
