//! What `vector!` and its likes are to rust-analyzer: of the right type, and never run.

#[macro_export]
macro_rules! vector {
    ($($entry:expr),* $(,)?) => {{
        fn of<T, const N: usize>(_: [T; N]) -> nalgebra::SVector<T, N> { loop {} }
        of([$($entry),*])
    }};
}

#[macro_export]
macro_rules! dvector {
    ($($entry:expr),* $(,)?) => {{
        fn of<T, const N: usize>(_: [T; N]) -> nalgebra::DVector<T> { loop {} }
        of([$($entry),*])
    }};
}

#[macro_export]
macro_rules! matrix {
    ($($($entry:expr),+ $(,)?);* $(;)?) => {{
        fn of<T, const R: usize, const C: usize>(_: [[T; C]; R]) -> nalgebra::SMatrix<T, R, C> { loop {} }
        of([$([$($entry),+]),*])
    }};
}

#[macro_export]
macro_rules! dmatrix {
    ($($($entry:expr),+ $(,)?);* $(;)?) => {{
        fn of<T, const R: usize, const C: usize>(_: [[T; C]; R]) -> nalgebra::DMatrix<T> { loop {} }
        of([$([$($entry),+]),*])
    }};
}

#[macro_export]
macro_rules! point {
    ($($entry:expr),* $(,)?) => {{
        fn of<T: nalgebra::Scalar, const N: usize>(_: [T; N]) -> nalgebra::Point<T, N> { loop {} }
        of([$($entry),*])
    }};
}

#[macro_export]
macro_rules! stack {
    ($($anything:tt)*) => {
        nalgebra::DMatrix::<f64>::zeros(1, 1)
    };
}
