//! Reads a cell, and takes it apart: items that stay for later cells, statements that run, and a last expression to show.

use crate::files::{self, FileUse};
use crate::flow::{self, Return};
use crate::imports;
use crate::item::{ItemKey, Rewritten, name};
use crate::makeup::{Import, Makeup};
use crate::statics::{self, Static};
use base::parse_limits::{self, Excess};
use base::tokens::words;
use proc_macro2::Span;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, Expr, ImplItem, Item, ItemMacro, Local, Macro, MacroDelimiter, Pat, PatIdent, Stmt, StmtMacro,
};

/// A cell that has been read. All ranges are byte ranges of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    text: String,
    syntax: Option<Vec<Stmt>>,
    /// `#![…]` at its head.
    pub attributes: Vec<Range<usize>>,
    pub items: Vec<CellItem>,
    pub statements: Vec<Range<usize>>,
    /// The last expression, where no semicolon follows.
    pub tail: Option<Range<usize>>,
    /// Variables that `let` brings in scope, in order; a shadowed one appears once more.
    pub bindings: Vec<Binding>,
    /// Where the statements and the last expression return from the cell itself.
    pub returns: Vec<Return>,
    /// The files that it names.
    pub files: Vec<FileUse>,
    /// The statements, and perhaps the last expression, that call a macro which may make items.
    calls: Vec<Call>,
    /// Whether the cell awaits outside any async block.
    pub awaits: bool,
    /// Whether the cell can't be parsed, and goes to rustc as it stands, for its message.
    pub is_unparsed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellItem {
    pub range: Range<usize>,
    pub keys: Vec<ItemKey>,
    /// Names and ranges of the functions of an inherent `impl`.
    pub members: Vec<(String, Range<usize>)>,
    /// What replaces the text: a leaf of a `use` tree, written out.
    pub rewritten: Option<Rewritten>,
    /// Those of its statics that a later cell could find changed, wherever they stand in it.
    pub statics: Vec<Static>,
    pub is_trait: bool,
    pub makeup: Arc<Makeup>,
}

impl CellItem {
    /// The names that it defines.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(ItemKey::name)
    }
}

/// A macro that is called by itself. What it makes, its definition tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    name: String,
    /// The call as an item.
    item: CellItem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Without the `r#` of a name that is a keyword.
    pub name: String,
    pub mutable: bool,
    /// Which of the statements binds it.
    pub statement: usize,
}

impl Cell {
    /// Reads what comes from outside, as the inside of a block. It need not be Rust that can be parsed.
    ///
    /// # Errors
    /// If it is too long, or nested too deeply, to be read.
    pub fn read(text: &str) -> Result<Cell, Excess> {
        parse_limits::check(text)?;
        Ok(Cell::of(text))
    }

    /// As [`Cell::read`], for code of our own and for what has been read already in another form.
    pub fn of(text: &str) -> Cell {
        let block =
            |input: ParseStream<'_>| Ok((input.call(Attribute::parse_inner)?, input.call(Block::parse_within)?));
        let cell = match block.parse_str(text) {
            Ok((attributes, statements)) => Builder::new(text).build(&attributes, statements),
            Err(_) => Cell::unparsed(text),
        };
        // Each parse registers its text for the life of the thread.
        proc_macro2::extra::invalidate_current_thread_spans();
        cell
    }

    /// The whole of `text` as one statement, for what can't be parsed.
    fn unparsed(text: &str) -> Cell {
        Cell {
            text: text.to_owned(),
            statements: Vec::from([Range {
                start: 0,
                end: text.len(),
            }]),
            is_unparsed: true,
            ..Cell::default()
        }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its items, statements and last expression, in order; `None` where it can't be parsed. They don't tell where they
    /// stand in the text: asking one of their spans for its place panics, as the text that it points into is forgotten.
    pub fn syntax(&self) -> Option<&[Stmt]> {
        self.syntax.as_deref()
    }

    /// Whether there is nothing in it but comments.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.items.is_empty() && self.statements.is_empty() && self.tail.is_none()
    }

