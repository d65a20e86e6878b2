//! The learner's code: what stands around the place that a message is about, and what kind of text an operand is.

use std::ops::Range;

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, ItemFn, Token};

/// The texts left and right of the operator at `range`.
pub(super) fn operands(source: &str, range: &Range<usize>) -> Option<(String, String)> {
    innermost(source, |node| match node {
        Node::Expression(Expr::Binary(binary)) if starts_at(&binary.op, range.start) => {
            text(source, &binary.left).zip(text(source, &binary.right))
        }
        _ => None,
    })
}

/// The name of the innermost `fn` whose body has the byte `at`.
pub(super) fn function_around(source: &str, at: usize) -> Option<String> {
    innermost(source, |node| match node {
        Node::Function(function) if function.block.span().byte_range().contains(&at) => {
            Some(function.sig.ident.to_string())
        }
        _ => None,
    })
}

/// The name of the function or method that is called with the argument at `range`.
pub(super) fn callee(source: &str, range: &Range<usize>) -> Option<String> {
    let takes_it = |arguments: &Punctuated<Expr, Token![,]>| {
        arguments.iter().any(|argument| argument.span().byte_range() == *range)
    };
    innermost(source, |node| match node {
        Node::Expression(Expr::Call(call)) if takes_it(&call.args) => match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        },
        Node::Expression(Expr::MethodCall(call)) if takes_it(&call.args) => Some(call.method.to_string()),
        _ => None,
    })
}

/// The expression whose method has its argument at `range`.
pub(super) fn receiver_of_argument(source: &str, range: &Range<usize>) -> Option<String> {
    innermost(source, |node| match node {
        Node::Expression(Expr::MethodCall(call))
            if call.args.iter().any(|argument| argument.span().byte_range() == *range) =>
        {
            text(source, &call.receiver)
        }
        _ => None,
    })
}

/// The text of what is indexed, and of the index, of the innermost `list[index]` whose index `range` is in.
pub(super) fn indexing(source: &str, range: &Range<usize>) -> Option<(String, String)> {
    innermost(source, |node| match node {
        Node::Expression(Expr::Index(index)) if holds(&index.index, range) => {
            text(source, &index.expr).zip(text(source, &index.index))
        }
        _ => None,
    })
}

/// The texts of left side, operator and right side of the comparison that has one of its sides, or its operator, at
/// `range`.
pub(super) fn comparison(source: &str, range: &Range<usize>) -> Option<[String; 3]> {
    innermost(source, |node| match node {
        Node::Expression(Expr::Binary(binary)) if is_comparison(&binary.op) => {
            let sides = [binary.left.span(), binary.op.span(), binary.right.span()].map(|span| span.byte_range());
            sides
                .contains(range)
                .then(|| sides.map(|side| source.get(side).unwrap_or_default().to_owned()))
        }
        _ => None,
    })
}

/// The last operand of the product or quotient that `source` is.
pub(super) fn last_operand(source: &str) -> Option<String> {
    match syn::parse_str(source).ok()? {
        Expr::Binary(binary) if matches!(binary.op, BinOp::Div(_) | BinOp::Mul(_)) => text(source, &binary.right),
        _ => None,
    }
}

/// Both sides of the division that `source` is.
pub(super) fn quotient(source: &str) -> Option<[String; 2]> {
    let mut expression: Expr = syn::parse_str(source).ok()?;
    while let Expr::Paren(inner) = expression {
        expression = *inner.expr;
    }
    match expression {
        Expr::Binary(binary) if matches!(binary.op, BinOp::Div(_)) => {
            Some([text(source, &binary.left)?, text(source, &binary.right)?])
        }
        _ => None,
    }
}

fn is_comparison(operator: &BinOp) -> bool {
    use BinOp::{Eq, Ge, Gt, Le, Lt, Ne};
    matches!(operator, Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_))
}

/// The function and the arguments of the call of something at `range`.
pub(super) fn call(source: &str, range: &Range<usize>) -> Option<(String, Vec<String>)> {
    innermost(source, |node| match node {
        Node::Expression(Expr::Call(call)) if call.func.span().byte_range() == *range => {
            let arguments = call
                .args
                .iter()
                .map(|argument| text(source, argument))
                .collect::<Option<_>>()?;
            Some((text(source, &call.func)?, arguments))
        }
        _ => None,
    })
}

