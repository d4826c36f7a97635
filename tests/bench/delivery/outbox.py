"""What hand-over costs as sent mail fills the outbox: the same batch with none and with many before it.

The mail goes nowhere, so that the database alone is measured. Seconds hang on what else the machine
does; what is written to the database's log a message does not.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import override_settings

from mentornet.mail.outbox import send_due
from mentornet.models import OutboxMessage

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
SENT = 200_000
WAITING = 5_000
TEXT = "Have the two of you met since we last asked? " * 40
FILL = """
INSERT INTO mentornet_outboxmessage
    (id, key, kind, recipient, subject, body_text, body_html, headers, calendar, due_at, zone, state,
     attempts, last_error, created_at)
SELECT gen_random_uuid(), 'bench-' || gen_random_uuid(), 'check_in', i || '@school.example', 'Met?',
       %s, %s, '{}', '', %s::timestamptz - i %% 3600 * interval '1 second', 'UTC', %s, 0, '', now()
FROM generate_series(1, %s) i
"""


def main() -> None:
    """Print a table."""
    print("| sent before | handed over a second | ratio | written to the log, bytes a message |")
    print("|---:|---:|---:|---:|")
    first = 0.0
    for sent in (0, SENT):
        rate, written = _hand_over(sent)
        first = first or rate
        print(f"| {sent:,} | {rate:,.0f} | {rate / first:.2f} | {written:,.0f} |", flush=True)


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def _hand_over(sent: int) -> tuple[float, float]:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE mentornet_outboxmessage CASCADE")
        for state, count in (("sent", sent), ("pending", WAITING)):
            cursor.execute(FILL, [TEXT, TEXT, NOW, state, count])
        cursor.execute("VACUUM ANALYZE mentornet_outboxmessage")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_current_wal_lsn()")
        [start] = cursor.fetchone()
        begun = time.perf_counter()
        handed_over = send_due(now=NOW, limit=WAITING)
        took = time.perf_counter() - begun
        cursor.execute("SELECT pg_current_wal_lsn() - %s::pg_lsn", [start])
        [written] = cursor.fetchone()
    if handed_over != WAITING:
        raise SystemExit(f"{handed_over} of {WAITING} were handed over.")
    OutboxMessage.objects.all().delete()
    return handed_over / took, float(written) / handed_over
