use super::*;

const TRICK: &str = "%trick projector not-normalised";
const REFUTE: &str = "%refute projector(&dvector![2.0])";

fn notebook() -> Notebook<Fake> {
    Notebook::new(Fake::default(), Journal::nowhere())
}

#[test]
fn a_trick_is_laid_and_the_next_cell_asks() {
    check_contains(&[TRICK], "An answer to projector: is it right?\n");
    check_contains(&[TRICK], "\nnext: %predict ?");
    check_contains(&["%trick"], "An answer to shapes: is it right?\n");
    check_contains(
        &[
            &format!(
                "%%check shapes\n{}",
                course::find("shapes").expect("it is there").solution
            ),
            "%trick",
        ],
        "An answer to maps",
    );
}

#[test]
fn what_someone_says_of_a_trick_is_locked_and_shown_beside_what_is_so() {
    let mut notebook = notebook();
    let early = execute(&mut notebook, "%predict passes");
    assert!(early.contains("have an answer laid by `%trick` before"), "{early}");
    execute(&mut notebook, TRICK);
    let blank = execute(&mut notebook, "%predict ?");
    assert!(blank.contains("write `passes` or `fails`"), "{blank}");
    let said = execute(&mut notebook, "%predict passes --sure 90");
    execute(&mut notebook, "%predict fails");
    assert!(
        said.starts_with("You say that this answer to projector passes\n"),
        "{said}"
    );
    let told = execute(&mut notebook, "%reveal");
    assert!(
        told.starts_with("This answer to projector fails\n  You said first that it passes, then that it fails."),
        "{told}"
    );
    let late = execute(&mut notebook, "%predict passes");
    assert!(late.contains("told already"), "{late}");
}

#[test]
fn an_answer_is_refuted_or_not() {
    check_contains(
        &[TRICK, REFUTE],
        "This answer to projector is refuted: it goes wrong on this input\n  fails: it is right",
    );
    check_contains(&[TRICK, REFUTE], "yours has 1 number.");
    check_contains(
        &[right(), REFUTE],
        "Your projector is not refuted: it is right on this input\n",
    );
    check_contains(&[WRONG, REFUTE], "Your projector is refuted");
    check_contains(&[TRICK, "%refute projector(&outside)"], "That is no input of projector");
    check_contains(
        &[TRICK, "%refute projector(&answer_loop)"],
        "does not come back from this input\n  The cell took too long.",
    );
}

#[test]
fn what_can_not_be_tried_is_an_error_of_the_cell() {
    check_contains(&[REFUTE], "there is no `projector` to refute: define `fn projector");
    check_contains(&["%refute 1 + 1"], "write a call of it: `%refute projector(…)`");
    check_contains(
        &["%trick image", "%refute 1 + 1"],
        "write a call of it: `%refute image(…)`",
    );
    check_contains(&[TRICK, "%refute projector"], "`projector` is not asked anything there");
    check_contains(&[TRICK, "%refute projector(\"not called\")"], "nothing was tried");
    check_contains(&[TRICK, "%refute projector(compile_error!())"], "mismatched types");
    check_contains(&[TRICK, "%refute projector(&loop {})"], "the cell took too long");
    check_contains(&["%reveal"], "there is nothing to reveal: `%trick` lays an answer");
    check_contains(&["%trick projector nonsense"], "has no misconception `nonsense`");
}

#[test]
fn what_is_told_keeps_its_place_and_then_ones_own_answer_is_meant_again() {
    let mut cells = vec![WRONG, TRICK];
    cells.extend(["%reveal"; 6]);
    check_contains(&cells, "projector: a solution\n");
    cells.push("%reveal");
    check_contains(&cells, "That was all about this answer to projector");
    cells.push(REFUTE);
    check_contains(&cells, "Your projector is refuted");
}

#[test]
fn evcxr_says_that_it_tries_nothing() {
    check_contains(&["%engine evcxr", TRICK, REFUTE], "evcxr has no Refutations");
}

#[test]
fn a_trick_that_was_laid_does_not_come_again_though_another_was_laid_between() {
    let mut notebook = notebook();
    let laid: Vec<String> = ["%trick image", "%trick fibers", "%trick image", "%trick image"]
        .iter()
        .map(|cell| execute(&mut notebook, cell))
        .collect();
    assert!(laid[0] != laid[2] && laid[2] != laid[3] && laid[0] != laid[3]);
    let events: Vec<&str> = notebook
        .journal
        .of_exercise("image")
        .filter_map(|entry| entry.event.exercise())
        .collect();
    assert_eq!(events, ["image"; 3]);
}
