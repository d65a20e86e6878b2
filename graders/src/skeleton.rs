//! What a new exercise starts from: text for its file, its notebook's module and its notebook.
//!
//! Everything compiles at once. What is left to fill in says `TODO`, and `cargo test -p meno-graders` lists it.

use std::fmt;

use serde_json::{Value, json};

use crate::exercise::{Kind, Notebook};
use crate::source::{self, Last};

#[cfg(test)]
mod function;
#[cfg(test)]
mod variable;

/// The name that the skeletons have where an exercise has its id.
const ID: &str = "exercise_id";

/// The file of the exercise, `<id>.rs` in the folder of its notebook.
pub fn file(id: &str, notebook: Notebook, kind: Kind) -> String {
    let (name, text) = match kind {
        Kind::Function => ("function.rs", include_str!("skeleton/function.rs")),
        Kind::Variable => ("variable.rs", include_str!("skeleton/variable.rs")),
    };
    text.replace(
        &format!("include_str!({name:?})"),
        &format!("include_str!(\"{id}.rs\")"),
    )
    .replace("Notebook::LinearAlgebra", &format!("Notebook::{notebook:?}"))
    .replace(ID, id)
}

/// The notebook's module with the exercise as its last.
///
/// # Errors
/// If it isn't laid out as such a module is.
pub fn module(before: &str, id: &str) -> Result<String, LayoutError> {
    let layout = LayoutError("the notebook's module has no list `in_order![…]`");
    let (head, rest) = before.split_once("crate::spec::in_order![").ok_or(layout.clone())?;
    let (listed, tail) = rest.split_once(']').ok_or(layout)?;
    let mut modules: Vec<String> = head
        .lines()
        .filter(|line| line.starts_with("mod "))
        .map(str::to_owned)
        .collect();
    modules.push(format!("mod {id};"));
    modules.sort();
    let rest_of_head: Vec<&str> = head.lines().filter(|line| !line.starts_with("mod ")).collect();
    let exercises: Vec<&str> = listed
        .split(',')
        .map(str::trim)
        .filter(|exercise| !exercise.is_empty())
        .chain([id])
        .collect();
    Ok(format!(
        "{}\n\n{}\n\ncrate::spec::in_order![\n    {}\n]{tail}",
        rest_of_head.join("\n").trim_end(),
        modules.join("\n"),
        exercises.join(",\n    "),
    ))
}

/// The notebook with the exercise's cells: prompt, starter and check. They stand before the last one, which looks back.
///
/// # Errors
/// If it is no notebook.
pub fn notebook(before: &Value, id: &str, kind: Kind) -> Result<Value, LayoutError> {
    let mut after = before.clone();
    let cells = after
        .get_mut("cells")
        .and_then(Value::as_array_mut)
        .ok_or(LayoutError("the notebook's JSON has no list of cells"))?;
    let looks_back = cells.len() > 1 && cells.last().is_some_and(|cell| cell["cell_type"] == "markdown");
    let end = cells.len() - usize::from(looks_back);
    cells.splice(end..end, cells_of(id, kind));
    Ok(after)
}

/// A file of the course that is not as this expects it to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError(&'static str);

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for LayoutError {}

