"""Work that is done later: one mechanism for all of it.

1. `queue.enqueue` writes a row (`models.Job`) in the transaction of what has to be done, and one
   wake-up a transaction is sent after its commit (`wake`).
2. A worker claims a row under a lease that a heartbeat renews (`lease`), in the scope of the row's
   institution (`worker`). Attempts are counted when they begin, so a worker that is killed counts.
3. What fails waits, longer each time, and is `failed` after a few attempts: a sentence for who waits,
   the technical state for operators. Both can cancel and retry.
4. A worker whose lease was taken over, or whose job was cancelled, cannot finish: `finish` is part of
   the transaction that writes the result, and takes it back.
5. What is done again and again for every institution (`recurring`), or for many rows of one (`rows`),
   is one job an institution, or a row: none waits for another one that fails.

Celery runs it; that a row is there, and not that a message arrived, decides what is done.
"""
