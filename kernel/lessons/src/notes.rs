//! Notes beside a value: code that compiles and runs, and hardly means what it says.
//!
//! That `^` and `/` stand between integers shows by the syntax alone: rustc has accepted a whole number at their side. A
//! note is silent where an integer is asked for in so many words, or where the code works on bits. Each kind is told once
//! in a cell.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use std::ops::Range;
use std::{mem, ptr};
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprBinary, Ident, Item, Lit, Local, Macro, Pat, PatIdent, Stmt, UnOp};

/// What to say of a cell of these statements, which has run, where `value` of its `text` is what it shows.
pub fn on(statements: &[Stmt], text: &str, value: Option<Range<usize>>) -> Vec<String> {
    let mut reader = Reader {
        is_open: true,
        ..Reader::default()
    };
    for statement in statements {
        reader.visit_stmt(statement);
    }
    let power = reader.power.filter(|_| !reader.works_on_bits);
    let quotient = reader.quotient.or_else(|| whole_quotient(text, value?));
    power.into_iter().chain(quotient).collect()
}

/// `n // 2`, where a comment begins instead of a division.
fn whole_quotient(text: &str, value: Range<usize>) -> Option<String> {
    let (dividend, rest) = (text.get(value.clone())?, text.get(value.end..)?);
    let divisor = rest.trim().strip_prefix("//")?.trim();
    let is_divisor = divisor.parse::<f64>().is_ok() || divisor.len() == 1 && syn::parse_str::<Ident>(divisor).is_ok();
    (is_divisor && !dividend.contains(['\n', '"'])).then(|| {
        format!(
            "`//` begins a comment, so this is `{dividend}` alone; `/` of two integers leaves out what is behind the point"
        )
    })
}

#[derive(Default)]
struct Reader {
    power: Option<String>,
    quotient: Option<String>,
    /// Whether the code works on bits, so that `^` is meant as it is.
    works_on_bits: bool,
    /// Variables that are bound without a type.
    untyped: BTreeSet<String>,
    /// Whether nothing around the present expression says that it is an integer.
    is_open: bool,
}

impl Reader {
    fn read(&mut self, expression: &Expr, is_open: bool) {
        let around = mem::replace(&mut self.is_open, is_open);
        self.visit_expr(expression);
        self.is_open = around;
    }

    fn binary(&mut self, binary: &ExprBinary) {
        match binary.op {
            BinOp::BitXor(_) => self.power(binary),
            BinOp::Div(_) if self.is_open => self.quotient(binary),
            BinOp::BitAnd(_)
            | BinOp::BitOr(_)
            | BinOp::Shl(_)
            | BinOp::Shr(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_) => self.works_on_bits = true,
            _ => {}
        }
    }

    /// `t ^ 2`. What stands beside the operator counts, not what it takes: it binds weaker than `+`.
    fn power(&mut self, binary: &ExprBinary) {
        let (base, exponent) = (last_term(&binary.left), first_term(&binary.right));
        let is_all = ptr::eq(base, &*binary.left) && ptr::eq(exponent, &*binary.right);
        let told = match (whole(base), whole(exponent)) {
            (Some(base), Some(exponent)) if !(-1..=1).contains(&exponent) => of_numbers(base, exponent, is_all),
            (None, Some(exponent @ (2 | 3))) if !matches!(base, Expr::Lit(_)) => self.of_variable(base, exponent),
            _ => return,
        };
        self.power.get_or_insert(told);
    }

    fn of_variable(&self, base: &Expr, exponent: i128) -> String {
        let (base, power) = match name(base) {
            // A method has to know the type.
            Some(name) if self.untyped.contains(&name) => match exponent {
                2 => (name.clone(), format!("the power is `{name} * {name}`")),
                _ => (name.clone(), format!("the power is `{name} * {name} * {name}`")),
            },
            Some(name) => (name.clone(), format!("the power is `{name}.pow({exponent})`")),
            None => ("…".to_owned(), format!("a power is written `.pow({exponent})`")),
        };
        format!("`{base} ^ {exponent}` is the exclusive or of the bits of two integers; {power}")
    }

