//! From what is defined to a verdict on it, whatever goes wrong on the way.

use course::asked;
use grading::{Exercise, Failed, Kind, Verdict};

use crate::answer::{binds_closure, is_left_to_do, uncompilable_misconception};
use backend::{Backend, Name, NameKind, Progress, Unjudged};
use base::suggest::is_slip;
use base::tokens::words;
use interfaces::evaluator::Frontend;
use interfaces::failure::{Cause, Failure, FailureKind};
use lessons::{panics, signature};
use syntax::Cell;

/// Checks what is defined under the exercise's id. `code` is the answer's code as far as it is known, for recognising
/// ideas that the compiler refuses.
///
/// # Errors
/// If the learner interrupts the check.
pub fn grade(
    backend: &mut dyn Backend,
    exercise: &Exercise,
    code: &str,
    frontend: &dyn Frontend,
) -> Result<Verdict, Failure> {
    if !is_defined(backend, exercise) {
        let reason = undefined(exercise);
        return Ok(Verdict::NotAttempted { reason });
    }
    Ok(match backend.check(exercise, frontend) {
        Ok(Verdict::Failed(failed)) => Verdict::Failed(explained(failed, code)),
        Ok(verdict) => verdict,
        Err(Unjudged::Refused(failure)) => Verdict::Failed(refused(backend, exercise, code, &failure)),
        Err(Unjudged::Stopped(failure, progress)) => stopped(exercise, code, &failure, *progress),
        Err(Unjudged::Interrupted(failure)) => return Err(failure),
        Err(Unjudged::Fault(failure)) => Verdict::GraderError {
            message: failure.message,
        },
    })
}

pub fn is_defined(backend: &dyn Backend, exercise: &Exercise) -> bool {
    backend.names().iter().any(|name| name.name == exercise.id)
}

/// What to say of an answer that binds a closure to the exercise's name, where a function is asked for. The notebook does
/// not keep closures, so nothing is defined then.
pub fn closure_for_function(exercise: &Exercise, answer: &Cell) -> Option<Failed> {
    let is_closure = exercise.kind == Kind::Function && binds_closure(answer, exercise.id);
    is_closure.then(|| Failed {
        flag: format!(
            "`{}` is a closure, which `let` binds, and a function is asked for, which `fn` defines.",
            exercise.id
        ),
        expected: Some(exercise.signature.to_owned()),
        question: format!(
            "Which types do the arguments of your closure have, and what does it return? With them it is the function \
             `{} {{ … }}`; what stands behind the `|…|` goes between the braces.",
            exercise.signature
        ),
        ..Failed::default()
    })
}

/// The name by which the answer may have been meant: nearly the exercise's, and of the same kind.
pub fn nearly_named(backend: &dyn Backend, exercise: &Exercise) -> Option<Name> {
    let kind = match exercise.kind {
        Kind::Function => NameKind::Function,
        Kind::Variable => NameKind::Variable,
    };
    let is_meant = |name: &Name| name.kind == kind && course::find(&name.name).is_none();
    backend
        .names()
        .into_iter()
        .find(|name| is_meant(name) && is_slip(&name.name, exercise.id))
}

/// Whether it has the type that the exercise asks for.
pub fn fits(exercise: &Exercise, name: &Name) -> bool {
    match exercise.kind {
        Kind::Function => {
            let signature = name.signature.replacen(&name.name, exercise.id, 1);
            !signature.is_empty() && signature::of_function(exercise.signature, &signature).is_empty()
        }
        Kind::Variable => signature::of_variable(exercise.signature, &name.signature).is_none(),
    }
}

/// What a verdict says beside its reason where the answer may stand under the name `name`.
pub fn misnamed(exercise: &Exercise, name: &Name) -> String {
    format!(
        "there is `{}`, which is nearly its name: if that is your answer, call it `{}`",
        name.name, exercise.id
    )
}

