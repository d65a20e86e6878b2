//! The learner's code around a place that a message is about.

use std::ops::Range;

use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Stmt};

fn statements(source: &str) -> Option<Vec<Stmt>> {
    Block::parse_within.parse_str(source).ok()
}

/// The texts left and right of the operator at `range`.
pub fn operands(source: &str, range: &Range<usize>) -> Option<(String, String)> {
    struct Finder<'s> {
        source: &'s str,
        at: usize,
        found: Option<(String, String)>,
    }
    impl Visit<'_> for Finder<'_> {
        fn visit_expr_binary(&mut self, binary: &syn::ExprBinary) {
            if binary.op.span().byte_range().start == self.at {
                let text = |side: &Expr| self.source.get(side.span().byte_range()).map(str::to_owned);
                self.found = text(&binary.left).zip(text(&binary.right));
            }
            visit::visit_expr_binary(self, binary);
        }
    }
    let mut finder = Finder {
        source,
        at: range.start,
        found: None,
    };
    for statement in &statements(source)? {
        finder.visit_stmt(statement);
    }
    finder.found
}

/// The name of the innermost `fn` around the place.
pub fn function_around(source: &str, at: usize) -> Option<String> {
    struct Finder {
        at: usize,
        found: Option<String>,
    }
    impl Visit<'_> for Finder {
        fn visit_item_fn(&mut self, function: &syn::ItemFn) {
            if function.block.span().byte_range().contains(&self.at) {
                self.found = Some(function.sig.ident.to_string());
            }
            visit::visit_item_fn(self, function);
        }
    }
    let mut finder = Finder { at, found: None };
    for statement in &statements(source)? {
        finder.visit_stmt(statement);
    }
    finder.found
}

/// The name that a function or method is called by, whose argument `range` is.
pub fn callee(source: &str, range: &Range<usize>) -> Option<String> {
    struct Finder<'r> {
        range: &'r Range<usize>,
        found: Option<String>,
    }
    impl Finder<'_> {
        fn takes<'e>(&self, mut arguments: impl Iterator<Item = &'e Expr>) -> bool {
            arguments.any(|argument| argument.span().byte_range() == *self.range)
        }
    }
    impl Visit<'_> for Finder<'_> {
        fn visit_expr_call(&mut self, call: &syn::ExprCall) {
            if self.takes(call.args.iter())
                && let Expr::Path(path) = &*call.func
            {
                self.found = path.path.segments.last().map(|segment| segment.ident.to_string());
            }
            visit::visit_expr_call(self, call);
        }

        fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
            if self.takes(call.args.iter()) {
                self.found = Some(call.method.to_string());
            }
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut finder = Finder { range, found: None };
    for statement in &statements(source)? {
        finder.visit_stmt(statement);
    }
    finder.found
}

/// What a method is called on, or what a field is taken of, whose name is at `range`.
pub fn receiver(source: &str, range: &Range<usize>) -> Option<String> {
    struct Finder<'s> {
        source: &'s str,
        at: usize,
        found: Option<String>,
    }
    impl Finder<'_> {
        fn take(&mut self, name: proc_macro2::Span, base: &Expr) {
            if name.byte_range().start == self.at {
                self.found = self.source.get(base.span().byte_range()).map(str::to_owned);
            }
        }
    }
    impl Visit<'_> for Finder<'_> {
        fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
            self.take(call.method.span(), &call.receiver);
            visit::visit_expr_method_call(self, call);
        }

        fn visit_expr_field(&mut self, field: &syn::ExprField) {
            self.take(field.member.span(), &field.base);
            visit::visit_expr_field(self, field);
        }
    }
    let mut finder = Finder {
        source,
        at: range.start,
        found: None,
    };
    for statement in &statements(source)? {
        finder.visit_stmt(statement);
    }
    finder.found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(source: &str, part: &str) -> Range<usize> {
        let start = source.find(part).expect("the part is there");
        start..start + part.len()
    }

    #[test]
    fn operands_are_found_by_their_operator() {
        let source = "let c = f(&a * (b + 1.0)) - π * d;";
        let operands = |operator| operands(source, &range(source, operator));
        let both = |left: &str, right: &str| Some((left.to_owned(), right.to_owned()));
        assert_eq!(operands("* (b"), both("&a", "(b + 1.0)"));
        assert_eq!(operands("* d"), both("π", "d"));
        assert_eq!(operands("- π"), both("f(&a * (b + 1.0))", "π * d"));
        assert_eq!(operands("f("), None);
    }

    #[test]
    fn a_place_is_known_by_what_is_around_it() {
        let source = "let y = norm(v) + w.dot(u);\nfn g(x: f64) -> f64 { x * a }";
        assert_eq!(callee(source, &range(source, "v")).as_deref(), Some("norm"));
        assert_eq!(callee(source, &range(source, "u")).as_deref(), Some("dot"));
        assert_eq!(receiver(source, &range(source, "dot")).as_deref(), Some("w"));
        assert_eq!(
            function_around(source, source.find("* a").unwrap_or(0)).as_deref(),
            Some("g")
        );
        assert_eq!(function_around(source, 0), None);
    }
}
