"""What a process and all that it started keep resident."""

import threading
from pathlib import Path

MIB = 1024


def tree(root):
    """The process ids of `root`'s session and of its descendants."""
    parents, sessions = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold anything: state, parent, group, session.
            _, parent, _, session, *_ = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid], sessions[pid] = int(parent), int(session)

    def belongs(pid):
        while pid in parents:
            if pid == root or sessions[pid] == root:
                return True
            pid = parents[pid]
        return False

    return [pid for pid in parents if belongs(pid)]


def resident(root):
    """Proportional and plain resident set of the whole tree, in MiB. Of a process that only root can look into, which Meno's
    kernel is, the plain one counts as both."""
    pss = rss = 0
    for pid in tree(root):
        lines = report(pid, "smaps_rollup") or report(pid, "status")
        for line in lines:
            match line.split():
                case ["Pss:", kib, _]:
                    pss += int(kib)
                case ["Rss:", kib, _]:
                    rss += int(kib)
                case ["VmRSS:", kib, _]:
                    pss += int(kib)
                    rss += int(kib)
    return pss / MIB, rss / MIB


def report(pid, file):
    try:
        return Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return []


class Peak:
    """The greatest proportional resident set, in MiB, of samples taken every 50 ms inside a `with`."""

    def __init__(self, root):
        self.root = root
        self.mib = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def _sample(self):
        while not self._ended.wait(0.05):
            self.mib = max(self.mib, resident(self.root)[0])

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()
