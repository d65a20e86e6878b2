//! Finds the statics of an item, so that a later cell, which compiles the item anew, can use those of the cell that defined it.

use crate::item::name;
use proc_macro2::Span;
use std::ops::Range;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, Ident, ImplItemType, Item, ItemMacro, ItemStatic, Lifetime, Macro, ParenthesizedGenericArguments,
    StaticMutability, StmtMacro, Token, Type, TypeBareFn, TypeReference, Visibility,
};

/// A static whose value may change. All places are in the text of the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Static {
    pub name: String,
    type_text: String,
    beside: String,
    /// From where on other text takes its place: in a `thread_local!` inside of an item, from the end of the static before.
    start: usize,
    /// Where its own attributes begin.
    head: usize,
    /// Where the keyword `static` begins.
    keyword: usize,
    ty: Range<usize>,
    /// Where its type has a lifetime that is not written, or not called: there it is `'static`, but not where a static is
    /// only declared.
    lifetimes: Vec<Range<usize>>,
    /// Where its initial value ends.
    value_end: usize,
    /// Where it ends, its semicolon included.
    end: usize,
    is_mutable: bool,
    is_thread_local: bool,
}

/// Other text for a part of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

impl Static {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Its type as it is written, a thread's own without the `LocalKey` around it.
    pub fn type_text(&self) -> &str {
        &self.type_text
    }

    /// The types and names that are defined in the same item, which its type may be made of.
    pub fn beside(&self) -> &str {
        &self.beside
    }

    /// How to write it so that its value is found by `symbol`.
    pub fn exported(&self, symbol: &str) -> Vec<Edit> {
        let mut edits = vec![edit(
            self.start..self.head,
            format!("#[unsafe(export_name = {symbol:?})] "),
        )];
        if self.is_thread_local {
            let Static { name, type_text, .. } = self;
            let name = crate::identifier(name);
            edits.extend(self.key());
            edits.push(edit(
                self.ty.end..self.ty.end,
                format!(" = {{ ::std::thread_local! {{ static {name}: {type_text}"),
            ));
            edits.push(edit(self.value_end..self.end, format!("; }} {name} }};")));
        }
        edits
    }

    /// How to write it so that it is the one that is found by `symbol`.
    pub fn imported(&self, symbol: &str) -> Vec<Edit> {
        let head = format!("unsafe extern \"C\" {{ #[link_name = {symbol:?}] ");
        let mut edits = vec![edit(self.start..self.head, head)];
        if !self.is_mutable {
            edits.push(edit(self.keyword..self.keyword, "safe ".to_owned()));
        }
        let lifetimes = self
            .lifetimes
            .iter()
            .map(|range| edit(range.clone(), "'static ".to_owned()));
        match self.is_thread_local {
            true => {
                let [before, behind] = self.key();
                edits.extend(std::iter::once(before).chain(lifetimes).chain([behind]));
            }
            false => edits.extend(lifetimes),
        }
        edits.push(edit(self.ty.end..self.end, "; }".to_owned()));
        edits
    }

    /// What the type of a thread's own static is put into.
    fn key(&self) -> [Edit; 2] {
        let Range { start, end } = self.ty;
        [
            edit(start..start, "::std::thread::LocalKey<".to_owned()),
            edit(end..end, ">".to_owned()),
        ]
    }
}

fn edit(range: Range<usize>, text: String) -> Edit {
    Edit { range, text }
}

/// The statics of `item`, which stands in `cell`.
pub(crate) fn of(item: &Item, cell: &str) -> Vec<Static> {
    let mut finder = Finder {
        cell,
        found: Vec::new(),
        beside: String::new(),
    };
    finder.visit_item(item);
    let Finder { mut found, beside, .. } = finder;
    for found in &mut found {
        found.beside.clone_from(&beside);
    }
    found
}

pub(crate) fn is_thread_local(call: &Macro) -> bool {
    call.path
        .segments
        .last()
        .is_some_and(|last| last.ident == "thread_local")
}

/// The statics that `call`, a `thread_local!` in `cell`, makes, each by itself; `None` if it can't be read, or makes none.
pub(crate) fn thread_locals(call: &Macro, cell: &str) -> Option<Vec<Static>> {
    let ThreadLocals(declared) = call.parse_body().ok()?;
    (!declared.is_empty()).then(|| declared.iter().map(|declared| declared.read(cell)).collect())
}

struct Finder<'c> {
    cell: &'c str,
    found: Vec<Static>,
    /// See [`Static::beside`].
    beside: String,
}

