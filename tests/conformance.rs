//! The kernel through its protocol: jupyter_kernel_test's cases and those it leaves out, what cells can say, and what
//! survives them.

use crate::python::pytest;

#[test]
fn jupyter_kernel_test_passes_whole() {
    pytest(&["test_conformance.py"]);
}

#[test]
fn a_raw_client_gets_what_the_protocol_promises() {
    pytest(&["test_raw_client.py"]);
}

#[test]
fn cells_speak_the_rust_of_notebooks() {
    pytest(&["test_cells.py"]);
}

#[test]
fn nothing_a_cell_does_loses_a_variable_or_leaves_a_process() {
    pytest(&["test_survival.py"]);
}

#[test]
fn names_are_completed_and_explained_offline() {
    pytest(&["test_completion.py"]);
}
