"""Exports as the API shows them."""

from typing import Any

from rest_framework import serializers

from accounts.models import Job

from . import exporting


class ExportSerializer(serializers.ModelSerializer):
    """A long list on its way to a file."""

    title = serializers.CharField(source="arguments.title")
    kind = serializers.CharField(source="arguments.kind")
    expires_at = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id", "title", "kind", "state", "done", "total", "message", "created_at", "expires_at",
        ]  # fmt: skip

    def get_expires_at(self, job: Job) -> Any:
        """Return until when the file is kept."""
        return serializers.DateTimeField().to_representation(job.created_at + exporting.KEPT_FOR)
