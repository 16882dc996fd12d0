"""Addresses of people, duties and the journal, below a province's name."""

from django.urls import path

from . import views

urlpatterns = [
    path("nguoi-dung/", views.AssignmentListView.as_view(), name="assignments"),
    path("nhat-ky/", views.JournalView.as_view(), name="journal"),
]
