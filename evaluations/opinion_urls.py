"""Addresses of written opinions, below a province's name."""

from django.urls import path

from . import opinion_views as opinions

urlpatterns = [
    path("phien-hop/<int:pk>/gia-han/", opinions.DeadlineView.as_view(), name="answers_extend"),
    path("phien-hop/<int:pk>/nhac/", opinions.RemindView.as_view(), name="answers_remind"),
    path("danh-gia/<int:pk>/khep-lai/", opinions.AnswersCloseView.as_view(), name="answers_close"),
    path(
        "danh-gia/<int:pk>/hop-truc-tiep/", opinions.MeetingCallView.as_view(), name="meeting_call"
    ),
    path(
        "danh-gia/<int:pk>/khong-hop/",
        opinions.MeetingDeclineView.as_view(),
        name="meeting_decline",
    ),
    path(
        "danh-gia/<int:pk>/thieu-y-kien/",
        opinions.MeetingForWantView.as_view(),
        name="meeting_for_want",
    ),
    path(
        "danh-gia/<int:pk>/dua-ra-hop/", opinions.MeetingPlaceView.as_view(), name="meeting_place"
    ),
]
