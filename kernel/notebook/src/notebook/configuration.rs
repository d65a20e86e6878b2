//! Does what evcxr's configuration says, when it is asked for.

use std::fs;
use std::path::PathBuf;

use backend::Backend;
use base::storage;
use interfaces::evaluator::Frontend;
use interfaces::failure::{Failure, FailureKind};
use syntax::Cell;
use toml::{Table, Value};

use super::commands::say;
use super::{Notebook, Stopped};
use crate::magics::{self, Action};

/// What a configuration asks for: settings, and a cell to run.
#[derive(Debug, Default, PartialEq, Eq)]
struct Configuration {
    opt_level: Option<u8>,
    offline: Option<bool>,
    /// Lines of `:dep`, and Rust below them.
    cell: String,
}

impl<B: Backend> Notebook<B> {
    /// Reads evcxr's configuration and does what it says.
    pub(super) fn load_configuration(
        &mut self,
        is_quiet: bool,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let (from, configuration) = find()?;
        if !is_quiet {
            let sentence = match &from {
                Some(path) => format!("evcxr's configuration comes from `{}`.", path.display()),
                None => "evcxr has no configuration here.".to_owned(),
            };
            say(&sentence, frontend)?;
        }
        let settings = self.backend.settings();
        settings.opt_level = configuration.opt_level.unwrap_or(settings.opt_level);
        settings.crates.offline = configuration.offline.unwrap_or(settings.crates.offline);
        let mut plan = magics::parse(&configuration.cell)?;
        let cell = Cell::read(&plan.source)?;
        let mut actions = std::mem::take(&mut plan.before);
        // It could ask for itself.
        actions.retain(|action| !matches!(action, Action::LoadConfiguration { .. }));
        self.carry_out_all(actions, &plan, &cell, execution, frontend)
            .map_err(|Stopped { failure, .. }| failure)
    }
}

/// The configuration, and the file that it comes from if there is one.
fn find() -> Result<(Option<PathBuf>, Configuration), Failure> {
    let folder = storage::evcxr_config_dir();
    let own = folder.as_ref().map(|folder| folder.join("evcxr.toml"));
    let here = std::env::current_dir().map(|folder| folder.join("evcxr.toml")).ok();
    if let Some(path) = [here, own].into_iter().flatten().find(|path| path.exists()) {
        let refused = |reason: String| {
            let message = format!("`{}` can't be read: {reason}", path.display());
            Failure::plain(FailureKind::Command, &message)
        };
        let text = fs::read_to_string(&path).map_err(|error| refused(error.to_string()))?;
        let configuration = read(&text).map_err(|error| refused(error.message().to_owned()))?;
        return Ok((Some(path), configuration));
    }
    let old: Vec<PathBuf> = ["init.evcxr", "prelude.rs"]
        .iter()
        .filter_map(|name| Some(folder.as_ref()?.join(name)))
        .filter(|path| path.exists())
        .collect();
    let texts: Vec<String> = old.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    let configuration = Configuration {
        cell: texts.join("\n"),
        ..Configuration::default()
    };
    Ok((old.into_iter().next(), configuration))
}

fn read(text: &str) -> Result<Configuration, toml::de::Error> {
    let table: Table = text.parse()?;
    let evcxr = |key: &str| table.get("evcxr").and_then(|evcxr| evcxr.get(key));
    let level = evcxr("opt_level").and_then(|level| match level {
        Value::String(text) => text.parse().ok(),
        other => other.as_integer().and_then(|level| u8::try_from(level).ok()),
    });
    let dependencies = table
        .get("dependencies")
        .and_then(Value::as_table)
        .into_iter()
        .flatten();
    let mut cell: String = dependencies
        .map(|(name, value)| format!(":dep {name} = {value}\n"))
        .collect();
    cell += evcxr("prelude").and_then(Value::as_str).unwrap_or_default();
    Ok(Configuration {
        opt_level: level.filter(|level| *level <= 3),
        offline: evcxr("offline_mode").and_then(Value::as_bool),
        cell,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_becomes_settings_and_a_cell() {
        let text = "[evcxr]\nopt_level = \"1\"\noffline_mode = true\nprelude = \"\"\"\nlet start = 1;\n\"\"\"\n\
                    [dependencies]\nrand = \"0.9\"\nserde = { version = \"1\", features = [\"derive\"] }\n";
        let Configuration {
            opt_level,
            offline,
            cell,
        } = read(text).expect("it is TOML");
        assert_eq!((opt_level, offline), (Some(1), Some(true)));
        assert!(cell.contains(":dep rand = \"0.9\"\n"), "{cell}");
        let serde = cell
            .lines()
            .find(|line| line.starts_with(":dep serde = {"))
            .expect("a line");
        assert!(
            serde.contains("version = \"1\"") && serde.contains("features = [\"derive\"]"),
            "{cell}"
        );
        assert!(cell.ends_with("\nlet start = 1;\n"), "{cell}");
        assert_eq!(read(""), Ok(Configuration::default()));
        assert!(read("[evcxr").is_err());
    }
}
