//! What goes wrong around a journal: crashes at any byte, other kernels, no room, no right to write, no one to let go of the lock.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::thread;
use std::time::{Duration, Instant};

use journal::Event;
use journal::event::{Cell, Code, Outcome};

use crate::{journal, questions, record, store, verdict, written};

#[test]
fn a_line_that_is_torn_at_any_byte_costs_itself_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = journal(folder.path(), "a.ipynb");
    for question in ["1", "2 ∂ \u{1d518}"] {
        record(&mut first, 1, verdict("shapes", question));
    }
    drop(first);
    let file = store(folder.path()).folder().join("journal.jsonl");
    let whole = fs::read(&file).unwrap();
    let start = whole[..whole.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap()
        + 1;
    for end in start..whole.len() {
        fs::write(&file, &whole[..end]).unwrap();
        record(&mut journal(folder.path(), "a.ipynb"), 1, verdict("shapes", "3"));
        let expected: &[&str] = match end == whole.len() - 1 {
            // All but its end of line was written.
            true => &["1", "2 ∂ \u{1d518}", "3"],
            false => &["1", "3"],
        };
        assert_eq!(written(folder.path()), expected, "torn after {} bytes", end - start);
    }
}

#[test]
fn kernels_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for name in ["a.ipynb", "b.ipynb", "c.ipynb"] {
            let path = folder.path();
            scope.spawn(move || {
                let mut journal = journal(path, name);
                (0..200).for_each(|cell| record(&mut journal, cell + 1, verdict("shapes", &format!("{name} {cell}"))));
            });
        }
    });
    let all = written(folder.path());
    for name in ["a.ipynb", "b.ipynb", "c.ipynb"] {
        let own: Vec<String> = all
            .iter()
            .filter(|question| question.starts_with(name))
            .cloned()
            .collect();
        let expected: Vec<String> = (0..200).map(|cell| format!("{name} {cell}")).collect();
        assert_eq!(own, expected);
    }
}

#[test]
fn files_and_folder_are_the_users_alone() {
    let folder = tempfile::tempdir().unwrap();
    record(&mut journal(folder.path(), "a.ipynb"), 1, verdict("shapes", "Why?"));
    store(folder.path()).forget(|entry| entry.cell == Some(1)).unwrap();
    let modes = || {
        let folder = store(folder.path()).folder().to_owned();
        let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        files
            .map(|path| fs::metadata(path).unwrap().mode() & 0o777)
            .collect::<Vec<_>>()
    };
    assert_eq!(modes(), [0o600, 0o600]);
    assert_eq!(
        fs::metadata(store(folder.path()).folder()).unwrap().mode() & 0o777,
        0o700
    );
}

#[test]
fn what_cannot_be_written_is_told_once_and_written_later() {
    let folder = tempfile::tempdir().unwrap();
    // A file where the folder has to be, which stops root as well.
    let place = store(folder.path()).folder().to_owned();
    fs::write(&place, "").unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    run.begin(1, true);
    run.record(verdict("shapes", "1"));
    let told = wait_for(|| run.end());
    assert!(told.contains("exists") || told.contains("Not a directory"), "{told}");
    run.begin(2, true);
    run.record(verdict("shapes", "2"));
    assert_eq!(run.end(), None);
    assert_eq!(questions(run.entries()), ["1", "2"]);
    fs::remove_file(&place).unwrap();
    record(&mut run, 3, verdict("shapes", "3"));
    drop(run);
    assert_eq!(written(folder.path()), ["1", "2", "3"]);
}

/// Run by itself, since the limit is that of the whole process.
#[test]
fn a_file_that_may_not_grow_ends_no_kernel() {
    const ALONE: &str = "JOURNAL_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let program = std::env::current_exe().unwrap();
        let mut alone = std::process::Command::new(program);
        alone
            .args(["--exact", "torture::a_file_that_may_not_grow_ends_no_kernel"])
            .env(ALONE, "1");
        let output = alone.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    record(&mut run, 1, verdict("shapes", "1"));
    let file = store(folder.path()).folder().join("journal.jsonl");
    wait_for(|| fs::metadata(&file).ok());
    let before = fs::metadata(&file).unwrap().len();
    let limit = |bytes: u64| {
        let limit = libc::rlimit {
            rlim_cur: bytes,
            rlim_max: libc::RLIM_INFINITY,
        };
        // SAFETY: `limit` outlives the call.
        assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit) }, 0);
    };
    // Room for half a line.
    limit(before + 40);
    run.begin(2, true);
    run.record(verdict("shapes", "2"));
    let told = wait_for(|| run.end());
    assert!(told.contains("File too large"), "{told}");
    // What was written of it is taken back.
    assert_eq!(fs::metadata(&file).unwrap().len(), before);
    limit(libc::RLIM_INFINITY);
    record(&mut run, 3, verdict("shapes", "3"));
    drop(run);
    assert_eq!(written(folder.path()), ["1", "2", "3"]);
}

