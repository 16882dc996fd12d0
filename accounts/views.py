"""Pages of people, duties and the journal."""

from django.views.generic import ListView

from .doors import PermissionRequired
from .models import Assignment, JournalEntry
from .permissions import Permission


class AssignmentListView(PermissionRequired, ListView):
    """Who holds which duty in this province."""

    model = Assignment
    permission = Permission.USER_MANAGE
    paginate_by = 50
    template_name = "accounts/assignment_list.html"

    def get_queryset(self) -> object:
        """Read people and units along."""
        return super().get_queryset().select_related("user", "unit")


class JournalView(PermissionRequired, ListView):
    """What people did in this province, newest first."""

    model = JournalEntry
    permission = Permission.JOURNAL_VIEW
    paginate_by = 50
    template_name = "accounts/journal_list.html"

    def get_queryset(self) -> object:
        """Read the people along."""
        return super().get_queryset().select_related("by")
