//! Puts into words why a cell did not succeed, and what it has left behind.

use crate::diagnostics::{self, Diagnostic, Mark, Message};
use crate::memory::LEAST;
use crate::relocation::{Maps, in_cells};
use crate::source::{Place, SourceMap};
use crate::state::{Origin, earlier_cell};
use crate::worker::{Ending, Left, Limit, Loss, Shortage};
use base::tokens::{Long, Token, placed_tokens};
use interfaces::evaluator::{Frontend, Output, Stream};
use interfaces::failure::{Failure, FailureKind};
use interfaces::timeline;
use lessons::{self, Scope};
use std::ops::Range;
use std::sync::Arc;
use syntax::Cell;
use syntax::faults::Fault;

/// A fault of ours or of the machine, not of the cell.
pub(crate) fn internal(message: &str) -> Failure {
    Failure::plain(FailureKind::Internal, message)
}

/// rustc failed without a word on the cell.
pub(crate) fn broken(message: &str) -> Failure {
    match message.contains("overflowed its stack") {
        true => Failure::plain(
            FailureKind::TooComplex,
            "the cell is nested too deeply for the compiler: give inner parts names of their own",
        ),
        false => internal(message),
    }
}

/// The cell is not accepted, for a reason that is no rustc's.
pub(crate) fn refused(message: &str) -> Failure {
    Failure::plain(FailureKind::Rejected { code: None }, message)
}

/// A command that can't be carried out.
pub(crate) fn command(message: &str) -> Failure {
    Failure::plain(FailureKind::Command, message)
}

pub(crate) fn unprepared(message: &str) -> Failure {
    Failure::plain(
        FailureKind::Internal,
        &format!("cells can't be compiled yet: {message}"),
    )
}

pub(crate) fn interrupted() -> Failure {
    Failure::plain(
        FailureKind::Interrupted,
        "the cell was interrupted; all variables are as they were before it",
    )
}

/// The cell is not Rust that rustc accepts.
pub(crate) fn rejected(
    diagnostics: &[Diagnostic],
    map: &SourceMap,
    origin: &Arc<Origin>,
    scope: &Scope<'_>,
) -> Failure {
    let messages = diagnostics::messages(diagnostics, map, origin);
    let lesson = without_value(diagnostics, map).or_else(|| lessons::on(&messages.first()?.complaint(), scope));
    diagnostics::failure(&messages, origin, lesson)
}

/// The text of the cell has `faults`, so that it is not for rustc to say what it is.
pub(crate) fn malformed(faults: &[Fault], origin: &Arc<Origin>, scope: &Scope<'_>) -> Failure {
    let messages: Vec<Message> = faults.iter().map(|fault| Message::of_fault(fault, origin)).collect();
    let lesson = messages
        .first()
        .and_then(|message| lessons::on(&message.complaint(), scope));
    diagnostics::failure(&messages, origin, lesson)
}

/// The variable that is to be kept and has no value.
fn without_value(diagnostics: &[Diagnostic], map: &SourceMap) -> Option<String> {
    diagnostics.iter().find_map(|diagnostic| {
        let put = diagnostic.ranges().find_map(|range| map.variable_put_at(&range))?;
        (diagnostic.code()? == "E0381").then(|| format!("`{put}` has no value at the end of the cell: give it one."))
    })
}

/// Why there is no `name`, if the cell that was to define it did not succeed.
pub(crate) fn unmade(name: &str, execution: u32) -> String {
    let cell = match execution {
        0 => "a cell".to_owned(),
        execution => format!("cell [{execution}]"),
    };
    format!(
        "`{name}` was to be made in {cell}, which failed, and what fails makes nothing: mend that one and run it first."
    )
}

/// Why there is no `name`, if it was there in a state that has been left.
pub(crate) fn undone(name: &str) -> String {
    format!(
        "The cell that made `{name}` has been undone: run it again, or go back there with `%redo` if nothing has been run since."
    )
}

/// The number of the put of a variable that the cell has moved, if that is all that `diagnostic` says.
pub(crate) fn moved(diagnostic: &Diagnostic, map: &SourceMap) -> Option<usize> {
    let put = map.put_at(&diagnostic.primary()?)?;
    (diagnostic.code() == Some("E0382")).then_some(put)
}

