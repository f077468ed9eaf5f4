"""A JupyterLab on 127.0.0.1 with default settings, for a headless Chromium."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

# Chromium contacts its maker about updates and components by default.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def chromium() -> str | None:
    """Return the browser: the one that LINKGRAPH_CHROMIUM names, or the system's."""
    named = os.environ.get("LINKGRAPH_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """Serve a folder; yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = {
        name: str(folder / f".{name.lower()}")
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    settings = Path(here["JUPYTER_CONFIG_DIR"]) / "labconfig" / "default_setting_overrides.json"
    settings.parent.mkdir(parents=True)
    quiet = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    settings.write_text(json.dumps(quiet), encoding="utf-8")
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root / "src"), str(root / "docs")])
    flags = (
        f"--no-browser --allow-root --expose-app-in-browser --ServerApp.ip=127.0.0.1 "
        f"--ServerApp.port={port} --ServerApp.port_retries=0 --IdentityProvider.token= "
        f"--LabApp.news_url= --LabApp.check_for_updates_class="
        f"jupyterlab.handlers.announcements.NeverCheckForUpdate --LabApp.extension_manager=readonly"
    ).split()
    with (folder / "lab.log").open("w") as log:
        lab = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *flags, f"--ServerApp.root_dir={folder}"],
            env={**os.environ, **here, "PYTHONPATH": path},
            stdout=log,
            stderr=log,
            start_new_session=True,  # its kernels then end with it
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", lab)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(lab.pid, signal.SIGKILL)
            lab.wait()


def _wait_for(address: str, lab: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if lab.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError("JupyterLab does not start: see lab.log")


def notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "cells": [
            {
                "id": f"cell-{number}",
                "cell_type": "code",
                "source": source.strip(),
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            for number, source in enumerate(cells)
        ],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
