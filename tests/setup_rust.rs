//! `meno setup-rust`, on machines without Rust, with an old one, with rustup, and without what it takes.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use base::toolchain::{HOST, Toolchain};
use sha2::{Digest, Sha256};

use crate::cli::{Home, Outcome};
use crate::python;

#[test]
fn rust_is_installed_where_there_is_none() {
    let machine = Machine::new(&["cc", "python3"]);
    let install = machine.installs("cargo-home/bin/rustc");
    machine.publishes(&format!("echo \"$@\" > arguments\n{install}"));
    machine.set_up().succeeds().says("rustc 1.");
    let arguments = fs::read_to_string(machine.home.path("arguments")).unwrap();
    assert_eq!(
        arguments.trim(),
        format!(
            "-y --no-modify-path --profile minimal --default-toolchain {} --component rust-src",
            Toolchain::OLDEST
        )
    );
    // There is nothing left to do.
    machine.publishes("exit 1");
    machine.set_up().succeeds();
}

#[test]
fn a_toolchain_that_is_new_enough_will_do() {
    let machine = Machine::new(&["cc", "rustc", "cargo"]);
    machine.set_up().succeeds().says("rustc 1.");
}

#[test]
fn an_old_rustc_neither_suffices_nor_hides_the_new_one() {
    let machine = Machine::new(&["cc", "python3"]);
    machine.old_rustc();
    machine.publishes(&machine.installs("cargo-home/bin/rustc"));
    machine.set_up().succeeds().says("rustc 1.").never_says("1.63");
}

#[test]
fn rustup_adds_the_toolchain_beside_the_default() {
    let machine = Machine::new(&["cc"]);
    machine.old_rustc();
    let version = Toolchain::OLDEST;
    let install = machine.installs(&format!("rustup-home/toolchains/{version}-{HOST}/bin/rustc"));
    machine
        .home
        .script("bin/rustup", &format!("echo \"$@\" > arguments\n{install}"));
    machine.set_up().succeeds().says("rustc 1.");
    let arguments = fs::read_to_string(machine.home.path("arguments")).unwrap();
    assert!(
        arguments.starts_with(&format!("toolchain install {version} ")),
        "{arguments}"
    );
}

#[test]
fn what_is_not_what_was_published_is_not_run() {
    let machine = Machine::new(&["cc", "python3"]);
    let installer = machine.publishes("touch was-run");
    fs::write(installer.with_extension("sha256"), "0000 *./rustup-init\n").unwrap();
    machine.set_up().fails_with("error: what was downloaded from `file://");
    assert!(!machine.home.path("was-run").exists());
}

#[test]
fn what_is_missing_is_named() {
    Machine::new(&["python3"])
        .set_up()
        .fails_with("error: no C compiler found, which Rust links with: install one (`apt-get install");
    Machine::new(&["cc"])
        .set_up()
        .fails_with("error: nothing to download with: install `curl`");
    // Nothing is published.
    Machine::new(&["cc", "python3"]).set_up().fails_with("error: `file://");
    let machine = Machine::new(&["cc", "python3"]);
    machine.publishes("echo no room >&2; exit 3");
    machine.set_up().says("no room").fails_with("error: `/");
}

/// A machine with these programs and no others.
struct Machine {
    home: Home,
}

impl Machine {
    fn new(programs: &[&str]) -> Machine {
        let home = Home::new();
        fs::create_dir(home.path("bin")).unwrap();
        let toolchain = Toolchain::locate().unwrap();
        for &program in programs {
            let path = match program {
                "rustc" => toolchain.rustc.clone(),
                "cargo" => toolchain.cargo.clone(),
                "python3" => python::environment().python().canonicalize().unwrap(),
                _ => base::toolchain::on_path(program).unwrap(),
            };
            // A symlink would hide from Python where its library is.
            let body = format!("exec {} \"$@\"", path.display());
            home.script(&format!("bin/{program}"), &body);
        }
        Machine { home }
    }

    fn set_up(&self) -> Outcome {
        let mut command: Command = self.home.command(&["setup-rust"]);
        let linker = self.home.path("bin/cc");
        command
            .env_remove("MENO_RUSTC")
            .env_remove("MENO_CARGO")
            .env("PATH", self.home.path("bin"))
            // In place of what is in the system's usual place.
            .env("MENO_LINKER", &linker)
            .env("CARGO_HOME", self.home.path("cargo-home"))
            .env("RUSTUP_HOME", self.home.path("rustup-home"))
            .env(
                "RUSTUP_UPDATE_ROOT",
                format!("file://{}", self.home.path("published").display()),
            )
            // What cells build on is there already.
            .env("MENO_SHARED_DIR", python::cache_dir());
        if !linker.exists() {
            command.env_remove("MENO_LINKER").env("MENO_LINKER", "/nonexistent/cc");
        }
        Outcome::of(&mut command)
    }

    /// The command by which an installer puts the real toolchain there.
    fn installs(&self, rustc: &str) -> String {
        let rustc = self.home.path(rustc);
        let folder = rustc.parent().unwrap();
        let real = Toolchain::locate().unwrap();
        format!(
            "/bin/mkdir -p {folder}\n/bin/ln -sf {} {folder}/rustc\n/bin/ln -sf {} {folder}/cargo",
            real.rustc.display(),
            real.cargo.display(),
            folder = folder.display(),
        )
    }

    /// Offers an installer, and returns its path.
    fn publishes(&self, body: &str) -> PathBuf {
        let folder = self.home.path(&format!("published/dist/{HOST}"));
        fs::create_dir_all(&folder).unwrap();
        let installer = folder.join("rustup-init");
        let text = format!("#!/bin/sh\n{body}\n");
        fs::write(&installer, &text).unwrap();
        let hash = hex::encode(Sha256::digest(&text));
        fs::write(installer.with_extension("sha256"), format!("{hash} *./rustup-init\n")).unwrap();
        installer
    }

    fn old_rustc(&self) {
        let old = self.home.script(
            "old-rustc",
            &format!("case $1 in -vV) echo release: 1.63.0; echo host: {HOST};; *) echo /usr;; esac"),
        );
        symlink(old, self.home.path("bin/rustc")).unwrap();
    }
}