/// The number of the put of a variable that can't be kept because it borrows from another one, if that is what `diagnostic`
/// says; `None` inside if it says what follows from such a borrow.
pub(crate) fn borrower(diagnostic: &Diagnostic, map: &SourceMap) -> Option<Option<usize>> {
    if let Some(put) = diagnostic.needs_loan_for_good().and_then(|range| map.put_at(&range)) {
        return Some(Some(put));
    }
    let puts: Vec<usize> = diagnostic
        .ranges_with_notes()
        .filter_map(|range| map.put_at(&range))
        .collect();
    match diagnostic.code()? {
        "E0373" | "E0597" | "E0716" => Some(Some(*puts.first()?)),
        // The borrowed variable can't be put back while the other one is.
        "E0505" => puts.first().map(|_| None),
        _ => None,
    }
}

/// Whether `diagnostic` says that a variable can't be put back while another one borrows from it, which it does until it is
/// dropped.
pub(crate) fn is_borrowed_to_the_end(diagnostic: &Diagnostic, map: &SourceMap) -> bool {
    let is_put = diagnostic.primary().is_some_and(|range| map.put_at(&range).is_some());
    is_put && matches!(diagnostic.code(), Some("E0503" | "E0505"))
}

/// Why there is no variable `name`, if the cell returned before it came to be.
pub(crate) fn unreached(name: &str, execution: u32) -> String {
    let cell = earlier_cell(execution);
    format!("`{name}` has no value: {cell} returned before it was bound")
}

/// The cell returns a value.
pub(crate) fn returns_a_value(origin: &Arc<Origin>, range: &Range<usize>) -> Failure {
    let message = "a cell returns no value: `return;` ends it early, and the last line without `;` is what it shows";
    let mark = Mark {
        place: Place {
            origin: Arc::clone(origin),
            range: range.clone(),
        },
        label: Some("this value has nowhere to go".to_owned()),
        is_primary: true,
    };
    diagnostics::failure(&[Message::marked(message, mark)], origin, None)
}

/// What has become of the item `name`.
pub(crate) fn shadowed(name: &str) -> String {
    format!("`{name}` is from here on what the import of this cell brings, in the place of the older one")
}

/// Why a static has its first value again.
pub(crate) fn begins_anew(name: &str) -> String {
    format!("`{name}` starts anew: something that its type is made of has been redefined")
}

/// Why a cell's statics have their first values.
pub(crate) fn has_statics_of_its_own() -> String {
    "the statics start anew in this cell, and what it does to them is not kept: one of them is needed to compile the cell, or \
     has a type with a lifetime that is not written (`'static`)"
        .to_owned()
}

/// Why the variable `name` is not kept, if it borrows.
pub(crate) fn borrows(name: &str) -> String {
    format!(
        "`{name}` borrows from a variable, and what is kept for later cells must own its data: \
         clone what it borrows, if later cells need it"
    )
}

/// Why a variable of this type can't be kept for later cells, if so.
pub(crate) fn unwritable(name: &str, type_name: &str) -> Option<String> {
    let advice = if type_name.contains("{closure@") {
        format!(
            "`{name}` holds a closure, whose type has no name, so later cells could not use it: \
             box it, as in `let {name}: Box<dyn Fn(f64) -> f64> = Box::new(|x| …);`, or write a `fn`"
        )
    } else if let Some((pointer, _)) = type_name.split_once(" {") {
        format!("`{name}` has the type of one single function, which has no name: write `let {name}: {pointer} = …;`")
    } else if type_name.contains("impl ") || type_name.contains("{async") {
        format!(
            "the type of `{name}` has no name (`{type_name}`), so later cells could not use it: collect it into a `Vec`, or box it"
        )
    } else if names_never(type_name) {
        format!(
            "the type of `{name}` is made of `!` (`{type_name}`), the type of what never returns, which later cells could not \
             write: have it return `()`, say"
        )
    } else {
        return None;
    };
    Some(advice)
}

