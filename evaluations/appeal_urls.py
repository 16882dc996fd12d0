"""Addresses of appeals, below a province's name."""

from django.urls import path

from . import appeal_views as views

ONE = "khieu-nai/<int:pk>/"

urlpatterns = [
    path("khieu-nai/", views.AppealListView.as_view(), name="appeals"),
    path("thiet-lap/khieu-nai/", views.AppealDaysView.as_view(), name="appeal_days"),
    path("danh-gia/<int:pk>/khieu-nai/", views.FileAppealView.as_view(), name="appeal_new"),
    path(ONE, views.AppealView.as_view(), name="appeal"),
    path(ONE + "rut/", views.WithdrawView.as_view(), name="appeal_withdraw"),
    path(ONE + "thu-ly/", views.RegisterView.as_view(), name="appeal_register"),
    path(ONE + "nguoi-xem-xet/", views.RapporteurView.as_view(), name="appeal_rapporteur"),
    path(ONE + "bao-cao/", views.ReportView.as_view(), name="appeal_report"),
    path(ONE + "quyet-dinh/", views.DecideView.as_view(), name="appeal_decide"),
    path(ONE + "tep/<str:sha256>/", views.AppealFileView.as_view(), name="appeal_file"),
]
