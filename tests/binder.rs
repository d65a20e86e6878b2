//! The image for Binder and hubs, as far as it can be held to something without Docker; `binder/rehearse` takes its steps.

use std::{fs, process::Command};

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

/// Where the sources will be is not for them to know: the README has a template, and a command that fills it in.
#[test]
fn the_readme_says_how_to_put_the_repositorys_address_into_its_badges() {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let command = readme.lines().find(|line| line.starts_with("sed -i ")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("README.md");
    fs::write(&copy, &readme).unwrap();
    let mut shell = Command::new("sh");
    let status = shell.args(["-c", command]).current_dir(&folder).status().unwrap();
    assert!(status.success(), "{command}");
    let filled_in = fs::read_to_string(copy).unwrap();
    for badge in ["mybinder.org/v2/gh/", "colab.research.google.com/github/"] {
        assert!(filled_in.contains(badge), "the README has no badge of {badge}");
    }
    let elsewhere = ["binder", ".devcontainer", "notebooks"].map(|folder| fs::read_dir(repository(folder)).unwrap());
    let files = elsewhere.into_iter().flatten().map(|entry| entry.unwrap().path());
    let others = files
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap());
    for text in others.chain([filled_in]) {
        for template in ["OWNER", "REPOSITORY/"] {
            assert!(!text.contains(template), "`{template}` is left in\n{text}");
        }
    }
}