/// Whether `!` is a part of this type other than what a function returns, where alone it can be written.
fn names_never(type_name: &str) -> bool {
    type_name.replace("-> !", "").contains('!')
}

/// Tells why later cells can't use variables that the cell has bound.
pub(crate) fn tell_unkept(reasons: &[String], frontend: &dyn Frontend) {
    for reason in reasons {
        frontend.show(Output::Text(Stream::Stderr, format!("note: {reason}\n")));
    }
}

/// Tells what of the cell, which has run, is hardly meant as it stands.
pub(crate) fn tell_doubts(cell: &Cell, frontend: &dyn Frontend) {
    let notes = lessons::notes::on(cell.syntax().unwrap_or_default(), cell.text(), cell.tail.clone());
    tell_unkept(&notes, frontend);
}

/// Tells about variables that went with their type.
pub(crate) fn tell_lost(lost: &[String], frontend: &dyn Frontend) {
    for name in lost {
        let note = format!("note: `{name}` is gone: its type has been redefined; run the cell that makes it again\n");
        frontend.show(Output::Text(Stream::Stderr, note));
    }
}

/// Tells about variables that were made with another build of a crate.
pub(crate) fn tell_rebuilt(lost: &[String], frontend: &dyn Frontend) {
    for name in lost {
        let note = format!(
            "note: `{name}` is gone: it was made with another build of a crate; run the cell that makes it again\n"
        );
        frontend.show(Output::Text(Stream::Stderr, note));
    }
}

/// Why there is nothing of the names of an item that is set aside.
pub(crate) fn set_aside(name: &str, reason: &str) -> String {
    format!(
        "`{name}` is set aside, since it no longer compiles ({reason}): write it anew, or what it uses, so that it compiles \
         again."
    )
}

/// Tells which items are set aside, or compile again, as each is called in a sentence.
pub(crate) fn tell_aside(aside: &[(String, String)], back: &[String], frontend: &dyn Frontend) {
    let tell = |note: String| frontend.show(Output::Text(Stream::Stderr, format!("note: {note}\n")));
    for (title, reason) in aside {
        tell(format!(
            "`{title}` no longer compiles ({reason}): it is set aside until it does, or is written anew"
        ));
    }
    for title in back {
        tell(format!("`{title}` compiles again, and is back"));
    }
}

/// Why the variable `name` can't be kept, whose type depends on the value of `source`.
pub(crate) fn of_a_place(name: &str, source: &str) -> String {
    format!(
        "`{name}` can't be kept, since what its type is made of depends on `{source}`, whose value may differ from cell to cell"
    )
}

/// Tells what a cell that succeeded has left behind.
pub(crate) fn tell_left(left: Left, frontend: &dyn Frontend) {
    let tell = |note: String| frontend.show(Output::Text(Stream::Stderr, format!("note: {note}\n")));
    match left.threads {
        0 => {}
        1 => {
            tell("a thread was still running when the cell ended, and ended with it: join it to wait for it".to_owned())
        }
        n => tell(format!(
            "{n} threads were still running when the cell ended, and ended with it: join them to wait for them"
        )),
    }
    match left.processes {
        0 => {}
        1 => tell(
            "a process was still running when the cell ended, and ended with it: wait for it in the cell".to_owned(),
        ),
        n => tell(format!(
            "{n} processes were still running when the cell ended, and ended with it: wait for them in the cell"
        )),
    }
    match left.tasks {
        0 => {}
        1 => tell(
            "a task of tokio's was still running when the cell ended, and ended with it: await its handle in the cell"
                .to_owned(),
        ),
        n => tell(format!(
            "{n} tasks of tokio's were still running when the cell ended, and ended with it: await their handles in the cell"
        )),
    }
    if left.foreign {
        tell(
            "the cell wrote to a file descriptor that it had not opened (3), which is the notebook's: it was ignored"
                .to_owned(),
        );
    }
}

/// There is no such state as was asked for.
pub(crate) fn no_such_state(message: &str) -> Failure {
    Failure::plain(FailureKind::NoSuchState, message)
}

/// The state that was asked for has lost its processes.
pub(crate) fn state_gone() -> Failure {
    Failure::plain(
        FailureKind::StateLost,
        "that state is gone: the process that held it was killed from outside; `%undo 2` and more lead further back, and \
         `%checkpoint` lists the others",
    )
}