/// The verdict on an answer whose cell failed or ran out of time.
pub fn verdict_on_failure(exercise: &Exercise, answer: &Cell, failure: &Failure) -> Verdict {
    let is_to_do = failure.kind == FailureKind::Panic
        && ["not yet implemented", "not implemented"]
            .iter()
            .any(|start| failure.message.starts_with(start))
        && is_left_to_do(answer, exercise.id);
    if failure.kind.cause() == Cause::Machine {
        Verdict::GraderError {
            message: failure.message.clone(),
        }
    } else if is_to_do {
        Verdict::NotAttempted {
            reason: format!("`{}` still says `todo!()`: replace it with your answer", exercise.id),
        }
    } else {
        Verdict::Failed(broken(exercise, answer, failure))
    }
}

/// What to say of an answer that does not get as far as defining anything: it doesn't compile, panics, crashes or runs
/// without end.
pub fn broken(exercise: &Exercise, answer: &Cell, failure: &Failure) -> Failed {
    let misconception = uncompilable_misconception(exercise, answer);
    let flag = match &failure.kind {
        FailureKind::Panic => format!("The code panics: {}.", sentence_end(&failure.message)),
        _ => format!("The code does not run: {}.", sentence_end(&failure.message)),
    };
    // The lesson leads on, unless a misconception's question does.
    let (flag, question) = match (misconception, &failure.lesson) {
        (Some(misconception), Some(lesson)) => (format!("{flag} {lesson}"), misconception.ask.to_owned()),
        (Some(misconception), None) => (flag, misconception.ask.to_owned()),
        (None, Some(lesson)) if lesson.ends_with('?') => (flag, lesson.clone()),
        (None, Some(lesson)) => (flag, format!("{lesson} What did you mean this line to say?")),
        (None, None) => (flag, question(failure).to_owned()),
    };
    Failed {
        flag,
        question,
        misconception: misconception.map(|misconception| misconception.tag.to_owned()),
        ..Failed::default()
    }
}

/// What to ask about code that did not run to its end.
fn question(failure: &Failure) -> &'static str {
    match &failure.kind {
        FailureKind::Panic => "Which line of your code panics, and what does it take for granted that is not so there?",
        FailureKind::Returned => "Which step of your code returned this error, and what was it given?",
        FailureKind::TimeOut | FailureKind::StackOverflow => ENDLESS,
        FailureKind::OutOfMemory
        | FailureKind::Exit
        | FailureKind::Abort
        | FailureKind::SegmentationFault
        | FailureKind::BusError
        | FailureKind::IllegalInstruction
        | FailureKind::ArithmeticFault
        | FailureKind::Killed
        | FailureKind::TooManyProcesses
        | FailureKind::CutOff => {
            "Which line of your code ends the program, or asks for more memory than the input is worth, where it should \
             return a value?"
        }
        FailureKind::Rejected { .. }
        | FailureKind::TooComplex
        | FailureKind::Link
        | FailureKind::Interrupted
        | FailureKind::NoSuchState
        | FailureKind::StateLost
        | FailureKind::Internal
        | FailureKind::Kernel
        | FailureKind::UnknownMagic
        | FailureKind::UnknownExercise
        | FailureKind::UnknownName
        | FailureKind::Usage
        | FailureKind::Command
        | FailureKind::CellTooLarge
        | FailureKind::InvalidRequest => {
            "Which name, type or value does this message speak of, and where in your code does that come from?"
        }
    }
}

/// What an answer that takes longer than it may is told.
pub fn endless() -> Failed {
    Failed {
        flag: "The code was stopped: compiling and running it took too long.".to_owned(),
        question: ENDLESS.to_owned(),
        ..Failed::default()
    }
}

const ENDLESS: &str =
    "Which loop or recursion in your code must come to an end, and what gets smaller with every step?";

fn undefined(exercise: &Exercise) -> String {
    let signature = exercise.signature;
    let id = exercise.id;
    match exercise.kind {
        Kind::Function => {
            format!("`{id}` is not defined: define `{signature}` in a cell, run it, then check again")
        }
        Kind::Variable => {
            format!("`{id}` is not defined: bind `let {signature}` in a cell, run it, then check again")
        }
    }
}

