"""The second door: the API's addresses and its pages."""

from rest_framework.pagination import PageNumberPagination
from rest_framework.routers import SimpleRouter

province_router = SimpleRouter()  # below /api/v1/<province>/
public_router = SimpleRouter()  # below /api/v1/


class Pages(PageNumberPagination):
    """Fifty rows a page; the client may ask for up to 200."""

    page_size_query_param = "page_size"
    max_page_size = 200
