//! What a new exercise starts from: text for its file, its notebook's module and its notebook.
//!
//! Everything compiles at once. What is left to fill in says `TODO`, and [`gates`](crate::gates) list it.

use std::fmt;

use serde_json::{Value, json};

use crate::exercise::{Kind, Notebook};
use crate::notebooks::lines;
use crate::source;

/// The name that the skeletons have where an exercise has its id.
const ID: &str = "exercise_id";

/// The file of the exercise, `<id>.rs` in the folder of its notebook, which the crate's root defines under the folder's name in
/// capitals.
pub fn file(id: &str, notebook: &Notebook, kind: Kind) -> String {
    let (name, text) = match kind {
        Kind::Function => ("function.rs", include_str!("skeleton/function.rs")),
        Kind::Variable => ("variable.rs", include_str!("skeleton/variable.rs")),
    };
    text.replace(
        &format!("include_str!({name:?})"),
        &format!("include_str!(\"{id}.rs\")"),
    )
    .replace("NOTEBOOK", &notebook.folder.to_uppercase())
    .replace(ID, id)
}

/// The notebook's module with the exercise as its last.
///
/// # Errors
/// If it isn't laid out as such a module is.
pub fn module(before: &str, id: &str) -> Result<String, LayoutError> {
    let layout = LayoutError("the notebook's module has no list `in_order![…]`");
    let (head, rest) = before.split_once("grading::in_order![").ok_or(layout.clone())?;
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
        "{}\n\n{}\n\ngrading::in_order![\n    {}\n]{tail}",
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
    // Which notebook it is makes no difference to these.
    let anywhere = Notebook {
        file_stem: "",
        folder: "",
        title: "",
    };
    let file = file(id, &anywhere, kind);
    let starter = source::answer_of(&file, "starter", "starter");
    let signature = source::signature(&starter);
    let (_, prompt) = file.split_once("prompt: \"").unwrap_or_default();
    let prompt = prompt.split('"').next().unwrap_or_default();
    let name = id.replace('_', "-");
    let cell = |part: &str, kind: &str, metadata: Value, text: &str| {
        let mut cell = json!({
            "cell_type": kind,
            "id": format!("{name}-{part}"),
            "metadata": metadata,
            "source": lines(text),
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

    const CALCULUS: Notebook = Notebook {
        file_stem: "02_calculus",
        folder: "calculus",
        title: "Calculus",
    };

    #[test]
    fn a_skeleton_takes_its_exercises_name() {
        let ramp = file("ramp", &CALCULUS, Kind::Function);
        assert!(!ramp.contains(ID) && !ramp.contains("NOTEBOOK"));
        assert!(ramp.contains("include_str!(\"ramp.rs\")"));
        assert!(ramp.contains("fn ramp(v: &DVector<f64>) -> f64 {"));
        assert!(ramp.contains("notebook: &CALCULUS,"));
    }

    #[test]
    fn an_exercise_joins_its_notebooks_module() {
        #[track_caller]
        fn check(before: &str, expected: &str) {
            assert_eq!(module(before, "ramp").unwrap(), expected);
        }
        check(
            "//! The first.\n\ngrading::in_order![];\n",
            "//! The first.\n\nmod ramp;\n\ngrading::in_order![\n    ramp\n];\n",
        );
        check(
            "//! The first.\n\nmod maps;\nmod shapes;\n\ngrading::in_order![shapes, maps];\n",
            "//! The first.\n\nmod maps;\nmod ramp;\nmod shapes;\n\n\
             grading::in_order![\n    shapes,\n    maps,\n    ramp\n];\n",
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
