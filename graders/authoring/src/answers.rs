//! Answers as text, compiled against the course as it was just built and judged, without a kernel.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{error::Error, fs, thread};

use grading::{Exercise, Kind, Verdict};
use serde_json::Value;

/// The crates that the code around an answer names.
const CRATES: [&str; 4] = ["course", "grading", "nalgebra", "serde_json"];

/// How long an answer is waited for: twice as long as the kernel gives a check.
const DEADLINE: Duration = Duration::from_secs(10);

/// What came of an answer.
#[derive(Clone, Debug)]
pub enum Judged {
    /// What the compiler says.
    Refused(String),
    /// It did not come to an end, or ended the process.
    Stopped,
    Verdict(Verdict),
}

/// A compiler that knows the course.
pub struct Compiler {
    /// Where each of the [`CRATES`] is, by its name.
    libraries: BTreeMap<String, PathBuf>,
}

impl Compiler {
    /// Builds the course by an option of cargo's that says how, unless it is built so.
    ///
    /// # Errors
    /// If cargo can't.
    pub fn new(profile: &str) -> Result<Compiler, Box<dyn Error>> {
        let built = Command::new(env!("CARGO"))
            .args(["build", profile, "--quiet", "--package=meno-course", "--lib"])
            .args(["--message-format", "json"])
            .stderr(Stdio::inherit())
            .output()?;
        if !built.status.success() {
            return Err("the course can't be built".into());
        }
        let mut libraries = BTreeMap::new();
        for line in String::from_utf8(built.stdout)?.lines() {
            let message: Value = serde_json::from_str(line)?;
            let name = message["target"]["name"].as_str().unwrap_or_default();
            let files = message["filenames"].as_array().into_iter().flatten();
            let library = files.filter_map(Value::as_str).find(|file| file.ends_with(".rlib"));
            if let Some(library) = library.filter(|_| CRATES.contains(&name)) {
                libraries.insert(name.to_owned(), PathBuf::from(library));
            }
        }
        Ok(Compiler { libraries })
    }

    /// Judges answers to an exercise, which are compiled together.
    ///
    /// # Errors
    /// If there is no compiler, or no room for what it writes.
    pub fn judge(&self, exercise: &Exercise, answers: &[String]) -> Result<Vec<Judged>, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let mut refused: BTreeMap<usize, String> = BTreeMap::new();
        let program = loop {
            let source = Source::of(exercise, answers, |number| !refused.contains_key(&number));
            match self.compile(&source.text, folder.path())? {
                Ok(program) => break program,
                Err(diagnostics) => {
                    let found: BTreeMap<usize, String> = source.answers_at_fault(&diagnostics);
                    if found.is_empty() {
                        return Err(
                            format!("no answer is at fault, yet rustc says:\n{}", rendered(&diagnostics)).into(),
                        );
                    }
                    refused.extend(found);
                }
            }
        };
        let judged = (0..answers.len()).map(|number| match refused.remove(&number) {
            Some(message) => Ok(Judged::Refused(message)),
            None => run(&program, number),
        });
        judged.collect()
    }

    /// The program, or what rustc says, as JSON lines.
    fn compile(&self, source: &str, folder: &Path) -> Result<Result<PathBuf, String>, Box<dyn Error>> {
        let (file, program) = (folder.join("answers.rs"), folder.join("answers"));
        fs::write(&file, source)?;
        let mut rustc = Command::new("rustc");
        rustc
            .args([
                "--edition=2024",
                "--error-format=json",
                "--crate-name=answers",
                "--cap-lints=allow",
            ])
            .arg(&file)
            .arg("-o")
            .arg(&program);
        for (name, library) in &self.libraries {
            rustc.arg("--extern").arg(format!("{name}={}", library.display()));
            // Those that these depend on are all in one of these folders.
            let deps = library
                .ancestors()
                .nth(1)
                .into_iter()
                .flat_map(|folder| [folder.to_owned(), folder.join("deps")]);
            for folder in deps.filter(|folder| folder.is_dir()) {
                rustc.arg("-L").arg(format!("dependency={}", folder.display()));
            }
        }
        let output = rustc.output()?;
        match output.status.success() {
            true => Ok(Ok(program)),
            false => Ok(Err(String::from_utf8_lossy(&output.stderr).into_owned())),
        }
    }
}

