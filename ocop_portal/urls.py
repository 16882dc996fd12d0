"""Every address of the portal; those below a province's name are opened by ProvinceMiddleware."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from accounts.api import AssignmentViewSet, JournalViewSet
from accounts.views import AddressChangeView, InvitationView
from evaluations.appeal_api import AppealViewSet
from evaluations.council_api import register as register_panels
from evaluations.decision_api import register as register_decisions
from evaluations.mirror_api import register as register_mirrors
from evaluations.national_api import register as register_five_stars
from evaluations.paper_api import register as register_papers
from evaluations.record_api import RecordViewSet
from evaluations.rehearsal_api import register as register_rehearsals
from evaluations.rekey_api import register as register_paper_sheets
from evaluations.report_api import StarReportViewSet
from evaluations.report_rows_api import register as register_report_rows
from evaluations.rules_api import RecordedCouncilViewSet
from evaluations.sheet_api import SheetViewSet
from evaluations.sitting_api import EvaluationViewSet, SittingViewSet
from files.api import ExportViewSet
from producers.api import ProducerViewSet
from products.api import CycleViewSet, ParticipationViewSet, ProductViewSet
from products.dossier_api import DossierViewSet
from products.setting_api import SettingsViewSet
from regulations.api import register as register_regulations
from territories.api import AdminUnitViewSet
from trade.api import CatalogueViewSet

from . import problems, views
from .api import province_router, public_router
from .api_views import DocsView, SchemaView

# First what is asked most: a hall saves a hundred marks a second, and addresses are tried in turn.
province_router.register("sheets", SheetViewSet, basename="api_sheet")
province_router.register("products", ProductViewSet, basename="api_product")
register_regulations(public_router)
register_decisions(province_router, public_router)
register_five_stars(province_router)
register_panels(province_router)
register_mirrors(province_router)
register_papers(province_router)
register_paper_sheets(province_router)
register_rehearsals(province_router)
public_router.register("public/products", CatalogueViewSet, basename="api_public_product")
public_router.register("units", AdminUnitViewSet, basename="api_unit")
province_router.register("assignments", AssignmentViewSet, basename="api_assignment")
province_router.register("journal", JournalViewSet, basename="api_journal")
province_router.register("producers", ProducerViewSet, basename="api_producer")
province_router.register("exports", ExportViewSet, basename="api_export")
province_router.register("councils", RecordedCouncilViewSet, basename="api_council")
province_router.register("sittings", SittingViewSet, basename="api_sitting")
province_router.register("evaluations", EvaluationViewSet, basename="api_evaluation")
province_router.register("appeals", AppealViewSet, basename="api_appeal")
province_router.register("record", RecordViewSet, basename="api_record")
province_router.register("reports/stars", StarReportViewSet, basename="api_star_report")
register_report_rows(province_router)
province_router.register("participations", ParticipationViewSet, basename="api_participation")
province_router.register("cycles", CycleViewSet, basename="api_cycle")
province_router.register("settings", SettingsViewSet, basename="api_settings")
province_router.register("dossiers", DossierViewSet, basename="api_dossier")

handler400, handler403 = problems.handler400, problems.handler403
handler404, handler500 = problems.handler404, problems.handler500

in_province = [
    path("", views.HomeView.as_view(), name="home"),
    path("huong-dan/", views.GuideView.as_view(), name="guide"),
    path("tim-kiem/", views.SearchView.as_view(), name="search"),
    path("", include("accounts.urls")),
    path("", include("files.urls")),
    path("", include("councils.urls")),
    path("", include("evaluations.scoring_urls")),
    path("", include("evaluations.paper_urls")),
    path("", include("evaluations.rekey_urls")),
    path("", include("evaluations.appeal_urls")),
    path("", include("producers.urls")),
    path("", include("products.urls")),
    path("", include("products.dossier_urls")),
    path("", include("evaluations.decision_urls")),
    path("", include("evaluations.national_urls")),
    path("", include("evaluations.renewal_urls")),
    path("", include("evaluations.opinion_urls")),
    path("", include("evaluations.report_urls")),
]

signing_in = [
    path("email/", AddressChangeView.as_view(), name="account_email"),
    path("", include("allauth.urls")),
]

urlpatterns = [
    path("", views.FrontView.as_view(), name="front"),
    path("health/", views.HealthView.as_view(), name="health"),
    path("dang-nhap/", include(signing_in)),
    path("moi/<str:uid>/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("ngon-ngu/", set_language, name="set_language"),
    path("bo-tieu-chi/", include("regulations.urls")),
    path("", include("trade.urls")),
    path("", include("evaluations.public_urls")),
    path("quan-tri/", admin.site.urls),
    path("api/v1/schema/", SchemaView.as_view(), name="api_schema"),
    path("api/v1/docs/", DocsView.as_view(), name="api_docs"),
    path("api/v1/", include(public_router.urls)),
    path("api/v1/<slug:province>/", include(province_router.urls)),
    path("<slug:province>/", include(in_province)),
]
