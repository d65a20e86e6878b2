//! How a cell shows values: that of its last expression, and others along the way.
//!
//! The kernel ends a cell with `value.evcxr_display()` between [`begin_result`] and [`end`]. Method lookup prefers the
//! type's own `evcxr_display` (evcxr's convention for figures), next [`Rich`], for what is made of parts that are known
//! here, last [`ByDebug`]: what takes `&mut self` is looked at after all that takes `&self`.
//!
//! What is generic here is compiled anew in every cell that shows such a value, so it does no more than reach for the
//! parts of the value; all the rest is compiled once, in this library.
//!
//! - `part`, `algebra`, `pictures`: what values are made of; `debug`: what there is to show of any other
//! - `memory`: the entries of large matrices
//! - `view`: what comes of that, shortened; `number`: the numbers in it; `table`: the lists that are tables
//! - `plain`, `latex`, `html`: the forms in which it is shown
//! - `told`: what the kernel is told of a value that was predicted

mod algebra;
mod debug;
mod html;
mod latex;
mod memory;
mod number;
mod part;
mod pictures;
mod plain;
mod table;
mod told;
mod view;

pub use number::{DIGITS, set_digits};
pub use part::{Part, PartByDebug, PartOfParts};
pub use told::{TellAnything, TellByDebug, TellByParts, Told};
pub use view::View;

use crate::output::announce;
use nalgebra::{Dim, Matrix, RawStorage, Scalar};
use number::tell_apart;
use serde_json::{Map, Value};
use std::fmt::{self, Debug};
use worker_protocol::marks::{Destination, Mark};

/// What is printed from here to [`end`] is the result of the cell.
pub fn begin_result() {
    announce(&Mark::Begin(Destination::Result));
}

/// What is printed from here to [`end`] is a display, which `id` names for updates.
pub fn begin_display(id: Option<&str>) {
    announce(&Mark::Begin(Destination::Display(id.map(str::to_owned))));
}

/// What is printed from here to [`end`] is the new content of the display `id`.
pub fn begin_update(id: &str) {
    announce(&Mark::Begin(Destination::Update(id.to_owned())));
}

/// Ends what the last of the functions above has begun.
pub fn end() {
    announce(&Mark::EndContent);
}

/// Removes what the cell has shown so far: at once, or, with `wait`, when the next output comes, so that nothing flickers.
pub fn clear_output(wait: bool) {
    announce(&Mark::Clear(wait));
}

/// Shows a value along the way, in the form that it has at the end of a cell: `display!(m)`. With a name,
/// `display!(m, "plot")`, it can be replaced later; see [`update_display!`](crate::update_display).
#[macro_export]
macro_rules! display {
    ($value:expr) => {
        $crate::display!(@ None, $value)
    };
    ($value:expr, $id:expr) => {
        $crate::display!(@ Some($id), $value)
    };
    (@ $id:expr, $value:expr) => {{
        use $crate::show::{ByDebug as _, Rich as _};
        match &$value {
            #[allow(unused_mut, reason = "the last way to show a value needs it")]
            mut value => {
                $crate::show::begin_display($id);
                value.evcxr_display();
                $crate::show::end();
            }
        }
    }};
}

/// Replaces what the display of that name shows: `update_display!(m, "plot")`.
#[macro_export]
macro_rules! update_display {
    ($value:expr, $id:expr) => {{
        use $crate::show::{ByDebug as _, Rich as _};
        match &$value {
            #[allow(unused_mut, reason = "the last way to show a value needs it")]
            mut value => {
                $crate::show::begin_update($id);
                value.evcxr_display();
                $crate::show::end();
            }
        }
    }};
}

/// What there is to show of a field, whatever its type: `part_of_field!(self.m, depth)`.
#[doc(hidden)]
#[macro_export]
macro_rules! part_of_field {
    ($value:expr, $depth:expr) => {{
        use $crate::show::{PartByDebug as _, PartOfParts as _};
        match &$value {
            #[allow(unused_mut, reason = "the last way to show a value needs it")]
            mut value => value.part_of($depth),
        }
    }};
}

/// Values with a form of their own.
pub trait Rich {
    fn evcxr_display(&self);
}

