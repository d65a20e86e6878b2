"""Runs notebooks from top to bottom, as `jupyter execute` does, and writes them with their outputs.

    execute.py [--allow-errors] INPUT OUTPUT [INPUT OUTPUT]…

Unless errors are allowed, the first cell that raises one ends it, with the error on stderr.
"""

import sys

import nbclient
import nbformat

allow_errors = "--allow-errors" in sys.argv
paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
for source, target in zip(paths[::2], paths[1::2], strict=True):
    notebook = nbformat.read(source, as_version=4)
    nbformat.validate(notebook)
    # The first cell may wait for the kernel to compile what all cells build on.
    client = nbclient.NotebookClient(
        notebook,
        timeout=300,
        startup_timeout=300,
        kernel_name="meno",
        allow_errors=allow_errors,
    )
    try:
        client.execute()
    finally:
        nbformat.write(notebook, target)
