//! Comparing indices: of an outcome, of a group, of an entry.

use super::Difference;

/// Compares an index with the right one.
///
/// # Errors
/// The two indices.
pub fn index(expected: usize, got: usize) -> Result<(), Difference> {
    if expected == got {
        return Ok(());
    }
    Err(Difference::new(format!("it is {got}"), expected.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_the_same_or_not() {
        assert_eq!(index(3, 3), Ok(()));
        let difference = index(3, 4).unwrap_err();
        assert_eq!(difference.with_right(), "it is 4, not 3");
        assert_eq!(difference.without_right(), "it is 4");
    }
}
