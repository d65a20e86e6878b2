use super::*;

#[test]
fn an_answer_that_is_nearly_there_is_told_so() {
    const CLOSURE: &str = "let projector = |u: &DVector<f64>| u * u.transpose();";
    let told = "projector: not yet right\n  `projector` is a closure, which `let` binds, and a function is asked for";
    check_contains(&[CLOSURE, "%check projector"], told);
    check_contains(&[CLOSURE, "%check"], told);
    check_contains(&[UNTOUCHED, CLOSURE, "%check projector"], told);
    check_contains(&[&format!("%%check projector\n{CLOSURE}")], told);
    check_contains(&["let projector = (move |u| u);", "%check projector"], told);
    // What has a type is tried.
    check_contains(
        &["let projector: fn(f64) -> f64 = |u| wrong(u);", "%check projector"],
        "Fails: something.",
    );
    check(
        &[CLOSURE, right(), "%check projector"],
        "projector: passed\n  - It is right",
    );
    check(
        &["fn projecter() {}", "%check projector"],
        "projector: not attempted yet\n  `projector` is not defined: define `fn projector(u: &DVector<f64>) -> DMatrix<f64>` \
         in a cell, run it, then check again; there is `projecter`, which is nearly its name: if that is your answer, call it \
         `projector`",
    );
    check_contains(
        &[UNTOUCHED, "fn projecter() {}", "%check projector"],
        "there is `projecter`",
    );
    check_contains(
        &["fn projecter() {}\nlet x = 1;", "%%check projector\nlet y = 2;"],
        "there is `projecter`",
    );
    check(
        &["fn projecter() {}", "%check"],
        "No exercise has been attempted yet. `%exercises` lists them.",
    );
    // A variable is no function.
    check(
        &["let projecter = 1;", "%check projector"],
        "projector: not attempted yet\n  `projector` is not defined: define `fn projector(u: &DVector<f64>) -> DMatrix<f64>` \
         in a cell, run it, then check again",
    );
}
