//! The course as a learner sees it: JupyterLab, Notebook 7 and the classic Notebook in a real browser.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Mutex, Once, PoisonError},
};

use base::toolchain::on_path;
use serde_json::{Value, json};

use crate::{
    cli::Lab,
    python::{environment, python, repository, shown},
};

/// The exercise that the learner answers, first wrongly, then rightly.
const EXERCISE: &str = "projector";

#[test]
fn a_learner_works_in_jupyterlab() {
    works_in("jupyterlab", "lab/tree");
}

#[test]
fn a_learner_works_in_notebook_7() {
    works_in("notebook", "notebooks");
}

/// The front end of Notebook 6, as it is still maintained.
#[test]
fn a_learner_works_in_the_classic_notebook() {
    works_in("nbclassic", "nbclassic/notebooks");
}

/// One server offers every front end that is installed, each at a path of its own.
#[track_caller]
fn works_in(front_end: &str, path: &str) {
    let name = "01_linear_algebra.ipynb";
    let exercise = course::find(EXERCISE).unwrap();
    let misconception = exercise
        .misconceptions
        .iter()
        .find(|misconception| misconception.compiles)
        .unwrap();
    in_the_browser("learner.py", &repository("notebooks").join(name), |lab| {
        json!({
            "front_end": front_end,
            "url": lab.url.replace("/lab?", &format!("/{path}/{name}?")),
            "exercise": exercise.id,
            "starter": exercise.starter,
            "wrong": misconception.code,
            "question": misconception.ask,
            "solution": exercise.solution,
        })
    });
}

/// Plays the scene of a script in a real browser, beside a `meno lab` that has one notebook.
#[track_caller]
fn in_the_browser(script: &str, notebook: &Path, scene: impl FnOnce(&Lab) -> Value) {
    let Some(browser) = chromium() else {
        eprintln!("left out: no Chromium on PATH (`apt-get install chromium`, or set `CHROMIUM`)");
        return;
    };
    // Several at once would draw so slowly that keys get lost.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let notebooks = tempfile::tempdir().unwrap();
    fs::copy(notebook, notebooks.path().join(notebook.file_name().unwrap())).unwrap();
    draw_every_cell();
    let lab = Lab::start(notebooks.path());

    let screenshots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    fs::create_dir_all(&screenshots).unwrap();
    let mut scene = scene(&lab);
    scene["browser"] = json!(browser);
    scene["screenshots"] = json!(screenshots);
    let mut command = python();
    command.arg(repository("tests/browser").join(script));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(scene.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}\nscreenshots are in {}",
        shown(&output),
        screenshots.display()
    );
}

/// Cells that show every kind of output.
const EVERY_KIND: [&str; 22] = [
    "let m = dmatrix![1.0, 2.0; 3.0, 4.0];\n&m",
    "m.clone().svd(true, true)",
    "(Some(dvector![1.0, 2.0]), \"text\", Complex::new(1.0, -2.0))",
    "BTreeMap::from([(\"a\", 1.5), (\"b\", 2.5)])",
    "(0..300).map(|i| (i as f64).sin()).collect::<Vec<f64>>()",
    "DMatrix::from_fn(30, 40, |i, j| (i * j) as f64)",
    "plot(|x| x.sin(), -3.0..3.0).label(\"sine\").and(plot(|x| x.cos(), -3.0..3.0).label(\"cosine\"))",
    "(map_of(&matrix![1.0, 1.0; 0.5, 2.0]), scatter([(1.0, 2.0), (2.0, 1.0)]))",
    "animate(0.0..1.0, |t| plot(move |x| (x + t).sin(), -3.0..3.0))",
    "println!(\"out\"); eprintln!(\"err\"); 1 / 2",
    "%%check projector\nfn projector(u: &DVector<f64>) -> DMatrix<f64> { u * u.transpose() }",
    "%hint projector",
    "%%check shape_of_transpose\nfn shape_of_transpose(m: &DMatrix<f64>) -> (usize, usize) { (m.ncols(), m.nrows()) }",
    "%check softmax",
    "%exercises",
    "%help",
    "%limits",
    "%checkpoint",
    ":vars",
    "let total: i32 = vec![1.0, 2.0].len();",
    "m[(5, 5)]",
    "&m * dvector![1.0, 2.0, 3.0]",
];

#[test]
fn every_kind_of_output_can_be_read_in_both_themes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("looks.ipynb");
    let cell = |(number, source): (usize, &&str)| {
        // The cells after one that fails run all the same.
        let metadata = json!({ "tags": ["raises-exception"] });
        json!({"cell_type": "code", "id": format!("c{number}"), "metadata": metadata, "outputs": [], "source": source,
               "execution_count": null})
    };
    let cells: Vec<Value> = EVERY_KIND.iter().enumerate().map(cell).collect();
    let kernelspec = json!({"name": "meno", "display_name": "Rust (Meno)", "language": "rust"});
    let notebook = json!({"cells": cells, "metadata": {"kernelspec": kernelspec}, "nbformat": 4, "nbformat_minor": 5});
    fs::write(&file, notebook.to_string()).unwrap();
    in_the_browser("looks.py", &file, |lab| {
        let url = lab.url.replace("/lab?", "/lab/tree/looks.ipynb?");
        json!({"url": url, "cells": EVERY_KIND.len()})
    });
}

/// JupyterLab draws only the cells near the window, and asks about news, unless told otherwise.
fn draw_every_cell() {
    static WRITTEN: Once = Once::new();
    WRITTEN.call_once(|| {
        let settings = environment().prefix().join("share/jupyter/lab/settings");
        fs::create_dir_all(&settings).unwrap();
        let overrides = json!({
            "@jupyterlab/notebook-extension:tracker": { "windowingMode": "none" },
            "@jupyterlab/apputils-extension:notification": { "fetchNews": "false", "checkForUpdates": false },
        });
        fs::write(settings.join("overrides.json"), overrides.to_string()).unwrap();
    });
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.or_else(|| {
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(on_path)
    })
}
