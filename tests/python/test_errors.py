"""What is said of a cell that does not compile: where it points, and what it offers to write instead."""

import random
import re
import unicodedata

import pytest
from raw_client import texts


@pytest.fixture
def kernel(shared):
    reply, _ = shared.run(":clear")
    assert reply["status"] == "ok", reply
    return shared


def plain(reply):
    """The lines of the message, without colours."""
    return re.sub("\x1b\\[[0-9;]*m", "", "\n".join(reply["traceback"])).split("\n")


def test_what_matters_is_bold_and_nothing_is_coloured(kernel):
    # No colour can be read both on the light red and on the dark red that JupyterLab's themes put behind errors.
    for cell in ("let x: i32 = 1.5;", "let v = vec![1, 2; v", "panic!()", "std::process::exit(3)", "%checkpoint a b", "fn f(v: &[f64]) -> f64 { v.sum() }"):
        reply, _ = kernel.run(cell)
        codes = set(re.findall("\x1b\\[([0-9;]*)m", "".join(reply["traceback"])))
        assert codes == {"0", "1"}, (cell, codes)


def test_a_card_shows_the_lesson_the_line_and_one_fix_where_a_page_can_be_shown(kernel):
    reply, shown = kernel.run("let scores = vec![1.0, 2.0];\nlet total: i32 = scores.len();")
    *_, card, error = [message for message in shown if message.type in ("display_data", "error")]
    assert (card.type, error.type) == ("display_data", "error")
    assert card.content["data"]["text/plain"].startswith(f"{reply['ename']}: mismatched types")
    html = card.content["data"]["text/html"]
    shown_in_order = ["never mixes", "E0308</code>", "2 | let total", "^", "<details", "mismatched types"]
    places = [html.find(part) for part in shown_in_order]
    assert -1 not in places and places == sorted(places), html
    # Where it is shown, the text of the error, which says the same, need not be.
    assert 'class="meno-error"' in html and "display: none" in html
    assert "\x1b" not in html


def test_a_card_escapes_what_a_cell_says(kernel):
    _, shown = kernel.run('let html: i32 = "<img src=x onerror=alert(1)> $x$";')
    [html] = [message.content["data"]["text/html"] for message in shown if message.type == "display_data"]
    assert "&lt;img" in html and "<img" not in html, html


def test_an_error_of_one_line_has_no_card(kernel):
    for cell in ("std::process::exit(3)", 'panic!("no")', "%checkpoint a b", "%nonsense"):
        _, shown = kernel.run(cell)
        assert [message.type for message in shown if message.type == "display_data"] == [], cell


@pytest.mark.parametrize("number", ["x", "2.0"])
def test_no_fix_makes_a_constant_of_what_is_derived_by(kernel, number):
    lines = refused(kernel, f"fn d(f: impl Fn(Dual64) -> Dual64, x: f64) -> f64 {{ f({number}).eps }}")
    assert not [line for line in lines if "into()" in line], lines


def test_what_the_learner_cannot_change_is_left_out(kernel):
    for cell in ("&dmatrix![1.0] * &vec![1.0]", "Matrix2::<f64>::zeros() * Vector3::zeros()", "for x in 0.0..1.0 {}", "fn f(a: &DMatrix<f64>) -> f64 { a * 2.0 }"):
        text = "\n".join(refused(kernel, cell))
        for words in ("other types implement", "VecStorage", "ArrayStorage", "ShapeConstraint to implement", "nightly-only"):
            assert words not in text, text


def refused(kernel, code):
    reply, _ = kernel.run(code)
    assert reply["status"] == "error", (code, reply)
    return plain(reply)


SOURCE = re.compile(r"^ *(\d+) [|/] ?(.*)$")
UNDER = re.compile(r"^ *[|] ?(.*)$")
CHANGE = re.compile(r"^ *(\d+) ([-+]) (.*)$")


def columns(text):
    """The characters of a line as they stand on a screen: a wide one, then nothing; one that combines, on the one before."""
    shown = []
    for character in text:
        if unicodedata.combining(character) and shown:
            shown[-1] += character
        else:
            shown += [character] + [""] * (unicodedata.east_asian_width(character) in "WF")
    return shown


def marked(lines):
    """What stands above each run of `^`: the number of its line, and the text."""
    found, number, code = [], None, ""
    for line in lines:
        if (source := SOURCE.match(line)) and not CHANGE.match(line):
            number, code = int(source[1]), columns(source[2])
        elif number and (under := UNDER.match(line)):
            found += [(number, "".join(code[run.start():run.end()])) for run in re.finditer(r"\^+", under[1])]
    return found


