//! What a 2×2 matrix does to the plane.

use super::Shape;
use crate::axis::{Scale, Span};
use crate::inputs::Grid;
use crate::layer::{Key, Layer, Sign, Wishes};
use crate::numbers::short;
use crate::palette::hex;
use crate::plane::{Look, Plane};
use crate::svg::{Anchor, Pen};

/// The unit grid reaches this far from the origin.
const REACH: i32 = 10;

/// The map of a matrix, which ought to be 2×2.
pub(crate) fn plane_map(grid: &Grid<'_>) -> Shape {
    if (grid.rows, grid.columns) != (2, 2) {
        Shape::Nothing(format!(
            "`map_of` takes a matrix of shape 2×2, and this has {}×{}",
            grid.rows, grid.columns
        ))
    } else if !grid.by_rows().all(f64::is_finite) {
        Shape::Nothing("the matrix has an entry that is not finite".to_owned())
    } else {
        let [a, b, c, d] = [grid.at(0, 0), grid.at(0, 1), grid.at(1, 0), grid.at(1, 1)];
        Shape::PlaneMap(PlaneMap {
            e1: (a, c),
            e2: (b, d),
            lines: Lines::of([[a, b], [c, d]]),
        })
    }
}

#[derive(Clone, Debug)]
pub(crate) struct PlaneMap {
    /// The images of the basis, which are the columns of the matrix.
    e1: (f64, f64),
    e2: (f64, f64),
    lines: Lines,
}

/// Lines through the origin, each with the factor by which the map stretches along it.
#[derive(Clone, Debug, PartialEq)]
enum Lines {
    /// Directions that are kept, each with its eigenvalue.
    Eigen(Vec<((f64, f64), f64)>),
    /// All directions are kept.
    Every(f64),
    /// The axes of the image of the unit circle, each with its singular value.
    Singular(Vec<((f64, f64), f64)>),
}

impl Lines {
    fn of([[a, b], [c, d]]: [[f64; 2]; 2]) -> Self {
        let size = [a, b, c, d].iter().fold(0.0, |s: f64, x| s.max(x.abs()));
        if size == 0.0 {
            return Lines::Every(0.0);
        }
        // Scaled, so that squares are finite and errors are relative.
        let [a, b, c, d] = [a, b, c, d].map(|x| x / size);
        let (mean, half) = (a / 2.0 + d / 2.0, a / 2.0 - d / 2.0);
        let discriminant = half * half + b * c;
        if half.abs().max(b.abs()).max(c.abs()) < 1e-12 {
            return Lines::Every(mean * size);
        }
        if discriminant < -1e-14 {
            return Lines::Singular(singular([[a, b], [c, d]], size));
        }
        let root = discriminant.max(0.0).sqrt();
        let root = if root < 1e-7 { 0.0 } else { root };
        let along = |root: f64| {
            // A column of A − λ' I, with the other eigenvalue, is an eigenvector: the longer one is the better one.
            let (u, v) = ((half + root, c), (b, root - half));
            let longer = if u.0.hypot(u.1) >= v.0.hypot(v.1) { u } else { v };
            (unit(longer), (mean + root) * size)
        };
        Lines::Eigen(match root {
            0.0 => vec![along(0.0)],
            _ => vec![along(root), along(-root)],
        })
    }
}

/// The eigenvectors of A Aᵀ, and the roots of its eigenvalues.
fn singular([[a, b], [c, d]]: [[f64; 2]; 2], size: f64) -> Vec<((f64, f64), f64)> {
    let (p, q, r) = (a * a + b * b, a * c + b * d, c * c + d * d);
    let angle = (2.0 * q).atan2(p - r) / 2.0;
    let greatest = ((p + r) / 2.0 + ((p - r) / 2.0).hypot(q)).sqrt();
    let least = (a * d - b * c).abs() / greatest;
    vec![
        ((angle.cos(), angle.sin()), greatest * size),
        ((-angle.sin(), angle.cos()), least * size),
    ]
}

fn unit((x, y): (f64, f64)) -> (f64, f64) {
    let length = x.hypot(y);
    (x / length, y / length)
}

impl PlaneMap {
    /// Zero where it is no more than what rounding leaves of two products that are equal.
    fn determinant(&self) -> f64 {
        let (ad, bc) = (self.e1.0 * self.e2.1, self.e2.0 * self.e1.1);
        let is_rounding = (ad - bc).abs() <= 4.0 * f64::EPSILON * ad.abs();
        if is_rounding { 0.0 } else { ad - bc }
    }

