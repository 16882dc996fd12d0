"""Addresses of people, duties, notices and the journal, below a province's name."""

from django.urls import path

from . import token_views, views

urlpatterns = [
    path("nguoi-dung/", views.AssignmentListView.as_view(), name="assignments"),
    path("nguoi-dung/moi/", views.InvitationCreateView.as_view(), name="assignment_new"),
    path("nguoi-dung/<int:pk>/ket-thuc/", views.AssignmentEndView.as_view(), name="assignment_end"),
    path("thong-bao/", views.NoticeListView.as_view(), name="notices"),
    path("khoa-api/", token_views.TokenListView.as_view(), name="api_tokens"),
    path(
        "khoa-api/<int:pk>/thu-hoi/",
        token_views.TokenRevokeView.as_view(),
        name="api_token_end",
    ),
    path("nhat-ky/", views.JournalView.as_view(), name="journal"),
]