#[test]
fn no_cell_waits_for_who_holds_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    record(&mut journal(folder.path(), "a.ipynb"), 1, verdict("shapes", "1"));
    let lock = store(folder.path()).folder().join("journal.lock");
    let held = OpenOptions::new().write(true).open(lock).unwrap();
    File::lock(&held).unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    run.begin(1, true);
    let start = Instant::now();
    for _ in 0..100 {
        run.record(verdict("shapes", "2"));
        run.end();
    }
    let took = start.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
    drop(held);
    drop(run);
    assert_eq!(written(folder.path()).len(), 101);
}

#[test]
fn a_file_that_is_long_is_put_aside_and_read_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    record(&mut run, 1, verdict("shapes", "1"));
    drop(run);
    let place = store(folder.path()).folder().to_owned();
    let mut file = OpenOptions::new()
        .append(true)
        .open(place.join("journal.jsonl"))
        .unwrap();
    file.write_all(&[b"x".repeat(33 << 20), b"\n".to_vec()].concat())
        .unwrap();
    for question in ["2", "3"] {
        record(&mut journal(folder.path(), "a.ipynb"), 1, verdict("shapes", question));
    }
    assert!(place.join("journal-1.jsonl").exists() && !place.join("journal-2.jsonl").exists());
    assert_eq!(written(folder.path()), ["1", "2", "3"]);
    assert_eq!(store(folder.path()).forget_all().unwrap(), 6);
    assert!(written(folder.path()).is_empty());
}

#[test]
fn what_can_be_forgotten_is_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    (1..=3).for_each(|cell| record(&mut run, cell, verdict("shapes", &cell.to_string())));
    drop(run);
    // Root may write where others may not, so the new file is kept from coming into being by a folder of its name.
    let new = store(folder.path()).folder().join("journal.new");
    fs::create_dir(&new).unwrap();
    let refused = store(folder.path()).forget(|entry| entry.cell == Some(2)).unwrap_err();
    assert!(refused.to_string().starts_with("cannot write `"), "{refused:#}");
    assert_eq!(written(folder.path()), ["1", "2", "3"]);
    fs::remove_dir(&new).unwrap();
    assert_eq!(store(folder.path()).forget(|entry| entry.cell == Some(2)).unwrap(), 1);
    assert_eq!(written(folder.path()), ["1", "3"]);
}

/// The median, so that who else uses the machine does not count.
#[test]
fn recording_takes_a_cell_no_time_to_speak_of() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    let code =
        "fn projector(u: &DVector<f64>) -> DMatrix<f64> {\n    u * u.transpose() / u.norm_squared()\n}\n".repeat(5);
    let mut times: Vec<Duration> = (1..1000)
        .map(|cell| {
            run.begin(cell, true);
            let start = Instant::now();
            run.record(Event::Cell(Cell {
                code: Code::from(code.as_str()),
                outcome: Outcome::Ok,
                ms: 38,
                exercises: vec!["projector".to_owned()],
            }));
            run.end();
            start.elapsed()
        })
        .collect();
    times.sort();
    let (median, late) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    eprintln!("recording a cell: {median:?}, 99 of 100 within {late:?}");
    assert!(median < Duration::from_millis(1), "{median:?}");
}

/// What is read at the first cell of a kernel, of a year's journal.
#[test]
fn a_year_is_read_soon() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    record(&mut run, 1, verdict("shapes", "Why?"));
    drop(run);
    let file = store(folder.path()).folder().join("journal.jsonl");
    let examples = include_str!("../../README.md")
        .lines()
        .filter(|line| line.starts_with("{\"v\":"))
        .collect::<Vec<_>>();
    let cell = examples.iter().find(|line| line.contains("\"kind\":\"cell\"")).unwrap();
    let verdict = examples
        .iter()
        .find(|line| line.contains("\"kind\":\"verdict\""))
        .unwrap();
    // 100 cells a day of 500 bytes, and a verdict with every tenth.
    let day = format!(
        "{}{verdict}\n",
        format!("{}\n", cell.replace("u *", &"u + u ".repeat(30))).repeat(10)
    )
    .repeat(10);
    fs::write(&file, day.repeat(365)).unwrap();
    let mut next = journal(folder.path(), "a.ipynb");
    let start = Instant::now();
    next.begin(1, true);
    let took = start.elapsed();
    eprintln!(
        "a year of {} MB is read in {took:?}",
        fs::metadata(&file).unwrap().len() >> 20
    );
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_folder_that_cannot_be_read_is_no_past() {
    let folder = tempfile::tempdir().unwrap();
    record(&mut journal(folder.path(), "a.ipynb"), 1, verdict("shapes", "Why?"));
    let file = store(folder.path()).folder().join("journal.jsonl");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    fs::set_permissions(store(folder.path()).folder(), Permissions::from_mode(0o700)).unwrap();
    let mut next = journal(folder.path(), "a.ipynb");
    next.begin(1, true);
    assert_eq!(next.entries().count(), 0);
}

#[track_caller]
fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it did not come to pass");
        thread::yield_now();
    }
}
