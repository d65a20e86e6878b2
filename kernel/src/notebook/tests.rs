use std::sync::Mutex;

use super::*;
use crate::backend::fake::Fake;
use crate::evaluator::InputError;

/// Keeps what is shown, as text.
#[derive(Default)]
struct Screen(Mutex<String>);

impl Frontend for Screen {
    fn show(&self, output: Output) {
        let text = match output {
            Output::Text(_, text) => text,
            Output::Display { data, id: None } => {
                assert!(data.len() > 1, "a display has a rich form");
                format!("{}\n", data["text/plain"].as_str().expect("plain text"))
            }
            other => panic!("not expected: {other:?}"),
        };
        *self.0.lock().expect("the screen") += &text;
    }

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAllowed)
    }
}

#[track_caller]
fn execute(notebook: &mut Notebook<Fake>, code: &str) -> String {
    let screen = Screen::default();
    if let Err(failure) = notebook.execute(code, 1, &screen) {
        let line = format!("{}: {}\n", failure.name, failure.message);
        *screen.0.lock().expect("the screen") += &line;
    }
    screen.0.into_inner().expect("the screen")
}

/// Runs the cells, and compares what the last one shows.
#[track_caller]
fn check(cells: &[&str], expected: &str) {
    let mut notebook = Notebook::new(Fake::default());
    let shown: Vec<String> = cells.iter().map(|cell| execute(&mut notebook, cell)).collect();
    assert_eq!(shown.last().map_or("", |shown| shown.trim_end()), expected);
}

#[track_caller]
fn check_contains(cells: &[&str], expected: &str) {
    let mut notebook = Notebook::new(Fake::default());
    let shown: Vec<String> = cells.iter().map(|cell| execute(&mut notebook, cell)).collect();
    let shown = shown.last().map_or("", String::as_str);
    assert!(shown.contains(expected), "{shown}");
}

const WRONG: &str = "fn projector() { wrong() }";
const UNTOUCHED: &str = "fn projector() { todo!() }";

fn right() -> &'static str {
    graders::find("projector").expect("the exercise").solution
}

#[test]
fn a_check_says_where_the_answer_stands() {
    check(
        &["%check projector"],
        "projector: not attempted yet\n  `projector` is not defined: define `fn projector(u: &DVector<f64>) -> \
         DMatrix<f64>` in a cell, run it, then check again",
    );
    check(
        &[UNTOUCHED, "%check projector"],
        "projector: not attempted yet\n  still the starter",
    );
    check(&[right(), "%check projector"], "projector: passed\n  - It is right");
    check(
        &[WRONG, "%check projector"],
        "projector: not yet right\n  Fails: something.\n  Try:\n      f(1)\n  Expected:\n      2\n  Got:\n      3\n  \
         Question: Why?",
    );
    check_contains(
        &["fn projector() { broken_grader() }", "%check projector"],
        "projector: could not be checked\n  no compiler",
    );
    check_contains(
        &["fn projector() { mismatch() }", "%check projector"],
        "`projector` does not fit the exercise, so it could not be tried: mismatched types.",
    );
    check_contains(
        &["fn projector() { loop {} }", "%check projector"],
        "The answer could not be tried to the end: the cell took too long.",
    );
}

#[test]
fn a_failed_check_does_not_stop_the_cell() {
    check_contains(&["%check projector\nlet x = 1;"], "\nran");
}

#[test]
fn a_cell_magic_runs_then_checks() {
    let right = format!("%%check projector\n{}", right());
    check(&[&right], "ran\nprojector: passed\n  - It is right");
    check(&["%%check projector\ncompile_error!()"], "E0308: mismatched types");
    let line_magic = format!("%check projector\n{WRONG}");
    check_contains(
        &[&line_magic],
        "to run this cell first, begin it with `%%check projector`",
    );
}

#[test]
fn a_check_without_id_takes_what_was_attempted_in_the_order_of_the_course() {
    check(
        &["%check"],
        "No exercise has been attempted yet. `%exercises` lists them.",
    );
    check(
        &[UNTOUCHED, "%check"],
        "No exercise has been attempted yet. `%exercises` lists them.",
    );
    let shapes = graders::find("shapes").expect("the exercise").solution;
    check(
        &[right(), shapes, "%check"],
        "shapes: passed\n  - It is right\nprojector: passed\n  - It is right",
    );
}

