//! The nearest of some names to one that was mistyped.

/// The candidate that `word` was most likely meant to be: one that it begins, or else the one fewest edits away. Case
/// does not count. `None` where nothing is near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    // Half of the letters wrong is a different word rather than a slip.
    let limit = (word.chars().count() / 2).max(2);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let lowercase = candidate.to_lowercase();
            let distance = match lowercase.starts_with(&word) && word.chars().count() > 2 {
                true => 0,
                false => strsim::damerau_levenshtein(&word, &lowercase),
            };
            (distance <= limit).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Whether `word` is `meant` with a slip of the fingers: a letter or two of a word that is long enough to be known
/// again. Case does not count.
pub fn is_slip(word: &str, meant: &str) -> bool {
    let (word, meant) = (word.to_lowercase(), meant.to_lowercase());
    let slips = strsim::damerau_levenshtein(&word, &meant);
    slips <= 2 && slips * 4 < meant.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        #[track_caller]
        fn check(word: &str, expected: Option<&str>) {
            assert_eq!(nearest(word, ["softmax", "surprise", "shapes"]), expected);
        }
        check("softmx", Some("softmax"));
        check("sfotmax", Some("softmax"));
        check("SoftMax", Some("softmax"));
        check("surp", Some("surprise"));
        check("shape", Some("shapes"));
        check("gradient", None);
        check("", None);
    }

    #[test]
    fn a_slip_leaves_most_of_a_word() {
        for (word, meant) in [
            ("projecter", "projector"),
            ("projektor", "projector"),
            ("Softmax", "softmax"),
            ("shape", "shapes"),
            ("my_pfd", "my_pdf"),
        ] {
            assert!(is_slip(word, meant), "{word}");
        }
        for (word, meant) in [
            ("project", "projector2"),
            ("map", "maps"),
            ("ramk", "image"),
            ("gradient", "radius"),
        ] {
            assert!(!is_slip(word, meant), "{word}");
        }
    }
}
