//! Why there is no prelude.

use super::Prelude;
use std::path::PathBuf;
use std::{fmt, io};

#[derive(Debug)]
pub enum Error {
    NoFolder(io::Error),
    Io {
        path: PathBuf,
        cause: io::Error,
    },
    /// Too little room to build.
    Full {
        folder: PathBuf,
        free: u64,
    },
    Build {
        output: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoFolder(cause) => write!(f, "{cause}"),
            Error::Io { path, cause } => write!(
                f,
                "preparing the prelude failed at `{}`: {cause}; see that the disk has room and `MENO_CACHE_DIR` names a folder \
                 that can be written",
                path.display()
            ),
            Error::Full { folder, free } => write!(
                f,
                "`{}` has {} MB free, and compiling what cells build on needs {}: make room, or set `MENO_CACHE_DIR` to a \
                 roomier disk",
                folder.display(),
                free >> 20,
                Prelude::SPACE >> 20
            ),
            Error::Build { output } => write!(
                f,
                "the prelude does not build; if crates are missing, connect to the network once and try again\n{output}"
            ),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    pub(super) fn is_want_of_room(&self) -> bool {
        match self {
            Error::Io { cause, .. } => {
                [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded].contains(&cause.kind())
            }
            // As the C library words it, for cargo, rustc and the linker alike.
            Error::Build { output } => {
                output.contains("No space left on device") || output.contains("Disk quota exceeded")
            }
            Error::NoFolder(_) | Error::Full { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_from_code_that_does_not_build() {
        #[track_caller]
        fn check(error: Error, expected: bool) {
            assert_eq!(error.is_want_of_room(), expected);
        }
        let build = |output: &str| Error::Build {
            output: output.to_owned(),
        };
        let write = |kind: io::ErrorKind| Error::Io {
            path: PathBuf::new(),
            cause: kind.into(),
        };
        check(
            build("error: failed to write `libx.rmeta`: No space left on device (os error 28)"),
            true,
        );
        check(build("error[E0308]: mismatched types"), false);
        check(write(io::ErrorKind::StorageFull), true);
        check(write(io::ErrorKind::PermissionDenied), false);
    }
}
