//! Where a function of two variables, known on a grid, is at least some level: marching squares (Lorensen and Cline's
//! marching cubes, 1987, in the plane).

/// Values on a grid of points, `columns` in each row. What isn't a number is below every level.
pub(crate) struct Samples {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) values: Vec<f64>,
}

impl Samples {
    /// The edges of the region in which the values are at least `level`, as closed loops with the region on their left,
    /// in steps of the grid. Around the grid, half a step outside of it, all values count as below.
    pub(crate) fn loops(&self, level: f64) -> Vec<Vec<(f64, f64)>> {
        let mut next = self.links(level);
        let mut loops = Vec::new();
        for start in 0..next.len() {
            let mut places = Vec::new();
            let mut edge = start;
            while let Some(to) = next[edge].take() {
                places.push(self.crossing(edge, level));
                edge = to;
            }
            if places.len() > 2 {
                loops.push(places);
            }
        }
        loops
    }

    /// For each edge between neighbours of the grid that the contour crosses, the edge that it crosses next.
    fn links(&self, level: f64) -> Vec<Option<usize>> {
        let (width, height) = (self.columns + 2, self.rows + 2);
        let mut next = vec![None; 2 * width * height];
        for j in 0..height - 1 {
            for i in 0..width - 1 {
                let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
                let values = corners.map(|(i, j)| self.value(i, j));
                let inside = values.map(|v| v >= level);
                if inside == [true; 4] || inside == [false; 4] {
                    continue;
                }
                let edges = [
                    self.edge(i, j, false),
                    self.edge(i + 1, j, true),
                    self.edge(i, j + 1, false),
                    self.edge(i, j, true),
                ];
                let leaves = |k: usize| inside[k % 4] && !inside[(k + 1) % 4];
                let enters = |k: usize| !inside[k % 4] && inside[(k + 1) % 4];
                let middle = values.iter().map(|v| v / 4.0).sum::<f64>();
                for k in (0..4).filter(|&k| leaves(k)) {
                    // With the middle inside, the contour cuts off corners that are outside, and the other way round.
                    let to = (1..4)
                        .map(|d| if middle >= level { k + d } else { k + 4 - d })
                        .find(|&to| enters(to));
                    next[edges[k]] = to.map(|to| edges[to % 4]);
                }
            }
        }
        next
    }

    /// The number of the edge from a point of the grid, with its surrounding, to the next in its row or column.
    fn edge(&self, i: usize, j: usize, is_upright: bool) -> usize {
        2 * (j * (self.columns + 2) + i) + usize::from(is_upright)
    }

    fn crossing(&self, edge: usize, level: f64) -> (f64, f64) {
        let (i, j) = ((edge / 2) % (self.columns + 2), edge / 2 / (self.columns + 2));
        let is_upright = edge % 2 == 1;
        let (a, b) = match is_upright {
            true => (self.value(i, j), self.value(i, j + 1)),
            false => (self.value(i, j), self.value(i + 1, j)),
        };
        let share = (level / 2.0 - a / 2.0) / (b / 2.0 - a / 2.0);
        let share = if a.is_finite() && b.is_finite() && share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.5
        };
        let (x, y) = (i as f64 - 1.0, j as f64 - 1.0);
        if is_upright { (x, y + share) } else { (x + share, y) }
    }

    /// A value of the grid with its surrounding, in which the grid begins at (1, 1).
    fn value(&self, i: usize, j: usize) -> f64 {
        let is_inside = (1..=self.columns).contains(&i) && (1..=self.rows).contains(&j);
        let value = if is_inside {
            self.values[(j - 1) * self.columns + i - 1]
        } else {
            f64::NEG_INFINITY
        };
        if value.is_nan() { f64::NEG_INFINITY } else { value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[&[f64]], level: f64, expected: &[&[(f64, f64)]]) {
        let samples = Samples {
            columns: rows[0].len(),
            rows: rows.len(),
            values: rows.concat(),
        };
        assert_eq!(samples.loops(level), expected);
    }

    #[test]
    fn a_peak_has_one_loop_around_it() {
        check(
            &[&[0.0, 0.0, 0.0], &[0.0, 2.0, 0.0], &[0.0, 0.0, 0.0]],
            1.0,
            &[&[(1.0, 0.5), (1.5, 1.0), (1.0, 1.5), (0.5, 1.0)]],
        );
    }

    #[test]
    fn a_hole_has_a_loop_the_other_way_round() {
        let loops = Samples {
            columns: 3,
            rows: 3,
            values: vec![2.0, 2.0, 2.0, 2.0, 0.0, 2.0, 2.0, 2.0, 2.0],
        }
        .loops(1.0);
        let area = |places: &Vec<(f64, f64)>| -> f64 {
            let next = places.iter().cycle().skip(1);
            places.iter().zip(next).map(|(a, b)| a.0 * b.1 - a.1 * b.0).sum()
        };
        let mut areas: Vec<f64> = loops.iter().map(area).collect();
        areas.sort_by(f64::total_cmp);
        assert!(areas.len() == 2 && areas[0] < 0.0 && areas[1] > 0.0, "{areas:?}");
    }

    #[test]
    fn at_a_saddle_the_middle_decides() {
        let saddle = |high: f64| Samples {
            columns: 2,
            rows: 2,
            values: vec![high, 0.0, 0.0, high],
        };
        assert_eq!(saddle(3.0).loops(1.0).len(), 1);
        assert_eq!(saddle(1.5).loops(1.0).len(), 2);
    }

    #[test]
    fn what_is_no_number_is_outside() {
        check(&[&[f64::NAN, f64::NAN], &[f64::NAN, f64::NAN]], 0.0, &[]);
    }
}
