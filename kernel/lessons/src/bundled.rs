//! Names of the crates that are there, and of the standard library, which want a `use`; and crates that are not there yet.

use super::Scope;
use super::code::binds;
use super::complaint::{Complaint, quoted};

/// Where names are, by their paths; none that a learner's own type is likely to have, too. A path that ends with `*` is of a crate
/// whose names go together.
const PLACES: &[(&str, &[&str])] = &[
    (
        "nalgebra",
        &[
            "Affine2",
            "Affine3",
            "Cholesky",
            "Complex",
            "ComplexField",
            "Isometry2",
            "Isometry3",
            "LU",
            "Matrix5",
            "Matrix6",
            "MatrixView",
            "OMatrix",
            "OVector",
            "Orthographic3",
            "Perspective3",
            "Point1",
            "Point2",
            "Point3",
            "Point4",
            "QR",
            "Quaternion",
            "RealField",
            "Rotation2",
            "Rotation3",
            "RowDVector",
            "RowVector5",
            "SVD",
            "Schur",
            "Similarity2",
            "Similarity3",
            "SymmetricEigen",
            "Transform2",
            "Transform3",
            "Translation2",
            "Translation3",
            "UnitComplex",
            "UnitQuaternion",
            "UnitVector2",
            "UnitVector3",
            "Vector5",
            "Vector6",
            "DMatrixView",
            "DVectorView",
            "U1",
            "U2",
            "U3",
            "U4",
            "Unit",
            "point",
            "stack",
        ],
    ),
    (
        "num_dual",
        &[
            "Dual2_64",
            "Dual3_64",
            "HyperDual64",
            "HyperHyperDual64",
            "first_derivative",
            "second_derivative",
            "third_derivative",
            "gradient",
            "jacobian",
            "hessian",
            "second_partial_derivative",
        ],
    ),
    (
        "plotters::prelude::*",
        &[
            "BLACK",
            "BLUE",
            "CYAN",
            "GREEN",
            "MAGENTA",
            "RED",
            "TRANSPARENT",
            "WHITE",
            "YELLOW",
            "AreaSeries",
            "ChartBuilder",
            "EmptyElement",
            "Histogram",
            "IntoDrawingArea",
            "IntoFont",
            "LineSeries",
            "Palette99",
            "PathElement",
            "PointSeries",
            "RGBAColor",
            "RGBColor",
            "HSLColor",
            "SVGBackend",
            "ShapeStyle",
            "TriangleMarker",
        ],
    ),
    ("std::time", &["Duration", "Instant", "SystemTime"]),
    ("std::rc", &["Rc"]),
    ("std::sync", &["Arc", "LazyLock", "Mutex", "OnceLock", "RwLock", "mpsc"]),
    ("std::cell", &["OnceCell", "RefCell"]),
    ("std::path", &["Path", "PathBuf"]),
    ("std::fs", &["File"]),
    ("std::cmp", &["Reverse"]),
    ("std::collections", &["BinaryHeap", "LinkedList"]),
    ("std::borrow", &["Cow"]),
    ("std::marker", &["PhantomData"]),
    ("std::process", &["Command"]),
    (
        "std",
        &[
            "cell",
            "cmp",
            "collections",
            "env",
            "fmt",
            "fs",
            "io",
            "iter",
            "mem",
            "ops",
            "path",
            "process",
            "rc",
            "sync",
            "thread",
            "time",
        ],
    ),
];

