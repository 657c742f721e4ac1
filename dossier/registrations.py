"""What the dossier adds to the registries on its left."""

from crm.registry import relation_created
from dossier.practice import fill
from dossier.rules.seeding import open_dossier, seed_tree
from dossier.sweeping import sweep_dossier
from offices.registry import office_created, practice_data, sweeps

office_created.register(seed_tree)
relation_created.register(open_dossier)
sweeps.register(sweep_dossier)
practice_data.register(fill)