/// A program that judges the answer of the number that it is called with.
struct Source {
    text: String,
    /// The first line of each answer that is in it, and the answer's number.
    starts: Vec<(usize, usize)>,
}

impl Source {
    fn of(exercise: &Exercise, answers: &[String], is_in: impl Fn(usize) -> bool) -> Source {
        let Exercise { id, given, kind, .. } = exercise;
        let argument = match kind {
            Kind::Function => (*id).to_owned(),
            Kind::Variable => format!("&{id}"),
        };
        // What a cell has in scope, and more of nalgebra than that.
        let mut text = "use std::collections::*;\nuse grading::scope::*;\nuse nalgebra::*;\n".to_owned();
        let mut starts = Vec::new();
        let numbers: Vec<usize> = (0..answers.len()).filter(|&number| is_in(number)).collect();
        for &number in &numbers {
            starts.push((text.lines().count() + 1, number));
            let answer = &answers[number];
            text += &format!("fn answer_{number}() -> grading::Verdict {{\n{given}\n{answer}\n");
            text += &format!("course::check::{id}({argument})\n}}\n");
        }
        starts.push((text.lines().count() + 1, answers.len()));
        text += "fn main() {\nlet verdict: grading::Verdict = match std::env::args().nth(1).as_deref() {\n";
        for number in numbers {
            text += &format!("Some(\"{number}\") => answer_{number}(),\n");
        }
        text += "_ => unreachable!(),\n};\nprintln!(\"\\n{}\", serde_json::to_string(&verdict).unwrap());\n}\n";
        Source { text, starts }
    }

    /// The answers that rustc complains about, and in which words.
    fn answers_at_fault(&self, diagnostics: &str) -> BTreeMap<usize, String> {
        let mut found: BTreeMap<usize, String> = BTreeMap::new();
        for line in diagnostics.lines() {
            let Ok(diagnostic) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            if diagnostic["level"] != "error" {
                continue;
            }
            let rendered = diagnostic["rendered"].as_str().unwrap_or_default();
            for number in self.numbers(&diagnostic) {
                *found.entry(number).or_default() += rendered;
            }
        }
        found
    }

    fn numbers(&self, diagnostic: &Value) -> BTreeSet<usize> {
        let spans = diagnostic["spans"].as_array().into_iter().flatten();
        let primary = spans.filter(|span| span["is_primary"] == true);
        primary.filter_map(|span| self.number(span)).collect()
    }

    /// The answer in which a span is, or the macro call that it comes from.
    fn number(&self, span: &Value) -> Option<usize> {
        let expansion = &span["expansion"]["span"];
        if expansion.is_object() {
            return self.number(expansion);
        }
        let line = usize::try_from(span["line_start"].as_u64()?).ok()?;
        let after = self.starts.partition_point(|&(start, _)| start <= line);
        let (_, number) = self.starts.get(after.checked_sub(1)?)?;
        (after < self.starts.len()).then_some(*number)
    }
}

/// What rustc would print.
fn rendered(diagnostics: &str) -> String {
    let diagnostics = diagnostics
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let rendered = diagnostics.filter_map(|diagnostic| Some(diagnostic["rendered"].as_str()?.to_owned()));
    rendered.collect()
}

/// Has an answer judged, in a process of its own.
fn run(program: &Path, number: usize) -> Result<Judged, Box<dyn Error>> {
    let mut child = Command::new(program)
        .arg(number.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let said = last_words(&mut child);
    child.kill()?;
    child.wait()?;
    let verdict = said.and_then(|said| serde_json::from_str(said.lines().last()?).ok());
    Ok(verdict.map_or(Judged::Stopped, Judged::Verdict))
}

/// What a process prints until it ends; nothing if it does not.
fn last_words(child: &mut Child) -> Option<String> {
    let mut stdout = child.stdout.take()?;
    let (ended, waiting) = mpsc::channel();
    thread::spawn(move || {
        let mut said = Vec::new();
        let _ = stdout.read_to_end(&mut said);
        // Nobody listens any more if it took too long.
        let _ = ended.send(said);
    });
    let said = waiting.recv_timeout(DEADLINE).ok()?;
    Some(String::from_utf8_lossy(&said).into_owned())
}
