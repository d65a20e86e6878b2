//! Small changes to the code of an answer, each of which makes another answer of it, most of them wrong.

use std::{collections::HashSet, ops::Range};

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprCall, ExprClosure, ExprField, ExprIf, ExprIndex, ExprLoop, ExprMethodCall,
    ExprPath, ExprRange, ExprTuple, ExprUnary, ExprWhile, FnArg, GenericArgument, Lit, Macro, Member, PatTuple,
    Signature, Stmt, Token, Type, UnOp,
    parse::Parser,
    punctuated::Punctuated,
    spanned::Spanned,
    visit::{self, Visit},
};

/// An answer with one change in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mutant {
    pub code: String,
    /// The lines that the change is in, as they are now, on one line.
    pub line: String,
}

/// Every answer that differs from `code` in a constant, a sign, an operator, an index, a name for its opposite, in two
/// arguments exchanged, a statement left out or a condition negated.
///
/// Statements in a `while` or `loop` stay: what is left would seldom come to an end.
pub(super) fn mutants(code: &str) -> Vec<Mutant> {
    let statements = Block::parse_within.parse_str(code);
    let statements = statements.unwrap_or_else(|error| panic!("an answer is Rust, and this is not ({error}):\n{code}"));
    let mut changes = Changes::default();
    for statement in &statements {
        changes.visit_stmt(statement);
    }
    let mut seen = HashSet::from([squeezed(code)]);
    let mutants = changes.0.into_iter().map(|edits| edited(code, edits));
    mutants.filter(|mutant| seen.insert(squeezed(&mutant.code))).collect()
}

/// What opposes what, among the names of methods, functions and fields.
const OPPOSITES: [(&str, &str); 24] = [
    ("all", "any"),
    ("ceil", "floor"),
    ("column", "row"),
    ("column_iter", "row_iter"),
    ("columns", "rows"),
    ("cos", "sin"),
    ("eps", "re"),
    ("exp", "ln"),
    ("first", "last"),
    ("from_column_slice", "from_row_slice"),
    ("from_columns", "from_rows"),
    ("identity", "zeros"),
    ("ln", "log2"),
    ("ln", "log10"),
    ("max", "min"),
    ("ncols", "nrows"),
    ("norm", "norm_squared"),
    ("product", "sum"),
    ("remove_column", "remove_row"),
    ("set_column", "set_row"),
    ("skip", "take"),
    ("sort", "reverse"),
    ("sum", "mean"),
    ("u", "v_t"),
];

/// Methods without arguments that return a value of the type they are called on, and so can be left out.
const REMOVABLE: [&str; 14] = [
    "abs",
    "adjoint",
    "ceil",
    "exp",
    "floor",
    "ln",
    "normalize",
    "recip",
    "rev",
    "round",
    "sqrt",
    "transpose",
    "trunc",
    "unwrap_or_default",
];

type Edits = Vec<(Range<usize>, Text)>;

/// What comes in place of a piece of the code.
enum Text {
    New(String),
    /// Another piece.
    From(Range<usize>),
    /// The piece itself, between these.
    Around(&'static str, &'static str),
}

#[derive(Default)]
struct Changes(Vec<Edits>);

impl Changes {
    fn replace(&mut self, piece: &impl Spanned, by: impl Into<String>) {
        self.0.push(vec![(range(piece), Text::New(by.into()))]);
    }

    fn wrap(&mut self, piece: &impl Spanned, before: &'static str, after: &'static str) {
        self.0.push(vec![(range(piece), Text::Around(before, after))]);
    }

    fn exchange(&mut self, one: &impl Spanned, other: &impl Spanned) {
        let (one, other) = (range(one), range(other));
        self.0
            .push(vec![(one.clone(), Text::From(other.clone())), (other, Text::From(one))]);
    }

    fn exchange_neighbours<'p, P: Spanned + 'p>(&mut self, pieces: impl IntoIterator<Item = &'p P>) {
        let pieces: Vec<&P> = pieces.into_iter().collect();
        for pair in pieces.windows(2) {
            self.exchange(pair[0], pair[1]);
        }
    }

    fn opposite(&mut self, name: &syn::Ident) {
        for (one, other) in OPPOSITES {
            if name == one {
                self.replace(name, other);
            } else if name == other {
                self.replace(name, one);
            }
        }
    }

    /// One more and one less than a computed number.
    fn shift(&mut self, number: &Expr) {
        let literal = matches!(number, Expr::Lit(_) | Expr::Range(_) | Expr::Tuple(_));
        if !literal {
            self.wrap(number, "(", " + 1)");
            self.wrap(number, "(", " - 1)");
        }
    }

    /// The statements of a block that something is left of without them.
    fn without_statements(&mut self, block: &Block) {
        let last = block.stmts.len().saturating_sub(1);
        for (index, statement) in block.stmts.iter().enumerate() {
            let removable = match statement {
                Stmt::Expr(_, semicolon) => semicolon.is_some() || index < last,
                Stmt::Macro(_) => index < last,
                Stmt::Local(_) | Stmt::Item(_) => false,
            };
            if removable {
                self.replace(statement, "");
            }
        }
    }
}

