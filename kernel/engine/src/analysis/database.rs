//! rust-analyzer itself: crates in, completions and explanations out. The only file that names its crates.

use crate::project::{self, Project};
use interfaces::evaluator::{Completion, Completions};
use ra_ap_base_db::target::{Arch, TargetData};
use ra_ap_base_db::{
    CrateBuilderId, CrateDisplayName, CrateName, CrateOrigin, CrateWorkspaceData, DependencyBuilder, Env, FileSet,
    LangCrateOrigin, SourceRoot, VfsPath,
};
use ra_ap_cfg::CfgOptions;
use ra_ap_hir::{ChangeWithProcMacros, PrefixKind};
use ra_ap_ide::{
    AnalysisHost, CompletionConfig, CompletionFieldsToResolve, CompletionItem, CompletionItemKind, CrateGraphBuilder,
    Edition, FileId, FilePosition, FileRange, HoverConfig, HoverDocFormat, RaFixtureConfig, SubstTyLen, SymbolKind,
    TextRange, TextSize,
};
use ra_ap_ide_db::imports::insert_use::{ImportGranularity, InsertUseConfig};
use ra_ap_intern::Symbol;
use ra_ap_paths::AbsPathBuf;
use std::cmp::Reverse;
use std::path::Path;
use std::{fs, io};
use triomphe::Arc;

/// The crates of the standard library, each after its dependencies. What those are built on beside them shows in no
/// signature, and neither `core::arch` nor portable SIMD is read: they are larger than all the rest.
const STANDARD: [(&str, LangCrateOrigin); 3] = [
    ("core", LangCrateOrigin::Core),
    ("alloc", LangCrateOrigin::Alloc),
    ("std", LangCrateOrigin::Std),
];

/// The data layout of x86-64, in LLVM's words: without a layout, nothing computes what `const N: usize` stands for. Its differences from other
/// hosts of 64 bits show in no completion.
const LAYOUT: &str = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128";

/// The crates, and one more file, the [`Document`](super::document::Document).
pub(crate) struct Database {
    host: AnalysisHost,
    document: FileId,
}

/// What the crates are made of, while it is put together.
#[derive(Default)]
struct Builder {
    graph: CrateGraphBuilder,
    roots: Vec<SourceRoot>,
    change: ChangeWithProcMacros,
    files: u32,
    cfgs: Vec<String>,
    workspace: Option<Arc<CrateWorkspaceData>>,
}

impl Database {
    /// Reads the sources of `project`, which is in `folder`, and of the standard library in `library`, as far as they are
    /// there.
    ///
    /// # Errors
    /// If a source of the project can't be read.
    pub(crate) fn load(project: &Project, folder: &Path, library: &Path) -> io::Result<Database> {
        let mut builder = Builder {
            cfgs: project.cfgs.clone(),
            ..Builder::default()
        };
        let mut standard: Vec<(&str, CrateBuilderId)> = Vec::new();
        for (name, origin) in STANDARD {
            let root = library.join(name).join("src/lib.rs");
            if !root.is_file() {
                continue;
            }
            let id = builder.add(name, &root, Edition::Edition2024, &[], CrateOrigin::Lang(origin))?;
            for &(name, dependency) in &standard {
                builder.depend(id, name, dependency, false);
            }
            standard.push((name, id));
        }
        let mut crates: Vec<CrateBuilderId> = Vec::new();
        for krate in &project.crates {
            let root = folder.join(&krate.root);
            let edition = krate.edition.parse().unwrap_or(Edition::CURRENT);
            let origin = CrateOrigin::Library {
                repo: None,
                name: Symbol::intern(&krate.name),
            };
            let id = builder.add(&krate.name, &root, edition, &krate.features, origin)?;
            for (name, place) in &krate.dependencies {
                builder.depend(id, name, crates[*place], false);
            }
            for &(name, dependency) in &standard {
                builder.depend(id, name, dependency, true);
            }
            crates.push(id);
        }
        let document = builder.file(
            &mut FileSet::default(),
            VfsPath::new_virtual_path("/cell.rs".to_owned()),
            "",
        );
        let mut files = FileSet::default();
        files.insert(document, VfsPath::new_virtual_path("/cell.rs".to_owned()));
        builder.roots.push(SourceRoot::new_local(files));
        let local = CrateOrigin::Local { repo: None, name: None };
        let cell = builder.krate("cell", document, Edition::Edition2024, &[], local);
        for (krate, &id) in project.crates.iter().zip(&crates) {
            builder.depend(cell, &krate.name, id, false);
        }
        for &(name, dependency) in &standard {
            builder.depend(cell, name, dependency, true);
        }
        Ok(Database {
            host: builder.finish(),
            document,
        })
    }

