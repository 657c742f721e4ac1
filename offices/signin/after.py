"""Work that must not show in the time an answer takes."""

import logging

log = logging.getLogger(__name__)


def after_answer(response, work):
    """Run `work()` when the answer has been handed over, so that known and unknown addresses look the same.

    A failure is logged: the visitor was told the same thing either way.
    """

    def run():
        try:
            work()
        except Exception:
            log.exception("Work after a sign-in answer failed.")

    response._resource_closers.append(run)
    return response
