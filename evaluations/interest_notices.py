"""Word to those who head a council: an interest to rule on, a member whom a link took out (R20)."""

from django.utils.translation import gettext as _

from accounts.tongue import in_vietnamese
from councils.models import Member

from .models import Evaluation
from .notices import heads_of, tell_members


@in_vietnamese
def tell_heads(evaluation: Evaluation, member: Member) -> None:
    """Ask the chair, and whom he delegated, to rule on a member's interest; never himself."""
    text = _("Cần Chủ tịch kết luận về lợi ích liên quan của %(who)s: %(what)s.")
    heads = heads_of(evaluation) - {member.user_id}
    tell_members(evaluation, heads, text, "interests", who=member.user)


@in_vietnamese
def tell_recused(evaluation: Evaluation, member: Member) -> None:
    """Say to chair and secretary that the portal found one of the producer's own people."""
    seats = evaluation.sitting.council.members.filter(title=Member.Title.SECRETARY)
    writers = set(seats.values_list("user_id", flat=True))
    text = _("%(who)s là người của chủ thể hoặc đã nộp hồ sơ, được ghi không tham gia: %(what)s.")
    wanted = (heads_of(evaluation) | writers) - {member.user_id}
    tell_members(evaluation, wanted, text, "evaluation", who=member.user)