fn refused(backend: &dyn Backend, exercise: &Exercise, code: &str, failure: &Failure) -> Failed {
    let found = backend
        .names()
        .into_iter()
        .find(|name| name.name == exercise.id && !name.signature.is_empty())
        .map(|name| name.signature);
    let answer = Cell::read(code).unwrap_or_default();
    let misconception = uncompilable_misconception(exercise, &answer);
    let differences = match (&found, exercise.kind) {
        (Some(found), Kind::Function) => signature::of_function(exercise.signature, found),
        (Some(found), Kind::Variable) => signature::of_variable(exercise.signature, found).into_iter().collect(),
        (None, _) => Vec::new(),
    };
    let is_variable = exercise.kind == Kind::Function && found.as_ref().is_some_and(|found| !found.contains("fn "));
    let why = match differences.is_empty() {
        true if is_variable => {
            "it is a variable, which `let` binds, and a function is asked for, which `fn` defines".to_owned()
        }
        true => sentence_end(&failure.message).to_owned(),
        false => differences.join("; "),
    };
    Failed {
        flag: format!(
            "`{}` does not fit the exercise, so it could not be tried: {why}.",
            exercise.id
        ),
        expected: Some(exercise.signature.to_owned()),
        got: found,
        question: match (misconception, exercise.kind) {
            (Some(misconception), _) => misconception.ask,
            (None, Kind::Function) => {
                "What goes in and what comes out, type by type: where does your function differ from what is asked for?"
            }
            (None, Kind::Variable) => {
                "What type does your value have, and what does the type that is asked for say about its shape?"
            }
        }
        .to_owned(),
        misconception: misconception.map(|misconception| misconception.tag.to_owned()),
        ..Failed::default()
    }
}

/// What to say of an answer that did not survive its check. A wrong value is a better example than none.
fn stopped(exercise: &Exercise, code: &str, failure: &Failure, progress: Progress) -> Verdict {
    let why = sentence_end(&failure.message);
    let before = progress.probe.unwrap_or(0);
    let asked = progress.probe.and_then(|probe| asked(exercise.id, probe));
    match (progress.verdict, asked) {
        (Some(Verdict::Failed(known)), _) => {
            let known = explained(known, code);
            Verdict::Failed(Failed {
                flag: format!("{} The answer could not be tried further: {why}.", known.flag),
                ..known
            })
        }
        (Some(known), _) => known,
        (None, Some(asked)) => Verdict::Failed(Failed {
            flag: match before {
                0 => format!("The answer does not survive the first input that it is tried on: {why}."),
                1 => format!("The answer is right on the first input, and does not survive the second: {why}."),
                _ => format!("The answer is right on {before} inputs, and does not survive the next one: {why}."),
            },
            counterexample: Some(asked.example),
            expected: asked.expected,
            question: question(failure).to_owned(),
            ..endless()
        }),
        (None, None) => Verdict::Failed(Failed {
            flag: format!("The answer could not be tried to the end: {why}."),
            question: question(failure).to_owned(),
            ..endless()
        }),
    }
}

/// The same, with the lesson of the panic that it tells of. It leads on, unless a misconception's question does. Where the
/// panic comes from is not known, so that an `unwrap` is taken for the learner's if `code` has one.
fn explained(failed: Failed, code: &str) -> Failed {
    let unwraps = words(code).any(|word| word == "unwrap");
    let site = panics::Site {
        operation: if unwraps { "unwrap".to_owned() } else { String::new() },
        ..panics::Site::default()
    };
    let lesson = failed.panic.as_deref().and_then(|message| panics::on(message, &site));
    match (lesson, &failed.misconception) {
        (None, _) => failed,
        (Some(lesson), None) if lesson.ends_with('?') => Failed {
            question: lesson,
            ..failed
        },
        (Some(lesson), _) => Failed {
            flag: format!("{} {lesson}", failed.flag),
            ..failed
        },
    }
}

/// Messages come with and without a full stop.
fn sentence_end(message: &str) -> &str {
    message.trim_end().trim_end_matches('.')
}
