"""The API's way to the files of a dossier before the council: the same ones as the page's."""

from django.http import Http404, HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request

from files.serving import serve

from .dossier_files import file_of


class OfFiles:
    """What the viewset of products gives of their dossiers' files."""

    @action(detail=True, url_path=r"files/(?P<sha256>[0-9a-f]{64})")
    def file(self, request: Request, sha256: str, **kwargs: object) -> HttpResponse:
        """Give a file that the dossier names, by its SHA-256."""
        stored = file_of(request.user, self.get_object(), sha256)
        if stored is None:
            raise Http404
        return serve(stored, request)
