//! `meno journal`: shows, copies and forgets what kernels have recorded.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use base::storage;
use journal::event::{Judgement, Outcome};
use journal::{Entry, Event, Place, Store};
use notebook::exercise::find;

const FORMS: &str = "\
meno journal show [--exercise ID] [--json]
meno journal export FILE
meno journal forget --notebook PATH | --before DATE | --all [--yes]

kernel/journal/README.md documents the lines.";

#[derive(Debug, Args)]
#[command(after_help = FORMS)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what was recorded, a line an event.
    Show(Show),
    /// Copy all of it to a file, as it is.
    Export {
        /// A file that is not there yet.
        file: PathBuf,
    },
    /// Take entries out, for good.
    Forget(Forget),
}

#[derive(Debug, Args)]
struct Show {
    /// Only what is about this exercise.
    #[arg(long, value_name = "ID")]
    exercise: Option<String>,
    /// The lines as they are recorded, for programs.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Forget {
    #[command(flatten)]
    what: What,
    /// Without asking.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// What was recorded in this notebook, or where only a folder was known, in this folder.
    #[arg(long, value_name = "PATH")]
    notebook: Option<PathBuf>,
    /// What was recorded before this date, as in `2026-11-30`; in UTC.
    #[arg(long, value_name = "DATE")]
    before: Option<String>,
    /// Everything.
    #[arg(long)]
    all: bool,
}

/// # Errors
/// If there is no journal to be had, or it can't be read or written.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let store = Store::of_user()?;
    match &arguments.command {
        Command::Show(options) => show(&store, options),
        Command::Export { file } => export(&store, file),
        Command::Forget(options) => forget(&store, options),
    }
}

