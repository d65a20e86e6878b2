//! Figures among values, still or in motion.

use super::RichForEvcxr;
use super::part::Part;
use super::view::{Picture, View};
use figures::{Figure, Motion};

impl Part for Figure {
    fn part_at(&self, _: usize) -> View {
        View::Figure(Picture {
            html: self.html(),
            svg: self.svg(),
            description: self.description(),
        })
    }
}

impl Part for Motion<'_> {
    fn part_at(&self, _: usize) -> View {
        View::Figure(Picture {
            html: self.html(),
            svg: self.svg(),
            description: self.description(),
        })
    }
}

impl RichForEvcxr for Figure {
    fn evcxr_display(&self) {
        super::show(&self.part());
    }
}

impl RichForEvcxr for Motion<'_> {
    fn evcxr_display(&self) {
        super::show(&self.part());
    }
}
