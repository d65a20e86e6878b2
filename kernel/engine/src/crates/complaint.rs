//! Why crates can't be added: what cargo says, put into words.

use std::path::Path;

/// Why crates can't be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// A sentence, without a full stop.
    pub(crate) sentence: String,
    /// What cargo and the compiler say of it.
    pub(crate) said: Vec<String>,
}

impl Complaint {
    pub(super) fn new(sentence: String) -> Complaint {
        Complaint {
            sentence,
            said: Vec::new(),
        }
    }
}

/// What is wrong, from what a cargo that has failed has `said` of the empty crate in `folder`.
pub(super) fn on(said: &str, folder: &Path, offline: bool) -> Complaint {
    let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
    let start = lines.iter().position(|line| line.starts_with("error")).unwrap_or(0);
    let folder = folder.display().to_string();
    let told = lines[start..].iter().filter(|line| !is_about_us(line, &folder));
    let mut told: Vec<String> = told.map(|line| (*line).to_owned()).collect();
    told.dedup_by(|next, before| next.is_empty() && before.is_empty());
    Complaint {
        sentence: sentence(said, offline),
        said: told,
    }
}

/// Whether a crate does not compile, which another try would not change.
pub(super) fn is_of_a_build(said: &str) -> bool {
    said.contains("error: could not compile `") || said.contains("failed to run custom build command")
}

/// Whether the network or the registry can't be reached.
pub(super) fn is_of_the_network(said: &str) -> bool {
    const WORDS: [&str; 8] = [
        "failed to download",
        "failed to fetch",
        "failed to update registry",
        "download of config.json failed",
        "resolve host",
        "Could not connect",
        "failed to connect",
        "Unable to update",
    ];
    WORDS.iter().any(|word| said.contains(word))
}

/// The program that was asked for as a library, of which cargo only warns.
pub(super) fn program(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("ignoring invalid dependency `")?;
    let (name, rest) = rest.split_once('`')?;
    rest.starts_with(" which is missing a lib target").then_some(name)
}

fn sentence(said: &str, offline: bool) -> String {
    let named = |before: &str| Some(said.split_once(before)?.1.split('`').next()?.to_owned());
    if is_of_a_build(said) {
        return match named("failed to run custom build command for `") {
            Some(name) => format!("the build script of `{}` fails", without_path(&name)),
            None => match named("error: could not compile `") {
                Some(name) => format!("`{}` does not compile", without_path(&name)),
                None => "a crate does not compile".to_owned(),
            },
        };
    }
    let is_offline = said.contains("--offline") || said.contains("offline mode");
    if offline && (is_offline || is_of_the_network(said)) {
        let needed = named("no matching package named `").or_else(|| named("failed to download `"));
        let needed = needed.map_or_else(|| "something that it needs".to_owned(), |name| format!("`{name}`"));
        return format!("{needed} is not downloaded yet, and after `:offline 1` nothing is: `:offline 0` ends that");
    }
    if is_of_the_network(said) {
        let needed = named("failed to get `").or_else(|| named("failed to download `"));
        let needed = needed.map_or_else(|| "what is needed".to_owned(), |name| format!("`{name}`"));
        return format!("the registry can't be reached, and {needed} is not downloaded yet");
    }
    if let Some(name) = named("no matching package named `").or_else(|| named("searched package name: `")) {
        return format!("there is no crate `{name}`");
    }
    if let Some(requirement) = named("failed to select a version for the requirement `") {
        let candidates = said.split_once("candidate versions found which didn't match: ");
        let found = candidates.and_then(|(_, rest)| rest.lines().next());
        return match found {
            Some(found) => format!("there is no version `{requirement}`: there are {}", found.trim()),
            None => format!("there is no version `{requirement}`"),
        };
    }
    if said.contains("does not have that feature") || said.contains("does not have these features") {
        let (_, rest) = said.split_once(" depends on `").unwrap_or_default();
        let mut quoted = rest.split('`').step_by(2);
        if let (Some(name), Some(feature)) = (quoted.next(), quoted.next()) {
            return format!("`{name}` has no feature `{feature}`");
        }
    }
    let first = said.lines().find_map(|line| line.strip_prefix("error: "));
    first.map_or_else(
        || "cargo has failed".to_owned(),
        |line| line.trim_end_matches('.').to_owned(),
    )
}

