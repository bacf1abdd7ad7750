"""A recording as it came, for a browser or a program that saves it; neither ever shows it."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, StreamingHttpResponse

from footwise.clinic.recordings.arrival import opened
from footwise.clinic.recordings.models import Recording
from footwise.clinic.streaming import streamed


def as_download(request: HttpRequest, recording: Recording) -> StreamingHttpResponse:
    """Give the file back, block by block."""
    plain = opened(recording) if recording.size_bytes else iter(())
    answer = streamed(request, plain, "application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(recording.name, safe='')}"
    answer.headers["Content-Length"] = str(recording.size_bytes)
    return answer
