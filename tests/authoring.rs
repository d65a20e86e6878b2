//! A course author starts an exercise: what `meno new-exercise` writes, and where it refuses.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use course::LINEAR_ALGEBRA;
use grading::{Kind, skeleton};
use serde_json::Value;
use tempfile::TempDir;

use crate::python::{meno, repository, shown};

#[test]
fn a_new_exercise_has_a_file_a_place_and_cells() {
    let checkout = Checkout::new();
    let before = checkout.read("notebooks/01_linear_algebra.ipynb");
    // It is run where authors are.
    let output = checkout.new_exercise(
        "graders/course/src",
        &["made_up", "--notebook", "linear-algebra", "--kind", "function"],
    );
    assert!(output.status.success(), "{}", shown(&output));
    assert!(
        shown(&output).contains("wrote graders/course/src/linear_algebra/made_up.rs"),
        "{}",
        shown(&output)
    );

    let file = checkout.read("graders/course/src/linear_algebra/made_up.rs");
    assert_eq!(file, skeleton::file("made_up", &LINEAR_ALGEBRA, Kind::Function));
    let module = checkout.read("graders/course/src/linear_algebra.rs");
    assert!(module.contains("mod made_up;\n"), "{module}");
    assert!(module.trim_end().ends_with(",\n    made_up\n];"), "{module}");

    let after = checkout.read("notebooks/01_linear_algebra.ipynb");
    let [before, after]: [Value; 2] = [before, after].map(|text| serde_json::from_str(&text).unwrap());
    let cells = |notebook: &Value| notebook["cells"].as_array().unwrap().clone();
    let is_new = |cell: &Value| cell["id"].as_str().unwrap().starts_with("made-up-");
    let (new, old): (Vec<Value>, Vec<Value>) = cells(&after).into_iter().partition(is_new);
    assert_eq!(new.len(), 3);
    assert_eq!(old, cells(&before), "the other cells are as they were");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let checkout = Checkout::new();
    let before = checkout.read("graders/course/src/linear_algebra.rs");
    #[track_caller]
    fn refused(output: &Output, code: i32, words: &str) {
        assert_eq!(output.status.code(), Some(code), "{}", shown(output));
        assert!(shown(output).contains(words), "{}", shown(output));
    }
    let new = |folder: &str, id: &str| {
        checkout.new_exercise(folder, &[id, "--notebook", "linear-algebra", "--kind", "variable"])
    };
    refused(
        &new("", "Made Up"),
        2,
        "error: `Made Up` can't be the name of what learners define",
    );
    refused(
        &new("", "projector"),
        2,
        "error: there is an exercise `projector` already",
    );
    refused(&new("..", "made_up"), 1, "is not in a checkout of Meno");
    fs::write(checkout.path("graders/course/src/linear_algebra/made_up.rs"), "mine").unwrap();
    refused(
        &new("", "made_up"),
        1,
        "error: `graders/course/src/linear_algebra/made_up.rs` is there already",
    );
    assert_eq!(checkout.read("graders/course/src/linear_algebra/made_up.rs"), "mine");
    assert_eq!(checkout.read("graders/course/src/linear_algebra.rs"), before);
}

/// Every path and every piece of Rust that the page for authors shows is there.
#[test]
fn the_page_for_authors_is_true() {
    let page = fs::read_to_string(repository("graders/AUTHORING.md")).unwrap();
    let skeletons = [Kind::Function, Kind::Variable].map(|kind| skeleton::file("unit_vector", &LINEAR_ALGEBRA, kind));
    let finished = [
        "graders/course/src/linear_algebra/projector.rs",
        "graders/course/src/linear_algebra/shape_of_transpose.rs",
        "graders/grading/examples/hypotenuse.rs",
        "graders/grading/tests/outside/src/unit_vector.rs",
    ];
    let finished = finished.map(|file| fs::read_to_string(repository(file)).unwrap());
    for block in page.split("```rust\n").skip(1) {
        let code = block.split("```").next().unwrap().trim_end();
        let is_there = skeletons.iter().chain(&finished).any(|file| file.contains(code));
        assert!(is_there, "neither a skeleton nor a finished exercise has:\n{code}");
    }
    let named = page.split('`').skip(1).step_by(2);
    let paths = named.filter(|code| !code.contains(' '));
    for path in paths.filter(|path| path.ends_with(".rs") || path.ends_with(".ipynb")) {
        let known = ["", "graders/", "graders/course/src/"]
            .iter()
            .any(|folder| repository(folder).join(path).exists());
        assert!(
            known || path.contains("unit_vector"),
            "the page names `{path}`, which is not there"
        );
    }
}

/// Its table has every field of a specification.
#[test]
fn the_page_for_authors_names_every_field() {
    let page = fs::read_to_string(repository("graders/AUTHORING.md")).unwrap();
    let rows: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let specification = fs::read_to_string(repository("graders/grading/src/spec.rs")).unwrap();
    for name in ["Spec", "Mistake", "Trials", "Property"] {
        let (_, rest) = specification.split_once(&format!("pub struct {name}<")).unwrap();
        let fields = rest.split("\n}").next().unwrap().lines();
        let fields = fields.filter_map(|line| line.strip_prefix("    pub ")?.split(':').next());
        for field in [name].into_iter().chain(fields) {
            assert!(rows.contains(&field), "the table leaves out `{field}` of `{name}`");
        }
    }
}

/// A copy of what a checkout has of exercises.
struct Checkout(TempDir);

impl Checkout {
    fn new() -> Checkout {
        let checkout = Checkout(tempfile::tempdir().unwrap());
        for file in [
            "graders/course/src/lib.rs",
            "graders/course/src/linear_algebra.rs",
            "graders/course/src/linear_algebra/projector.rs",
            "notebooks/01_linear_algebra.ipynb",
        ] {
            let copy = checkout.path(file);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(repository(file), copy).unwrap();
        }
        checkout
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join("checkout").join(file)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn new_exercise(&self, folder: impl AsRef<Path>, arguments: &[&str]) -> Output {
        let folder = self.path("").join(folder);
        meno()
            .arg("new-exercise")
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap()
    }
}