impl<T: Part> Rich for T {
    /// Its parts as text and, where matrices are among them, as LaTeX.
    fn evcxr_display(&self) {
        show(&self.part());
    }
}

/// What there is to show of a variant with named fields.
pub fn variant(name: &'static str, named: Vec<(&'static str, View)>) -> View {
    match fields(name, named) {
        // Where matrices are in it, fields inside of something stand without the name of their type.
        view if view.has_matrix() => View::Tuple {
            name,
            parts: vec![view],
        },
        view => view,
    }
}

/// What there is to show of a struct with named fields.
pub fn fields(name: &'static str, fields: Vec<(&'static str, View)>) -> View {
    let mut fields = fields;
    tell_apart(fields.iter_mut().map(|(_, view)| view));
    View::Fields { name, fields }
}

/// What there is to show of a struct or a variant without names for its fields.
pub fn tuple(name: &'static str, parts: Vec<View>) -> View {
    let mut parts = parts;
    tell_apart(parts.iter_mut());
    View::Tuple { name, parts }
}

/// What there is to show of a struct or a variant without fields.
pub fn name(name: &'static str) -> View {
    View::Text(name.to_owned())
}

/// What there is to show of a value that is so deep inside of others that it isn't taken apart: a list or a tree whose
/// nodes are structs may have any depth.
pub fn deep(depth: usize, value: fmt::Arguments<'_>) -> Option<View> {
    const DEEPEST: usize = 6;
    (depth > DEEPEST).then(|| debug::view_inside(value))
}

/// The same for evcxr as the engine, which shows all else by `Debug` and by formats of its own.
pub trait RichForEvcxr {
    fn evcxr_display(&self);
}

impl RichForEvcxr for () {
    fn evcxr_display(&self) {}
}

impl<T: Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>> RichForEvcxr for Matrix<T, R, C, S> {
    fn evcxr_display(&self) {
        show(&self.part());
    }
}

/// Everything else that can be printed for a programmer.
pub trait ByDebug {
    fn evcxr_display(&mut self);
}

impl<T: Debug + ?Sized> ByDebug for &T {
    fn evcxr_display(&mut self) {
        show(&debug::view(format_args!("{self:?}")));
    }
}

fn show(view: &View) {
    if matches!(view, View::Unit) {
        return;
    }
    let content = forms(view)
        .into_iter()
        .map(|(mime, text)| (mime.to_owned(), Value::String(text)));
    announce(&Mark::Content(Map::from_iter(content)));
}

/// The forms of a value, each with its MIME type.
fn forms(view: &View) -> Vec<(&'static str, String)> {
    let mut forms = vec![("text/plain", plain::text(view))];
    forms.extend(html::html(view).map(|html| ("text/html", html)));
    match &view.figures()[..] {
        [] if view.has_matrix() => forms.push(("text/latex", latex::latex(view))),
        [] => {}
        [figure] => forms.push(("image/svg+xml", figure.svg.clone())),
        figures => forms.push(("image/svg+xml", pictures::stacked(figures))),
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_pictures_wherever_they_are() {
        let figure = || figures::plot(|x| x, 0.0..1.0);
        let mimes = |view: View| forms(&view).into_iter().map(|(mime, _)| mime).collect::<Vec<_>>();
        assert_eq!(mimes(figure().part()), ["text/plain", "text/html", "image/svg+xml"]);
        assert_eq!(
            mimes(Some(figure()).part()),
            ["text/plain", "text/html", "image/svg+xml"]
        );
        assert_eq!(
            mimes((1, figure(), vec![figure()]).part()),
            ["text/plain", "text/html", "image/svg+xml"]
        );
        let both = forms(&vec![figure(), figure().title("b")].part());
        assert_eq!(both[1].1.matches("<img ").count(), 2);
        assert!(both[0].1.starts_with("[A curve"), "{}", both[0].1);
        assert!(
            both[2].1.contains("width=\"480\" height=\"640\"><svg y=\"0\" "),
            "{}",
            both[2].1
        );
        assert!(both[2].1.contains("</svg><svg y=\"320\" ") && both[2].1.ends_with("</svg></svg>"));
    }
}
