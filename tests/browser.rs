//! The course as a learner sees it: JupyterLab, Notebook 7 and the classic Notebook in a real browser.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Mutex, Once, PoisonError},
};

use base::toolchain::on_path;
use serde_json::json;

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
    let Some(browser) = chromium() else {
        eprintln!("left out: no Chromium on PATH (`apt-get install chromium`, or set `CHROMIUM`)");
        return;
    };
    // Several at once would draw so slowly that keys get lost.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let notebooks = tempfile::tempdir().unwrap();
    let name = "01_linear_algebra.ipynb";
    fs::copy(repository("notebooks").join(name), notebooks.path().join(name)).unwrap();
    draw_every_cell();
    let lab = Lab::start(notebooks.path());

    let exercise = course::find(EXERCISE).unwrap();
    let misconception = exercise
        .misconceptions
        .iter()
        .find(|misconception| misconception.compiles)
        .unwrap();
    let screenshots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    fs::create_dir_all(&screenshots).unwrap();
    let scene = json!({
        "browser": browser,
        "front_end": front_end,
        "url": lab.url.replace("/lab?", &format!("/{path}/{name}?")),
        "exercise": exercise.id,
        "starter": exercise.starter,
        "wrong": misconception.code,
        "question": misconception.ask,
        "solution": exercise.solution,
        "screenshots": screenshots,
    });
    let mut script = python();
    script.arg(repository("tests/browser/learner.py"));
    let mut child = script
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