    /// The image of a point, without what is too large for an `f64`.
    fn image(&self, x: f64, y: f64) -> (f64, f64) {
        let bounded = |v: f64| v.clamp(-1e300, 1e300);
        (
            bounded(self.e1.0 * x + self.e2.0 * y),
            bounded(self.e1.1 * x + self.e2.1 * y),
        )
    }

    /// Half of the side of what is shown.
    fn reach(&self) -> f64 {
        [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
            .iter()
            .map(|&(x, y)| self.image(x, y))
            .fold(1.7, |reach: f64, (x, y)| reach.max(x.abs()).max(y.abs()))
            * 1.25
    }

    fn draw_grid(&self, plane: &mut Plane, image: impl Fn(f64, f64) -> (f64, f64), style: &str) {
        let reach = f64::from(REACH);
        plane.svg.raw(&format!("<g {style}>"));
        let mut lines = Pen::default();
        for k in -REACH..=REACH {
            let k = f64::from(k);
            for ends in [[image(k, -reach), image(k, reach)], [image(-reach, k), image(reach, k)]] {
                let places = ends.iter().map(|&end| plane.place(end));
                for part in crate::polyline::clipped(places, &plane.frame()) {
                    lines.polyline(&part);
                }
            }
        }
        plane.svg.path(&lines, "");
        plane.svg.raw("</g>");
    }

    /// Determinants of both signs are told apart by colour too.
    fn area_look(&self) -> Look {
        Look::of(if self.determinant() < 0.0 { 4 } else { 0 })
    }

    fn lines_look() -> Look {
        Look::of(3)
    }

    fn draw_lines(&self, plane: &mut Plane) {
        let (Lines::Eigen(lines) | Lines::Singular(lines)) = &self.lines else {
            return;
        };
        let reach = self.reach();
        for &((x, y), _) in lines {
            let ends = [(-3.0 * reach * x, -3.0 * reach * y), (3.0 * reach * x, 3.0 * reach * y)];
            let style = format!("{} stroke-dasharray=\"2 5\"", Self::lines_look().stroke(1.8));
            plane.line(&ends, &style);
        }
    }

    /// Beyond the tips of the arrows, or, where one lies along the other, to either side of them.
    fn draw_names(&self, plane: &mut Plane) {
        let ends = [self.e1, self.e2].map(|tip| plane.place(tip).zip(plane.place((0.0, 0.0))));
        let [Some((tip1, origin)), Some((tip2, _))] = ends else {
            return;
        };
        let [along1, along2] = [tip1, tip2].map(|(x, y)| unit((x - origin.0, y - origin.1)));
        let are_along =
            (along1.0 * along2.1 - along1.1 * along2.0).abs() < 0.2 && along1.0 * along2.0 + along1.1 * along2.1 > 0.0;
        // Ae₁ on the right hand of its arrow, and Ae₂ on the left: on the page, y goes down.
        let place = |(x, y): (f64, f64), (dx, dy): (f64, f64), side: f64| match are_along {
            true => (x - 16.0 * side * dy, y + 14.0 * side * dx),
            false => (x + 14.0 * dx, y + 12.0 * dy),
        };
        for ((x, y), name) in [(place(tip1, along1, 1.0), "Ae₁"), (place(tip2, along2, -1.0), "Ae₂")] {
            if x.is_finite() && y.is_finite() {
                plane
                    .svg
                    .text((x, y + 4.0), Anchor::Middle, " font-weight=\"600\"", name);
            }
        }
    }
}

impl Layer for PlaneMap {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        let reach = self.reach();
        let span = Span::between(-reach, reach)?;
        Some((x.admitted(span)?, y.admitted(span)?))
    }

    fn draw(&self, plane: &mut Plane, _: Look) {
        let before = "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".18\"";
        self.draw_grid(plane, |x, y| (x, y), before);
        let after = format!(
            "fill=\"none\" stroke=\"{}\" stroke-opacity=\".6\"",
            hex(Look::of(0).color)
        );
        self.draw_grid(plane, |x, y| self.image(x, y), &after);
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let outline = [square[0], square[1], square[2], square[3], square[0]];
        plane.line(
            &outline,
            "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\" stroke-dasharray=\"3 3\"",
        );
        let corners: Vec<_> = square
            .iter()
            .filter_map(|&(x, y)| plane.place(self.image(x, y)))
            .collect();
        let mut area = Pen::default();
        area.polygon(&corners);
        let fill = format!("{} fill-opacity=\".3\"", self.area_look().fill());
        plane.cut(|plane| plane.svg.path(&area, &fill));
        self.draw_lines(plane);
        for (tip, look) in [(self.e1, Look::of(1)), (self.e2, Look::of(2))] {
            if let Some(arrow) = plane.place((0.0, 0.0)).zip(plane.place(tip)) {
                plane.arrows(&[arrow], 2.6, look);
            }
        }
        self.draw_names(plane);
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A map of the plane", "maps of the plane")
    }

