"""Every form of one of each kind of value, as `values.txt` has it, beside this file.

The forms are compared as they are, but for drawings, which are told by their size and digest. To write the file anew once a
form is meant to change, and look at what `git diff` says of it: MENO_WRITE_VALUES=1 tests/case test_values.py
"""

import hashlib
import os
import re
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("values.txt")

# Each is the last cell of those by which a kind of value is made.
VALUES = {
    # On their own.
    "a number": ["0.1 + 0.2"],
    "an integer": ["-7_i64"],
    "a text": ['"a\\n<b>"'],
    "nothing": ["()"],
    "a complex number": ["nalgebra::Complex::new(0.5, -1.0 / 3.0)"],
    "a dual number": ["Dual64::new(9.0, 6.0)"],
    "a number in an option": ["Some(0.1 + 0.2)"],
    "none": ["None::<f64>"],
    "an error": ['"x".parse::<f64>()'],
    "what has a form by its Debug alone": ["std::sync::Mutex::new(1.0 / 3.0)"],
    # Lists.
    "a list of numbers": ["vec![1.0 / 3.0, 2.0, 1e-17, 1234567.25, f64::NAN]"],
    "numbers that differ by noise": ["(0.1 + 0.2, 0.3)"],
    "an empty list": ["Vec::<f64>::new()"],
    "a long list of numbers": ["(0..300).map(|i| f64::from(i) / 7.0).collect::<Vec<_>>()"],
    "a list of lists": ["vec![vec![1.5; 30]; 30]"],
    "a set": ["HashSet::from([3, 1, 2])"],
    "points": ["vec![(0.0, 1.0), (1.0, 2.0)]"],
    "a list of many tuples": ["(1..=8).map(|n| (n, 1.0 / f64::from(n), n % 2 == 0)).collect::<Vec<_>>()"],
    "probabilities": ["vec![0.5, 0.2, 0.3]"],
    "two numbers that sum to one": ["[0.5, 0.5]"],
    "a unit vector as a list": ["[1.0, 0.0, 0.0]"],
    # Maps.
    "a map": ['BTreeMap::from([("mean", 1.0 / 3.0), ("sum", 10.0)])'],
    "an empty map": ["BTreeMap::<i32, i32>::new()"],
    "a map of texts": ['HashMap::from([(2, "b"), (10, "c"), (1, "a")])'],
    "a long map": ["(0..90).map(|n| (n, n * n)).collect::<BTreeMap<_, _>>()"],
    "a map of probabilities": ['BTreeMap::from([("heads", 0.7), ("tails", 0.3)])'],
    "a map of structs": ['#[derive(Debug)] struct P { x: f64, y: f64 }\nBTreeMap::from([("a", P { x: 1.0, y: 2.5 }), ("b", P { x: -10.0, y: 0.0 })])'],
    # Types of a learner's own.
    "a struct": ['#[derive(Debug)] struct P { x: f64, name: String }\nP { x: 1.0 / 3.0, name: "a".into() }'],
    "a struct of a number": ["#[derive(Debug)] struct Metres(f64);\nMetres(0.1 + 0.2)"],
    "a list of structs": [
        "#[derive(Debug)] struct At { x: f64, y: f64 }\n#[derive(Debug)] struct City { name: &'static str, people: Option<u32>, at: At }",
        'let cities = vec![City { name: "Ulm <D>", people: Some(126_000), at: At { x: 9.99, y: 48.4 } }, City { name: "Èze", people: None, at: At { x: 7.361_666_6, y: 43.7 } }];\n&cities[..]',
    ],
    "a long list of structs": ["#[derive(Debug)] struct P { n: usize, root: f64 }\n(0..500).map(|n| P { n, root: (n as f64).sqrt() }).collect::<Vec<_>>()"],
    "an empty list of structs": ["#[derive(Debug)] struct P { n: usize }\nVec::<P>::new()"],
    "a struct of matrices": ["#[derive(Debug)] struct Layer { weights: Matrix2<f64>, bias: Vector2<f64> }\nLayer { weights: matrix![1.0, 2.0; 3.0, 4.0], bias: vector![0.5, 0.1] }"],
    "a list of structs of matrices": ["#[derive(Debug)] struct Turn { m: Matrix2<f64>, n: i32 }\nvec![Turn { m: matrix![0.0, -1.0; 1.0, 0.0], n: 1 }, Turn { m: matrix![1.0, 2.0; 3.0, 4.0], n: 2 }]"],
    "variants": ["#[derive(Debug)] enum Shape { Circle(f64), Box { width: f64, height: f64 }, Nothing }\nvec![Shape::Circle(1.0 / 3.0), Shape::Box { width: 1.0, height: 2.0 }, Shape::Nothing]"],
    "a variant of a matrix": ["#[derive(Debug)] enum Map { Linear(Matrix2<f64>), Affine { linear: Matrix2<f64>, shift: Vector2<f64> } }\n(Map::Linear(matrix![1.0, 2.0; 3.0, 4.0]), Some(Map::Affine { linear: matrix![1.0, 2.0; 3.0, 4.0], shift: vector![5.0, 6.0] }))"],
    "a result of types of one's own": ["#[derive(Debug)] struct Good { m: Matrix2<f64> }\n#[derive(Debug)] enum Bad { Singular { det: f64 } }\nOk::<Good, Bad>(Good { m: matrix![1.0, 2.0; 3.0, 4.0] })"],
    "an error of a type of one's own": ["#[derive(Debug)] enum Bad { Singular { det: f64 } }\nErr::<(), Bad>(Bad::Singular { det: 1e-17 })"],
    "a generic struct": ["#[derive(Debug)] struct With<T, const N: usize> { m: SMatrix<f64, N, N>, more: T }\nWith { m: matrix![1.0, 2.0; 3.0, 4.0], more: vec![1, 2] }"],
    "a generic struct of what has only its Debug": ["#[derive(Debug)] struct With<T> { x: T }\nWith { x: std::sync::Mutex::new(1) }"],
    "a tree": [
        "#[derive(Debug)] enum Sum { Of(Box<Sum>, Box<Sum>), One(f64) }\nfn sum(n: u32) -> Sum { if n == 0 { Sum::One(1.0) } else { Sum::Of(Box::new(sum(n - 1)), Box::new(Sum::One(0.5))) } }\nsum(3)",
    ],
    "a long list of nodes": ["#[derive(Debug)] struct Node { n: u32, next: Option<Box<Node>> }\n(0..200).fold(None, |next, n| Some(Box::new(Node { n, next })))"],
    "a type with a Debug of its own": ["struct P; impl std::fmt::Debug for P { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str(\"p!\") } }\nvec![P, P]"],
    # Matrices.
    "a matrix": ["dmatrix![1.0, -2.5; 1.0 / 3.0, 1e-17]"],
    "a vector": ["dvector![0.2, 0.3, 0.5]"],
    "integers in a matrix": ["matrix![1, -20; 3, 4]"],
    "a view": ["let m = DMatrix::from_fn(3, 3, |i, j| (3 * i + j) as f64);", "m.view((1, 1), (2, 2))"],
    "complex numbers in a matrix": ["dvector![nalgebra::Complex::new(0.0, 1.0), nalgebra::Complex::new(-1.5, -2.0)]"],
    "a matrix of 0×0": ["DMatrix::<f64>::zeros(0, 0)"],
    "a matrix of 0×3": ["DMatrix::<f64>::zeros(0, 3)"],
    "empty matrices in a list": ["vec![DMatrix::<f64>::zeros(0, 3), DMatrix::<f64>::zeros(2, 0)]"],
    "a large matrix": ["DMatrix::from_fn(30, 40, |i, j| i as f64 - j as f64)"],
    "a large matrix of fixed size in an option": ["Some(SMatrix::<i32, 18, 17>::from_fn(|i, j| (i * j) as i32))"],
    "wide matrices in a list": ["vec![DMatrix::<f64>::identity(2, 12); 2]"],
    "a long vector": ["DVector::from_fn(100, |i, _| (i * i) as f64)"],
    "a rotation": ["nalgebra::Rotation2::new(std::f64::consts::FRAC_PI_2)"],
    "a decomposition": ["dmatrix![0.0, 2.0; 3.0, 0.0].lu()"],
    "matrices in a tuple": ["(matrix![1.0, 2.0; 3.0, 4.0], vec![vector![0.5, 1e-17]], \"a_1\")"],
    # Figures.
    "a figure": ["bars([1.0, 2.0])"],
    "a figure in an option": ["Some(bars([1.0, 2.0]))"],
    "no figure": ["None::<Figure>"],
    "a list of figures": ["vec![bars([1.0]), bars([2.0])]"],
    "an empty list of figures": ["Vec::<Figure>::new()"],
    # As many digits as are asked for.
    "three digits": ["%%digits 3\n(vec![1.0 / 3.0, 2.0], dvector![1234.5, 1.0 / 3.0])"],
    "exact numbers": ["%%digits exact\n(vec![0.1 + 0.2, 1.0 / 3.0], dvector![0.1 + 0.2, 0.1], dvector![0.1_f32])"],
}


