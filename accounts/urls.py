"""Addresses of people, duties, notices and the journal, below a province's name."""

from django.urls import path

from . import views

urlpatterns = [
    path("nguoi-dung/", views.AssignmentListView.as_view(), name="assignments"),
    path("nguoi-dung/moi/", views.InvitationCreateView.as_view(), name="assignment_new"),
    path("nguoi-dung/<int:pk>/ket-thuc/", views.AssignmentEndView.as_view(), name="assignment_end"),
    path("thong-bao/", views.NoticeListView.as_view(), name="notices"),
    path("nhat-ky/", views.JournalView.as_view(), name="journal"),
]
