mod commands;
mod engines;
mod learning;
mod nearly_there;
mod predictions;
mod tricks;

use std::path::Path;
use std::sync::Mutex;

use super::*;
use backend::fake::Fake;
use interfaces::evaluator::InputError;
use journal::event::Session;
use journal::{Place, Store};

/// Keeps what is shown, as text.
#[derive(Default)]
struct Screen(Mutex<String>);

impl Frontend for Screen {
    fn show(&self, output: Output) {
        let text = match output {
            Output::Text(_, text) => text,
            Output::Activity(_) => String::new(),
            Output::Exit => "the kernel ends\n".to_owned(),
            Output::NextCell(text) => format!("next: {text}\n"),
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
        let line = format!("{}: {}\n", failure.kind, failure.message);
        *screen.0.lock().expect("the screen") += &line;
    }
    screen.0.into_inner().expect("the screen")
}

/// Runs the cells, and compares what the last one shows.
#[track_caller]
fn check(cells: &[&str], expected: &str) {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let shown: Vec<String> = cells.iter().map(|cell| execute(&mut notebook, cell)).collect();
    assert_eq!(shown.last().map_or("", |shown| shown.trim_end()), expected);
}

#[track_caller]
fn check_contains(cells: &[&str], expected: &str) {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let shown: Vec<String> = cells.iter().map(|cell| execute(&mut notebook, cell)).collect();
    let shown = shown.last().map_or("", String::as_str);
    assert!(shown.contains(expected), "{shown}");
}

const WRONG: &str = "fn projector() { wrong() }";
const UNTOUCHED: &str = "fn projector() { todo!() }";

fn right() -> &'static str {
    course::find("projector").expect("the exercise").solution
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
        "The answer is right on 2 inputs, and does not survive the next one: the cell took too long.",
    );
}

