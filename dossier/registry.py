"""What apps to the right add to the dossier.

A setting that names a folder by its path registers in both: a folder it uses cannot be removed, and follows when the
folder gets another name or place.
"""

from offices.registry import Registry

folder_uses = Registry(
    "fn(paths: list of «A/B») -> dict(path -> list of Dutch names of settings), in one query"
)
folder_moved = Registry(
    "fn(before, after, *, by): folders of the office below path `before` now lie below `after`"
)