fn show(store: &Store, options: &Show) -> Result<ExitCode> {
    if let Some(id) = &options.exercise
        && let Err(error) = find(id)
    {
        eprintln!("error: {error} (`meno exercises` lists them)");
        return Ok(ExitCode::from(2));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut count = 0;
    store.each_entry(|line, entry| {
        let exercise = options.exercise.as_deref();
        if exercise.is_some() && entry.event.exercise() != exercise {
            return Ok(());
        }
        count += 1;
        match options.json {
            true => out.write_all(line).and_then(|()| out.write_all(b"\n"))?,
            false => writeln!(out, "{}", sentence(&entry))?,
        }
        Ok(())
    })?;
    out.flush()?;
    if count == 0 {
        eprintln!(
            "Nothing is recorded{}.",
            options
                .exercise
                .as_ref()
                .map_or_else(String::new, |id| format!(" of `{id}`"))
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// When, where and what, in a line.
fn sentence(entry: &Entry) -> String {
    let when = entry.at.get(..19).unwrap_or(&entry.at).replace('T', " ");
    let notebook = match entry.notebook.rsplit('/').next() {
        Some("") | None => &entry.notebook,
        Some(file) => file,
    };
    let cell = entry.cell.map_or_else(String::new, |cell| format!(" [{cell}]"));
    let what = what(&entry.event);
    format!("{when}  {notebook}{cell}  {}", first_line(&what))
}

fn what(event: &Event) -> String {
    let about = |cell: Option<u32>| cell.map_or_else(String::new, |cell| format!(" [{cell}]"));
    match event {
        Event::Session(session) => format!("session begins, Meno {}", session.meno),
        Event::Cell(cell) => match &cell.outcome {
            Outcome::Ok => format!("ran: {}", shortened(&cell.code.code)),
            Outcome::Failed(failure) => format!("failed with {}: {}", failure.class, shortened(&cell.code.code)),
        },
        Event::Undone(undone) => format!("{:?}", undone.by).to_lowercase(),
        Event::Verdict(verdict) => {
            let words = match verdict.verdict {
                Judgement::Passed => "passed",
                Judgement::Failed => "not yet right",
                Judgement::NotAttempted => "not attempted",
                Judgement::GraderError => "could not be checked",
            };
            let idea = verdict
                .misconception
                .as_ref()
                .map_or_else(String::new, |tag| format!(" ({tag})"));
            format!("{}: {words}{idea}", verdict.exercise)
        }
        Event::Hint(hint) => format!("{}: hint, {}", hint.exercise, format!("{:?}", hint.rung).to_lowercase()),
        Event::Prediction(prediction) => {
            let right = match prediction.right {
                Some(true) => ": right",
                Some(false) => ": wrong",
                None => "",
            };
            format!("predicted {}{right}", shortened(&prediction.text))
        }
        Event::Votes(votes) => {
            let options = votes
                .options
                .iter()
                .map(|choice| format!("{}={}", choice.option, choice.count));
            format!(
                "votes, round {}: {}",
                votes.round,
                options.collect::<Vec<_>>().join(" ")
            )
        }
        Event::Trick(trick) => format!("{}: trick, {}", trick.exercise, trick.tag.as_deref().unwrap_or("right")),
        Event::Refutation(refutation) => {
            format!(
                "{}: {} {:?}",
                refutation.exercise,
                shortened(&refutation.call),
                refutation.outcome
            )
        }
        Event::Reveal(reveal) => format!(
            "{}: reveals {}",
            reveal.exercise,
            format!("{:?}", reveal.stage).to_lowercase()
        ),
        Event::Why(said) => format!("why{}: {}", about(said.about), said.text.as_deref().unwrap_or_default()),
        Event::Mark(said) => format!("mark: {}", said.text.as_deref().unwrap_or_default()),
        Event::Keep(said) => format!("keep{}", about(said.about)),
        Event::Drop(said) => format!("drop{}", about(said.about)),
        Event::Later(kind) => format!("{kind}, of a later version of Meno"),
    }
}

/// Code in so many letters of one line.
fn shortened(code: &str) -> String {
    const LETTERS: usize = 60;
    let words: Vec<&str> = code.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What comes from a file is no command to the terminal.
fn first_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn export(store: &Store, file: &Path) -> Result<ExitCode> {
    let write = || -> Result<usize> {
        let mut options = OpenOptions::new();
        let mut out = BufWriter::new(storage::private_file(options.write(true).create_new(true), file)?);
        let mut count = 0;
        store.each_entry(|line, _| {
            count += 1;
            Ok(out.write_all(line).and_then(|()| out.write_all(b"\n"))?)
        })?;
        out.flush()?;
        Ok(count)
    };
    if file.exists() {
        bail!("`{}` is there already: name a file that is not", file.display());
    }
    let count = write().with_context(|| format!("cannot export to `{}`", file.display()))?;
    println!("{} exported to {}", entries(count), file.display());
    Ok(ExitCode::SUCCESS)
}

fn forget(store: &Store, options: &Forget) -> Result<ExitCode> {
    let is_meant: Box<dyn Fn(&Entry) -> bool> = match (&options.what.notebook, &options.what.before) {
        (Some(path), _) => {
            let names = names(path)?;
            Box::new(move |entry| names.contains(&entry.notebook))
        }
        (None, Some(date)) => {
            if !is_date(date) {
                eprintln!("error: `{date}` is no date: write one as in `2026-11-30`");
                return Ok(ExitCode::from(2));
            }
            let date = date.clone();
            Box::new(move |entry| entry.at < date)
        }
        (None, None) => Box::new(|_| true),
    };
    let mut count = 0;
    store.each_entry(|_, entry| {
        count += usize::from(is_meant(&entry));
        Ok(())
    })?;
    if count == 0 && !options.what.all {
        bail!("nothing of that is recorded: `meno journal show --json` tells of which notebooks and when there is");
    }
    if !options.yes && !confirmed(count)? {
        println!("Nothing is forgotten.");
        return Ok(ExitCode::SUCCESS);
    }
    let forgotten = match options.what.all {
        true => {
            forget_former()?;
            store.forget_all()?
        }
        false => store.forget(is_meant)?,
    };
    println!("{} forgotten", entries(forgotten));
    Ok(ExitCode::SUCCESS)
}

fn entries(count: usize) -> String {
    match count {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    }
}

/// What a notebook, or a folder, at that path is known by; and the path as it was written, for one that begins with `~/`.
fn names(path: &Path) -> Result<Vec<String>> {
    let whole = std::path::absolute(path).with_context(|| format!("cannot tell where `{}` is", path.display()))?;
    let notebook = Place::of_path(&whole);
    let folder = format!("{}/", notebook.trim_end_matches('/'));
    Ok(vec![notebook, folder, path.display().to_string()])
}

fn is_date(text: &str) -> bool {
    let pattern = "0000-00-00T00:00:00.000Z";
    let fits = |(c, pattern): (char, char)| match pattern {
        '0' => c.is_ascii_digit(),
        sign => c == sign,
    };
    [10, 20, 24].contains(&text.len())
        && text.is_ascii()
        && (text.len() != 20 || text.ends_with('Z'))
        && text
            .chars()
            .zip(pattern.chars())
            .take(if text.len() == 20 { 19 } else { 24 })
            .all(fits)
}

/// # Errors
/// If there is nobody to ask.
fn confirmed(count: usize) -> Result<bool> {
    let input = io::stdin();
    if !input.is_terminal() {
        bail!(
            "{} would be forgotten for good: say `--yes` to forget without being asked",
            entries(count)
        );
    }
    print!("Forget {} for good? [y/N] ", entries(count));
    io::stdout().flush()?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

/// Removes the file of a version that kept hints alone.
fn forget_former() -> Result<()> {
    for name in ["journal.jsonl", "journal.lock"] {
        let path = storage::data_dir()?.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove `{}`", path.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_entries_have_it() {
        for date in ["2026-11-30", "2026-11-30T20:15:07Z", "2026-11-30T20:15:07.123Z"] {
            assert!(is_date(date), "{date}");
        }
        for text in [
            "",
            "yesterday",
            "2026-11",
            "30.11.2026",
            "2026-11-3x",
            "2026-11-30T20:15:07+",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn a_line_is_no_command_to_the_terminal() {
        assert_eq!(first_line("a\u{1b}[2J\nb"), "a[2Jb");
        assert_eq!(shortened("a\n    b"), "a b");
        assert_eq!(shortened(&"∂".repeat(100)), format!("{}…", "∂".repeat(60)));
    }
}