    /// `1 / 2`.
    fn quotient(&mut self, binary: &ExprBinary) {
        let (Some(left), Some(right)) = (whole(&binary.left), whole(&binary.right)) else {
            return;
        };
        if right == 0 || left % right == 0 {
            return;
        }
        let float = left as f64 / right as f64;
        self.quotient.get_or_insert(format!(
            "`{left} / {right}` is {}: between integers, `/` leaves out what is behind the point; `{left}.0 / {right}.0` is \
             {float:?}",
            left / right
        ));
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        // Signatures say what comes out.
        let around = mem::replace(&mut self.is_open, false);
        visit::visit_item(self, item);
        self.is_open = around;
    }

    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Expr(expression, semicolon) => self.read(expression, self.is_open || semicolon.is_some()),
            other => visit::visit_stmt(self, other),
        }
    }

    fn visit_local(&mut self, local: &Local) {
        self.visit_pat(&local.pat);
        if let Some(init) = &local.init {
            self.read(&init.expr, !matches!(local.pat, Pat::Type(_)));
            if let Some((_, otherwise)) = &init.diverge {
                self.read(otherwise, false);
            }
        }
    }

    fn visit_pat_type(&mut self, _: &syn::PatType) {}

    fn visit_pat_ident(&mut self, pattern: &PatIdent) {
        self.untyped.insert(pattern.ident.to_string());
        self.visit_ident(&pattern.ident);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        let is_open = self.is_open;
        match expression {
            Expr::Binary(binary) => {
                self.binary(binary);
                visit::visit_expr_binary(self, binary);
            }
            // What has been cut off is made a float too late.
            Expr::Cast(cast) => {
                let is_float = matches!(cast.ty.to_token_stream().to_string().as_str(), "f64" | "f32");
                self.read(&cast.expr, is_float);
            }
            Expr::MethodCall(call) => {
                self.visit_ident(&call.method);
                self.read(&call.receiver, is_open);
                let is_power = call.method == "powi" || call.method == "pow";
                call.args.iter().for_each(|argument| self.read(argument, is_power));
            }
            Expr::Closure(_)
            | Expr::Paren(_)
            | Expr::Group(_)
            | Expr::Unary(_)
            | Expr::Tuple(_)
            | Expr::Array(_)
            | Expr::Block(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::Macro(_) => visit::visit_expr(self, expression),
            _ => {
                self.is_open = false;
                visit::visit_expr(self, expression);
                self.is_open = is_open;
            }
        }
    }

    fn visit_macro(&mut self, call: &Macro) {
        const OF_ANY_NUMBERS: [&str; 12] = [
            "println", "print", "eprintln", "eprint", "format", "dbg", "vec", "dvector", "dmatrix", "vector", "matrix",
            "stack",
        ];
        let is_open = OF_ANY_NUMBERS.iter().any(|name| call.path.is_ident(name));
        for argument in arguments(&call.tokens) {
            self.read(&argument, is_open);
        }
    }

    fn visit_lit(&mut self, literal: &Lit) {
        self.works_on_bits |= match literal {
            Lit::Int(number) => ["0x", "0b", "0o"]
                .iter()
                .any(|start| number.to_string().starts_with(start)),
            Lit::Str(text) => shows_bits(&text.value()),
            _ => false,
        };
    }

    fn visit_ident(&mut self, name: &Ident) {
        const OF_BITS: [&str; 10] = [
            "xor", "bit", "bits", "mask", "flag", "flags", "hash", "parity", "gray", "ones",
        ];
        let name = name.to_string().to_lowercase();
        self.works_on_bits |= name.split('_').any(|word| OF_BITS.contains(&word));
    }
}

/// `2 ^ 10`, which is all there is between two other operators, or in the whole expression (`is_all`).
fn of_numbers(base: i128, exponent: i128, is_all: bool) -> String {
    let xor = base ^ exponent;
    let written = if base < 0 {
        format!("({base})")
    } else {
        base.to_string()
    };
    let value = u32::try_from(exponent)
        .ok()
        .and_then(|exponent| base.checked_pow(exponent));
    let suffixed = |suffix: &str| match base < 0 {
        true => format!("({base}_{suffix})"),
        false => format!("{base}_{suffix}"),
    };
    let power = match value {
        Some(value) if !is_all => format!("the power is {value}"),
        Some(value) if i32::try_from(value).is_ok() => {
            format!("the power is `{}.pow({exponent})`, {value}", suffixed("i32"))
        }
        Some(value) if i64::try_from(value).is_ok() => {
            format!("the power is `{}.pow({exponent})`, {value}", suffixed("i64"))
        }
        _ => format!("the power is a float, `{}.powi({exponent})`", suffixed("f64")),
    };
    match is_all {
        true => format!("`{written} ^ {exponent}` is {xor}, the exclusive or of their bits; {power}"),
        false => format!("`^` in `{written} ^ {exponent}` is the exclusive or of bits; {power}"),
    }
}

/// The term that stands last in `expression`.
fn last_term(expression: &Expr) -> &Expr {
    match expression {
        Expr::Binary(binary) => last_term(&binary.right),
        Expr::Unary(unary) if whole(expression).is_none() && matches!(unary.op, UnOp::Neg(_)) => last_term(&unary.expr),
        other => other,
    }
}

/// The term that stands first in `expression`.
fn first_term(expression: &Expr) -> &Expr {
    match expression {
        Expr::Binary(binary) => first_term(&binary.left),
        other => other,
    }
}

/// The number that is written out, if its type is left open.
fn whole(expression: &Expr) -> Option<i128> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) if number.suffix().is_empty() && !number.to_string().starts_with("0x") => {
                number.base10_parse().ok()
            }
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => whole(&unary.expr)?.checked_neg(),
        Expr::Paren(paren) => whole(&paren.expr),
        _ => None,
    }
}

/// The name of a variable.
fn name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
        _ => None,
    }
}

/// Whether a text for `format!` shows numbers by their digits of base 2, 8 or 16.
fn shows_bits(text: &str) -> bool {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next()?.split_once(':'))
        .any(|(_, form)| form.ends_with(['b', 'o', 'x', 'X']))
}

