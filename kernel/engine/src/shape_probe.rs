//! Finds the shapes that nalgebra does not tell when it panics about them.
//!
//! The expression that panicked is written anew with a probe beside it (`meno_prelude::shape_probe`), and the cell runs once
//! more, apart from the notebook, with its output thrown away. That is no harm to anything, as long as the cell does
//! nothing outside of its own process; where a word in its code might mean that it does, shapes are not asked for.

use crate::script::Script;
use crate::source::{Place, Source};
use crate::state::{Item, Origin, State};
use base::tokens::words;
use interfaces::evaluator::{Frontend, InputError, MimeBundle, Output};
use lessons::panics::{Operand, Site, Thrower, hides_shapes};
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr};
use syntax::{Cell, Rewritten};
use worker_protocol::marks::SHAPES;

/// How long a cell may run for its shapes.
pub(crate) const TIME: Duration = Duration::from_secs(1);

/// Words of code that may read or write outside of its process.
const OUTWARD: [&str; 16] = [
    "fs",
    "File",
    "OpenOptions",
    "process",
    "Command",
    "net",
    "io",
    "env",
    "os",
    "thread",
    "unsafe",
    "extern",
    "input",
    "SVGBackend",
    "BitMapBackend",
    "include",
];

/// A question to a panic: which expression it was, and which shapes its operands had.
pub(crate) struct ShapeProbe {
    place: Place,
    /// The expressions that may have panicked, outermost first.
    expressions: Vec<Expression>,
    /// Whether the message leaves shapes out, and the cell may run again for them.
    asks: bool,
}

/// A script's cell and the state that it runs on, one of them with a probe inside.
pub(crate) struct Probed<'s> {
    pub(crate) cell: Cow<'s, Cell>,
    pub(crate) state: Cow<'s, State>,
}

impl ShapeProbe {
    /// For the panic with `message` of the code `thrower` at `place`, while what was compiled from `source` ran.
    pub(crate) fn new(message: &str, thrower: &Thrower, place: Place, source: &Source) -> ShapeProbe {
        let is_index = ["index out of bounds", "no entry found for key"]
            .iter()
            .any(|part| message.contains(part));
        let is_outward = source.originals().flat_map(words).any(|word| OUTWARD.contains(&word));
        ShapeProbe {
            expressions: expressions_at(&place.origin.text, place.range.start, is_index),
            asks: hides_shapes(message, thrower) && !is_outward,
            place,
        }
    }

    /// Puts the probe into `script`, or into the item of `state` that panicked; `None` where shapes are not to be asked
    /// for.
    pub(crate) fn put_into<'s>(&self, script: &Script<'s>, state: &'s State) -> Option<Probed<'s>> {
        let outermost = self.expressions.first().filter(|_| self.asks)?;
        let Place { origin, .. } = &self.place;
        if origin.execution == script.execution && origin.text == script.cell.text() {
            return Some(Probed {
                cell: Cow::Owned(Cell::of(&outermost.probed_in(origin, &(0..origin.text.len()))?)),
                state: Cow::Borrowed(state),
            });
        }
        let mut state = state.clone();
        let item = state
            .items
            .iter_mut()
            .find(|item| holds(item, origin, &outermost.range))?;
        // Nothing reads the places of this rewritten item: the panic is known already.
        item.rewritten = Some(Rewritten {
            text: outermost.probed_in(origin, &item.range)?,
            parts: Vec::new(),
        });
        Some(Probed {
            cell: Cow::Borrowed(script.cell),
            state: Cow::Owned(state),
        })
    }

    /// The operands of the expression that panicked, with the shapes that were `reported`.
    pub(crate) fn site(&self, reported: Option<Shapes>) -> Site {
        let probed = reported.and_then(|reported| Some((self.expressions.get(reported.expression)?, reported.shapes)));
        match (probed, &self.expressions[..]) {
            (Some((expression, shapes)), _) => site(expression, &shapes),
            (None, [only]) => site(only, &[]),
            // Any of the expressions may be meant.
            (None, _) => Site::default(),
        }
    }
}

/// Whether `item` is the text of its cell that has `range`.
fn holds(item: &Item, origin: &Arc<Origin>, range: &Range<usize>) -> bool {
    Arc::ptr_eq(&item.origin, origin)
        && item.rewritten.is_none()
        && item.removed.is_empty()
        && item.range.start <= range.start
        && range.end <= item.range.end
}

