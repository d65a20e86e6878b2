"""The same cells by Meno and by evcxr: what comes of each is the same, but for the differences that the table accepts."""

import pytest
from differential import NOTEBOOKS
from raw_client import Kernel, texts


@pytest.fixture(scope="module")
def kernels():
    with Kernel(spec={"MENO_ENGINE": "meno"}) as meno, Kernel(spec={"MENO_ENGINE": "evcxr"}) as evcxr:
        yield {"meno": meno, "evcxr": evcxr}


def outcome(reply, shown):
    """What a cell prints after `>`, its value after `=`, and the kind of its failure after `!`."""
    lines = []
    if printed := texts(shown).rstrip("\n"):
        lines.append(f"> {printed}")
    for message in shown:
        # The card of an error comes with it.
        is_card = 'class="meno-error"' in message.content.get("data", {}).get("text/html", "")
        if message.type in ("execute_result", "display_data") and not is_card:
            lines.append(f"= {message.content['data']['text/plain'].rstrip()}")
    if reply["status"] == "error":
        lines.append(f"! {reply['ename']}")
    return "\n".join(lines)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_both_engines_come_to_the_same(kernels, name):
    rows = NOTEBOOKS[name]
    found = {}
    # Both have sent all of the cells before the slower one is waited for.
    sent = {engine: [kernel.execute(code, stop_on_error=False) for code in ["%reset", "%opt 0", *(row[0] for row in rows)]] for engine, kernel in kernels.items()}
    for engine, kernel in kernels.items():
        results = [(kernel.reply(msg_id), kernel.shown(msg_id)) for msg_id in sent[engine]]
        found[engine] = [outcome(*result) for result in results[2:]]
    wrong = []
    for row, meno, evcxr in zip(rows, found["meno"], found["evcxr"]):
        code, *expected = row
        if (meno, evcxr) != (expected[0], expected[min(len(expected) - 1, 1)]):
            wrong.append({"cell": code, "meno": meno, "evcxr": evcxr, "expected": expected})
    assert not wrong, "\n".join(map(str, wrong))


def test_an_accepted_difference_is_one_and_has_its_reason():
    rows = [row for rows in NOTEBOOKS.values() for row in rows]
    assert len(rows) >= 150
    for row in rows:
        assert len(row) in (2, 4), row
        if len(row) == 4:
            _, meno, evcxr, reason = row
            assert meno != evcxr, f"{row}: there is no difference"
            assert len(reason) > 20, f"{row}: why?"