    fn set(&mut self, text: &str) {
        let mut change = ChangeWithProcMacros::default();
        change.change_file(self.document, Some(text.to_owned()));
        self.host.apply_change(change);
    }

    /// Completions of `text` at the byte `cursor`, the likeliest first.
    pub(crate) fn complete(&mut self, text: &str, cursor: usize) -> Option<Completions> {
        self.set(text);
        let position = FilePosition {
            file_id: self.document,
            offset: TextSize::try_from(cursor).ok()?,
        };
        let found = self.host.analysis().completions(&completion_config(), position, None);
        let mut items = found.ok()??;
        let start = items.first().map(|item| usize::from(item.source_range.start()));
        let start = start.unwrap_or(cursor);
        let is_path = text.get(..start)?.ends_with("::");
        items.sort_by_cached_key(|item| {
            // After a type's name, functions that make a value of it come before its methods.
            let is_late = is_path && is_method(item);
            (is_late, Reverse(item.relevance.score()), item.label.primary.clone())
        });
        let typed = text.get(start..cursor)?;
        let mut matches: Vec<Completion> = Vec::new();
        for item in items.iter().filter(|item| item.lookup().starts_with(typed)) {
            if let Some(completion) = completion(item)
                && matches.iter().all(|known| known.text != completion.text)
            {
                matches.push(completion);
            }
        }
        Some(Completions {
            start,
            end: cursor,
            matches,
        })
    }

    /// What there is to say of the name at the byte `cursor`, as text and as Markdown.
    pub(crate) fn hover(&mut self, text: &str, cursor: usize) -> Option<(String, String)> {
        self.set(text);
        let offset = TextSize::try_from(cursor).ok()?;
        let range = FileRange {
            file_id: self.document,
            range: TextRange::empty(offset),
        };
        let analysis = self.host.analysis();
        let say = |format| Some(analysis.hover(&hover_config(format), range).ok()??.info.markup.into());
        Some((say(HoverDocFormat::PlainText)?, say(HoverDocFormat::Markdown)?))
    }
}

impl Builder {
    /// Adds the crate with this root, and all files beside it and below.
    fn add(
        &mut self,
        name: &str,
        root: &Path,
        edition: Edition,
        features: &[String],
        origin: CrateOrigin,
    ) -> io::Result<CrateBuilderId> {
        let folder = root.parent().unwrap_or(root);
        let mut files = FileSet::default();
        let mut root_id = None;
        for path in project::rust_files(folder)? {
            let text = fs::read_to_string(&path)?;
            let id = self.file(
                &mut files,
                VfsPath::new_real_path(path.to_string_lossy().into_owned()),
                &text,
            );
            if path == root {
                root_id = Some(id);
            }
        }
        let root_id = root_id.ok_or_else(|| io::Error::other(format!("`{}` is missing", root.display())))?;
        self.roots.push(SourceRoot::new_library(files));
        Ok(self.krate(name, root_id, edition, features, origin))
    }

    fn file(&mut self, files: &mut FileSet, path: VfsPath, text: &str) -> FileId {
        let id = FileId::from_raw(self.files);
        self.files += 1;
        files.insert(id, path);
        self.change.change_file(id, Some(text.to_owned()));
        id
    }

    fn krate(
        &mut self,
        name: &str,
        root: FileId,
        edition: Edition,
        features: &[String],
        origin: CrateOrigin,
    ) -> CrateBuilderId {
        let mut options = CfgOptions::default();
        for cfg in &self.cfgs {
            match cfg.split_once('=') {
                Some((key, value)) => {
                    options.insert_key_value(Symbol::intern(key), Symbol::intern(value.trim_matches('"')))
                }
                None => options.insert_atom(Symbol::intern(cfg)),
            }
        }
        for feature in features {
            options.insert_key_value(Symbol::intern("feature"), Symbol::intern(feature));
        }
        let workspace = self.workspace.get_or_insert_with(|| {
            Arc::new(CrateWorkspaceData {
                target: Ok(TargetData {
                    data_layout: LAYOUT.into(),
                    arch: Arch::Other,
                }),
                toolchain: None,
            })
        });
        self.graph.add_crate_root(
            root,
            edition,
            Some(CrateDisplayName::from_canonical_name(name)),
            None,
            options,
            None,
            Env::default(),
            origin,
            Vec::new(),
            false,
            Arc::new(AbsPathBuf::assert("/".into())),
            Arc::clone(workspace),
        )
    }

