"""Acts on products: who registers and revises them, and their pictures."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from accounts.permissions import Permission
from accounts.versions import stale
from files import intake
from files.models import StoredFile
from producers.eligibility import may_apply
from producers.models import Producer, ProducerAccount, tidy
from regulations.models import ProductLine
from territories import clock

from .dossier_facts import todays_set
from .models import Product, ProductImage
from .recognised import is_recognised

# What a person may say about a product; all the rest the portal writes itself.
REVISABLE = ("line", "name", "description", "story", "is_new")
DERIVED = ("slug", "search", "sort", "province")
MOST_IMAGES = 12


def on_behalf(by: User, producer: Producer) -> bool:
    """Tell whether the person acts «thay mặt», not being the producer himself (R28)."""
    mine = ProducerAccount.objects.filter(
        user=by, producer=producer, period__contains=clock.today()
    )
    return not mine.exists()


@transaction.atomic
def register_product(*, producer: Producer, by: User, **facts: Any) -> Product:
    """Enter a producer's product: it stays the same through every cycle and star."""
    owner = Producer.objects.visible_to(by, Permission.PRODUCT_EDIT).filter(pk=producer.pk).first()
    if owner is None:
        raise ValidationError({"producer": _("Chủ thể này ngoài phạm vi của anh/chị.")})
    refuse_unfit(owner, facts["line"])
    product = Product(province_id=owner.province_id, producer=owner, **_known(facts))
    _save(product)
    journal.record(by=by, verb="register", target=product, on_behalf=on_behalf(by, owner))
    return product


@transaction.atomic
def revise_product(*, product: Product, by: User, version: int, **facts: Any) -> Product:
    """Change what is said of a product; who saw an older version is told both values."""
    row = locked(product)
    before = {name: getattr(row, name) for name in REVISABLE}
    for name, value in _known(facts).items():
        setattr(row, name, value)
    tidy(row)
    after = {name: getattr(row, name) for name in REVISABLE}
    changed = [name for name in REVISABLE if before[name] != after[name]]
    if not changed:
        return row
    if version != row.version:
        raise ValidationError(stale(row, changed, mine=after, theirs=before))
    if fast := {name: why for name, why in frozen_by_file(row).items() if name in changed}:
        raise ValidationError(fast)
    if "line" in changed:
        refuse_unfit(row.producer, row.line)
    row.version += 1
    _save(row)
    behalf = on_behalf(by, row.producer)
    journal.record(by=by, verb="revise", target=row, changed=changed, on_behalf=behalf)
    return row


@transaction.atomic
def add_image(
    *, product: Product, upload: UploadedFile, by: User, caption: str = ""
) -> ProductImage:
    """Add a picture, redrawn on its way in; the same one twice is refused."""
    row = locked(product)
    if row.images.count() >= MOST_IMAGES:
        raise ValidationError(
            {"upload": _("Mỗi sản phẩm có nhiều nhất %(most)s ảnh.") % {"most": MOST_IMAGES}}
        )
    file = intake.store(upload, province=row.province, by=by, kinds=[StoredFile.Kind.IMAGE])
    if row.images.filter(file__sha256=file.sha256).exists():
        raise ValidationError({"upload": _("Sản phẩm đã có ảnh này.")})
    last = row.images.aggregate(last=Max("ordinal"))["last"]
    image = ProductImage(
        province_id=row.province_id,
        product=row,
        file=file,
        caption=caption,
        ordinal=0 if last is None else last + 1,
    )
    tidy(image)
    image.full_clean(exclude=["province"])
    image.save()
    behalf = on_behalf(by, row.producer)
    journal.record(by=by, verb="add_image", target=row, sha256=file.sha256, on_behalf=behalf)
    return image


@transaction.atomic
def remove_image(*, image: ProductImage, by: User) -> Product:
    """Take a picture off the product; the journal keeps its hash."""
    row = locked(image.product)
    picture = ProductImage.objects.select_related("file").get(pk=image.pk, product=row)
    journal.record(by=by, verb="remove_image", target=row, sha256=picture.file.sha256)
    picture.delete()
    return row


def refuse_unfit(producer: Producer, line: ProductLine) -> None:
    """Refuse a producer that is not confirmed, or may not apply with this line (2.3; R32)."""
    if producer.status != Producer.Status.CONFIRMED:
        raise ValidationError(
            {"producer": _("Chủ thể chưa được xã xác nhận, hoặc đã ngừng hoạt động.")}
        )
    found = todays_set(line.pk)
    if found is None:
        raise ValidationError({"line": _("Bộ sản phẩm này không còn trong quyết định hiện hành.")})
    book = found.regulation
    # 26/2026/QĐ-TTg, Điều 6.2.d: only tourism hands in no samples.
    is_tourism = found.samples == 0
    if not may_apply(producer.legal_form, book.code, tourism=is_tourism):
        raise ValidationError(
            {
                "producer": _("«%(form)s» không được đăng ký bộ sản phẩm này theo %(book)s.")
                % {"form": producer.get_legal_form_display(), "book": book.number}
            }
        )


def frozen_by_file(row: Product) -> dict[str, str]:
    """Return which of a product's words a handed-in file or a star holds fast, and why."""
    ways = row.participations.active()
    if ways.filter(handed_in_on__isnull=False).exists():
        # The criteria set was frozen with the dossier (R1).
        return {
            "line": _("Hồ sơ đánh giá đã nộp theo bộ sản phẩm này; không đổi được nữa."),
            "name": _("Hồ sơ đánh giá đã nộp với tên này; không đổi được nữa."),
        }
    if is_recognised(row, clock.today()) and not ways.exists():
        # A star is given to a product by its name: another name needs a dossier of its own (R1).
        text = _(
            "Sản phẩm đang được công nhận với tên này. Muốn đổi tên, hãy đăng ký nâng hạng hoặc"
            " đánh giá lại với tên mới."
        )
        return {"name": text}
    return {}


def locked(product: Product) -> Product:
    """Lock a product, with its producer."""
    rows = Product.objects.select_related("producer__commune", "line", "province")
    return rows.select_for_update(of=["self"]).get(pk=product.pk)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    strange = set(facts) - set(REVISABLE)
    if strange:
        raise TypeError(f"A product has no {sorted(strange)} that anybody may set.")
    return facts


def _save(row: Product) -> None:
    tidy(row)
    row.index()
    _check(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody entered the same name in the meantime: the same words as a moment later.
        _check(row)
        raise


def _check(row: Product) -> None:
    try:
        row.full_clean(exclude=DERIVED)
    except ValidationError as refusal:
        errors = refusal.error_dict
        # The only rule over several fields is that of one name per producer.
        errors.setdefault("name", []).extend(errors.pop(NON_FIELD_ERRORS, []))
        raise ValidationError({name: found for name, found in errors.items() if found}) from refusal