    fn details(&self) -> String {
        let point = |(x, y): (f64, f64)| format!("({}, {})", short(x), short(y));
        format!(
            "that takes e₁ to {} and e₂ to {}, det = {}, {}",
            point(self.e1),
            point(self.e2),
            short(self.determinant()),
            self.lines_told()
        )
    }

    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        let turned = if self.determinant() < 0.0 { " (turned over)" } else { "" };
        let named = label.map(|label| Key::new(Sign::Line, label));
        let area = Key {
            look: Some(self.area_look()),
            ..Key::new(Sign::Square, &format!("det = {}{turned}", short(self.determinant())))
        };
        let lines = Key {
            look: Some(Self::lines_look()),
            ..Key::new(Sign::Dashes, &self.lines_told())
        };
        named.into_iter().chain([area, lines]).collect()
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            fills_frame: true,
            equal: true,
            own_grid: true,
            ..Wishes::default()
        }
    }
}

impl PlaneMap {
    fn lines_told(&self) -> String {
        let factors = |name: &str, lines: &[((f64, f64), f64)]| {
            let factors: Vec<String> = lines
                .iter()
                .map(|&(_, factor)| format!("{name} = {}", short(factor)))
                .collect();
            factors.join(", ")
        };
        match &self.lines {
            Lines::Eigen(lines) => format!("eigenvectors, {}", factors("λ", lines)),
            Lines::Every(factor) => format!("every vector an eigenvector, λ = {}", short(*factor)),
            Lines::Singular(lines) => format!("singular axes, {}", factors("σ", lines)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Matrix2, matrix};

    #[track_caller]
    fn check(m: Matrix2<f64>, expected: &str) {
        let Lines::Eigen(lines) = Lines::of([[m[(0, 0)], m[(0, 1)]], [m[(1, 0)], m[(1, 1)]]]) else {
            panic!("no eigenvectors");
        };
        for &((x, y), factor) in &lines {
            let v = nalgebra::vector![x, y];
            assert!((m * v - factor * v).norm() < 1e-6 * (1.0 + factor.abs()), "{lines:?}");
        }
        let factors: Vec<String> = lines.iter().map(|line| short(line.1)).collect();
        assert_eq!(factors.join(" "), expected);
    }

    #[test]
    fn real_eigenvectors_are_found() {
        check(matrix![2.0, 1.0; 1.0, 2.0], "3 1");
        check(matrix![1.0, 0.0; 0.0, -1.0], "1 −1");
        check(matrix![1.0, 1.0; 0.0, 1.0], "1");
        check(matrix![0.0, 0.0; 5.0, 0.0], "0");
        check(matrix![1.0, 2.0; 2.0, 4.0], "5 0");
    }

    #[test]
    fn a_rotation_has_singular_axes() {
        let Lines::Singular(axes) = Lines::of([[0.0, -2.0], [1.0, 0.0]]) else {
            panic!("a quarter turn keeps no direction");
        };
        assert_eq!(axes.iter().map(|axis| axis.1).collect::<Vec<_>>(), [2.0, 1.0]);
    }

    #[test]
    fn what_rounding_leaves_is_no_area() {
        let details = |m: Matrix2<f64>| plane_map(&Grid::of(&m)).layer().details();
        assert!(details(matrix![0.8, 0.4; 0.4, 1.0 - 0.8]).contains("det = 0,"));
        assert!(details(matrix![1.0, 1.0; 1.0, 1.0 + 1e-12]).contains("det = 1·10⁻¹²,"));
    }

    #[test]
    fn a_multiple_of_the_identity_keeps_every_direction() {
        assert_eq!(Lines::of([[3.0, 0.0], [0.0, 3.0]]), Lines::Every(3.0));
        assert_eq!(Lines::of([[0.0, 0.0], [0.0, 0.0]]), Lines::Every(0.0));
    }
}