    fn depend(&mut self, from: CrateBuilderId, name: &str, on: CrateBuilderId, is_standard: bool) {
        // `alloc` is in scope only where code says `extern crate`.
        let in_scope = !(is_standard && name == "alloc");
        let name = CrateName::normalize_dashes(name);
        let dependency = DependencyBuilder::with_prelude(name, on, in_scope, is_standard);
        if self.graph.add_dep(from, dependency).is_err() {
            tracing::warn!("crates depend on each other in a circle");
        }
    }

    fn finish(mut self) -> AnalysisHost {
        let mut host = AnalysisHost::default();
        self.change.set_roots(self.roots);
        self.change.set_crate_graph(self.graph);
        host.apply_change(self.change);
        host
    }
}

fn is_method(item: &CompletionItem) -> bool {
    match (item.kind, item.relevance.function) {
        (_, Some(function)) => function.has_self_param,
        // Of a trait's function, rust-analyzer does not tell whether it takes `self`.
        (CompletionItemKind::SymbolKind(kind), None) => matches!(kind, SymbolKind::Function | SymbolKind::Method),
        _ => false,
    }
}

fn completion(item: &CompletionItem) -> Option<Completion> {
    let edit = item.text_edit.iter().next().filter(|_| item.text_edit.len() == 1)?;
    Some(Completion {
        text: edit.insert.clone(),
        kind: kind(item.kind).to_owned(),
        signature: item.detail.clone().unwrap_or_default(),
    })
}

fn completion_config() -> CompletionConfig<'static> {
    CompletionConfig {
        enable_postfix_completions: false,
        enable_imports_on_the_fly: false,
        enable_self_on_the_fly: false,
        enable_auto_iter: false,
        enable_auto_await: false,
        enable_private_editable: false,
        enable_term_search: false,
        term_search_fuel: 0,
        full_function_signatures: true,
        // The arguments are the learner's to write.
        callable: None,
        add_colons_to_module: false,
        add_semicolon_to_unit: false,
        snippet_cap: None,
        insert_use: InsertUseConfig {
            granularity: ImportGranularity::Item,
            enforce_granularity: false,
            prefix_kind: PrefixKind::Plain,
            group: false,
            skip_glob_imports: false,
        },
        prefer_no_std: false,
        prefer_prelude: true,
        prefer_absolute: false,
        snippets: Vec::new(),
        limit: None,
        fields_to_resolve: CompletionFieldsToResolve::empty(),
        exclude_flyimport: Vec::new(),
        exclude_traits: &[],
        ra_fixture: RaFixtureConfig::default(),
    }
}

fn hover_config(format: HoverDocFormat) -> HoverConfig<'static> {
    HoverConfig {
        links_in_hover: false,
        memory_layout: None,
        documentation: true,
        keywords: true,
        format,
        max_trait_assoc_items_count: None,
        max_fields_count: Some(5),
        max_enum_variants_count: Some(5),
        max_subst_ty_len: SubstTyLen::Unlimited,
        show_drop_glue: false,
        ra_fixture: RaFixtureConfig::default(),
    }
}

/// As shown beside the entry.
fn kind(kind: CompletionItemKind) -> &'static str {
    match kind {
        CompletionItemKind::SymbolKind(kind) => match kind {
            SymbolKind::Function => "function",
            SymbolKind::Method => "method",
            SymbolKind::Field => "field",
            SymbolKind::Local | SymbolKind::ValueParam | SymbolKind::SelfParam => "variable",
            SymbolKind::Const | SymbolKind::ConstParam | SymbolKind::Static => "constant",
            SymbolKind::Variant => "variant",
            SymbolKind::Module | SymbolKind::CrateRoot | SymbolKind::ToolModule => "module",
            SymbolKind::Macro | SymbolKind::ProcMacro => "macro",
            SymbolKind::Trait => "trait",
            SymbolKind::Struct
            | SymbolKind::Enum
            | SymbolKind::Union
            | SymbolKind::TypeAlias
            | SymbolKind::TypeParam
            | SymbolKind::SelfType => "type",
            _ => "item",
        },
        CompletionItemKind::Keyword => "keyword",
        CompletionItemKind::BuiltinType => "type",
        _ => "item",
    }
}
