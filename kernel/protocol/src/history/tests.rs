use super::*;
use std::{fs, thread};
use tempfile::TempDir;

fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("deep/history.jsonl");
    (directory, file)
}

fn tail(n: usize) -> HistoryAccess {
    HistoryAccess::Tail { n: Some(n) }
}

fn range(session: i64, start: i64, stop: Option<i64>) -> HistoryAccess {
    HistoryAccess::Range { session, start, stop }
}

fn search(pattern: &str, n: Option<usize>, unique: bool) -> HistoryAccess {
    HistoryAccess::Search {
        pattern: Some(pattern.to_owned()),
        n,
        unique,
    }
}

#[track_caller]
fn check(history: &History, access: &HistoryAccess, expected: &str) {
    let entries = history.get(access, false);
    assert_eq!(serde_json::to_string(&entries).unwrap(), expected);
}

/// Session 1 ran `a`, `b`, `a`; session 2 ran `b2` and `c`.
fn two_sessions(file: &Path) -> History {
    let mut first = History::open(Some(file.to_owned()));
    for (line, input) in (1..).zip(["a", "b", "a"]) {
        first.add(line, input, None);
    }
    let mut second = History::open(Some(file.to_owned()));
    second.add(1, "b2", Some("2"));
    second.add(2, "c", None);
    second
}

#[test]
fn tails() {
    let (_directory, file) = directory();
    let history = two_sessions(&file);
    check(&history, &tail(2), r#"[[2,1,"b2"],[2,2,"c"]]"#);
    check(&history, &tail(3), r#"[[1,3,"a"],[2,1,"b2"],[2,2,"c"]]"#);
    check(&history, &tail(0), "[]");
    assert_eq!(history.get(&tail(99), false).len(), 5);
    assert_eq!(history.get(&HistoryAccess::Tail { n: None }, false).len(), 5);
}

#[test]
fn ranges() {
    let (_directory, file) = directory();
    let history = two_sessions(&file);
    check(&history, &range(0, 1, Some(2)), r#"[[2,1,"b2"]]"#);
    check(&history, &range(0, 0, None), r#"[[2,1,"b2"],[2,2,"c"]]"#);
    check(&history, &range(-1, 2, Some(9)), r#"[[1,2,"b"],[1,3,"a"]]"#);
    check(&history, &range(1, -1, None), r#"[[1,3,"a"]]"#);
    check(&history, &range(1, 1, Some(-2)), r#"[[1,1,"a"]]"#);
    check(&history, &range(7, 1, None), "[]");
    check(&history, &range(-9, 1, None), "[]");
    check(&history, &range(i64::MIN, i64::MIN, Some(i64::MIN)), "[]");
}

#[test]
fn searches() {
    let (_directory, file) = directory();
    let history = two_sessions(&file);
    check(&history, &search("b*", None, false), r#"[[1,2,"b"],[2,1,"b2"]]"#);
    check(&history, &search("*", Some(1), false), r#"[[2,2,"c"]]"#);
    check(&history, &search("a", None, false), r#"[[1,1,"a"],[1,3,"a"]]"#);
    check(&history, &search("a", None, true), r#"[[1,3,"a"]]"#);
    check(&history, &search("z", None, false), "[]");
}

#[test]
fn outputs() {
    let (_directory, file) = directory();
    let entries = two_sessions(&file).get(&tail(2), true);
    let json = serde_json::to_string(&entries).unwrap();
    assert_eq!(json, r#"[[2,1,["b2","2"]],[2,2,["c",null]]]"#);
}

#[test]
fn two_kernels_at_once_lose_nothing() {
    let (_directory, file) = directory();
    let sessions = thread::scope(|scope| {
        let writers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut history = History::open(Some(file.clone()));
                    (1..=200).for_each(|line| history.add(line, &"x".repeat(500), None));
                    history.session
                })
            })
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect::<HashSet<_>>()
    });
    assert_eq!(sessions, HashSet::from([1, 2]));
    let history = History::open(Some(file));
    assert_eq!(history.get(&range(1, 0, None), false).len(), 200);
    assert_eq!(history.get(&range(2, 0, None), false).len(), 200);
}

#[test]
fn the_last_cell_is_of_this_session() {
    let (_directory, file) = directory();
    let mut here = History::open(Some(file.clone()));
    let mut there = History::open(Some(file));
    here.add(1, "here", None);
    there.add(1, "there", None);
    check(&here, &tail(2), r#"[[2,1,"there"],[1,1,"here"]]"#);
    check(&there, &tail(2), r#"[[1,1,"here"],[2,1,"there"]]"#);
}

#[test]
fn a_torn_line_costs_only_itself() {
    let (_directory, file) = directory();
    two_sessions(&file);
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 3]).unwrap();
    let mut history = History::open(Some(file));
    history.add(1, "d", None);
    check(&history, &tail(2), r#"[[2,1,"b2"],[3,1,"d"]]"#);
}

#[test]
fn bytes_that_are_no_history_are_skipped() {
    let (_directory, file) = directory();
    two_sessions(&file);
    let mut text = fs::read(&file).unwrap();
    text.splice(0..0, b"\xff\xfe\x00\n[1]\n\n{\"session\": \"x\"}\n".iter().copied());
    fs::write(&file, text).unwrap();
    assert_eq!(History::open(Some(file)).get(&tail(99), false).len(), 5);
}

#[test]
fn the_file_does_not_grow_for_ever() {
    let (_directory, file) = directory();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let line = |line| {
        Line::Cell(Cell {
            session: 4,
            line,
            input: "i".into(),
            output: None,
        })
    };
    let lines: Vec<_> = (1..=2 * KEPT as u32 + 1).map(line).collect();
    jsonl::lock(&file).unwrap().replace(&lines).unwrap();
    let history = History::open(Some(file));
    assert_eq!(history.session, 5);
    assert_eq!(history.get(&HistoryAccess::Tail { n: None }, false).len(), KEPT);
    check(&history, &tail(1), &format!(r#"[[4,{},"i"]]"#, 2 * KEPT + 1));
}

#[test]
fn long_texts_are_cut_between_characters() {
    let (_directory, file) = directory();
    let mut history = History::open(Some(file));
    history.add(1, &"𝔸".repeat(MAX_TEXT), None);
    let entries = history.get(&tail(1), false);
    assert_eq!(entries[0].cell.input.len(), MAX_TEXT);
}

#[test]
fn without_a_file_the_session_still_has_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let not_a_directory = directory.path().join("file");
    fs::write(&not_a_directory, "").unwrap();
    for file in [None, Some(not_a_directory.join("history.jsonl"))] {
        let mut history = History::open(file);
        history.add(1, "a", None);
        check(&history, &tail(5), r#"[[1,1,"a"]]"#);
    }
}
