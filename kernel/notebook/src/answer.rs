//! The code of an answer: which parts of a cell define what an exercise asks for.

use std::collections::BTreeMap;

use base::tokens::words;
use grading::Exercise;
use quote::ToTokens;
use syn::parse::Parser;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, Local, Pat, Stmt};
use syntax::Cell;

/// The code under each exercise's name, as far as cells that ran have defined it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers(BTreeMap<&'static str, Answer>);

#[derive(Clone, Debug, Default)]
struct Answer {
    code: Code,
    /// The cells that it is made of, as they were typed.
    typed: String,
}

/// Code without its layout and comments, piece by piece: two that are equal mean the same to the compiler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Code(Vec<String>);

impl Code {
    /// Of the answer to the exercise of that id, from the cells that it is made of.
    pub(crate) fn of(id: &str, typed: &str) -> Code {
        let mut answers = Answers::default();
        answers.record(&Cell::read(typed).unwrap_or_default());
        answers.code(id)
    }

    /// As Rust again, without the layout and comments that it had.
    pub(crate) fn source(&self) -> String {
        self.0.join("\n")
    }

    /// Whether it is known, and other code than `source`.
    pub(crate) fn is_unlike(&self, source: &str) -> bool {
        let pieces = Block::parse_within.parse_str(source).unwrap_or_default();
        !self.0.is_empty() && self.0 != pieces.iter().map(text).collect::<Vec<_>>()
    }
}

impl Answers {
    /// Takes in a cell. Returns the exercises whose answers it defines or changes, in the order of the course.
    pub(crate) fn record(&mut self, cell: &Cell) -> Vec<&'static Exercise> {
        let typed = cell.text().trim_start_matches(['\n', '\r']).trim_end();
        let Some(statements) = cell.syntax() else {
            let seeming = seem_defined(cell.text());
            for exercise in &seeming {
                typed.clone_into(&mut self.0.entry(exercise.id).or_default().typed);
            }
            return seeming;
        };
        course::exercises()
            .iter()
            .filter(|exercise| self.record_one(exercise.id, statements, typed))
            .collect()
    }

    /// Whether cells have defined or changed it.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// The code under that id; empty if there is none.
    pub(crate) fn code(&self, id: &str) -> Code {
        self.0.get(id).map(|answer| answer.code.clone()).unwrap_or_default()
    }

    /// The cells that the code under that id is made of, as they were typed.
    pub(crate) fn typed(&self, id: &str) -> &str {
        self.0.get(id).map_or("", |answer| &answer.typed)
    }

    fn record_one(&mut self, id: &'static str, statements: &[Stmt], typed: &str) -> bool {
        let mut touched = false;
        for statement in statements {
            if defines(statement, id) {
                // What stands beside a definition may be what it calls.
                let items = statements
                    .iter()
                    .filter(|other| matches!(other, Stmt::Item(_)) && *other != statement);
                let pieces = std::iter::once(statement).chain(items).map(text).collect();
                let (code, typed) = (Code(pieces), typed.to_owned());
                self.0.insert(id, Answer { code, typed });
                touched = true;
            } else if changes(statement, id) {
                let answer = self.0.entry(id).or_default();
                let piece = text(statement);
                if !answer.code.0.contains(&piece) {
                    answer.code.0.push(piece);
                }
                if !answer.typed.contains(typed) {
                    answer.typed = format!("{}\n{typed}", answer.typed).trim_start().to_owned();
                }
                touched = true;
            }
        }
        touched
    }
}

/// The misconception whose code the compiler refuses and which `answer` has: it binds the exercise's name to the same
/// value, or to a value of the same, wrong type.
pub(crate) fn uncompilable_misconception(
    exercise: &Exercise,
    answer: &Cell,
) -> Option<&'static grading::Misconception> {
    let own = binding(answer.syntax()?, exercise.id)?;
    let binding_in = |code: &str| binding(&Block::parse_within.parse_str(code).ok()?, exercise.id);
    exercise
        .misconceptions
        .iter()
        .filter(|misconception| !misconception.compiles)
        .find(|misconception| {
            binding_in(misconception.code).is_some_and(|theirs| {
                let asked = binding_in(exercise.solution);
                let wrong_type = asked.is_none_or(|asked| asked.declared != theirs.declared);
                own.value == theirs.value || (wrong_type && own.declared.is_some() && own.declared == theirs.declared)
            })
        })
}