#[test]
fn an_unknown_name_stops_the_cell_before_it_runs() {
    #[track_caller]
    fn check_untouched(cell: &str, expected: &str) {
        let mut notebook = Notebook::new(Fake::default());
        assert_eq!(execute(&mut notebook, cell).trim_end(), expected);
        assert!(notebook.backend.ran.is_empty());
    }
    check_untouched(
        "%chekc projector\nlet x = 1;",
        "UnknownMagic: unknown magic `%chekc`; did you mean `%check`?",
    );
    check_untouched(
        "%reset\n%check projectr\nlet x = 1;",
        "UnknownExercise: there is no exercise `projectr`; did you mean `projector`? (`%exercises` lists them)",
    );
    check_untouched(
        "%%check projectr\nlet x = 1;",
        "UnknownExercise: there is no exercise `projectr`; did you mean `projector`? (`%exercises` lists them)",
    );
    check_untouched(
        "%help chek",
        "UnknownName: there is no help on `chek`; did you mean `check`?",
    );
}

#[test]
fn rust_reaches_the_backend_on_its_own_lines() {
    let mut notebook = Notebook::new(Fake::default());
    execute(&mut notebook, "# NBVAL_SKIP\n%lsmagic\nlet x = 7\n% 2;\n");
    execute(&mut notebook, "%lsmagic");
    execute(&mut notebook, "1\n");
    assert_eq!(notebook.backend.ran, ["\n\nlet x = 7\n% 2;\n", "1\n"]);
}

#[test]
fn hints_climb_as_the_code_changes_and_show_again_until_then() {
    let exercise = graders::find("projector").expect("the exercise");
    let misconception = exercise
        .misconceptions
        .iter()
        .find(|misconception| misconception.compiles)
        .expect("a misconception that runs");
    let mut notebook = Notebook::new(Fake::default());
    let mut hint = |cell: &str| {
        execute(&mut notebook, cell);
        execute(&mut notebook, "%hint projector")
    };
    let closed = "The next hint opens when the code of your answer has changed: try something first.\n";

    let asked = hint(misconception.code);
    assert_eq!(asked, format!("projector: a question\n  {}\n", misconception.ask));
    assert_eq!(hint("let other = 1;"), format!("{asked}{closed}"));
    assert_eq!(hint(misconception.code), format!("{asked}{closed}"));
    let told = hint(WRONG);
    assert!(told.starts_with("projector: a hint\n  Work this one case"), "{told}");
    assert_eq!(hint("1"), format!("{asked}{told}{closed}"));
    let sibling = hint("fn projector() { wrong_again() }");
    assert!(sibling.starts_with("projector: a neighbouring problem, worked\n"));
    let solution = hint(WRONG);
    assert!(solution.starts_with("projector: a solution\n"));
    assert!(solution.contains("To think about"));
    assert_eq!(hint("1"), format!("{asked}{told}{sibling}{solution}"));
    let passed = hint(right());
    assert!(passed.ends_with("`projector` passes its check.\n"));
}

#[test]
fn an_attempt_that_does_not_compile_counts_as_one() {
    check_contains(
        &["fn projector() { compile_error!() }", "%hint"],
        "projector: a question\n  Which name, type or value does this message speak of",
    );
    check_contains(
        &[
            "fn projector() { compile_error!() }",
            "%hint",
            "fn projector() { compile_error!(2) }",
            "%hint",
        ],
        "projector: a hint\n  The code does not run: mismatched types.",
    );
}

#[test]
fn a_hint_without_id_is_on_the_exercise_at_hand() {
    check(
        &["%hint"],
        "UsageError: a hint on which exercise? write `%hint ID`; `%exercises` lists them",
    );
    check_contains(&["%check shapes", "%hint"], "shapes: a question");
    check_contains(&["%check shapes", WRONG, "%hint"], "projector: a question");
}

#[test]
fn a_reset_forgets_what_is_defined() {
    check_contains(&[WRONG, "%reset", "%check projector"], "is not defined");
    check_contains(&[WRONG, "%reset\n%check projector"], "is not defined");
}

