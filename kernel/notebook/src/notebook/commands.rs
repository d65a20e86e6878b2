//! evcxr's commands, as far as they neither run cells nor lead to other states.

use std::sync::Arc;

use backend::{Backend, NameKind};
use base::crate_cache;
use base::suggest::nearest;
use interfaces::evaluator::{Frontend, Output, prose};
use interfaces::failure::{Failure, FailureKind};
use lessons::short_type;
use syn::{Item, Stmt};
use syntax::Cell;

use super::{Notebook, show};
use crate::inspection;
use crate::magics::{Action, Plan};
use crate::render;

impl<B: Backend> Notebook<B> {
    /// Carries out an action that a command alone asks for.
    pub(super) fn command(&mut self, action: Action, frontend: &dyn Frontend) -> Result<(), Failure> {
        let sentence = match action {
            Action::ListCrates => match self.backend.crates().as_slice() {
                [] => "No crates have been added: `:dep rand = \"0.9\"` adds one.".to_owned(),
                lines => return show(render::variables::code(lines, "toml"), frontend),
            },
            Action::ListVariables => {
                let mut names = self.backend.names();
                names.retain(|name| name.kind == NameKind::Variable);
                return match names.as_slice() {
                    [] => Ok(()),
                    variables => show(render::variables::table(variables), frontend),
                };
            }
            Action::ShowType(expression) => {
                let line = self.type_of(&expression)?;
                return show(render::variables::code(&[line], "rust"), frontend);
            }
            Action::Document(name) => {
                let documentation = inspection::inspect(&mut self.backend, &name, name.len());
                let missing = || {
                    let message =
                        format!("nothing is known of `{name}`: write a name that a cell could use, or a path");
                    Failure::plain(FailureKind::UnknownName, &message)
                };
                return show(documentation.ok_or_else(missing)?, frontend);
            }
            Action::ExplainError(code) => return self.explain(code, frontend),
            Action::Quit => {
                frontend.show(Output::Exit);
                return Ok(());
            }
            Action::ClearCache => clear_cache()?,
            Action::ShowCompiler => {
                let compiler = self.backend.compiler(frontend)?;
                format!("{compiler}. `MENO_RUSTC` chooses another one when the kernel starts.")
            }
            Action::ShowVersion => format!("Meno {}", env!("CARGO_PKG_VERSION")),
            Action::Say(sentence) => sentence.to_owned(),
            setting => self.set(setting),
        };
        say(&sentence, frontend)
    }

    /// Changes a setting, and says what it is now.
    fn set(&mut self, action: Action) -> String {
        let settings = self.backend.settings();
        match action {
            Action::SetOffline(is_offline) => {
                settings.crates.offline = is_offline;
                match is_offline {
                    true => "Crates are looked for among what is downloaded already.".to_owned(),
                    false => "Crates are looked for on the network as well.".to_owned(),
                }
            }
            Action::SetBuildEnvironment(name, value) => {
                let sentence = format!("`{name}` is `{value}` where crates are built.");
                settings.crates.environment.insert(name, value);
                sentence
            }
            Action::SetEnvironment(name, value) => {
                let sentence = format!("`{name}` is `{value}` for cells.");
                Arc::make_mut(&mut settings.environment).insert(name, value);
                sentence
            }
            Action::SetCache(megabytes) => {
                settings.crates.cache = megabytes;
                cache(megabytes)
            }
            Action::ShowCache => cache(settings.crates.cache),
            Action::ToggleTypes => {
                settings.shows_types = !settings.shows_types;
                match settings.shows_types {
                    true => "Values are shown with their types.".to_owned(),
                    false => "Values are shown without their types.".to_owned(),
                }
            }
            Action::SetFormat(format) => {
                let sentence = format!("Values are shown as `{format}`.");
                settings.value_format = format;
                sentence
            }
            Action::SetErrorFormat(format) => {
                settings.error_format = format.unwrap_or_else(|| settings.error_format.clone());
                let format = &settings.error_format;
                let bound = format.bound().trim_start_matches("::");
                format!("Errors that `?` returns are shown as `{format}`, for which they need `{bound}`.")
            }
            Action::ToggleOptLevel => {
                settings.opt_level = if settings.opt_level == 2 { 0 } else { 2 };
                format!("Cells are compiled at opt-level {}.", settings.opt_level)
            }
            Action::ToggleTiming => {
                self.times_cells = !self.times_cells;
                match self.times_cells {
                    true => "Each cell tells how long it takes.".to_owned(),
                    false => "Cells don't tell how long they take.".to_owned(),
                }
            }
            // Whatever is no setting, the notebook has carried out before it comes here.
            _ => String::new(),
        }
    }

