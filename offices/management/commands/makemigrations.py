"""makemigrations that writes a first migration as one step (offices/db/migrating.py says why)."""

from django.core.management.commands import makemigrations

from offices.db.migrating import AllAtOnce


class Command(makemigrations.Command):
    help = makemigrations.Command.help

    def write_migration_files(self, changes, update_previous_migration_paths=None):
        for migrations in changes.values():
            for migration in migrations:
                if migration.initial and not isinstance(migration.operations[0], AllAtOnce):
                    migration.operations = [AllAtOnce(migration.operations)]
        super().write_migration_files(changes, update_previous_migration_paths)