/// The expressions between the commas and semicolons of a macro's arguments.
fn arguments(tokens: &TokenStream) -> Vec<Expr> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens.clone() {
        match &token {
            TokenTree::Punct(sign) if matches!(sign.as_char(), ',' | ';') => parts.push(TokenStream::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.extend([token]);
                }
            }
        }
    }
    parts.into_iter().filter_map(|part| syn::parse2(part).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::Block;
    use syn::parse::Parser;
    use syn::spanned::Spanned;

    #[track_caller]
    fn check(cell: &str, expected: &[&str]) {
        let statements = Block::parse_within.parse_str(cell).expect("the cell parses");
        let value = match statements.last() {
            Some(Stmt::Expr(last, None)) => Some(last.span().byte_range()),
            _ => None,
        };
        assert_eq!(on(&statements, cell, value), expected, "{cell}");
    }

    #[test]
    fn a_power_is_told_from_what_stands_beside_its_sign() {
        let of = |base: &str, power: &str| {
            format!("`{base}` is the exclusive or of the bits of two integers; the power is `{power}`")
        };
        check("t ^ 2", &[&of("t ^ 2", "t.pow(2)")]);
        check("fn f(n: u64) -> u64 { n ^ 3 }", &[&of("n ^ 3", "n.pow(3)")]);
        check("let t = 3;\nt ^ 2", &[&of("t ^ 2", "t * t")]);
        check("for i in 0..3 { println!(\"{}\", i ^ 2); }", &[&of("i ^ 2", "i * i")]);
        check("a + 2 * b ^ 2 + 1", &[&of("b ^ 2", "b.pow(2)")]);
        check("x ^ 2 + y ^ 2", &[&of("y ^ 2", "y.pow(2)")]);
        check(
            "2 ^ 10",
            &["`2 ^ 10` is 8, the exclusive or of their bits; the power is `2_i32.pow(10)`, 1024"],
        );
        check(
            "10 ^ -3",
            &["`10 ^ -3` is -9, the exclusive or of their bits; the power is a float, `10_f64.powi(-3)`"],
        );
        check(
            "10 ^ 12",
            &["`10 ^ 12` is 6, the exclusive or of their bits; the power is `10_i64.pow(12)`, 1000000000000"],
        );
        check(
            "n * 2 ^ 3",
            &["`^` in `2 ^ 3` is the exclusive or of bits; the power is 8"],
        );
    }

    #[test]
    fn two_strokes_for_a_whole_quotient_are_told() {
        let of = |value: &str| {
            format!(
                "`//` begins a comment, so this is `{value}` alone; `/` of two integers leaves out what is behind the point"
            )
        };
        check("let n = 7;\nn // 2", &[&of("n")]);
        check("7 // 2", &[&of("7")]);
        check("(a + b) //k", &[&of("(a + b)")]);
        for cell in [
            "n // half",
            "n; // 2",
            "n",
            "n // 2 of them",
            "\"a\" // 2",
            "n // 2\n+ 1",
            "n /* // 2 */",
        ] {
            check(cell, &[]);
        }
    }

    #[test]
    fn work_on_bits_has_no_note() {
        for cell in [
            "x ^ 1",
            "a ^ b",
            "x ^ y ^ z",
            "(x ^ 2) & 1",
            "x ^ 2 ^ (x << 3)",
            "0xff ^ 2",
            "let mask = 3;\nx ^ 2",
            "println!(\"{:08b}\", x ^ 2);",
            "x ^= 2;",
            "5_u8 ^ 3",
            "let parity = x ^ 2;",
            "flag ^ true",
        ] {
            check(cell, &[]);
        }
    }

    #[test]
    fn a_quotient_of_numbers_is_told_where_nothing_asks_for_an_integer() {
        let half = "`1 / 2` is 0: between integers, `/` leaves out what is behind the point; `1.0 / 2.0` is 0.5";
        for cell in [
            "1 / 2",
            "let half = 1 / 2;",
            "let y = 3 + n * (1 / 2);",
            "println!(\"{}\", 1 / 2);",
            "dvector![1 / 2, 1]",
            "let y = (1 / 2) as f64;",
            "fn f(x: f64) -> f64 { x * (1 / 2) as f64 }",
            "fn f(x: f64) -> f64 { let half = 1 / 2; x }",
            "x.powi(1 / 2)",
            "let f = |x: i32| x * (1 / 2);",
            "if x > 0 { 1 / 2 } else { 0 }",
        ] {
            check(cell, &[half]);
        }
        check("1 / 2 + 1 / 3", &[half]);
        for cell in [
            "4 / 2",
            "1.0 / 2.0",
            "n / 2",
            "let middle: usize = 7 / 2;",
            "fn f() -> i32 { 1 / 2 }",
            "const N: usize = 7 / 2;",
            "v[7 / 2]",
            "f(7 / 2)",
            "for i in 0..7 / 2 { print!(\"{i}\"); }",
            "7_usize / 2",
            "assert_eq!(7 / 2, 3);",
        ] {
            check(cell, &[]);
        }
    }
}
