"""Where the files of a release are found."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ReleasedFiles(CompressedManifestStaticFilesStorage):
    """An address with its content's hash is worked out once: a release never changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file."""
        if name not in self._known:
            self._known[name] = super().url(name, force)
        return self._known[name]