def fixes(lines):
    """What each `help:` offers: its title, and each alternative as the lines that it changes."""
    found, current = [], None
    for line in lines:
        if line.startswith("help: "):
            found.append((line.removeprefix("help: "), []))
            current = found[-1][1]
        elif current is not None and (change := CHANGE.match(line)):
            if not current:
                continue
            current[-1].append((int(change[1]), change[2], change[3]))
        elif current is not None and (re.fullmatch(r" *\|", line) or re.match(r" *--> ", line)):
            current.append([])
        elif current is not None and not line.startswith(" "):
            current = None
    return [(title, alternatives) for title, alternatives in found if alternatives]


def applied(code, changes):
    """The cell with the lines changed as shown: each `-` goes, and each `+` comes where its number says."""
    lines = code.split("\n")
    for number, sign, text in sorted((change for change in changes if change[1] == "-"), reverse=True):
        assert lines[number - 1] == text, (code, number, sign, text)
        del lines[number - 1]
    for number, _, text in sorted(change for change in changes if change[1] == "+"):
        assert number - 1 <= len(lines), (code, number, text)
        lines.insert(number - 1, text)
    return "\n".join(lines)


def offered(kernel, code):
    """The cells that the first fix leads to."""
    found = fixes(refused(kernel, code))
    assert found, code
    return [applied(code, changes) for changes in found[0][1]]


# A cell, what it is told, the text under the mark with its line, and the cell that is offered instead.
TEXTS = [
    ("let v = vec![1, 2, 3;", "unclosed delimiter", (1, "["), "let v = vec![1, 2, 3];"),
    ("fn p(u: &DVector<f64>) -> DMatrix<f64> {\n    (u * u.transpose() / u.dot(u)\n}", "unclosed delimiter", (2, "("),
     "fn p(u: &DVector<f64>) -> DMatrix<f64> {\n    (u * u.transpose() / u.dot(u))\n}"),
    ('println!("{}", 1));', "unexpected closing delimiter: `)`", (1, ")"), 'println!("{}", 1);'),
    ("fn f() {}\nf( // TODO );", "unclosed delimiter", (2, "("), "fn f() {}\nf(); // TODO"),
    ("let a = [1, 2);", "mismatched closing delimiter: `)`", (1, ")"), "let a = [1, 2];"),
    ('println!("hello);', "unterminated double quote string", (1, '"hello'), 'println!("hello");'),
    ("let x = 1; /* why", "unterminated block comment", (1, "/*"), "let x = 1; /* why */"),
    ("println!(“hello”);", "unknown start of token: `“`", (1, "“hello”"), 'println!("hello");'),
    ("let x = 1;\n}", "unexpected closing delimiter: `}`", (2, "}"), "let x = 1;"),
    ("macro_rules! m { ($e:expr) => { $e + (1 } }\nm!(2)", "unclosed delimiter", (1, "("),
     "macro_rules! m { ($e:expr) => { $e + (1) } }\nm!(2)"),
    ("let π = f(“é）;", "unknown start of token: `“`", (1, "“"), None),
]


@pytest.mark.parametrize(("code", "message", "mark", "fixed"), TEXTS, ids=[case[0] for case in TEXTS])
def test_a_fault_of_the_text_is_marked_where_it_is(kernel, code, message, mark, fixed):
    lines = refused(kernel, code)
    assert f"error: {message}" in lines, lines
    assert marked(lines)[0] == mark, lines
    if fixed is not None:
        assert [applied(code, changes) for changes in fixes(lines)[0][1]] == [fixed], lines


# Cells before, the cell, and the cells that are offered instead.
FIXES = [
    (["let a = dmatrix![1., 2.];"], "a.shape", ["a.shape()"]),
    (["let v = dvector![3., 4.];"], "v.norm(2)", ["v.norm()"]),
    ([], "Instant::now()", ["use std::time::Instant;\nInstant::now()"]),
    ([], "let x = 1;\nlet h: BinaryHeap<i32> = BinaryHeap::new();",
     ["use std::collections::BinaryHeap;\nlet x = 1;\nlet h: BinaryHeap<i32> = BinaryHeap::new();"]),
    (["use std::collections::HashMap;\nlet mut shapes: HashMap<&str, (i32, i32)> = HashMap::new();"], 'shapes["v"] = (3, 1);',
     ['shapes.insert("v", (3, 1));', 'if let Some(val) = shapes.get_mut("v") { *val = (3, 1); };', 'let val = shapes.entry("v").or_insert((3, 1));']),
    ([], "let count = 1;\ncuont + 1", ["let count = 1;\ncount + 1"]),
    ([], "let x = 5\nx + 1", ["let x = 5;\nx + 1"]),
]


