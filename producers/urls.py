"""Addresses of producers, below a province's name."""

from django.urls import path

from . import step_views as steps
from . import views

urlpatterns = [
    path("chu-the/", views.ProducerListView.as_view(), name="producers"),
    path("chu-the/dang-ky/", views.RegisterView.as_view(), name="producer_new"),
    path("chu-the/xuat/<slug:kind>/", views.ProducerExportView.as_view(), name="producers_export"),
    path("chu-the/<int:pk>/", views.ProducerView.as_view(), name="producer"),
    path("chu-the/<int:pk>/sua/", views.ReviseView.as_view(), name="producer_edit"),
    path("chu-the/<int:pk>/xac-nhan/", steps.ConfirmView.as_view(), name="producer_confirm"),
    path("chu-the/<int:pk>/khong-xac-nhan/", steps.RefuseView.as_view(), name="producer_refuse"),
    path("chu-the/<int:pk>/gui-lai/", steps.ResubmitView.as_view(), name="producer_resubmit"),
    path(
        "chu-the/<int:pk>/ngung-hoat-dong/",
        steps.DeactivateView.as_view(),
        name="producer_deactivate",
    ),
    path(
        "chu-the/<int:pk>/hoat-dong-lai/",
        steps.ReactivateView.as_view(),
        name="producer_reactivate",
    ),
    path("chu-the/<int:pk>/chuyen-xa/", steps.TransferView.as_view(), name="producer_transfer"),
    path("chu-the/<int:pk>/giay-to/", steps.PermitCreateView.as_view(), name="producer_permit_new"),
    path(
        "chu-the/<int:pk>/giay-to/<int:permit>/tep/",
        steps.PermitFileView.as_view(),
        name="producer_permit_file",
    ),
    path(
        "chu-the/<int:pk>/giay-to/<int:permit>/xoa/",
        steps.PermitRemoveView.as_view(),
        name="producer_permit_remove",
    ),
    path(
        "chu-the/<int:pk>/tai-khoan/",
        steps.AccountCreateView.as_view(),
        name="producer_account_new",
    ),
    path(
        "chu-the/<int:pk>/tai-khoan/<int:account>/ngung/",
        steps.AccountEndView.as_view(),
        name="producer_account_end",
    ),
]
