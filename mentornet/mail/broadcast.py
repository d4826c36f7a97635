"""One plain mail to everyone of a large set, with one statement."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from mentornet.mail.outbox import Lane, Message, OutboxMessage, build_row, wake


def queue_for_all(message: Message, people: models.QuerySet[Any], *, address: str) -> int:
    """Put the same message in the outbox for each of *people*; how many there are.

    *address* is the look-up of the address from a row of *people*; `message.to` is not used, and the
    row's key is added to `message.key`. It is rendered once, so it greets no one by name.
    """
    row = build_row(message, now=timezone.now(), lane=Lane.BULK)
    fields = [one for one in OutboxMessage._meta.concrete_fields if not one.generated]
    each = {
        "id": models.Func(function="gen_random_uuid", output_field=models.UUIDField()),
        "key": Concat(
            models.Value(message.key),
            Cast("pk", models.TextField()),
            output_field=models.CharField(),
        ),
        "recipient": models.F(address),
        # Made from each address when it is sent.
        "recipient_mark": models.Value("", output_field=models.CharField()),
    }
    columns = {f"new_{one.column}": each.get(one.name) or _same(one, row) for one in fields}
    rows = people.order_by().annotate(**columns).values_list(*columns)
    try:
        select, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0
    table, names = OutboxMessage._meta.db_table, ", ".join(f'"{one.column}"' for one in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) {select} ON CONFLICT DO NOTHING',
            values,
        )
        count: int = cursor.rowcount
    wake(row.lane)
    return count


def _same(field: models.Field[Any, Any], row: OutboxMessage) -> Cast:
    """The row's own value, the same in every row; typed, since a bare NULL is text."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    return Cast(models.Value(field.pre_save(row, add=True), output_field=kind), kind)
