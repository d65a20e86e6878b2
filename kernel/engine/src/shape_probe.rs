//! Finds the shapes that nalgebra does not tell when it panics about them.
//!
//! The expression that panicked is written anew with a witness beside it (`meno_prelude::witness`), and the cell runs once
//! more, apart from the notebook, with its output thrown away. That is no harm to anything, as long as the cell does
//! nothing outside of its own process; where a word in its code might mean that it does, shapes are not asked for.

use super::imports::Rewritten;
use super::source::{Place, Source};
use super::state::{Item, Origin};
use super::{Engine, Script};
use base::tokens::words;
use interfaces::evaluator::{Frontend, InputError, MimeBundle, Output};
use lessons::panics::{Operand, Site, hides_shapes};
use serde::Deserialize;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr};

/// How long the cell may run for its shapes.
const TIME: Duration = Duration::from_secs(1);

/// Words of code that may read or write what is not its own.
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

impl Engine {
    /// What takes part in the expression that panicked with `message` at `place`, with its shapes where they are needed and
    /// can be had. `source` is what was compiled.
    pub(super) fn site(&mut self, message: &str, place: &Place, script: &Script<'_>, source: &Source) -> Site {
        let is_index = message.contains("index out of bounds");
        let expressions = expressions_at(&place.origin.text, place.range.start, is_index);
        let is_outward = source.originals().flat_map(words).any(|word| OUTWARD.contains(&word));
        if hides_shapes(message) && !is_outward {
            let told = self.shapes(place, script, &expressions);
            if let Some((expression, told)) = told.and_then(|told| Some((expressions.get(told.expression)?, told))) {
                return site(expression, &told.shapes);
            }
        }
        match &expressions[..] {
            [only] => site(only, &[]),
            // Any of them may be meant.
            _ => Site::default(),
        }
    }

    /// Runs `script` once more, with witnesses beside `expressions`.
    fn shapes(&mut self, place: &Place, script: &Script<'_>, expressions: &[Expression]) -> Option<Told> {
        let outermost = expressions.first()?;
        let edited = |range: &Range<usize>| -> Option<String> {
            let inside =
                outermost.range.start.checked_sub(range.start)?..outermost.range.end.checked_sub(range.start)?;
            let mut text = place.origin.text.get(range.clone())?.to_owned();
            text.get(inside.clone())?;
            text.replace_range(inside, &outermost.witnessed);
            Some(text)
        };
        let is_in_cell = place.origin.execution == script.execution && place.origin.text == script.text;
        let text = match is_in_cell {
            true => edited(&(0..script.text.len()))?,
            false => script.text.to_owned(),
        };
        let mut state = self.state.clone();
        if !is_in_cell {
            let item = state
                .items
                .iter_mut()
                .find(|item| holds(item, &place.origin, &outermost.range))?;
            // What it says of its places is not read: the panic is known already.
            item.rewritten = Some(Rewritten {
                text: edited(&item.range)?,
                parts: Vec::new(),
            });
        }
        let before = std::mem::replace(&mut self.state, state);
        let witness = Witness::default();
        let again = Script {
            text: &text,
            execution: script.execution,
            keep: false,
            before: script.before,
            after: "",
            checks: &[],
            memory: script.memory,
            time: Some(TIME),
        };
        let ran = self.run_script(&again, &witness);
        // Where the state is lost, another one has taken its place.
        if !matches!(
            ran,
            Ok(super::Ran {
                ending: super::Ending::StateLost { .. },
                ..
            })
        ) {
            self.state = before;
        }
        witness.0.into_inner().unwrap_or_else(PoisonError::into_inner)
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
        operands: operands.collect(),
    }
}

/// The frontend of a cell that runs for its shapes alone.
#[derive(Default)]
struct Witness(Mutex<Option<Told>>);

