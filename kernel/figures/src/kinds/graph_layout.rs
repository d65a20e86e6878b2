//! Where the boxes of a graph are, and the ways of its arrows.
//!
//! A graph without cycles is laid out in columns, each arrow leading to the right, after Sugiyama, Tagawa and Toda
//! ("Methods for visual understanding of hierarchical system structures", 1981): levels are longest paths, an arrow over
//! several levels gets a bend in each column between, and columns are sorted by the means of their neighbours as long as
//! that saves crossings. Any other graph stands on a circle.

use crate::polyline::{Place, Rect, distance};

/// Each arrow's nodes.
pub(super) type Links = Vec<(usize, usize)>;

/// Between columns and between rows, in pixels.
const ACROSS: f64 = 46.0;
const DOWN: f64 = 24.0;

/// How far two arrows between the same nodes keep from the straight line, in pixels.
const BOW: f64 = 16.0;

/// How far an arrow from a node to itself reaches, in pixels.
const LOOP: f64 = 44.0;

/// The straight end of an arrow, on which its head lies, in pixels.
const LEAD: f64 = 14.0;

/// Points to a curve.
const POINTS: usize = 20;

#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) links: Links,
    /// The width and height of all, in pixels.
    pub(super) size: (f64, f64),
    /// Those of each box.
    boxes: Vec<(f64, f64)>,
    /// The middles of the boxes, and after them those of the bends.
    places: Vec<Place>,
    shape: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// The bends of each arrow, as indices of places, and how wide the column of each place is.
    Columns {
        bends: Vec<Vec<usize>>,
        widths: Vec<f64>,
    },
    Circle,
}

impl Layout {
    pub(super) fn of(boxes: Vec<(f64, f64)>, links: Links, labels: &[f64]) -> Self {
        match levels(boxes.len(), &links) {
            Some(levels) => columns(boxes, links, labels, levels),
            None => circle(boxes, links, labels),
        }
    }

    /// The same, spread over a rectangle; boxes stay as large as they are.
    pub(super) fn fitted_to(&self, room: Rect) -> Self {
        let mut fitted = self.clone();
        let widest = self
            .boxes
            .iter()
            .fold((0.0, 0.0), |(w, h): (f64, f64), b| (w.max(b.0), h.max(b.1)));
        let scale = |room: f64, size: f64, fixed: f64| match size > fixed + 1.0 {
            true => ((room - fixed) / (size - fixed)).max(0.0),
            false => 1.0,
        };
        let across = scale(room.width(), self.size.0, widest.0);
        let down = scale(room.height(), self.size.1, widest.1);
        let (x, y) = (room.left + room.width() / 2.0, room.top + room.height() / 2.0);
        for place in &mut fitted.places {
            place.0 = x + across * (place.0 - self.size.0 / 2.0);
            place.1 = y + down * (place.1 - self.size.1 / 2.0);
        }
        fitted
    }

