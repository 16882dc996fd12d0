"""Addresses of score sheets on paper, below a province."""

from django.urls import path

from . import printed_views as printed
from . import rekey_views as typed

SHEETS, TYPED = "phien-hop/<int:pk>/phieu-giay/", "phieu-nhap-lai/<int:pk>/"

urlpatterns = [
    path(SHEETS, printed.PaperSheetsView.as_view(), name="paper_sheets"),
    path(
        SHEETS + "<int:printing>/tien-do/",
        printed.SheetsProgressView.as_view(),
        name="paper_sheets_progress",
    ),
    path(
        SHEETS + "<int:printing>/tep/", printed.SheetsFileView.as_view(), name="paper_sheets_file"
    ),
    path(
        "danh-gia/<int:pk>/phieu-giay/<int:member>/in/",
        printed.PrintSheetView.as_view(),
        name="print_sheet",
    ),
    path("phieu-giay/", printed.FindCopyView.as_view(), name="find_paper_copy"),
    path("phieu-giay/<str:code>/", printed.PaperCopyView.as_view(), name="paper_copy"),
    path("danh-gia/<int:pk>/phieu-giay/<int:member>/", typed.RekeyView.as_view(), name="rekey"),
    path(TYPED, typed.RekeyedView.as_view(), name="rekeyed"),
    path(TYPED + "tra-lai/", typed.SendBackView.as_view(), name="rekeyed_send_back"),
    path(TYPED + "rut/", typed.WithdrawView.as_view(), name="rekeyed_withdraw"),
    path(TYPED + "ban-quet/", typed.ScanView.as_view(), name="rekeyed_scan"),
]
