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

/// Gives up the first `count` of the states that can be, and returns how that is told.
fn give_up(timeline: &mut Timeline<u32>, count: usize) -> String {
    let mut told = GivenUp::default();
    for _ in 0..count {
        let (id, _) = timeline.expendable()[0];
        timeline.give_up(id, &mut told);
        assert!(timeline.state(id).is_none());
    }
    told.to_string()
}

#[test]
fn the_oldest_states_are_given_up_first_and_the_way_there_says_so() {
    let timeline = &mut after(5);
    assert_eq!(
        give_up(timeline, 3),
        "the states before cell [3] and all earlier cells were given up, to make room in memory"
    );
    for steps in [5, 6] {
        check_refused(
            timeline,
            Jump::Back(steps),
            "the state before cell [1] was given up, to make room in memory; `%undo 2` goes back before cell [4], the \
             furthest that is left",
        );
    }
    check_refused(
        timeline,
        Jump::Back(3),
        "the state before cell [3] was given up, to make room in memory; `%undo 2` goes back before cell [4], the \
         furthest that is left",
    );
    assert_eq!(timeline.overview().past, 2);
    check(timeline, Jump::Back(2), Arrival::Back(cells(&[4, 5])), 3);
    check(timeline, Jump::Forward(2), Arrival::Forward(cells(&[4, 5])), 5);
    assert_eq!(timeline.fall_back(|state| *state < 3), None);
    give_up(timeline, 1);
    check_refused(
        timeline,
        Jump::Back(2),
        "the state before cell [4] was given up, to make room in memory; `%undo` goes back before cell [5], and that is \
         all that is left",
    );
    give_up(timeline, 1);
    check_refused(
        timeline,
        Jump::Back(1),
        "the state before cell [5] was given up, to make room in memory; nothing is left that can be undone",
    );
    timeline.advance(Step::Cell(6), 6);
    check(timeline, Jump::Back(1), Arrival::Back(cells(&[6])), 5);
}

#[test]
fn states_are_jumped_over_where_some_between_are_given_up() {
    let timeline = &mut after(4);
    let ids: Vec<Id> = timeline.expendable().into_iter().map(|(id, _)| id).collect();
    timeline.give_up(ids[2], &mut GivenUp::default());
    check(timeline, Jump::Back(3), Arrival::Back(cells(&[2, 3, 4])), 1);
    check_refused(
        timeline,
        Jump::Forward(1),
        "the state after cell [2] was given up, to make room in memory: run it again",
    );
    check(timeline, Jump::Forward(2), Arrival::Forward(cells(&[2, 3])), 3);
    check(timeline, Jump::Forward(1), Arrival::Forward(cells(&[4])), 4);
}

#[test]
fn of_what_was_undone_the_farthest_goes_first() {
    let timeline = &mut after(4);
    check(timeline, Jump::Back(3), Arrival::Back(cells(&[2, 3, 4])), 1);
    assert_eq!(
        give_up(timeline, 2),
        "the states before cell [1] and all earlier cells and states of cells that were undone were given up, to make room \
         in memory"
    );
    assert_eq!(timeline.overview().future, 2);
    check(timeline, Jump::Forward(2), Arrival::Forward(cells(&[2, 3])), 3);
}

#[test]
fn a_state_with_a_name_is_given_up_last_and_told_by_its_name() {
    let timeline = &mut after(1);
    assert_eq!(timeline.name("basis"), Ok(false));
    timeline.advance(Step::Cell(2), 2);
    timeline.advance(Step::Cell(3), 3);
    give_up(timeline, 2);
    check(timeline, Jump::Back(2), Arrival::Back(cells(&[2, 3])), 1);
    check(timeline, Jump::Forward(2), Arrival::Forward(cells(&[2, 3])), 3);
    assert_eq!(
        give_up(timeline, 1),
        "the states before cell [2] and all earlier cells and checkpoint `basis` were given up, to make room in memory"
    );
    assert_eq!(timeline.expendable(), []);
    check_refused(
        timeline,
        Jump::To("basis"),
        "checkpoint `basis` was given up, to make room in memory; `%checkpoint` lists those that are left",
    );
    assert!(timeline.overview().named.is_empty());
    assert_eq!(timeline.name("basis"), Ok(false));
    check(timeline, Jump::To("basis"), Arrival::At(Step::Cell(3)), 3);
}
