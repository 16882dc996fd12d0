"""Addresses of the public catalogue."""

from django.urls import path

from .views import CatalogueView

urlpatterns = [path("san-pham/", CatalogueView.as_view(), name="catalogue")]
