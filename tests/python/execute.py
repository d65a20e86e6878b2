"""Runs a notebook from top to bottom, as `jupyter execute` does, and writes it with its outputs.

    execute.py INPUT OUTPUT

The first cell that raises an error ends it, with the error on stderr. Cells tagged `raises-exception` may raise one.
"""

import sys

import nbclient
import nbformat

source, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
nbformat.validate(notebook)
# The first cell may wait for the kernel to compile what all cells build on.
client = nbclient.NotebookClient(notebook, timeout=300, startup_timeout=300, kernel_name="meno")
try:
    client.execute()
finally:
    nbformat.write(notebook, target)
