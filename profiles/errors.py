"""What every refusal of the business has in common."""


class DomainError(Exception):
    """An act that the rules refuse: `message` is for the person, `code` for programs."""

    code = "refused"
    message = "This is not possible."

    def __init__(self, message: str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)
