"""Acts on producers: who registers, revises and stands behind an entry."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal, policy
from accounts.actions import invite, notify
from accounts.models import Assignment, User
from accounts.permissions import Permission, Role
from accounts.tongue import in_vietnamese
from accounts.versions import refuse_stale
from accounts.workflow import TransitionRefused, move
from files import intake
from files.models import StoredFile
from territories import clock
from territories.models import AdminUnit, Province

from . import states
from .changes import journal_facts, values
from .identifiers import name_key
from .models import Producer, ProducerAccount, ProducerPermit

# What a person may say about a producer; all the rest the portal writes itself.
FACTS = (
    "name",
    "legal_form",
    "tax_code",
    "registration_no",
    "registered_on",
    "commune",
    "address",
    "phone",
    "email",
    "website",
    "representative",
    "representative_title",
    "representative_gender",
    "representative_ethnicity",
    "representative_address",
    "is_women_led",
    "workers",
    "workers_local",
    "workers_female",
    "workers_minority",
    "workers_disabled",
    "history",
    "organisation",
)
# Who the producer is: what the commune's confirmation vouches for.
IDENTITY = frozenset({"name", "legal_form", "tax_code", "registration_no", "commune"})
SCANS = (StoredFile.Kind.PDF, StoredFile.Kind.IMAGE)
DERIVED = ("search", "sort", "match_name")
NAMED_CANDIDATES = 5


def communes_for(by: User, province: Province) -> QuerySet[AdminUnit]:
    """Return today's communes in which this person may register a producer."""
    today = AdminUnit.objects.communes().on(clock.today()).filter(province=province)
    if Role.PRODUCER in policy.roles(by):
        return today
    return today.filter(policy.reach(by, Permission.PRODUCER_EDIT, unit="pk"))


@transaction.atomic
def register(
    *, province: Province, by: User, confirm_duplicate: bool = False, **facts: Any
) -> Producer:
    """Enter a producer: confirmed at once by its commune's officer, else waiting for him."""
    if not communes_for(by, province).filter(pk=facts["commune"].pk).exists():
        raise ValidationError({"commune": _("Đơn vị này ngoài địa bàn của anh/chị.")})
    is_officer = _vouches(by, facts["commune"])
    status = states.CONFIRMED if is_officer else states.PENDING
    producer = Producer(province=province, status=status, registered_by=by, **_known(facts))
    producer.full_clean(exclude=DERIVED)
    doubles = _refuse_doubles(producer, by=by, is_settled=confirm_duplicate)
    _save(producer)
    journal.record(by=by, verb="register", target=producer, status=status, doubles=doubles)
    if not is_officer:
        _give_account(producer, by)
        _tell_officers(producer)
    return producer


@transaction.atomic
def revise(
    *, producer: Producer, by: User, version: int, confirm_duplicate: bool = False, **facts: Any
) -> Producer:
    """Change what is known of a producer; who saw an older version is told both values."""
    row = locked(producer)
    refuse_inactive(row)
    old, old_identity = values(row, FACTS), (row.match_name, row.phone)
    for name, value in _known(facts).items():
        if name != "commune" or value is not None:  # none chosen: the unit of its day stays (R31)
            setattr(row, name, value)
    if row.commune_id != old["commune"].pk:
        _check_move(row, by)
    row.full_clean(exclude=DERIVED)
    new = values(row, FACTS)
    changed = [name for name in FACTS if old[name] != new[name]]
    if not changed:
        return row
    refuse_stale(row, version, changed, mine=new, theirs=old)
    doubles = []
    if (name_key(row.name), row.phone) != old_identity:
        doubles = _refuse_doubles(row, by=by, is_settled=confirm_duplicate)
    _save(row)
    facts_changed = journal_facts(changed, old=old, new=new)
    journal.record(by=by, verb="revise", target=row, doubles=doubles, **facts_changed)
    if row.status == states.CONFIRMED and IDENTITY & set(changed) and not _vouches(by, row.commune):
        move(row, "reopen", by=by, table=states.TRANSITIONS)
        _tell_officers(row)
    return row


def refuse_step(producer: Producer, verb: str) -> None:
    """Refuse what does not follow from how the producer stands."""
    if verb not in states.TRANSITIONS[producer.status]:
        raise _wrong_status(producer)


def refuse_inactive(producer: Producer) -> None:
    """Refuse a new fact, paper, person or place of a producer that stopped."""
    if producer.status not in states.OPEN:
        raise _wrong_status(producer)


