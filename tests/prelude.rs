//! The prelude's own tests. It is no default member of the workspace, since it is built with flags of its own.

use std::process::Command;

use crate::python::{repository, shown};

#[test]
fn what_every_cell_sees_passes_its_own_tests() {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--release", "--locked", "--package", "meno-prelude", "--lib"])
        .current_dir(repository(""))
        .output()
        .unwrap();
    let text = shown(&output);
    assert!(output.status.success(), "{text}");
    assert!(!text.contains("running 0 tests"), "{text}");
}
