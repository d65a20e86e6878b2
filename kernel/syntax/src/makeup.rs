//! What an item is made of: the definitions in it, and the names that their meaning depends on.
//!
//! It tells what the layout of a type can depend on, and no more: the body of a function counts where a constant can be
//! computed by it. Names are taken as they are written. Which of them mean the same thing is for others to find out.

mod parts;
mod rules;

use base::tokens::code;
use parts::Collector;
pub use parts::{Part, Role, parts_of_type};
pub use rules::Making;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{ImplItem, Item, ItemImpl, ItemMacro, ItemMod, ItemUse, Signature, TraitItem, UseTree, Visibility};

/// What an item is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Makeup {
    /// Its code without white space and comments.
    pub code: String,
    pub definitions: Vec<Definition>,
    /// What a glob import of it brings, or of what is inside of it.
    pub contents: Vec<Contents>,
    /// Where it leads, if it is an import.
    pub import: Option<Import>,
    /// What calls of it make, if it is a macro.
    pub making: Making,
    /// Whether macros or attributes in it may define names that are written nowhere.
    pub is_opaque: bool,
    /// Whether types come from it, with or without a name, such as those of closures.
    pub makes_types: bool,
}

/// Something that an item defines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// Two definitions with the same code are the same.
    pub code: String,
    /// Its names where the item stands.
    pub names: Vec<String>,
    /// Names by which it is found behind others: variants, members, what is inside a module, what a macro is given.
    pub inner: Vec<String>,
    /// The names that the `impl` of a trait is about, if the definition is inside of one.
    pub implements: Vec<String>,
    pub is_member: bool,
    /// Whether it is another name for something: an alias or an import.
    pub is_alias: bool,
    /// What its meaning depends on.
    pub parts: Vec<Part>,
}

/// What a glob import brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The enum or module, from the item on.
    pub path: Vec<String>,
    /// `None` where it is not written.
    pub names: Option<Vec<String>>,
}

/// A leaf of a `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Without `crate`, `self` and `super` in front.
    pub path: Vec<String>,
    pub is_glob: bool,
}

impl Import {
    fn new(path: impl Iterator<Item = String>, is_glob: bool) -> Import {
        let is_root = |part: &String| ["crate", "self", "super"].contains(&part.as_str());
        Import {
            path: path.skip_while(is_root).collect(),
            is_glob,
        }
    }

    /// The leaves of `import`, in the order in which they stand there.
    pub(crate) fn leaves(import: &ItemUse) -> Vec<Import> {
        leaves(&import.tree).into_iter().map(|(_, import)| import).collect()
    }

    /// The definition `name` that imports this.
    pub(crate) fn makeup(self, name: Option<&str>, text: &str) -> Makeup {
        let mut collector = Collector::default();
        collector.import(&self.path);
        let definition = Definition {
            names: name.map(str::to_owned).into_iter().collect(),
            is_alias: true,
            ..Definition::new(text, collector)
        };
        Makeup {
            code: code(text),
            definitions: vec![definition],
            import: Some(self),
            makes_types: true,
            ..Makeup::default()
        }
    }
}

impl Definition {
    fn new(text: &str, collector: Collector) -> Definition {
        Definition {
            code: code(text),
            parts: collector.into_parts(),
            ..Definition::default()
        }
    }

    fn named(name: &syn::Ident, text: &str, collector: Collector) -> Definition {
        Definition {
            names: vec![plain(name)],
            ..Definition::new(text, collector)
        }
    }
}

