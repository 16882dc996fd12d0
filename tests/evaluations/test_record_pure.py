"""The record's arithmetic against RFC 6962 and against itself."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs import verify_record
from evaluations import record
from evaluations.record import Tree, canonical, event_hash, inclusion_proof, leaf_hash, proves

# The inputs and roots of the test suite of the RFC's reference implementation.
INPUTS = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
LEAVES = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(1, 9))
def test_rfc_6962_roots(size: int) -> None:
    assert Tree(INPUTS[:size]).root.hex() == ROOTS[size - 1]
    assert verify_record.root(INPUTS[:size]).hex() == ROOTS[size - 1]


def test_rfc_6962_root_of_nothing() -> None:
    assert Tree().root == verify_record.root([]) == hashlib.sha256(b"").digest()


def test_rfc_6962_proofs() -> None:
    assert [one.hex() for one in inclusion_proof(INPUTS, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert inclusion_proof(INPUTS[:1], 0) == []


@given(LEAVES, st.data())
def test_every_leaf_proves_itself_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, proof = Tree(leaves).root, inclusion_proof(leaves, index)
    size = len(leaves)
    assert proves(root, leaves[index], index, size, proof)
    assert not proves(root, leaves[index] + b"x", index, size, proof)
    assert not proves(root, leaves[index], index, size, [*proof, b"x" * 32])
    assert not proves(root, leaves[index], size, size, proof)
    for at in range(len(proof)):
        assert not proves(root, leaves[index], index, size, proof[:at] + proof[at + 1 :])


@given(LEAVES)
def test_both_ways_to_the_root_agree(leaves: list[bytes]) -> None:
    assert Tree(leaves).root == verify_record.root(leaves)


def test_a_node_is_no_leaf() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert Tree([b"a", b"b"]).root != leaf_hash(left + right)


@given(PLAIN)
def test_canonical_text_is_one_and_reads_back(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_canonical_text_does_not_know_the_order(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": [2.5]}, {1: "a"}, {"a": {b"b": 1}}])
def test_what_has_more_than_one_text_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_each_part_of_an_event_is_in_its_hash() -> None:
    facts = ("ab" * 32, 7, 12, '{"kind":"opened"}')
    others = [
        ("ac" * 32, *facts[1:]),
        (facts[0], 71, 2, facts[3]),
        (facts[0], 7, 13, facts[3]),
        (*facts[:3], '{"kind":"openee"}'),
    ]
    found = {event_hash(*one) for one in (facts, *others)}
    assert len(found) == 5
    assert (
        event_hash(*facts)
        == hashlib.sha256(bytes.fromhex("ab" * 32) + b'7|12|{"kind":"opened"}').hexdigest()
    )


@given(st.lists(st.text(), max_size=6), st.lists(st.text(), max_size=6))
def test_two_logs_have_two_digests(one: list[str], other: list[str]) -> None:
    assert (record.log_digest(one) == record.log_digest(other)) is (one == other)


def test_a_text_is_hashed_under_its_key_and_no_text_is_none() -> None:
    assert record.keyed("a", "ốm") != record.keyed("b", "ốm")
    assert record.keyed("a", "") == ""


# --- the script as an auditor types it ---

BODY = canonical(
    {"act": {"day": "04/08/2026"}, "at": "2026-08-04T02:15:07Z", "kind": "roll_called"}
)
HASH = event_hash("0" * 64, 7, 1, BODY)
EXPORT = "".join(
    f"{canonical(line)}\n"
    for line in (
        {"type": "record", "format": 2, "province": "quang-ngai", "tenant": 7},
        {"type": "event", "seq": 1, "body": BODY, "prev": "0" * 64, "hash": HASH},
        {"type": "head", "seq": 1, "hash": HASH, "seals": 0},
    )
)
RIGHT = f"quang-ngai: đúng; 1 sự kiện, 0 phiếu, 0 kết luận; mã cuối {HASH}"


def script(path: Path, *more: str) -> tuple[int, str]:
    """Run it alone; return its exit code and all that it says."""
    command = [sys.executable, "-I", "-X", "utf8", verify_record.__file__, path, *more]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, (done.stdout + done.stderr).removesuffix("\n")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "quang-ngai.jsonl"
    path.write_text(EXPORT, encoding="utf-8")
    return path


def test_the_script_takes_a_printed_hash_in_capitals_and_every_one_that_is_asked(
    export: Path,
) -> None:
    printed, other = f"quang-ngai:1:{HASH.upper()}", f"quang-ngai:1:{'f' * 64}"
    assert script(export, "--expect", printed) == (0, RIGHT)
    wrong = "quang-ngai: SAI tại sự kiện số 1: mã kiểm tra khác mã đã in ra giấy."
    assert script(export, "--expect", other) == (1, wrong)
    for both in ((other, printed), (printed, other)):  # not the last alone
        assert script(export, "--expect", *both) == (1, wrong)
        assert script(export, "--expect", both[0], "--expect", both[1]) == (1, wrong)
    assert script(export, "--expect", printed, f"quang-ngai:1:{HASH}") == (0, RIGHT)
    beyond = f"quang-ngai:2:{HASH}"
    code, said = script(export, "--expect", beyond, "--expect", printed)
    assert (code, said) == (1, "quang-ngai: SAI tại sự kiện số 2: thiếu từ sự kiện này đến số 2.")


def test_the_script_reads_past_the_mark_that_an_editor_put_before_the_file(export: Path) -> None:
    export.write_text(EXPORT, encoding="utf-8-sig")
    assert script(export) == (0, RIGHT)


@pytest.mark.parametrize(
    "typed",
    [
        f"1:{HASH}",  # as it is printed, without the province
        HASH,
        f"quang-ngai:{HASH}:1",
        f"quang-ngai:1:{HASH[:-1]}",
        f"quang-ngai:1:{HASH[:-1]}g",
        f"quang-ngai:0:{HASH}",  # no event has it: it would be asked of nothing
        f"quang-ngai:một:{HASH}",
        "",
    ],
)
def test_the_script_blames_what_was_mistyped_and_not_the_file(export: Path, typed: str) -> None:
    words = f"--expect cần TỈNH:SỐ:MÃ (mã 64 ký tự 0-9, a-f), thay cho «{typed}»."
    assert script(export, "--expect", f"quang-ngai:1:{HASH}", typed) == (2, words)


def test_the_script_asks_for_what_was_left_out_after_expect(export: Path) -> None:
    words = "--expect cần TỈNH:SỐ:MÃ (mã 64 ký tự 0-9, a-f), thay cho «»."
    assert script(export, "--expect") == (2, words)
    assert script(export, "--expect", f"quang-ngai:1:{HASH}", "--expect") == (2, words)


def test_the_script_says_in_one_line_that_there_is_no_such_file(tmp_path: Path) -> None:
    for path in (tmp_path / "không-có.jsonl", tmp_path):  # a folder is none either
        words = f"Không mở được tệp «{path}»: hãy xem lại tên tệp và quyền đọc."
        assert script(path) == (2, words)


def test_the_script_names_the_entry_with_a_byte_that_is_no_letter(export: Path) -> None:
    export.write_bytes(EXPORT.encode().replace(b"04/08/2026", b"04/08/202\xff"))
    words = "quang-ngai: SAI tại sự kiện số 1: nội dung không khớp mã kiểm tra."
    assert script(export) == (1, words)


def test_the_script_names_a_seal_of_nothing(export: Path) -> None:
    first, *rest = EXPORT.splitlines(keepends=True)
    seal = {"type": "seal", "day": "04/08/2026", "sitting": None, "first": 1, "last": 0}
    seal |= {"root": "0" * 64, "head": "0" * 64}
    export.write_text("".join((first, f"{canonical(seal)}\n", *rest)), encoding="utf-8")
    words = "quang-ngai: SAI tại sự kiện số 1: dòng 2 không đọc được."
    assert script(export) == (1, words)


def test_the_script_names_the_entry_whose_nest_is_too_deep_to_read(export: Path) -> None:
    first, _event, last = EXPORT.splitlines(keepends=True)
    export.write_text("".join((first, f"{'[' * 100_000}\n", last)), encoding="utf-8")
    words = "quang-ngai: SAI tại sự kiện số 1: dòng 2 không đọc được."
    assert script(export) == (1, words)


@pytest.mark.parametrize("number", ["1e400", "1.0", "Infinity", "NaN"])
def test_the_script_names_the_entry_whose_number_is_no_whole_one(export: Path, number: str) -> None:
    first, event, last = EXPORT.splitlines(keepends=True)
    last = last.replace('"seq":1', f'"seq":{number}')
    assert number in last
    export.write_text("".join((first, event, last)), encoding="utf-8")
    words = "quang-ngai: SAI tại sự kiện số 2: dòng 3 không đọc được."
    assert script(export) == (1, words)
