//! The Jupyter protocol: jupyter_kernel_test's cases, and those it leaves out.

use crate::python::pytest;

#[test]
fn jupyter_kernel_test_passes_whole() {
    pytest(&["test_conformance.py"]);
}

#[test]
fn a_raw_client_gets_what_the_protocol_promises() {
    pytest(&["test_raw_client.py"]);
}
