//! Answers laid before someone who is to say whether they are right: which, in which order, and how far one has been told.
//!
//! An exercise's tricks are its executable misconceptions and its right answers. Their order is shuffled by a seed of the
//! exercise's own: it is the same in every notebook. None comes again before all have been laid.

pub(crate) mod help;

use std::collections::BTreeMap;

use base::suggest::nearest;
use base::tokens::{Long, Token, placed_tokens, words};
use course::COURSE;
use grading::random::seed_of;
use grading::{Exercise, Failed, Kind, Own, Random, Verdict};
use syn::visit::{self, Visit};

/// The tricks of a notebook.
#[derive(Default)]
pub(crate) struct Tricks {
    /// The one that was laid last.
    pub(crate) open: Option<Trick>,
}

/// An answer whose learner does not know yet whether it is right.
#[derive(Clone, Debug)]
pub(crate) struct Trick {
    pub(crate) exercise: &'static Exercise,
    /// Without comments: what a wrong answer says of itself would tell.
    pub(crate) code: String,
    pub(crate) verdict: Verdict,
    /// Whether it passes, as far as someone has said so: the last one counts.
    pub(crate) said: Vec<bool>,
    /// How many of the [`Stage`]s have been shown.
    shown: usize,
}

/// What `%reveal` shows, in this order, one each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Whether it passes.
    Verdict,
    Counterexample,
    Question,
    Statement,
    Sibling,
    Solution,
}

impl Tricks {
    /// Lays the next trick of an exercise, of which those with the code `seen` have been laid before: the first of those that have
    /// been laid least often.
    pub(crate) fn lay<'s>(&mut self, exercise: &'static Exercise, seen: impl Iterator<Item = &'s str>) -> &mut Trick {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        seen.for_each(|code| *times.entry(code).or_default() += 1);
        let laid = |own: &Own| times.get(code_of(exercise, *own).as_str()).copied();
        let next = order(exercise).into_iter().min_by_key(|own| laid(own).unwrap_or(0));
        self.open.insert(Trick::new(exercise, next.unwrap_or(Own::Solution)))
    }

    /// Lays the answer that stands for the misconception of that tag.
    ///
    /// # Errors
    /// If there is none, in a sentence.
    pub(crate) fn lay_tagged(&mut self, exercise: &'static Exercise, tag: &str) -> Result<&mut Trick, String> {
        let misconceptions = exercise.misconceptions;
        let Some(index) = misconceptions.iter().position(|misconception| misconception.tag == tag) else {
            let advice = match nearest(tag, misconceptions.iter().map(|misconception| misconception.tag)) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`%trick` without a tag lays the next of its answers".to_owned(),
            };
            return Err(format!("`{}` has no misconception `{tag}`; {advice}", exercise.id));
        };
        match misconceptions[index].compiles {
            true => Ok(self.open.insert(Trick::new(exercise, Own::Mistake(index, 0)))),
            false => Err(format!(
                "the answer that `{tag}` stands for does not compile: it would deceive nobody for long"
            )),
        }
    }
}

/// The answers of an exercise in the order in which they are laid.
fn order(exercise: &Exercise) -> Vec<Own> {
    let right = (0..exercise.alternatives.len()).map(Own::Alternative);
    let compiling = exercise
        .misconceptions
        .iter()
        .enumerate()
        .filter(|(_, misconception)| misconception.compiles);
    let wrong = compiling.map(|(index, _)| Own::Mistake(index, 0));
    let mut order: Vec<Own> = right.chain(wrong).chain([Own::Solution]).collect();
    let mut random = Random::new(seed_of(exercise.id));
    // Fisher and Yates.
    for last in (1..order.len()).rev() {
        let other = random.integer(0, i32::try_from(last).unwrap_or(i32::MAX));
        order.swap(last, other as usize);
    }
    order
}

impl Trick {
    fn new(exercise: &'static Exercise, own: Own) -> Trick {
        let specification = COURSE.specification(exercise.id);
        let verdict = specification.and_then(|specification| specification.verdict(own, seed_of(exercise.id)));
        Trick {
            exercise,
            code: code_of(exercise, own),
            verdict: verdict.unwrap_or_else(|| Verdict::GraderError {
                message: format!("`{}` has no such answer", exercise.id),
            }),
            said: Vec::new(),
            shown: 0,
        }
    }

    pub(crate) fn passes(&self) -> bool {
        matches!(self.verdict, Verdict::Passed { .. })
    }

    /// What is wrong with it.
    pub(crate) fn failed(&self) -> Option<&Failed> {
        match &self.verdict {
            Verdict::Failed(failed) => Some(failed),
            _ => None,
        }
    }

    /// The tag of its idea, if it is wrong.
    pub(crate) fn tag(&self) -> Option<&str> {
        self.failed()?.misconception.as_deref()
    }

    /// Whether it has been told if it passes.
    pub(crate) fn is_told(&self) -> bool {
        self.shown > 0
    }

    /// Whether all has been told.
    pub(crate) fn is_done(&self) -> bool {
        self.shown == self.stages().len()
    }

