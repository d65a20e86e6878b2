"""What lasts longer than a cell, or is outside of it: files in the notebook's folder, threads, tasks."""

import pytest
from raw_client import Kernel, refused, run, texts


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with Kernel(cwd=tmp_path_factory.mktemp("notebook")) as kernel:
        yield kernel


def write(kernel, files):
    """Writes files into the notebook's folder."""
    for path, text in files.items():
        run(kernel, f'let path = std::path::Path::new("{path}"); std::fs::create_dir_all(path.parent().unwrap())?; std::fs::write(path, r##"{text}"##)?;')


def test_files_are_found_beside_the_notebook(kernel):
    write(
        kernel,
        {
            "data.txt": "abc",
            "sum.in": "1 + 2",
            "shapes.rs": "pub mod inner; pub fn area() -> i32 { inner::two() * super::three() }",
            "shapes/inner.rs": "pub fn two() -> i32 { 2 }",
            "other/name.rs": 'pub const N: &str = include_str!("beside.txt");',
            "other/beside.txt": "xy",
            "defs.rs": "fn five() -> i32 { 5 }\n#[derive(Debug)] struct Five(i32);",
        },
    )
    assert run(kernel, 'println!("{}", include_str!("data.txt")); include_bytes!("data.txt").len()') == "abc\n3"
    assert run(kernel, 'let n = include!("sum.in");', "n") == "3"
    assert run(kernel, 'fn text() -> &\'static str { include_str!("data.txt") }', "text()") == '"abc"'
    assert run(kernel, "fn three() -> i32 { 3 }", "pub(crate) mod shapes;", "shapes::area()") == "6"
    assert run(kernel, '#[path = "other/name.rs"] mod m;', "m::N") == '"xy"'
    assert run(kernel, 'include!("defs.rs");', "Five(five())") == "Five(5)"


@pytest.mark.parametrize("cell", ['let s =\n    include_str!("missing.txt");', "fn f() {}\nmod missing;", '\ninclude!("missing.rs");'])
def test_a_file_that_is_missing_is_an_error_where_it_is_named(kernel, cell):
    reply, _ = kernel.run(cell)
    assert reply["status"] == "error"
    told = "\n".join(reply["traceback"])
    assert "missing" in told and ":2:" in told, told
    assert "meno_file" not in told


def test_a_type_in_a_file_that_changes_takes_its_values_along(kernel):
    write(kernel, {"points.rs": "#[derive(Debug)] pub struct P { pub x: i32 }"})
    run(kernel, "mod points;", "let p = points::P { x: 1 }; let n = 5;")
    assert run(kernel, "p") == "P { x: 1 }"
    write(kernel, {"points.rs": "#[derive(Debug)] pub struct P { pub x: String, pub y: i64 }"})
    assert refused(kernel, "p")[0] == "E0425"
    assert run(kernel, "n").startswith("5note: `p` is gone: ")
    assert run(kernel, 'let p = points::P { x: "a".into(), y: 2 };', "p.y") == "2"


# What stands in a file that is not looked at, and how a variable is made of it.
UNTRACKED = {
    "a path that is computed": 'include!(concat!("unt", "racked.rs")); let p = P(1);',
    "a module that a macro makes": 'macro_rules! made { () => { #[path = "untracked.rs"] mod m; } }\nmade!(); let p = m::P(1);',
    "a path that depends": '#[cfg_attr(all(), path = "untracked.rs")] mod n; let p = n::P(1);',
}


@pytest.mark.parametrize("cell", UNTRACKED.values(), ids=UNTRACKED.keys())
def test_what_is_made_of_an_unknown_file_is_not_kept(kernel, cell):
    folder = run(kernel, "std::env::current_dir()?").strip('"')
    write(kernel, {"untracked.rs": "pub struct P(pub u64);"})
    for name in ('concat!("', 'path = "'):
        cell = cell.replace(name, f"{name}{folder}/")
    reply, shown = kernel.run(cell + " let q = 2;")
    assert reply["status"] == "ok", reply
    assert "`p` can't be kept" in texts(shown, "stderr")
    assert run(kernel, "q") == "2"


def test_what_only_any_knows_of_is_another_type_when_a_file_changes(kernel):
    write(kernel, {"boxed.rs": "pub struct P(pub u64);"})
    run(kernel, "mod boxed;", "let b: Box<dyn std::any::Any> = Box::new(boxed::P(16));")
    write(kernel, {"boxed.rs": "pub struct P(pub Box<u64>);"})
    assert run(kernel, "b.downcast_ref::<boxed::P>().map(|p| *p.0)") == "None"


def test_a_file_that_no_longer_compiles_is_set_aside(kernel):
    write(kernel, {"broken.rs": "pub fn f() -> i32 { 3 }"})
    assert run(kernel, "mod broken;", "broken::f()") == "3"
    write(kernel, {"broken.rs": 'pub fn f() -> i32 { "a" }'})
    assert refused(kernel, "broken::f()")[1].startswith("`broken` is set aside")
    write(kernel, {"broken.rs": "pub fn f() -> i32 { 4 }"})
    assert run(kernel, "mod broken;", "broken::f()") == "4"


def test_a_thread_of_an_earlier_cell_that_is_joined_is_explained(kernel):
    run(kernel, "let h = std::thread::spawn(|| std::thread::sleep(std::time::Duration::from_secs(600)));")
    name, message = refused(kernel, "h.join().is_ok()")
    assert name == "Panic" and message.startswith("the thread was still running when the cell that started it ended"), message
    assert run(kernel, "let n: Option<i32> = Some(1); n.unwrap()") == "1"
    assert "called `Option::unwrap()`" in refused(kernel, "None::<i32>.unwrap()")[1]


def test_cells_run_in_a_runtime_of_tokios(kernel):
    run(kernel, ':dep tokio = { version = "1", features = ["full"] }')
    assert run(kernel, "let h = tokio::spawn(async { 2 }); h.await? + 1") == "3"
    assert run(kernel, "use std::time::Duration; tokio::time::sleep(Duration::from_millis(1)).await; tokio::join!(async { 1 }, async { 2 })") == "(1, 2)"
    assert run(kernel, 'let l = tokio::net::TcpListener::bind("127.0.0.1:0").await?; let a = l.local_addr()?; let (c, s) = tokio::try_join!(tokio::net::TcpStream::connect(a), l.accept())?; c.peer_addr()? == s.0.local_addr()?') == "true"
    reply, shown = kernel.run("let h = tokio::spawn(std::future::pending::<()>()); 1")
    assert reply["status"] == "ok", reply
    assert "a task of tokio's was still running when the cell ended" in texts(shown, "stderr")
    assert "thread" not in texts(shown, "stderr")
    assert run(kernel, "tokio::runtime::Runtime::new()?.block_on(async { 5 })") == "5"
    assert run(kernel, "1 + 1") == "2"


def test_what_holds_an_address_is_told(kernel):
    bind = "let other = std::net::TcpListener::bind(at)?;"
    run(kernel, 'let l = std::net::TcpListener::bind("127.0.0.1:0")?; let at = l.local_addr()?;')
    reply, shown = kernel.run(bind)
    assert reply["status"] == "error" and "a variable of an earlier cell holds port" in texts(shown, "stderr")
    run(kernel, "drop(l);")
    reply, shown = kernel.run(bind)
    assert reply["status"] == "error" and "`%undo` leads back: `%reset` lets go of them" in texts(shown, "stderr")
    port = run(kernel, "at.port()").partition("note")[0]
    run(kernel, "%reset", f'let l = std::net::TcpListener::bind("127.0.0.1:{port}")?;')
