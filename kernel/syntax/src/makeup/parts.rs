//! Collects the names that code is made of.

use super::plain;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{
    AngleBracketedGenericArguments, AssocType, Attribute, ExprAsync, ExprClosure, ExprMethodCall, GenericParam,
    Generics, ItemImpl, ItemTrait, Macro, ParenthesizedGenericArguments, PatIdent, Path, QSelf, Signature, Stmt,
    TraitItem, TypeImplTrait, Visibility,
};

/// A name that something depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    pub name: String,
    pub role: Role,
}

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It is looked up where it stands.
    First,
    /// It is looked up in something else: behind `::`, or behind the point of a method.
    Further,
    /// What its type implements may count: it is an argument of a type, or a path goes on from it.
    Argument,
    /// A macro of that name is called, or `Location::caller`.
    Macro,
}

#[derive(Default)]
pub(super) struct Collector {
    parts: BTreeSet<Part>,
    /// How many types the present place is an argument of.
    arguments: usize,
    /// Whether macros or attributes may define names that are not written.
    pub(super) is_opaque: bool,
    /// Whether there are types without a name, or of functions.
    pub(super) makes_types: bool,
    pub(super) impls: Vec<ItemImpl>,
}

/// Macros that make no items, and types only where they are given some.
pub(super) const PLAIN_MACROS: [&str; 27] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "compile_error",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "dmatrix",
    "dvector",
    "eprint",
    "eprintln",
    "format",
    "matches",
    "matrix",
    "panic",
    "print",
    "println",
    "stringify",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "vector",
    "write",
    "writeln",
    "cfg",
];

/// Attributes after which an item is what it says.
const PLAIN_ATTRIBUTES: [&str; 21] = [
    "allow",
    "automatically_derived",
    "cfg",
    "cold",
    "default",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "export_name",
    "forbid",
    "inline",
    "link",
    "macro_export",
    "must_use",
    "no_mangle",
    "non_exhaustive",
    "repr",
    "test",
    "track_caller",
    "warn",
];

/// What a type can derive without another definition coming of it.
const PLAIN_DERIVES: [&str; 11] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Serialize",
    "Deserialize",
];

/// What the type of a variable, as rustc writes it, is made of.
pub fn parts_of_type(text: &str) -> Vec<Part> {
    let collector = match syn::parse_str(text) {
        Ok(ty) => {
            let mut collector = Collector::default();
            collector.visit_type(&ty);
            collector
        }
        Err(_) => Collector::of_text(text),
    };
    // Each parse registers its text for the life of the thread.
    proc_macro2::extra::invalidate_current_thread_spans();
    collector.into_parts()
}

/// Whether this, behind `mod`, is a module without its text.
fn is_in_a_file(mut behind: impl Iterator<Item = TokenTree>) -> bool {
    // In a macro the name may be `$name`.
    let mut end = behind.by_ref().skip_while(|token| {
        matches!(token, TokenTree::Ident(_)) || matches!(token, TokenTree::Punct(sign) if sign.as_char() == '$')
    });
    matches!(end.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == ';')
}

/// Crates whose inner names are never the notebook's.
const FOREIGN: [&str; 6] = ["alloc", "core", "nalgebra", "num_dual", "plotters", "std"];

impl Collector {
    /// The words of a text that has no syntax of its own.
    pub(super) fn of_text(text: &str) -> Collector {
        let mut collector = Collector::default();
        if let Ok(tokens) = text.parse() {
            collector.tokens(tokens, false);
        }
        collector
    }

    pub(super) fn into_parts(self) -> Vec<Part> {
        self.parts.into_iter().collect()
    }

    /// All names, however they are used.
    pub(super) fn names(&self) -> Vec<String> {
        let names: BTreeSet<&String> = self.parts.iter().map(|part| &part.name).collect();
        names.into_iter().cloned().collect()
    }

    pub(super) fn import(&mut self, path: &[String]) {
        for (at, name) in path.iter().enumerate() {
            self.add(name.clone(), if at == 0 { Role::First } else { Role::Further });
            self.add(name.clone(), Role::Argument);
        }
    }

    /// Something whose text is in a file.
    pub(super) fn reads_a_file(&mut self) {
        self.add("include".to_owned(), Role::Macro);
    }

    pub(super) fn within_arguments(&mut self, collect: impl FnOnce(&mut Collector)) {
        self.arguments += 1;
        collect(self);
        self.arguments -= 1;
    }