#[test]
fn an_answer_whose_cell_has_failed_is_not_the_one_before_it() {
    let broken = "fn projector() { compile_error!() }";
    check_contains(
        &[right(), broken, "%check projector"],
        "projector: not yet right\n  The code does not run: mismatched types.",
    );
    check_contains(
        &[broken, "%check projector"],
        "The code does not run: mismatched types.",
    );
    check_contains(&[broken, "%check"], "The code does not run: mismatched types.");
    check(
        &[broken, right(), "%check projector"],
        "projector: passed\n  - It is right",
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
    // The card of the error, and the error.
    check(
        &["%%check projector\ncompile_error!()"],
        "E0308: mismatched types\nE0308: mismatched types",
    );
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
    let shapes = course::find("shapes").expect("the exercise").solution;
    check(
        &[right(), shapes, "%check"],
        "shapes: passed\n  - It is right\nprojector: passed\n  - It is right",
    );
}

#[test]
fn an_unknown_name_stops_the_cell_before_it_runs() {
    #[track_caller]
    fn check_untouched(cell: &str, expected: &str) {
        let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
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
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    execute(&mut notebook, "# NBVAL_SKIP\n%lsmagic\nlet x = 7\n% 2;\n");
    execute(&mut notebook, "%lsmagic");
    execute(&mut notebook, "1\n");
    assert_eq!(notebook.backend.ran, ["\n\nlet x = 7\n% 2;\n", "1\n"]);
}

/// A misconception about `projector` that compiles, and another one.
fn misconceptions() -> [&'static grading::Misconception; 2] {
    let exercise = course::find("projector").expect("the exercise");
    let mut compiling = exercise
        .misconceptions
        .iter()
        .filter(|misconception| misconception.compiles);
    [(); 2].map(|()| compiling.next().expect("a misconception that runs"))
}

const CLOSED: &str = "The code of your answer has not changed since the last hint, so these are the hints that are open; \
                      the next one opens when it has.\n";

#[test]
fn hints_climb_as_the_code_changes_and_show_again_until_then() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let mut hint = |cell: &str| {
        execute(&mut notebook, cell);
        execute(&mut notebook, "%hint projector")
    };
    let asked = hint(WRONG);
    assert_eq!(asked, "projector: a question\n  Why?\n");
    assert_eq!(hint("let other = 1;"), format!("{asked}{CLOSED}"));
    assert_eq!(hint(WRONG), format!("{asked}{CLOSED}"));
    let told = hint("fn projector() { wrong_again() }");
    assert!(told.starts_with("projector: a hint\n  Work this one case"), "{told}");
    assert_eq!(hint("1"), format!("{asked}{told}{CLOSED}"));
    let sibling = hint(WRONG);
    assert!(sibling.starts_with("projector: a neighbouring problem, worked\n"));
    let solution = hint("fn projector() { wrong_again() }");
    assert!(solution.starts_with("projector: a solution\n"));
    assert!(solution.contains("To think about"));
    let all = format!("{asked}{told}{sibling}{solution}There are no further hints.\n");
    assert_eq!(hint("1"), all);
    assert_eq!(hint(right()), "`projector` passes its check: it needs no hint.\n");
}

#[test]
fn a_hint_goes_on_from_the_question_of_the_verdict() {
    let [misconception, _] = misconceptions();
    let told = format!("projector: a hint\n  {}\n", misconception.tell);
    let asked = format!("projector: a question\n  {}\n", misconception.ask);
    for checked in [
        &[misconception.code, "%check projector"] as &[&str],
        &[misconception.code, "%check"],
        &[&format!("%%check projector\n{}", misconception.code)],
    ] {
        let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
        for cell in checked {
            execute(&mut notebook, cell);
        }
        assert_eq!(execute(&mut notebook, "%hint projector"), told);
        execute(&mut notebook, "%check projector");
        assert_eq!(
            execute(&mut notebook, "%hint projector"),
            format!("{asked}{told}{CLOSED}")
        );
    }
}

#[test]
fn a_new_mistake_gets_hints_of_its_own() {
    let [old, new] = misconceptions();
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let mut run = |cell: &str| execute(&mut notebook, cell);
    run(old.code);
    run("%check projector");
    assert!(run("%hint projector").contains(old.tell));
    run(new.code);
    run("%check projector");
    assert_eq!(run("%hint projector"), format!("projector: a hint\n  {}\n", new.tell));
    let again = run("%hint projector");
    assert!(again.contains(new.ask) && again.contains(new.tell), "{again}");
    assert!(!again.contains(old.ask) && !again.contains(old.tell), "{again}");
    run(WRONG);
    assert_eq!(run("%hint projector"), "projector: a question\n  Why?\n");
}

#[test]
fn the_list_of_exercises_says_how_the_learner_stands() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let mut stands = |cells: &[&str]| -> String {
        for cell in cells {
            execute(&mut notebook, cell);
        }
        let list = execute(&mut notebook, "%exercises");
        let line = list.lines().find(|line| line.trim_start().starts_with("projector "));
        let line = line.expect("its line").trim_start().trim_start_matches("projector");
        let (state, _) = line.split_once("3 points").expect("its points");
        state.trim().to_owned()
    };
    assert_eq!(stands(&[]), "not attempted");
    assert_eq!(stands(&[UNTOUCHED, "%check projector"]), "not attempted");
    assert_eq!(stands(&[WRONG]), "not attempted");
    assert_eq!(stands(&["%check projector"]), "not yet right");
    assert_eq!(
        stands(&["fn projector() { broken_grader() }", "%check projector"]),
        "not yet right"
    );
    assert_eq!(stands(&[right(), "%check"]), "passed");
    let list = execute(&mut notebook, "%exercises");
    let count = course::exercises()
        .iter()
        .filter(|exercise| *exercise.notebook == course::LINEAR_ALGEBRA)
        .count();
    assert!(list.contains(&format!("1 of {count} passed")), "{list}");
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
fn what_is_known_of_answers_goes_back_and_forth_with_the_code() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let mut after = |cell: &str| {
        execute(&mut notebook, cell);
        execute(&mut notebook, "%check projector")
    };
    let (wrong, passed) = ("projector: not yet right\n", "projector: passed\n");
    assert!(after(WRONG).starts_with(wrong));
    assert!(after(right()).starts_with(passed));
    assert!(after("%undo").starts_with(wrong));
    assert!(after("%redo").starts_with(passed));
    assert!(after("%checkpoint good").starts_with(passed));
    assert!(after("%undo 2").starts_with("projector: not attempted"));
    assert!(after("%restore good").starts_with(passed));
    assert!(after("%undo").starts_with("projector: not attempted"));
}

#[test]
fn an_attempt_that_did_not_run_belongs_to_the_state_it_was_made_in() {
    check_contains(
        &[right(), "fn projector() { compile_error!() }", "%hint projector"],
        "projector: a question\n  Which name, type or value does this message speak of",
    );
    check_contains(
        &[
            right(),
            "let x = 1;",
            "fn projector() { compile_error!() }",
            "%undo",
            "%hint projector",
        ],
        "`projector` passes its check: it needs no hint.",
    );
}

#[test]
fn ways_that_lead_nowhere_are_refused() {
    check(&["%undo"], "NoSuchState: there is nothing to undo");
    check(
        &["let x = 1;", "%undo\n%redo\n%redo"],
        "Back before cell [1]. `%redo` takes you forward again.\nForward again: this is the state after cell [1].\nNoSuchState: there is nothing to redo: nothing was undone, or a cell has run since",
    );
    check(
        &["let x = 1;", "%checkpoint basis", "%restore bases"],
        "NoSuchState: there is no checkpoint `bases`; did you mean `basis`?",
    );
}