#[test]
fn time_is_told_after_the_output() {
    let shown = execute(&mut Notebook::new(Fake::default()), "%time let x = 1;");
    let time = shown.strip_prefix("ran\ntime: ").expect("output, then time");
    assert!(time.ends_with("ms\n"), "{time}");
}

#[test]
fn consoles_learn_whether_a_cell_goes_on() {
    #[track_caller]
    fn check(code: &str, expected: Completeness) {
        let mut notebook = Notebook::new(Fake::default());
        assert_eq!(notebook.is_complete(code), expected);
    }
    let goes_on = |indent: &str| Completeness::Incomplete {
        indent: indent.to_owned(),
    };
    check("%check projector", Completeness::Complete);
    check("%nothing", Completeness::Complete);
    check("%%check projector", goes_on(""));
    check("%%check projector\n// soon", goes_on(""));
    check("%%check projector\nfn projector() {", goes_on("    "));
    check("%%check projector\nfn projector() {}", Completeness::Complete);
    check("%time 1 +", goes_on(""));
    check("f(", goes_on("    "));
    check("f)", Completeness::Invalid);
}

#[test]
fn completion_knows_magics_exercises_and_names() {
    #[track_caller]
    fn check(marked: &str, expected: &[&str]) {
        let cursor = marked.find('|').expect("the cursor is marked");
        let code = marked.replace('|', "");
        let mut notebook = Notebook::new(Fake::default());
        execute(&mut notebook, "let probability = 1;");
        let completions = notebook.complete(&code, cursor);
        let found: Vec<String> = completions
            .matches
            .iter()
            .map(|completion| format!("{}{}", &code[..completions.start], completion.text))
            .collect();
        assert_eq!(found, expected);
    }
    check("%ch|", &["%check"]);
    check("%%|", &["%%check"]);
    check("%check proj|", &["%check projector"]);
    check("%%check shapes proj|", &["%%check shapes projector"]);
    check("%hint proj|", &["%hint projector"]);
    check("%help ti|", &["%help time"]);
    check("%help proj|", &["%help projector"]);
    check("%reset proj|", &[]);
    check("pro|", &["probability", "projector", "projection"]);
    check("proba|", &["probability"]);
    check("x.proj|", &["x.projection", "x.projector"]);
    check("// pro|", &[]);
    check("\"pro|", &[]);
    check("whi|", &["while"]);
    check("é + DMa|", &["é + DMatrix"]);
}

#[test]
fn inspection_explains_magics_exercises_and_names() {
    #[track_caller]
    fn check(marked: &str, expected: Option<&str>) {
        let cursor = marked.find('|').expect("the cursor is marked");
        let code = marked.replace('|', "");
        let mut notebook = Notebook::new(Fake::default());
        execute(&mut notebook, "let x = 1;");
        let found = notebook.inspect(&code, cursor, false);
        let plain = found.as_ref().and_then(|bundle| bundle["text/plain"].as_str());
        match expected {
            Some(expected) => assert!(plain.is_some_and(|plain| plain.starts_with(expected)), "{plain:?}"),
            None => assert_eq!(plain, None),
        }
    }
    check("%ch|eck", Some("%check [ID…]: check your answers"));
    check("%check proj|ector", Some("projector: "));
    check("%check nonsense|", None);
    check("proje|ctor(1)", Some("projector: "));
    check("projector(1, |", Some("projector: "));
    check("projector(g(1), |", Some("projector: "));
    check("x|", Some("x: f64"));
    // The server is asked about the end of the name, wherever in it the cursor is.
    check("|other", Some("hovered at 5"));
    check("ot|her", Some("hovered at 5"));
    check("other|", Some("hovered at 5"));
    check("DMa|trix::zeros(1, 1)", Some("hovered at 7"));
    check("DMatrix::ze|ros(1, 1)", Some("hovered at 14"));
    check("other(1, |", Some("hovered at 5"));
    // What belongs to something else is not the notebook's own.
    check("y.x|", Some("hovered at 3"));
    check("y.project|or()", Some("hovered at 11"));
    check("+ | ", None);
}
