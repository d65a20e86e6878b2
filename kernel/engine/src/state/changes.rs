//! Finds what no longer means the same from one state to the next.
//!
//! A variable is taken from the store as the type that its name means by then. So it must go when anything changes that its
//! type is made of, at any depth, or when a new name takes the place of another one in it. Names are compared as they are
//! written: where two things have one name, this may take them for one, and lose a variable too many.

use super::Item;
use base::tokens::words;
use std::collections::{BTreeSet, HashMap, HashSet};
use syntax::{Definition, Part, Role, parts_of_type};

/// Names that mean something without any definition of the notebook's. A macro's call that spells them seldom defines them.
const KNOWN: [&str; 62] = [
    "BTreeMap",
    "BTreeSet",
    "Box",
    "Clone",
    "Copy",
    "DMatrix",
    "DVector",
    "Debug",
    "Default",
    "Drop",
    "Dual64",
    "Dyn",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "HashMap",
    "HashSet",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "RefCell",
    "Rc",
    "Result",
    "SMatrix",
    "SVector",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Vec",
    "VecDeque",
    "bool",
    "char",
    "f32",
    "f64",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "self",
    "std",
    "str",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
    "nalgebra",
];

/// Nobody means another type by them.
const LANGUAGE: [&str; 27] = [
    "Self", "alloc", "bool", "char", "core", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "nalgebra",
    "num_dual", "plotters", "self", "static", "std", "str", "u128", "u16", "u32", "u64", "u8", "usize", "dyn",
];

/// What has a value that depends on where it stands, on a file or on the environment: macros, and how to name them.
const OF_A_PLACE: [(&str, &str); 9] = [
    ("column", "column!"),
    ("env", "env!"),
    ("file", "file!"),
    ("include", "include!"),
    ("include_bytes", "include_bytes!"),
    ("include_str", "include_str!"),
    ("line", "line!"),
    ("option_env", "option_env!"),
    ("Location::caller", "Location::caller"),
];

/// The names that no longer mean what they meant.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// They name another thing inside of something: in a module, an `impl`, an enum, or what a macro makes.
    inner: HashSet<String>,
    /// They name another thing where they are looked up without a path.
    first: HashSet<String>,
    /// What their type implements has changed.
    implemented: HashSet<String>,
    /// Whether names that nothing is known of may have changed.
    unknown: bool,
    /// Whether something that was there means something else, and not only new names are there.
    of_old: bool,
}

impl Changes {
    /// What differs between the items `before` and `next`.
    pub(super) fn between(before: &[Item], next: &[Item]) -> Changes {
        let mut changes = Changes::default();
        let (known, kept) = (codes(before), codes(next));
        for item in before {
            let gone = item
                .definitions()
                .filter(|definition| !kept.contains(definition.code.as_str()));
            gone.for_each(|definition| changes.lose(definition, item));
        }
        for definition in next.iter().flat_map(Item::definitions) {
            if known.contains(definition.code.as_str()) {
                continue;
            }
            changes.first.extend(definition.names.iter().cloned());
            if definition.is_member && definition.implements.is_empty() {
                changes.inner.extend(definition.inner.iter().cloned());
            }
        }
        let (brought, brings) = (brought(before), brought(next));
        let differing = brings.symmetric_difference(&brought);
        changes.first.extend(differing.map(|name| (*name).to_owned()));
        changes.spread(before);
        changes
    }

    /// That `names` mean something which they did not mean.
    pub(super) fn of_names(names: Vec<String>, items: &[Item]) -> Changes {
        let mut changes = Changes {
            first: names.into_iter().collect(),
            ..Changes::default()
        };
        changes.spread(items);
        changes
    }

    /// That the crates called `names` are others.
    pub(super) fn of_crates(names: &[&str], items: &[Item]) -> Changes {
        let mut changes = Changes {
            first: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Changes::default()
        };
        // What a glob import of such a crate brings is not known.
        let brings = |item: &Item| {
            let import = item.makeup.import.as_ref();
            import.is_some_and(|import| import.is_glob && import.path.iter().any(|part| changes.first.contains(part)))
        };
        changes.unknown = items.iter().any(brings);
        changes.spread(items);
        changes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.inner.is_empty() && self.first.is_empty() && self.implemented.is_empty() && !self.unknown
    }

    pub(crate) fn are_of_old(&self) -> bool {
        self.of_old
    }

