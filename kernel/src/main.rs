use std::process::ExitCode;

fn main() -> ExitCode {
    meno::engine::play_role();
    meno::cli::run()
}
