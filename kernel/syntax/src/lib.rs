//! The Rust of a cell, read once: whatever asks something of a cell's code asks this. It knows syntax, and neither names nor
//! types.
//!
//! In reading order:
//! - `cell`: items, statements, a last expression and the variables bound by them
//! - `item`: the key by which an item is known from cell to cell
//! - `imports`: the leaves of a `use`
//! - `faults`: what is wrong with a text before it can be parsed
//! - `makeup`: what an item is made of
//! - `flow`: where they end the cell, and where they wait
//! - `files`: the files that it names
//! - `statics`: what keeps its value from call to call, hence from cell to cell

mod cell;
pub mod faults;
mod files;
mod flow;
mod imports;
mod item;
mod makeup;
mod statics;

pub use cell::{Binding, Call, Cell, CellItem};
pub use files::FileUse;
pub use flow::Return;
pub use item::{ItemKey, Rewritten, identifier};
pub use makeup::{Contents, Definition, Import, Makeup, Making, Part, Role, parts_of_type};
pub use statics::{Edit, Static};