    /// The names that have changed or are new.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.inner.iter().chain(&self.first).map(String::as_str)
    }

    /// Whether the type is another one than before, which was made of the items `before`.
    pub(super) fn concern(&self, type_name: &str, before: &Names<'_>) -> bool {
        let sets = [&self.inner, &self.first, &self.implemented];
        let may_be_hit = self.unknown || words(type_name).any(|word| sets.iter().any(|names| names.contains(word)));
        may_be_hit && parts_of_type(type_name).iter().any(|part| self.hit(part, before))
    }

    /// Whether one of these words may be a name that means something else now, wherever it stands.
    pub(super) fn concern_any<'w>(&self, mut words: impl Iterator<Item = &'w str>, before: &Names<'_>) -> bool {
        let sets = [&self.inner, &self.first, &self.implemented];
        words.any(|word| {
            let may_be_new = || self.unknown && word.starts_with(char::is_uppercase) && !before.is_defined(word);
            sets.iter().any(|names| names.contains(word)) || may_be_new()
        })
    }

    fn hit(&self, part: &Part, names: &Names<'_>) -> bool {
        match part.role {
            Role::First => {
                let is_unknown = || !names.definitions.contains_key(part.name.as_str());
                self.inner.contains(&part.name)
                    || self.first.contains(&part.name)
                    // Variables and crates have small initials.
                    || (self.unknown && part.name.starts_with(char::is_uppercase) && is_unknown())
            }
            // A module may bring names of the notebook along.
            Role::Further => {
                self.inner.contains(&part.name) || (names.has_open_modules && self.first.contains(&part.name))
            }
            Role::Argument => self.implemented.contains(&part.name) && names.is_defined(&part.name),
            Role::Macro => false,
        }
    }

    fn lose(&mut self, definition: &Definition, item: &Item) {
        self.of_old = true;
        let is_meant = |name: &&String| !item.makeup.is_opaque || !KNOWN.contains(&name.as_str());
        self.first.extend(definition.names.iter().cloned());
        self.inner.extend(definition.inner.iter().filter(is_meant).cloned());
        self.implemented.extend(definition.implements.iter().cloned());
        self.unknown |= item.makeup.is_opaque;
    }

    /// Adds what is made of what has changed.
    fn spread(&mut self, items: &[Item]) {
        if self.is_empty() {
            return;
        }
        let names = Names::of(items);
        let mut left: Vec<(&Item, &Definition)> = items
            .iter()
            .flat_map(|item| item.definitions().map(move |definition| (item, definition)))
            .collect();
        loop {
            self.implemented.extend(names.meant_by(&self.implemented));
            let (hit, other): (Vec<_>, Vec<_>) = left
                .into_iter()
                .partition(|(_, definition)| definition.parts.iter().any(|part| self.hit(part, &names)));
            if hit.is_empty() {
                return;
            }
            for (item, definition) in hit {
                self.lose(definition, item);
            }
            left = other;
        }
    }
}

/// The names that items define, and the definitions of each.
pub(super) struct Names<'i> {
    definitions: HashMap<&'i str, Vec<&'i Definition>>,
    /// Whether what is in some modules is not written there.
    has_open_modules: bool,
    /// Whether something is defined by files that are not looked at.
    has_unknown_files: bool,
}

impl<'i> Names<'i> {
    pub(super) fn of(items: &'i [Item]) -> Names<'i> {
        let mut names: HashMap<&str, Vec<&Definition>> = HashMap::new();
        for name in KNOWN {
            names.entry(name).or_default();
        }
        for definition in items.iter().flat_map(Item::definitions) {
            for name in definition.names.iter().chain(&definition.inner) {
                names.entry(name).or_default().push(definition);
            }
        }
        let mut contents = items.iter().flat_map(|item| &item.makeup.contents);
        Names {
            definitions: names,
            has_open_modules: contents.any(|contents| contents.names.is_none()),
            has_unknown_files: items.iter().flat_map(Item::definitions).any(is_of_a_file),
        }
    }

    /// What stands behind those of `names` that are other names for something.
    fn meant_by(&self, names: &HashSet<String>) -> Vec<String> {
        let mut pending: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut found: BTreeSet<&str> = BTreeSet::new();
        while let Some(name) = pending.pop() {
            let definitions = self
                .definitions
                .get(name)
                .into_iter()
                .flatten()
                .filter(|definition| definition.is_alias);
            for part in definitions.flat_map(|definition| &definition.parts) {
                if found.insert(&part.name) {
                    pending.push(&part.name);
                }
            }
        }
        found.into_iter().map(str::to_owned).collect()
    }

    fn is_defined(&self, name: &str) -> bool {
        self.definitions
            .get(name)
            .is_some_and(|definitions| !definitions.is_empty())
    }

    /// What types are made of, at any depth.
    fn parts<'t>(&self, types: impl Iterator<Item = &'t str>) -> BTreeSet<Part> {
        let mut pending: Vec<Part> = types.flat_map(parts_of_type).collect();
        let mut found = BTreeSet::new();
        while let Some(part) = pending.pop() {
            if found.insert(part.clone()) && part.role != Role::Macro {
                let definitions = self.definitions.get(part.name.as_str()).into_iter().flatten();
                pending.extend(definitions.flat_map(|definition| definition.parts.iter().cloned()));
            }
        }
        found
    }

