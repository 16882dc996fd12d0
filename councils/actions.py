"""Acts on councils and sittings: set up, appoint, plan, open, call the roll, preside, close."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts import journal, policy
from accounts.actions import invite
from accounts.models import Assignment, User
from accounts.permissions import Permission, Role
from accounts.versions import refuse_stale
from accounts.workflow import move
from territories import clock
from territories.models import AdminUnit, Province

from . import seats
from .editing import set_values, tidy
from .models import (
    OPERATING_RULES,
    Adviser,
    Attendance,
    Council,
    Member,
    RulesVersion,
    Sitting,
)
from .sitting_steps import refuse_ended, refuse_revising, refuse_roll
from .states import TRANSITIONS, SittingStatus
from .written import NO_PLACE, check_deadline

# Practice of councils (R16): the share of members that makes a quorum.
DEFAULT_SHARES = {
    Council.Level.DISTRICT: (3, 4),
    Council.Level.PROVINCIAL: (3, 4),
    Council.Level.NATIONAL: (5, 7),
}
INFORMATION = frozenset({"name", "decision_no", "established_on", "rules_no"})
PLANNED = frozenset({"held_on", "place", "files_sent_on", "answers_due"})
REVISABLE = INFORMATION | set(OPERATING_RULES)


@transaction.atomic
def establish_council(
    *,
    province: Province,
    by: User,
    level: str,
    name: str,
    decision_no: str,
    established_on: date,
    unit: AdminUnit | None = None,
    **rules: Any,
) -> Council:
    """Set a council up by its decision, with its operating rules."""
    is_national = level == Council.Level.NATIONAL
    if is_national != (province.kind == Province.Kind.MINISTRY):
        raise ValidationError({"level": _("Nơi đây không lập hội đồng cấp này.")})
    if unit and (unit.kind != AdminUnit.Kind.DISTRICT or unit.province_id != province.pk):
        raise ValidationError({"unit": _("Hãy chọn một huyện của tỉnh.")})
    if unit and established_on not in unit.valid:
        raise ValidationError({"unit": _("Vào ngày quyết định, huyện này không tồn tại.")})
    _refuse_elsewhere(by, unit)
    numerator, denominator = DEFAULT_SHARES.get(level, (3, 4))
    council = Council(
        province=province,
        level=level,
        unit=unit,
        name=tidy(name),
        decision_no=tidy(decision_no),
        established_on=established_on,
        **{"quorum_numerator": numerator, "quorum_denominator": denominator, **rules},
    )
    _check(council)
    council.save()
    journal.record(by=by, verb="establish", target=council, **_rules(council))
    return council


def _refuse_elsewhere(by: User, unit: AdminUnit | None) -> None:
    """A district's officer sets up its own council, and no other."""
    own = policy.units_held(by, Permission.COUNCIL_MANAGE)
    if policy.reaches_all(by, Permission.COUNCIL_MANAGE) or not own:
        return
    if unit is None:
        raise ValidationError({"level": _("Cán bộ huyện chỉ lập hội đồng của huyện mình.")})
    if unit.pk not in own:
        raise ValidationError({"unit": _("Cán bộ huyện chỉ lập hội đồng của huyện mình.")})


def _check(council: Council) -> None:
    if council.established_on > clock.today():
        raise ValidationError({"established_on": _("Ngày quyết định không được sau hôm nay.")})
    council.full_clean()


def _rules(council: Council) -> dict[str, Any]:
    return {name: getattr(council, name) for name in ("level", "unit_id", *OPERATING_RULES)}


@transaction.atomic
def revise_council(*, council: Council, by: User, version: int, **changes: Any) -> Council:
    """Correct a council's data; its operating rules only before it has begun to score."""
    held = Council.objects.select_for_update().get(pk=council.pk)
    if set(changes) - REVISABLE:
        raise ValidationError(_("Không sửa được mục này."))
    before, moved = set_values(held, changes)
    if held.rules_frozen_at and (frozen := set(moved) & set(OPERATING_RULES)):
        words = _("Hội đồng đã chấm điểm: chỉ Chủ tịch đổi quy chế, có lý do.")
        raise ValidationError(dict.fromkeys(frozen, words))
    _check(held)
    if not moved:
        return held
    refuse_stale(held, version, moved, mine=changes, theirs=before)
    held.save()
    if "secretary_scores" in moved:
        seat_secretaries(held, by)
    journal.record(by=by, verb="revise", target=held, changed=sorted(moved))
    return held


def seat_secretaries(council: Council, by: User) -> None:
    """Let the secretaries score, or not, as the rules say; who scores has the role for it."""
    seats = council.members.filter(title=Member.Title.SECRETARY)
    for seat in seats.select_related("user") if council.secretary_scores else ():
        _person(council, seat.user.email, seat.user.full_name, Role.COUNCIL_MEMBER, by)
    seats.exclude(scores=council.secretary_scores).update(scores=council.secretary_scores)


