"""What those who typed the rule books in remarked in English, in the portal's first language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "data" / "remarks.yaml"


@cache
def remarks(path: Path = PATH) -> Mapping[str, str]:
    """Return the Vietnamese of each remark, by its English words."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))["remarks"]


def in_vietnamese(remark: str) -> str:
    """Return a remark in Vietnamese; what is quoted from the print stays as it is."""
    return remarks().get(remark, remark)