fn site(expression: &Expression, shapes: &[Option<(usize, usize)>]) -> Site {
    let operands = expression.operands.iter().enumerate().map(|(at, text)| Operand {
        text: text.clone(),
        shape: shapes.get(at).copied().flatten(),
    });
    Site {
        operation: expression.operation.clone(),
        operands: operands.collect(),
        ..Site::default()
    }
}

/// The frontend of a cell that runs for its shapes alone.
#[derive(Default)]
pub(crate) struct ShapeListener(Mutex<Option<Shapes>>);

/// The shapes of an expression, as its probe reports them.
#[derive(Debug, Deserialize)]
pub(crate) struct Shapes {
    /// The number of the expression among those that may have panicked.
    expression: usize,
    /// Of each operand, if it is a matrix.
    shapes: Vec<Option<(usize, usize)>>,
}

impl ShapeListener {
    /// What the probe has reported, if it was reached.
    pub(crate) fn into_shapes(self) -> Option<Shapes> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Frontend for ShapeListener {
    fn show(&self, output: Output) {
        let reported = |data: &MimeBundle| serde_json::from_value(data.get(SHAPES)?.clone()).ok();
        if let Output::Display { data, .. } = output
            && let Some(shapes) = reported(&data)
        {
            // A panic passes the innermost expression first.
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get_or_insert(shapes);
        }
    }

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAllowed)
    }
}

/// An expression that can have a probe.
#[derive(Debug, PartialEq, Eq)]
struct Expression {
    /// The operator or method; empty for an indexing.
    operation: String,
    /// The sides of an operator; what a method is called on and its arguments; what is indexed, and the index.
    operands: Vec<String>,
    range: Range<usize>,
    /// The same expression, with probes beside it and beside those at the same place inside of it.
    probed: String,
}

impl Expression {
    /// The text at `range` of `origin`, where the expression stands, with the probe inside.
    fn probed_in(&self, origin: &Origin, range: &Range<usize>) -> Option<String> {
        let inside = self.range.start.checked_sub(range.start)?..self.range.end.checked_sub(range.start)?;
        let mut text = origin.text.get(range.clone())?.to_owned();
        text.get(inside.clone())?;
        text.replace_range(inside, &self.probed);
        Some(text)
    }
}

/// The expressions that rustc places at byte `at`, outermost first: binary ones that start there and calls whose method is
/// named there; or else (`is_index`) an indexing that starts there or whose bracket opens there.
fn expressions_at(source: &str, at: usize, is_index: bool) -> Vec<Expression> {
    let mut finder = Finder {
        source,
        at,
        is_index,
        found: Vec::new(),
    };
    for statement in Block::parse_within.parse_str(source).unwrap_or_default() {
        finder.visit_stmt(&statement);
    }
    finder.found
}

struct Finder<'s> {
    source: &'s str,
    at: usize,
    is_index: bool,
    found: Vec<Expression>,
}

impl Finder<'_> {
    fn text(&self, part: &impl Spanned) -> String {
        self.source.get(part.span().byte_range()).unwrap_or_default().to_owned()
    }

    /// The matrix behind a reference that is written out, if looking at it has no effect.
    fn seen(&self, operand: &Expr) -> String {
        let operand = match operand {
            Expr::Reference(reference) => &reference.expr,
            operand => operand,
        };
        match is_place(operand) {
            true => format!("(&Seen(&{})).shape()", self.text(operand)),
            false => "::std::option::Option::None".to_owned(),
        }
    }

    /// Whether an indexing, or else (not `is_index`) an operator or call, is still to be found.
    fn is_free(&self, is_index: bool) -> bool {
        self.found.is_empty() && self.is_index == is_index
    }

    fn binary(&mut self, binary: &syn::ExprBinary) {
        let number = self.found.len();
        let (left, right) = (self.text(&binary.left), self.text(&binary.right));
        self.found.push(Expression {
            operation: self.text(&binary.op),
            operands: vec![left.clone(), right.clone()],
            range: binary.span().byte_range(),
            probed: String::new(),
        });
        let left = match &*binary.left {
            Expr::Binary(inner) => {
                self.binary(inner);
                self.found
                    .last()
                    .map_or(left, |_| self.found[number + 1].probed.clone())
            }
            _ => left,
        };
        let operator = self.text(&binary.op);
        self.found[number].probed = format!(
            "(match ({left}) {{ meno_left => match ({right}) {{ meno_right => {{ {USE} \
             let _probe = ShapeProbe::new({number}, [(&Seen(&meno_left)).shape(), (&Seen(&meno_right)).shape()]); \
             meno_left {operator} meno_right }} }} }})"
        );
    }
}

