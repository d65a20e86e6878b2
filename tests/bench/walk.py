"""A walk through what the course does, as cells that both kernels understand.

The peer's type inference does not see through nalgebra's macros, so a `let` of a matrix gives its type.
"""

from kernels import Cell

FIRST = Cell("first", "dmatrix![2.0, 1.0; 1.0, 3.0] * dvector![1.0, 1.0]", shows=r"3\D.*4")

MISMATCH = Cell("type mismatch", 'let wrong: f64 = "one half";', fails="(?i)mismatched types|expected `?f64")

COURSE = [
    Cell("number", "0.1 + 0.2", shows=r"0\.3000"),
    Cell("text", '"rank".to_owned() + "-nullity"', shows="rank-nullity"),
    Cell("let number", "let rate = 0.05;"),
    Cell("let vector", "let p: DVector<f64> = dvector![0.5, 0.25, 0.25];"),
    Cell("let static matrix", "let a: Matrix2<f64> = matrix![2.0, 1.0; 1.0, 3.0];"),
    Cell("let dynamic matrix", "let data: DMatrix<f64> = dmatrix![1.0, 2.0; 3.0, 4.0; 5.0, 6.0];"),
    Cell("static product", "a * vector![1.0, 1.0]", shows=r"3\D.*4"),
    Cell("dynamic product", "data.transpose() * &data", shows=r"35.*44.*44.*56"),
    Cell("determinant", "a.determinant()", shows="5"),
    Cell("let list", "let scores = vec![1.0, 2.0, 3.0];"),
    Cell("iterator", "scores.iter().sum::<f64>() / scores.len() as f64", shows="2"),
    Cell(
        "softmax",
        "fn softmax(z: &DVector<f64>) -> DVector<f64> {\n    let e = z.map(f64::exp);\n    &e / e.sum()\n}",
    ),
    Cell("let softmax", "let q = softmax(&dvector![1.0, 2.0, 3.0]);"),
    Cell("a distribution?", "(q.sum() - 1.0).abs() < 1e-12 && q.min() > 0.0", shows="true"),
    Cell(
        "entropy",
        "/// In nats.\nfn entropy(p: &DVector<f64>) -> f64 {\n    -p.iter().filter(|&&x| x > 0.0)"
        ".map(|x| x * x.ln()).sum::<f64>()\n}",
    ),
    Cell("let entropy", "let h = entropy(&p);"),
    Cell("show entropy", "h", shows=r"1\.0397"),
    Cell(
        "generic",
        "fn largest<T: PartialOrd + Copy>(items: &[T]) -> T {\n    let mut best = items[0];\n"
        "    for &item in items {\n        if item > best {\n            best = item;\n        }\n    }\n    best\n}",
    ),
    Cell("use generic", "(largest(&[3, 8, 5]), largest(&scores))", shows=r"8.*3"),
    Cell(
        "struct",
        "#[derive(Clone, Debug)]\nstruct Line {\n    slope: f64,\n    intercept: f64,\n}\n\nimpl Line {\n"
        "    fn at(&self, x: f64) -> f64 {\n        self.slope * x + self.intercept\n    }\n}",
    ),
    Cell("let struct", "let line = Line { slope: 2.0, intercept: 1.0 };"),
    Cell("method", "line.at(3.0)", shows="7"),
    Cell("let closure", "let double: Box<dyn Fn(f64) -> f64> = Box::new(|x| 2.0 * x);"),
    Cell("call closure", "double(rate)", shows=r"0\.1"),
    Cell("print", 'for (i, score) in scores.iter().enumerate() {\n    println!("{i}: {score}");\n}', shows="2: 3"),
    Cell("SVD", "data.clone().svd(true, true).singular_values", shows=r"9\.52.*0\.51"),
    Cell("shadow", "let p = softmax(&p);"),
    Cell("let mut", "let mut weights = DVector::from_element(3, 1.0);"),
    Cell("mutate", "weights -= &p * rate;\nweights[1] += 1.0;"),
    Cell("show mutated", "weights[1] > 1.9 && weights[0] < 1.0", shows="true"),
    MISMATCH,
    Cell("panic", "vec![1, 2, 3][rate as usize + 7]", fails="index out of bounds"),
    Cell(
        "redefine",
        "fn softmax(z: &DVector<f64>) -> DVector<f64> {\n    let e = z.map(|x| (x - z.max()).exp());\n"
        "    &e / e.sum()\n}",
    ),
    Cell("use redefined", "softmax(&dvector![1000.0, 1000.0])", shows=r"0\.5.*0\.5"),
]


FIGURES = [
    Cell("curve", "plot(|x| x.sin(), -3.0..3.0)", shows="A curve"),
    Cell(
        "two curves",
        'plot(|x| x.sin(), -3.0..3.0).label("sine").and(plot(|x| x.cos(), -3.0..3.0).label("cosine")).title("Waves")',
        shows="Waves",
    ),
    Cell("points", "scatter(&data.transpose())", shows="A scatter plot"),
    Cell("bars", 'bars(&scores).names(["a", "b", "c"])', shows="A bar chart"),
    Cell("map of the plane", "map_of(&a)", shows="A map of the plane"),
    Cell("matrix", "heatmap(&data)", shows="A heatmap"),
    Cell("contour", "contour(|x, y| x * x + 2.0 * y * y, -2.0..2.0, -2.0..2.0).and(path([(1.0, 1.0), (0.5, 0.2)]))", shows="A contour"),
    Cell("motion", "animate(0.0..6.0, |t| plot(move |x| (x + t).sin(), -3.0..3.0))", shows="t from 0 to 6"),
]


def variants(cell, count):
    """The same cell `count` times, each with another text, so that nothing can be reused."""
    return [Cell(cell.name, f"{cell.code} // {i}", cell.shows, cell.fails) for i in range(count)]
