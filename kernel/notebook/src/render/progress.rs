//! The course as a map: a tile for each exercise, the points, and what to do next.

use std::collections::BTreeSet;

use grading::Exercise;
use interfaces::evaluator::MimeBundle;

use super::bundle;
use super::exercises::{Standing, Standings, in_points, notebooks, standing, width};
use super::html::{escaped, inline};

/// How a learner stands with an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tile {
    NotTried,
    Tried,
    Hinted,
    Passed,
}

const TILES: [Tile; 4] = [Tile::Passed, Tile::Hinted, Tile::Tried, Tile::NotTried];

impl Tile {
    fn of(map: &Map<'_>, exercise: &Exercise) -> Tile {
        match standing(map.standings, exercise) {
            Standing::Passed => Tile::Passed,
            _ if map.hinted.contains(exercise.id) => Tile::Hinted,
            Standing::NotYetRight => Tile::Tried,
            Standing::NotAttempted => Tile::NotTried,
        }
    }

    fn sign(self) -> char {
        match self {
            Tile::NotTried => '○',
            Tile::Tried => '✗',
            Tile::Hinted => '◐',
            Tile::Passed => '✓',
        }
    }

    fn words(self) -> &'static str {
        match self {
            Tile::NotTried => "not tried",
            Tile::Tried => "tried",
            Tile::Hinted => "hinted",
            Tile::Passed => "passed",
        }
    }

    /// Of the border, readable on light and on dark.
    fn border(self) -> &'static str {
        match self {
            Tile::NotTried => "1px dashed #888888",
            Tile::Tried => "2px solid #d9534f",
            Tile::Hinted => "2px solid #c98a00",
            Tile::Passed => "2px solid #2e9e5b",
        }
    }
}

/// What a map is drawn from.
pub(crate) struct Map<'m> {
    pub(crate) standings: &'m Standings,
    /// The exercises on which a hint was opened.
    pub(crate) hinted: BTreeSet<&'static str>,
    /// The name of the notebook's file in which it is shown, where that is known.
    pub(crate) here: &'m str,
}

pub(crate) fn progress(map: &Map<'_>) -> MimeBundle {
    bundle([("text/plain", plain(map)), ("text/html", html(map))])
}

/// Points that are earned, and that there are.
fn points(map: &Map<'_>, exercises: &[&'static Exercise]) -> (u32, u32) {
    let sum = |exercises: &mut dyn Iterator<Item = &&'static Exercise>| exercises.map(|exercise| exercise.points).sum();
    let passes = |exercise: &&&'static Exercise| Tile::of(map, exercise) == Tile::Passed;
    (sum(&mut exercises.iter().filter(passes)), sum(&mut exercises.iter()))
}

fn heading(map: &Map<'_>) -> String {
    let all: Vec<&'static Exercise> = course::exercises().iter().collect();
    let passed = all
        .iter()
        .filter(|exercise| Tile::of(map, exercise) == Tile::Passed)
        .count();
    let (earned, there_are) = points(map, &all);
    format!(
        "{passed} of {} exercises pass: {earned} of {there_are} points",
        all.len()
    )
}

/// What to do next: an exercise that is begun, else the first that is not tried; in sentences.
fn next(map: &Map<'_>) -> (Option<&'static Exercise>, Vec<String>) {
    let find = |wanted: &dyn Fn(Tile) -> bool| {
        let mut all = course::exercises().iter();
        all.find(|exercise| wanted(Tile::of(map, exercise)))
    };
    let begun = find(&|tile| matches!(tile, Tile::Tried | Tile::Hinted));
    let next = begun.or_else(|| find(&|tile| tile == Tile::NotTried));
    let sentences = match next {
        None => vec!["Every exercise passes. There is none left.".to_owned()],
        Some(Exercise { id, .. }) if begun.is_some() => vec![
            format!("Next: `{id}`, which you have begun."),
            format!("`%attempts {id}` shows how far you are."),
        ],
        Some(Exercise { id, .. }) => vec![
            format!("Next: `{id}`, the first that you have not tried."),
            format!("`%help {id}` says what it asks for."),
        ],
    };
    (next, sentences)
}

fn legend() -> String {
    let all = TILES.map(|tile| format!("{} {}", tile.sign(), tile.words()));
    all.join(" · ")
}

fn plain(map: &Map<'_>) -> String {
    let width = width();
    let mut parts = vec![format!("{}\n{}", heading(map), legend())];
    for (notebook, exercises) in notebooks() {
        let (earned, there_are) = points(map, &exercises);
        let mut lines = vec![format!("{}: {earned} of {there_are} points", notebook.title)];
        lines.extend(exercises.iter().map(|exercise| {
            let sign = Tile::of(map, exercise).sign();
            format!(
                "  {sign} {:width$}  {} ({})",
                exercise.id, exercise.title, exercise.points
            )
        }));
        parts.push(lines.join("\n"));
    }
    parts.push(next(map).1.join("\n"));
    parts.join("\n\n")
}

