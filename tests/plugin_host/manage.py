#!/usr/bin/env python
"""A second, minimal Wagtail project that uses `events` and `networks` without Samverka's own settings and addresses."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "host.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
