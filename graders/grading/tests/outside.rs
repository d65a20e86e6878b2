//! A course in a crate outside of this repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// It compiles, and passes its gates, against this crate alone.
#[test]
fn a_course_elsewhere_passes_its_gates() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let elsewhere = std::env::temp_dir().join(format!("another-course-{}", std::process::id()));
    copy(&package.join("tests/outside"), &elsewhere);
    let manifest = elsewhere.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let here = format!("path = {package:?}");
    fs::write(&manifest, text.replace("path = \"../..\"", &here)).unwrap();
    // The versions that are tried here, so that nothing is downloaded.
    fs::copy(package.join("../../Cargo.lock"), elsewhere.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["test", "--release", "--offline", "--quiet", "--manifest-path"])
        .arg(&manifest)
        // What both need is compiled once.
        .env("CARGO_TARGET_DIR", target())
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let is_passed = output.status.success() && printed[0].contains("2 passed");
    fs::remove_dir_all(&elsewhere).unwrap();
    assert!(is_passed, "{}", printed.concat());
}

/// The folder that cargo builds this in.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_path_buf()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}
