//! The course: notebooks run from top to bottom, and every answer gets the verdict and the hint that it deserves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use course::{COURSE, exercises};
use grading::{Exercise, Misconception, Notebook, notebooks::exercise_of};
use serde_json::{Value, json};

use crate::{
    layout::files,
    python::{environment, meno, pytest, python, repository, shown},
};

#[test]
fn the_learners_notebook_runs_to_its_end_untouched() {
    for_every_notebook(|notebook, folder| {
        let executed = execute(&learners(notebook), &folder.join("executed.ipynb"));
        for (exercise, verdict) in verdicts(&executed) {
            assert!(verdict.contains("not attempted"), "{exercise}: {verdict}");
        }
    });
}

/// JupyterLab writes what the kernel answers into a notebook that it opens: a notebook that says so already stays as it is.
#[test]
fn a_notebook_that_is_opened_is_not_modified() {
    for_every_notebook(|notebook, folder| {
        let learners = learners(notebook);
        let opened = execute(&learners, &folder.join("opened.ipynb"));
        let mut written = read(&learners)["metadata"].clone();
        let mut answered = opened["metadata"].clone();
        // The version is that of the compiler at hand.
        let version = |metadata: &mut Value| metadata["language_info"]["version"].take();
        assert!(version(&mut written).is_string() && version(&mut answered).is_string());
        assert_eq!(written, answered, "{}", learners.display());
        assert_eq!(written["kernelspec"]["display_name"], "Rust (Meno)");
    });
}

/// Those without exercises, to read and to play with.
#[test]
fn a_notebook_beside_the_course_runs_to_its_end_and_prints_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    for source in beside_the_course() {
        let recorded = folder.path().join(format!("test_{}", name_of(&source)));
        execute(&source, &recorded);
        pytest(&["--nbval", recorded.to_str().unwrap()]);
    }
}

#[test]
fn a_notebook_beside_the_course_begins_as_those_of_the_course_and_is_listed() {
    let first = read(&learners(COURSE.notebooks()[0]));
    let list = fs::read_to_string(repository("notebooks/README.md")).unwrap();
    for source in beside_the_course() {
        let (name, notebook) = (name_of(&source), read(&source));
        assert_eq!(notebook["metadata"], first["metadata"], "{name}");
        for i in [1_usize, 2] {
            assert_eq!(notebook["cells"][i], first["cells"][i], "{name}");
        }
        assert!(
            list.contains(&format!("]({name})")),
            "notebooks/README.md leaves out {name}"
        );
    }
}

#[test]
fn pictures_and_the_notebook_that_they_belong_to_lead_to_each_other() {
    let has_pictures = |notebook: &&Notebook| learners(notebook).with_file_name(pictures_of(notebook)).exists();
    let shown: Vec<&Notebook> = COURSE.notebooks().iter().copied().filter(has_pictures).collect();
    assert_eq!(shown.len(), 3);
    for notebook in shown {
        let (own, pictures) = (learners(notebook), pictures_of(notebook));
        let text = fs::read_to_string(&own).unwrap();
        assert!(
            text.contains(&format!("]({pictures})")),
            "{} does not lead there",
            own.display()
        );
        let back = fs::read_to_string(own.with_file_name(&pictures)).unwrap();
        assert!(
            back.contains(&format!("]({})", name_of(&own))),
            "{pictures} does not lead back"
        );
    }

    fn pictures_of(notebook: &Notebook) -> String {
        format!("{}_extras.ipynb", notebook.file_stem)
    }
}