/// `Rotation2::new(1.0)`, `RED`, `thread::spawn(f)`.
pub(super) fn name_to_import(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    const HOLDERS: [&str; 9] = [
        "cannot find type ",
        "cannot find value ",
        "cannot find function ",
        "cannot find macro ",
        "cannot find trait ",
        "cannot find struct, variant or union type ",
        "cannot find module or crate ",
        "cannot find tuple struct or tuple variant ",
        "cannot find function, tuple struct or tuple variant ",
    ];
    let rest = HOLDERS.iter().find_map(|start| complaint.message.strip_prefix(start))?;
    let name = quoted(rest).next()?;
    let is_in_scope_of_all = rest.ends_with("in this scope") && complaint.text() == name;
    let (place, _) = PLACES.iter().find(|(_, names)| names.contains(&name))?;
    let is_module = *place == "std";
    // In a `use` it is the path that is not right.
    let is_path = complaint.message.contains("module or crate") || complaint.message.contains("cannot find type");
    // A type of the learner's may have the same name.
    if !is_in_scope_of_all || scope.gone.contains_key(name) || (is_module && !is_path) {
        return None;
    }
    let import = match place.ends_with('*') {
        true => format!("use {place};"),
        false => format!("use {place}::{name};"),
    };
    let of = match place.split("::").next() {
        Some("std") => "the standard library".to_owned(),
        other => format!("`{}`, which is there", other.unwrap_or_default()),
    };
    Some(format!(
        "`{name}` is part of {of}, and is known by that name behind `{import}`."
    ))
}

/// Names that much of what is written about Rust uses, of crates that have to be asked for.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("rand", &["Rng", "StdRng", "SeedableRng", "thread_rng"]),
    (
        "rand_distr",
        &["Normal", "StandardNormal", "Bernoulli", "Binomial", "Poisson"],
    ),
    ("ndarray", &["Array1", "Array2", "Array3"]),
    ("num_complex", &["Complex64"]),
    ("num_bigint", &["BigInt", "BigUint"]),
    ("itertools", &["Itertools"]),
    ("serde", &["Serialize", "Deserialize"]),
];

/// `Normal::new(0.0, 1.0)`.
pub(super) fn name_of_unknown_crate(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = complaint
        .message
        .strip_prefix("cannot find ")
        .and_then(|rest| quoted(rest).next())?;
    let (place, _) = ELSEWHERE.iter().find(|(_, names)| names.contains(&name))?;
    (complaint.text() == name && !scope.gone.contains_key(name)).then(|| {
        format!(
            "Nothing here is called `{name}`; the crate `{place}` has something of that name. `:dep {place} = \"*\"`, in a cell before \
             this one, downloads and builds it, and `use {place}::{name};` makes the name known."
        )
    })
}

/// `use rand::Rng;`, `extern crate rand;`
pub(super) fn unknown_crate(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    /// Packages of Python's, some of which are crates with another purpose.
    const OF_PYTHON: [&str; 14] = [
        "np",
        "numpy",
        "math",
        "torch",
        "plt",
        "pd",
        "pandas",
        "scipy",
        "sklearn",
        "matplotlib",
        "sympy",
        "random",
        "cmath",
        "statistics",
    ];
    let is_extern = complaint.message.starts_with("can't find crate for ");
    let is_unlinked = complaint
        .label
        .starts_with("use of unresolved module or unlinked crate")
        || complaint.label.starts_with("no external crate");
    let is_linked =
        is_unlinked && !complaint.has_note_with("similar name") && !complaint.has_note_with("consider importing");
    let name = quoted(&complaint.message).next()?.split("::").next()?;
    let is_known = OF_PYTHON.contains(&name)
        || PLACES.iter().any(|(_, names)| names.contains(&name))
        || scope.variables.contains(&name)
        || binds(&complaint.source, name);
    let is_crates = name.len() > 1
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !(is_extern || is_linked) || is_known || !is_crates {
        return None;
    }
    if name == "na" {
        return Some(
            "`na` is short for `nalgebra` in much of what is written about it: `use nalgebra as na;`.".to_owned(),
        );
    }
    let line = line_of(complaint);
    let is_import = is_extern || line.starts_with("use ") || line.starts_with("pub use ");
    let subject = match is_import {
        true => format!("There is no crate `{name}` here so far."),
        false => format!("Nothing here is called `{name}`. If a crate is meant, it is not there so far."),
    };
    Some(format!(
        "{subject} `:dep {name} = \"*\"`, in a cell before this one, downloads and builds its newest version."
    ))
}

/// The line of the primary place.
fn line_of(complaint: &Complaint) -> String {
    let start = complaint.before().rsplit('\n').next().unwrap_or_default();
    let end = complaint.after().split('\n').next().unwrap_or_default();
    format!("{start}{}{end}", complaint.text()).trim_start().to_owned()
}
