//! Lessons: what stands above the compiler's own words, or a panic's, for someone who learns mathematics and not Rust.
//!
//! A lesson recognises a message by rustc's code, by the types that the message names and by the learner's text that it
//! is about. Where any of that is not as expected the lesson says nothing: no lesson is better than a wrong one.
//!
//! To add a lesson on a compile error or on a panic:
//! 1. Write one function, in the module of its subject below, or in [`panics`]. It returns `None` unless it is sure.
//! 2. Add one row to the table `LESSONS`, below or in [`panics`]. The first row that has something to say is given, so a
//!    lesson on a special case stands before the one on the general case.
//! 3. Add one case to `LESSONS` in `tests/python/test_lessons.py`, a real cell that provokes the lesson, so that another
//!    wording of rustc's or nalgebra's shows. Forms that the case leaves out go to the unit tests.
//!
//! In reading order:
//! - `complaint`: a message of rustc's, and what can be read off it
//! - `types`: types as rustc prints them, and as learners write them; `type_names`: the same for whoever shows one
//! - `code`: the learner's code around the place that a message is about
//! - `wording`: how a sentence shows the learner's code and shapes
//! - `shapes`, `numbers`, `duals`, `operators`, `indices`, `ownership`, `functions`, `conditions`: the lessons, by subject
//! - `collections`, `maps`, `texts`, `names`, `bundled`, `inference`, `syntax`, `python`: more of them
//! - `numpy`: what Python and NumPy call by another name
//! - `notes`: notes beside the value of a cell that has run
//! - `panics`: the lessons on panics
//! - `signature`: how an answer's type differs from the one asked for

mod code;
mod complaint;
mod type_names;
mod types;

mod wording;

mod bundled;
mod collections;
mod conditions;
mod duals;
mod functions;
mod indices;
mod inference;
mod maps;
mod names;
mod numbers;
mod numpy;
mod operators;
mod ownership;
mod python;
mod shapes;
mod syntax;
mod texts;

pub mod notes;
pub mod panics;
pub mod signature;

use std::collections::BTreeMap;

pub use complaint::{Complaint, Label};
pub use type_names::short_type;

/// Tells how to define what is asked for under a name.
pub type Definition<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What the notebook knows, beside the cell's text.
#[derive(Clone, Default)]
pub struct Scope<'a> {
    pub variables: Vec<&'a str>,
    /// The variables that the cell itself binds.
    pub bindings: Vec<&'a str>,
    /// Names that were bound and are no variables, each with the reason.
    pub gone: BTreeMap<&'a str, &'a str>,
    /// How to define what the exercise of a name asks for, if there is such an exercise: "define `fn f() -> f64`".
    pub exercise: Option<&'a Definition<'a>>,
}

/// What to say above this complaint, if anything is sure.
pub fn on(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    LESSONS
        .iter()
        .filter(|(codes, _)| codes.contains(&complaint.code.as_str()))
        .find_map(|(_, lesson)| lesson(complaint, scope))
}