/// The name and version of a package, which cargo follows by a folder where that is not its registry's.
fn without_path(package: &str) -> &str {
    package.split(" (").next().unwrap_or(package)
}

/// Whether a line is about the empty crate, or says what the sentence says.
fn is_about_us(line: &str, folder: &str) -> bool {
    let line = line.trim_start();
    line.contains(folder)
        || line.starts_with("location searched:")
        || line.starts_with("required by package")
        || line.starts_with("As a reminder, you're using offline mode")
        || line.starts_with("retry without `--offline`")
        || line.starts_with("warning: build failed, waiting for other jobs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, offline: bool, expected: &str) {
        let complaint = on(said, Path::new("/tmp/x/dependencies"), offline);
        assert_eq!(complaint.sentence, expected);
        assert!(
            !complaint.said.iter().any(|line| line.contains("/tmp/x")),
            "{complaint:?}"
        );
    }

    #[test]
    fn cargos_words_become_a_sentence() {
        check(
            "error: no matching package named `nonexistent` found\nlocation searched: crates.io index\n\
             required by package `meno_dependencies v0.0.0 (/tmp/x/dependencies)`\n",
            false,
            "there is no crate `nonexistent`",
        );
        check(
            "error: failed to select a version for the requirement `rand = \"^99\"`\n\
             candidate versions found which didn't match: 0.9.2, 0.9.1, 0.9.0, ...\n\
             location searched: crates.io index\n",
            false,
            "there is no version `rand = \"^99\"`: there are 0.9.2, 0.9.1, 0.9.0, ...",
        );
        check(
            "error: failed to select a version for `rand`.\n    ... required by package `meno_dependencies v0.0.0 \
             (/tmp/x/dependencies)`\nversions that meet the requirements `^0.9` are: 0.9.2\n\n\
             package `meno_dependencies` depends on `rand` with feature `nope` but `rand` does not have that feature.\n",
            false,
            "`rand` has no feature `nope`",
        );
        check(
            "error[E0308]: mismatched types\n --> src/lib.rs:1:1\n\nerror: could not compile `broken` (lib) due to 1 previous error\n",
            false,
            "`broken` does not compile",
        );
        check(
            "error: failed to run custom build command for `openssl-sys v0.9.1`\n\nCaused by:\n  process didn't exit successfully\n",
            false,
            "the build script of `openssl-sys v0.9.1` fails",
        );
        check(
            "error: failed to get `itoa` as a dependency of package `meno_dependencies v0.0.0 (/tmp/x/dependencies)`\n\n\
             Caused by:\n  download of config.json failed\n\nCaused by:\n  [6] Could not resolve host: index.crates.io\n",
            false,
            "the registry can't be reached, and `itoa` is not downloaded yet",
        );
        check(
            "error: no matching package named `rand` found\nlocation searched: crates.io index\nAs a reminder, you're using \
             offline mode (--offline) which can sometimes cause surprising resolution failures, if this error is too \
             confusing you may wish to retry without `--offline`.\n",
            true,
            "`rand` is not downloaded yet, and after `:offline 1` nothing is: `:offline 0` ends that",
        );
        check(
            "error: invalid character `?` in package name.\n",
            false,
            "invalid character `?` in package name",
        );
    }

    #[test]
    fn a_program_is_no_library() {
        let said =
            "warning: meno_dependencies v0.0.0 (/x) ignoring invalid dependency `tool` which is missing a lib target\n";
        assert_eq!(program(said), Some("tool"));
        assert_eq!(program("warning: unused manifest key: `x`"), None);
    }
}