/// The failure that an ending other than success is.
pub(crate) fn ending(ending: &Ending, maps: &Maps, current: &Arc<Origin>) -> Failure {
    ending_with(ending, maps, current, "all variables are as they were before the cell")
}

/// The same, where `kept` says what has become of the variables.
pub(crate) fn ending_with(ending: &Ending, maps: &Maps, current: &Arc<Origin>, kept: &str) -> Failure {
    match ending {
        Ending::Done { .. } => internal("the cell has ended well"),
        Ending::Panicked { message, .. } => panicked(&in_cells(message, maps), place(ending, maps), current),
        Ending::Returned { error } => {
            let error = in_cells(error, maps);
            Failure::plain(FailureKind::Returned, &format!("`?` ended the cell: {error}"))
        }
        Ending::Unfinished => Failure::plain(
            FailureKind::Returned,
            &format!(
                "a `return` inside of a macro ended the cell, which had no way to keep its variables then: put it outside; {kept}"
            ),
        ),
        Ending::Unloadable { message } => match message.split_once("undefined symbol: ") {
            Some((_, symbol)) => Failure::plain(
                FailureKind::Link,
                &format!("no library that is loaded defines `{symbol}`; {kept}"),
            ),
            None => internal(message),
        },
        Ending::Exited { code } => Failure::plain(
            FailureKind::Exit,
            &format!("the cell ended its process with exit code {code}; {kept}"),
        ),
        Ending::StackOverflow => Failure::plain(
            FailureKind::StackOverflow,
            &format!("stack overflow: does the recursion reach its base case? ({kept})"),
        ),
        Ending::Interrupted => interrupted(),
        Ending::Exceeded(limit) => exceeded(*limit, kept),
        Ending::Killed { signal } => killed(*signal, kept),
        Ending::CutOff => Failure::plain(
            FailureKind::CutOff,
            &format!(
                "the cell closed or replaced a file descriptor that it had not opened (3 or 10 to 13), by which the notebook \
                 speaks with it; {kept}"
            ),
        ),
        Ending::StateLost(loss) => Failure::plain(FailureKind::StateLost, &lost(loss)),
    }
}

fn lost(loss: &Loss) -> String {
    let left = match loss {
        Loss::Cell => "everything is as it was before the cell".to_owned(),
        Loss::Steps(undone) => format!(
            "everything is as it was before {}: to have its variables again, run from there",
            timeline::list(undone)
        ),
        Loss::Variables => "variables are gone, functions and types are kept".to_owned(),
    };
    format!("the process that held the variables was killed from outside; {left}")
}

fn exceeded(limit: Limit, kept: &str) -> Failure {
    match limit {
        Limit::Time => Failure::plain(FailureKind::TimeOut, &format!("the cell took too long; {kept}")),
        Limit::ProcessorTime(time) => Failure::plain(
            FailureKind::TimeOut,
            &format!(
                "the cell took more than {} s of processor time, so it was ended; {kept} (`%limits time=…` allows more)",
                time.as_secs_f64()
            ),
        ),
        Limit::Processes(count) => Failure::plain(
            FailureKind::TooManyProcesses,
            &format!(
                "the cell had more than {count} processes at once, so it was ended, and they with it; {kept} \
                 (`%limits processes=…` allows more)"
            ),
        ),
        Limit::Memory(bytes) => Failure::plain(
            FailureKind::OutOfMemory,
            &format!(
                "the cell asked for more memory than there is for it, which is {} MB beside what variables have; {kept} \
                 (`%limits memory=…` sets how much; what a cell changes of its variables counts, since the state before it \
                 keeps the former values)",
                bytes / 1_000_000
            ),
        ),
        Limit::Machine(Shortage { variables, cell }) => {
            let taken = match cell < LEAST {
                true => "the cell took what was left beside them".to_owned(),
                false => format!("the cell had taken {} beside them", rounded(cell)),
            };
            Failure::plain(
                FailureKind::OutOfMemory,
                &format!(
                    "memory ran out, though states for `%undo` give way to a cell: the variables have {}, and {taken}, with \
                     copies of what it changed of them; {kept}",
                    rounded(variables)
                ),
            )
        }
    }
}