    /// The middle of each box.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.places.iter().take(self.boxes.len()).copied()
    }

    /// The way of each arrow, from the edge of one box to that of the other.
    pub(super) fn curves(&self) -> Vec<Vec<Place>> {
        (0..self.links.len()).map(|k| self.curve(k)).collect()
    }

    fn curve(&self, k: usize) -> Vec<Place> {
        let (from, to) = self.links[k];
        let Form::Columns { bends, widths } = &self.shape else {
            return self.chord(from, to);
        };
        let mut curve = Vec::new();
        let mut start = self.port(k, from, 1.0);
        for &bend in &bends[k] {
            let ((x, y), half) = (self.places[bend], widths[bend] / 2.0);
            push_curve(&mut curve, start, (x - half, y));
            start = (x + half, y);
        }
        let tip = self.port(k, to, -1.0);
        push_curve(&mut curve, start, (tip.0 - LEAD, tip.1));
        curve.push(tip);
        curve
    }

    /// Where an arrow meets the right (1) or the left (−1) side of a box: those of one side are spread along it, in the
    /// order of where they go.
    fn port(&self, k: usize, node: usize, side: f64) -> Place {
        let Form::Columns { bends, .. } = &self.shape else {
            return self.places[node];
        };
        let end = |k: usize| if side > 0.0 { self.links[k].0 } else { self.links[k].1 };
        let next = |k: usize| match side > 0.0 {
            true => bends[k].first().copied().unwrap_or(self.links[k].1),
            false => bends[k].last().copied().unwrap_or(self.links[k].0),
        };
        let mut sharing: Vec<usize> = (0..self.links.len()).filter(|&other| end(other) == node).collect();
        sharing.sort_by(|&a, &b| self.places[next(a)].1.total_cmp(&self.places[next(b)].1));
        let rank = sharing.iter().position(|&other| other == k).unwrap_or(0);
        let ((width, height), (x, y)) = (self.boxes[node], self.places[node]);
        let pitch = (height / sharing.len() as f64).min(12.0);
        let offset = pitch * (rank as f64 - (sharing.len() as f64 - 1.0) / 2.0);
        (x + side * width / 2.0, y + offset)
    }

    /// The way between two boxes of a circle.
    fn chord(&self, from: usize, to: usize) -> Vec<Place> {
        let (a, b) = (self.places[from], self.places[to]);
        if from == to {
            let out = self.outwards(from);
            let turned = |angle: f64| {
                let (sin, cos) = angle.sin_cos();
                (out.0 * cos - out.1 * sin, out.0 * sin + out.1 * cos)
            };
            let [start, end] = [-0.5, 0.5].map(|angle| self.edge(from, turned(angle)));
            let reach = |(x, y): Place, d: Place| (x + LOOP * d.0, y + LOOP * d.1);
            let controls = [reach(start, turned(-0.35)), reach(end, turned(0.35))];
            return bezier(start, controls, end);
        }
        let length = distance(a, b).max(1e-9);
        let is_two_way = self.links.contains(&(to, from));
        let bow = if is_two_way { BOW } else { 0.0 };
        let normal = ((b.1 - a.1) / length * bow, (a.0 - b.0) / length * bow);
        // Twice as far as the curve gets.
        let control = ((a.0 + b.0) / 2.0 + 2.0 * normal.0, (a.1 + b.1) / 2.0 + 2.0 * normal.1);
        let start = self.edge(from, (control.0 - a.0, control.1 - a.1));
        let end = self.edge(to, (control.0 - b.0, control.1 - b.1));
        let towards = |(x, y): Place| (x + (control.0 - x) * 2.0 / 3.0, y + (control.1 - y) * 2.0 / 3.0);
        bezier(start, [towards(start), towards(end)], end)
    }

    /// The direction away from the middle of the circle.
    fn outwards(&self, node: usize) -> Place {
        let count = self.boxes.len() as f64;
        let sum = self
            .places()
            .fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
        let (dx, dy) = (self.places[node].0 - sum.0 / count, self.places[node].1 - sum.1 / count);
        match dx.hypot(dy) {
            length if length > 1.0 => (dx / length, dy / length),
            _ => (0.0, -1.0),
        }
    }

    /// Where the ray from the middle of a box leaves it.
    fn edge(&self, node: usize, (dx, dy): Place) -> Place {
        let ((width, height), (x, y)) = (self.boxes[node], self.places[node]);
        let t = (width / 2.0 / dx.abs()).min(height / 2.0 / dy.abs());
        match t.is_finite() {
            true => (x + t * dx, y + t * dy),
            false => (x, y),
        }
    }

    /// Where the middle of each arrow's label is, in the middle of its first stretch.
    pub(super) fn label_places(&self) -> Vec<Place> {
        let middle = |curve: &Vec<Place>| curve[POINTS.min(curve.len() - 1) / 2];
        self.curves().iter().map(middle).collect()
    }
}

fn push_curve(curve: &mut Vec<Place>, a: Place, b: Place) {
    let middle = (a.0 + b.0) / 2.0;
    curve.extend(bezier(a, [(middle, a.1), (middle, b.1)], b));
}

fn bezier(a: Place, [p, q]: [Place; 2], b: Place) -> Vec<Place> {
    let at = |t: f64| {
        let s = 1.0 - t;
        let mix = |a: f64, p: f64, q: f64, b: f64| s * s * s * a + 3.0 * s * t * (s * p + t * q) + t * t * t * b;
        (mix(a.0, p.0, q.0, b.0), mix(a.1, p.1, q.1, b.1))
    };
    (0..=POINTS).map(|i| at(i as f64 / POINTS as f64)).collect()
}