impl Makeup {
    /// What `item` is made of, in the `cell` that it stands in. A `use` is taken apart elsewhere.
    pub(crate) fn of(item: &Item, cell: &str) -> Makeup {
        let text = &cell[item.span().byte_range()];
        let mut makeup = Makeup {
            code: code(text),
            ..Makeup::default()
        };
        makeup.define(item, text, cell);
        let mut whole = Collector::default();
        whole.visit_item(item);
        makeup.is_opaque |= whole.is_opaque;
        makeup.makes_types |= whole.makes_types;
        // An `impl` holds everywhere, though it stands inside of a function.
        if !matches!(item, Item::Mod(_) | Item::Impl(_)) {
            let hidden = whole.impls.iter();
            let hidden = hidden.flat_map(|block| members(block, cell)).map(|member| Definition {
                code: makeup.code.clone(),
                ..member
            });
            makeup.definitions.extend(hidden.collect::<Vec<_>>());
        }
        makeup
    }

    /// What is written in a file, and so not known.
    pub(crate) fn of_a_file(text: &str) -> Makeup {
        let mut parts = Collector::default();
        parts.reads_a_file();
        Makeup {
            code: code(text),
            definitions: vec![Definition::new(text, parts)],
            is_opaque: true,
            makes_types: true,
            ..Makeup::default()
        }
    }

    fn define(&mut self, item: &Item, text: &str, cell: &str) {
        let mut parts = Collector::default();
        let (name, generics) = match item {
            Item::Fn(function) => return self.function(&function.sig, text, item),
            Item::Mod(module) => return self.module(module, text, cell),
            Item::Impl(block) => return self.definitions.extend(members(block, cell)),
            Item::Macro(call) => return self.macros(call, text),
            Item::ForeignMod(block) => return self.foreign(block, text),
            Item::ExternCrate(krate) => {
                let name = krate.rename.as_ref().map_or(&krate.ident, |(_, name)| name);
                parts.import(&[plain(&krate.ident)]);
                return self.definitions.push(Definition::named(name, text, parts));
            }
            Item::Struct(item) => (&item.ident, Some(&item.generics)),
            Item::Enum(item) => (&item.ident, Some(&item.generics)),
            Item::Union(item) => (&item.ident, Some(&item.generics)),
            Item::Trait(item) => (&item.ident, Some(&item.generics)),
            Item::TraitAlias(item) => (&item.ident, Some(&item.generics)),
            Item::Type(item) => (&item.ident, Some(&item.generics)),
            Item::Const(item) => (&item.ident, Some(&item.generics)),
            Item::Static(item) => (&item.ident, None),
            _ => {
                self.is_opaque = true;
                return self.definitions.push(spelled(text, Collector::of_text(text)));
            }
        };
        match item {
            // Whatever an alias stands for may be the argument of something.
            Item::Type(_) => parts.within_arguments(|parts| parts.visit_item(item)),
            Item::Trait(item) => parts.trait_without_bodies(item),
            _ => parts.visit_item(item),
        }
        if let Some(generics) = generics {
            parts.forget(generics);
        }
        let inner = match item {
            Item::Enum(item) => item.variants.iter().map(|variant| plain(&variant.ident)).collect(),
            Item::Trait(item) => item.items.iter().filter_map(constant_or_type).collect(),
            _ => Vec::new(),
        };
        if matches!(item, Item::Enum(_)) {
            self.contents.push(Contents {
                path: vec![plain(name)],
                names: Some(inner.clone()),
            });
        }
        self.makes_types = true;
        self.definitions.push(Definition {
            inner,
            is_alias: matches!(item, Item::Type(_)),
            ..Definition::named(name, text, parts)
        });
    }

    fn function(&mut self, signature: &Signature, text: &str, item: &Item) {
        let mut parts = Collector::default();
        if signature.constness.is_some() {
            parts.visit_item(item);
            parts.forget(&signature.generics);
        }
        self.definitions.push(Definition::named(&signature.ident, text, parts));
    }

    fn foreign(&mut self, block: &syn::ItemForeignMod, text: &str) {
        let name = |item: &syn::ForeignItem| match item {
            syn::ForeignItem::Fn(item) => Some(plain(&item.sig.ident)),
            syn::ForeignItem::Static(item) => Some(plain(&item.ident)),
            _ => None,
        };
        self.definitions.push(Definition {
            names: block.items.iter().filter_map(name).collect(),
            ..Definition::new(text, Collector::default())
        });
    }