@pytest.mark.parametrize(("before", "code", "cells"), FIXES, ids=[case[1] for case in FIXES])
def test_a_fix_is_shown_as_the_cell_that_it_makes(kernel, before, code, cells):
    for cell in before:
        assert kernel.run(cell)[0]["status"] == "ok"
    assert offered(kernel, code) == cells


def test_the_alternatives_of_a_fix_are_shown_one_by_one(kernel):
    cells = offered(kernel, "let d = Rc::new(1);\nlet e = Entry { a: 1 };") + offered(kernel, "fn f(x: Write) {}")
    assert all(cell.startswith("use ") and cell.count("use ") == 1 for cell in cells), cells


def test_a_cell_that_ends_too_early_is_told_so(kernel):
    for code in ["let x = ", "1 +", "let f = |x|", "fn f() -> f64"]:
        lines = refused(kernel, code)
        assert not any("`}`" in line for line in lines), lines
        assert marked(lines), lines


def test_a_long_line_is_not_shown_whole(kernel):
    numbers = ", ".join(["1.0"] * 20_000)
    for code in [f"let v = vec![{numbers}, \"é\", {numbers}];", f"let v = vec![{numbers}; let w = 1;", f"let v = [{numbers}].leng();"]:
        lines = refused(kernel, code)
        assert max(map(len, lines)) < 1000, [line[:200] for line in lines]
        assert any("^" in line for line in lines)
    assert any("é" in line for line in refused(kernel, f"let v = vec![{numbers}, \"é\", {numbers}];"))


@pytest.mark.parametrize("code", ["let größe = 1;\nlet b = größe + é;", "let 漢字 = 1; 漢字 + 漢", "\tlet x = 1;\n\tx + y", "let x = 1;\r\nx + y\r\n", "let e\u0301 = 1; x", "\n\n   x"])
def test_marks_stand_under_any_text(kernel, code):
    lines = refused(kernel, code)
    assert marked(lines), lines
    assert holds(code, lines) is None, lines


# What a cell writes, in the words of its own text.
PLACES = [
    ("let x = 2;\n  dbg!(x + 1);", "[cell [N]:2:3] x + 1 = 3\n"),
    ('eprintln!("{} {} {}", file!(), line!(),\n  column!());', "cell [N] 1 3\n"),
    ("macro_rules! here { () => { (file!(), line!(), column!()) } }\nlet a = 1; eprintln!(\"{:?}\", here!());", '("cell [N]", 2, 30)\n'),
    ('eprintln!(concat!("a", line!()));', "a1\n"),
    ('#[track_caller] fn at() -> String { std::panic::Location::caller().to_string() }\neprintln!("{}", at());', "cell [N]:2:17\n"),
    ('std::panic::set_hook(Box::new(|info| eprintln!("{info}")));\nlet _ = std::panic::catch_unwind(|| panic!("no"));', "panicked at cell [N]:2:37:\nno\n"),
]


@pytest.mark.parametrize(("code", "expected"), PLACES, ids=[case[0] for case in PLACES])
def test_places_are_those_of_the_cell(kernel, code, expected):
    reply, shown = kernel.run(code)
    assert reply["status"] == "ok", reply
    expected = expected.replace("[N]", f"[{reply['execution_count']}]")
    assert texts(shown, "stderr") == expected


def test_places_in_earlier_cells_are_those_of_these(kernel):
    reply, _ = kernel.run("fn f(x: i32) -> i32 {\n    dbg!(x)\n}")
    first = reply["execution_count"]
    _, shown = kernel.run("let y = 1;\nlet z = f(y);")
    assert texts(shown, "stderr") == f"[cell [{first}]:2:5] x = 1\n"
    reply, _ = kernel.run("let r: Result<i32, String> = Err(std::panic::Location::caller().to_string());\nr?;")
    assert "meno_" not in reply["evalue"], reply


