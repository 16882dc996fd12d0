"""No text that people write is without bound: neither at a form, nor at the API, nor in a row."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from rest_framework import serializers

from evaluations.decision_serializers import StandingSerializer
from producers.models import Producer
from products.dossier_actions import start_dossier
from products.models import CommuneReport
from territories.models import ProvinceOwned
from territories.texts import LONGEST, LONGEST_REASON, LongText

from .access_routes import ROUTES
from .factories import make_producer, make_step_five
from .products.ways import API, IDEA, PAGE, at, client, send, words

# What the portal writes itself, of texts that are bounded where people write them.
OURS = {
    "RecordPending.act": "an act as it is hashed",
    "RecordEvent.body": "an act as it is hashed",
    "MarkOperation.body": "what was set of a mark; of texts the hash",
}
FRAMES = ("django", "allauth", "rest_framework", "django_filters", "tests")
TOO_LONG = "Dài quá: nhiều nhất {} ký tự, hiện có {}."


def is_bounded(field: Any) -> bool:
    """Tell whether a field says how much it takes."""
    return field.max_length is not None or any(
        isinstance(one, MaxLengthValidator) for one in field.validators
    )


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_every_text_of_a_row_is_bounded() -> None:
    texts = [
        field
        for model in apps.get_models()
        if issubclass(model, ProvinceOwned)
        for field in model._meta.fields
        if isinstance(field, models.TextField)
    ]
    assert len(texts) > 40
    free = {f"{one.model.__name__}.{one.name}" for one in texts if not is_bounded(one)}
    assert free == set(OURS)


def test_every_text_of_a_form_is_bounded() -> None:
    ours = [one for one in below(forms.BaseForm) if one.__module__.split(".")[0] not in FRAMES]
    fields = [
        (f"{form.__name__}.{name}", field)
        for form in ours
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field.widget, forms.PasswordInput)  # never kept as it is written
    ]
    assert len(fields) > 80
    assert [name for name, field in fields if not is_bounded(field)] == []


def taken_texts(field: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the texts that an act of the API takes; a form's are tried above."""
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        yield from taken_texts(field.child, name)
    elif isinstance(field, serializers.BaseSerializer):
        for key, one in () if hasattr(field, "form_class") else field.fields.items():
            if not one.read_only:
                yield from taken_texts(one, f"{name}.{key}")
    elif isinstance(field, serializers.CharField):
        yield name, field


def test_every_text_that_the_api_takes_is_bounded() -> None:
    views = {route.view for route in ROUTES if route.door == "api"}
    shapes = [shape for view in views for shape in getattr(view, "takes", {}).values()]
    texts = [found for shape in shapes for found in taken_texts(shape(), shape.__name__)]
    assert len(texts) > 60
    assert sorted({name for name, field in texts if not is_bounded(field)}) == []


def test_migrations_see_a_plain_text() -> None:
    _name, path, _args, kwargs = LongText("x", at_most=9).deconstruct()
    assert (path, set(kwargs)) == ("django.db.models.TextField", {"verbose_name"})


DOORS = pytest.mark.parametrize("door", ["page", "api"])


@DOORS
@pytest.mark.django_db
def test_history_of_a_producer_ends_somewhere(door: str) -> None:
    row = make_producer()
    where = f"{PAGE}chu-the/{row.pk}/sua/" if door == "page" else f"{API}producers/{row.pk}/"
    facts = {
        "version": 1,
        "name": row.name,
        "legal_form": row.legal_form,
        "commune": row.commune.code,
        "phone": "0905 123 456",
        "representative": row.representative,
        "representative_gender": row.representative_gender,
        "representative_ethnicity": row.representative_ethnicity,
    }
    history = "ă" * (LONGEST + 1)
    refused = send(client("hoa"), door, where, facts | {"history": history}, "patch")
    assert refused.status_code in (400, 422)
    assert words(refused) == {"history": [TOO_LONG.format(LONGEST, LONGEST + 1)]}
    taken = send(client("hoa"), door, where, facts | {"history": history[1:]}, "patch")
    assert taken.status_code in (200, 303)
    row.refresh_from_db()
    assert len(row.history) == LONGEST


@DOORS
@pytest.mark.django_db
def test_idea_ends_somewhere_while_it_saves_itself(door: str) -> None:
    row = at(2)
    as_json = {"headers": {"Accept": "application/json"}}
    said = {"version": 1, "needs": "x" * (LONGEST + 7)}
    if door == "page":
        refused = client("san").post(f"{PAGE}tham-gia/{row.pk}/y-tuong/", said, **as_json)
        found = refused.json()["errors"]
    else:
        where = f"{API}participations/{row.pk}/idea/"
        refused = send(client("san"), door, where, said, "patch")
        found = words(refused)
    assert refused.status_code in (400, 422)
    assert found == {"needs": [TOO_LONG.format(LONGEST, LONGEST + 7)]}
    row.idea.refresh_from_db()
    assert (row.idea.needs, row.idea.origin) == ("", IDEA["origin"])


@pytest.mark.django_db
def test_commune_report_ends_somewhere() -> None:
    """Form 03 goes by autosave and by the API, both through the form's own field."""
    row = make_step_five()
    start_dossier(participation=row, by=row.product.producer.registered_by)
    said = {"version": 0, "materials": "x" * (LONGEST + 1)}
    refused = send(client("hoa"), "api", f"{API}dossiers/{row.pk}/report/", said, "patch")
    assert words(refused) == {"materials": [TOO_LONG.format(LONGEST, LONGEST + 1)]}
    assert not CommuneReport.objects.exists()


@pytest.mark.django_db
def test_text_that_came_past_every_form_is_not_kept() -> None:
    row = make_producer()
    row.organisation = "x" * (LONGEST + 1)
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        row.save()
    assert refusal.value.message_dict == {"organisation": [TOO_LONG.format(LONGEST, LONGEST + 1)]}
    assert Producer.objects.get().organisation == ""


def test_fields_of_the_api_alone_say_how_long_the_text_is() -> None:
    said = {"decision_no": "1", "decided_on": "2026-01-02", "reason": "x" * (LONGEST_REASON + 3)}
    given = StandingSerializer(data=said)
    assert not given.is_valid()
    assert given.errors == {"reason": [TOO_LONG.format(LONGEST_REASON, LONGEST_REASON + 3)]}
