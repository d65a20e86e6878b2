//! An exercise of any type, for those who hold many of them.

use crate::exercise::Exercise;
use crate::judge;
use crate::misconception::Misconception;
use crate::observed::Observed;
use crate::progress::{self, Asked, NoObserver};
use crate::random::seed_of;
use crate::source;
use crate::spec::{Shown, Spec};
use crate::verdict::Verdict;

/// An exercise of any type.
pub trait Specification: Sync {
    /// The name of the item that the learner defines.
    fn id(&self) -> &'static str;

    /// What is shown of it.
    fn exercise(&self) -> Exercise;

    /// The input of that number among those that the seed leads to.
    fn asked(&self, probe: usize, seed: u64) -> Option<Asked>;

    /// The verdict on one of the exercise's own answers; `None` where it has no executable answer of that kind.
    fn verdict(&self, own: Own, seed: u64) -> Option<Verdict>;

    /// Runs the worked example. It panics if what it says is not so.
    fn run_sibling(&self);

    /// The lines of the exercise's file that say `TODO`, with their numbers.
    fn left_to_do(&self) -> Vec<String>;
}

/// One of the answers that an exercise comes with.
#[derive(Clone, Copy, Debug)]
pub enum Own {
    /// What the learner finds.
    Starter,
    /// The right answer that learners get to see.
    Solution,
    /// The index of another right answer.
    Alternative(usize),
    /// The index of the misconception, and that of the answer among those that come from it.
    Mistake(usize, usize),
}

impl<A, I: Clone, O: Observed> Spec<A, I, O> {
    /// Judges what a learner defined, on the probes that every learner meets.
    pub fn check(&self, answer: &A) -> Verdict {
        judge::judge(self, answer, seed_of(self.id), progress::observer())
    }
}

impl<A, I: Clone, O: Observed> Specification for Spec<A, I, O> {
    fn id(&self) -> &'static str {
        self.id
    }

    fn exercise(&self) -> Exercise {
        let starter = self.answer_text(self.starter.text);
        Exercise {
            id: self.id,
            notebook: self.notebook,
            title: self.title,
            points: self.points,
            kind: self.kind(),
            signature: source::signature(starter),
            prompt: self.prompt,
            given: self.given.map_or("", |given| self.answer_text(given)),
            starter,
            solution: self.answer_text(self.solution.text),
            alternatives: leak(self.alternatives.iter().map(|code| self.answer_text(code.text))),
            misconceptions: leak(self.mistakes.iter().map(|mistake| Misconception {
                tag: mistake.tag,
                code: match &mistake.shown {
                    Shown::Runs(code) => self.answer_text(code.text),
                    Shown::Uncompilable(text) => text,
                },
                compiles: matches!(mistake.shown, Shown::Runs(_)),
                ask: mistake.ask,
                tell: mistake.tell,
            })),
            sibling: source::body(self.sibling.text.file, self.sibling.text.function),
        }
    }

    fn asked(&self, probe: usize, seed: u64) -> Option<Asked> {
        judge::asked(self, probe, seed)
    }

    fn verdict(&self, own: Own, seed: u64) -> Option<Verdict> {
        let answer = match own {
            Own::Starter => (self.starter.answer)(),
            Own::Solution => (self.solution.answer)(),
            Own::Alternative(index) => (self.alternatives.get(index)?.answer)(),
            Own::Mistake(index, answer) => self.mistakes.get(index)?.answers().nth(answer)?,
        };
        Some(judge::judge(self, &answer, seed, &NoObserver))
    }

    fn run_sibling(&self) {
        (self.sibling.run)();
    }

    fn left_to_do(&self) -> Vec<String> {
        let numbered = self.solution.text.file.lines().enumerate();
        let left = numbered.filter(|(_, line)| line.contains("TODO"));
        left.map(|(index, line)| format!("{}: {}", index + 1, line.trim()))
            .collect()
    }
}

/// Exercises live as long as the process.
fn leak<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    items.collect::<Vec<_>>().leak()
}