    /// The cell with the calls of macros that make items among its items; `makes_items` tells of a macro whether it does.
    pub fn with_made_items(&self, makes_items: &dyn Fn(&str) -> bool) -> Cow<'_, Cell> {
        let made: Vec<&Call> = self.calls.iter().filter(|call| makes_items(&call.name)).collect();
        if made.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut cell = self.clone();
        let is_made = |range: &Range<usize>| made.iter().any(|call| call.item.range == *range);
        for binding in &mut cell.bindings {
            let before = &self.statements[..binding.statement];
            binding.statement -= before.iter().filter(|range| is_made(range)).count();
        }
        cell.statements.retain(|range| !is_made(range));
        cell.tail = cell.tail.filter(|range| !is_made(range));
        cell.items.extend(made.iter().map(|call| call.item.clone()));
        cell.items.sort_by_key(|item| item.range.start);
        Cow::Owned(cell)
    }

    /// The words of the statements and the last expression: a superset of the variables they mention, also inside
    /// macros and format strings.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let code = self.statements.iter().chain(&self.tail);
        code.flat_map(|range| words(&self.text[range.clone()]))
    }
}

struct Builder<'t> {
    text: &'t str,
    cell: Cell,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            cell: Cell::default(),
        }
    }

    fn build(mut self, attributes: &[Attribute], statements: Vec<Stmt>) -> Cell {
        self.cell.files = files::included(self.text);
        self.cell.attributes = attributes.iter().map(|attribute| range(attribute.span())).collect();
        let last = statements.len().saturating_sub(1);
        for (i, statement) in statements.iter().enumerate() {
            self.cell.awaits |= flow::awaits(statement);
            self.cell.returns.extend(flow::returns(statement));
            match statement {
                Stmt::Macro(call) if statics::is_thread_local(&call.mac) => self.thread_locals(&call.mac, call.span()),
                Stmt::Item(item) => self.item(item),
                // There is nothing to show.
                Stmt::Expr(Expr::Return(expression), None) => self.cell.statements.push(range(expression.span())),
                Stmt::Expr(expression, None) if i == last => self.cell.tail = Some(range(expression.span())),
                // What is in the file is for later cells, too.
                Stmt::Macro(call) if call.mac.path.is_ident("include") && call.semi_token.is_some() => {
                    self.included(range(call.span()));
                }
                Stmt::Macro(call) => {
                    self.call(call);
                    match i == last && call.semi_token.is_none() {
                        true => self.cell.tail = Some(range(call.span())),
                        false => self.cell.statements.push(range(call.span())),
                    }
                }
                Stmt::Local(local) => {
                    self.cell.statements.push(range(local.span()));
                    self.bind(local);
                }
                other => self.cell.statements.push(range(other.span())),
            }
        }
        self.cell.text = self.text.to_owned();
        self.cell.syntax = Some(statements);
        self.cell
    }

    /// An `include!` of what may be items.
    fn included(&mut self, range: Range<usize>) {
        self.cell.items.push(CellItem {
            keys: vec![ItemKey::Unnamed(self.text[range.clone()].to_owned())],
            makeup: Arc::new(Makeup::of_a_file(&self.text[range.clone()])),
            range,
            members: Vec::new(),
            rewritten: None,
            statics: Vec::new(),
            is_trait: false,
        });
    }

    fn call(&mut self, call: &StmtMacro) {
        let is_item = call.semi_token.is_some() || matches!(call.mac.delimiter, MacroDelimiter::Brace(_));
        let Some(last) = call.mac.path.segments.last().filter(|_| is_item) else {
            return;
        };
        let range = range(call.span());
        let item = Item::Macro(ItemMacro {
            attrs: call.attrs.clone(),
            ident: None,
            mac: call.mac.clone(),
            semi_token: call.semi_token,
        });
        let item = CellItem {
            keys: keys(&item, &self.text[range.clone()]),
            makeup: Arc::new(Makeup::of(&item, self.text)),
            range,
            members: Vec::new(),
            rewritten: None,
            statics: Vec::new(),
            is_trait: false,
        };
        let name = last.ident.to_string();
        self.cell.calls.push(Call { name, item });
    }

    fn bind(&mut self, local: &Local) {
        let mut bindings = Bindings {
            statement: self.cell.statements.len() - 1,
            found: Vec::new(),
        };
        bindings.visit_pat(&local.pat);
        self.cell.bindings.extend(bindings.found);
    }

    /// The statics that `thread_local!` makes, each an item of its own.
    fn thread_locals(&mut self, call: &Macro, span: Span) {
        let Some(found) = statics::thread_locals(call, self.text) else {
            // rustc says what is wrong with it.
            self.cell.statements.push(range(span));
            return;
        };
        self.cell.items.extend(found.into_iter().map(|found| CellItem {
            range: found.range(),
            keys: vec![ItemKey::Value(found.name.clone())],
            members: Vec::new(),
            rewritten: None,
            statics: vec![found],
            is_trait: false,
            // No type is made of it.
            makeup: Arc::default(),
        }));
    }

    fn item(&mut self, item: &Item) {
        let range = range(item.span());
        if let Item::Macro(call) = item
            && statics::is_thread_local(&call.mac)
        {
            return self.thread_locals(&call.mac, item.span());
        }
        if let Item::Use(import) = item {
            let leaves = imports::leaves(import, self.text).into_iter();
            let leaves = leaves.zip(Import::leaves(import));
            self.cell.items.extend(leaves.map(|((key, rewritten), leaf)| CellItem {
                range: range.clone(),
                makeup: Arc::new(leaf.makeup(key.name(), &rewritten.text)),
                keys: vec![key],
                members: Vec::new(),
                rewritten: Some(rewritten),
                statics: Vec::new(),
                is_trait: false,
            }));
            return;
        }
        self.cell.files.extend(files::module(item, self.text));
        let text = &self.text[range.clone()];
        let keys = keys(item, text);
        let members = match item {
            Item::Impl(block) if block.trait_.is_none() => block
                .items
                .iter()
                .filter_map(|member| match member {
                    ImplItem::Fn(function) => Some((name(&function.sig.ident), self::range(member.span()))),
                    ImplItem::Const(constant) => Some((name(&constant.ident), self::range(member.span()))),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        self.cell.items.push(CellItem {
            range,
            keys,
            members,
            rewritten: None,
            statics: statics::of(item, self.text),
            is_trait: matches!(item, Item::Trait(_) | Item::TraitAlias(_)),
            makeup: Arc::new(Makeup::of(item, self.text)),
        });
    }
}

fn keys(item: &Item, text: &str) -> Vec<ItemKey> {
    let ty = |ident: &syn::Ident| ItemKey::Type(name(ident));
    let value = |ident: &syn::Ident| ItemKey::Value(name(ident));
    match item {
        Item::Const(item) if item.ident != "_" => vec![value(&item.ident)],
        Item::Static(item) => vec![value(&item.ident)],
        Item::Fn(item) => vec![value(&item.sig.ident)],
        Item::Enum(item) => vec![ty(&item.ident)],
        Item::Union(item) => vec![ty(&item.ident)],
        Item::Trait(item) => vec![ty(&item.ident)],
        Item::TraitAlias(item) => vec![ty(&item.ident)],
        Item::Type(item) => vec![ty(&item.ident)],
        Item::Mod(item) => vec![ty(&item.ident)],
        Item::Struct(item) if matches!(item.fields, syn::Fields::Named(_)) => vec![ty(&item.ident)],
        // A tuple or unit struct is a value as well.
        Item::Struct(item) => vec![ty(&item.ident), value(&item.ident)],
        Item::ExternCrate(item) => vec![ItemKey::Import(name(
            item.rename.as_ref().map_or(&item.ident, |(_, name)| name),
        ))],
        Item::Macro(item) => match &item.ident {
            Some(ident) => vec![ItemKey::Macro(name(ident))],
            None => vec![ItemKey::Unnamed(text.to_owned())],
        },
        Item::Impl(block) => {
            let start = range(block.span()).start;
            let end = range(block.brace_token.span.open()).start - start;
            let from = range(block.impl_token.span()).start - start;
            let header: Vec<&str> = text[from..end].split_whitespace().collect();
            vec![ItemKey::Impl(header.join(" "))]
        }
        _ => vec![ItemKey::Unnamed(text.to_owned())],
    }
}

fn range(span: Span) -> Range<usize> {
    span.byte_range()
}

struct Bindings {
    /// The statement whose pattern is visited.
    statement: usize,
    found: Vec<Binding>,
}

impl<'ast> Visit<'ast> for Bindings {
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        let name = name(&pattern.ident);
        // `None` or a constant: a pattern that names a value binds nothing.
        let names_a_value = pattern.subpat.is_none()
            && pattern.by_ref.is_none()
            && pattern.mutability.is_none()
            && name.starts_with(char::is_uppercase);
        if !names_a_value {
            self.found.push(Binding {
                name,
                mutable: pattern.mutability.is_some(),
                statement: self.statement,
            });
        }
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_expr(&mut self, _: &'ast Expr) {}

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        if !matches!(pattern, Pat::Const(_)) {
            visit::visit_pat(self, pattern);
        }
    }
}

#[cfg(test)]
mod tests;
