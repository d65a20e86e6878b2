//! What the lessons ask before a cell is run: every cell comes to what its question says, and every likely wrong prediction gets its own
//! sentence.

use course::{COURSE, questions};
use grading::{Notebook, Question};
use serde_json::{Value, json};

use crate::notebooks::{execute_all, learners, printed, read, squeezed, text, write};

#[test]
fn a_question_stands_in_a_cell_that_defines_nothing() {
    for notebook in COURSE.notebooks() {
        let cells = read(&learners(notebook));
        let asked: Vec<(String, String)> = code(&cells)
            .filter_map(|cell| {
                let source = text(&cell["source"]);
                let id = source.strip_prefix("%predict ")?.split_once(' ')?.0.to_owned();
                Some((id, cell["id"].as_str()?.to_owned()))
            })
            .collect();
        let known: Vec<(String, String)> = of(notebook)
            .map(|question| (question.id.to_owned(), question.cell.to_owned()))
            .collect();
        assert_eq!(
            asked, known,
            "the questions of {}, in order, with their cells",
            notebook.title
        );
        for question in of(notebook) {
            let source = source(&cells, question);
            let rust = source.strip_prefix(&format!("%predict {} ?\n", question.id));
            let rust =
                rust.unwrap_or_else(|| panic!("the cell of `{}` begins with its question: {source}", question.id));
            assert!(
                !["let ", "fn ", "use ", ";"].iter().any(|part| rust.contains(part)),
                "the cell of `{}` defines something, which is missing while it waits: {rust}",
                question.id
            );
        }
    }
}

#[test]
fn each_question_has_the_outcome_that_it_says_and_a_sentence_on_each_wrong_one() {
    let folder = tempfile::tempdir().unwrap();
    let asking = COURSE
        .notebooks()
        .iter()
        .filter(|notebook| of(notebook).next().is_some());
    let runs: Vec<_> = asking
        .clone()
        .map(|notebook| {
            let source = folder.path().join(notebook.file_stem).with_extension("ipynb");
            write(&source, &answered(notebook));
            (source, folder.path().join(format!("run_{}.ipynb", notebook.file_stem)))
        })
        .collect();
    execute_all(&["--allow-errors"], &runs);
    for (notebook, (_, run)) in asking.zip(&runs) {
        let printed = printed(&read(run));
        for question in of(notebook) {
            let shown = |prediction: &str| {
                let cell = with(&read(&learners(notebook)), question, prediction);
                squeezed(&printed[cell.trim()])
            };
            let right = shown(question.outcome);
            assert!(right.contains("prediction: right"), "{}: {right}", question.id);
            for (wrong, sentence) in question.wrong {
                let shown = shown(wrong);
                assert!(
                    shown.contains("prediction: something else came out"),
                    "{}: {wrong}: {shown}",
                    question.id
                );
                assert!(
                    shown.contains(&squeezed(&sentence.to_lowercase())),
                    "{}: {wrong}: {shown}",
                    question.id
                );
            }
            let blank = shown("?");
            assert!(
                blank.contains("prediction: still to be made"),
                "{}: {blank}",
                question.id
            );
        }
    }
}

fn of(notebook: &Notebook) -> impl Iterator<Item = &'static Question> {
    questions().filter(move |question| question.notebook == notebook)
}

fn code(notebook: &Value) -> impl Iterator<Item = &Value> {
    let cells = notebook["cells"].as_array().unwrap().iter();
    cells.filter(|cell| cell["cell_type"] == "code")
}

/// The text of a question's cell.
fn source(notebook: &Value, question: &Question) -> String {
    let cell = code(notebook).find(|cell| cell["id"] == question.cell);
    let cell = cell.unwrap_or_else(|| panic!("there is no cell `{}` for `{}`", question.cell, question.id));
    text(&cell["source"])
}

/// The same with a prediction in place of the blank.
fn with(notebook: &Value, question: &Question, prediction: &str) -> String {
    source(notebook, question).replacen(" ?", &format!(" {prediction}"), 1)
}

/// The notebook's code, and behind each question's cell the same with every prediction that is known of it.
fn answered(notebook: &Notebook) -> Value {
    let learners = read(&learners(notebook));
    let mut cells = Vec::new();
    for cell in code(&learners) {
        cells.push(cell.clone());
        for question in of(notebook).filter(|question| cell["id"] == question.cell) {
            let wrong = question.wrong.iter().map(|(wrong, _)| *wrong);
            for (number, prediction) in std::iter::once(question.outcome).chain(wrong).enumerate() {
                let mut answered = cell.clone();
                answered["id"] = json!(format!("{}-{number}", question.cell));
                answered["source"] = json!(with(&learners, question, prediction));
                cells.push(answered);
            }
        }
    }
    let mut all = learners;
    all["cells"] = Value::Array(cells);
    all
}
