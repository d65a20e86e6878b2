//! Polylines in pixels: cut to the frame, and reduced to the points that are seen.

/// A point of the page, in pixels from its upper left corner.
pub(crate) type Place = (f64, f64);

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rect {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a place is inside, up to half a pixel.
    pub(crate) fn contains(&self, (x, y): Place) -> bool {
        self.left - 0.5 <= x && x <= self.right + 0.5 && self.top - 0.5 <= y && y <= self.bottom + 0.5
    }

    /// The nearest place inside.
    pub(crate) fn nearest(&self, (x, y): Place) -> Place {
        (x.clamp(self.left, self.right), y.clamp(self.top, self.bottom))
    }
}

/// The parts of a polyline inside a rectangle. It is broken where a place is `None`.
pub(crate) fn clipped(places: impl IntoIterator<Item = Option<Place>>, frame: &Rect) -> Vec<Vec<Place>> {
    let mut parts: Vec<Vec<Place>> = Vec::new();
    let mut previous: Option<Place> = None;
    let mut goes_on = false;
    for place in places {
        let segment = previous.zip(place).and_then(|(a, b)| clipped_segment(a, b, frame));
        if let Some((a, b, ends_inside)) = segment {
            match parts.last_mut().filter(|_| goes_on) {
                Some(part) => part.push(b),
                None => parts.push(vec![a, b]),
            }
            goes_on = ends_inside;
        } else {
            goes_on = false;
        }
        previous = place;
    }
    parts
}

/// The part of a segment inside a rectangle, and whether it holds the segment's end (Liang and Barsky, 1984).
fn clipped_segment(a: Place, b: Place, frame: &Rect) -> Option<(Place, Place, bool)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let sides = [
        (-dx, a.0 - frame.left),
        (dx, frame.right - a.0),
        (-dy, a.1 - frame.top),
        (dy, frame.bottom - a.1),
    ];
    for (towards, room) in sides {
        if towards == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if towards < 0.0 {
            enter = enter.max(room / towards);
        } else {
            leave = leave.min(room / towards);
        }
    }
    let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
    (enter <= leave).then(|| (at(enter), at(leave), leave >= 1.0))
}

/// Those of the places that a line needs to stay within `tolerance` pixels of all of them (Douglas and Peucker, 1973).
pub(crate) fn simplified(places: &[Place], tolerance: f64) -> Vec<Place> {
    /// Of a line that goes up and down all the time, the steps are the square of its length: a long one goes part by part.
    const LONG: usize = 8192;
    const PART: usize = 512;
    if places.len() < 3 {
        return places.to_vec();
    }
    if places.len() > LONG {
        let (first, rest) = (places[0], &places[1..]);
        let mut kept = vec![first];
        for part in rest.chunks(PART) {
            let from = kept.len() - 1;
            let part = [&kept[from..], part].concat();
            kept.truncate(from);
            kept.extend(simplified(&part, tolerance));
        }
        return kept;
    }
    let mut needed = vec![false; places.len()];
    (needed[0], needed[places.len() - 1]) = (true, true);
    let mut stretches = vec![(0, places.len() - 1)];
    while let Some((start, end)) = stretches.pop() {
        let (mut furthest, mut most) = (start, tolerance);
        for i in start + 1..end {
            let distance = distance_to_segment(places[i], places[start], places[end]);
            if distance > most {
                (furthest, most) = (i, distance);
            }
        }
        if furthest > start {
            needed[furthest] = true;
            stretches.push((start, furthest));
            stretches.push((furthest, end));
        }
    }
    places
        .iter()
        .zip(needed)
        .filter(|(_, needed)| *needed)
        .map(|(&p, _)| p)
        .collect()
}

/// Parts simplified to a tenth of a pixel, or to up to a pixel for at most `limit` places in all. Those that still have
/// more, since they go up and down all the time, are thinned.
pub(crate) fn simplified_to(parts: &[Vec<Place>], limit: usize) -> Vec<Vec<Place>> {
    let mut tolerance = 0.1;
    loop {
        let simple: Vec<Vec<Place>> = parts.iter().map(|part| simplified(part, tolerance)).collect();
        let places = simple.iter().map(Vec::len).sum::<usize>();
        if places <= limit {
            return simple;
        }
        if tolerance > 1.0 {
            let share = |part: &Vec<Place>| (limit * part.len() / places).max(4);
            return simple.iter().map(|part| thinned(part, share(part))).collect();
        }
        tolerance *= 1.6;
    }
}