fn html(map: &Map<'_>) -> String {
    let heading = heading(map);
    let (upcoming, next) = next(map);
    let sections: String = notebooks()
        .map(|(notebook, exercises)| {
            let (earned, there_are) = points(map, &exercises);
            let tiles: String = exercises.iter().map(|exercise| tile(map, exercise, upcoming)).collect();
            format!(
                "<p style=\"margin: 0.9em 0 0.3em\"><strong>{}</strong>: {earned} of {there_are} points</p>\
             <ul style=\"margin: 0; padding: 0; list-style: none; display: grid; gap: 0.4em; \
             grid-template-columns: repeat(auto-fill, minmax(10.5em, 1fr))\">{tiles}</ul>",
                escaped(notebook.title)
            )
        })
        .collect();
    format!(
        "<section aria-label=\"Progress: {heading}\" style=\"max-width: 56em; color: inherit\">\
         <p style=\"margin: 0.3em 0\"><strong>{heading}</strong></p>\
         <p style=\"margin: 0.3em 0\"><small>{}</small></p>{sections}\
         <p style=\"margin: 0.9em 0 0.3em\">{}</p></section>",
        escaped(&legend()),
        inline(&next.join(" "))
    )
}

/// A link to where the exercise is. Its border says how it stands, and its sign and the words for those who hear it do too.
fn tile(map: &Map<'_>, exercise: &Exercise, upcoming: Option<&'static Exercise>) -> String {
    let tile = Tile::of(map, exercise);
    let is_next = upcoming.is_some_and(|next| next.id == exercise.id);
    let points = in_points(exercise);
    let title = escaped(exercise.title);
    format!(
        "<li style=\"margin: 0; display: grid\"><a href=\"{}\"{} aria-label=\"{title}: {}, {points}\" title=\"{}\" \
         style=\"display: block; box-sizing: border-box; border: {}; border-radius: 0.3em; padding: 0.2em 0.5em; color: inherit; \
         text-decoration: none; font-weight: {}\"><span aria-hidden=\"true\">{} {title} <small>{}</small></span></a></li>",
        address(map.here, exercise),
        if is_next { " aria-current=\"step\"" } else { "" },
        tile.words(),
        exercise.id,
        tile.border(),
        if is_next { "bold" } else { "normal" },
        tile.sign(),
        points
    )
}

/// Where the exercise is: the cell with its prompt, which is called after it.
fn address(here: &str, exercise: &Exercise) -> String {
    let file = format!("{}.ipynb", exercise.notebook.file_stem);
    let cell = format!("#cell-id={}-prompt", exercise.id.replace('_', "-"));
    match here == file {
        true => cell,
        false => file + &cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(standings: &Standings) -> Map<'_> {
        let hinted = BTreeSet::from(["maps", "projector"]);
        Map {
            standings,
            hinted,
            here: "02_calculus.ipynb",
        }
    }

    fn begun() -> Standings {
        Standings::from([
            ("shapes", Standing::Passed),
            ("projector", Standing::Passed),
            ("maps", Standing::NotYetRight),
            ("rank", Standing::NotYetRight),
        ])
    }

    #[test]
    fn each_exercise_is_on_the_map_as_it_stands() {
        let standings = begun();
        let text = plain(&map(&standings));
        for (id, sign) in [
            ("shapes", '✓'),
            ("projector", '✓'),
            ("maps", '◐'),
            ("rank", '✗'),
            ("surprise", '○'),
        ] {
            assert!(text.contains(&format!("  {sign} {id} ")), "{id} in {text}");
        }
        for exercise in course::exercises() {
            assert!(text.contains(exercise.title));
        }
        assert!(text.contains("Next: `maps`, which you have begun."));
        let earned: u32 = ["shapes", "projector"]
            .map(|id| course::find(id).expect("it").points)
            .iter()
            .sum();
        assert!(text.starts_with(&format!(
            "2 of {} exercises pass: {earned} of ",
            course::exercises().len()
        )));
    }

    #[test]
    fn a_map_is_no_wider_than_a_terminal() {
        let standings = Standings::new();
        let hinted = BTreeSet::new();
        let text = plain(&Map {
            hinted,
            ..map(&standings)
        });
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(76), "{longest:?}");
        assert!(text.contains("Next: `shapes`, the first that you have not tried."));
    }

    #[test]
    fn when_all_pass_nothing_is_next() {
        let standings: Standings = course::exercises()
            .iter()
            .map(|exercise| (exercise.id, Standing::Passed))
            .collect();
        assert!(plain(&map(&standings)).ends_with("Every exercise passes. There is none left."));
    }

    #[test]
    fn a_tile_is_a_link_to_its_exercise_and_says_how_it_stands() {
        let standings = begun();
        let html = html(&map(&standings));
        assert!(html.contains("href=\"01_linear_algebra.ipynb#cell-id=projector-prompt\""));
        assert!(html.contains("href=\"#cell-id=is-little-o-x2-prompt\""));
        assert!(html.contains("aria-label=\"The shadow on a line: passed, 3 points\""));
        assert_eq!(html.matches("aria-current=\"step\"").count(), 1);
        assert_eq!(html.matches("<a href=").count(), course::exercises().len());
    }

    /// The notebooks lie in the repository, beside this crate.
    #[test]
    fn each_address_is_that_of_a_cell() {
        for exercise in course::exercises() {
            let address = address("", exercise);
            let (file, cell) = address.split_once("#cell-id=").expect("a cell");
            let path = format!("{}/../../notebooks/{file}", env!("CARGO_MANIFEST_DIR"));
            let notebook = std::fs::read_to_string(&path).expect("the notebook");
            assert!(notebook.contains(&format!("\"id\": \"{cell}\"")), "{address}");
        }
    }
}
