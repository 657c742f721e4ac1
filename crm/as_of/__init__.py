"""The card of a relation as it stood at the end of a day, read from the history that the database keeps itself."""

from crm.as_of.stand import Stand, begin_of_history, end_of

__all__ = ["Stand", "begin_of_history", "end_of"]
