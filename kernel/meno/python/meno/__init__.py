"""Meno in an IPython session, such as Colab's: `%load_ext meno`, then `%%rust` and every magic of Meno's.

JupyterLab and its like need none of this: the wheel brings a kernel of its own for them.
"""

__all__ = ["load_ipython_extension", "unload_ipython_extension"]


# IPython is there where an extension of it is loaded, and may be missing where papermill loads this package.


def load_ipython_extension(shell):
    from . import extension

    extension.load_ipython_extension(shell)


def unload_ipython_extension(shell):
    from . import extension

    extension.unload_ipython_extension(shell)
