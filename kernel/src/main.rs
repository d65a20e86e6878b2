use std::process::ExitCode;

fn main() -> ExitCode {
    meno::cli::run()
}
