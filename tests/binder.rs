//! The image for Binder and hubs, as far as it can be held to something without Docker; `binder/rehearse` takes its steps.

use std::process::Command;

use crate::python::{environment, repository, shown};

#[test]
fn the_dockerfile_has_no_known_fault() {
    let output = Command::new(environment().prefix().join("bin/hadolint"))
        .arg(repository("binder/Dockerfile"))
        .output()
        .unwrap();
    assert!(
        output.status.success() && output.stdout.is_empty(),
        "{}",
        shown(&output)
    );
}
