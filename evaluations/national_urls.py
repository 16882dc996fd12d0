"""Addresses of five stars: the province's requests and results, the Ministry's forwarded files."""

from django.urls import path

from . import five_star_views as renewal
from . import forwarding_views as home
from . import national_views as ministry

REQUEST, FILE = "de-nghi-5-sao/<int:pk>/", "ho-so-5-sao/<int:pk>/"
RESULT = "giay-chung-nhan-5-sao/<int:pk>/"

urlpatterns = [
    path("de-nghi-5-sao/", home.RequestListView.as_view(), name="five_star_requests"),
    path(REQUEST, home.RequestView.as_view(), name="five_star_request"),
    path(REQUEST + "van-ban-bo-sung/", home.PaperAddView.as_view(), name="five_star_paper_add"),
    path(
        REQUEST + "van-ban-bo-sung/<int:paper>/bo/",
        home.PaperRemoveView.as_view(),
        name="five_star_paper_remove",
    ),
    path(REQUEST + "mo-ho-so/", renewal.ReopenView.as_view(), name="five_star_reopen"),
    path(REQUEST + "gui-bo/", home.ForwardView.as_view(), name="five_star_forward"),
    path(REQUEST + "bo-giay/", renewal.PaperSetView.as_view(), name="five_star_paper_set"),
    path(REQUEST + "tep/<str:sha256>/", home.RequestFileView.as_view(), name="five_star_paper"),
    path(REQUEST + "xu-ly/", renewal.ChooseView.as_view(), name="five_star_choose"),
    path(RESULT, home.NationalResultView.as_view(), name="national_result"),
    path(RESULT + "pdf/", home.NationalPdfView.as_view(), name="national_pdf"),
    path(RESULT + "trang-san-pham/", home.NationalPageView.as_view(), name="national_page"),
    path(RESULT + "dang-ky-tiep/", renewal.RenewFiveStarsView.as_view(), name="national_renew"),
    path("ho-so-5-sao/", ministry.ForwardedListView.as_view(), name="forwarded_files"),
    path(FILE, ministry.ForwardedView.as_view(), name="forwarded_file"),
    path(FILE + "tiep-nhan/", ministry.ReceiveView.as_view(), name="forwarded_receive"),
    path(FILE + "san-pham-mau/", ministry.SamplesView.as_view(), name="forwarded_samples"),
    path(FILE + "tra-lai/", ministry.SendBackView.as_view(), name="forwarded_send_back"),
    path(FILE + "tra-ket-qua/", ministry.ReturnView.as_view(), name="forwarded_return"),
    path(FILE + "tep/<str:sha256>/", ministry.ForwardedFileView.as_view(), name="forwarded_paper"),
]
