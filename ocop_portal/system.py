"""How the system is, in numbers: for operators, who see nothing of any province."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import pulse
from territories.models import Province

LATE = timedelta(minutes=5)  # the round that is noted goes every minute


@dataclass(frozen=True)
class Fact:
    """One line; `is_bad` asks an operator to do something."""

    label: str
    value: Any
    is_bad: bool = False


def parts() -> list[tuple[str, list[Fact]]]:
    """Return the page's tables with their headings."""
    return [
        (_("Việc chạy nền"), background(pulse.read())),
        (_("Cơ sở dữ liệu và ổ đĩa"), storage()),
        (_("Phiên bản"), versions()),
    ]


def background(seen: pulse.Pulse | None) -> list[Fact]:
    """Say whether worker and beat go round, and how much work there is."""
    if seen is None:
        return [Fact(_("Hàng đợi"), _("không hỏi được bộ trung chuyển (broker)"), is_bad=True)]
    at = seen.beaten_at
    is_late = at is None or timezone.now() - at > LATE
    told = date_format(timezone.localtime(at), "H:i d/m/Y") if at else _("chưa có")
    return [
        Fact(_("Vòng quét gần nhất"), told, is_bad=is_late),
        Fact(_("Việc trong hàng đợi"), seen.queued),
        Fact(_("Việc đang chờ"), seen.counts.get("waiting", 0)),
        Fact(_("Việc đang làm"), seen.counts.get("running", 0)),
        Fact(_("Việc hỏng trong 7 ngày"), seen.failed, is_bad=seen.failed > 0),
    ]


def storage() -> list[Fact]:
    """Say how much there is, and how much room is left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    folder = Path(settings.MEDIA_ROOT)  # made with the first file
    disk = shutil.disk_usage(next(one for one in (folder, *folder.parents) if one.exists()))
    return [
        Fact(_("Dung lượng cơ sở dữ liệu"), filesizeformat(size)),
        Fact(_("Ổ đĩa còn trống"), filesizeformat(disk.free), is_bad=disk.free < disk.total / 10),
        Fact(_("Địa phương đang dùng"), Province.objects.filter(is_active=True).count()),
    ]


def versions() -> list[Fact]:
    """Say what runs here."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return [
        Fact(_("Cổng OCOP"), own_version()),
        Fact(_("Bước nâng cấp dữ liệu đã chạy"), MigrationRecorder.Migration.objects.count()),
        Fact("Django", django.get_version()),
        Fact("Python", platform.python_version()),
        Fact("PostgreSQL", server),
    ]


def own_version() -> str:
    """Return the portal's version as the project file has it."""
    try:
        return version("ocop-portal")
    except PackageNotFoundError:  # run from its folder, it is not installed
        text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
        return text.partition('version = "')[2].partition('"')[0]
