"""Addresses of a sitting's papers and of the control of results, below a province."""

from django.urls import path

from . import control_views as control
from . import paper_views as papers

PAPERS, CONTROL = "phien-hop/<int:pk>/ho-so/", "danh-gia/<int:pk>/kiem-soat/"

urlpatterns = [
    path(PAPERS, papers.PapersView.as_view(), name="sitting_papers"),
    path(PAPERS + "tien-do/", papers.PapersProgressView.as_view(), name="papers_progress"),
    path(
        PAPERS + "xac-nhan/", control.ConfirmSittingView.as_view(), name="sitting_confirm_results"
    ),
    path(PAPERS + "<int:version>/<int:ordinal>/", papers.PaperView.as_view(), name="sitting_paper"),
    path(PAPERS + "<int:version>/zip/", papers.BundleView.as_view(), name="papers_bundle"),
    path(CONTROL, control.ControlView.as_view(), name="control"),
    path(CONTROL + "xac-nhan/", control.ConfirmResultView.as_view(), name="result_confirm"),
    path(CONTROL + "tra-lai/", control.ObjectView.as_view(), name="result_object"),
    path(CONTROL + "giai-trinh/", control.AnswerView.as_view(), name="result_answer"),
]
