//! What every Meno cell sees, compiled ahead as one dynamic library, and the worker process that runs cells.
//!
//! A cell is compiled against this crate: `use meno_prelude::names::*` brings the course's types in scope, [`Store`]
//! hands it the notebook's variables, [`show`] shows its value. The worker ([`worker`]) is linked to the very same
//! library, so that a cell shares its standard library, its panics and its output buffers.
//!
//! In reading order:
//! - `show`: how a cell shows values
//! - `store`: the notebook's variables, between cells
//! - `failure`: how a cell ends early
//! - `block_on`: a cell that awaits
//! - `worker`: the processes that hold states and run cells
//! - `channel`: the worker's end of the socket to the kernel
//! - `descriptors`: the worker's own descriptors, and whether a cell has left them alone
//! - `shared_page`: how far a forked child has come
//! - `output`, `stderr`, `input`: the streams of a cell
//! - `shape_probe`: the shapes in an expression that panicked
//! - `instances`: generic code that is compiled ahead

pub mod block_on;
mod channel;
mod descriptors;
pub mod failure;
mod input;
mod instances;
mod output;
pub mod shape_probe;
mod shared_page;
pub mod show;
mod stderr;
mod store;
pub mod worker;

pub use block_on::block_on;
pub use failure::CellError;
pub use output::{report, report_refutation};
pub use store::Store;
// The public paths by which rustc names their types.
pub use {course, figures, grading, nalgebra, num_dual, plotters};

/// The names in scope in every cell, without any `use`.
pub mod names {
    pub use crate::show::clear_output;
    pub use crate::{display, update_display};
    pub use figures::{
        Figure, Motion, animate, arrows, bars, contour, field, graph, heatmap, hist, line, map_of, path, plot, scatter,
        slider, sliders, surface,
    };
    pub use nalgebra::{
        DMatrix, DVector, Dyn, Matrix1, Matrix2, Matrix2x3, Matrix2x4, Matrix3, Matrix3x2, Matrix3x4, Matrix4,
        Matrix4x2, Matrix4x3, RowDVector, RowVector2, RowVector3, RowVector4, SMatrix, SVector, Vector1, Vector2,
        Vector3, Vector4, dmatrix, dvector, matrix, vector,
    };
    pub use num_dual::{Dual64, DualNum};
    pub use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
}
