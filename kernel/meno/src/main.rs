use std::process::ExitCode;

fn main() -> ExitCode {
    engine::play_role();
    meno::cli::run()
}