    /// Names of an item's own are not looked up outside of it.
    pub(super) fn forget(&mut self, generics: &Generics) {
        for parameter in &generics.params {
            let name = match parameter {
                GenericParam::Type(parameter) => plain(&parameter.ident),
                GenericParam::Const(parameter) => plain(&parameter.ident),
                GenericParam::Lifetime(_) => continue,
            };
            self.parts
                .retain(|part| part.name != name || matches!(part.role, Role::Further | Role::Macro));
        }
    }

    /// A trait but for what its functions do unless they are written anew, which objects of it bring along.
    pub(super) fn trait_without_bodies(&mut self, item: &ItemTrait) {
        let mut item = item.clone();
        for member in &mut item.items {
            if let TraitItem::Fn(function) = member {
                function.default = None;
            }
        }
        self.visit_item_trait(&item);
    }

    /// The rules of a macro. Fields and variables of what it makes are no names that it depends on.
    pub(super) fn macro_body(&mut self, tokens: TokenStream) {
        self.tokens(tokens, true);
    }

    fn add(&mut self, name: String, role: Role) {
        self.parts.insert(Part { name, role });
    }

    fn tokens(&mut self, tokens: TokenStream, is_body: bool) {
        let mut tokens = tokens.into_iter().peekable();
        let mut before = Before::Other;
        while let Some(token) = tokens.next() {
            before = match token {
                TokenTree::Group(group) => {
                    self.tokens(group.stream(), is_body && before != Before::Bang);
                    Before::Other
                }
                TokenTree::Punct(punct) => match (punct.as_char(), before) {
                    (':', Before::Colon) => Before::Path,
                    (':', Before::RootColon) => Before::Other,
                    (':', Before::Root) => Before::RootColon,
                    (':', _) => Before::Colon,
                    ('.', _) => Before::Point,
                    ('$', _) => Before::Dollar,
                    ('!', _) => Before::Bang,
                    ('|', _) => {
                        self.makes_types = true;
                        Before::Other
                    }
                    _ => Before::Other,
                },
                TokenTree::Ident(ident) => {
                    let name = ident.unraw().to_string();
                    let next = match tokens.peek() {
                        Some(TokenTree::Punct(next)) => Some((next.as_char(), next.spacing())),
                        _ => None,
                    };
                    if name == "mod" && is_in_a_file(tokens.clone()) {
                        self.reads_a_file();
                    }
                    let is_macro = next.is_some_and(|(sign, spacing)| sign == '!' && spacing == Spacing::Alone);
                    // A field, a variable, or the kind of what a rule takes.
                    let is_own = is_body && next == Some((':', Spacing::Alone));
                    let is_kind = is_body && before == Before::Fragment;
                    match before {
                        Before::Dollar if name != "crate" => {
                            before = Before::Parameter;
                            let is_kind_next = next == Some((':', Spacing::Alone));
                            if is_kind_next {
                                tokens.next();
                                before = Before::Fragment;
                            }
                            continue;
                        }
                        _ if ["crate", "self", "super"].contains(&name.as_str()) => {
                            before = Before::Root;
                            continue;
                        }
                        _ if is_own || is_kind => {}
                        _ if is_macro => self.call(name),
                        Before::Path | Before::Point => {
                            self.add(name.clone(), Role::Further);
                            self.add(name, Role::Argument);
                        }
                        _ => {
                            self.makes_types |= ["async", "enum", "struct", "union", "move"].contains(&name.as_str());
                            self.add(name.clone(), Role::First);
                            self.add(name, Role::Argument);
                        }
                    }
                    Before::Other
                }
                TokenTree::Literal(_) => Before::Other,
            };
        }
    }

    fn call(&mut self, name: String) {
        self.makes_types |= !PLAIN_MACROS.contains(&name.as_str());
        self.add(name.clone(), Role::First);
        self.add(name, Role::Macro);
    }
}

