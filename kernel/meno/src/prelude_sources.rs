//! The sources of the prelude, which is built from them when Meno first runs. They are part of the binary and of no crate
//! below it, so that an edit of the course does not recompile the crates below this one.

use engine::prelude::{Package, Sources};
use include_dir::include_dir;

/// The sources in this workspace.
pub(crate) static SOURCES: Sources = Sources {
    manifest: include_str!("../../../Cargo.toml"),
    lock: include_str!("../../../Cargo.lock"),
    packages: &[
        Package {
            folder: "kernel/prelude",
            manifest: include_str!("../../prelude/Cargo.toml"),
            src: include_dir!("$CARGO_MANIFEST_DIR/../prelude/src"),
        },
        Package {
            folder: "kernel/worker-protocol",
            manifest: include_str!("../../worker-protocol/Cargo.toml"),
            src: include_dir!("$CARGO_MANIFEST_DIR/../worker-protocol/src"),
        },
        Package {
            folder: "kernel/figures",
            manifest: include_str!("../../figures/Cargo.toml"),
            src: include_dir!("$CARGO_MANIFEST_DIR/../figures/src"),
        },
        Package {
            folder: "graders/grading",
            manifest: include_str!("../../../graders/grading/Cargo.toml"),
            src: include_dir!("$CARGO_MANIFEST_DIR/../../graders/grading/src"),
        },
        Package {
            folder: "graders/course",
            manifest: include_str!("../../../graders/course/Cargo.toml"),
            src: include_dir!("$CARGO_MANIFEST_DIR/../../graders/course/src"),
        },
    ],
};
