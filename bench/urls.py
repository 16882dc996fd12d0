"""The portal's addresses, and beside each one that is measured its floor."""

from django.urls import path

from ocop_portal.urls import urlpatterns as portal

from . import floor

urlpatterns = [
    path("<slug:province>/floor/products/", floor.products),
    path("<slug:province>/floor/sheet/<int:pk>/", floor.sheet),
    path("api/v1/<slug:province>/floor/products/", floor.api_products),
    path("api/v1/<slug:province>/floor/sheets/<int:pk>/marks/", floor.mark),
    *portal,
]