def _take(producer: Producer, verb: str, *, by: User, **facts: Any) -> Producer:
    row = locked(producer)
    refuse_step(row, verb)
    return move(row, verb, by=by, table=states.TRANSITIONS, **facts)


@transaction.atomic
def confirm(*, producer: Producer, by: User) -> Producer:
    """The commune stands behind an entry that the producer made."""
    row = _take(producer, "confirm", by=by)
    _tell_producer(row, gettext_noop("%(commune)s đã xác nhận chủ thể «%(name)s»."))
    return row


@transaction.atomic
def refuse(*, producer: Producer, by: User, reason: str) -> Producer:
    """The commune does not stand behind the entry and says why; it may be sent again."""
    row = _take(producer, "refuse", by=by, reason=_reason(reason))
    _tell_producer(
        row, gettext_noop("%(commune)s chưa xác nhận chủ thể «%(name)s»; hãy xem lý do.")
    )
    return row


@transaction.atomic
def resubmit(*, producer: Producer, by: User) -> Producer:
    """Ask the commune again, usually after a correction."""
    row = _take(producer, "resubmit", by=by)
    _tell_officers(row)
    return row


@transaction.atomic
def deactivate(*, producer: Producer, by: User, reason: str) -> Producer:
    """Record that a producer stopped; nothing of its past is lost."""
    row = _take(producer, "deactivate", by=by, reason=_reason(reason))
    _tell_producer(row, gettext_noop("%(commune)s đã ghi chủ thể «%(name)s» ngừng hoạt động."))
    return row


@transaction.atomic
def reactivate(*, producer: Producer, by: User) -> Producer:
    """Record that a producer works again."""
    return _take(producer, "reactivate", by=by)


@transaction.atomic
def add_permit(
    *, producer: Producer, by: User, upload: UploadedFile | None = None, **facts: Any
) -> ProducerPermit:
    """Enter a paper that the producer holds, with its scan where there is one."""
    row = locked(producer)
    refuse_inactive(row)
    permit = ProducerPermit(province=row.province, producer=row, **facts)
    permit.full_clean()
    if upload is not None:
        permit.file = _scan(upload, province=row.province, by=by)
    permit.save()
    journal.record(by=by, verb="add_permit", target=row, **_paper(permit))
    return permit


@transaction.atomic
def remove_permit(*, permit: ProducerPermit, by: User) -> Producer:
    """Take a paper off the list; the journal keeps what it was."""
    row = locked(permit.producer)
    paper = ProducerPermit.objects.get(pk=permit.pk, producer=row)
    journal.record(by=by, verb="remove_permit", target=row, **_paper(paper))
    paper.delete()
    return row


@transaction.atomic
def invite_account(*, producer: Producer, by: User, email: str, full_name: str) -> ProducerAccount:
    """Let a person act for a producer; who has no account gets an invitation by e-mail."""
    row = locked(producer)
    refuse_inactive(row)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user == by:  # who checks the producer's papers does not hand them in (R28)
        raise ValidationError({"email": _("Không tự nhận tài khoản của chủ thể.")})
    duties = Assignment.objects.on(clock.today()).filter(province=row.province)
    if user is None or not duties.filter(user=user, role=Role.PRODUCER).exists():
        duty = invite(
            province=row.province, email=email, full_name=full_name, role=Role.PRODUCER, by=by
        )
        user = duty.user
    account = _give_account(row, user)
    journal.record(by=by, verb="invite_account", target=row, user=user.pk)
    return account


@transaction.atomic
def end_account(*, account: ProducerAccount, by: User) -> ProducerAccount:
    """A person no longer acts for a producer, from today on."""
    row = ProducerAccount.objects.select_for_update().get(pk=account.pk)
    today = clock.today()
    refuse_ended(row)
    row.period = DateRange(min(row.period.lower or today, today), today)
    row.save(update_fields=["period"])
    journal.record(by=by, verb="end_account", target=row.producer, user=row.user_id)
    return row


def refuse_ended(account: ProducerAccount) -> None:
    """Refuse to end what has ended."""
    if not account.is_running(clock.today()):
        raise ValidationError(_("Tài khoản này đã ngừng."))


def _scan(upload: UploadedFile, *, province: Province, by: User) -> StoredFile:
    return intake.store(upload, province=province, by=by, kinds=SCANS)


def _paper(permit: ProducerPermit) -> dict[str, Any]:
    until = permit.expires_on and permit.expires_on.isoformat()
    facts = {"kind": permit.kind, "number": permit.number, "until": until}
    return facts | {"issued_on": permit.issued_on.isoformat()}