/// Says what is behind a complaint that it recognises.
type Lesson = fn(&Complaint, &Scope<'_>) -> Option<String>;

/// Codes, and the lesson on complaints with any of them, one a row; the first that has something to say is given.
#[rustfmt::skip]
const LESSONS: &[(&[&str], Lesson)] = &[
    (&["E0277", "E0308", "E0369", "E0599", "E0600", "E0608", "E0609"], |it, _| names::figure_for_variable(it)),
    (&["E0277"], |it, _| shapes::matrix_product(it)),
    (&["E0277"], |it, _| shapes::matrix_sum(it)),
    (&["E0277"], |it, _| shapes::dot_product(it)),
    (&["E0308"], |it, _| shapes::other_size_in_type(it)),
    (&["E0308"], |it, _| shapes::other_kind_of_matrix(it)),
    (&["E0308"], |it, _| shapes::list_for_vector(it)),
    (&["E0614"], |it, _| syntax::power_of_stars(it)),
    (&["E0277"], |it, _| syntax::power_of_caret(it)),
    (&["E0277", "E0369"], |it, _| operators::power_of_matrix(it)),
    (&["E0277", "E0369"], |it, _| collections::option_in_arithmetic(it)),
    (&["E0277", "E0369"], |it, _| operators::matrix_as_divisor(it)),
    (&["E0277", "E0369"], |it, _| numbers::matrix_plus_number(it)),
    (&["E0277", "E0369"], |it, _| numbers::matrix_of_integers_times_float(it)),
    (&["E0277", "E0369"], |it, _| numbers::matrix_times_integer(it)),
    (&["E0277", "E0369"], |it, _| numbers::matrices_of_integers_and_floats(it)),
    (&["E0277", "E0369"], |it, _| duals::dual_on_the_right(it)),
    (&["E0277"], |it, _| numbers::number_added_to_matrix(it)),
    (&["E0277", "E0369"], |it, _| numbers::arithmetic_of_integer_and_float(it)),
    (&["E0308"], |it, _| numbers::integers_for_floats(it)),
    (&["E0599"], |it, _| numbers::matrix_of_integers_has_no(it)),
    (&["E0277", "E0369"], |it, _| numbers::arithmetic_of_two_precisions(it)),
    (&["E0369"], |it, _| texts::texts_added(it)),
    (&["E0271", "E0277"], |it, _| duals::dual_and_integer(it)),
    (&["E0631"], |it, _| duals::function_of_floats(it)),
    (&["E0631"], |it, _| duals::function_of_duals(it)),
    (&["E0277", "E0369"], |it, _| operators::arithmetic_of_list(it)),
    (&["E0369"], |it, _| operators::lists_added(it)),
    (&["E0369"], |it, _| operators::text_repeated(it)),
    (&["E0368"], |it, _| operators::assignment_to_list(it)),
    (&["E0600"], |it, _| operators::negated_list(it)),
    (&["E0308", "E0277"], |it, _| operators::compared_with_number(it)),
    (&["E0277"], |it, _| numbers::comparison_with_a_reference(it)),
    (&["E0277"], |it, _| numbers::comparison_of_integer_and_float(it)),
    (&["E0277"], |it, _| numbers::floats_have_no_order(it)),
    (&["E0277"], |it, _| indices::pair_indexed(it)),
    (&["E0277"], |it, _| indices::index_of_other_integer(it)),
    (&["E0277"], |it, _| indices::index_of_float(it)),
    (&["E0277"], |it, _| indices::index_of_other_range(it)),
    (&["E0277"], |it, _| numbers::sum_of_integers_as_float(it)),
    (&["", "E0277", "E0600"], |it, _| indices::counted_from_the_end(it)),
    (&["E0600"], |it, _| numbers::negative_unsigned(it)),
    (&["E0308"], |it, _| numbers::matrix_of_integers_for_floats(it)),
    (&["E0308"], |it, _| ownership::reference_missing(it)),
    (&["E0308"], |it, _| ownership::reference_for_value(it)),
    (&["E0308"], |it, _| ownership::shared_for_mutable_reference(it)),
    (&["E0308"], |it, _| functions::value_thrown_away(it)),
    (&["E0308"], |it, _| functions::value_left_out(it)),
    (&["E0308"], |it, _| functions::nothing_behind_the_loop(it)),
    (&["E0308"], |it, _| functions::closure_that_captures(it)),
    (&["E0308"], |it, _| functions::function_of_other_types(it)),
    (&["E0308"], |it, _| conditions::assignment_as_condition(it)),
    (&["E0308"], |it, _| conditions::number_as_condition(it)),
    (&["E0308"], |it, _| collections::append(it)),
    (&["E0308"], |it, _| collections::none_for_value(it)),
    (&["E0308"], |it, _| collections::some_for_value(it)),
    (&["E0308"], |it, _| collections::option_for_value(it)),
    (&["E0308"], |it, _| functions::arguments_swapped(it)),
    (&["E0308"], |it, _| duals::float_for_dual(it)),
    (&["E0308"], |it, _| duals::dual_for_float(it)),
    (&["E0308"], |it, _| collections::loop_over_floats(it)),
    (&["E0308"], |it, _| functions::decomposition_as_tuple(it)),
    (&["E0308"], |it, _| numbers::number_beside_a_reference(it)),
    (&["E0308"], |it, _| numbers::other_precision(it)),
    (&["E0308"], |it, _| numbers::integer_compared_with_float(it)),
    (&["E0308"], |it, _| numbers::integer_for_float(it)),
    (&["E0308"], |it, _| numbers::float_for_integer(it)),
    (&["E0308"], |it, _| numbers::other_integer_type(it)),
    (&["E0382"], |it, _| ownership::used_up_by_operator(it)),
    (&["E0382"], |it, _| ownership::used_up_by_for(it)),
    (&["E0382"], |it, _| ownership::moved_in_loop(it)),
    (&["E0382"], |it, _| ownership::used_after_move(it)),
    (&["E0502"], |it, _| ownership::changed_while_borrowed(it)),
    (&["E0505"], |it, _| ownership::moved_while_borrowed(it)),
    (&["E0597", "E0716"], |it, _| ownership::temporary_dropped(it)),
    (&["E0597", "E0716"], |it, _| ownership::variable_dropped(it)),
    (&["E0507"], |it, _| ownership::moved_out_of_list(it)),
    (&["E0507"], |it, _| ownership::moved_out_of_reference(it)),
    (&["E0594", "E0596"], |it, _| maps::changed_through_index(it)),
    (&["E0384", "E0594", "E0596"], |it, _| ownership::changed_through_shared_reference(it)),
    (&["E0384", "E0594", "E0596"], ownership::not_mutable),
    (&["E0425"], names::lost_variable),
    (&["E0425"], names::variable_in_function),
    (&["E0434"], |it, _| names::local_variable_in_function(it)),
    (&["E0425"], |it, _| python::shell_command(it)),
    (&["E0425", "E0433", "E0423"], |it, _| names::numpy_member(it)),
    (&["E0425"], |it, _| python::range_called(it)),
    (&["E0425", "E0433", "E0423"], |it, _| names::python_name(it)),
    (&["E0425"], names::unanswered_exercise),
    (&["", "E0405", "E0412", "E0422", "E0425", "E0433", "E0531"], bundled::name_to_import),
    (&["E0432", "E0433"], names::lost_module),
    (&["E0432"], |it, _| python::package(it)),
    (&["E0412", "E0425", "E0433"], |it, _| names::python_type(it)),
    (&["E0412", "E0425", "E0433"], bundled::name_of_unknown_crate),
    (&["E0432", "E0433", "E0463"], bundled::unknown_crate),
    (&["E0425"], names::misspelt_variable),
    (&["E0425"], |it, _| names::unknown_variable(it)),
    (&["E0599"], |it, _| names::method_of_option(it)),
    (&["E0599", "E0609", "E0615", "E0616"], |it, _| names::python_member(it)),
    (&["E0599"], |it, _| names::method_of_floats(it)),
    (&["E0615", "E0616"], |it, _| names::method_without_parentheses(it)),
    (&["E0608"], |it, _| indices::matrix_indexed_twice(it)),
    (&["E0277"], |it, _| collections::loop_over_number(it)),
    (&["E0277"], |it, _| collections::loop_over_floats(it)),
    (&["E0277"], |it, _| collections::loop_over_matrix(it)),
    (&["E0277"], |it, _| collections::matrix_of_lists(it)),
    (&["E0277"], python::question),
    (&["E0277"], |it, _| collections::collected_into_matrix(it)),
    (&["E0277"], |it, _| collections::collected_into_other_list(it)),
    (&["E0277"], |it, _| collections::not_printed_by_braces(it)),
    (&["E0282", "E0283", "E0284"], |it, _| inference::type_of_result_left_open(it)),
    (&["E0282", "E0283", "E0284"], |it, _| inference::precision_left_open(it)),
    (&["E0282", "E0283", "E0284"], |it, _| inference::entries_asked_for_too_early(it)),
    (&["E0282", "E0283", "E0284"], |it, _| inference::entries_left_open(it)),
    (&["E0689"], |it, _| inference::method_of_literal(it)),
    (&["E0618"], |it, _| functions::no_function_called(it)),
    (&["E0061"], |it, _| functions::number_of_arguments(it)),
    (&["E0106", "E0515"], |it, _| ownership::reference_returned(it)),
    (&["E0004"], |it, _| conditions::case_left_out(it)),
    (&["E0317"], |it, _| conditions::else_left_out(it)),
    (&["E0599"], |it, _| operators::integers_in_method_of_floats(it)),
    (&["E0599"], |it, _| syntax::not_shown(it)),
    (&["", "E0762", "E0765"], |it, _| python::comment(it)),
    (&["", "E0762"], |it, _| texts::prime_in_name(it)),
    (&[""], |it, _| syntax::bracket_unclosed(it)),
    (&[""], |it, _| syntax::angle_bracket_unclosed(it)),
    (&[""], |it, _| python::matrix_product(it)),
    (&[""], |it, _| indices::row_or_column_with_colon(it)),
    (&[""], |it, _| syntax::index_without_pair(it)),
    (&[""], |it, _| indices::part_with_colon(it)),
    (&[""], |it, _| python::function(it)),
    (&[""], |it, _| python::lambda(it)),
    (&[""], |it, _| python::formatted_text(it)),
    (&[""], |it, _| python::block(it)),
    (&[""], |it, _| python::magic_below(it)),
    (&[""], |it, _| python::shell_command(it)),
    (&[""], python::question),
    (&[""], |it, _| python::import(it)),
    (&[""], |it, _| python::choice(it)),
    (&[""], |it, _| python::expression_in_text(it)),
    (&[""], |it, _| python::operator_in_words(it)),
    (&[""], |it, _| texts::text_left_out(it)),
    (&[""], |it, _| texts::place_left_out(it)),
    (&[""], |it, _| texts::single_quotes(it)),
    (&[""], syntax::product_without_sign),
    (&[""], |it, _| syntax::semicolon_missing(it)),
    (&["arithmetic_overflow", "unconditional_panic"], |it, _| panics::foreseen(it)),
];

#[cfg(test)]
mod tests;
