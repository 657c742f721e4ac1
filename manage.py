#!/usr/bin/env python3
"""Runs Django's commands; finds the embedded services by itself (config/env.py)."""

import os
import sys

# Commands that change the structure of the database run as its owner; everything else as kantoor_app.
AS_OWNER = {"migrate", "sqlmigrate", "sqlflush", "dbshell"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in AS_OWNER:
        os.environ.setdefault("KANTOOR_AS_OWNER", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
