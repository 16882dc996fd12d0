"""Addresses of products, steps 1 to 4 and the yearly cycle, below a province's name."""

from django.urls import path

from . import cycle_views as cycles
from . import participation_views as steps
from . import product_views as views
from .setting_views import SettingsView

one, way, year = "san-pham/<int:pk>/", "tham-gia/<int:pk>/", "lich/<int:year>/"

urlpatterns = [
    path("san-pham/", views.ProductListView.as_view(), name="products"),
    path("san-pham/dang-ky/", views.RegisterProductView.as_view(), name="product_new"),
    path(one, views.ProductView.as_view(), name="product"),
    path(f"{one}sua/", views.ReviseProductView.as_view(), name="product_edit"),
    path(f"{one}tham-gia/", views.EnrolView.as_view(), name="product_enrol"),
    path(f"{one}anh/", views.ImageAddView.as_view(), name="image_new"),
    path(f"{one}anh/<int:image>/", views.ImageView.as_view(), name="image"),
    path(f"{one}anh/<int:image>/nho/", views.ImageView.as_view(small=True), name="image_small"),
    path(f"{one}anh/<int:image>/bo/", views.ImageRemoveView.as_view(), name="image_remove"),
    path(f"{way}y-tuong/", steps.IdeaView.as_view(), name="idea_edit"),
    path(f"{way}phuong-an/", steps.PlanView.as_view(), name="plan_edit"),
    path(f"{way}tham-dinh/", steps.AppraisalView.as_view(), name="plan_appraise"),
    path(f"{way}bao-cao/", steps.ReportView.as_view(), name="report_new"),
    path(f"{way}bao-cao/<int:report>/tep/", steps.ReportFileView.as_view(), name="report_file"),
    path(f"{way}nop/", steps.SubmitView.as_view(), name="step_submit"),
    path(f"{way}tiep-nhan/", steps.AcceptView.as_view(), name="step_accept"),
    path(f"{way}tra-lai/", steps.SendBackView.as_view(), name="step_send_back"),
    path(f"{way}rut/", steps.WithdrawView.as_view(), name="step_withdraw"),
    path("lich/", cycles.CycleView.as_view(), name="cycle"),
    path("lich/mo/", cycles.OpenCycleView.as_view(), name="cycle_open"),
    path(year, cycles.CycleView.as_view(), name="cycle_year"),
    path(f"{year}han/", cycles.DeadlinesView.as_view(), name="cycle_deadlines"),
    path(f"{year}dong/", cycles.CloseView.as_view(), name="cycle_close"),
    path(f"{year}mo-lai/", cycles.ReopenView.as_view(), name="cycle_reopen"),
    path("thiet-lap/", SettingsView.as_view(), name="settings"),
    path(f"{year}dot/", cycles.RoundView.as_view(), name="round_new"),
]
