"""The record of scoring, pure: canonical text, a chain of hashes, Merkle trees, digests.

What is hashed and why stands in docs/record.md; docs/verify_record.py checks it without Django.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TypeAlias

GENESIS = "0" * 64  # what the first event of a province follows
# By the member himself, or typed from his paper sheet by one person and confirmed by another.
HAND_INS = ("handed_in", "handed_in_on_paper")
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def canonical(value: Json) -> str:
    """Return the one text of a value: sorted keys, no spaces, NFC left as it came, no floats."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse_floats(value: Json) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{key!r} is no key of the record")
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
    elif not (value is None or isinstance(value, str | int)):
        raise TypeError(f"{value!r} has more than one text")


def sha256(text: str) -> str:
    """Return the hash of a text in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(key: str, text: str) -> str:
    """Return the hash of a text under a secret of at least 122 bits; of no text, none."""
    return sha256(f"{key}|{text}") if text else ""


def event_hash(prev: str, tenant: int, seq: int, body: str) -> str:
    """Return the link of the chain; the same as the database's function ocop_chain()."""
    return hashlib.sha256(bytes.fromhex(prev) + f"{tenant}|{seq}|{body}".encode()).hexdigest()


def log_digest(entries: Iterable[str]) -> str:
    """Return the digest of a sheet's operation log, in which their number is hidden too."""
    hashes = [hashlib.sha256(entry.encode()).digest() for entry in entries]
    return hashlib.sha256(b"%d|" % len(hashes) + b"".join(hashes)).hexdigest()


# RFC 6962, 2.1: a leaf can never be taken for a node.


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The root of ever more leaves, keeping one hash per level."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # whole subtrees: their height, their root
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        """Append a leaf."""
        height, root = 0, leaf_hash(leaf)
        while self._peaks and self._peaks[-1][0] == height:
            root = node_hash(self._peaks.pop()[1], root)
            height += 1
        self._peaks.append((height, root))
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root; of no leaves, the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        *higher, (_height, root) = self._peaks
        for _height, left in reversed(higher):
            root = node_hash(left, root)
        return root


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes with which anyone finds the root from one leaf (RFC 6962, 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion_proof(leaves[:middle], index), Tree(leaves[middle:]).root]
    return [*inclusion_proof(leaves[middle:], index - middle), Tree(leaves[:middle]).root]


def proves(root: bytes, leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bool:
    """Tell whether the proof leads from the leaf at this place to the root."""
    if not 0 <= index < size:
        return False
    return _root_from(leaf_hash(leaf), index, size, list(proof)) == root


def _root_from(found: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    if size == 1:
        return None if proof else found
    if not proof:
        return None
    *inner, sibling = proof
    middle = _split(size)
    if index < middle:
        below = _root_from(found, index, middle, inner)
        return below and node_hash(below, sibling)
    below = _root_from(found, index - middle, size - middle, inner)
    return below and node_hash(sibling, below)