def locked(producer: Producer) -> Producer:
    rows = Producer.objects.select_related("commune", "province")
    return rows.select_for_update(of=["self"]).get(pk=producer.pk)


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    strange = set(facts) - set(FACTS)
    if strange:
        raise TypeError(f"A producer has no {sorted(strange)} that anybody may set.")
    return dict(facts)


def _vouches(by: User, commune: AdminUnit) -> bool:
    """Tell whether this person confirms producers of that commune."""
    reached = policy.reach(by, Permission.PRODUCER_CONFIRM, unit="pk")
    return AdminUnit.objects.filter(reached, pk=commune.pk).exists()


def _check_move(row: Producer, by: User) -> None:
    if not communes_for(by, row.province).filter(pk=row.commune_id).exists():
        raise ValidationError({"commune": _("Đơn vị này ngoài địa bàn của anh/chị.")})


def _save(row: Producer) -> None:
    row.index()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody entered the same tax code in the meantime: the same words as a moment later.
        row.validate_constraints()
        raise


def _refuse_doubles(row: Producer, *, by: User, is_settled: bool) -> list[int]:
    """Name who may be the same, unless the person says it is another; return their ids."""
    _one_at_a_time(name_key(row.name), row.phone)
    found = Producer.objects.like(name_key=name_key(row.name), phone=row.phone).exclude(pk=row.pk)
    doubles = list(found.values_list("pk", flat=True))
    if not doubles or is_settled:
        return doubles
    seen = list(found.visible_to(by).select_related("commune", "province")[:NAMED_CANDIDATES])
    named = [_candidate(one, row) for one in seen]
    if len(doubles) > len(seen):
        hidden = {"count": len(doubles) - len(seen)}
        named.append(_("%(count)s chủ thể khác không nêu tên ở đây") % hidden)
    text = _(
        "Có %(count)s chủ thể có thể là một với chủ thể này: %(names)s."
        " Nếu đây là một chủ thể khác, hãy đánh dấu «vẫn đăng ký»."
    ) % {"count": len(doubles), "names": "; ".join(named)}
    # The page leads to those whom the person sees; the words are the same at both doors.
    refusal = ValidationError("%(text)s", "duplicate", {"text": text, "seen": seen})
    raise ValidationError({"confirm_duplicate": refusal})


def _one_at_a_time(*marks: str) -> None:
    """Let whoever enters the same name or telephone wait until this entry is over."""
    with connection.cursor() as cursor:
        for mark in sorted(filter(None, marks)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [mark])


def _candidate(one: Producer, row: Producer) -> str:
    why = _("trùng số điện thoại") if one.phone == row.phone else _("trùng tên")
    return f"{one.name} ({one.commune}, {why})"


def _give_account(producer: Producer, user: User) -> ProducerAccount:
    period = DateRange(clock.today(), None)
    account, is_new = ProducerAccount.objects.get_or_create(
        producer=producer, user=user, defaults={"province": producer.province, "period": period}
    )
    if not is_new:
        if account.is_running(clock.today()):
            raise ValidationError({"email": _("Người này đang có tài khoản của chủ thể.")})
        account.period = period
        account.save(update_fields=["period"])
    return account


@in_vietnamese
def _tell_officers(producer: Producer) -> None:
    running = Assignment.objects.on(clock.today()).filter(province=producer.province_id)
    text = _("Chủ thể «%(name)s» chờ xác nhận.") % {"name": producer.name}
    for duty in running.filter(role=Role.COMMUNE_OFFICER, unit=producer.commune_id):
        _notify(producer, duty.user, text)


def _tell_producer(producer: Producer, text: str) -> None:
    commune = str(producer.commune)
    facts = {"name": producer.name, "commune": commune[:1].upper() + commune[1:]}
    today = clock.today()
    for account in producer.accounts.filter(period__contains=today).select_related("user"):
        _notify(producer, account.user, text % facts)


def _notify(producer: Producer, to: User, text: str) -> None:
    link = reverse("producer", kwargs={"province": producer.province.slug, "pk": producer.pk})
    notify(province=producer.province, to=to, text=text, link=link)


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    return reason


def _wrong_status(row: Producer) -> TransitionRefused:
    return TransitionRefused(
        _("Không thực hiện được khi chủ thể «%(status)s».") % {"status": row.get_status_display()},
        code="transition",
    )
