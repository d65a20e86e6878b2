//! The shapes of what takes part in an expression that panics, told to the kernel.
//!
//! nalgebra says that shapes don't fit, and seldom which. The kernel writes the expression anew with a [`ShapeProbe`] beside
//! it, and runs the cell once more, apart from the notebook.

use crate::output::announce;
use crate::show::{begin_display, end};
use nalgebra::{Dim, Matrix, RawStorage};
use serde_json::{Map, json};
use worker_protocol::marks::{Mark, SHAPES};

/// Rows and columns.
pub type Shape = (usize, usize);

/// Tells its shapes if it is dropped by a panic.
pub struct ShapeProbe<const N: usize> {
    expression: usize,
    shapes: [Option<Shape>; N],
}

impl<const N: usize> ShapeProbe<N> {
    pub fn new(expression: usize, shapes: [Option<Shape>; N]) -> ShapeProbe<N> {
        ShapeProbe { expression, shapes }
    }
}

impl<const N: usize> Drop for ShapeProbe<N> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tell(self.expression, &self.shapes);
        }
    }
}

fn tell(expression: usize, shapes: &[Option<Shape>]) {
    begin_display(None);
    let told = json!({ "expression": expression, "shapes": shapes });
    announce(&Mark::Content(Map::from_iter([(SHAPES.to_owned(), told)])));
    end();
}

/// The index itself. Tells the shape if it has no such place.
pub fn index<I: Place>(expression: usize, shape: Option<Shape>, index: I) -> I {
    if shape.is_some_and(|shape| !index.is_in(shape)) {
        tell(expression, &[shape, None]);
    }
    index
}

/// What one entry is found by.
pub trait Place {
    fn is_in(&self, shape: Shape) -> bool;
}

impl Place for usize {
    fn is_in(&self, (rows, columns): Shape) -> bool {
        *self < rows * columns
    }
}

impl Place for (usize, usize) {
    fn is_in(&self, (rows, columns): Shape) -> bool {
        self.0 < rows && self.1 < columns
    }
}

/// Something that may have a shape. `(&Seen(&x)).shape()` finds [`Shaped`] first, and [`Shapeless`], one reference further
/// away, for whatever has none.
pub struct Seen<'v, T: ?Sized>(pub &'v T);

pub trait Shaped {
    fn shape(&self) -> Option<Shape>;
}

pub trait Shapeless {
    fn shape(&self) -> Option<Shape> {
        None
    }
}

impl<M: HasShape> Shaped for Seen<'_, M> {
    fn shape(&self) -> Option<Shape> {
        Some(self.0.rows_and_columns())
    }
}

impl<T> Shapeless for &Seen<'_, T> {}

/// A matrix, or a reference to one.
pub trait HasShape {
    fn rows_and_columns(&self) -> Shape;
}

impl<T, R: Dim, C: Dim, S: RawStorage<T, R, C>> HasShape for Matrix<T, R, C, S> {
    fn rows_and_columns(&self) -> Shape {
        self.shape()
    }
}

impl<M: HasShape + ?Sized> HasShape for &M {
    fn rows_and_columns(&self) -> Shape {
        (**self).rows_and_columns()
    }
}

impl<M: HasShape + ?Sized> HasShape for &mut M {
    fn rows_and_columns(&self) -> Shape {
        (**self).rows_and_columns()
    }
}