/// As the witness tells it.
#[derive(Debug, Deserialize)]
struct Told {
    expression: usize,
    /// Of its operands, those that are matrices.
    shapes: Vec<Option<(usize, usize)>>,
}

impl Frontend for Witness {
    fn show(&self, output: Output) {
        let told =
            |data: &MimeBundle| serde_json::from_value(data.get("application/vnd.meno.shapes+json")?.clone()).ok();
        if let Output::Display { data, .. } = output
            && let Some(told) = told(&data)
        {
            // A panic passes the innermost expression first.
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get_or_insert(told);
        }
    }

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAllowed)
    }
}

/// An expression that can have a witness.
#[derive(Debug, PartialEq, Eq)]
struct Expression {
    /// The sides of an operator; what a method is called on and its arguments; what is indexed, and the index.
    operands: Vec<String>,
    range: Range<usize>,
    /// The same expression, with witnesses beside it and beside those at the same place inside of it.
    witnessed: String,
}

/// The expressions that rustc places at byte `at`, outermost first: binary ones that start there and calls whose method is
/// named there; or else (`is_index`) one that is indexed, which starts there or whose bracket opens there.
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

    /// Whether one of this kind is still to be found.
    fn is_free(&self, is_index: bool) -> bool {
        self.found.is_empty() && self.is_index == is_index
    }

    fn binary(&mut self, binary: &syn::ExprBinary) {
        let number = self.found.len();
        let (left, right) = (self.text(&binary.left), self.text(&binary.right));
        self.found.push(Expression {
            operands: vec![left.clone(), right.clone()],
            range: binary.span().byte_range(),
            witnessed: String::new(),
        });
        let left = match &*binary.left {
            Expr::Binary(inner) => {
                self.binary(inner);
                self.found
                    .last()
                    .map_or(left, |_| self.found[number + 1].witnessed.clone())
            }
            _ => left,
        };
        let operator = self.text(&binary.op);
        self.found[number].witnessed = format!(
            "(match ({left}) {{ meno_left => match ({right}) {{ meno_right => {{ {USE} \
             let _witness = Witness::new({number}, [(&Seen(&meno_left)).shape(), (&Seen(&meno_right)).shape()]); \
             meno_left {operator} meno_right }} }} }})"
        );
    }
}

const USE: &str = "use ::meno_prelude::witness::{Witness, Seen, Shaped as _, Shapeless as _};";

impl Visit<'_> for Finder<'_> {
    fn visit_expr_binary(&mut self, binary: &syn::ExprBinary) {
        if self.is_free(false) && binary.span().byte_range().start == self.at {
            match is_assignment(&binary.op) {
                true => {
                    let operands = [&*binary.left, &*binary.right];
                    let shapes = operands.map(|operand| self.seen(operand)).join(", ");
                    self.found.push(Expression {
                        operands: operands.map(|operand| self.text(operand)).to_vec(),
                        range: binary.span().byte_range(),
                        witnessed: format!(
                            "({{ {USE} let _witness = Witness::new(0, [{shapes}]); {}; }})",
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
                operands: operands.iter().map(|operand| self.text(operand)).collect(),
                range: call.span().byte_range(),
                witnessed: format!(
                    "({{ {USE} let _witness = Witness::new(0, [{}]); {} }})",
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
                witnessed: format!(
                    "{matrix}[{{ {USE} ::meno_prelude::witness::index(0, {}, {place}) }}]",
                    self.seen(&index.expr)
                ),
                operands: vec![matrix, place],
                range: index.span().byte_range(),
            });
        }
        visit::visit_expr_index(self, index);
    }
}

/// Whether looking at it twice is looking at the same: a variable, or a part of one.
fn is_place(expression: &Expr) -> bool {
    match expression {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Paren(paren) => is_place(&paren.expr),
        _ => false,
    }
}

fn is_assignment(operator: &BinOp) -> bool {
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
            syn::parse_str::<Expr>(&expression.witnessed).expect("what is written anew is an expression");
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
