//! The notebooks of the course, and what is derived from them.

use std::fs;
use std::path::Path;

use course::{COURSE, LINEAR_ALGEBRA, exercises, find};
use grading::notebooks::{NotebookError, exercise_of, map, prompt, solved, source_of, text, to_text, updated, wrong};
use grading::{Exercise, Notebook};
use serde_json::{Value, json};

fn notebooks() -> impl Iterator<Item = (&'static Notebook, Value)> {
    let read = |notebook| serde_json::from_str(&learners(notebook)).expect("a notebook is JSON");
    COURSE
        .notebooks()
        .iter()
        .map(move |&notebook| (notebook, read(notebook)))
}

#[test]
fn the_welcome_has_the_map_of_the_course() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notebooks/welcome.ipynb");
    let welcome: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let cells = welcome["cells"].as_array().unwrap();
    let shown = text(&cells.iter().find(|cell| cell["id"] == "map").unwrap()["source"]);
    let expected = format!("## The course\n\n{}", map(&COURSE));
    assert!(
        shown == expected,
        "the cell `map` of welcome.ipynb should say:\n{expected}"
    );
}

/// A link leads to a heading that is there.
#[test]
fn the_map_leads_to_the_cells_of_the_exercises() {
    let map = map(&COURSE);
    for (of, notebook) in notebooks() {
        let prose = sources(&notebook, "markdown").join("\n");
        let headings: Vec<String> = prose
            .lines()
            .filter_map(|line| line.strip_prefix("### "))
            .map(|heading| format!("{}.ipynb#{}", of.file_stem, heading.replace(' ', "-")))
            .collect();
        let targets = map
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(target, _)| target);
        for target in targets.filter(|target| target.starts_with(&format!("{}.ipynb#", of.file_stem))) {
            assert!(headings.iter().any(|heading| heading == target), "{target}");
        }
    }
}

/// The text of its file.
fn learners(notebook: &Notebook) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notebooks");
    let text = fs::read_to_string(folder.join(notebook.file_stem).with_extension("ipynb"));
    text.expect("each notebook of the course is there")
}

fn notebook() -> Value {
    notebooks().next().unwrap().1
}

fn exercises_of(notebook: &Notebook) -> impl Iterator<Item = &'static Exercise> + Clone {
    exercises().iter().filter(move |exercise| exercise.notebook == notebook)
}

fn of_notebook() -> impl Iterator<Item = &'static Exercise> {
    exercises_of(&LINEAR_ALGEBRA)
}

fn sources(notebook: &Value, kind: &str) -> Vec<String> {
    let cells = notebook["cells"].as_array().unwrap().iter();
    cells
        .filter(|cell| cell["cell_type"] == kind)
        .map(|cell| text(&cell["source"]))
        .collect()
}

/// One file serves Colab, where Python runs the cells until they are sent on, and Meno's own kernel.
#[test]
fn each_notebook_begins_with_what_colab_needs() {
    for (of, notebook) in notebooks() {
        let title = text(&notebook["cells"][0]["source"]);
        assert!(title.starts_with("# "), "{of:?} has no title");
        let intro = text(&notebook["cells"][1]["source"]);
        assert_eq!(intro, "In Colab, run this first; elsewhere it does nothing.", "{of:?}");
        let set_up = &notebook["cells"][2];
        assert_eq!(
            (&set_up["cell_type"], &set_up["id"]),
            (&json!("code"), &json!("set-up"))
        );
        assert_eq!(
            text(&set_up["source"]),
            "%pip install -q meno-kernel\n%load_ext meno\n%rust on",
            "{of:?}"
        );
    }
}

#[test]
fn each_answer_cell_holds_its_starter_and_a_check_follows() {
    for (of, notebook) in notebooks() {
        let code = sources(&notebook, "code");
        let mut answered = Vec::new();
        for exercise in exercises_of(of) {
            let id = exercise.id;
            let starter = exercise.starter;
            assert!(
                source_of(&notebook, exercise).unwrap() == starter,
                "in {}.ipynb, the cell that answers `{id}` should hold its starter (`cargo exercise {id} --write`):\n{starter}",
                of.file_stem
            );
            let place = code.iter().position(|source| source == exercise.starter).unwrap();
            assert_eq!(code[place + 1], format!("%check {id}"));
            answered.push((place, id));
        }
        assert!(answered.is_sorted(), "the exercises are in another order: {answered:?}");
        let named = notebook["cells"].as_array().unwrap().iter().filter_map(exercise_of);
        assert_eq!(
            named.count(),
            answered.len(),
            "a cell of {of:?} names an exercise of another notebook"
        );
    }
}

