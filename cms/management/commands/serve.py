"""Serve the site with granian and run the worker beside it; stop both cleanly on INT or TERM."""

import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cms import languages
from cms.own_settings import own_settings
from cms.preparing import prepare
from cms.serving import WorkerKeeper, load_application, make_server, port_is_free

READY_WITHIN_SECONDS = 60


class Command(BaseCommand):
    help = "Serve the site (PORT, default 8000) and run the worker that sends mails. Ctrl-C stops both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port (PORT, 8000)")
        parser.add_argument("--workers", type=int, default=2, help="server processes (2)")
        parser.add_argument("--prepare", action="store_true", help="first migrate, and load demo content if empty")
        parser.add_argument("--without-worker", action="store_true", help="start no worker: run_jobs runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not port_is_free(host, port):
            raise CommandError(
                f"Port {port} is taken. Stop what listens there, or take another: PORT={port + 1} make run"
            )
        if not own_settings.EMBEDDED:
            self.check(include_deployment_checks=True)
        if options["prepare"]:
            prepare(say=self.stdout.write)
        load_application()  # once, before the processes are forked: they share its memory and start at once
        connections.close_all()
        keeper = None if options["without_worker"] else WorkerKeeper()
        server = make_server(host, port, workers=options["workers"])
        if keeper:
            server.on_startup(keeper.start)
        announcer = threading.Thread(target=self._announce, args=(host, port), daemon=True)
        server.on_startup(announcer.start)
        try:
            server.serve()
        finally:
            if keeper:
                keeper.stop()
        self.stdout.write("Stopped.")

    def _announce(self, host: str, port: int) -> None:
        """Say where the site is, once it answers."""
        probe = "127.0.0.1" if host in ("0.0.0.0", "") else "[::1]" if host == "::" else host  # noqa: S104 - compared only
        ends = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < ends:
            try:
                with urllib.request.urlopen(f"http://{probe}:{port}/healthz", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        else:
            self.stderr.write(f"Not ready after {READY_WITHIN_SECONDS} seconds: read the lines above.")
            return
        for line in self._addresses(port):
            self.stdout.write(line)
        sys.stdout.flush()

    def _addresses(self, port: int) -> list[str]:
        base = own_settings.BASE_URL or f"http://localhost:{port}"
        lines = ["", "Samverka is ready.", ""]
        lines += [f"  {base}/{language.code}/  {language.own_name}" for language in languages.LANGUAGES]
        lines += [f"  {base}/sv/calendar/all.ics  calendar feed", f"  {base}/admin/  sign-in for those who work here"]
        lines += self._demo_sign_ins()
        if not settings.STATICFILES_DIRS:
            lines += ["", "  No scripts were built (no Node here): no offline reading, no Dari font of our own."]
        if own_settings.EMBEDDED:
            lines += ["", f"  Data in {own_settings.DATA_DIR} (mails as files in mail/). Ctrl-C stops."]
        return [*lines, ""]

    def _demo_sign_ins(self) -> list[str]:
        """Return the sign-ins that load_demo made, if they are there; never outside embedded mode."""
        if not own_settings.EMBEDDED:
            return []
        from cms.demo_sign_ins import present_sign_ins  # slow import

        rows = [f"    {name} / {password}  {who}" for name, password, who in present_sign_ins()]
        return ["", "  Demo sign-ins (user name / password):", *rows] if rows else []
