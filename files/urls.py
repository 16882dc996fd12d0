"""Addresses of a person's exports."""

from django.urls import path

from . import views

urlpatterns = [
    path("tep-xuat/", views.ExportListView.as_view(), name="exports"),
    path("tep-xuat/<int:pk>/", views.ExportProgressView.as_view(), name="export_progress"),
    path("tep-xuat/<int:pk>/tep/", views.ExportFileView.as_view(), name="export_file"),
]
