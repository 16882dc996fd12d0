"""Addresses of the rule books, below /bo-tieu-chi/."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.BookListView.as_view(), name="book_list"),
    path("quy-trinh/", views.ProcedureListView.as_view(), name="procedure_list"),
    path("<slug:book>/", views.BookView.as_view(), name="book_detail"),
    path("<slug:book>/<slug:code>/", views.CriteriaSetView.as_view(), name="criteria_set_detail"),
]