/// Whether the last `let` of that name in `answer` gives it a closure. One with a type of its own, `fn(…)` or a box, is kept
/// like any value.
pub(crate) fn binds_closure(answer: &Cell, name: &str) -> bool {
    let bound = |statement: &Stmt| match statement {
        Stmt::Local(local) if binds(&local.pat, name) => Some(is_untyped_closure(local)),
        _ => None,
    };
    let statements = answer.syntax().unwrap_or_default();
    statements.iter().rev().find_map(bound).unwrap_or(false)
}

fn is_untyped_closure(local: &Local) -> bool {
    let mut value = local.init.as_ref().map(|init| &*init.expr);
    while let Some(Expr::Paren(inner)) = value {
        value = Some(&*inner.expr);
    }
    matches!(local.pat, Pat::Ident(_)) && matches!(value, Some(Expr::Closure(_)))
}

/// Whether all that `answer` says of `id` is that it is to be done. An answer with something left to do in one branch has
/// been attempted. What does not parse, or defines nothing of that name, says nothing else.
pub(crate) fn is_left_to_do(answer: &Cell, id: &str) -> bool {
    let Some(statements) = answer.syntax() else {
        return true;
    };
    let definition = statements.iter().rev().find(|statement| defines(statement, id));
    match definition {
        Some(Stmt::Item(Item::Fn(function))) => ends_to_do(&function.block.stmts),
        Some(Stmt::Local(Local { init: Some(init), .. })) => is_to_do(&init.expr),
        Some(Stmt::Item(Item::Const(constant))) => is_to_do(&constant.expr),
        Some(_) => false,
        None => true,
    }
}

/// Whether a block comes to `todo!()` whatever happens.
fn ends_to_do(statements: &[Stmt]) -> bool {
    let returns = |statement: &Stmt| words(&text(statement)).any(|word| word == "return");
    match statements.split_last() {
        Some((Stmt::Macro(last), before)) => is_mark(&last.mac) && !before.iter().any(returns),
        Some((Stmt::Expr(last, _), before)) => is_to_do(last) && !before.iter().any(returns),
        _ => false,
    }
}

fn is_to_do(expression: &Expr) -> bool {
    match expression {
        Expr::Macro(expression) => is_mark(&expression.mac),
        Expr::Block(block) => ends_to_do(&block.block.stmts),
        Expr::Closure(closure) => is_to_do(&closure.body),
        Expr::Paren(paren) => is_to_do(&paren.expr),
        _ => false,
    }
}

fn is_mark(called: &syn::Macro) -> bool {
    ["todo", "unimplemented", "panic"]
        .iter()
        .any(|name| called.path.is_ident(name))
}

struct Binding {
    declared: Option<String>,
    value: Option<String>,
}

/// The last `let` of that name.
fn binding(statements: &[Stmt], name: &str) -> Option<Binding> {
    statements.iter().rev().find_map(|statement| match statement {
        Stmt::Local(local) if binds(&local.pat, name) => Some(Binding {
            declared: match &local.pat {
                Pat::Type(typed) => Some(text(&typed.ty)),
                _ => None,
            },
            value: local.init.as_ref().map(|init| text(&init.expr)),
        }),
        _ => None,
    })
}

/// The exercises whose names follow a keyword that defines, in what does not parse.
fn seem_defined(source: &str) -> Vec<&'static Exercise> {
    let words: Vec<&str> = words(source).collect();
    let is_defined = |id: &str| {
        words
            .windows(2)
            .any(|pair| ["fn", "let", "mut", "const", "static"].contains(&pair[0]) && pair[1] == id)
    };
    course::exercises()
        .iter()
        .filter(|exercise| is_defined(exercise.id))
        .collect()
}

