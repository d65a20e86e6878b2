"""Runs a notebook from top to bottom, as `jupyter execute` does, and writes it with its outputs.

    execute.py [--allow-errors] INPUT OUTPUT

Unless errors are allowed, the first cell that raises one ends it, with the error on stderr.
"""

import sys

import nbclient
import nbformat

*options, source, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
nbformat.validate(notebook)
# The first cell may wait for the kernel to compile what all cells build on.
client = nbclient.NotebookClient(
    notebook,
    timeout=300,
    startup_timeout=300,
    kernel_name="meno",
    allow_errors="--allow-errors" in options,
)
try:
    client.execute()
finally:
    nbformat.write(notebook, target)
