//! Figures among values.

use super::part::Part;
use super::view::{Picture, View};
use figures::Figure;

impl Part for Figure {
    fn part_at(&self, _: usize) -> View {
        View::Figure(Picture {
            html: self.html(),
            svg: self.svg(),
            description: self.description(),
        })
    }
}
