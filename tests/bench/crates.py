"""How long a notebook's user waits for a crate: from the cell that asks for it until that cell has used it."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kernels import Cell, Meno


@dataclass(frozen=True)
class Crate:
    name: str
    dependencies: tuple[str, ...]
    code: str
    shows: str

    @property
    def key(self):
        return f"crate_{self.name}"

    def cell(self):
        added = [f":dep {dependency}" for dependency in self.dependencies]
        return Cell(self.name, "\n".join([*added, self.code]), shows=self.shows)


CRATES = [
    Crate("rand", ('rand = "0.9"',), 'println!("{}", rand::random::<f64>() < 1.0);', r"(?m)^true$"),
    Crate(
        "serde",
        ('serde = { version = "1", features = ["derive"] }', 'serde_json = "1"'),
        'println!("{}", serde_json::json!({ "a": [1, 2] }));',
        r'(?m)^\{"a":\[1,2\]\}$',
    ),
    Crate("ndarray", ('ndarray = "0.16"',), 'println!("{}", ndarray::arr1(&[1.0, 2.5]).sum());', r"(?m)^3\.5$"),
    Crate(
        "tokio",
        ('tokio = { version = "1", features = ["full"] }',),
        'println!("{}", tokio::runtime::Runtime::new().unwrap().block_on(async { 5 }));',
        r"(?m)^5$",
    ),
    Crate("image", ('image = "0.25"',), 'println!("{}", image::RgbImage::new(2, 3).width());', r"(?m)^2$"),
]


def fetch():
    """Downloads the crates, which would be the network's time."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        dependencies = "\n".join(dependency for crate in CRATES for dependency in crate.dependencies)
        package = '[package]\nname = "fetched"\nversion = "0.1.0"\nedition = "2024"\n'
        (Path(folder) / "Cargo.toml").write_text(f"{package}[lib]\npath = \"lib.rs\"\n[dependencies]\n{dependencies}\n")
        (Path(folder) / "lib.rs").touch()
        subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, check=True)


def add_crates(kind, one_core, add):
    """Each in a fresh process, with no build of it kept from before."""
    for crate in CRATES:
        with kind(one_core) as kernel:
            if kind is Meno:
                kernel.run(Cell("clear", ":clear_cache", shows=""))
            add(crate.key, kernel.run(crate.cell()))
