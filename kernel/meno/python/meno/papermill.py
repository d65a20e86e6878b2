"""How papermill writes parameters in Rust: `papermill -p n 20 in.ipynb out.ipynb`.

papermill finds this by the entry point of an engine, since it has none for translators. The engine is papermill's own.
"""

import math
import re

from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

I32 = range(-(2**31), 2**31)
I64 = range(-(2**63), 2**63)
I128 = range(-(2**127), 2**127)

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}

KEYWORDS = frozenset(
    "abstract as async await become box break const continue do dyn else enum extern false final fn for gen if impl in let "
    "loop macro match mod move mut override priv pub ref return static struct trait true try type typeof unsafe unsized "
    "use virtual where while yield".split()
)
NEVER_NAMES = frozenset(["_", "crate", "self", "Self", "super"])


class RustTranslator(Translator):
    """Values of JSON as Rust has them. What doesn't tell the type of its numbers has `f64`."""

    @classmethod
    def translate_none(cls, val):
        return "None::<f64>"

    @classmethod
    def translate_int(cls, val):
        for integers, suffix in ((I32, ""), (I64, "_i64"), (I128, "_i128")):
            if val in integers:
                return f"{val}{suffix}"
        raise PapermillException(f"{val} is beyond the integers of Rust")

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "f64::NAN"
        if math.isinf(val):
            return "f64::INFINITY" if val > 0 else "f64::NEG_INFINITY"
        return repr(val)

    @classmethod
    def translate_str(cls, val):
        return '"' + "".join(_escaped(character) for character in val) + '"'

    @classmethod
    def translate_escaped_str(cls, str_val):
        """Whatever is of no type of JSON's."""
        return cls.translate_str(str(str_val))

    @classmethod
    def translate_list(cls, val):
        """A `Vec`, or a tuple where the entries are of several types."""
        val = _alike(list(val))
        kinds = {_kind(entry) for entry in val}
        if not val:
            return "Vec::<f64>::new()"
        if kinds == {"none"}:
            return f"vec![{', '.join(['None::<f64>'] * len(val))}]"
        if len(kinds - {"none"}) > 1:
            return f"({', '.join(cls.translate(entry) for entry in val)})"
        if "none" in kinds:
            return f"vec![{', '.join('None' if entry is None else f'Some({cls.translate(entry)})' for entry in val)}]"
        return f"vec![{', '.join(cls.translate(entry) for entry in val)}]"

    @classmethod
    def translate_dict(cls, val):
        """A `BTreeMap` from strings."""
        if not val:
            return "std::collections::BTreeMap::<&str, f64>::new()"
        values = _alike(list(val.values()))
        if len({_kind(value) for value in values}) > 1:
            raise PapermillException(f"the values of a map have one type in Rust, and these have several: {val}")
        entries = (
            f"({cls.translate_str(str(key))}, {cls.translate(value)})" for key, value in zip(val, values, strict=True)
        )
        return f"std::collections::BTreeMap::from([{', '.join(entries)}])"

    @classmethod
    def comment(cls, cmt_str):
        return "\n".join(f"// {line}".rstrip() for line in cmt_str.split("\n"))

    @classmethod
    def assign(cls, name, str_val):
        if not re.fullmatch(r"[^\W\d]\w*", name) or name in NEVER_NAMES:
            raise PapermillException(f"`{name}` can't be the name of a variable in Rust")
        # Cells further down may change it, whatever the cell that it stands for says.
        return f"let mut {'r#' if name in KEYWORDS else ''}{name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        pattern = re.compile(
            r"^\s*let\s+(?:mut\s+)?(?:r#)?(?P<name>\w+)\s*(?::\s*(?P<type>[^=]+?)\s*)?=\s*(?P<default>.+?)\s*;"
            r"\s*(?://+\s*(?P<help>.*?))?\s*$"
        )
        found = (pattern.match(line) for line in parameters_cell["source"].splitlines())
        return [
            Parameter(
                name=match["name"],
                inferred_type_name=match["type"] or "None",
                default=match["default"],
                help=match["help"] or "",
            )
            for match in found
            if match
        ]


class Engine(NBClientEngine):
    """papermill's own engine, by whose name it finds this module."""


def _escaped(character):
    if character in ESCAPES:
        return ESCAPES[character]
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def _kind(value):
    """A name for the type that a value has in Rust."""
    match value:
        case None:
            return "none"
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float"
        case str():
            return "str"
        case dict():
            return "map of " + " and ".join(sorted({_kind(entry) for entry in value.values()}))
        case list():
            kinds = [_kind(entry) for entry in value]
            is_tuple = len(set(kinds) - {"none"}) > 1
            return "tuple of " + ", ".join(kinds) if is_tuple else "list of " + " and ".join(sorted(set(kinds)))
        case _:
            return "other"


def _alike(values):
    """The values with integers as floats, where there are floats among them, also inside lists."""
    return _as_floats(values) if _has(values, float) and _has_only_numbers(values) else values


def _has(value, kind):
    if isinstance(value, list):
        return any(_has(entry, kind) for entry in value)
    return isinstance(value, kind) and not isinstance(value, bool)


def _has_only_numbers(value):
    if isinstance(value, list):
        return all(_has_only_numbers(entry) for entry in value)
    return value is None or isinstance(value, (int, float)) and not isinstance(value, bool)


def _as_floats(value):
    if isinstance(value, list):
        return [_as_floats(entry) for entry in value]
    return None if value is None else float(value)


for _name in ("meno", "rust"):
    papermill_translators.register(_name, RustTranslator)
