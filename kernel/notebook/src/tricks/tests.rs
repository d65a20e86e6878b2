use super::*;

fn exercise(id: &str) -> &'static Exercise {
    course::find(id).expect("the course has it")
}

/// The tricks of an exercise, one after the other, as many as are asked for.
fn laid(exercise: &'static Exercise, count: usize) -> Vec<Trick> {
    let (mut tricks, mut laid) = (Tricks::default(), Vec::<Trick>::new());
    for _ in 0..count {
        let seen: Vec<String> = laid.iter().map(|trick| trick.code.clone()).collect();
        laid.push(tricks.lay(exercise, seen.iter().map(String::as_str)).clone());
    }
    laid
}

#[test]
fn none_comes_again_before_all_have_been_laid() {
    for exercise in course::exercises() {
        let all = order(exercise).len();
        let codes: Vec<String> = laid(exercise, 2 * all).into_iter().map(|trick| trick.code).collect();
        let (first, second) = codes.split_at(all);
        assert_eq!(first, second, "{}: the order is the same each time", exercise.id);
        let mut codes = first.to_vec();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), all, "{}: two look alike", exercise.id);
    }
}

#[test]
fn some_are_right_and_some_are_wrong() {
    for exercise in course::exercises() {
        let tricks = laid(exercise, order(exercise).len());
        let right = tricks.iter().filter(|trick| trick.passes()).count();
        assert_eq!(right, exercise.alternatives.len() + 1, "{}", exercise.id);
        for failed in tricks.iter().filter_map(Trick::failed) {
            assert!(failed.counterexample.is_some(), "{}", exercise.id);
        }
    }
}

#[test]
fn no_trick_tells_its_idea() {
    for exercise in course::exercises() {
        for misconception in exercise
            .misconceptions
            .iter()
            .filter(|misconception| misconception.compiles)
        {
            let mut tricks = Tricks::default();
            let trick = tricks.lay_tagged(exercise, misconception.tag).expect("it compiles");
            let code = trick.code.to_lowercase();
            let (id, tag) = (exercise.id, misconception.tag);
            for written in [tag.to_owned(), tag.replace('-', "_"), tag.replace('-', " ")] {
                // A tag of one word may be the name of a method that cannot be written otherwise.
                assert!(
                    !written.contains(['-', '_', ' ']) || !code.contains(&written),
                    "{id}: {tag}:\n{code}"
                );
            }
            for telling in [
                "//",
                "/*",
                "wrong",
                "mistake",
                "misconception",
                "bug",
                "oops",
                "fixme",
                "todo",
            ] {
                assert!(!code.contains(telling), "{id}: {tag}: `{telling}`:\n{code}");
            }
        }
    }
}

#[test]
fn a_presenter_may_choose_by_tag() {
    let mut tricks = Tricks::default();
    let trick = tricks
        .lay_tagged(exercise("projector"), "not-normalised")
        .map(|trick| trick.passes());
    assert_eq!(trick, Ok(false));
    let unknown = tricks.lay_tagged(exercise("projector"), "not-normalized").map(|_| ());
    assert!(unknown.is_err_and(|error| error.ends_with("did you mean `not-normalised`?")));
    let uncompilable = exercise("zero_second_and_repeat_3").misconceptions[0].tag;
    let refused = tricks
        .lay_tagged(exercise("zero_second_and_repeat_3"), uncompilable)
        .map(|_| ());
    assert!(refused.is_err_and(|error| error.contains("does not compile")));
}

#[test]
fn what_is_right_has_fewer_stages() {
    let mut tricks = Tricks::default();
    let mut stages = |tag: Option<&str>| {
        let exercise = exercise("projector");
        let trick = match tag {
            Some(tag) => tricks.lay_tagged(exercise, tag).expect("it compiles"),
            None => {
                let right = laid(exercise, 100).into_iter().find(Trick::passes);
                tricks.open.insert(right.expect("some are right"))
            }
        };
        std::iter::from_fn(|| trick.reveal()).collect::<Vec<_>>()
    };
    use Stage::*;
    assert_eq!(
        stages(Some("not-normalised")),
        [Verdict, Counterexample, Question, Statement, Sibling, Solution]
    );
    assert_eq!(stages(None), [Verdict, Sibling, Solution]);
}

#[test]
fn a_call_is_told_from_what_is_none() {
    #[track_caller]
    fn check(id: &str, call: &str, expected: bool) {
        assert_eq!(asked(call, None).map(|exercise| exercise.id), Some(id));
        assert_eq!(has_form(exercise(id), call), expected, "{call}");
    }
    check("projector", "projector(&dvector![2.0])", true);
    check("projector", "let u = dvector![2.0]; projector(&u)", true);
    check(
        "central_difference",
        "[0.1, 0.01].map(|h| central_difference(&|x| x * x, 1.0, h))",
        true,
    );
    check("projector", "projector", false);
    check("projector", "projector(&dvector![2.0]", true);
    check("shapes", "shapes[\"v\"]", true);
    check("shapes", "shapes.keys()", true);
    check("shapes", "shapes.len()", false);
    check("pipeline", "pipeline * vector![1.0, 0.0]", true);
    check("pipeline", "vector![1.0, 0.0] * pipeline", false);
    assert!(asked("projektor(&u)", None).is_none());
}

#[test]
fn the_size_of_an_example_is_how_many_numbers_it_has() {
    #[track_caller]
    fn check(call: &str, expected: usize) {
        assert_eq!(size(call), expected, "{call}");
    }
    check("projector(&dvector![2.0, -1.5])", 2);
    check("repeat_3_2 * vector![1.0, 0.0]", 2);
    check("f(1e-3, x2, 40, DVector::<f64>::zeros(3))", 3);
    check("shapes[\"v\"]", 0);
}

#[test]
fn comments_go_and_texts_stay() {
    #[track_caller]
    fn check(code: &str, expected: &str) {
        assert_eq!(without_comments(code), expected);
    }
    check("// why\nlet x = 1; // because\nx", "let x = 1;\nx");
    check("let u = \"a // b\"; // c", "let u = \"a // b\";");
    check("let q = '\"'; // c", "let q = '\"';");
    check("a\n\nb\n", "a\n\nb");
}