    /// As [`Names::of_a_place`], where a file that is not looked at may define what nothing else does.
    pub(super) fn of_a_file(&self, type_name: &str, is_crate: &dyn Fn(&str) -> bool) -> Option<&'static str> {
        let is_unknown = |part: &Part| {
            let is_of_language = || LANGUAGE.contains(&part.name.as_str()) || is_crate(&part.name);
            part.role == Role::First && !self.definitions.contains_key(part.name.as_str()) && !is_of_language()
        };
        let may_be = || self.parts(std::iter::once(type_name)).iter().any(is_unknown);
        (self.has_unknown_files && may_be()).then_some("include!")
    }

    /// The macro in what the type is made of whose value depends on where the code stands, if there is one.
    pub(super) fn of_a_place(&self, type_name: &str) -> Option<&'static str> {
        self.parts(std::iter::once(type_name)).iter().find_map(place)
    }
}

/// Whether the definition is what stands in a file that is not looked at.
fn is_of_a_file(definition: &Definition) -> bool {
    let names = definition.names.iter().chain(&definition.inner).count();
    names == 0 && is_of_a_place(definition)
}

/// Whether the definition has a value that depends on where its code stands.
pub(super) fn is_of_a_place(definition: &Definition) -> bool {
    definition.parts.iter().any(|part| place(part).is_some())
}

fn place(part: &Part) -> Option<&'static str> {
    if part.role != Role::Macro {
        return None;
    }
    let known = OF_A_PLACE.into_iter().find(|(name, _)| *name == part.name);
    known.map(|(_, shown)| shown)
}

/// What has a value that depends on where it stands, if `word` may be its name.
pub(super) fn named_place(word: &str) -> Option<&'static str> {
    let known = OF_A_PLACE
        .into_iter()
        .find(|(name, _)| name.rsplit("::").next() == Some(word));
    known.map(|(_, shown)| shown)
}

/// The names in `types` that no item `before` defines, if among those that are `next` there are new ones that may define names
/// which are not written: all others than those of the language and of crates, and of these what a macro is given.
pub(super) fn unwritten<'t>(before: &[Item], next: &[Item], types: impl Iterator<Item = &'t str>) -> Vec<String> {
    let known = codes(before);
    let may_bring = |item: &&Item| {
        let is_macro = item.makeup.is_opaque && item.name().is_none();
        let import = item.makeup.import.as_ref().filter(|import| import.is_glob);
        (is_macro || import.is_some_and(|import| contents(next, &import.path).is_none()))
            && item
                .definitions()
                .any(|definition| !known.contains(definition.code.as_str()))
    };
    let new: Vec<&Item> = next.iter().filter(may_bring).collect();
    if new.is_empty() {
        return Vec::new();
    }
    let names = Names::of(before);
    let is_given = |name: &String| {
        new.iter()
            .any(|item| item.definitions().any(|given| given.inner.contains(name)))
    };
    let parts = names.parts(types);
    let first = parts
        .iter()
        .filter(|part| part.role == Role::First)
        .map(|part| &part.name);
    let undefined = first.filter(|name| !names.is_defined(name) || KNOWN.contains(&name.as_str()));
    let asked = undefined.filter(|name| !LANGUAGE.contains(&name.as_str()) || is_given(name));
    asked
        .filter(|name| syn::parse_str::<syn::Ident>(name).is_ok())
        .cloned()
        .collect()
}

fn codes(items: &[Item]) -> HashSet<&str> {
    let definitions = items.iter().flat_map(Item::definitions);
    definitions.map(|definition| definition.code.as_str()).collect()
}

/// The names that glob imports bring, as far as they are written in the notebook.
fn brought(items: &[Item]) -> HashSet<&str> {
    let globs = items
        .iter()
        .filter_map(|item| item.makeup.import.as_ref().filter(|import| import.is_glob));
    let contents = globs.filter_map(|import| Some(contents(items, &import.path)?.1));
    contents.flatten().map(String::as_str).collect()
}

/// The item that has the enum or module at `path`, and the names inside of that, if they are written.
pub(super) fn contents<'i>(items: &'i [Item], path: &[String]) -> Option<(&'i Item, &'i [String])> {
    /// Imports that lead to each other are refused by rustc.
    const IMPORTS: usize = 8;
    let mut path = path.to_vec();
    for _ in 0..IMPORTS {
        for item in items {
            if let Some(contents) = item.makeup.contents.iter().find(|contents| contents.path == path) {
                return Some((item, contents.names.as_deref()?));
            }
        }
        let (first, rest) = path.split_first()?;
        let import = items.iter().find_map(|item| {
            let import = item.makeup.import.as_ref().filter(|import| !import.is_glob)?;
            item.definitions()
                .any(|definition| definition.names.contains(first))
                .then_some(import)
        })?;
        path = [&import.path, rest].concat();
    }
    None
}