    fn stages(&self) -> &'static [Stage] {
        match self.failed() {
            Some(_) => &[
                Stage::Verdict,
                Stage::Counterexample,
                Stage::Question,
                Stage::Statement,
                Stage::Sibling,
                Stage::Solution,
            ],
            None => &[Stage::Verdict, Stage::Sibling, Stage::Solution],
        }
    }

    /// The next stage, which is shown from then on; `None` after the last.
    pub(crate) fn reveal(&mut self) -> Option<Stage> {
        let stage = self.stages().get(self.shown).copied();
        self.shown += usize::from(stage.is_some());
        stage
    }
}

fn code_of(exercise: &Exercise, own: Own) -> String {
    without_comments(match own {
        Own::Starter => exercise.starter,
        Own::Solution => exercise.solution,
        Own::Alternative(index) => exercise.alternatives[index],
        Own::Mistake(index, _) => exercise.misconceptions[index].code,
    })
}

/// How an answer to the exercise is asked on an input, for usage.
pub(crate) fn form(exercise: &Exercise) -> String {
    let id = exercise.id;
    match exercise.kind {
        Kind::Function => format!("{id}(…)"),
        Kind::Variable if exercise.signature.contains("Map<") => format!("{id}[\"…\"]"),
        Kind::Variable if exercise.signature.contains("Matrix") => format!("{id} * vector![…]"),
        Kind::Variable => id.to_owned(),
    }
}

/// The exercise whose answer `call` asks: the one of the open trick if it is named there, else the first that is.
pub(crate) fn asked(call: &str, open: Option<&Trick>) -> Option<&'static Exercise> {
    let is_named = |id: &str| words(call).any(|word| word == id);
    match open {
        Some(trick) if is_named(trick.exercise.id) => Some(trick.exercise),
        _ => words(call).find_map(course::find),
    }
}

/// Whether `call` asks an answer to the exercise in the form in which verdicts do, as far as it can be read.
pub(crate) fn has_form(exercise: &Exercise, call: &str) -> bool {
    struct Forms<'e>(&'e Exercise, bool);
    impl Forms<'_> {
        fn is_answer(&self, expression: &syn::Expr) -> bool {
            match expression {
                syn::Expr::Path(path) => path.path.is_ident(self.0.id),
                syn::Expr::Paren(inner) => self.is_answer(&inner.expr),
                _ => false,
            }
        }
    }
    impl Visit<'_> for Forms<'_> {
        fn visit_expr(&mut self, expression: &syn::Expr) {
            let asked = match (self.0.kind, expression) {
                (Kind::Function, syn::Expr::Call(call)) => Some(&call.func),
                (Kind::Variable, syn::Expr::Index(index)) => Some(&index.expr),
                (Kind::Variable, syn::Expr::MethodCall(call)) if call.method == "keys" => Some(&call.receiver),
                (Kind::Variable, syn::Expr::Binary(product)) if matches!(product.op, syn::BinOp::Mul(_)) => {
                    Some(&product.left)
                }
                _ => None,
            };
            self.1 |= asked.is_some_and(|asked| self.is_answer(asked));
            visit::visit_expr(self, expression);
        }
    }
    let Ok(block) = syn::parse_str::<syn::Block>(&format!("{{ {call}\n }}")) else {
        // The compiler tells what is wrong with it.
        return true;
    };
    let mut forms = Forms(exercise, false);
    forms.visit_block(&block);
    if let (Kind::Variable, [syn::Stmt::Expr(whole, None)]) = (exercise.kind, block.stmts.as_slice()) {
        forms.1 |= forms.is_answer(whole);
    }
    forms.1
}

/// How many numbers are written in `call`: the size of an example.
pub(crate) fn size(call: &str) -> usize {
    let begins_number = |(at, c): (usize, char)| {
        let before = call[..at].chars().next_back();
        c.is_ascii_digit() && !before.is_some_and(|c| c.is_alphanumeric() || ['_', '.'].contains(&c))
    };
    // The exponent of `1e-3` is no number of its own.
    let is_exponent = |&(at, _): &(usize, char)| {
        call[..at].strip_suffix(['-', '+']).is_some_and(|before| {
            before
                .strip_suffix('e')
                .is_some_and(|mantissa| mantissa.ends_with(|c: char| c.is_ascii_digit()))
        })
    };
    call.char_indices()
        .filter(|place| !is_exponent(place))
        .filter(|&place| begins_number(place))
        .count()
}

/// Code without its comments, nor the lines that have nothing else.
fn without_comments(code: &str) -> String {
    const GONE: char = '\0';
    let mut kept = String::new();
    let mut start = 0;
    for (range, token) in placed_tokens(code) {
        if matches!(token, Token::Comment | Token::Unfinished(Long::LineComment)) {
            kept += &code[start..range.start];
            kept.push(GONE);
            start = range.end;
        }
    }
    kept += &code[start..];
    let lines = kept.lines().filter_map(|line| {
        let rest = line.replace(GONE, "");
        (rest == line || !rest.trim().is_empty()).then(|| rest.trim_end().to_owned())
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests;
