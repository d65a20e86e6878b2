//! The lines that evcxr 0.22 exchanges with its runtime, whose part the worker plays.

/// The environment variable by which evcxr tells its runtime that it is.
pub const IS_RUNTIME: &str = "EVCXR_IS_RUNTIME";

/// Asks for a run: a library and a function in it follow.
pub const LOAD_AND_RUN: &str = "LOAD_AND_RUN ";

/// The run is over, however the cell has ended.
pub const COMPLETE: &str = "EVCXR_EXECUTION_COMPLETE";

/// The cell has panicked.
pub const PANIC: &str = "EVCXR_PANIC_NOTIFICATION";

/// `?` has ended the cell.
pub const ERROR: &str = "EVCXR_ERROR_OCCURRED";

/// A variable has a type that is another one now. Its name follows.
pub const LOST: &str = "EVCXR_VARIABLE_CHANGED_TYPE:";
