"""evcxr's commands, in the real kernel: what each shows, and what cells after it do."""

import os
import re
from pathlib import Path

import pytest
from raw_client import Kernel, refused, texts, tree, wait_until


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Crates to add, by their folders."""
    folder = tmp_path_factory.mktemp("crates")
    crate(folder / "doubling", "pub fn double(x: i32) -> i32 { 2 * x }")
    crate(folder / "halving", "pub fn halve(x: i32) -> i32 { x / 2 }")
    crate(folder / "broken", "pub fn broken() -> i32 { \"no\" }")
    crate(folder / "dashed-name", "pub fn name() -> &'static str { \"dashed\" }")
    crate(folder / "endless", "", build="fn main() { loop { std::thread::sleep(std::time::Duration::from_secs(1)) } }")
    crate(folder / "asking", "pub fn told() -> &'static str { env!(\"TOLD\") }", build="""
        fn main() {
            println!("cargo::rerun-if-env-changed=MENO_TEST_TOLD");
            println!("cargo::rustc-env=TOLD={}", std::env::var("MENO_TEST_TOLD").unwrap_or_default());
        }""")
    program = folder / "program"
    crate(program, "")
    (program / "src/lib.rs").rename(program / "src/main.rs")
    (program / "src/main.rs").write_text("fn main() {}\n")
    return folder


def crate(folder, code, build=None):
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(f'[package]\nname = "{folder.name}"\nversion = "1.2.0"\nedition = "2021"\n[features]\nmore = []\n')
    (folder / "src/lib.rs").write_text(code + "\n")
    if build:
        (folder / "build.rs").write_text(build)


@pytest.fixture
def kernel(tmp_path):
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with Kernel(env=env, cwd=str(tmp_path)) as kernel:
        yield kernel


# Cells, and what the last of them shows.
SHOWN = {
    ":vars": (["let m = dmatrix![1.0];\nlet n = vec![String::new()];", ":vars"], "m: DMatrix<f64>\nn: Vec<String>"),
    ":type of a variable": (["let v = dvector![1.0];", ":type v"], "v: DVector<f64>"),
    ":t of a function": (["fn f(x: f64) -> f64 { x }", ":t f"], "fn f(x: f64) -> f64"),
    ":t of an expression": (["let v = dvector![1.0];", ":t (v.norm(), &v * 2.0)"], "(v.norm(), &v * 2.0): (f64, DVector<f64>)"),
    ":types": ([":types", "1 + 1"], ": i32 = 2"),
    ":types of a matrix": ([":types", "dmatrix![1.0, 2.0; 3.0, 4.0]"], ": DMatrix<f64> = [1.0, 2.0; 3.0, 4.0]"),
    ":types ended": ([":types", ":types", "1 + 1"], "2"),
    ":types of nothing": ([":types", "let x = 1; if x == 1 { println!(\"one\") }"], "one\n"),
    ":fmt {:#?}": ([":fmt {:#?}", "(1, 2)"], "(\n    1,\n    2,\n)"),
    ":fmt {}": ([":fmt {}", '"text"'], "text"),
    ":fmt with a precision": ([":fmt {:.2}", "1.0 / 3.0"], "0.33"),
    ":fmt of nothing": ([":fmt {}", "println!(\"one\")"], "one\n"),
    ":fmt ended": ([":fmt {}", ":fmt", '"text"'], '"text"'),
    ":fmt and what shows itself": (
        [
            ":fmt {:#?}",
            'struct S; impl S { fn evcxr_display(&self) { println!("EVCXR_BEGIN_CONTENT text/plain\\nown\\nEVCXR_END_CONTENT"); } }\nS',
        ],
        "own",
    ),
    ":fmt with text and :types": ([":fmt <{:?}>", ":types", "1"], ": i32 = <1>"),
    ":opt": ([":opt", "%opt"], "Cells are compiled at opt-level 2."),
    ":env": ([":env MENO_TEST_A=b c", 'std::env::var("MENO_TEST_A")'], 'Ok("b c")'),
    ":env in its own cell": ([':env MENO_TEST_A=1\nstd::env::var("MENO_TEST_A")'], '`MENO_TEST_A` is `1` for cells.Ok("1")'),
    ":env that a cell changes": (
        [":env MENO_TEST_A=1", 'unsafe { std::env::set_var("MENO_TEST_A", "2") }', 'std::env::var("MENO_TEST_A")'],
        'Ok("2")',
    ),
    ":env after an undo": (["let x = 1;", ":env MENO_TEST_A=1", "let y = 2;", "%undo 2", 'std::env::var("MENO_TEST_A")'], 'Ok("1")'),
    ":restart keeps items": (["fn f() -> i32 { 7 }\nlet x = 1;", ":restart", "f()"], "7"),
    ":show_deps": ([":show_deps"], 'No crates have been added: `:dep rand = "0.9"` adds one.'),
    ":version": ([":version"], "Meno 0.1.0"),
}


@pytest.mark.parametrize("case", SHOWN)
def test_a_command_does_as_evcxrs(kernel, case):
    cells, expected = SHOWN[case]
    assert run(kernel, *cells) == expected


def test_variables_are_listed_as_a_table(kernel):
    run(kernel, "let v: Vec<f64> = vec![];")
    _, shown = kernel.run(":vars")
    [message] = [message for message in shown if message.type == "display_data"]
    assert "<td><code>Vec&lt;f64&gt;</code></td>" in message.content["data"]["text/html"]


def test_an_error_is_shown_as_asked_for(kernel):
    code = 'let n: i32 = "x".parse()?;\nn'
    assert refused(kernel, code)[1] == "`?` ended the cell: ParseIntError { kind: InvalidDigit }"
    run(kernel, ":efmt {}")
    name, message = refused(kernel, code)
    assert (name, message) == ("Error", "`?` ended the cell: invalid digit found in string")
    assert refused(kernel, "async fn f() -> Result<i32, std::num::ParseIntError> { \"x\".parse() }\nf().await? + 1")[1] == message
    # What `?` lets pass is kept, also under that setting.
    run(kernel, 'let n: i32 = "12".parse()?;')
    assert run(kernel, "n") == "12"


def test_a_value_that_the_format_does_not_fit_is_no_value(kernel):
    run(kernel, ":fmt {}")
    name, message = refused(kernel, "vec![1]")
    assert name in ("E0277", "E0599"), message
    assert message.startswith("Values are shown as `{}`, for which they need `std::fmt::Display`."), message
    assert run(kernel, ":fmt", "vec![1]") == "[1]"


def test_the_last_error_is_explained(kernel):
    assert refused(kernel, ":explain")[0] == "CommandError"
    refused(kernel, "let x: i32 = 1.5;")
    refused(kernel, "panic!()")
    assert "expected" in run(kernel, ":explain").lower()
    assert "moved" in run(kernel, ":explain E0382")
    assert refused(kernel, ":explain E9999") == ("CommandError", "rustc has no page on `E9999`")


def test_a_name_is_documented(kernel):
    run(kernel, "/// Twice as much.\nfn twice(x: f64) -> f64 { 2.0 * x }")
    assert "fn twice(x: f64) -> f64" in run(kernel, ":doc twice")
    assert "DMatrix" in run(kernel, ":doc DMatrix")
    assert refused(kernel, ":doc nothing_of_this_name")[0] == "UnknownName"


def test_a_type_that_can_not_be_told_is_an_error(kernel):
    run(kernel, "let total = 1;")
    assert refused(kernel, ":t totl") == ("UnknownName", "there is no variable `totl`; did you mean `total`?")
    name, message = refused(kernel, ":t total + \"a\"")
    assert name == "E0277" and message.startswith('`total + "a"` has no type that could be told'), message


def test_what_has_nothing_to_do_here_says_so_and_the_cell_runs(kernel):
    for command in (":linker lld", ":sccache 1", ":allow_static_linking 0", ":preserve_vars_on_panic 1", ":last_compile_dir",
                    ":toolchain nightly", ":time_passes", ":codegen_backend cranelift", ":internal_debug"):
        shown = run(kernel, f"{command}\n6 * 7")
        assert shown.endswith("42") and len(shown) > 20, (command, shown)
    assert refused(kernel, ":lniker")[1] == "unknown command `:lniker`; did you mean `:linker`?"


def test_quit_ends_the_kernel_after_its_cell(kernel):
    reply, shown = kernel.run(':quit\nprintln!("last");')
    assert reply["status"] == "ok" and reply["payload"] == [{"source": "ask_exit", "keepkernel": False}]
    assert texts(shown) == "last\n"
    assert kernel.manager.provisioner.process.wait(10) == 0


def test_evcxrs_configuration_is_read_when_asked_for(kernel, tmp_path, folder):
    (tmp_path / "evcxr.toml").write_text(
        f'[evcxr]\nopt_level = "1"\nprelude = "let from_prelude = 5;"\n[dependencies]\ndoubling = {{ path = "{folder / "doubling"}" }}\n'
    )
    assert refused(kernel, "from_prelude")[0] == "E0425"
    assert run(kernel, ":load_config --quiet", "doubling::double(from_prelude)") == "10"
    assert run(kernel, "%opt") == "Cells are compiled at opt-level 1."


class TestCrates:
    def test_all_of_a_cell_are_built_at_once(self, kernel, folder):
        lines = "\n".join(f':dep {name} = {{ path = "{folder / name}" }}' for name in ("doubling", "halving"))
        reply, shown = kernel.run(f"{lines}\ndoubling::double(halving::halve(9))")
        assert reply["status"] == "ok", reply
        assert kept(shown) == ["8"]
        assert run(kernel, ":show_deps").startswith("doubling = { path = ")

    @pytest.mark.parametrize("line", [":dep {folder}/doubling", ':dep doubling = {{ path = "{folder}/doubling" }} // mine', ':dep doubling.path = "{folder}/doubling"'])
    def test_a_crate_is_named_by_its_folder(self, kernel, folder, line):
        assert run(kernel, f"{line.format(folder=folder)}\ndoubling::double(4)") == "8"

    def test_a_folder_is_relative_to_the_notebooks(self, kernel, tmp_path, folder):
        (tmp_path / "beside").symlink_to(folder / "doubling")
        assert run(kernel, ":dep ./beside\ndoubling::double(4)") == "8"

    def test_names_are_as_cargo_has_them(self, kernel, folder):
        assert run(kernel, f":dep {folder}/dashed-name\ndashed_name::name()") == '"dashed"'
        assert run(kernel, f':dep twice = {{ package = "doubling", path = "{folder}/doubling" }}\ntwice::double(1)') == "2"

    def test_a_crate_in_a_folder_may_be_declared(self, kernel, folder):
        assert run(kernel, f":dep {folder}/doubling\nextern crate doubling as d;\nd::double(3)") == "6"

    def test_a_build_finds_its_environment(self, kernel, folder):
        assert run(kernel, f":build_env MENO_TEST_TOLD=yes\n:dep {folder}/asking\nasking::told()").endswith('"yes"')

    # What is asked for, and how the message begins.
    REFUSED = {
        "a crate that does not compile": (":dep {folder}/broken", "`{folder}/broken` can't be added: `broken` does not compile"),
        "a program": (":dep {folder}/program", "`{folder}/program` can't be added: `program` is a program and no library"),
        "no folder": (":dep ./nowhere", "`./nowhere` can't be added: there is no crate in `./nowhere`"),
        "another version": (
            ':dep doubling = {{ version = "2", path = "{folder}/doubling" }}',
            "`doubling` can't be added: there is no version `doubling = \"^2\"`",
        ),
        "no such feature": (
            ':dep doubling = {{ path = "{folder}/doubling", features = ["other"] }}',
            "`doubling` can't be added: `doubling` has no feature `other`",
        ),
        "a version without quotes": (":dep doubling = 1.0", "`doubling` can't be added: `doubling = 1.0` is no line of Cargo's"),
        "a version without a sign": (":dep rand@0.9", '`rand@0.9` can\'t be added: a version stands behind `=`, in quotes: `:dep rand = "0.9"`'),
        "not downloaded": (
            ':offline 1\n:dep surely_not_downloaded = "1"',
            "`surely_not_downloaded` can't be added: `surely_not_downloaded` is not downloaded yet",
        ),
        "another nalgebra": (':dep nalgebra = "0.33"', "`nalgebra` can't be added: `nalgebra` 0.35."),
        "more of nalgebra": (
            ':dep nalgebra = {{ version = "0.35", features = ["serde-serialize"] }}',
            "`nalgebra` can't be added: `nalgebra` 0.35.",
        ),
        "the name of nalgebra": (
            ':dep nalgebra = {{ package = "doubling", path = "{folder}/doubling" }}',
            "`nalgebra` can't be added: `nalgebra` is the name of a crate that is part of Meno",
        ),
    }

    @pytest.mark.parametrize("case", REFUSED)
    def test_what_can_not_be_added_is_told(self, kernel, folder, case):
        line, expected = self.REFUSED[case]
        name, message = refused(kernel, line.format(folder=folder) + "\nlet x = 1;")
        assert name == "CommandError"
        assert message.startswith(expected.format(folder=folder)), message
        # Nothing is left of it.
        assert run(kernel, ":offline 0", ":show_deps").startswith("No crates have been added")
        assert run(kernel, f":dep {folder}/doubling\ndoubling::double(1)") == "2"

    def test_the_compilers_words_stand_below(self, kernel, folder):
        reply, _ = kernel.run(f":dep {folder}/broken")
        text = "\n".join(reply["traceback"])
        assert "mismatched types" in text and "src/lib.rs:1:" in text, text
        assert "meno-kernel-" not in text, text

    def test_another_nalgebra_is_offered_under_another_name(self, kernel):
        _, message = refused(kernel, ':dep nalgebra = { version = "0.33", features = ["rand"] }')
        [offered] = re.findall(r"`:dep (other_nalgebra = .*)`", message)
        assert 'package = "nalgebra"' in offered and 'version = "0.33"' in offered and 'features = ["rand"]' in offered

    def test_what_meno_has_is_met(self, kernel):
        for line in (':dep nalgebra = "0.35"', ':dep plotters = { version = "0.3", default-features = false }', ":dep num-dual"):
            reply, _ = kernel.run(f"{line}\n{line.split()[1].replace('-', '_')}::nothing")
            assert reply["ename"] == "E0425", reply
        _, shown = kernel.run(':dep nalgebra = "0.35"')
        assert "part of Meno already" in texts(shown, "stderr")

    def test_what_nalgebra_is_made_of_is_menos_own(self, kernel):
        code = ':dep num-complex = "0.4"\n:dep approx = "0.5"\n' \
               "let z: nalgebra::Complex<f64> = num_complex::Complex::new(1.0, 2.0);\n" \
               "approx::assert_relative_eq!(dvector![1.0], dvector![1.0 + 1e-15], epsilon = 1e-12);\nz.im"
        assert run(kernel, code) == "2.0"

    def test_variables_of_a_crate_that_is_built_anew_are_gone(self, kernel, folder):
        point = folder / "point"
        crate(point, "#[derive(Debug, Clone)] pub struct Point { pub x: i32 }")
        add = f":dep {point}\n"
        run(kernel, f"{add}let p = vec![point::Point {{ x: 1 }}];\nlet n = 5;")
        run(kernel, "#[derive(Debug)] struct Line { from: point::Point }\nlet edge = Line { from: p[0].clone() };")
        crate(point, "#[derive(Debug, Clone)] pub struct Point { pub y: [u64; 4], pub x: i32 }")
        _, shown = kernel.run(add)
        notes = texts(shown, "stderr")
        assert "`p` is gone" in notes and "`edge` is gone" in notes and "`n`" not in notes, notes
        assert run(kernel, "n") == "5"
        assert refused(kernel, "p")[0] == "E0425"
        assert refused(kernel, "edge")[0] == "E0425"
        # Nor do older states give them back.
        run(kernel, "%undo 2")
        assert refused(kernel, "p")[0] == "E0425"
        assert run(kernel, "point::Point { y: [0; 4], x: 2 }.x") == "2"

    def test_an_interrupt_ends_a_build(self, kernel, folder):
        run(kernel, "let kept = 1;")
        msg_id = kernel.execute(f":dep {folder}/endless\nlet x = 1;")
        wait_until(lambda: any("build-script" in name for name in below(kernel).values()))
        kernel.interrupt()
        reply = kernel.reply(msg_id)
        assert reply["ename"] == "Interrupted", reply
        while kernel.await_shown(msg_id, "status").content != {"execution_state": "idle"}:
            pass
        wait_until(lambda: not any("build-script" in name or name == "cargo" for name in below(kernel).values()))
        assert run(kernel, "kept") == "1"
        assert run(kernel, f":dep {folder}/doubling\ndoubling::double(1)") == "2"

    def test_built_crates_are_kept_for_other_notebooks_and_can_be_cleared(self, tmp_path, folder):
        env = {**os.environ, "TMPDIR": str(tmp_path)}
        with Kernel(env=env) as one, Kernel(env=env) as other:
            line = f":dep {folder}/doubling\ndoubling::double(1)"
            assert run(one, line) == "2"
            assert run(other, line) == "2"
            assert "MB of built crates are removed" in run(one, ":clear_cache")
            assert run(one, "doubling::double(2)") == "4"
            assert run(other, "doubling::double(2)") == "4"
            assert run(other, f":cache 0\n:dep {folder}/halving\nhalving::halve(2)").endswith("1")

    def test_no_folder_is_left(self, tmp_path, folder):
        with Kernel(env={**os.environ, "TMPDIR": str(tmp_path)}) as kernel:
            assert run(kernel, f":cache 0\n:dep {folder}/doubling\ndoubling::double(1)").endswith("2")
            reply = kernel.ask("shutdown_request", kernel.control, restart=False)
            assert reply["status"] == "ok"
            kernel.manager.provisioner.process.wait(10)
            assert list(Path(tmp_path).iterdir()) == []


def run(kernel, *cells):
    """What a notebook keeps of what the last of these cells shows; all succeed."""
    for code in cells:
        reply, shown = kernel.run(code)
        assert reply["status"] == "ok", (code, reply)
    return "".join(kept(shown))


def kept(shown):
    """The text of all outputs that a notebook keeps, in order."""
    outputs = []
    for message in shown:
        if message.type in ("display_data", "execute_result"):
            outputs.append(message.content["data"]["text/plain"])
        elif message.type == "stream":
            outputs.append(message.content["text"])
    return outputs


def below(kernel):
    return tree(kernel.pid)
