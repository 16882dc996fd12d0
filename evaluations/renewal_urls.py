"""Addresses of the renewal of certificates, below a province's name."""

from django.urls import path

from . import renewal_views

urlpatterns = [
    path(
        "giay-chung-nhan/<int:pk>/dang-ky-tiep/",
        renewal_views.RenewView.as_view(),
        name="certificate_renew",
    ),
    path(
        "giay-chung-nhan/<int:pk>/keo-dai/",
        renewal_views.ExtendView.as_view(),
        name="certificate_extend",
    ),
    path(
        "danh-gia/<int:pk>/bao-cao-co-quan/",
        renewal_views.OfficeReportView.as_view(),
        name="office_report",
    ),
]
