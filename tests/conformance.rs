//! The kernel through its protocol: jupyter_kernel_test's cases and those it leaves out, what cells can say and use, how
//! exercises are checked, what survives cells, and the way back.

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
fn predictions_stand_beside_what_came_out() {
    pytest(&["test_predictions.py"]);
}

#[test]
fn commands_do_as_evcxrs() {
    pytest(&["test_commands.py"]);
}

#[test]
fn work_that_takes_long_says_so_and_leaves_nothing() {
    pytest(&["test_progress.py"]);
}

#[test]
fn statics_keep_their_values() {
    pytest(&["test_statics.py"]);
}

#[test]
fn what_is_outside_of_a_cell_is_as_its_author_means_it() {
    pytest(&["test_outside.py"]);
}

#[test]
fn exercises_stand_by_themselves() {
    pytest(&["test_exercises.py"]);
}

#[test]
fn nothing_a_cell_does_loses_a_variable_or_leaves_a_process() {
    pytest(&["test_survival.py"]);
}

#[test]
fn no_cell_stays_unanswered_whoever_is_killed() {
    pytest(&["test_worker.py"]);
}

#[test]
fn whatever_goes_wrong_the_notebook_goes_on() {
    pytest(&["test_faults.py"]);
}

#[test]
fn nothing_grows_and_nothing_is_left() {
    pytest(&["test_endurance.py"]);
}

#[test]
fn the_key_stays_secret_and_an_interrupt_is_heard() {
    pytest(&["test_trust.py"]);
}

#[test]
fn every_cell_can_be_undone_and_leaves_nothing_running() {
    pytest(&["test_checkpoints.py"]);
}

#[test]
fn a_redefinition_leaves_nothing_of_another_type() {
    pytest(&["test_redefinition.py"]);
}

#[test]
fn whatever_ends_a_cell_its_magics_are_taken_back_with_it() {
    pytest(&["test_transactions.py"]);
}

#[test]
fn a_cell_that_uses_too_much_ends_by_itself() {
    pytest(&["test_limits.py"]);
}

#[test]
fn evcxr_evaluates_cells_for_those_who_need_its_ways() {
    pytest(&["test_engines.py"]);
}

#[test]
fn cells_come_to_the_same_by_meno_and_by_evcxr() {
    pytest(&["test_differential.py"]);
}

#[test]
fn errors_are_lessons() {
    pytest(&["test_lessons.py", "test_advice.py"]);
}

#[test]
fn errors_point_at_the_cell() {
    pytest(&["test_errors.py"]);
}

#[test]
fn names_are_completed_and_explained_offline() {
    pytest(&["test_completion.py"]);
}

#[test]
fn the_usual_clients_run_it() {
    pytest(&["test_clients.py"]);
}