fn cells_of(id: &str, kind: Kind) -> [Value; 3] {
    let file = file(id, Notebook::LinearAlgebra, kind);
    let starter = source::cut_out(&file, "starter", Last::Dropped);
    let signature = source::signature(&starter);
    let (_, prompt) = file.split_once("prompt: \"").unwrap_or_default();
    let prompt = prompt.split('"').next().unwrap_or_default();
    let name = id.replace('_', "-");
    let cell = |part: &str, kind: &str, metadata: Value, text: &str| {
        let mut cell = json!({
            "cell_type": kind,
            "id": format!("{name}-{part}"),
            "metadata": metadata,
            "source": text.split_inclusive('\n').collect::<Vec<_>>(),
        });
        if kind == "code" {
            cell["execution_count"] = Value::Null;
            cell["outputs"] = json!([]);
        }
        cell
    };
    let heading = format!("### Exercise: TODO: a short title\n\n`{signature}` (1 point)\n\n{prompt}");
    [
        cell("prompt", "markdown", json!({}), &heading),
        cell("answer", "code", json!({"meno": {"exercise": id}}), &starter),
        cell("check", "code", json!({}), &format!("%check {id}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Own, Specification};
    use crate::verdict::Verdict;

    /// These are the skeletons themselves, compiled.
    #[test]
    fn a_skeleton_says_what_is_left_to_do() {
        #[track_caller]
        fn check(skeleton: &dyn Specification, signature: &str) {
            assert_eq!(skeleton.exercise().signature, signature);
            let starter = skeleton.verdict(Own::Starter, 1);
            assert!(matches!(starter, Some(Verdict::NotAttempted { .. })), "{starter:?}");
            let left = skeleton.left_to_do();
            let first = "1: //! TODO: what it is about, in a line.";
            assert_eq!(left[0], first);
            for what in [
                "a short title",
                "what makes the learner see it",
                "the solution",
                "worked",
            ] {
                assert!(left.iter().any(|line| line.contains(what)), "{what}: {left:#?}");
            }
        }
        check(&function::SPEC, "fn exercise_id(v: &DVector<f64>) -> f64");
        check(&variable::SPEC, "exercise_id: f64");
    }

    #[test]
    fn a_skeletons_check_runs() {
        for verdict in [function::check(|v| v.sum()), variable::check(&1.0)] {
            assert!(matches!(verdict, Verdict::Passed { .. }), "{verdict:?}");
        }
        assert!(matches!(variable::check(&2.0), Verdict::Failed(_)));
    }

    #[test]
    fn a_skeleton_takes_its_exercises_name() {
        let ramp = file("ramp", Notebook::Calculus, Kind::Function);
        assert!(!ramp.contains(ID) && !ramp.contains("LinearAlgebra"));
        assert!(ramp.contains("include_str!(\"ramp.rs\")"));
        assert!(ramp.contains("fn ramp(v: &DVector<f64>) -> f64 {"));
        assert!(ramp.contains("notebook: Notebook::Calculus,"));
    }

    #[test]
    fn an_exercise_joins_its_notebooks_module() {
        #[track_caller]
        fn check(before: &str, expected: &str) {
            assert_eq!(module(before, "ramp").unwrap(), expected);
        }
        check(
            "//! The first.\n\ncrate::spec::in_order![];\n",
            "//! The first.\n\nmod ramp;\n\ncrate::spec::in_order![\n    ramp\n];\n",
        );
        check(
            "//! The first.\n\nmod maps;\nmod shapes;\n\ncrate::spec::in_order![shapes, maps];\n",
            "//! The first.\n\nmod maps;\nmod ramp;\nmod shapes;\n\n\
             crate::spec::in_order![\n    shapes,\n    maps,\n    ramp\n];\n",
        );
        assert!(module("mod maps;", "ramp").is_err());
    }

    #[test]
    fn an_exercise_joins_its_notebook_before_the_last_word() {
        let prose = json!({"cell_type": "markdown", "id": "outro", "source": ["The end."]});
        let title = json!({"cell_type": "markdown", "id": "title", "source": ["# One"]});
        let after = notebook(&json!({"cells": [title, prose]}), "my_ramp", Kind::Function).unwrap();
        let cells = after["cells"].as_array().unwrap();
        let ids: Vec<&str> = cells.iter().filter_map(|cell| cell["id"].as_str()).collect();
        assert_eq!(
            ids,
            ["title", "my-ramp-prompt", "my-ramp-answer", "my-ramp-check", "outro"]
        );
        assert_eq!(
            cells[2],
            json!({
                "cell_type": "code",
                "execution_count": null,
                "id": "my-ramp-answer",
                "metadata": {"meno": {"exercise": "my_ramp"}},
                "outputs": [],
                "source": ["fn my_ramp(v: &DVector<f64>) -> f64 {\n", "    todo!()\n", "}"],
            })
        );
        for other in [json!([]), json!({}), json!({"cells": 1})] {
            assert!(notebook(&other, "ramp", Kind::Variable).is_err());
        }
    }
}
