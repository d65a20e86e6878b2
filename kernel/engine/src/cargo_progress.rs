//! What cargo says while it builds, told apart from what it says that it is at.

use std::io::{self, BufRead, BufReader, Read};
use std::process::Command;

/// As many crates as are named of those that are compiled at once.
const NAMED: usize = 4;

/// Has `cargo` say on stderr what it is at, also where that is no terminal.
pub(crate) fn enable(cargo: &mut Command) {
    cargo
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "120");
}

/// Reads cargo's `stderr` to its end, and returns what it says. What it is at, `progress` hears instead. The crate `root` is
/// not named: nobody has asked for it.
///
/// # Errors
/// If it can't be read.
pub(crate) fn listen(stderr: impl Read, root: &str, progress: &mut dyn FnMut(&str)) -> io::Result<String> {
    let mut stderr = BufReader::new(stderr);
    let mut said = String::new();
    let mut line = Vec::new();
    loop {
        let available = stderr.fill_buf()?;
        if available.is_empty() {
            break;
        }
        // A bar ends with a carriage return, everything else with a line.
        let end = available.iter().position(|&byte| byte == b'\r' || byte == b'\n');
        let taken = end.map_or(available.len(), |end| end + 1);
        line.extend_from_slice(&available[..taken]);
        stderr.consume(taken);
        if end.is_some() {
            let text = String::from_utf8_lossy(&line).replace("\u{1b}[K", "");
            match at_work(&text, root) {
                Some(work) if work.is_empty() => {}
                Some(work) => progress(&work),
                None => said += &text.replace('\r', "\n"),
            }
            line.clear();
        }
    }
    said += &String::from_utf8_lossy(&line);
    Ok(said)
}

/// What cargo is at, if that is all that this line of its says; empty for what is not worth showing.
fn at_work(line: &str, root: &str) -> Option<String> {
    let line = line.trim();
    let (word, rest) = line.split_once(' ')?;
    let rest = rest.trim();
    match word {
        "Building" => {
            // A bar, so many of so many, and the crates that are being compiled.
            let (_, rest) = rest.split_once("] ")?;
            let (count, names) = rest.split_once(": ").unwrap_or((rest, ""));
            let (done, all) = count.split_once('/')?;
            Some(match crates(names, root) {
                names if names.is_empty() => String::new(),
                names => format!("compiling {names} ({done} of {all} done)"),
            })
        }
        "Compiling" | "Fresh" | "Finished" | "Locking" | "Adding" | "Downloaded" | "Dirty" => Some(String::new()),
        "Downloading" => {
            let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
            Some(match rest.split_once(", remaining bytes: ") {
                Some((crates, bytes)) => format!("downloading {crates}, {bytes} left"),
                None => format!("downloading {}", rest.trim_end_matches([' ', '.'])),
            })
        }
        "Updating" if rest.starts_with("git ") => Some(format!("fetching {rest}")),
        "Updating" | "Fetch" | "Resolving" => Some("looking for versions that fit".to_owned()),
        "Blocking" => Some("waiting for another notebook to build".to_owned()),
        _ => None,
    }
}

/// The crates in cargo's list, each once. What is compiled or run of a crate stands behind it in brackets there.
fn crates(list: &str, root: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for entry in list.split(", ") {
        let name = entry.split('(').next().unwrap_or_default().trim();
        if !name.is_empty() && name != root && !names.contains(&name) && names.len() < NAMED {
            names.push(name);
        }
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_cargos_is_its_work_or_its_word() {
        #[track_caller]
        fn check(line: &str, expected: Option<&str>) {
            assert_eq!(at_work(line, "the_root").as_deref(), expected);
        }
        check(
            "    Building [=====>               ] 3/12: serde, syn(build), syn(build.rs)\r",
            Some("compiling serde, syn (3 of 12 done)"),
        );
        check(
            "    Building [>                    ] 0/40: a, b, c, d, e\r",
            Some("compiling a, b, c, d (0 of 40 done)"),
        );
        check("    Building [====================> ] 12/13: the_root\r", Some(""));
        check(
            "    Building [====================> ] 12/13: the_root(cdylib)\r",
            Some(""),
        );
        check("   Compiling rand v0.9.5\n", Some(""));
        check("    Updating crates.io index\n", Some("looking for versions that fit"));
        check(
            "       Fetch [         <=>      ] 3 complete; 2 pending\r",
            Some("looking for versions that fit"),
        );
        check(
            "    Updating git repository `https://example.org/x`\n",
            Some("fetching git repository `https://example.org/x`"),
        );
        check(" Downloading crates ...\n", Some("downloading crates"));
        check(
            " Downloading 3 crates, remaining bytes: 1.2MiB\r",
            Some("downloading 3 crates, 1.2MiB left"),
        );
        check(
            "    Blocking waiting for file lock on build directory\n",
            Some("waiting for another notebook to build"),
        );
        check("error: no matching package named `x` found\n", None);
        check("\n", None);
    }

    #[test]
    fn what_it_says_is_returned_and_what_it_is_at_is_told() {
        let stderr =
            "    Updating crates.io index\n    Building [=> ] 1/2: a\r\u{1b}[Kwarning: a is old\nerror: no `b`";
        let mut told = Vec::new();
        let said = listen(stderr.as_bytes(), "the_root", &mut |work| told.push(work.to_owned()));
        assert_eq!(said.ok().as_deref(), Some("warning: a is old\nerror: no `b`"));
        assert_eq!(told, ["looking for versions that fit", "compiling a (1 of 2 done)"]);
    }
}
