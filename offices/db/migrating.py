"""A first migration in one step.

Django renders all models anew for each of its operations. With some hundred models that point at each other and
seven hundred operations this took two minutes; rendered once it takes seconds.
"""

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory


class AllAtOnce(Operation):
    """Makes all tables of an app with their indexes, constraints and triggers, as they are after all operations."""

    serialization_expand_args = ["operations"]
    category = OperationCategory.ADDITION
    reduces_to_sql = True

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return self.__class__.__qualname__, [self.operations], {}

    def describe(self):
        return "Make all tables at once"

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)
        for operation in self.operations:
            # Of the rest only triggers are left to make: they are no part of Meta that create_model knows.
            if type(operation).__module__.startswith("pgtrigger"):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self._models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def _models(self, app_label, schema_editor, state):
        names = [operation.name for operation in self.operations if isinstance(operation, CreateModel)]
        models = [state.apps.get_model(app_label, name) for name in names]
        return [model for model in models if self.allow_migrate_model(schema_editor.connection.alias, model)]
