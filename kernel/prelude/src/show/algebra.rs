//! What nalgebra's and num-dual's types are made of. A decomposition is its factors, by the names that give them.

use super::memory::Memory;
use super::number::tree_of;
use super::part::Part;
use super::view::{Grid, Number, View};
use grading::value::{Room, ValueTree};
use nalgebra::allocator::Allocator;
use nalgebra::{
    Cholesky, ComplexField, DMatrix, DefaultAllocator, Dim, DimMin, DimMinimum, DimName, DimSub, Isometry, LU, Matrix,
    OPoint, QR, Quaternion, RawStorage, Rotation, SVD, Scalar, Schur, SymmetricEigen, Translation, U1, Unit,
};
use num_dual::Dual64;

impl<T: Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>> Part for Matrix<T, R, C, S> {
    fn part_at(&self, depth: usize) -> View {
        let entry = |i, j| {
            let entry = &self[(i, j)];
            Number::of(entry, entry)
        };
        // Inside of a list it is not drawn.
        let memory = (depth == 0).then(|| Memory::of(self));
        View::Matrix(Grid::new(self.shape(), &entry, memory.as_ref()))
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        let entry = |i, j| {
            let entry = &self[(i, j)];
            tree_of(entry, entry)
        };
        ValueTree::matrix(self.shape(), room, &entry)
    }
}

impl Part for nalgebra::Complex<f64> {
    fn part_at(&self, _: usize) -> View {
        View::Text(Number::complex(self).text)
    }

    fn tree(&self, _: &mut Room) -> ValueTree {
        ValueTree::complex(self.re, self.im)
    }
}

impl Part for Dual64 {
    fn part_at(&self, _: usize) -> View {
        View::Text(Number::dual(self).text)
    }

    fn tree(&self, _: &mut Room) -> ValueTree {
        ValueTree::dual(self.re, self.eps)
    }
}

impl Part for Quaternion<f64> {
    fn part_at(&self, _: usize) -> View {
        View::Text(Number::quaternion(self.w, [self.i, self.j, self.k]).text)
    }
}

impl<T: Part> Part for Unit<T> {
    fn part_at(&self, depth: usize) -> View {
        self.as_ref().part_at(depth)
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        self.as_ref().tree(room)
    }
}

impl<T: Scalar, const D: usize> Part for Rotation<T, D> {
    fn part_at(&self, depth: usize) -> View {
        self.matrix().part_at(depth)
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        self.matrix().tree(room)
    }
}

impl<T: Scalar, D: DimName> Part for OPoint<T, D>
where
    DefaultAllocator: Allocator<D>,
{
    fn part_at(&self, depth: usize) -> View {
        self.coords.part_at(depth)
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        self.coords.tree(room)
    }
}

impl<T: Scalar, const D: usize> Part for Translation<T, D> {
    fn part_at(&self, depth: usize) -> View {
        self.vector.part_at(depth)
    }

    fn tree(&self, room: &mut Room) -> ValueTree {
        self.vector.tree(room)
    }
}

impl<T: Scalar, R: Part, const D: usize> Part for Isometry<T, R, D> {
    fn part_at(&self, depth: usize) -> View {
        View::Fields {
            name: "Isometry",
            fields: vec![
                ("rotation", self.rotation.part_at(depth)),
                ("translation", self.translation.part_at(depth)),
            ],
        }
    }
}

impl<T: ComplexField, R: DimMin<C>, C: Dim> Part for SVD<T, R, C>
where
    DefaultAllocator: Allocator<DimMinimum<R, C>, C> + Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>>,
{
    fn part_at(&self, depth: usize) -> View {
        View::Fields {
            name: "SVD",
            fields: vec![
                ("u", factor(self.u.as_ref(), depth)),
                ("singular_values", self.singular_values.part_at(depth)),
                ("v_t", factor(self.v_t.as_ref(), depth)),
            ],
        }
    }
}

/// A factor that was asked for or not.
fn factor<T: Part>(factor: Option<&T>, depth: usize) -> View {
    factor.map_or_else(|| View::Text("None".to_owned()), |factor| factor.part_at(depth))
}

impl<T: ComplexField, R: DimMin<C>, C: Dim> Part for LU<T, R, C>
where
    DefaultAllocator:
        Allocator<R, C> + Allocator<DimMinimum<R, C>> + Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
{
    /// `p a = l u`.
    fn part_at(&self, depth: usize) -> View {
        let l = self.l();
        let mut p = DMatrix::<f64>::identity(l.nrows(), l.nrows());
        self.p().permute_rows(&mut p);
        View::Fields {
            name: "LU",
            fields: vec![
                ("p", p.part_at(depth)),
                ("l", l.part_at(depth)),
                ("u", self.u().part_at(depth)),
            ],
        }
    }
}

impl<T: ComplexField, R: DimMin<C>, C: Dim> Part for QR<T, R, C>
where
    DefaultAllocator: Allocator<R, C>
        + Allocator<R>
        + Allocator<DimMinimum<R, C>>
        + Allocator<R, DimMinimum<R, C>>
        + Allocator<DimMinimum<R, C>, C>,
{
    fn part_at(&self, depth: usize) -> View {
        View::Fields {
            name: "QR",
            fields: vec![("q", self.q().part_at(depth)), ("r", self.r().part_at(depth))],
        }
    }
}

impl<T: ComplexField, D: Dim> Part for Cholesky<T, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    /// `a = l lᵀ`.
    fn part_at(&self, depth: usize) -> View {
        View::Fields {
            name: "Cholesky",
            fields: vec![("l", self.l().part_at(depth))],
        }
    }
}

impl<T: ComplexField, D: Dim> Part for SymmetricEigen<T, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    fn part_at(&self, depth: usize) -> View {
        View::Fields {
            name: "SymmetricEigen",
            fields: vec![
                ("eigenvectors", self.eigenvectors.part_at(depth)),
                ("eigenvalues", self.eigenvalues.part_at(depth)),
            ],
        }
    }
}

impl<T: ComplexField, D: DimSub<U1>> Part for Schur<T, D>
where
    DefaultAllocator:
        Allocator<D, nalgebra::DimDiff<D, U1>> + Allocator<nalgebra::DimDiff<D, U1>> + Allocator<D, D> + Allocator<D>,
{
    /// `a = q t qᵀ`.
    fn part_at(&self, depth: usize) -> View {
        let (q, t) = self.clone().unpack();
        View::Fields {
            name: "Schur",
            fields: vec![("q", q.part_at(depth)), ("t", t.part_at(depth))],
        }
    }
}
