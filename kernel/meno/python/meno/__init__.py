"""Meno in an IPython session, such as Colab's: `%load_ext meno`, then `%%rust` and every magic of Meno's.

JupyterLab and its like need none of this: the wheel brings a kernel of its own for them.
"""

from .extension import load_ipython_extension, unload_ipython_extension

__all__ = ["load_ipython_extension", "unload_ipython_extension"]