    fn macros(&mut self, call: &ItemMacro, text: &str) {
        match &call.ident {
            Some(name) => {
                let mut body = Collector::default();
                body.macro_body(call.mac.tokens.clone());
                self.makes_types = true;
                self.making = rules::making(call.mac.tokens.clone());
                self.definitions.push(Definition {
                    inner: parts::named_in(call.mac.tokens.clone()),
                    ..Definition::named(name, text, body)
                });
            }
            None => {
                let mut parts = Collector::default();
                parts.visit_macro(&call.mac);
                self.is_opaque = true;
                self.makes_types = true;
                self.definitions.push(spelled(text, parts));
            }
        }
    }

    fn module(&mut self, module: &ItemMod, text: &str, cell: &str) {
        let mut own = Collector::default();
        let mut inside = Inside::default();
        match &module.content {
            Some((_, items)) => items.iter().for_each(|item| inside.add(item, cell, &mut own)),
            None => {
                // Its file may be another one by the next cell.
                own.reads_a_file();
                inside.visible = None;
                inside.code.push_str(text);
            }
        }
        let name = plain(&module.ident);
        let behind = |contents: Contents| Contents {
            path: std::iter::once(name.clone()).chain(contents.path).collect(),
            ..contents
        };
        self.contents.extend(inside.makeup.contents.into_iter().map(behind));
        self.contents.push(Contents {
            path: vec![name.clone()],
            names: inside.visible,
        });
        self.definitions.extend(inside.makeup.definitions);
        let code = format!("mod {name} {}", inside.code);
        self.definitions.push(Definition::named(&module.ident, &code, own));
        self.is_opaque |= inside.makeup.is_opaque;
        self.makes_types |= inside.makeup.makes_types;
    }
}

/// What stands in a module.
struct Inside {
    makeup: Makeup,
    /// The names that a glob import of the module brings; `None` where they are not written.
    visible: Option<Vec<String>>,
    /// What its types may depend on.
    code: String,
}

impl Default for Inside {
    fn default() -> Inside {
        Inside {
            makeup: Makeup::default(),
            visible: Some(Vec::new()),
            code: String::new(),
        }
    }
}

impl Inside {
    fn add(&mut self, item: &Item, cell: &str, module: &mut Collector) {
        let text = &cell[item.span().byte_range()];
        if let Item::Use(import) = item {
            self.code.push_str(&code(text));
            let is_visible = !matches!(import.vis, Visibility::Inherited);
            for (name, leaf) in leaves(&import.tree) {
                module.import(&leaf.path);
                if is_visible {
                    self.show(name.clone().map(|name| vec![name]));
                }
                self.define(leaf.makeup(name.as_deref(), text).definitions);
            }
            return;
        }
        let makeup = Makeup::of(item, cell);
        match item {
            Item::Macro(call) if call.ident.is_none() => self.show(None),
            _ if is_visible(item) => {
                let names = makeup.definitions.iter().flat_map(|definition| &definition.names);
                self.show(Some(names.cloned().collect()));
            }
            _ => {}
        }
        // What only runs makes no other types of the module's.
        if makeup.makes_types || !matches!(item, Item::Fn(_) | Item::Impl(_)) {
            self.code.push_str(&makeup.code);
        }
        self.makeup.is_opaque |= makeup.is_opaque;
        self.makeup.makes_types |= makeup.makes_types;
        self.makeup.contents.extend(makeup.contents);
        self.define(makeup.definitions);
    }

    fn show(&mut self, names: Option<Vec<String>>) {
        self.visible = self.visible.take().zip(names).map(|(mut all, more)| {
            all.extend(more);
            all
        });
    }