/// A line of far more points than pixels, as the first, lowest, highest and last of each run of points.
pub(crate) fn thinned(points: &[Place], limit: usize) -> Vec<Place> {
    if points.len() <= limit {
        return points.to_vec();
    }
    let run = (4 * points.len()).div_ceil(limit);
    points
        .chunks(run)
        .flat_map(|run| {
            let extreme = |sign: f64| (0..run.len()).max_by(|&i, &j| (sign * run[i].1).total_cmp(&(sign * run[j].1)));
            let mut kept = vec![0, extreme(-1.0).unwrap_or(0), extreme(1.0).unwrap_or(0), run.len() - 1];
            kept.sort_unstable();
            kept.dedup();
            kept.into_iter().map(|i| run[i])
        })
        .collect()
}

/// Places so close together that dots there would be one, merged until there are at most `limit`; in rows, so that the
/// way from each to the next is short.
pub(crate) fn merged(places: &[Place], limit: usize) -> Vec<Place> {
    let mut grid = 0.1;
    loop {
        let mut cells: Vec<(i64, i64)> = places
            .iter()
            .map(|&(x, y)| ((x / grid).round() as i64, (y / grid).round() as i64))
            .collect();
        cells.sort_unstable_by_key(|&(x, y)| (y, x));
        cells.dedup();
        if cells.len() <= limit {
            return cells
                .into_iter()
                .map(|(x, y)| (x as f64 * grid, y as f64 * grid))
                .collect();
        }
        grid = if grid < 0.5 { 0.5 } else { grid + 0.5 };
    }
}

pub(crate) fn distance(a: Place, b: Place) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

fn distance_to_segment(p: Place, a: Place, b: Place) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 {
        (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    distance(p, (a.0 + t * dx, a.1 + t * dy))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rect = Rect {
        left: 0.0,
        top: 0.0,
        right: 10.0,
        bottom: 10.0,
    };

    #[track_caller]
    fn check(places: &[Option<Place>], expected: &[&[Place]]) {
        assert_eq!(clipped(places.iter().copied(), &FRAME), expected);
    }

    #[test]
    fn lines_end_at_the_frame() {
        check(
            &[Some((-5.0, 5.0)), Some((5.0, 5.0)), Some((5.0, 25.0))],
            &[&[(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)]],
        );
    }

    #[test]
    fn lines_that_leave_and_return_are_in_two_parts() {
        check(
            &[Some((5.0, 5.0)), Some((5.0, 15.0)), Some((6.0, 15.0)), Some((6.0, 5.0))],
            &[&[(5.0, 5.0), (5.0, 10.0)], &[(6.0, 10.0), (6.0, 5.0)]],
        );
    }

    #[test]
    fn lines_are_broken_where_a_place_is_missing() {
        check(
            &[Some((1.0, 1.0)), Some((2.0, 2.0)), None, Some((3.0, 3.0))],
            &[&[(1.0, 1.0), (2.0, 2.0)]],
        );
    }

    #[test]
    fn straight_lines_need_two_points() {
        let places: Vec<Place> = (0..100).map(|i| (f64::from(i), 2.0 * f64::from(i))).collect();
        assert_eq!(simplified(&places, 0.1), [(0.0, 0.0), (99.0, 198.0)]);
    }

    #[test]
    fn a_long_line_that_turns_at_every_point_keeps_them_all_and_takes_no_time() {
        let zigzag: Vec<Place> = (0..200_000).map(|i| (f64::from(i), f64::from(i % 2))).collect();
        let start = std::time::Instant::now();
        assert_eq!(simplified(&zigzag, 0.1), zigzag);
        // Unparted it takes minutes.
        assert!(start.elapsed().as_secs() < 20);
        let straight: Vec<Place> = (0..20_000).map(|i| (f64::from(i), 0.0)).collect();
        assert!(simplified(&straight, 0.1).len() < 50);
    }

    #[test]
    fn thinned_lines_keep_their_extremes() {
        let mut points: Vec<Place> = (0..100_000).map(|i| (f64::from(i), 0.0)).collect();
        (points[12_345].1, points[67_890].1) = (7.0, -7.0);
        let thin = thinned(&points, 1000);
        assert!(thin.len() <= 1000);
        assert!(thin.contains(&points[12_345]) && thin.contains(&points[67_890]));
    }

    #[test]
    fn merged_dots_are_no_more_than_asked_for() {
        let places: Vec<Place> = (0..10_000)
            .map(|i| (f64::from(i % 100) / 3.0, f64::from(i / 100) / 3.0))
            .collect();
        let merged = merged(&places, 1000);
        assert!(merged.len() <= 1000 && merged.len() > 200);
    }
}