/// The length of the longest path to each node; what begins a path is moved up to where it is needed. `None` if there is
/// a cycle.
fn levels(count: usize, links: &Links) -> Option<Vec<usize>> {
    let mut levels = vec![0; count];
    let mut is_changing = true;
    for _ in 0..=count {
        is_changing = false;
        for &(from, to) in links {
            if levels[to] <= levels[from] {
                levels[to] = levels[from] + 1;
                is_changing = true;
            }
        }
        if !is_changing {
            break;
        }
    }
    if is_changing {
        return None;
    }
    for node in 0..count {
        let begins = links.iter().all(|&(_, to)| to != node);
        let nearest = links
            .iter()
            .filter(|link| link.0 == node)
            .map(|&(_, to)| levels[to])
            .min();
        if let Some(nearest) = nearest.filter(|_| begins) {
            levels[node] = nearest - 1;
        }
    }
    Some(levels)
}

fn columns(boxes: Vec<(f64, f64)>, links: Links, labels: &[f64], levels: Vec<usize>) -> Layout {
    let count = levels.iter().max().map_or(0, |last| last + 1);
    let mut level_of = levels;
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (node, &level) in level_of.iter().enumerate() {
        columns[level].push(node);
    }
    // The pieces of arrows, each from one column to the next.
    let mut pieces: Links = Vec::new();
    let mut bends = Vec::with_capacity(links.len());
    for &(from, to) in &links {
        let (mut last, mut own) = (from, Vec::new());
        let between = columns
            .iter_mut()
            .enumerate()
            .take(level_of[to])
            .skip(level_of[from] + 1);
        for (level, column) in between {
            let bend = level_of.len();
            level_of.push(level);
            column.push(bend);
            pieces.push((last, bend));
            own.push(bend);
            last = bend;
        }
        pieces.push((last, to));
        bends.push(own);
    }
    sort(&mut columns, &level_of, &pieces);

    let width_of = |place: usize| boxes.get(place).map_or(0.0, |size| size.0);
    let tallest = boxes.iter().map(|size| size.1).fold(0.0, f64::max);
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let height = (rows * (tallest + DOWN) - DOWN).max(0.0);
    let (mut places, mut widths) = (vec![(0.0, 0.0); level_of.len()], vec![0.0; level_of.len()]);
    let mut x = 0.0;
    for (level, column) in columns.iter().enumerate() {
        let width = column.iter().map(|&place| width_of(place)).fold(0.0, f64::max);
        for (row, &place) in column.iter().enumerate() {
            let offset = row as f64 - (column.len() as f64 - 1.0) / 2.0;
            places[place] = (x + width / 2.0, height / 2.0 + offset * (tallest + DOWN));
            widths[place] = width;
        }
        let leaving = links.iter().zip(labels).filter(|(link, _)| level_of[link.0] == level);
        let label = leaving.map(|(_, &width)| width).fold(0.0, f64::max);
        x += width + if level + 1 < count { ACROSS + label } else { 0.0 };
    }
    Layout {
        links,
        size: (x, height),
        boxes,
        places,
        shape: Form::Columns { bends, widths },
    }
}

/// Puts each column into an order with few crossings between it and its neighbours.
fn sort(columns: &mut Vec<Vec<usize>>, level_of: &[usize], pieces: &Links) {
    const SWEEPS: usize = 8;
    let rows = |columns: &Vec<Vec<usize>>| {
        let mut rows = vec![0.0; level_of.len()];
        for column in columns {
            for (row, &place) in column.iter().enumerate() {
                rows[place] = row as f64 - (column.len() as f64 - 1.0) / 2.0;
            }
        }
        rows
    };
    let crossings = |columns: &Vec<Vec<usize>>| {
        let rows = rows(columns);
        let cross = |&(a, b): &(usize, usize), &(c, d): &(usize, usize)| {
            level_of[a] == level_of[c] && (rows[a] - rows[c]) * (rows[b] - rows[d]) < 0.0
        };
        let pairs = pieces.iter().enumerate();
        pairs
            .map(|(i, p)| pieces[..i].iter().filter(|q| cross(p, q)).count())
            .sum::<usize>()
    };
    let mut best = (crossings(columns), columns.clone());
    for sweep in 0..SWEEPS {
        let is_forward = sweep % 2 == 0;
        let mut order: Vec<usize> = (0..columns.len()).collect();
        if !is_forward {
            order.reverse();
        }
        for level in order {
            let rows = rows(columns);
            let mean = |place: usize| {
                let neighbours = pieces.iter().filter_map(|&(a, b)| match is_forward {
                    true => (b == place).then_some(rows[a]),
                    false => (a == place).then_some(rows[b]),
                });
                let (sum, count) = neighbours.fold((0.0, 0), |(sum, count), row| (sum + row, count + 1));
                if count == 0 {
                    rows[place]
                } else {
                    sum / f64::from(count)
                }
            };
            columns[level].sort_by(|&a, &b| mean(a).total_cmp(&mean(b)));
        }
        let now = crossings(columns);
        if now < best.0 {
            best = (now, columns.clone());
        }
    }
    *columns = best.1;
}