#[test]
fn prompts_are_those_of_the_exercises() {
    for (of, notebook) in notebooks() {
        let prose = sources(&notebook, "markdown").join("\n");
        for exercise in exercises_of(of) {
            let cell = prompt(exercise);
            assert!(
                prose.contains(&cell),
                "in {}.ipynb, the cell above the answer to `{id}` should say what `cargo exercise {id} --write` makes it say:\n{cell}",
                of.file_stem,
                id = exercise.id,
            );
        }
    }
}

/// `repeat_3_2` is given as the learner's own.
#[test]
fn what_an_exercise_is_given_is_in_a_cell() {
    for (of, notebook) in notebooks() {
        let code = sources(&notebook, "code").join("\n");
        for exercise in exercises_of(of) {
            let given = exercise
                .given
                .lines()
                .filter(|line| !line.starts_with("let repeat_3_2"));
            for line in given {
                assert!(code.contains(line), "`{}` is not given: {line}", exercise.id);
            }
        }
    }
}

#[test]
fn a_solved_notebook_differs_in_its_answers_only() {
    let learner = notebook();
    let solved = solved(&learner, of_notebook()).unwrap();
    for exercise in of_notebook() {
        assert_eq!(source_of(&solved, exercise).unwrap(), exercise.solution);
    }
    let others = |notebook: &Value| -> Vec<Value> {
        let cells = notebook["cells"].as_array().unwrap().iter();
        cells.filter(|cell| exercise_of(cell).is_none()).cloned().collect()
    };
    assert_eq!(others(&solved), others(&learner));
}

#[test]
fn a_wrong_notebook_has_one_wrong_answer() {
    let learner = notebook();
    let projector = find("projector").unwrap();
    let misconception = projector.misconception("not-normalised").unwrap();
    let wrong = wrong(&learner, of_notebook(), projector, misconception).unwrap();
    for exercise in of_notebook() {
        let expected = if exercise.id == "projector" {
            misconception.code
        } else {
            exercise.solution
        };
        assert_eq!(source_of(&wrong, exercise).unwrap(), expected);
    }
}

#[test]
fn a_notebook_without_the_cell_is_refused() {
    let cell = json!({"cell_type": "code", "metadata": {"meno": {"exercise": "shapes"}}, "source": []});
    #[track_caller]
    fn check(cells: &[&Value], expected: &str) {
        let error = solved(&json!({ "cells": cells }), find("shapes")).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    check(&[], "no cell answers `shapes`: give one the metadata `meno.exercise`");
    check(
        &[&cell, &cell],
        "more than one cell answers `shapes`: leave the metadata `meno.exercise` to one",
    );
    let no_notebook = solved(&json!(7), find("shapes")).unwrap_err();
    assert_eq!(no_notebook, NotebookError::Missing { exercise: "shapes" });
}

#[test]
fn a_notebook_is_written_as_jupyter_writes_it() {
    for (of, notebook) in notebooks() {
        assert!(to_text(&notebook).unwrap() == learners(of), "{of:?}");
    }
}

#[test]
fn what_an_exercise_says_of_itself_comes_into_its_cells() {
    let changed = Exercise {
        title: "Another title",
        prompt: "Another prompt.",
        starter: "let shapes = 1;\n",
        ..find("shapes").unwrap().clone()
    };
    let after = updated(&notebook(), &changed).unwrap();
    assert_eq!(source_of(&after, &changed).unwrap(), "let shapes = 1;\n");
    let prose = sources(&after, "markdown");
    let found = prose
        .iter()
        .find(|text| text.starts_with("### Exercise: Another title"))
        .unwrap();
    assert!(found.starts_with(&prompt(&changed)), "{found}");
    // What it says already changes nothing.
    for exercise in of_notebook() {
        assert!(
            updated(&notebook(), exercise).unwrap() == notebook(),
            "`{}`",
            exercise.id
        );
    }
}
