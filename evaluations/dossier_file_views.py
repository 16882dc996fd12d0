"""The files of a dossier before the council, one by one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from accounts.permissions import Permission
from files.serving import serve

from .dossier_files import file_of
from .evaluation_views import OfEvaluation
from .models import Evaluation


class DossierFileView(OfEvaluation, View):
    """A file of the dossier before the council, for those who may see the product (R20)."""

    permission = Permission.FILE_VIEW

    def get_queryset(self) -> Any:
        """Ask for the product as for its page: to hold FILE_VIEW alone is not enough."""
        return Evaluation.objects.visible_to(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the file, if it belongs to this dossier."""
        stored = file_of(request.user, self.evaluation(), kwargs["sha256"])
        if stored is None:
            raise Http404
        return serve(stored, request)