impl Finder<'_> {
    fn thread_locals(&mut self, call: &Macro, span: Span) {
        let found = is_thread_local(call).then(|| thread_locals(call, self.cell));
        let mut found = found.flatten().unwrap_or_default();
        // What is between them goes with the macro.
        let Range { start: mut at, end } = span.byte_range();
        for one in &mut found {
            one.start = at;
            at = one.end;
        }
        if let Some(last) = found.last_mut() {
            last.end = end;
        }
        self.found.extend(found);
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        // Functions and statics are no part of a type, and what is inside of them or of a module is visited by itself.
        if !matches!(item, Item::Fn(_) | Item::Static(_) | Item::Mod(_) | Item::Impl(_)) {
            self.beside.push_str(&self.cell[item.span().byte_range()]);
            self.beside.push('\n');
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_type(&mut self, item: &'ast ImplItemType) {
        self.beside.push_str(&self.cell[item.span().byte_range()]);
        self.beside.push('\n');
    }

    fn visit_item_static(&mut self, item: &'ast ItemStatic) {
        /// A static with these is known to others by its symbol, or lies where no symbol of ours should be.
        const LINKED: [&str; 6] = [
            "no_mangle",
            "export_name",
            "link_section",
            "used",
            "thread_local",
            "unsafe",
        ];
        let is_linked = |attribute: &Attribute| LINKED.iter().any(|linked| attribute.path().is_ident(linked));
        let is_mutable = matches!(item.mutability, StaticMutability::Mut(_));
        if !item.attrs.iter().any(is_linked) && (is_mutable || !never_changes(&item.ty)) {
            let Range { start, end } = item.span().byte_range();
            let ty = item.ty.span().byte_range();
            self.found.push(Static {
                name: name(&item.ident),
                type_text: self.cell[ty.clone()].to_owned(),
                beside: String::new(),
                start,
                head: start,
                keyword: item.static_token.span.byte_range().start,
                lifetimes: lifetimes(&item.ty),
                ty,
                value_end: item.expr.span().byte_range().end,
                end,
                is_mutable,
                is_thread_local: false,
            });
        }
        visit::visit_item_static(self, item);
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        self.thread_locals(&item.mac, item.span());
    }

    fn visit_stmt_macro(&mut self, statement: &'ast StmtMacro) {
        self.thread_locals(&statement.mac, statement.span());
    }
}

/// Whether no value of this type can change where it is. Only of types that Rust itself knows that can be told.
fn never_changes(ty: &Type) -> bool {
    const PLAIN: [&str; 17] = [
        "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
        "f32", "f64",
    ];
    match ty {
        Type::Path(path) => PLAIN.iter().any(|plain| path.path.is_ident(plain)),
        Type::Reference(reference) => reference.mutability.is_none() && never_changes(&reference.elem),
        Type::Array(array) => never_changes(&array.elem),
        Type::Slice(slice) => never_changes(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(never_changes),
        Type::Paren(paren) => never_changes(&paren.elem),
        Type::BareFn(_) => true,
        _ => false,
    }
}

/// See [`Static::lifetimes`].
fn lifetimes(ty: &Type) -> Vec<Range<usize>> {
    struct Lifetimes(Vec<Range<usize>>);

    impl<'ast> Visit<'ast> for Lifetimes {
        fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
            if reference.lifetime.is_none() {
                let end = reference.and_token.span.byte_range().end;
                self.0.push(end..end);
            }
            visit::visit_type_reference(self, reference);
        }

        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            if lifetime.ident == "_" {
                self.0
                    .push(lifetime.apostrophe.byte_range().start..lifetime.ident.span().byte_range().end);
            }
        }

        // A function has lifetimes of its own.
        fn visit_type_bare_fn(&mut self, _: &'ast TypeBareFn) {}

        fn visit_parenthesized_generic_arguments(&mut self, _: &'ast ParenthesizedGenericArguments) {}
    }

    let mut found = Lifetimes(Vec::new());
    found.visit_type(ty);
    found.0
}

/// What stands in a `thread_local!`.
struct ThreadLocals(Vec<ThreadLocal>);

struct ThreadLocal {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    keyword: Token![static],
    ident: Ident,
    ty: Type,
    value: Expr,
    semicolon: Option<Token![;]>,
}

impl Parse for ThreadLocals {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut found = Vec::new();
        while !input.is_empty() {
            let attributes = input.call(Attribute::parse_outer)?;
            let visibility = input.parse()?;
            let keyword = input.parse()?;
            let ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty = input.parse()?;
            input.parse::<Token![=]>()?;
            found.push(ThreadLocal {
                attributes,
                visibility,
                keyword,
                ident,
                ty,
                value: input.parse()?,
                semicolon: input.parse()?,
            });
        }
        Ok(ThreadLocals(found))
    }
}

impl ThreadLocal {
    fn read(&self, cell: &str) -> Static {
        let keyword = self.keyword.span.byte_range().start;
        let visibility = self.visibility.span().byte_range();
        let head = match (self.attributes.first(), &self.visibility) {
            (Some(attribute), _) => attribute.span().byte_range().start,
            (None, Visibility::Inherited) => keyword,
            (None, _) => visibility.start,
        };
        let ty = self.ty.span().byte_range();
        let value_end = self.value.span().byte_range().end;
        Static {
            name: name(&self.ident),
            type_text: cell[ty.clone()].to_owned(),
            beside: String::new(),
            start: head,
            head,
            keyword,
            lifetimes: lifetimes(&self.ty),
            ty,
            value_end,
            end: self
                .semicolon
                .map_or(value_end, |semicolon| semicolon.span.byte_range().end),
            is_mutable: false,
            is_thread_local: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    fn written(text: &str, edits: impl Fn(&Static) -> Vec<Edit>) -> String {
        let cell = Cell::of(text);
        let mut edits: Vec<Edit> = cell
            .items
            .iter()
            .flat_map(|item| &item.statics)
            .flat_map(edits)
            .collect();
        edits.sort_by_key(|edit| edit.range.start);
        let mut written = String::new();
        let mut at = 0;
        for Edit { range, text: new } in edits.into_iter() {
            written += &text[at..range.start];
            written += &new;
            at = range.end;
        }
        written + &text[at..]
    }

    #[track_caller]
    fn check(text: &str, exported: &str, imported: &str) {
        assert_eq!(written(text, |found| found.exported("S")), exported);
        assert_eq!(written(text, |found| found.imported("S")), imported);
    }

    #[test]
    fn a_static_is_written_to_be_found_and_as_the_one_that_is_found() {
        check(
            "/// doc\npub static N: AtomicU8 = AtomicU8::new(1);",
            "#[unsafe(export_name = \"S\")] /// doc\npub static N: AtomicU8 = AtomicU8::new(1);",
            "unsafe extern \"C\" { #[link_name = \"S\"] /// doc\npub safe static N: AtomicU8; }",
        );
        check(
            "fn f() -> u8 { static mut N: u8 = 0; 1 }",
            "fn f() -> u8 { #[unsafe(export_name = \"S\")] static mut N: u8 = 0; 1 }",
            "fn f() -> u8 { unsafe extern \"C\" { #[link_name = \"S\"] static mut N: u8; } 1 }",
        );
    }

    #[test]
    fn a_lifetime_that_is_not_written_is_that_of_a_static() {
        check(
            "static N: Mutex<(&str, Cow<'_, [&u8]>, fn(&u8), Box<dyn Fn(&u8)>, &'static u8)> = make();",
            "#[unsafe(export_name = \"S\")] \
             static N: Mutex<(&str, Cow<'_, [&u8]>, fn(&u8), Box<dyn Fn(&u8)>, &'static u8)> = make();",
            "unsafe extern \"C\" { #[link_name = \"S\"] safe \
             static N: Mutex<(&'static str, Cow<'static , [&'static u8]>, fn(&u8), Box<dyn Fn(&u8)>, &'static u8)>; }",
        );
    }

    #[test]
    fn what_a_thread_has_for_itself_is_a_static_as_well() {
        check(
            "fn f() { thread_local! { static A: u8 = 1; } }",
            "fn f() { #[unsafe(export_name = \"S\")] static A: ::std::thread::LocalKey<u8> = \
             { ::std::thread_local! { static A: u8 = 1; } A }; }",
            "fn f() { unsafe extern \"C\" { #[link_name = \"S\"] safe static A: ::std::thread::LocalKey<u8>; } }",
        );
        check(
            "mod m { thread_local!(pub static A: u8 = 1; static B: u8 = const { 2 }); }",
            "mod m { #[unsafe(export_name = \"S\")] pub static A: ::std::thread::LocalKey<u8> = \
             { ::std::thread_local! { static A: u8 = 1; } A };#[unsafe(export_name = \"S\")] \
             static B: ::std::thread::LocalKey<u8> = { ::std::thread_local! { static B: u8 = const { 2 }; } B }; }",
            "mod m { unsafe extern \"C\" { #[link_name = \"S\"] pub safe static A: ::std::thread::LocalKey<u8>; }\
             unsafe extern \"C\" { #[link_name = \"S\"] safe static B: ::std::thread::LocalKey<u8>; } }",
        );
    }

    #[test]
    fn statics_are_found_wherever_they_stand_unless_they_never_change() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let cell = Cell::of(text);
            let found: Vec<&str> = cell
                .items
                .iter()
                .flat_map(|item| &item.statics)
                .map(|found| found.name.as_str())
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        check("mod m { mod n { static A: Mutex<u8> = Mutex::new(1); } }", &["A"]);
        check(
            "impl P { fn f<T>() { static A: OnceLock<T> = OnceLock::new(); } }",
            &["A"],
        );
        check(
            "trait T { fn f() { { static A: AtomicBool = AtomicBool::new(true); } } }",
            &["A"],
        );
        check(
            "static A: &[(u8, &str)] = &[]; static B: f64 = 1.; static F: fn() = f; static C: [u8; N] = [1; N];",
            &[],
        );
        check("static mut A: u8 = 1;", &["A"]);
        check("#[unsafe(no_mangle)] static A: AtomicU8 = AtomicU8::new(1);", &[]);
        check("unsafe extern \"C\" { static A: AtomicU8; }", &[]);
        check("let n = { static A: AtomicU8 = AtomicU8::new(1); 1 };", &[]);
    }
}
