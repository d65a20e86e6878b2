//! By what a notebook is known from one kernel to the next: its path, where a server tells it.
//!
//! A connection file's name, and a server's own ids, last no longer than a session. What a server calls a notebook depends on
//! the folder that it was started in; so the path is that of the file system, and what lies in the user's home begins with
//! `~/`, which it does on another machine as well.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Where Jupyter's servers tell a kernel whose it is: a path, or for a console what that is called.
const VARIABLE: &str = "JPY_SESSION_NAME";

/// What VS Code puts behind the name of a notebook on a server, before an id of its own.
const OF_VS_CODE: &str = "-jvsc-";

/// A notebook, or a folder, where only that is known: by clients that start kernels themselves, such as VS Code, and by
/// consoles. What is done there is then known as that of the notebooks in this folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    name: String,
}

impl Place {
    /// That of this process.
    pub fn of_kernel() -> Place {
        let folder = env::current_dir().unwrap_or_default();
        Place::of(env::var_os(VARIABLE).as_deref(), &folder, dirs::home_dir().as_deref())
    }

    /// That of a kernel in the folder `working`, which a server told that it is of `session`.
    pub fn of(session: Option<&OsStr>, working: &Path, home: Option<&Path>) -> Place {
        let notebook = session.map(Path::new).and_then(|session| notebook(session, working));
        let name = match notebook {
            Some(path) => below_home(&path, home),
            None => match below_home(working, home) {
                folder if folder.ends_with('/') => folder,
                folder => folder + "/",
            },
        };
        Place { name }
    }

    /// What is at `path`, which is absolute, as entries have it.
    pub fn of_path(path: &Path) -> String {
        below_home(path, dirs::home_dir().as_deref())
    }

    /// As entries have it: `~/course/01_linear_algebra.ipynb`, or `~/course/` for a folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder of a notebook, or itself: what is before the last `/`, with that.
    pub(crate) fn folder(name: &str) -> &str {
        &name[..name.rfind('/').map_or(0, |at| at + 1)]
    }

    /// What is behind the last `/`: nothing, of a folder.
    pub(crate) fn file(name: &str) -> &str {
        &name[Place::folder(name).len()..]
    }
}

/// Whether nothing lies where `name` says any more.
pub(crate) fn is_gone(name: &str) -> bool {
    let path = match (name.strip_prefix("~/"), dirs::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    };
    !path.exists()
}

/// The path of the notebook that a session is about. A relative one is relative to the server's folder, of which a kernel knows
/// nothing; but kernels are started in the folders of their notebooks.
fn notebook(session: &Path, working: &Path) -> Option<PathBuf> {
    let file = session.file_name()?.to_str()?;
    let is_notebook = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "ipynb") || path.is_file();
    let file = match file.split_once(OF_VS_CODE) {
        Some((stem, id)) => format!("{stem}{}", id.find('.').map_or("", |at| &id[at..])),
        None => file.to_owned(),
    };
    let folder = match session.is_absolute() {
        true => session.parent()?,
        false => working,
    };
    Some(folder.join(file)).filter(is_notebook)
}

fn below_home(path: &Path, home: Option<&Path>) -> String {
    let home = home.filter(|home| home.parent().is_some());
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(session: Option<&str>, working: &str, expected: &str) {
        let place = Place::of(
            session.map(OsStr::new),
            Path::new(working),
            Some(Path::new("/home/ada")),
        );
        assert_eq!(place.name(), expected);
    }

    #[test]
    fn a_notebook_is_known_by_its_path() {
        // As servers from version 2.1 on tell it.
        check(
            Some("/home/ada/course/01.ipynb"),
            "/home/ada/course",
            "~/course/01.ipynb",
        );
        check(Some("/srv/course/01.ipynb"), "/srv/course", "/srv/course/01.ipynb");
        check(
            Some("/srv/Ünïcode und Leerraum/01.ipynb"),
            "/",
            "/srv/Ünïcode und Leerraum/01.ipynb",
        );
    }

    #[test]
    fn whatever_the_folder_of_the_server_is_the_name_is_one() {
        for session in [
            "01.ipynb",
            "course/01.ipynb",
            "ada/course/01.ipynb",
            "/home/ada/course/01.ipynb",
        ] {
            check(Some(session), "/home/ada/course", "~/course/01.ipynb");
        }
    }

    #[test]
    fn without_a_notebook_it_is_the_folder() {
        for session in [
            None,
            Some(""),
            Some("/home/ada/course/Console 1"),
            Some("/home/ada/course/"),
            Some("console-1-5b0ac4e6-9bd3-4b0b-8d6b-2f0c5b1f7a11"),
        ] {
            check(session, "/home/ada/course", "~/course/");
        }
        check(None, "/home/ada", "~/");
        check(None, "/", "/");
        check(None, "/content", "/content/");
    }

    #[test]
    fn an_id_of_the_client_is_no_part_of_the_name() {
        check(
            Some("/srv/01-jvsc-5b0ac4e6-9bd3-4b0b-8d6b-2f0c5b1f7a11.ipynb"),
            "/srv",
            "/srv/01.ipynb",
        );
    }

    #[test]
    fn a_notebook_of_another_format_is_one_where_it_is_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("01.md");
        let name = || Place::of(Some(file.as_os_str()), folder.path(), None).name;
        assert!(name().ends_with('/'));
        std::fs::write(&file, "").unwrap();
        assert_eq!(name(), file.to_str().unwrap());
    }

    #[test]
    fn a_name_has_a_folder_and_a_file() {
        assert_eq!(
            (Place::folder("~/a/b.ipynb"), Place::file("~/a/b.ipynb")),
            ("~/a/", "b.ipynb")
        );
        assert_eq!((Place::folder("~/a/"), Place::file("~/a/")), ("~/a/", ""));
    }
}
