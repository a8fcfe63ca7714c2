"""A large scan in and out of a practice behind granian: seconds, and the memory of its processes.

`./run bench documents [megabytes]`. Starts a practice of its own in a temporary folder, sends
a PDF made while it is sent, fetches it whole and in part, and a refused one of 500 MB; watches the
proportional set size of every process of the practice ten times a second; removes everything.
"""

import re
import sys
import threading
import time
from collections.abc import Iterator

import chart
import httpx

from house.large_pdf import LargePdf
from standing import PORT, descendants, memory, place, started, whole

LINE = b"bench-documents-line"


def main(megabytes: int) -> None:
    """Start, move, measure, stop."""
    with place() as root:
        with whole(root) as practice:
            told, origin = chart.fill(practice.config, 1), practice.config.origin
        with started(root) as processes:
            time.sleep(5)
            _measure(origin, told, megabytes, processes)


def _measure(origin: str, told: dict[str, str], megabytes: int, processes: tuple[int, int]) -> None:
    headers = chart.headers(origin, told)
    del headers["HX-Request"], headers["X-CSRFToken"]
    http = httpx.Client(base_url=f"http://127.0.0.1:{PORT}", headers=headers, timeout=600)
    to = f"/patienten/{told['small']}/dokumente/ablegen/"
    head = _head(told, megabytes)
    with Watch("upload", processes):
        sent = http.post(to, content=_form(LargePdf(megabytes)), headers=head)
        assert sent.status_code == 302, sent.text[:600]
    place = sent.headers["location"] + "inhalt/"
    with Watch("whole download", processes), http.stream("GET", place) as answer:
        length = sum(map(len, answer.iter_raw()))
        print(f"  {length / 1e6:.0f} MB")
    with Watch("1 MB of its middle", processes):
        part = http.get(place, headers={"Range": f"bytes={length // 2}-{length // 2 + 999_999}"})
        assert (part.status_code, len(part.content)) == (206, 1_000_000)
    head = _head(told, 500)
    with Watch("500 MB refused", processes):
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

    def __init__(self, name: str, processes: tuple[int, int]) -> None:
        self.name, self.processes = name, processes
        self.before = self.most = self._now()

    def __enter__(self) -> "Watch":
        self.began, self.going = time.perf_counter(), True
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def __exit__(self, *_given: object) -> None:
        took = time.perf_counter() - self.began
        self.going = False
        self.thread.join()
        grown = self.most - self.before
        print(f"{self.name:22} {took:6.1f} s   +{grown:.0f} MB (PSS, all processes, peak)")

    def _look(self) -> None:
        while self.going:
            self.most = max(self.most, self._now())
            time.sleep(0.1)

    def _now(self) -> float:
        return sum(memory(one) for root in self.processes for one in descendants(root))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 230)
