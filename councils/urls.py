"""Addresses of councils, below a province's name; those of sittings stand with the agenda."""

from django.urls import path

from . import rules_views as rules
from . import views

urlpatterns = [
    path("hoi-dong/", views.CouncilListView.as_view(), name="councils"),
    path("hoi-dong/moi/", views.CouncilCreateView.as_view(), name="council_new"),
    path("hoi-dong/<int:pk>/", views.CouncilDetailView.as_view(), name="council"),
    path("hoi-dong/<int:pk>/sua/", views.CouncilRevisionView.as_view(), name="council_revise"),
    path("hoi-dong/<int:pk>/thanh-vien/moi/", views.MemberCreateView.as_view(), name="member_new"),
    path("hoi-dong/<int:pk>/quy-che/", rules.RulesView.as_view(), name="council_rules"),
    path("hoi-dong/<int:pk>/quy-che/sua/", rules.RulesSetView.as_view(), name="council_rules_set"),
    path(
        "hoi-dong/<int:pk>/thanh-vien/<int:member>/dua-ra/",
        views.MemberRemoveView.as_view(),
        name="member_remove",
    ),
    path("hoi-dong/<int:pk>/to-tu-van/moi/", views.AdviserCreateView.as_view(), name="adviser_new"),
    path("hoi-dong/<int:pk>/phien-hop/moi/", views.SittingCreateView.as_view(), name="sitting_new"),
    path(
        "hoi-dong/<int:pk>/lay-y-kien/moi/",
        views.WrittenRoundCreateView.as_view(),
        name="written_round_new",
    ),
]
