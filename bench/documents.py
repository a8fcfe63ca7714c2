"""A large scan in and out of a practice behind granian: seconds, and the memory of its processes.

`python bench/documents.py [megabytes]`. Starts a practice of its own in a temporary folder, sends
a PDF made while it is sent, fetches it whole and in part, and a refused one of 500 MB; watches the
proportional set size of every process of the practice ten times a second; removes everything.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# This folder has a seal.py of its own, which must not hide the package.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
sys.path.append(str(HERE.parent / "tests"))

import httpx  # noqa: E402

from house.large_pdf import LargePdf  # noqa: E402
from praxis.running import demo  # noqa: E402
from praxis.running.practice import Practice, become, embedded_databases, migrate  # noqa: E402
from praxis.running.supervisor import Supervisor  # noqa: E402

PORT = 8810
LINE = b"bench-documents-line"


def main(megabytes: int) -> None:
    """Start, move, measure, stop."""
    root = Path(tempfile.mkdtemp(prefix="documents-bench-"))
    config = demo.demo_config(root, PORT)
    config.data.mkdir(parents=True, mode=0o700)
    supervisor, server = Supervisor(print), None
    try:
        server, databases = embedded_databases(config.data)
        become(config, databases)
        migrate(databases)
        practice = Practice(config, databases, supervisor)
        practice.start_keeper()
        demo._open_vault(config)
        told = _chart_bench().fill(config, 1)
        practice.start_rest()
        time.sleep(5)
        _measure(config.origin, told, megabytes, str(config.data))
    finally:
        supervisor.stop()
        if server is not None:
            server.stop()
        shutil.rmtree(root, ignore_errors=True)


def _chart_bench() -> Any:
    spec = importlib.util.spec_from_file_location("chart_bench", HERE / "chart.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _measure(origin: str, told: dict[str, str], megabytes: int, data: str) -> None:
    from praxis.staff import cookies

    headers = {
        "Host": origin.partition("://")[2],
        "Origin": origin,
        "Sec-Fetch-Site": "same-origin",
        "Cookie": f"{cookies.SESSION}={told['key']}; {cookies.DEVICE}={told['device']}",
    }
    http = httpx.Client(base_url=f"http://127.0.0.1:{PORT}", headers=headers, timeout=600)
    to = f"/patienten/{told['small']}/dokumente/ablegen/"
    head = _head(told, megabytes)
    with Watch("upload", data):
        sent = http.post(to, content=_form(LargePdf(megabytes)), headers=head)
        assert sent.status_code == 302, sent.text[:600]
    place = sent.headers["location"] + "inhalt/"
    with Watch("whole download", data), http.stream("GET", place) as answer:
        length = sum(map(len, answer.iter_raw()))
        print(f"  {length / 1e6:.0f} MB")
    with Watch("1 MB of its middle", data):
        part = http.get(place, headers={"Range": f"bytes={length // 2}-{length // 2 + 999_999}"})
        assert (part.status_code, len(part.content)) == (206, 1_000_000)
    head = _head(told, 500)
    with Watch("500 MB refused", data):
        refused = http.post(to, content=_form(LargePdf(500)), headers=head)
    said = re.search(r"Diese Datei ist zu groß[^<]*", refused.text)
    print(f"  {refused.status_code}: {said.group(0) if said else refused.text[:200]}")


def _head(told: dict[str, str], megabytes: int) -> dict[str, str]:
    length = sum(map(len, _form(LargePdf(megabytes))))
    return {
        "X-CSRFToken": told["token"],
        "Content-Type": f"multipart/form-data; boundary={LINE.decode()}",
        "Content-Length": str(length),
    }


def _form(pdf: LargePdf) -> Iterator[bytes]:
    field = b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    yield field % (LINE, b"titel", b"Alte Akte") + field % (LINE, b"art", b"other")
    yield b'--%s\r\nContent-Disposition: form-data; name="datei"; filename="a.pdf"\r\n' % LINE
    yield b"Content-Type: application/pdf\r\n\r\n"
    yield from pdf.chunks()
    yield b"\r\n--%s--\r\n" % LINE


class Watch:
    """Prints how long the block took and how much the practice's processes grew meanwhile."""

    def __init__(self, name: str, data: str) -> None:
        self.name, self.data, self.most = name, data, 0
        self.before = _pss(data)

    def __enter__(self) -> "Watch":
        self.began, self.going = time.perf_counter(), True
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def __exit__(self, *_given: object) -> None:
        took = time.perf_counter() - self.began
        self.going = False
        self.thread.join()
        grown = (self.most - self.before) / 1024
        print(f"{self.name:22} {took:6.1f} s   +{grown:.0f} MiB (PSS, all processes, peak)")

    def _look(self) -> None:
        while self.going:
            self.most = max(self.most, _pss(self.data))
            time.sleep(0.1)


def _pss(data: str) -> int:
    """KiB of all processes that were started with this practice's folder."""
    total = 0
    for process in _processes(data):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found.group(1)) if found else 0
    return total


def _processes(data: str) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = dict(line.split() for line in listed.stdout.splitlines())
    ours = {one for one in parents if _belongs(one, data)}
    while more := {one for one, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return list(ours)


def _belongs(process: str, data: str) -> bool:
    try:
        return (
            f"PRAXISTRESOR_DATA={data}\0".encode() in Path(f"/proc/{process}/environ").read_bytes()
        )
    except OSError:
        return False


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 230)
