//! The code that shows the value of a cell, and the error with which `?` ends it, as the notebook's settings want them.

use backend::{Digits, Format, Settings};
use interfaces::failure::Failure;

/// How a cell shows what it comes to. Empty where the prelude's own way is wanted, which costs no code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    /// Items in a block with the value, in place of the traits by which the prelude shows it. They have a method of the same
    /// name, so that a type's own way to show itself goes before it here too.
    pub(crate) value: String,
    /// Items of the cell's function: the type of the error that `?` returns.
    pub(crate) error: String,
}

/// Stands behind the type of a value that is shown with it, for [`ShortTypes`](crate::short_types::ShortTypes).
pub(crate) const TYPE_END: char = '\u{1f}';

/// Ends the message about a value that can't be shown.
pub(crate) const NOT_SHOWN: &str = "has no form to be shown in";

/// The name of the type in [`Style::error`].
pub(crate) const ERROR: &str = "MenoError";

impl Style {
    /// The prelude's own way.
    pub(crate) const PRELUDES: &'static Style = &Style {
        value: String::new(),
        error: String::new(),
    };

    pub(crate) fn new(settings: &Settings) -> Style {
        let value = match settings.value_format == Format::default() && !settings.shows_types {
            true => String::new(),
            false => value(settings),
        };
        let error = match settings.error_format == Format::default() {
            true => String::new(),
            false => error(settings),
        };
        Style { value, error }
    }
}

/// The statement that has a cell show numbers with `digits`; none is needed for as many as the prelude shows.
pub(crate) fn digits(digits: Digits) -> String {
    let number = match digits {
        _ if digits == Digits::default() => return String::new(),
        Digits::Significant(number) => number,
        Digits::Exact => 0,
    };
    format!("::meno_prelude::show::set_digits({number});\n")
}

/// The failure of a cell whose value can't be shown, with the lesson on the format that its notebook has set.
pub(crate) fn explain(failure: Failure, settings: &Settings) -> Failure {
    let format = &settings.value_format;
    if *format == Format::default() || !failure.message.contains(NOT_SHOWN) {
        return failure;
    }
    let bound = format.bound().trim_start_matches("::");
    let lesson =
        format!("Values are shown as `{format}`, for which they need `{bound}`. `:fmt` alone goes back to `{{:?}}`.");
    Failure {
        lesson: Some(lesson),
        ..failure
    }
}

fn value(settings: &Settings) -> String {
    let bound = settings.value_format.bound();
    let format = settings.value_format.text();
    let (format, arguments) = match settings.shows_types {
        true => (
            format!(": {{}}{TYPE_END} = {format}"),
            "::std::any::type_name::<T>(), self.0",
        ),
        false => (format.to_owned(), "self.0"),
    };
    // A unit is not shown. With most formats it could not be, and has a trait of its own.
    let (skip, unit) = match bound.ends_with("Debug") {
        true => ("if ::std::any::type_name::<T>() == \"()\" { return; } ", ""),
        false => (
            "",
            "trait MenoUnit { fn evcxr_display(&self); }\nimpl MenoUnit for () { fn evcxr_display(&self) {} }\n",
        ),
    };
    format!(
        "struct MenoShown<'a, T: ?Sized>(&'a T);\n\
         impl<T: {bound} + ?Sized> ::std::fmt::Debug for MenoShown<'_, T> {{ \
         fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {{ \
         ::std::write!(f, {format:?}, {arguments}) }} }}\n\
         trait MenoShow {{ fn evcxr_display(&self); }}\n\
         impl<T: {bound} + ?Sized> MenoShow for T {{ fn evcxr_display(&self) {{ {skip}\
         ::meno_prelude::show::ByDebug::evcxr_display(&mut &MenoShown(self)); }} }}\n{unit}"
    )
}

fn error(settings: &Settings) -> String {
    let (bound, format) = (settings.error_format.bound(), settings.error_format.text());
    format!(
        "struct {ERROR}(::std::string::String);\n\
         impl<E: {bound}> ::std::convert::From<E> for {ERROR} {{ fn from(error: E) -> Self {{ \
         {ERROR}(::std::format!({format:?}, error)) }} }}\n\
         struct MenoText(::std::string::String);\n\
         impl ::std::fmt::Debug for MenoText {{ \
         fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {{ f.write_str(&self.0) }} }}\n\
         impl {ERROR} {{ fn told(self) -> ::meno_prelude::CellError {{ \
         ::std::convert::From::from(MenoText(self.0)) }} }}\n"
    )
}
