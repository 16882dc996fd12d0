"""Addresses that anybody may open: the check of a certificate, the page of a product."""

from django.urls import path

from . import public_views

urlpatterns = [
    path("tra-cuu/", public_views.CheckFormView.as_view(), name="check"),
    path("tra-cuu/<str:code>/", public_views.CheckResultView.as_view(), name="check_result"),
    path("san-pham/<str:code>/", public_views.ProductPageView.as_view(), name="public_product"),
    path(
        "san-pham/<str:code>/anh/<int:number>/",
        public_views.PictureView.as_view(),
        name="public_picture",
    ),
]
