//! Meno from the outside: its command line, the notebook protocol, the course, and a real JupyterLab.

mod authoring;
mod binder;
mod browser;
mod cli;
mod conformance;
mod docs;
mod layout;
mod notebooks;
mod prelude;
mod python;
mod questions;
mod setup_rust;
mod wheel;
