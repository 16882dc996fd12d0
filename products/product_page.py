"""One product as its page shows it: the six steps, the next act, the papers, what may be done."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.models import Assignment, User
from accounts.permissions import Permission, Role
from territories import clock

from .actions import may_decide
from .commune_clock import commune_clocks
from .cycle import EDITABLE, PAPER_STEPS, TRANSITIONS, Actor, Purpose, Status, Step
from .holding import holder_name, is_at_district, is_at_ministry
from .models import Participation, Product, ProductImage, Submission
from .next_step import REQUIRED, Task
from .recognised import fallen_of, five_stars_of, is_suspended, withheld_of
from .sheets import answers, label_of, paper_of, values_of
from .standing import Way

# Where the work of a step is written. The evaluation has pages of its own, reached by the address
# `dossier_detail` with the participation's number; an address that is not there is not linked.
WRITING = {
    Step.REGISTRATION: ("product_edit", gettext_lazy("Sửa thông tin sản phẩm")),
    Step.IDEA: ("idea_edit", gettext_lazy("Ghi phiếu ý tưởng")),
    Step.BUSINESS_PLAN: ("plan_edit", gettext_lazy("Ghi phương án")),
    Step.PRODUCTION: ("report_new", gettext_lazy("Thêm báo cáo")),
    Step.EVALUATION: ("dossier_detail", gettext_lazy("Mở hồ sơ đánh giá")),
}
# The statuses of an evaluation in which its producer knows the result; the first three may be
# appealed against.
TOLD = ("recognised", "not_ranked", "approved", "set_aside")
ADVISED = {Step.REGISTRATION: ("story", "images"), Step.IDEA: ("identity", "needs")}
ADVISED[Step.BUSINESS_PLAN] = ("capital",)


class ProductPage:
    """What a person sees of a product, and may do with it now."""

    def __init__(self, product: Product, ways: list[Participation], user: User) -> None:
        self.product, self.user = product, user
        self.ways = ways
        ticking = commune_clocks(ways[:1])
        newest = ways[0] if ways else None
        self.way = Way.of(newest, is_whole=True, ticking=ticking.get(newest.pk)) if newest else None
        self.earlier = [Way.of(one) for one in ways[1:]]

    @cached_property
    def row(self) -> Participation | None:
        """The participation that the page is about."""
        return self.way.row if self.way else None

    @cached_property
    def images(self) -> list[ProductImage]:
        """The pictures, the one that stands for the product first."""
        return list(self.product.images.select_related("file"))

    @cached_property
    def certificate(self) -> Any:
        """The certificate that stands today, by the reverse of evaluations' key; None: none."""
        held = self.product.certificates.running(clock.today())
        return held.order_by("-issued_on").first()

    @cached_property
    def withheld(self) -> dict[str, Any] | None:
        """The certificate that was withdrawn, suspended or ran out last, where none stands."""
        if self.row is None or self.row.step != Step.PROMOTION:
            return None
        if self.certificate or self.five_stars:
            return None
        found = withheld_of(self.product, clock.today())
        return found and found | {"url": self.address(found["page"], found["pk"])}

    @cached_property
    def may_see_certificate(self) -> bool:
        """Tell whether the certificate's page opens to the person: not to councils."""
        return policy.may(self.user, Permission.CERTIFICATE_VIEW)

    @cached_property
    def five_stars(self) -> Any:
        """The Ministry's five stars that stand today; None: none."""
        return None if self.certificate else five_stars_of(self.product, clock.today())

    @cached_property
    def hearings(self) -> list[Any]:
        """What its councils concluded and the producer was told, by the reverse of a key.

        A result that is appealed stays here with the appeal and its outcome.
        """
        known = Submission._meta.get_field("evaluations").related_model.objects
        rows = known.filter(
            province=self.product.province_id,
            submission__participation__product=self.product,
            status__in=TOLD,
        )
        rows = rows.select_related("sitting").prefetch_related(
            "appeals", "recognitions__certificate__published"
        )
        rows = rows.defer("result")
        found = list(rows.order_by("-concluded_at", "-pk"))
        appeals = policy.may(self.user, Permission.APPEAL_MAKE, self.product) if found else False
        for row in found:
            running = [one for one in row.appeals.all() if one.status != "withdrawn"]
            # The star that was given, which is not always the one of the points (26/2026, 148).
            stars = [one.star for one in row.recognitions.all() if one.kind == "recognition"]
            row.told_star = stars[-1] if stars and row.status == "recognised" else None
            row.fallen = fallen_of(row, clock.today())
            row.may_be_appealed = appeals and not running and row.status in TOLD[:3]
            # The decision's annex tells the mean; a refusal tells none.
            row.told_mean = row.mean_shown if row.recognitions.all() else ""
        appealed = {one.pk: row for row in found for one in row.appeals.all()}
        for row in found:
            row.before_appeal = appealed.get(row.appeal_id)
            row.after_appeal = next((o for o in found if appealed.get(o.appeal_id) is row), None)
        return found

    @cached_property
    def sees_appeals(self) -> bool:
        """Tell whether the pages of appeals open to the person: not to every council."""
        wanted = Permission.APPEAL_VIEW
        return policy.may(self.user, wanted) and policy.may(self.user, Permission.PRODUCER_VIEW)

    def address(self, name: str, pk: int | None = None) -> str:
        """Return an address below the province; nothing where it does not exist."""
        where = {"province": self.product.province.slug}
        try:
            return reverse(name, kwargs=where | {"pk": pk or self.product.pk})
        except NoReverseMatch:
            return ""

    # What this person may do.
    @cached_property
    def may_edit(self) -> bool:
        """Tell whether the person writes what is said of the product."""
        return policy.may(self.user, Permission.PRODUCT_EDIT, self.product)

    @cached_property
    def may_see_producer(self) -> bool:
        """Tell whether the producer's page opens to the person: not to councils and advisers."""
        return policy.may(self.user, Permission.PRODUCER_VIEW)

    @cached_property
    def may_submit(self) -> bool:
        """Tell whether the person writes and hands in the papers of the steps."""
        return self.row is not None and policy.may(self.user, Permission.STEP_SUBMIT, self.row)

    @cached_property
    def decides(self) -> bool:
        """Tell whether what was handed in waits for this person."""
        row = self.row
        return (
            row is not None
            and row.step in PAPER_STEPS
            and row.status == Status.SUBMITTED
            and may_decide(row, self.user)
            and policy.may(self.user, Permission.STEP_ACCEPT, row)
        )

    @cached_property
    def writes(self) -> bool:
        """Tell whether this person writes the present step's paper now."""
        return (
            self.row is not None
            and self.row.status in EDITABLE
            and self.row.step in PAPER_STEPS
            and self.may_submit
        )

    @cached_property
    def is_mine(self) -> bool:
        """Tell whether the next act is this person's."""
        return Participation.objects.awaiting(self.user).filter(pk=self.row.pk).exists()

    @cached_property
    def may_withdraw(self) -> bool:
        """Tell whether the person may take the product out of the cycle."""
        is_open = self.row.step != Step.PROMOTION and "withdraw" in TRANSITIONS[self.row.status]
        return self.may_submit and is_open and not is_at_ministry(self.row)

    @cached_property
    def may_enrol(self) -> bool:
        """Tell whether the product may be entered for a cycle."""
        is_free = self.way is None or self.way.is_over or self.row.step == Step.PROMOTION
        if not (self.may_edit and is_free) or self.certificate or self.five_stars:
            return False
        return not is_suspended(self.product, clock.today())

    @cached_property
    def renew_url(self) -> str:
        """Where an upgrade or a re-evaluation is registered; empty while a way runs (R22)."""
        is_free = self.way is None or self.way.is_over or self.row.step == Step.PROMOTION
        if not (self.may_edit and is_free):
            return ""
        if self.five_stars:
            return self.address("national_renew", self.five_stars.pk)
        return self.address("certificate_renew", self.certificate.pk) if self.certificate else ""

    # The six steps.
    def steps(self) -> Iterator[dict[str, Any]]:
        """Yield each step of the cycle with its state."""
        for step in Step:
            state = self._state(step)
            due = self.way.deadlines.get(step)
            if step == self.row.step:  # the day of the next act, which is said below it too
                due = self.way.next.due_on
            is_ahead = due and state not in ("done", "skipped") and not self.way.is_over
            form = "%d/%m" if due and due.year == clock.today().year else "%d/%m/%Y"
            yield {
                "number": int(step),
                "label": step.label,
                "state": state,
                "note": _("hạn %(day)s") % {"day": f"{due:{form}}"} if is_ahead else "",
            }

    def _state(self, step: Step) -> str:
        row = self.row
        if row.purpose != Purpose.FIRST and step < Step.EVALUATION:
            return "skipped"
        if step < row.step or (step == row.step and row.status == Status.CLOSED):
            return "done"
        if step > row.step:
            return "todo"
        return "blocked" if row.status in (Status.RETURNED, Status.WITHDRAWN) else "current"

    # The next act.
    @cached_property
    def next(self) -> dict[str, Any]:
        """What is to be done now, for the component of that name."""
        step = self.way.next
        (url, label), (second_url, second_label) = self._buttons()
        return {
            "text": self._sentence(),
            "deadline": "" if self._fallen() else self.way.deadline,
            "deadline_tone": step.tone.value,
            "url": url,
            "label": label,
            "second_url": second_url,
            "second_label": second_label,
            **self._holder(),
        }

    def _sentence(self) -> str:
        step = self.way.next
        if fallen := self._fallen():
            return fallen
        task = str(step.task.label)
        whose = {
            Actor.PRODUCER: _("Chủ thể"),
            Actor.COMMUNE: f"UBND {self.product.producer.commune}",
            Actor.DISTRICT: self.district,
            Actor.PROVINCE: self.product.province.office_name,
        }.get(step.actor)
        if self.is_mine or whose is None:
            return task
        return f"{whose}: {task[:1].lower()}{task[1:]}"

    def _fallen(self) -> str:
        """Say of an open step 6 why its page is not to be published now; empty: it is."""
        if self.withheld is None or self.way.is_over:
            return ""
        if self.withheld["standing"] == "suspended":
            return _(
                "Giấy chứng nhận đang tạm dừng: trang sản phẩm công bố được khi giấy được khôi"
                " phục."
            )
        return _("Giấy chứng nhận không còn hiệu lực: trang sản phẩm không công bố được.")

    def _buttons(self) -> tuple[tuple[str, Any], tuple[str, Any]]:
        none = ("", "")
        if self.decides:
            back = (self.address("step_send_back", self.row.pk), _("Trả lại bổ sung"))
            if self.way.next.task is Task.APPRAISE_PLAN:
                return (self.address("plan_appraise", self.row.pk), _("Thẩm định phương án")), back
            return (self.address("step_accept", self.row.pk), _("Tiếp nhận")), back
        if self.writes:
            check = (self.address("step_submit", self.row.pk), _("Kiểm tra và nộp"))
            if self.way.next.missing:
                return self.writing, none
            is_returned = self.row.status == Status.RETURNED
            return (self.writing, check) if is_returned else (check, self.writing)
        if self.row.step >= Step.EVALUATION and not self.way.is_over:
            url, label = self.writing
            if self.row.step == Step.PROMOTION and self.is_mine and self.publishing:
                return (self.publishing, _("Soạn trang sản phẩm")), (url, label)
            return ((url, label) if url else none), none
        return none, none

    @cached_property
    def feedback(self) -> list[dict[str, Any]]:
        """What councils let the producer know, the newest first, by the reverse of their keys."""
        told = Participation.objects.filter(
            product=self.product, submissions__evaluations__feedback__isnull=False
        ).order_by("-submissions__evaluations__feedback")
        rows = told.values_list(
            "submissions__evaluations", "submissions__evaluations__sitting__held_on"
        )
        return [{"url": self.address("feedback", pk), "day": day} for pk, day in rows]

    @cached_property
    def writing(self) -> tuple[str, Any]:
        """The address where the present step's paper is written, and the button's words."""
        name, label = WRITING[Step(min(self.row.step, Step.EVALUATION))]
        pk = self.product.pk if self.row.step == Step.REGISTRATION else self.row.pk
        return self.address(name, pk), label

    @cached_property
    def publishing(self) -> str:
        """Where the public page is written, on the province's certificate or on the Ministry's."""
        if self.withheld:
            return ""
        handed_in = {"submission__participation": self.row}
        own = self.product.certificates.filter(**handed_in).order_by("-pk").first()
        if own:
            return self.address("product_page", own.pk)
        told = self.row.submissions.filter(national_results__star=5).values("national_results")
        crowned = told.order_by("-national_results").first()
        return self.address("national_page", crowned["national_results"]) if crowned else ""

    def _holder(self) -> dict[str, str]:
        producer, actor = self.product.producer, self.way.next.actor
        actor = Actor.NOBODY if self._fallen() else actor
        since = f"{timezone.localtime(self.row.since):%d/%m/%Y}"
        match actor:
            case Actor.PRODUCER:
                who, role = producer.name, producer.representative
            case Actor.COMMUNE:
                who, role = f"UBND {producer.commune}", self._officers()
            case Actor.DISTRICT:
                who, role = self.district, ""
            case Actor.PROVINCE:
                who, role = self.product.province.office_name, ""
            case Actor.COUNCIL:
                who, role = _("Hội đồng đánh giá, phân hạng"), self.district
            case _:
                return {"holder": "", "holder_role": "", "holder_since": ""}
        return {"holder": who, "holder_role": role, "holder_since": since}

    @cached_property
    def district(self) -> str:
        """The district that holds the dossier, by its office's name; empty: none does."""
        if self.row.step != Step.EVALUATION or not is_at_district(self.row):
            return ""
        return holder_name(self.row)

    def _officers(self) -> str:
        running = Assignment.objects.on(clock.today()).filter(
            role=Role.COMMUNE_OFFICER, unit=self.product.producer.commune_id
        )
        names = [duty.user.full_name for duty in running.select_related("user")[:3]]
        return ", ".join(names)

    # The papers.
    def tasks(self) -> list[dict[str, Any]]:
        """Return what the present step asks for, each part written or not."""
        if self.row is None or self.row.step not in PAPER_STEPS or self.row.status not in EDITABLE:
            return []
        values = values_of(self.row) | {"images": bool(self.images)}
        lacking = set(self.way.next.missing)
        url = self.writing[0] if self.writes else ""
        required, advised = REQUIRED[self.row.step], ADVISED.get(Step(self.row.step), ())
        return [
            {
                "label": _("ảnh sản phẩm") if name == "images" else label_of(self.row.step, name),
                "url": self._part_address(name, url),
                "tone": "ok" if values.get(name) else "wait" if name in required else "off",
                "state": self._part_state(name, values, lacking),
            }
            for name in (*required, *advised)
        ]

    def _part_address(self, name: str, url: str) -> str:
        if not url or self.row.step == Step.PRODUCTION:
            return url
        return self.address("image_new") if name == "images" else f"{url}#id_{name}"

    def _part_state(self, name: str, values: dict[str, Any], lacking: set[str]) -> str:
        if values.get(name):
            return _("xong")
        return _("chưa xong") if name in lacking or name in REQUIRED[self.row.step] else _("nên có")

    def papers(self) -> Iterator[dict[str, Any]]:
        """Yield what was written for steps 2 and 3, the present one open."""
        for step in (Step.IDEA, Step.BUSINESS_PLAN):
            paper = paper_of(self.row, step) if self.row else None
            if paper is None:
                continue
            yield {
                "step": step,
                "title": _("Bước %(number)s. %(step)s") % {"number": int(step), "step": step.label},
                "is_open": step == self.row.step,
                "items": answers(self.row, step),
                "paper": paper,
            }