const USE: &str = "use ::meno_prelude::shape_probe::{ShapeProbe, Seen, Shaped as _, Shapeless as _};";

impl Visit<'_> for Finder<'_> {
    fn visit_expr_binary(&mut self, binary: &syn::ExprBinary) {
        if self.is_free(false) && binary.span().byte_range().start == self.at {
            match is_arithmetic_assignment(&binary.op) {
                true => {
                    let operands = [&*binary.left, &*binary.right];
                    let shapes = operands.map(|operand| self.seen(operand)).join(", ");
                    self.found.push(Expression {
                        operation: self.text(&binary.op),
                        operands: operands.map(|operand| self.text(operand)).to_vec(),
                        range: binary.span().byte_range(),
                        probed: format!(
                            "({{ {USE} let _probe = ShapeProbe::new(0, [{shapes}]); {}; }})",
                            self.text(binary)
                        ),
                    });
                }
                false => self.binary(binary),
            }
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        if self.is_free(false) && call.method.span().byte_range().start == self.at {
            let operands: Vec<&Expr> = std::iter::once(&*call.receiver).chain(&call.args).collect();
            let shapes: Vec<String> = operands.iter().map(|operand| self.seen(operand)).collect();
            self.found.push(Expression {
                operation: call.method.to_string(),
                operands: operands.iter().map(|operand| self.text(operand)).collect(),
                range: call.span().byte_range(),
                probed: format!(
                    "({{ {USE} let _probe = ShapeProbe::new(0, [{}]); {} }})",
                    shapes.join(", "),
                    self.text(call)
                ),
            });
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_index(&mut self, index: &syn::ExprIndex) {
        let bracket = index.bracket_token.span.open().byte_range().start;
        let is_there = [bracket, index.span().byte_range().start].contains(&self.at);
        if self.is_free(true) && is_there && is_place(&index.expr) {
            let (matrix, place) = (self.text(&index.expr), self.text(&index.index));
            self.found.push(Expression {
                probed: format!(
                    "{matrix}[{{ {USE} ::meno_prelude::shape_probe::index(0, {}, {place}) }}]",
                    self.seen(&index.expr)
                ),
                operation: String::new(),
                operands: vec![matrix, place],
                range: index.span().byte_range(),
            });
        }
        visit::visit_expr_index(self, index);
    }
}

/// Whether evaluating `expression` twice has no effect and gives the same: it is a variable, or a part of one.
fn is_place(expression: &Expr) -> bool {
    match expression {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Paren(paren) => is_place(&paren.expr),
        _ => false,
    }
}

/// Whether `operator` both computes, as matrices can, and assigns.
fn is_arithmetic_assignment(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::MulAssign(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The operands of what is at the first `mark` of the source.
    #[track_caller]
    fn check(source: &str, mark: &str, expected: &[&[&str]]) {
        let at = source.find(mark).expect("the mark is there");
        let found = expressions_at(source, at, mark == "[" || mark.starts_with("m["));
        let operands: Vec<Vec<&str>> = found
            .iter()
            .map(|expression| expression.operands.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(operands, expected);
        for expression in found {
            syn::parse_str::<Expr>(&expression.probed).expect("what is written anew is an expression");
        }
    }

    #[test]
    fn what_panics_is_found_by_where_rustc_places_it() {
        check("let y = &a * &x;", "&a", &[&["&a", "&x"]]);
        check(
            "let y = a * b * c + d;",
            "a *",
            &[&["a * b * c", "d"], &["a * b", "c"], &["a", "b"]],
        );
        check("a += &b;", "a", &[&["a", "&b"]]);
        check("m.column(2).norm()", "column", &[&["m", "2"]]);
        check("let e = m[(2, 0)];", "[", &[&["m", "(2, 0)"]]);
        check("m[(0, 5)] = 1.0;", "m[", &[&["m", "(0, 5)"]]);
        check("f(m)", "f", &[]);
    }
}