#[test]
fn limits_are_shown_and_set() {
    let how = "`%limits memory=512MB time=60s` sets limits, for this notebook; `off` lifts one.";
    check(
        &["%limits time=60s, processes=off\n%limits memory=1GB", "%limits"],
        &format!(
            "Limits:\n  memory=1GB     memory that a cell may add to what its variables have\n  \
             time=60s       processor time that a cell may take\n  output=10MB    output of a cell that is shown\n  \
             processes=off  processes that a cell may have at once\n  \
             states=auto    memory that the states kept for undo may take beside the present one\n{how}"
        ),
    );
    check(
        &["%limits time=60s memory=much\nlet x = 1;"],
        "UsageError: `much` is no limit of memory: write `memory=512MB`, `memory=auto` or `memory=off`",
    );
}

#[test]
fn time_is_told_after_the_output() {
    let shown = execute(
        &mut Notebook::new(Fake::default(), Journal::nowhere()),
        "%time let x = 1;",
    );
    let time = shown.strip_prefix("ran\ntime: ").expect("output, then time");
    assert!(time.ends_with("ms\n"), "{time}");
}

#[test]
fn consoles_learn_whether_a_cell_goes_on() {
    #[track_caller]
    fn check(code: &str, expected: Completeness) {
        let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
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
    check(":dep rand = \"0.9\"\nuse rand::Rng;", Completeness::Complete);
    check("f)", Completeness::Invalid);
}

#[test]
fn completion_knows_magics_exercises_and_names() {
    #[track_caller]
    fn check(marked: &str, expected: &[&str]) {
        let cursor = marked.find('|').expect("the cursor is marked");
        let code = marked.replace('|', "");
        let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
        execute(&mut notebook, "let probability = 1;");
        execute(&mut notebook, "%checkpoint basis");
        let completions = notebook.complete(&code, cursor);
        let found: Vec<String> = completions
            .matches
            .iter()
            .map(|completion| format!("{}{}", &code[..completions.start], completion.text))
            .collect();
        assert_eq!(found, expected);
    }
    check("%ch|", &["%check", "%checkpoint"]);
    check("%limits ti|", &["%limits time="]);
    check("%restore ba|", &["%restore basis"]);
    check("%%|", &["%%check", "%%digits", "%%rust"]);
    check("%check proj|", &["%check projector"]);
    check("%%check shapes proj|", &["%%check shapes projector"]);
    check("%hint proj|", &["%hint projector"]);
    check("%help und|", &["%help undo"]);
    check("%help ti|", &["%help time", "%help timing", "%help time_passes"]);
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
        let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
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
    // What every cell knows is explained without waiting for a language server that has yet to start.
    check(
        "DMa|trix::zeros(1, 1)",
        Some("DMatrix<T>\na matrix whose numbers of rows and columns are known when the cell runs"),
    );
    check(
        "printl|n!(1)",
        Some("println!(\"{x}\")\nprints a line with values in it"),
    );
    check("DMatrix::ze|ros(1, 1)", Some("hovered at 14"));
    check("other(1, |", Some("hovered at 5"));
    // What belongs to something else is not the notebook's own.
    check("y.x|", Some("hovered at 3"));
    check("y.project|or()", Some("hovered at 11"));
    check("+ | ", None);
}

/// A notebook in the folder `name`, whose journal is in `folder`.
fn journaled(folder: &Path, name: &str) -> Notebook<Fake> {
    let place = Place::of(None, &Path::new("/").join(name), None);
    let store = Store::at(folder.join("journal"));
    Notebook::new(Fake::default(), Journal::new(Some(store), place, Session::default()))
}

#[test]
fn hints_go_on_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let notebook = |name| journaled(folder.path(), name);
    let mut before = notebook("mine");
    execute(&mut before, WRONG);
    let asked = execute(&mut before, "%check projector");
    assert!(asked.contains("Why?"), "{asked}");
    let told = execute(&mut before, "%hint projector");
    drop(before);
    // The same code again, so that the same hint is open and no more.
    let mut after = notebook("mine");
    execute(&mut after, WRONG);
    let again = execute(&mut after, "%hint projector");
    assert!(
        again.contains(told.trim_end()) || again.contains("has not changed"),
        "{again}"
    );
    let mut other = notebook("another");
    execute(&mut other, WRONG);
    assert!(execute(&mut other, "%hint projector").contains("Why?"));
}

#[test]
fn what_has_passed_is_known_after_a_restart() {
    #[track_caller]
    fn check_stands(notebook: &mut Notebook<Fake>, expected: &str) {
        let listed = execute(notebook, "%exercises");
        let line = listed
            .lines()
            .find(|line| line.contains(" projector "))
            .expect("its line");
        assert!(line.contains(expected), "{line}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let notebook = |name| journaled(folder.path(), name);
    // What a kernel has recorded is there when it has ended.
    let check = |answer: &str| {
        let mut notebook = notebook("mine");
        execute(&mut notebook, answer);
        execute(&mut notebook, "%check projector");
    };
    check(WRONG);
    check_stands(&mut notebook("mine"), "not yet right");
    check(right());
    check_stands(&mut notebook("mine"), "passed");
    check_stands(&mut notebook("another"), "not attempted");
    // What was right may be so no more.
    check(WRONG);
    check_stands(&mut notebook("mine"), "not yet right");
}