/// A number of bytes, as exact as it is of use.
fn rounded(bytes: u64) -> String {
    match bytes / 1_000_000 {
        0..100 => "less than 100 MB".to_owned(),
        megabytes @ 100..1000 => format!("some {} MB", megabytes / 100 * 100),
        megabytes => format!("some {}.{} GB", megabytes / 1000, megabytes % 1000 / 100),
    }
}

fn killed(signal: i32, kept: &str) -> Failure {
    let (name, cause) = match signal {
        libc::SIGSEGV => (
            FailureKind::SegmentationFault,
            "the cell touched memory that is not its own (segmentation fault)",
        ),
        libc::SIGABRT => (FailureKind::Abort, "the cell aborted"),
        libc::SIGBUS => (
            FailureKind::BusError,
            "the cell touched memory that is not there (bus error)",
        ),
        libc::SIGILL => (
            FailureKind::IllegalInstruction,
            "the cell ran into an illegal instruction",
        ),
        libc::SIGFPE => (
            FailureKind::ArithmeticFault,
            "the processor stopped the cell at an arithmetic fault",
        ),
        libc::SIGKILL => (FailureKind::Killed, "the cell was killed from outside"),
        _ => (FailureKind::Killed, "the cell was ended by a signal"),
    };
    Failure::plain(name, &format!("{cause}; {kept}"))
}

/// Where in the learner's code a panic happened, if it was one.
pub(crate) fn place(ending: &Ending, maps: &Maps) -> Option<Place> {
    match ending {
        Ending::Panicked { location, .. } => {
            let at = location.as_ref()?;
            maps.get(&at.file)?.place_of_line(at.line, at.column)
        }
        _ => None,
    }
}

/// How far the expression goes, in bytes, in which `text` begins: to its line's end, or to what ends it before that.
fn length_of_expression(text: &str) -> usize {
    let line = text.lines().next().unwrap_or_default();
    let is_index = line.starts_with('[');
    let mut depth = 0_i32;
    let mut length = 0;
    for (range, token) in placed_tokens(line) {
        let is_outside = depth == 0 && length > 0;
        depth += match token {
            // The block of an `if` or a loop.
            Token::Sign('{') if is_outside => break,
            Token::Sign('(' | '[' | '{') => 1,
            Token::Sign(')' | ']' | '}') => -1,
            Token::Sign(';' | ',') | Token::Comment | Token::Unfinished(Long::LineComment) if is_outside => break,
            _ => 0,
        };
        if depth < 0 {
            break;
        }
        length = range.end;
        if is_index && depth == 0 {
            break;
        }
    }
    length
}

fn panicked(message: &str, place: Option<Place>, current: &Arc<Origin>) -> Failure {
    let Some(Place { origin, range }) = place else {
        return Failure::plain(FailureKind::Panic, message);
    };
    let start = origin.text.floor_char_boundary(range.start);
    let end = start + length_of_expression(&origin.text[start..]);
    let label = match Arc::ptr_eq(&origin, current) {
        true => "here",
        false => "here, in an earlier cell",
    };
    let mark = Mark {
        place: Place {
            range: start..end.max(start),
            origin,
        },
        label: Some(label.to_owned()),
        is_primary: true,
    };
    diagnostics::panic(message, mark, current)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panicked_ends_with_its_expression() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(&text[..length_of_expression(text)], expected);
        }
        check("[5].sum() } else { 0. }; q", "[5]");
        check("[(5, m[0])] > 1 { 1 }", "[(5, m[0])]");
        check("a + b > 1 { 1 } else { 2 }", "a + b > 1");
        check("&a * q).collect(); r.len()", "&a * q");
        check("f(1, (2)) + g(\")\", [3; 4]); x", "f(1, (2)) + g(\")\", [3; 4])");
        check("unwrap()\n    .rest()", "unwrap()");
        check("v[7], w", "v[7]");
        check("v[7] // the last", "v[7]");
        check("m.map(|x| {", "m.map(|x| {");
        check("", "");
    }
}
