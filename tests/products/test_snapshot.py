"""The frozen copy: one way of writing it, one hash."""

import hashlib
import json

import pytest

from products.snapshot import canonical, digest, file_hashes


def copy(**over: object) -> dict:
    """A small copy with one file in two places."""
    facts: dict = {
        "evidence": [{"file": {"sha256": "b"}}, {"file": {"sha256": "a"}}],
        "permits": [{"file": None}, {"file": {"sha256": "b"}}],
        "form_01": {"signed_form": {"sha256": "c"}, "samples_promised": 5},
        "product": {"name": "Tỏi đen Lý Sơn"},
    }
    return facts | over


def test_canonical_does_not_depend_on_the_order_of_keys() -> None:
    facts = copy()
    turned = dict(reversed(facts.items()))
    assert canonical(facts) == canonical(turned)
    assert canonical(facts).startswith(b'{"evidence":[{"file":{"sha256":"b"}}')


def test_canonical_keeps_vietnamese_letters_readable() -> None:
    assert "Tỏi đen Lý Sơn".encode() in canonical(copy())


def test_digest_is_the_sha256_of_the_canonical_text_and_survives_json() -> None:
    facts = copy()
    assert digest(facts) == hashlib.sha256(canonical(facts)).hexdigest()
    assert digest(json.loads(json.dumps(facts))) == digest(facts)


def test_digest_changes_with_one_letter() -> None:
    assert digest(copy()) != digest(copy(product={"name": "Tỏi đen Lý Son"}))


def test_file_hashes_name_each_file_once_in_order() -> None:
    assert file_hashes(copy()) == ["a", "b", "c"]
    assert file_hashes(copy(form_01={"signed_form": None})) == ["a", "b"]


def test_canonical_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(copy(points=float("nan")))
