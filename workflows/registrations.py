"""What products add to the registries of the apps on the left."""

from offices.registry import office_created, practice_data
from workflows.practice import fill
from workflows.rules.products import seed_products

office_created.register(seed_products)
practice_data.register(fill)
