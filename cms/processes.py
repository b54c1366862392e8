"""Processes that belong together: a child ends with its parent, and stops cleanly when asked."""

import ctypes
import os
import signal
import sys
import threading
from types import FrameType

PR_SET_PDEATHSIG = 1
PARENT_VARIABLE = "SAMVERKA_PARENT_PID"


def die_with_parent(parent_pid: int, *, with_signal: int = signal.SIGKILL) -> None:
    """Ask the kernel to send a signal to this process when its parent ends (Linux; elsewhere nothing happens).

    Errors: SystemExit when the parent is gone already.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, with_signal)
    if os.getppid() != parent_pid:
        raise SystemExit(f"parent process {parent_pid} is gone")


def die_with_serving_parent() -> None:
    """Do :func:`die_with_parent` when ``serve`` started this process and said so in the environment."""
    parent = os.environ.get(PARENT_VARIABLE, "")
    if parent:
        die_with_parent(int(parent), with_signal=signal.SIGTERM)


def stop_on_signals() -> threading.Event:
    """Return an event that is set by INT or TERM. Main thread only."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopping
