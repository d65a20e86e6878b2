//! Items that no longer compile, since something that they name is another one. They wait until they do again, or are
//! written anew.

use super::{Item, State, Transition};
use base::tokens::words;
use std::collections::{BTreeMap, HashSet};

/// An item that is set aside.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    pub item: Item,
    /// What rustc has against it.
    pub reason: String,
}

impl State {
    /// What is set aside and names something `defined` by a cell, or something that comes back with that, takes its place
    /// among the items again. It is returned as well, for what does not compile even now.
    pub(crate) fn take_back(&mut self, defined: &[&str]) -> Vec<Aside> {
        let mut defined: HashSet<String> = defined.iter().map(|name| (*name).to_owned()).collect();
        let mut back: Vec<Aside> = Vec::new();
        loop {
            let names = |aside: &Aside| words(aside.item.text()).any(|word| defined.contains(word));
            let Some(at) = self.aside.iter().position(names) else {
                break;
            };
            let aside = self.aside.remove(at);
            defined.extend(
                aside
                    .item
                    .makeup
                    .definitions
                    .iter()
                    .flat_map(|d| d.names.iter().cloned()),
            );
            defined.extend(aside.item.member_names().map(str::to_owned));
            back.push(aside);
        }
        self.items.extend(back.iter().map(|aside| aside.item.clone()));
        back
    }

    /// This state with the items at these places set aside, as that to which the state `before` leads.
    pub(crate) fn set_aside(mut self, asides: Vec<(usize, String)>, before: &State) -> Transition {
        let mut reasons: BTreeMap<usize, String> = asides.into_iter().collect();
        let items = std::mem::take(&mut self.items);
        for (at, item) in items.into_iter().enumerate() {
            match reasons.remove(&at) {
                Some(reason) => {
                    // By the time that it is back, the types of its statics may be others.
                    let item = item.anew();
                    self.aside.push(Aside { item, reason });
                }
                None => self.items.push(item),
            }
        }
        self.after(before)
    }
}