impl<'ast> Visit<'ast> for Changes {
    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        for other in others(&binary.op) {
            self.replace(&binary.op, *other);
        }
        // Of two matrices, a product is another one the other way round.
        if matches!(binary.op, BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_)) {
            self.exchange(&*binary.left, &*binary.right);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        if matches!(unary.op, UnOp::Neg(_) | UnOp::Not(_)) {
            self.replace(&unary.op, "");
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_lit(&mut self, literal: &'ast Lit) {
        match literal {
            Lit::Bool(flag) => self.replace(flag, (!flag.value).to_string()),
            Lit::Int(number) => {
                if let Ok(n) = number.base10_parse::<i128>() {
                    let suffix = number.suffix();
                    self.replace(number, format!("{}{suffix}", n + 1));
                    if n > 0 {
                        self.replace(number, format!("{}{suffix}", n - 1));
                    }
                }
            }
            Lit::Float(number) => {
                if let Ok(x) = number.base10_parse::<f64>() {
                    self.replace(number, format!("{:?}", x + 1.0));
                    self.replace(number, format!("({:?})", x - 1.0));
                }
            }
            _ => {}
        }
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        self.exchange_neighbours(&call.args);
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.opposite(&call.method);
        self.exchange_neighbours(&call.args);
        let call_alone = code_between(&call.dot_token, call);
        if call.args.is_empty() && REMOVABLE.iter().any(|name| call.method == name) {
            self.0.push(vec![(call_alone, Text::New(String::new()))]);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if let Some(last) = path.path.segments.last()
            && path.path.segments.len() > 1
        {
            self.opposite(&last.ident);
        }
        visit::visit_expr_path(self, path);
    }

    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        match &field.member {
            Member::Named(name) => self.opposite(name),
            Member::Unnamed(index) => self.replace(&field.member, if index.index == 0 { "1" } else { "0" }),
        }
        visit::visit_expr_field(self, field);
    }

    fn visit_expr_index(&mut self, index: &'ast ExprIndex) {
        match &*index.index {
            Expr::Tuple(place) => place.elems.iter().for_each(|number| self.shift(number)),
            number => self.shift(number),
        }
        visit::visit_expr_index(self, index);
    }

    fn visit_expr_range(&mut self, range: &'ast ExprRange) {
        if let Some(end) = &range.end {
            self.shift(end);
        }
        visit::visit_expr_range(self, range);
    }

    fn visit_expr_tuple(&mut self, tuple: &'ast ExprTuple) {
        self.exchange_neighbours(&tuple.elems);
        visit::visit_expr_tuple(self, tuple);
    }

    fn visit_pat_tuple(&mut self, tuple: &'ast PatTuple) {
        self.exchange_neighbours(&tuple.elems);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.exchange_neighbours(&closure.inputs);
        visit::visit_expr_closure(self, closure);
    }

    fn visit_expr_if(&mut self, condition: &'ast ExprIf) {
        if !matches!(&*condition.cond, Expr::Let(_)) {
            self.wrap(&*condition.cond, "!(", ")");
        }
        visit::visit_expr_if(self, condition);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.without_statements(block);
        visit::visit_block(self, block);
    }

    fn visit_expr_while(&mut self, looped: &'ast ExprWhile) {
        self.visit_expr(&looped.cond);
        looped
            .body
            .stmts
            .iter()
            .for_each(|statement| self.visit_stmt(statement));
    }

    fn visit_expr_loop(&mut self, looped: &'ast ExprLoop) {
        looped
            .body
            .stmts
            .iter()
            .for_each(|statement| self.visit_stmt(statement));
    }

    /// Two parameters of one type exchanged.
    fn visit_signature(&mut self, signature: &'ast Signature) {
        let typed: Vec<_> = signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(typed) => Some(typed),
                FnArg::Receiver(_) => None,
            })
            .collect();
        for pair in typed.windows(2).filter(|pair| pair[0].ty == pair[1].ty) {
            self.exchange(&*pair[0].pat, &*pair[1].pat);
        }
    }

    // A change in a type would only not compile.
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_generic_argument(&mut self, _: &'ast GenericArgument) {}

    fn visit_macro(&mut self, call: &'ast Macro) {
        let text_first = ["assert", "assert_eq", "format", "panic", "print", "println"];
        if text_first.iter().any(|name| call.path.is_ident(name)) {
            return;
        }
        // `dmatrix![1.0, 2.0; 3.0, 4.0]`: lists, with semicolons between them.
        for list in lists(&call.tokens) {
            let Ok(list) = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(list) else {
                continue;
            };
            if !matches!(call.path.get_ident(), Some(name) if name == "vec") {
                self.exchange_neighbours(&list);
            }
            for entry in &list {
                // syn borrows what it visits for as long as the whole, of which this is a parsed copy.
                let mut inside = Changes::default();
                inside.visit_expr(entry);
                self.0.append(&mut inside.0);
            }
        }
    }
}

