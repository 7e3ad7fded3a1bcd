"""One address for test_stream_over_http."""

from django.db import connection
from django.urls import path

from hotline.infra import stream


def live(request):
    """Like a real view: it asks the database who this is before it answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return stream.sse_response(request, ["order:1"])


urlpatterns = [path("live", live)]
