//! What a check says, and what one input does.

use serde::{Deserialize, Serialize};

/// The outcome of checking one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Verdict {
    /// The starter is still there.
    NotAttempted {
        /// What shows that, as a sentence for the learner.
        reason: String,
    },
    /// Every property holds.
    Passed {
        /// What that establishes, one sentence each.
        established: Vec<String>,
    },
    /// A property does not hold.
    Failed(Failed),
    /// The grader itself is at fault. Never counted against the learner.
    GraderError {
        /// What went wrong, for the author.
        message: String,
    },
}

/// What is wrong with an answer, from what is plain to what the learner may not have seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// What was established and what failed, in words.
    pub flag: String,
    /// The claims of the flag that hold, one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// The claim of the flag that fails, and how; nothing where the answer was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails: Option<String>,
    /// The smallest input found on which the answer is wrong, as Rust to paste and run.
    pub counterexample: Option<String>,
    /// What a right answer gives there, as Rust; nothing where that is a part of the answer itself.
    pub expected: Option<String>,
    /// What the answer gave there, as Rust, or the message of its panic.
    pub got: Option<String>,
    /// The message of its panic, if it panicked there.
    pub panic: Option<String>,
    /// A question that leads on: the misconception's where one was recognised, else the broken property's.
    pub question: String,
    /// The tag of the [`Misconception`](crate::Misconception) with which the answer agrees on everything tried.
    pub misconception: Option<String>,
}

/// What one input says of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refutation", rename_all = "kebab-case")]
pub enum Refutation {
    /// The exercise does not ask for it.
    Outside {
        /// A sentence.
        why: String,
    },
    /// Nobody can tell there: right answers go wrong, too.
    Undecided {
        /// A sentence.
        why: String,
    },
    /// A claim about right answers breaks there.
    Breaks {
        /// The claim, and how it breaks.
        fails: String,
        /// What a right answer gives, as Rust, where that may be shown.
        expected: Option<String>,
        /// What came, as Rust, or the message of a panic.
        got: String,
        /// The message of a panic.
        panic: Option<String>,
    },
    /// Every claim holds there.
    Holds {
        /// What the solution gives, where that may be shown.
        expected: Option<String>,
        /// What came.
        got: String,
        /// Whether that is another value, and as right.
        differs: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn verdicts_survive_the_trip_through_json() {
        let failed = Failed {
            flag: "Fails: it returns.".to_owned(),
            held: vec!["it is square".to_owned()],
            fails: Some("it returns".to_owned()),
            counterexample: Some("shapes[\"v\"]".to_owned()),
            question: "Why?".to_owned(),
            ..Failed::default()
        };
        for verdict in [
            Verdict::NotAttempted {
                reason: "still `todo!()`".to_owned(),
            },
            Verdict::Passed {
                established: vec!["The shape is right".to_owned()],
            },
            Verdict::Failed(failed),
            Verdict::GraderError {
                message: "oops".to_owned(),
            },
        ] {
            let json = serde_json::to_string(&verdict).unwrap();
            assert_eq!(serde_json::from_str::<Verdict>(&json).unwrap(), verdict);
            let keys: BTreeMap<String, serde_json::Value> = serde_json::from_str(&json).unwrap();
            assert!(keys.contains_key("status"), "{json}");
        }
    }
}