fn text(part: &impl ToTokens) -> String {
    part.to_token_stream().to_string()
}

fn defines(statement: &Stmt, name: &str) -> bool {
    match statement {
        Stmt::Item(Item::Fn(function)) => function.sig.ident == name,
        Stmt::Item(Item::Const(constant)) => constant.ident == name,
        Stmt::Item(Item::Static(constant)) => constant.ident == name,
        Stmt::Local(Local { pat, .. }) => binds(pat, name),
        _ => false,
    }
}

fn binds(pattern: &Pat, name: &str) -> bool {
    struct Binder<'n>(&'n str, bool);
    impl Visit<'_> for Binder<'_> {
        fn visit_pat_ident(&mut self, pattern: &syn::PatIdent) {
            self.1 |= pattern.ident == self.0;
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut binder = Binder(name, false);
    binder.visit_pat(pattern);
    binder.1
}

/// Whether the statement could change the variable: it assigns to it, or calls a method on it. A last expression, which
/// only shows its value, does not count.
fn changes(statement: &Stmt, name: &str) -> bool {
    struct Change<'n>(&'n str, bool);
    impl Visit<'_> for Change<'_> {
        fn visit_expr(&mut self, expression: &Expr) {
            let place = match expression {
                Expr::Assign(assignment) => Some(&assignment.left),
                Expr::MethodCall(call) => Some(&call.receiver),
                Expr::Binary(binary) if is_compound_assignment(&binary.op) => Some(&binary.left),
                _ => None,
            };
            self.1 |= place.is_some_and(|place| is_part_of(place, self.0));
            visit::visit_expr(self, expression);
        }
    }
    let mut change = Change(name, false);
    match statement {
        Stmt::Expr(expression, Some(_)) => change.visit_expr(expression),
        Stmt::Expr(
            expression @ (Expr::ForLoop(_)
            | Expr::While(_)
            | Expr::Loop(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::Block(_)),
            None,
        ) => change.visit_expr(expression),
        _ => {}
    }
    change.1
}

/// Whether `operator` computes and assigns.
fn is_compound_assignment(operator: &syn::BinOp) -> bool {
    use syn::BinOp::*;
    matches!(
        operator,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}

/// Whether `place` is the variable or something inside it.
fn is_part_of(place: &Expr, name: &str) -> bool {
    match place {
        Expr::Path(path) => path.path.is_ident(name),
        Expr::Index(index) => is_part_of(&index.expr, name),
        Expr::Field(field) => is_part_of(&field.base, name),
        Expr::MethodCall(call) => is_part_of(&call.receiver, name),
        Expr::Unary(unary) => is_part_of(&unary.expr, name),
        Expr::Paren(paren) => is_part_of(&paren.expr, name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: &str) -> Cell {
        Cell::read(code).expect("the code is short")
    }

    /// The pieces of the answer to `shapes` after cells with these sources.
    #[track_caller]
    fn check(cells: &[&str], expected: &[&str]) {
        let mut answers = Answers::default();
        for cell in cells {
            answers.record(&read(cell));
        }
        let expected: Vec<String> = expected
            .iter()
            .map(|piece| text(&read(piece).syntax().expect("the piece parses")[0]))
            .collect();
        assert_eq!(answers.code("shapes"), Code(expected));
    }

    #[test]
    fn an_answer_is_what_defines_it_and_what_changes_it() {
        check(&["let x = 1;"], &[]);
        check(&["let shapes = a;"], &["let shapes = a;"]);
        check(&["let shapes = a; // one", "let shapes=a ;"], &["let shapes = a;"]);
        check(&["let shapes = a;", "let shapes = b;"], &["let shapes = b;"]);
        check(&["let (shapes, x) = b;"], &["let (shapes, x) = b;"]);
        check(
            &["let mut shapes = a;", "shapes.insert(1);\nshapes"],
            &["let mut shapes = a;", "shapes.insert(1);"],
        );
        check(
            &["let mut shapes = a;", "for k in b { shapes.insert(k); }"],
            &["let mut shapes = a;", "for k in b { shapes.insert(k); }"],
        );
        check(
            &["let mut shapes = a; shapes[0] += 1; *shapes.get(1) = 2;"],
            &["let mut shapes = a;", "shapes[0] += 1;", "*shapes.get(1) = 2;"],
        );
    }

    #[test]
    fn looking_at_an_answer_changes_nothing() {
        let cells = [
            "let shapes = a;",
            "shapes",
            "shapes.len()",
            "println!(\"{shapes:?}\");",
            "let n = shapes.len();",
            "show(&shapes);",
            "let broken = shapes.",
        ];
        check(&cells, &["let shapes = a;"]);
    }

    #[test]
    fn an_answer_that_does_not_parse_is_an_attempt() {
        let attempted = |source: &str| {
            Answers::default()
                .record(&read(source))
                .iter()
                .map(|exercise| exercise.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(attempted("fn projector(u: &DVector<f64>) {"), ["projector"]);
        assert_eq!(attempted("let mut shapes = ;"), ["shapes"]);
        assert_eq!(attempted("projector("), [] as [&str; 0]);
    }

    #[test]
    fn an_answer_is_left_to_do_where_it_says_nothing_else() {
        #[track_caller]
        fn check(code: &str, expected: bool) {
            assert_eq!(is_left_to_do(&read(code), "rank"), expected);
        }
        check("fn rank(m: &M) -> usize { todo!() }", true);
        check("fn rank(m: &M) -> usize { unimplemented!(\"later\") }\nrank(&m)", true);
        check(
            "fn rank(m: &M) -> usize { let n = m.len(); panic!(\"not implemented\"); }",
            true,
        );
        check("let rank = todo!();", true);
        check("let rank = { todo!() };", true);
        check("rank(&m)", true);
        check(
            "fn rank(m: &M) -> usize { if m.is_empty() { todo!() } else { 1 } }",
            false,
        );
        check(
            "fn rank(m: &M) -> usize { match m.len() { 0 => unimplemented!(), n => n } }",
            false,
        );
        check("fn rank(m: &M) -> usize { if a { return 1; } todo!() }", false);
        check("fn side() { todo!() }\nfn rank(m: &M) -> usize { side() }", false);
        check("let rank = if a { 1 } else { todo!() };", false);
    }

    #[test]
    fn code_is_compared_without_its_layout() {
        let mut answers = Answers::default();
        answers.record(&read("let shapes =   a;"));
        assert!(!answers.code("shapes").is_unlike("let shapes = a; // as it was"));
        assert!(answers.code("shapes").is_unlike("let shapes = b;"));
        assert!(!answers.code("maps").is_unlike("let maps = b;"));
    }

    #[test]
    fn running_a_cell_again_changes_nothing() {
        check(
            &["let mut shapes = a;", "shapes.insert(1);", "shapes.insert(1);"],
            &["let mut shapes = a;", "shapes.insert(1);"],
        );
    }

    #[test]
    fn the_items_beside_a_definition_belong_to_it() {
        check(
            &["fn side() {}\nfn shapes() { side() }\nlet x = 1;"],
            &["fn shapes() { side() }", "fn side() {}"],
        );
    }

    #[test]
    fn code_within_the_limits_is_looked_through_on_the_stack_that_is_set_aside_for_it() {
        for code in base::parse_limits::longest() {
            let look = move || {
                crate::completeness::completeness(&code);
                let mut answers = Answers::default();
                answers.record(&read(&code));
                answers.code("shapes").is_unlike(&code);
            };
            let thread = std::thread::Builder::new().stack_size(base::parse_limits::STACK);
            let looked = thread.spawn(look).expect("there are threads");
            looked.join().expect("the stack is large enough");
        }
    }
}
