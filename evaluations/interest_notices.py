"""Word of interests: one to rule on, a member whom a link took out; to heads and himself (R20)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Notice
from accounts.tongue import in_vietnamese
from councils.models import Member

from .blinding import name_for_members, shown_reason
from .models import Evaluation, Panel
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


@in_vietnamese
def tell_himself(evaluation: Evaluation, place: Panel) -> None:
    """Say to a member that he is out of a product; by its page he no longer comes to it."""
    text = _("Anh/chị được ghi không tham gia chấm %(what)s. Lý do: %(why)s") % {
        "what": name_for_members(evaluation),
        "why": shown_reason(place, reads_code=True),
    }
    link = reverse("sitting", args=[evaluation.province.slug, evaluation.sitting_id])
    Notice.objects.create(
        province_id=evaluation.province_id, to_id=place.user_id, text=text[:300], link=link
    )