#[test]
fn the_solved_notebook_passes_and_prints_the_same_twice() {
    for_every_notebook(|notebook, folder| {
        let solved = grading::notebooks::solved(&read(&learners(notebook)), exercises_of(notebook)).unwrap();
        let recorded = folder.join("test_solved.ipynb");
        let executed = execute(&write(&folder.join("solved.ipynb"), &solved), &recorded);
        let verdicts = verdicts(&executed);
        let expected: BTreeSet<&str> = exercises_of(notebook).map(|exercise| exercise.id).collect();
        assert_eq!(verdicts.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
        for (exercise, verdict) in verdicts {
            assert!(verdict.contains("passed"), "{exercise}: {verdict}");
        }
        pytest(&["--nbval", recorded.to_str().unwrap()]);
    });
}

/// One notebook an exercise, each run twice: nbval compares what it prints then with what was recorded.
#[test]
fn a_wrong_answer_gets_its_own_question_and_hint_every_time() {
    for_every_notebook(|notebook, folder| {
        let learners = read(&learners(notebook));
        let mut runs = Vec::new();
        for exercise in exercises_of(notebook) {
            let misconception = of_interest(exercise);
            let wrong = grading::notebooks::wrong(&learners, exercises_of(notebook), exercise, misconception).unwrap();
            let source = folder.join(exercise.id).with_extension("ipynb");
            write(&source, &about_one(&wrong, exercise));
            runs.push((source, folder.join(format!("test_{}.ipynb", exercise.id))));
        }
        execute_all(&["--allow-errors"], &runs);
        for (exercise, (_, recorded)) in exercises_of(notebook).zip(&runs) {
            let misconception = of_interest(exercise);
            let printed = printed(&read(recorded));
            let verdict = &printed[&format!("%check {}", exercise.id)];
            assert!(verdict.contains("not yet right"), "{}: {verdict}", exercise.id);
            for (magic, hint) in [("%check", misconception.ask), ("%hint", misconception.tell)] {
                let said = &printed[&format!("{magic} {}", exercise.id)];
                assert!(
                    squeezed(said).contains(&squeezed(&hint.to_lowercase())),
                    "{}: {said}",
                    exercise.id
                );
            }
        }
        let recorded = runs.iter().map(|(_, recorded)| recorded.to_str().unwrap());
        pytest(&std::iter::once("--nbval").chain(recorded).collect::<Vec<_>>());
    });

    /// One that does not compile would end the notebook before its check.
    fn of_interest(exercise: &Exercise) -> &'static Misconception {
        let mut all = exercise.misconceptions.iter();
        all.find(|misconception| misconception.compiles).unwrap()
    }
}

#[test]
fn right_answers_pass() {
    for exercise in exercises() {
        let answers: Vec<&str> = std::iter::once(exercise.solution)
            .chain(exercise.alternatives.iter().copied())
            .collect();
        let (judged, all_passed) = check(exercise, &answers);
        for (verdict, answer) in judged.iter().zip(&answers) {
            assert_eq!(verdict["status"], "passed", "{}:\n{answer}\n{verdict}", exercise.id);
        }
        assert!(all_passed, "{}: exit code 0 when all passed", exercise.id);
    }
}

#[test]
fn an_untouched_starter_is_not_attempted() {
    for exercise in exercises() {
        let (judged, passed) = check(exercise, &[exercise.starter, "", "let unrelated = 1;"]);
        for verdict in judged {
            assert_eq!(verdict["status"], "not-attempted", "{}: {verdict}", exercise.id);
        }
        assert!(!passed);
    }
}

#[test]
fn every_wrong_answer_gets_a_hint_of_its_own() {
    for exercise in exercises() {
        let answers: Vec<&str> = exercise
            .misconceptions
            .iter()
            .map(|misconception| misconception.code)
            .collect();
        let (judged, passed) = check(exercise, &answers);
        assert!(!passed);
        let mut hints = BTreeSet::new();
        for (verdict, misconception) in judged.iter().zip(exercise.misconceptions) {
            let place = format!("{}, {}: {verdict}", exercise.id, misconception.tag);
            assert_eq!(verdict["status"], "failed", "{place}");
            assert_eq!(verdict["misconception"], misconception.tag, "{place}");
            let hint = verdict["hint"].as_str().unwrap_or_default();
            assert!(hint.contains('?'), "a hint asks first: {place}");
            assert!(
                hints.insert(hint.to_owned()),
                "another wrong answer gets the same hint: {place}"
            );
            assert_eq!(verdict["counterexample"].is_string(), misconception.compiles, "{place}");
        }
    }
}

