use super::*;

/// A timeline whose state after cell `n` is `n`.
fn after(cells: u32) -> Timeline<u32> {
    let mut timeline = Timeline::new(0);
    for cell in 1..=cells {
        timeline.advance(Step::Cell(cell), cell);
    }
    timeline
}

#[track_caller]
fn check(timeline: &mut Timeline<u32>, jump: Jump<'_>, expected: Arrival, present: u32) {
    assert_eq!(timeline.go(jump), Ok(expected));
    assert_eq!(*timeline.present(), present);
}

#[track_caller]
fn check_refused(timeline: &mut Timeline<u32>, jump: Jump<'_>, expected: &str) {
    let present = *timeline.present();
    let error = timeline.go(jump).expect_err("the jump leads nowhere");
    assert_eq!(error.to_string(), expected);
    assert_eq!(*timeline.present(), present);
}

fn cells(numbers: &[u32]) -> Vec<Step> {
    numbers.iter().map(|&number| Step::Cell(number)).collect()
}

#[test]
fn undone_steps_can_be_taken_again() {
    let timeline = &mut after(3);
    check(timeline, Jump::Back(2), Arrival::Back(cells(&[2, 3])), 1);
    check(timeline, Jump::Forward(1), Arrival::Forward(cells(&[2])), 2);
    check(timeline, Jump::Back(2), Arrival::Back(cells(&[1, 2])), 0);
    check(timeline, Jump::Forward(3), Arrival::Forward(cells(&[1, 2, 3])), 3);
}

#[test]
fn a_new_step_ends_what_could_be_redone() {
    let timeline = &mut after(3);
    check(timeline, Jump::Back(2), Arrival::Back(cells(&[2, 3])), 1);
    timeline.advance(Step::Cell(5), 5);
    check_refused(
        timeline,
        Jump::Forward(1),
        "there is nothing to redo: nothing was undone, or a cell has run since",
    );
    check(timeline, Jump::Back(1), Arrival::Back(cells(&[5])), 1);
}

#[test]
fn nobody_goes_further_than_there_is() {
    check_refused(&mut after(0), Jump::Back(1), "there is nothing to undo");
    check_refused(
        &mut after(1),
        Jump::Back(2),
        "only one step can be undone: `%undo` goes back before cell [1]",
    );
    let timeline = &mut after(30);
    check_refused(
        timeline,
        Jump::Back(21),
        "only 20 steps can be undone: `%undo 20` goes back before cell [11]",
    );
    check(
        timeline,
        Jump::Back(20),
        Arrival::Back(cells(&(11..=30).collect::<Vec<_>>())),
        10,
    );
    check_refused(timeline, Jump::Forward(21), "only 20 steps can be redone: `%redo 20`");
}

#[test]
fn a_named_state_stays_within_reach_and_the_way_there_can_be_undone() {
    let timeline = &mut after(2);
    assert_eq!(timeline.name("basis"), Ok(false));
    for cell in 3..=40 {
        timeline.advance(Step::Cell(cell), cell);
    }
    check(timeline, Jump::To("basis"), Arrival::At(Step::Cell(2)), 2);
    check(
        timeline,
        Jump::Back(1),
        Arrival::Back(vec![Step::Return("basis".into())]),
        40,
    );
    check_refused(
        timeline,
        Jump::To("basics"),
        "there is no checkpoint `basics`; did you mean `basis`?",
    );
    check_refused(
        timeline,
        Jump::To("elsewhere"),
        "there is no checkpoint `elsewhere`; `%checkpoint` lists those that there are, `%checkpoint elsewhere` makes one",
    );
}

#[test]
fn names_are_few() {
    let timeline = &mut after(1);
    for name in ('a'..='j').map(String::from) {
        assert_eq!(timeline.name(&name), Ok(false));
    }
    assert_eq!(timeline.name("k"), Err(Full));
    assert_eq!(timeline.name("j"), Ok(true));
}

#[test]
fn the_youngest_state_that_lives_takes_the_place_of_one_that_is_lost() {
    let timeline = &mut after(3);
    assert_eq!(timeline.fall_back(|state| *state < 2), Some(cells(&[2, 3])));
    assert_eq!(*timeline.present(), 1);
    let overview = timeline.overview();
    assert_eq!((overview.past, overview.future), (1, 0));
    assert_eq!(timeline.fall_back(|_| false), None);
}

#[test]
fn steps_are_listed_as_in_a_sentence() {
    assert_eq!(list(&cells(&[3])), "cell [3]");
    assert_eq!(list(&cells(&[3, 5, 6])), "cell [3], cell [5] and cell [6]");
    assert_eq!(
        list(&[Step::Cell(0), Step::Return("a".into())]),
        "a cell without a number and the return to `a`"
    );
}
