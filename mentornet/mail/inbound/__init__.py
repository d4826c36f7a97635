"""Mail that comes back to us: answers that people's calendars send to invitations (RFC 6047).

1. Each person's invitations name an organizer's address of their own (`addresses.py`): the secret in
   it says whose answer it is. No one else learns it, and no one else's mailbox is believed with it.
2. Mail arrives by a mail service's webhook (`hooks.py`) or lies in a mailbox that a task reads
   (`mailbox.py`); both hand it to `receive.py`, which reads it (`itip.py`) and notes that it was.
3. What an answer means for a meeting is the business of who registered for it.

What people write in such a mail is not kept.
"""