def forms(kernel, cells):
    """What a value is shown as: each MIME type, and its text."""
    for code in cells:
        reply, shown = kernel.run(code)
        assert reply["status"] == "ok", (code, reply)
    data = [message.content["data"] for message in shown if message.type == "execute_result"]
    assert len(data) <= 1, data
    return "".join(f"-- {mime}\n{without_drawings(text)}\n" for mime, text in sorted(data[0].items(), reverse=True)) if data else "-- nothing\n"


def without_drawings(text):
    def told(drawing):
        digest = hashlib.sha256(drawing[0].encode()).hexdigest()[:12]
        return f"<svg: {len(drawing[0])} characters, {digest}>"

    # A drawing may have others in it.
    while "</svg>" in text:
        text = re.sub(r"<svg ((?!<svg ).)*?</svg>", told, text, flags=re.DOTALL)
    text = re.sub(r"<img [^>]*?src='data:image/svg[^']*'[^>]*/>", told, text)
    text = re.sub(r"^iVBORw0KGgo[A-Za-z0-9+/=]*$", "<png>", text, flags=re.MULTILINE)
    return text


def recorded():
    parts = re.split(r"^==== (.*)\n", FILE.read_text() if FILE.exists() else "", flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


@pytest.fixture(scope="module")
def written():
    """The forms to be recorded, if they are to be written anew."""
    forms = {}
    yield forms
    if os.environ.get("MENO_WRITE_VALUES"):
        FILE.write_text("".join(f"==== {name}\n{text}" for name, text in forms.items()))


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_shown_in_these_forms(kernel, written, name):
    cell = "\n".join(VALUES[name])
    shown = forms(kernel, VALUES[name])
    written[name] = f"{cell}\n{shown}"
    if not os.environ.get("MENO_WRITE_VALUES"):
        assert written[name] == recorded().get(name)


def test_nothing_else_is_recorded():
    assert os.environ.get("MENO_WRITE_VALUES") or list(recorded()) == list(VALUES)


def test_digits_stay_until_others_are_set_or_for_a_cell(kernel):
    def shown(code):
        [data] = [message.content["data"]["text/plain"] for message in kernel.run(code)[1] if "data" in message.content]
        return data

    kernel.run("let m = dvector![1.0 / 3.0];")
    assert shown("m.clone()") == "[ 0.333333 ]"
    assert shown("%%digits 2\nm.clone()") == "[ 0.33 ]"
    assert shown("m.clone()") == "[ 0.333333 ]"
    assert shown("%digits exact\nm.clone()") == "[ 0.3333333333333333 ]"
    assert shown("display!(m)") == "[ 0.3333333333333333 ]"
    assert shown("%digits") == "Numbers inside of other values have all digits that they are told apart by."
    assert shown("%digits 6\nm.clone()") == "[ 0.333333 ]"
    assert shown("%digits") == "Numbers inside of other values have 6 significant digits."
    for code in ["%digits 0", "%digits 18", "%digits many", "%%digits"]:
        assert kernel.run(code)[0]["ename"] == "UsageError", code
    # A cell that fails has set them for itself alone, too.
    assert kernel.run("%%digits 2\nnot there")[0]["status"] == "error"
    assert shown("m") == "[ 0.333333 ]"