def freeze_rules(*, council: Council, by: User) -> None:
    """Fix the operating rules: the council has begun to score."""
    frozen = Council.objects.filter(pk=council.pk, rules_frozen_at__isnull=True)
    if frozen.update(rules_frozen_at=clock.now()):
        RulesVersion.objects.create(
            province_id=council.province_id,
            council=council,
            number=council.rules_version,
            rules=council.rules.as_json(),
            by=by,
        )
        journal.record(by=by, verb="freeze_rules", target=council, **_rules(council))


@transaction.atomic
def appoint_member(
    *,
    council: Council,
    by: User,
    email: str,
    title: str,
    organisation: str,
    full_name: str = "",
    scores: bool = True,
) -> Member:
    """Give a person a seat, and the role that goes with it where he has none."""
    held = _active(council)
    is_secretary = title == Member.Title.SECRETARY
    if is_secretary:
        scores = held.secretary_scores  # the rules say it, not the appointment
    user = _person(held, email, full_name, _role(is_secretary), by)
    if is_secretary and scores:
        _person(held, email, full_name, Role.COUNCIL_MEMBER, by)
    if held.advisers.filter(user=user).exists():
        raise ValidationError({"email": _("Người này đã ở trong Tổ tư vấn của hội đồng.")})
    last = held.members.aggregate(last=Max("ordinal"))["last"] or 0
    member = Member(
        province=held.province,
        council=held,
        user=user,
        title=title,
        organisation=tidy(organisation),
        scores=scores,
        ordinal=last + 1,
    )
    member.full_clean()
    member.save()
    journal.record(by=by, verb="appoint", target=member, council=held.pk, scores=scores)
    return member


def _role(is_secretary: bool) -> Role:
    return Role.COUNCIL_SECRETARY if is_secretary else Role.COUNCIL_MEMBER


def _active(council: Council) -> Council:
    rows = Council.objects.select_related("unit", "province").select_for_update(of=("self",))
    held = rows.get(pk=council.pk)
    if not held.is_active:
        raise ValidationError(_("Hội đồng đã ngừng hoạt động."))
    return held


def _person(council: Council, email: str, full_name: str, role: Role, by: User) -> User:
    """Find or invite the person, and see to it that he holds the role, in a district for it."""
    province, unit = council.province, council.unit
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None and not full_name.strip():
        raise ValidationError({"full_name": _("Người này chưa có tài khoản: hãy ghi họ và tên.")})
    if user is not None:
        running = Assignment.objects.on(clock.today()).filter(Q(unit=None) | Q(unit=unit))
        if running.filter(province=province, user=user, role=role).exists():
            return user
    duty = invite(
        province=province, email=email, full_name=tidy(full_name), role=role, unit=unit, by=by
    )
    return duty.user


@transaction.atomic
def remove_member(*, member: Member, by: User, reason: str) -> None:
    """Take a seat back that was never used: with its places before products not yet begun."""
    held = Member.objects.select_for_update().get(pk=member.pk)
    removal = seats.removal_of(held)
    facts = {"council": held.council_id, "reason": tidy(reason)}
    journal.record(by=by, verb="remove_member", target=held, **facts)
    removal.delete()


@transaction.atomic
def appoint_adviser(
    *,
    council: Council,
    by: User,
    email: str,
    organisation: str,
    full_name: str = "",
    leads: bool = False,
) -> Adviser:
    """Put a person on the council's advisory team."""
    held = _active(council)
    user = _person(held, email, full_name, Role.ADVISER, by)
    if held.members.filter(user=user).exists():
        raise ValidationError({"email": _("Thành viên hội đồng không ở trong Tổ tư vấn.")})
    adviser = Adviser(
        province=held.province,
        council=held,
        user=user,
        organisation=tidy(organisation),
        leads=leads,
    )
    adviser.full_clean()
    adviser.save()
    journal.record(by=by, verb="appoint_adviser", target=adviser, council=held.pk)
    return adviser


@transaction.atomic
def plan_sitting(
    *,
    council: Council,
    by: User,
    held_on: date,
    place: str = "",
    files_sent_on: date | None = None,
    is_rehearsal: bool = False,
    form: str = Sitting.Form.MEETING,
    answers_due: date | None = None,
) -> Sitting:
    """Plan a meeting of the council, or a round of written opinions with its deadline."""
    held = _active(council)
    sitting = Sitting(
        province=held.province,
        council=held,
        held_on=held_on,
        place=tidy(place) if form == Sitting.Form.MEETING else NO_PLACE,
        files_sent_on=files_sent_on,
        is_rehearsal=is_rehearsal,
        form=form,
        answers_due=answers_due,
    )
    _check_sitting(sitting)
    _refuse_twice(sitting)
    sitting.save()
    journal.record(by=by, verb="plan_sitting", target=sitting, council=held.pk)
    return sitting


