use std::process::ExitCode;

fn main() -> ExitCode {
    meno::engine::evcxr::play_role();
    meno::cli::run()
}
