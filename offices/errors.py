"""What goes wrong in words a person can act on: what is wrong, where, and what to do."""


class RuleBroken(Exception):
    """A rule of the office's work was broken.

    `text` is a Dutch sentence for the person, `code` its stable name, `field` the field it belongs to, `link`
    a path of this application that helps, `retryable` whether the same attempt may succeed later.
    """

    status = 422
    code = "REGEL"

    def __init__(self, text: str, *, code: str | None = None, field: str | None = None, link: str | None = None, retryable: bool = False):
        super().__init__(text)
        self.text, self.field, self.link, self.retryable = text, field, link, retryable
        self.code = code or type(self).code

    def problem(self) -> dict:
        """The answer shape of screen and API alike."""
        return {"code": self.code, "text": self.text, "field": self.field, "link": self.link, "retryable": self.retryable}


class Forbidden(RuleBroken):
    """A person lacks a right."""

    status = 403
    code = "RECHT"


class StaleForm(RuleBroken):
    """The record changed since the form was opened."""

    status = 409
    code = "G02"


class NotHere(RuleBroken):
    """The record does not exist for this person."""

    status = 404
    code = "NIET_GEVONDEN"