    /// The crates that the items of `cell` name with `extern crate`, and that nothing has added yet.
    pub(super) fn crates_named(&self, cell: &Cell, plan: &Plan<'_>) -> Vec<String> {
        const ALWAYS_THERE: [&str; 6] = ["alloc", "core", "proc_macro", "self", "std", "test"];
        let items = cell.syntax().unwrap_or_default().iter();
        let mut named: Vec<String> = items
            .filter_map(|statement| match statement {
                Stmt::Item(Item::ExternCrate(item)) => Some(item.ident.to_string()),
                _ => None,
            })
            .filter(|name| !ALWAYS_THERE.contains(&name.as_str()))
            .collect();
        if named.is_empty() {
            return named;
        }
        let asked = plan.before.iter().flat_map(|action| match action {
            Action::AddCrates(lines) => lines.as_slice(),
            _ => &[],
        });
        let added = self.backend.crates();
        // A crate in a folder is called as its folder is, as far as can be told before it is read.
        let name = |line: &String| {
            let name = line.split('=').next().unwrap_or_default().trim();
            name.trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .replace('-', "_")
        };
        let known: Vec<String> = added.iter().chain(asked).map(name).collect();
        named.retain(|name| !known.contains(name));
        named
    }

    /// `expression: TYPE`, or the signature of a function.
    fn type_of(&mut self, expression: &str) -> Result<String, Failure> {
        let names = self.backend.names();
        let known = |name: &&backend::Name| name.name == expression && !name.signature.is_empty();
        if let Some(name) = names.iter().find(known) {
            return Ok(match name.kind {
                NameKind::Variable => format!("{expression}: {}", name.signature),
                NameKind::Function | NameKind::Type | NameKind::Other => name.signature.clone(),
            });
        }
        if syn::parse_str::<syn::Ident>(expression).is_ok() {
            let meant = nearest(expression, names.iter().map(|name| name.name.as_str()));
            let advice = meant.map_or_else(
                || "`:vars` lists those that there are".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            let message = format!("there is no variable `{expression}`; {advice}");
            return Err(Failure::plain(FailureKind::UnknownName, &message));
        }
        let asked = format!("::std::any::type_name_of_val(&({expression}\n))");
        let refused = |failure: Failure| {
            let message = format!("`{expression}` has no type that could be told: {}", failure.message);
            Failure::plain(failure.kind, &message)
        };
        let shown = self.backend.evaluate(&asked).map_err(refused)?;
        let name = shown
            .get("text/plain")
            .and_then(|text| text.as_str())
            .unwrap_or_default();
        Ok(format!("{expression}: {}", short_type(name.trim_matches('"'))))
    }

    fn explain(&mut self, code: Option<String>, frontend: &dyn Frontend) -> Result<(), Failure> {
        let code = code.or_else(|| self.last_error.clone()).ok_or_else(|| {
            let message = "there is no error to explain yet: `:explain E0382` explains those of that code";
            Failure::plain(FailureKind::Command, message)
        })?;
        let page = self.backend.explain(&code, frontend)?;
        show(
            prose(format!("{code}: {page}"), format!("**{code}**\n\n{page}")),
            frontend,
        )
    }
}

fn cache(megabytes: u64) -> String {
    let kept = crate_cache::size().unwrap_or(0) >> 20;
    match megabytes {
        0 => format!("This notebook builds crates for itself alone. {kept} MB are kept for others."),
        megabytes => {
            format!("Of crates that were built, {kept} MB are kept for all notebooks, {megabytes} MB at most.")
        }
    }
}

fn clear_cache() -> Result<String, Failure> {
    match crate_cache::clear() {
        Ok(Some(bytes)) => Ok(format!("{} MB of built crates are removed.", bytes >> 20)),
        Ok(None) => Ok("Another notebook is building crates: try again when it has.".to_owned()),
        Err(error) => {
            let message = format!("the crates that are kept can't be removed: {error}");
            Err(Failure::plain(FailureKind::Command, &message))
        }
    }
}

pub(super) fn say(text: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
    show(prose(text.to_owned(), text.to_owned()), frontend)
}
