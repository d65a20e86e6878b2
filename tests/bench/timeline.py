"""Where the milliseconds of a cell go, as far as the kernel traces it."""

import re
from datetime import datetime, timezone

from kernels import Meno
from walk import COURSE, FIRST

# How tracing-subscriber begins a line.
STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+)Z\s+(.*)")


class Traced(Meno):
    """Meno, with a log of everything; writing that costs a little itself."""

    def environment(self):
        return {**super().environment(), "MENO_LOG": "trace", "NO_COLOR": "1"}

    def traced(self, after):
        """What was logged beyond the first `after` characters, and their number now."""
        with open(self.log.name) as log:
            log.seek(after)
            return log.read(), log.tell()


def print_timelines(one_core):
    """One list for each cell of the walk: milliseconds since the request, and what happened."""
    with Traced(one_core) as kernel:
        kernel.run(FIRST)
        _, position = kernel.traced(0)
        for cell in COURSE:
            sent = datetime.now(timezone.utc)
            ms = kernel.run(cell)
            text, position = kernel.traced(position)
            print(f"\n{cell.name}: {ms:.1f} ms")
            for line in text.splitlines():
                if stamped := STAMP.match(line):
                    at = datetime.fromisoformat(f"{stamped[1][:26]}+00:00") - sent
                    print(f"{at.total_seconds() * 1000:8.1f}  {stamped[2]}")
                else:
                    print(f"{'':8}  {line}")
