"""Every address of the portal; those below a province's name are opened by ProvinceMiddleware."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from accounts.api import AssignmentViewSet, JournalViewSet
from accounts.views import InvitationView
from regulations.api import register as register_regulations
from territories.api import AdminUnitViewSet

from . import views
from .api import province_router, public_router

register_regulations(public_router)
public_router.register("units", AdminUnitViewSet, basename="api_unit")
province_router.register("assignments", AssignmentViewSet, basename="api_assignment")
province_router.register("journal", JournalViewSet, basename="api_journal")

admin.site.site_header = "OCOP"

in_province = [
    path("", views.HomeView.as_view(), name="home"),
    path("", include("accounts.urls")),
]

urlpatterns = [
    path("", views.FrontView.as_view(), name="front"),
    path("health/", views.HealthView.as_view(), name="health"),
    path("dang-nhap/", include("allauth.urls")),
    path("moi/<str:uid>/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("ngon-ngu/", set_language, name="set_language"),
    path("bo-tieu-chi/", include("regulations.urls")),
    path("quan-tri/", admin.site.urls),
    path("api/v1/", include(public_router.urls)),
    path("api/v1/<slug:province>/", include(province_router.urls)),
    path("<slug:province>/", include(in_province)),
]