def _refuse_twice(sitting: Sitting) -> None:
    """A form that is sent twice over a bad network plans one meeting."""
    said = ("held_on", "place", "form", "answers_due", "is_rehearsal")
    same = sitting.council.sittings.filter(**{name: getattr(sitting, name) for name in said})
    if not sitting.is_rehearsal and same.filter(status=SittingStatus.PLANNED).exists():
        raise ValidationError(_("Phiên họp này đã có, chưa khai mạc: hãy dùng phiên đó."))


def _check_sitting(sitting: Sitting) -> None:
    if sitting.held_on < sitting.council.established_on:
        raise ValidationError({"held_on": _("Phiên họp không thể trước ngày lập hội đồng.")})
    unit = sitting.council.unit
    if unit is not None and sitting.held_on not in unit.valid:
        raise ValidationError(
            {"held_on": _("Vào ngày này %(unit)s không tồn tại.") % {"unit": unit}}
        )
    if sitting.files_sent_on and sitting.files_sent_on > sitting.held_on:
        raise ValidationError({"files_sent_on": _("Hồ sơ phải được gửi trước phiên họp.")})
    check_deadline(sitting)
    sitting.full_clean()


@transaction.atomic
def revise_sitting(*, sitting: Sitting, by: User, version: int, **changes: Any) -> Sitting:
    """Change day, place or the day on which the files went out, before the sitting opens."""
    held = _locked(sitting)
    refuse_revising(held)
    kept = {"place"} if held.is_written else set()
    changes = {name: changes[name] for name in changes if name in PLANNED - kept}
    before, moved = set_values(held, changes)
    _check_sitting(held)
    if not moved:
        return held
    refuse_stale(held, version, moved, mine=changes, theirs=before)
    held.save(update_fields=["version", *sorted(PLANNED)])
    journal.record(by=by, verb="revise", target=held, changed=sorted(moved))
    return held


def _locked(sitting: Sitting) -> Sitting:
    rows = Sitting.objects.select_related("council").select_for_update(of=("self",))
    return rows.get(pk=sitting.pk)


@transaction.atomic
def open_sitting(*, sitting: Sitting, by: User) -> Sitting:
    """Begin the meeting."""
    held = _locked(sitting)
    if held.held_on > clock.today():
        raise ValidationError(
            _("Phiên họp vào ngày %(day)s; nếu họp sớm hơn, hãy đổi ngày họp trước.")
            % {"day": f"{held.held_on:%d/%m/%Y}"}
        )
    if not held.council.members.filter(title=Member.Title.CHAIR).exists():
        raise ValidationError(_("Hội đồng chưa có Chủ tịch."))
    return move(held, "open", by=by, table=TRANSITIONS)


@transaction.atomic
def call_roll(*, sitting: Sitting, by: User, absent: Mapping[int, str]) -> list[Attendance]:
    """Write down who is there; `absent` maps the others' seats to the reason of each."""
    held = _locked(sitting)
    refuse_roll(held)
    members = {member.pk: member for member in held.council.members.all()}
    if unknown := set(absent) - set(members):
        raise ValidationError(_("Không có thành viên số %(id)s.") % {"id": min(unknown)})
    reasons = {pk: tidy(reason) for pk, reason in absent.items()}
    if nameless := [pk for pk, reason in reasons.items() if not reason]:
        raise ValidationError(
            {
                f"reason_{nameless[0]}": _("Hãy ghi lý do vắng của %(who)s.")
                % {"who": members[nameless[0]].user}
            }
        )
    rows = [
        Attendance.objects.update_or_create(
            sitting=held,
            member=member,
            defaults={
                "province_id": held.province_id,
                "is_present": pk not in reasons,
                "reason": reasons.get(pk, ""),
            },
        )[0]
        for pk, member in members.items()
    ]
    journal.record(
        by=by, verb="call_roll", target=held, present=len(rows) - len(reasons), absent=len(reasons)
    )
    return rows


@transaction.atomic
def delegate_presiding(*, sitting: Sitting, by: User, member: Member | None) -> Sitting:
    """Let a present deputy preside in the chair's place; None gives it back (R16)."""
    held = _locked(sitting)
    refuse_ended(held)
    if member is not None:
        if member.council_id != held.council_id or member.title != Member.Title.DEPUTY:
            raise ValidationError({"member": _("Chỉ Phó Chủ tịch được ủy quyền chủ trì.")})
        if held.attendance.filter(member=member, is_present=False).exists():
            raise ValidationError({"member": _("Người được ủy quyền không có mặt.")})
    held.presided_by = member
    held.save(update_fields=["presided_by"])
    journal.record(by=by, verb="delegate", target=held, member=member)
    return held


@transaction.atomic
def close_sitting(*, sitting: Sitting, by: User) -> Sitting:
    """End the meeting."""
    return move(_locked(sitting), "close", by=by, table=TRANSITIONS)