#[test]
fn what_the_compiler_says_is_told_with_the_learners_line() {
    let exercise = course::find("projector").unwrap();
    let wrong = "fn projector(u: &DVector<f64>) -> DMatrix<f64> {\n    u.clone()\n}";
    let (judged, _) = check(exercise, &[wrong, "panic!(\"top\");", "todo!();", exercise.solution]);
    let message = judged[0]["message"].as_str().unwrap();
    assert!(message.starts_with("error[E0308]: mismatched types"), "{message}");
    assert!(message.contains("2 |     u.clone()"), "{message}");
    assert!(!message.contains('\u{1b}'), "{message}");
    let hint = |index: usize| judged[index]["hint"].as_str().unwrap();
    assert!(hint(0).contains("A `DVector` is a single column"), "{}", hint(0));
    assert_eq!(judged[1]["status"], "failed");
    assert!(hint(1).contains("panics"), "{}", hint(1));
    assert!(judged[1]["message"].as_str().unwrap().contains("panic!(\"top\")"));
    assert_eq!(judged[2]["status"], "not-attempted");
    assert_eq!([&judged[2]["message"], &judged[3]["message"]], [&Value::Null; 2]);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.rs");
    fs::write(&file, wrong).unwrap();
    let output = meno().args(["check", exercise.id]).arg(&file).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("error[E0308]") && text.contains("2 |     u.clone()"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn an_answer_that_takes_too_long_to_compile_is_stopped() {
    let exercise = course::find("projector").unwrap();
    let many: String = (0..60_000).map(|number| format!("fn f{number}() {{}}\n")).collect();
    let start = Instant::now();
    let (judged, _) = check(exercise, &[&format!("{many}{}", exercise.solution)]);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert!(["passed", "failed"].iter().any(|status| judged[0]["status"] == *status));
}

#[test]
fn an_answer_that_ends_badly_has_failed() {
    let exercise = course::find("projector").unwrap();
    let wrap = |body: &str| format!("fn projector(u: &DVector<f64>) -> DMatrix<f64> {{ {body} }}");
    let bodies = [
        "panic!(\"no\")",
        "loop {}",
        "std::process::abort()",
        "std::process::exit(0)",
        "u *",
        "u.clone()",
    ];
    let answers: Vec<String> = bodies.into_iter().map(wrap).collect();
    let (judged, passed) = check(exercise, &answers.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!passed);
    for (verdict, body) in judged.iter().zip(bodies) {
        assert_eq!(verdict["status"], "failed", "{body}: {verdict}");
        assert!(
            !verdict["hint"].as_str().unwrap_or_default().is_empty(),
            "{body}: {verdict}"
        );
    }
}

/// `meno check EXERCISE FILE… --json` on files with these answers: its lines, and whether it exited with 0.
#[track_caller]
pub(crate) fn check(exercise: &Exercise, answers: &[&str]) -> (Vec<Value>, bool) {
    let folder = tempfile::tempdir().unwrap();
    let file = |(number, answer): (usize, &&str)| {
        let path = folder.path().join(format!("{number}.rs"));
        fs::write(&path, answer).unwrap();
        path
    };
    let files: Vec<PathBuf> = answers.iter().enumerate().map(file).collect();
    environment();
    let output = meno()
        .args(["check", exercise.id])
        .args(&files)
        .arg("--json")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let verdicts: Vec<Value> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    assert_eq!(verdicts.len(), answers.len(), "a line each:\n{}", shown(&output));
    for verdict in &verdicts {
        let keys: Vec<&str> = verdict.as_object().unwrap().keys().map(String::as_str).collect();
        let required = ["counterexample", "exercise", "hint", "misconception", "status"];
        assert!(required.iter().all(|key| keys.contains(key)), "{verdict}");
        assert_eq!(verdict["exercise"], exercise.id);
    }
    (verdicts, output.status.success())
}

/// Runs a test on every notebook that has exercises, with a folder to work in.
fn for_every_notebook(test: impl Fn(&Notebook, &Path)) {
    let all = COURSE.notebooks().iter().copied();
    let notebooks: Vec<_> = all.filter(|notebook| exercises_of(notebook).count() > 0).collect();
    assert!(!notebooks.is_empty(), "there are no exercises");
    for notebook in notebooks {
        test(notebook, tempfile::tempdir().unwrap().path());
    }
}

/// Notebooks without exercises.
fn beside_the_course() -> Vec<PathBuf> {
    let of_the_course: Vec<PathBuf> = COURSE.notebooks().iter().map(|notebook| learners(notebook)).collect();
    let all = files(&["notebooks"], &["ipynb"])
        .into_iter()
        .map(|file| repository(&file));
    all.filter(|source| !of_the_course.contains(source)).collect()
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn exercises_of(notebook: &Notebook) -> impl Iterator<Item = &'static Exercise> {
    exercises().iter().filter(move |exercise| exercise.notebook == notebook)
}

pub(crate) fn learners(notebook: &Notebook) -> PathBuf {
    repository("notebooks").join(notebook.file_stem).with_extension("ipynb")
}

pub(crate) fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

pub(crate) fn write(path: &Path, notebook: &Value) -> PathBuf {
    fs::write(path, notebook.to_string()).unwrap();
    path.to_path_buf()
}

/// Runs the notebook; a cell that fails fails the test.
#[track_caller]
fn execute(source: &Path, target: &Path) -> Value {
    execute_all(&[], &[(source.to_path_buf(), target.to_path_buf())]);
    read(target)
}

/// Runs notebooks, and writes each with its outputs where the second path says.
#[track_caller]
pub(crate) fn execute_all(options: &[&str], notebooks: &[(PathBuf, PathBuf)]) {
    let paths = notebooks.iter().flat_map(|(source, target)| [source, target]);
    let output = python().arg("execute.py").args(options).args(paths).output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
}

/// A notebook cut down to one exercise: what it is given, the answer and the check. A hint is asked for at the end.
fn about_one(notebook: &Value, exercise: &Exercise) -> Value {
    let code = |id: &str, source: String| {
        json!({
            "cell_type": "code", "execution_count": null, "id": id, "metadata": {}, "outputs": [], "source": source,
        })
    };
    let mut cells = vec![code("given", exercise.given.to_owned())];
    let check = format!("%check {}", exercise.id);
    let all = notebook["cells"].as_array().unwrap().iter();
    cells.extend(
        all.filter(|cell| exercise_of(cell) == Some(exercise.id) || text(&cell["source"]) == check)
            .cloned(),
    );
    cells.push(code("hint", format!("%hint {}", exercise.id)));
    let mut cut = notebook.clone();
    cut["cells"] = Value::Array(cells);
    cut
}

/// What `%check` printed for every exercise of an executed notebook, in lower case.
fn verdicts(notebook: &Value) -> BTreeMap<String, String> {
    let all = printed(notebook).into_iter();
    all.filter_map(|(source, verdict)| Some((source.strip_prefix("%check ")?.to_owned(), verdict)))
        .collect()
}

/// A cell's source, or what it printed, is a string or a list of lines.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

/// What each cell of an executed notebook printed, in lower case, by its source.
pub(crate) fn printed(notebook: &Value) -> BTreeMap<String, String> {
    let cells = notebook["cells"].as_array().unwrap().iter();
    cells
        .filter(|cell| cell["cell_type"] == "code")
        .map(|cell| {
            let outputs = cell["outputs"].as_array().unwrap().iter();
            let shown = outputs.map(|output| {
                // A check that fails may be an error, so that a notebook that is only run ends there.
                [
                    &output["text"],
                    &output["data"]["text/plain"],
                    &output["evalue"],
                    &output["traceback"],
                ]
                .map(text)
                .concat()
            });
            let printed = shown.collect::<String>().to_lowercase();
            (text(&cell["source"]).trim().to_owned(), printed)
        })
        .collect()
}

/// Words alone: neither line breaks nor the marks of Markdown.
pub(crate) fn squeezed(text: &str) -> String {
    text.replace(['`', '*'], "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
