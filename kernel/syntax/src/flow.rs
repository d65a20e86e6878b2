//! Finds where the statements of a cell end it, and where they wait.

use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, ExprAsync, ExprAwait, ExprClosure, ExprConst, ExprReturn, Item, Stmt};

/// A `return` that ends the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// Where it stands, with what it returns.
    pub range: Range<usize>,
    /// Whether it returns a value, which no cell has: anything but `()` and `Ok(())`.
    pub has_value: bool,
}

/// Where `statement` returns from the cell itself.
pub(crate) fn returns(statement: &Stmt) -> Vec<Return> {
    let mut found = Returns(Vec::new());
    found.visit_stmt(statement);
    found.0
}

/// Whether `statement` awaits outside of any async block.
pub(crate) fn awaits(statement: &Stmt) -> bool {
    let mut found = Awaits(false);
    found.visit_stmt(statement);
    found.0
}

/// Those of the cell's own function, not of a function inside it.
struct Returns(Vec<Return>);

impl<'ast> Visit<'ast> for Returns {
    fn visit_expr_return(&mut self, expression: &'ast ExprReturn) {
        let value = expression.expr.as_deref();
        // An error ends the cell as `?` does.
        if value.is_some_and(|value| argument(value, "Err").is_some()) {
            return visit::visit_expr_return(self, expression);
        }
        let is_unit = |value: &Expr| matches!(value, Expr::Tuple(tuple) if tuple.elems.is_empty());
        let has_value = value.is_some_and(|value| !is_unit(argument(value, "Ok").unwrap_or(value)));
        self.0.push(Return {
            range: expression.span().byte_range(),
            has_value,
        });
    }

    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}

    fn visit_expr_const(&mut self, _: &'ast ExprConst) {}

    fn visit_item(&mut self, _: &'ast Item) {}
}

/// What `call` gives to `function`, if it is a call of it.
fn argument<'e>(call: &'e Expr, function: &str) -> Option<&'e Expr> {
    let Expr::Call(call) = call else { return None };
    let is_it = matches!(&*call.func, Expr::Path(path) if path.path.is_ident(function));
    call.args.first().filter(|_| is_it)
}

struct Awaits(bool);

impl<'ast> Visit<'ast> for Awaits {
    fn visit_expr_await(&mut self, _: &'ast ExprAwait) {
        self.0 = true;
    }

    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        if closure.asyncness.is_none() {
            visit::visit_expr_closure(self, closure);
        }
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