/// Whether some pattern of `source` binds `name`.
pub(super) fn binds(source: &str, name: &str) -> bool {
    struct Binder<'n>(&'n str, bool);
    impl Visit<'_> for Binder<'_> {
        fn visit_pat_ident(&mut self, pattern: &syn::PatIdent) {
            self.1 |= pattern.ident == self.0;
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut binder = Binder(name, false);
    for statement in &Block::parse_within.parse_str(source).unwrap_or_default() {
        binder.visit_stmt(statement);
    }
    binder.1
}

/// Whether `source` has the word `name` in it.
pub(super) fn mentions(source: &str, name: &str) -> bool {
    base::tokens::words(source).any(|word| word == name)
}

/// The expression whose method or field has its name at `range`.
pub(super) fn receiver(source: &str, range: &Range<usize>) -> Option<String> {
    innermost(source, |node| match node {
        Node::Expression(Expr::MethodCall(call)) if starts_at(&call.method, range.start) => {
            text(source, &call.receiver)
        }
        Node::Expression(Expr::Field(field)) if starts_at(&field.member, range.start) => text(source, &field.base),
        _ => None,
    })
}

/// A node of the learner's code that one of the functions above may look for.
enum Node<'n> {
    Expression(&'n Expr),
    Function(&'n ItemFn),
}

/// What `read` makes of the innermost node that it makes anything of; of several side by side, of the last.
fn innermost<T>(source: &str, read: impl Fn(Node<'_>) -> Option<T>) -> Option<T> {
    let mut finder = Finder { read, found: None };
    for statement in &Block::parse_within.parse_str(source).ok()? {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<T, R> {
    read: R,
    found: Option<T>,
}

impl<T, R: Fn(Node<'_>) -> Option<T>> Finder<T, R> {
    fn meet(&mut self, node: Node<'_>) {
        if let Some(found) = (self.read)(node) {
            self.found = Some(found);
        }
    }
}

impl<T, R: Fn(Node<'_>) -> Option<T>> Visit<'_> for Finder<T, R> {
    fn visit_expr(&mut self, expression: &Expr) {
        self.meet(Node::Expression(expression));
        visit::visit_expr(self, expression);
    }

    fn visit_item_fn(&mut self, function: &ItemFn) {
        self.meet(Node::Function(function));
        visit::visit_item_fn(self, function);
    }
}

fn starts_at(node: &impl Spanned, at: usize) -> bool {
    node.span().byte_range().start == at
}

fn holds(node: &impl Spanned, range: &Range<usize>) -> bool {
    let outer = node.span().byte_range();
    outer.start <= range.start && range.end <= outer.end
}

fn text(source: &str, expression: &Expr) -> Option<String> {
    source.get(expression.span().byte_range()).map(str::to_owned)
}

/// `text` without the `&` that lends all of it.
pub(super) fn referent(text: &str) -> &str {
    match syn::parse_str(text) {
        Ok(Expr::Reference(_)) => text.trim_start_matches('&').trim_start(),
        _ => text,
    }
}

/// Whether `text` is a name.
pub(super) fn is_name(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}

/// Whether a method call or an `as` behind `text` takes all of it.
pub(super) fn is_one_term(text: &str) -> bool {
    !text.starts_with('&')
        && matches!(
            syn::parse_str(text),
            Ok(Expr::Path(_) | Expr::MethodCall(_) | Expr::Call(_) | Expr::Index(_) | Expr::Field(_) | Expr::Paren(_))
        )
}

/// Whether a `&` before `text` takes only a part of it.
pub(super) fn needs_parentheses(text: &str) -> bool {
    matches!(
        syn::parse_str(text),
        Ok(Expr::Binary(_) | Expr::Range(_) | Expr::Cast(_))
    )
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

    #[test]
    fn the_innermost_node_is_found() {
        let source = "fn outer() { fn inner() { 1 } 2 }\nf(g(x))";
        let function = |part| function_around(source, source.find(part).expect("the part is there"));
        assert_eq!(function("1").as_deref(), Some("inner"));
        assert_eq!(function("2").as_deref(), Some("outer"));
        assert_eq!(callee(source, &range(source, "x")).as_deref(), Some("g"));
        assert_eq!(callee(source, &range(source, "g(x)")).as_deref(), Some("f"));
        assert_eq!(callee("f(x", &(2..3)), None, "what does not parse has no nodes");
    }

    #[test]
    fn a_term_is_what_a_method_call_behind_it_takes_whole() {
        for text in ["x", "v.len()", "f(x)", "v[0]", "self.a", "(a + b)"] {
            assert!(is_one_term(text), "{text}");
        }
        for text in ["a + b", "-x", "&x", "a as f64", "x y", ""] {
            assert!(!is_one_term(text), "{text}");
        }
    }
}
