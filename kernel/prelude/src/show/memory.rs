//! The entries of a matrix where they lie, from which millions are read at once: what is generic here runs without being
//! optimised, and would take as many calls.

use figures::Run;
use nalgebra::{Dim, Matrix, RawStorage, Scalar};
use std::any::TypeId;
use std::marker::PhantomData;

/// A matrix without its types.
pub(super) struct Memory<'m> {
    kind: TypeId,
    first: *const (),
    shape: (usize, usize),
    /// From an entry to the next one of its column, and of its row.
    strides: (usize, usize),
    matrix: PhantomData<&'m ()>,
}

impl<'m> Memory<'m> {
    pub(super) fn of<T: Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>>(matrix: &'m Matrix<T, R, C, S>) -> Memory<'m> {
        Memory {
            kind: TypeId::of::<T>(),
            first: matrix.as_ptr().cast(),
            shape: matrix.shape(),
            strides: matrix.strides(),
            matrix: PhantomData,
        }
    }

    /// The entries column by column, if they are real numbers.
    pub(super) fn numbers(&self) -> Option<Vec<f64>> {
        let (rows, columns) = self.shape;
        self.run(0, 0)?;
        let mut numbers = Vec::with_capacity(rows * columns);
        // What lies without a gap is one run; nothing outside of the matrix is read.
        let (runs, length) = match self.strides {
            (1, stride) if stride == rows => (1, rows * columns),
            (1, _) => (columns, rows),
            _ => (rows * columns, 1),
        };
        for k in 0..runs {
            let start = k * length;
            let offset = start % rows * self.strides.0 + start / rows * self.strides.1;
            self.run(offset, length)?.append_to(&mut numbers);
        }
        Some(numbers)
    }

    /// So many entries from `offset` on, if they are real numbers.
    fn run(&self, offset: usize, length: usize) -> Option<Run<'m>> {
        macro_rules! run {
            ($($kind:ident: $type:ty),* $(,)?) => {
                $(
                    if self.kind == TypeId::of::<$type>() {
                        // SAFETY: the matrix, which is borrowed as long as the run lives, is of this type, and a storage
                        // has its entries at the offsets that its strides tell (the contract of `RawStorage`).
                        // `numbers` asks for none but these.
                        let run = unsafe { std::slice::from_raw_parts(self.first.cast::<$type>().add(offset), length) };
                        return Some(Run::$kind(run));
                    }
                )*
            };
        }
        run!(
            F64: f64, F32: f32, I8: i8, I16: i16, I32: i32, I64: i64, Isize: isize,
            U8: u8, U16: u16, U32: u32, U64: u64, Usize: usize,
        );
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, dmatrix};

    #[track_caller]
    fn check<T: Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>>(matrix: &Matrix<T, R, C, S>, expected: &[f64]) {
        assert_eq!(Memory::of(matrix).numbers().as_deref(), Some(expected));
    }

    #[test]
    fn entries_come_column_by_column_however_they_lie() {
        let m = DMatrix::from_fn(3, 4, |i, j| (10 * i + j) as i32);
        check(
            &m,
            &[0.0, 10.0, 20.0, 1.0, 11.0, 21.0, 2.0, 12.0, 22.0, 3.0, 13.0, 23.0],
        );
        check(&m.columns(1, 2), &[1.0, 11.0, 21.0, 2.0, 12.0, 22.0]);
        check(&m.view((1, 1), (2, 2)), &[11.0, 21.0, 12.0, 22.0]);
        check(&m.row(2), &[20.0, 21.0, 22.0, 23.0]);
        check(
            &m.rows_with_step(0, 2, 1),
            &[0.0, 20.0, 1.0, 21.0, 2.0, 22.0, 3.0, 23.0],
        );
        check(&dmatrix![1.5_f32], &[1.5]);
    }

    #[test]
    fn other_entries_are_no_numbers() {
        assert_eq!(Memory::of(&dmatrix!["a"]).numbers(), None);
        assert_eq!(Memory::of(&dmatrix![true]).numbers(), None);
    }
}
