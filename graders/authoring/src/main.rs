//! What an author asks of one exercise: `cargo exercise ID`, and `cargo exercise ID ANSWER.rs…`. See graders/AUTHORING.md.

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;
use std::{env, fs};

use authoring::answers::{Compiler, Judged};
use authoring::mutants;
use course::COURSE;
use grading::{Exercise, Verdict, gates, notebooks};
use serde_json::Value;

/// That which this is built in itself, so that the course is built once.
const PROFILE: &str = "--profile=exercise";

const USAGE: &str = "\
usage: cargo exercise ID               its gates, the mutants of its solution, clippy
       cargo exercise ID ANSWER.rs...  the verdict on each of these answers
       cargo exercise ID --write       its prompt and its starter, written into the notebook";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--help" | "-h"] | [] => {
            println!("{USAGE}");
            Ok(true)
        }
        [id, rest @ ..] => match (course::find(id), rest) {
            (None, _) => Err(format!("there is no exercise `{id}`\n{USAGE}").into()),
            (Some(exercise), []) => hold(exercise),
            (Some(exercise), ["--write"]) => write(exercise).map(|()| true),
            (Some(exercise), files) => judge(exercise, files),
        },
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Holds an exercise to all that it has to pass by itself.
fn hold(exercise: &Exercise) -> Result<bool, Box<dyn Error>> {
    let start = Instant::now();
    let mut all = true;
    let mut report = |what: &str, faults: Vec<String>| {
        let time = start.elapsed().as_secs_f64();
        match faults.is_empty() {
            true => println!("{time:5.1} s  {what}"),
            false => println!("{time:5.1} s  FAILED: {what}\n{}", faults.join("\n")),
        }
        all &= faults.is_empty();
    };
    let spec = COURSE.specification(exercise.id).ok_or("it is in the course")?;
    let faults = gates::faults(spec);
    let is_finished = spec.left_to_do().is_empty();
    report("its gates", faults);
    if is_finished {
        let (count, faults) = mutants::faults(&Compiler::new(PROFILE)?, exercise)?;
        report(&format!("none of {count} mutants of its solution passes"), faults);
    }
    let clippy = Command::new(env!("CARGO"))
        .args([
            "clippy",
            PROFILE,
            "--quiet",
            "--package=meno-course",
            "--",
            "-Dwarnings",
        ])
        .status()?;
    let complaint = (!clippy.success()).then(|| "as told above".to_owned());
    report("clippy has nothing to say", complaint.into_iter().collect());
    Ok(all)
}

/// Says what a learner would hear of each answer.
fn judge(exercise: &Exercise, files: &[&str]) -> Result<bool, Box<dyn Error>> {
    let read = |file: &&str| fs::read_to_string(file).map_err(|error| format!("`{file}` can't be read: {error}"));
    let answers: Vec<String> = files.iter().map(read).collect::<Result<_, _>>()?;
    let judged = Compiler::new(PROFILE)?.judge(exercise, &answers)?;
    for (file, judged) in files.iter().zip(&judged) {
        println!("{file}: {}", told(judged));
    }
    let is_passed = |judged: &Judged| matches!(judged, Judged::Verdict(Verdict::Passed { .. }));
    Ok(judged.iter().all(is_passed))
}

fn told(judged: &Judged) -> String {
    match judged {
        Judged::Refused(message) => format!("does not compile\n{message}"),
        Judged::Stopped => "did not come to an end, or ended the process".to_owned(),
        Judged::Verdict(Verdict::NotAttempted { reason }) => format!("not attempted\n  {reason}"),
        Judged::Verdict(Verdict::GraderError { message }) => format!("grader error\n  {message}"),
        Judged::Verdict(Verdict::Passed { established }) => format!("passed\n  {}", established.join("\n  ")),
        Judged::Verdict(Verdict::Failed(failed)) => {
            let lines = [
                ("", Some(&failed.flag)),
                ("try:      ", failed.counterexample.as_ref()),
                ("expected: ", failed.expected.as_ref()),
                ("got:      ", failed.got.as_ref()),
                ("mistake:  ", failed.misconception.as_ref()),
                ("asks:     ", Some(&failed.question)),
            ];
            let lines = lines
                .iter()
                .filter_map(|(name, text)| Some(format!("\n  {name}{}", (*text)?)));
            format!("failed{}", lines.collect::<String>())
        }
    }
}

/// Puts prompt and starter into the cells of the learner's notebook that are there for them.
fn write(exercise: &Exercise) -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notebooks");
    let path = folder.join(exercise.notebook.file_stem).with_extension("ipynb");
    let learners: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
    let after = notebooks::updated(&learners, exercise)?;
    fs::write(&path, notebooks::to_text(&after)?)?;
    println!("wrote notebooks/{}.ipynb", exercise.notebook.file_stem);
    Ok(())
}