fn circle(boxes: Vec<(f64, f64)>, links: Links, labels: &[f64]) -> Layout {
    let count = boxes.len() as f64;
    let widest = boxes
        .iter()
        .fold((0.0, 0.0), |(w, h): (f64, f64), b| (w.max(b.0), h.max(b.1)));
    let label = labels.iter().copied().fold(0.0, f64::max);
    let step = widest.0.hypot(widest.1) + 1.4 * ACROSS + label;
    let radius = match boxes.len() {
        1 => 0.0,
        2 => step / 2.0,
        _ => step / 2.0 / (std::f64::consts::PI / count).sin(),
    };
    let place = |i: usize| {
        // The first one at the left of two, and at the top of more.
        let start = if boxes.len() == 2 { 0.5 } else { 0.25 };
        let angle = std::f64::consts::TAU * (i as f64 / count - start);
        (radius * angle.cos(), radius * angle.sin())
    };
    let mut layout = Layout {
        places: (0..boxes.len()).map(place).collect(),
        links,
        size: (0.0, 0.0),
        boxes,
        shape: Form::Circle,
    };
    let corners = layout.places().zip(&layout.boxes);
    let corners = corners.flat_map(|((x, y), &(w, h))| [(x - w / 2.0, y - h / 2.0), (x + w / 2.0, y + h / 2.0)]);
    let names = layout.label_places().into_iter().zip(labels);
    let names = names.flat_map(|((x, y), &width)| [(x - width / 2.0, y - 8.0), (x + width / 2.0, y + 8.0)]);
    let all: Vec<Place> = layout
        .curves()
        .into_iter()
        .flatten()
        .chain(corners)
        .chain(names)
        .collect();
    let least = all
        .iter()
        .fold((0.0, 0.0), |(x, y): (f64, f64), p| (x.min(p.0), y.min(p.1)));
    let most = all
        .iter()
        .fold((0.0, 0.0), |(x, y): (f64, f64), p| (x.max(p.0), y.max(p.1)));
    for place in &mut layout.places {
        *place = (place.0 - least.0, place.1 - least.1);
    }
    layout.size = (most.0 - least.0, most.1 - least.1);
    layout
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(count: usize, links: &[(usize, usize)], expected: Option<&[usize]>) {
        assert_eq!(levels(count, &links.to_vec()).as_deref(), expected);
    }

    #[test]
    fn a_node_stands_behind_all_that_leads_to_it() {
        check(4, &[(0, 1), (1, 2), (0, 2), (2, 3)], Some(&[0, 1, 2, 3]));
        check(0, &[], Some(&[]));
    }

    #[test]
    fn what_is_used_late_stands_late() {
        check(4, &[(0, 1), (1, 3), (2, 3)], Some(&[0, 1, 1, 2]));
    }

    #[test]
    fn cycles_have_no_levels() {
        check(1, &[(0, 0)], None);
        check(3, &[(0, 1), (1, 2), (2, 0)], None);
    }

    #[test]
    fn columns_are_sorted_so_that_arrows_do_not_cross() {
        let links = vec![(0, 3), (1, 2)];
        let layout = Layout::of(vec![(20.0, 20.0); 4], links, &[0.0, 0.0]);
        let height = |i: usize| layout.places[i].1;
        assert_eq!((height(0), height(1)), (height(3), height(2)));
    }

    #[test]
    fn an_arrow_over_several_columns_goes_past_the_boxes_between() {
        let layout = Layout::of(vec![(40.0, 30.0); 3], vec![(0, 1), (1, 2), (0, 2)], &[0.0; 3]);
        let (x, y) = layout.places[1];
        let long = &layout.curves()[2];
        let is_inside = |p: &Place| (p.0 - x).abs() < 20.0 && (p.1 - y).abs() < 15.0;
        assert!(!long.iter().any(is_inside), "{long:?}");
    }
}