/// The operators that may be mistaken for this one.
fn others(operator: &BinOp) -> &'static [&'static str] {
    match operator {
        BinOp::Add(_) => &["-"],
        BinOp::Sub(_) => &["+"],
        BinOp::Mul(_) => &["/"],
        BinOp::Div(_) => &["*"],
        BinOp::Rem(_) => &["/"],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        BinOp::Eq(_) => &["!=", "<=", ">="],
        BinOp::Ne(_) => &["=="],
        BinOp::Lt(_) => &["<=", ">"],
        BinOp::Le(_) => &["<", ">="],
        BinOp::Gt(_) => &[">=", "<"],
        BinOp::Ge(_) => &[">", "<="],
        BinOp::AddAssign(_) => &["-=", "="],
        BinOp::SubAssign(_) => &["+=", "="],
        BinOp::MulAssign(_) => &["/=", "="],
        BinOp::DivAssign(_) => &["*=", "="],
        _ => &[],
    }
}

/// What stands between the semicolons of a macro's input.
fn lists(tokens: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens
        .split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';'))
        .map(|list| list.iter().cloned().collect())
        .collect()
}

fn edited(code: &str, mut edits: Edits) -> Mutant {
    edits.sort_by_key(|(range, _)| range.start);
    let (start, end) = (edits[0].0.start, edits[edits.len() - 1].0.end);
    let line_start = code[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = code[end..].find('\n').map_or(code.len(), |at| end + at);
    let mut lines = String::new();
    let mut done = line_start;
    for (range, text) in edits {
        lines += &code[done..range.start];
        match text {
            Text::New(text) => lines += &text,
            Text::From(other) => lines += &code[other],
            Text::Around(before, after) => lines.extend([before, &code[range.clone()], after]),
        }
        done = range.end;
    }
    lines += &code[done..line_end];
    Mutant {
        code: [&code[..line_start], &lines, &code[line_end..]].concat(),
        line: lines.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Bytes of the code that a piece of its syntax tree stands for.
fn range(piece: &impl Spanned) -> Range<usize> {
    piece.span().byte_range()
}

fn code_between(start: &impl Spanned, whole: &impl Spanned) -> Range<usize> {
    range(start).start..range(whole).end
}

fn squeezed(code: &str) -> String {
    code.split_whitespace().collect()
}

#[test]
fn a_change_of_each_kind_is_made() {
    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        let lines: Vec<String> = mutants(code).into_iter().map(|mutant| mutant.line).collect();
        assert_eq!(lines, expected);
    }
    check(
        "let x = a + 2;",
        &["let x = a - 2;", "let x = a + 3;", "let x = a + 1;"],
    );
    check("let x = -0.5;", &["let x = 0.5;", "let x = -1.5;", "let x = -(-0.5);"]);
    check("let x = a / b;", &["let x = a * b;", "let x = b / a;"]);
    check(
        "if a < b { true } else { c }",
        &[
            "if !(a < b) { true } else { c }",
            "if a <= b { true } else { c }",
            "if a > b { true } else { c }",
            "if a < b { false } else { c }",
        ],
    );
    check(
        "fn f(a: u8, b: u8, c: i8) -> u8 {\n    g(a, c)\n}",
        &["fn f(b: u8, a: u8, c: i8) -> u8 {", "g(c, a)"],
    );
    check(
        "let x = m[(i, 0)];",
        &[
            "let x = m[((i + 1), 0)];",
            "let x = m[((i - 1), 0)];",
            "let x = m[(0, i)];",
            "let x = m[(i, 1)];",
        ],
    );
    check(
        "for i in 0..n {\n    x += i;\n}",
        &[
            "for i in 0..(n + 1) {",
            "for i in 0..(n - 1) {",
            "for i in 1..n {",
            "",
            "x -= i;",
            "x = i;",
        ],
    );
    check(
        "let x = m.transpose().nrows();",
        &["let x = m.transpose().ncols();", "let x = m.nrows();"],
    );
    check(
        "let m = dmatrix![1.0, x; 2.0, y];",
        &[
            "let m = dmatrix![x, 1.0; 2.0, y];",
            "let m = dmatrix![2.0, x; 2.0, y];",
            "let m = dmatrix![(0.0), x; 2.0, y];",
            "let m = dmatrix![1.0, x; y, 2.0];",
            "let m = dmatrix![1.0, x; 3.0, y];",
            "let m = dmatrix![1.0, x; (1.0), y];",
        ],
    );
    check("while a != b {\n    step();\n}", &["while a == b {"]);
    check("let t: SMatrix<f64, 6, 2> = \"2\".len();", &[]);
}