# Good cells, each by itself; the property below breaks them.
CELLS = [
    'let v = vec![1, 2, 3];\nlet total: i32 = v.iter().sum();\nprintln!("{total}");\ntotal * 2',
    "fn area(r: f64) -> f64 {\n    3.14 * r * r\n}\nlet a = area(2.0);\na",
    "#[derive(Debug, Clone)]\nstruct Point {\n    x: f64,\n    y: f64,\n}\nimpl Point {\n    fn norm(&self) -> f64 {\n"
    "        (self.x * self.x + self.y * self.y).sqrt()\n    }\n}\nPoint { x: 3.0, y: 4.0 }.norm()",
    'use std::collections::HashMap;\nlet mut m = HashMap::new();\nm.insert("a", 1);\nm.get("a")',
    "let a = dmatrix![1.0, 2.0; 3.0, 4.0];\nlet x = dvector![1.0, 1.0];\n&a * &x",
    "macro_rules! twice {\n    ($e:expr) => { 2 * $e };\n}\ntwice!(4) + 1",
    "let s = \"größe: π\"; // “ok”\nlet n = s.chars().count();\nmatch n {\n    0 => 'a',\n    _ => 'é',\n}",
    'for i in 0..3 {\n    if i % 2 == 0 {\n        println!("{}", i);\n    }\n}',
    "let f = |x: f64| x.powi(2) + 1.0;\nlet ys: Vec<f64> = (0..3).map(|i| f(i as f64)).collect();\nys",
    "enum Shape { Circle(f64), Square(f64) }\nfn size(s: &Shape) -> f64 {\n    match s {\n        Shape::Circle(r) => r * r,\n"
    "        Shape::Square(a) => a * a,\n    }\n}\nsize(&Shape::Square(2.0))",
]


def broken(draw, code):
    """The cell with something wrong in it, as people write it."""
    tokens = re.findall(r'"[^"\n]*"|\w+|\s+|[^\w\s]', code)
    words = [at for at, token in enumerate(tokens) if not token.isspace()]
    at = draw.choice(words)
    match draw.randrange(7):
        case 0:
            del tokens[at]
        case 1:
            tokens.insert(at, tokens[at])
        case 2:
            other = draw.choice(words)
            tokens[at], tokens[other] = tokens[other], tokens[at]
        case 3:
            brackets = [at for at in words if tokens[at] in "()[]{}"]
            del tokens[draw.choice(brackets)]
        case 4:
            names = [at for at in words if re.fullmatch(r"[a-zA-Z]{3,}", tokens[at])]
            if names:
                at = draw.choice(names)
                tokens[at] = tokens[at][:-2] + tokens[at][-1] + tokens[at][-2]
        case 5:
            numbers = [at for at in words if tokens[at][0].isdigit()]
            if numbers:
                tokens[draw.choice(numbers)] = '"one"'
        case 6:
            first, _, rest = code.partition("\n")
            return rest or first[:-1]
    return "".join(tokens)


def unnumbered(lines):
    """The lines without the numbers of cells."""
    return [re.sub(r"cell \[\d+\]", "cell", line) for line in lines]


def holds(code, lines):
    """What is wrong with a message about a cell, if anything is."""
    source = code.replace("\r", "").split("\n")
    report = "\n".join(lines)
    if found := re.search(r"meno_|CellError|evcxr_display", report):
        return f"speaks of {found[0]}"
    for typed in re.findall(r"found `([^`\w\s]+)`", report):
        if typed not in code:
            return f"speaks of {typed}, which nobody has typed"
    heads = [at for at, line in enumerate(lines) if re.match(r"error(\[\w+\])?: ", line)]
    for start, end in zip(heads, heads[1:] + [len(lines)]):
        if not any("-->" in line for line in lines[start:end]):
            return f"no place for {lines[start]}"
    for line, column in re.findall(r"(?:-->|:::) cell(?: \[\d+\])?:(\d+):(\d+)", report):
        if not (int(line) <= len(source) and int(column) <= max(1, len(source[int(line) - 1]))):
            return f"{line}:{column} is outside"
    for number, text in marked(lines):
        if not text.strip() and "\t" not in code:
            return f"a mark under nothing in line {number}"
    for at, line in enumerate(lines):
        names_something = "`" in line or (at + 1 < len(lines) and re.match(r" *(\d+ [-+|]|\||-->)", lines[at + 1]))
        if re.match(r"( *= )?help: ", line) and not names_something:
            return f"an empty {line}"
    return None


def test_whatever_is_wrong_with_a_cell_is_told_about_the_cell(kernel):
    draw = random.Random(12)
    wrong = []
    count = 0
    for code in [broken(draw, code) for code in CELLS for _ in range(24)]:
        kernel.run(":clear")
        reply, _ = kernel.run(code)
        if reply["status"] == "ok" or not re.fullmatch(r"E\d{4}|CompileError", reply["ename"]):
            continue
        count += 1
        lines = plain(reply)
        if fault := holds(code, lines):
            wrong.append((fault, code, lines))
        for title, alternatives in fixes(lines):
            for changes in alternatives:
                kernel.run(":clear")
                again, _ = kernel.run(applied(code, changes))
                if again["status"] == "error" and unnumbered(plain(again)) == unnumbered(lines):
                    wrong.append((f"{title} changes nothing", code, lines))
    assert count > 150, count
    assert not wrong, "\n\n".join(f"{fault}\n{code}\n" + "\n".join(lines) for fault, code, lines in wrong)