/// What stands in front of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Colon,
    Path,
    Point,
    Dollar,
    Bang,
    /// `$x`
    Parameter,
    /// `$x:`
    Fragment,
    /// `crate`, `self` or `super`
    Root,
    RootColon,
    Other,
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_path(&mut self, path: &'ast Path) {
        let mut role = Role::First;
        if path.segments.len() > 1 && path.segments.last().is_some_and(|last| last.ident == "caller") {
            self.add("Location::caller".to_owned(), Role::Macro);
        }
        for segment in &path.segments {
            let name = plain(&segment.ident);
            if role == Role::First && ["crate", "self", "super"].contains(&name.as_str()) {
                continue;
            }
            self.add(name.clone(), role);
            let is_foreign = role == Role::First && FOREIGN.contains(&name.as_str());
            if self.arguments > 0 || path.segments.len() > 1 {
                self.add(name, Role::Argument);
            }
            if is_foreign {
                break;
            }
            role = Role::Further;
        }
        visit::visit_path(self, path);
    }

    fn visit_qself(&mut self, itself: &'ast QSelf) {
        self.within_arguments(|parts| visit::visit_qself(parts, itself));
    }

    fn visit_angle_bracketed_generic_arguments(&mut self, arguments: &'ast AngleBracketedGenericArguments) {
        self.within_arguments(|parts| visit::visit_angle_bracketed_generic_arguments(parts, arguments));
    }

    fn visit_parenthesized_generic_arguments(&mut self, arguments: &'ast ParenthesizedGenericArguments) {
        self.within_arguments(|parts| visit::visit_parenthesized_generic_arguments(parts, arguments));
    }

    fn visit_assoc_type(&mut self, binding: &'ast AssocType) {
        self.add(plain(&binding.ident), Role::Further);
        visit::visit_assoc_type(self, binding);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.add(plain(&call.method), Role::Further);
        visit::visit_expr_method_call(self, call);
    }

    /// A pattern may be a constant's name.
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.add(plain(&pattern.ident), Role::First);
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.makes_types = true;
        visit::visit_expr_closure(self, closure);
    }

    fn visit_expr_async(&mut self, block: &'ast ExprAsync) {
        self.makes_types = true;
        visit::visit_expr_async(self, block);
    }

    fn visit_type_impl_trait(&mut self, ty: &'ast TypeImplTrait) {
        self.makes_types = true;
        visit::visit_type_impl_trait(self, ty);
    }

    fn visit_signature(&mut self, signature: &'ast Signature) {
        self.makes_types |= signature.asyncness.is_some();
        visit::visit_signature(self, signature);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        self.makes_types |= matches!(statement, Stmt::Item(_));
        visit::visit_stmt(self, statement);
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        self.impls.push(block.clone());
        visit::visit_item_impl(self, block);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if let Some(last) = call.path.segments.last() {
            self.call(plain(&last.ident));
        }
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone(), false);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let path = attribute.path();
        if path.is_ident("derive") {
            let is_plain = |path: &Path| {
                let last = path.segments.last();
                last.is_some_and(|last| PLAIN_DERIVES.iter().any(|derive| last.ident == *derive))
            };
            let _ = attribute.parse_nested_meta(|derive| {
                if !is_plain(&derive.path) {
                    self.is_opaque = true;
                    self.import(
                        &derive
                            .path
                            .segments
                            .iter()
                            .map(|part| plain(&part.ident))
                            .collect::<Vec<_>>(),
                    );
                }
                Ok(())
            });
        } else if !PLAIN_ATTRIBUTES.iter().any(|plain| path.is_ident(plain)) {
            self.is_opaque = true;
            self.visit_path(path);
            if let syn::Meta::List(list) = &attribute.meta {
                self.tokens(list.tokens.clone(), false);
            }
        }
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// The names that a macro with these rules defines by itself, and those that it gives to other macros.
pub(super) fn named_in(rules: TokenStream) -> Vec<String> {
    const KEYWORDS: [&str; 9] = [
        "const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union",
    ];
    fn collect(tokens: TokenStream, is_call: bool, found: &mut BTreeSet<String>) {
        let (mut follows_keyword, mut follows_bang, mut is_import) = (false, false, false);
        for token in tokens {
            let (keyword, bang) = (std::mem::take(&mut follows_keyword), std::mem::take(&mut follows_bang));
            match token {
                TokenTree::Group(group) => {
                    let is_call = is_call || (bang && group.delimiter() != Delimiter::None) || is_import;
                    collect(group.stream(), is_call, found);
                }
                TokenTree::Ident(ident) => {
                    let name = ident.unraw().to_string();
                    follows_keyword = KEYWORDS.contains(&name.as_str());
                    is_import |= name == "use";
                    if keyword || is_call || is_import {
                        found.insert(name);
                    }
                }
                TokenTree::Punct(punct) => {
                    follows_bang = punct.as_char() == '!';
                    is_import &= punct.as_char() != ';';
                }
                TokenTree::Literal(_) => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    collect(rules, false, &mut found);
    found.into_iter().collect()
}
