"""The messages of a publication are put in the outbox batch by batch, and each batch is heard of."""

import pytest

from matching.programs.runs.domain.messages import post_messages
from mentornet.mail.outbox import Message, OutboxMessage
from tests.factories import EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("count", "heard"), [(0, []), (1, [(1, 2)]), (150, [(150, 300), (250, 300)])]
)
def test_messages_go_in_batches_of_a_hundred(count, heard) -> None:
    program = EnrollmentFactory().program
    messages = [
        Message(
            key=f"test-{at}",
            to=f"{at}@x.example",
            subject="Waiting",
            template="pair_waiting",
            context={
                "program": program,
                "institution": program.institution,
                "name": "Ada",
                "link": "https://x.example/",
            },
            institution_id=program.institution_id,
        )
        for at in range(count)
    ]
    found: list[tuple[int, int]] = []
    post_messages(messages, progress=lambda done, total: found.append((done, total)))
    assert found == heard
    assert OutboxMessage.objects.filter(key__startswith="test-").count() == count
