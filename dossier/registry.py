"""What apps to the right add to the dossier."""

from offices.registry import Registry

folder_uses = Registry("fn(folder) -> list of Dutch names of settings that use the folder")