    fn define(&mut self, definitions: Vec<Definition>) {
        let inside = definitions.into_iter().map(|mut definition| {
            definition.inner.append(&mut definition.names);
            definition
        });
        self.makeup.definitions.extend(inside);
    }
}

/// The leaves of a `use`: the name that each defines, unless it is a glob or `_`, and where it leads.
fn leaves(tree: &UseTree) -> Vec<(Option<String>, Import)> {
    fn collect(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<(Option<String>, Import)>) {
        let mut leaf = |last: Option<&syn::Ident>, name: Option<&syn::Ident>| {
            let path = path.iter().cloned().chain(last.map(plain));
            let import = Import::new(path, last.is_none() && name.is_none());
            found.push((name.filter(|name| *name != "_").map(plain), import));
        };
        match tree {
            UseTree::Path(part) => {
                path.push(plain(&part.ident));
                collect(&part.tree, path, found);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, path, found)),
            UseTree::Glob(_) => leaf(None, None),
            UseTree::Name(name) if name.ident == "self" => {
                let name = path.last().cloned();
                found.push((name, Import::new(path.iter().cloned(), false)));
            }
            UseTree::Name(name) => leaf(Some(&name.ident), Some(&name.ident)),
            UseTree::Rename(rename) if rename.ident == "self" => leaf(None, Some(&rename.rename)),
            UseTree::Rename(rename) => leaf(Some(&rename.ident), Some(&rename.rename)),
        }
    }
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

/// The constants and types of an `impl`, and what constants can be computed by. Whatever else is in it has no part in how
/// anything lies in memory.
fn members(block: &ItemImpl, cell: &str) -> Vec<Definition> {
    let start = block.span().byte_range().start;
    let header = code(&cell[start..block.brace_token.span.open().byte_range().start]);
    let implements = block.trait_.as_ref().map(|(_, path, _)| {
        let mut about = Collector::default();
        about.visit_path(path);
        about.visit_type(&block.self_ty);
        about.names()
    });
    let member = |item: &ImplItem| {
        let (name, generics) = match item {
            ImplItem::Const(item) => (Some(plain(&item.ident)), Some(&item.generics)),
            ImplItem::Type(item) => (Some(plain(&item.ident)), Some(&item.generics)),
            ImplItem::Fn(item) if item.sig.constness.is_some() => {
                (Some(plain(&item.sig.ident)), Some(&item.sig.generics))
            }
            ImplItem::Fn(_) => return None,
            _ => (None, None),
        };
        let mut parts = Collector::default();
        parts.visit_impl_item(item);
        generics.into_iter().for_each(|generics| parts.forget(generics));
        parts.visit_generics(&block.generics);
        parts.visit_type(&block.self_ty);
        parts.forget(&block.generics);
        let text = &cell[item.span().byte_range()];
        let spelled = parts.names();
        Some(Definition {
            inner: name.map_or(spelled, |name| vec![name]),
            implements: implements.clone().unwrap_or_default(),
            is_member: true,
            ..Definition::new(&format!("{header} {text}"), parts)
        })
    };
    block.items.iter().filter_map(member).collect()
}

/// What may define any of the names in it.
fn spelled(text: &str, parts: Collector) -> Definition {
    Definition {
        inner: parts.names(),
        ..Definition::new(text, parts)
    }
}

/// The name of a constant or type of a trait, which an `impl` may leave as it is.
fn constant_or_type(item: &TraitItem) -> Option<String> {
    match item {
        TraitItem::Const(item) => Some(plain(&item.ident)),
        TraitItem::Type(item) => Some(plain(&item.ident)),
        _ => None,
    }
}

/// Whether others than its module see it.
fn is_visible(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::ExternCrate(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::TraitAlias(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Union(item) => &item.vis,
        _ => return false,
    };
    !matches!(visibility, Visibility::Inherited)
}

/// The name without `r#` in front.
fn plain(name: &syn::Ident) -> String {
    name.unraw().to_string()
}
