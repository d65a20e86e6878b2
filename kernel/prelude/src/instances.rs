//! Generic code that cells use all the time, compiled ahead.
//!
//! rustc compiles a generic function in the crate that calls it, unless a crate below has compiled it for the same types
//! and shares it. This library shares: it is built at opt-level 0, where rustc shares inline functions too. What stands
//! here is never called; it is a sample of what cells do with the types of the course, and each call spares every later
//! cell the compilation of all that the call needs: that of an SVD some 2,000 functions, half a second.
//!
//! Closures are types of their own, so that what takes one can't be shared.

#![expect(
    clippy::eq_op,
    clippy::iter_cloned_collect,
    clippy::print_literal,
    reason = "these are the calls that learners write, and nothing is done with what they return"
)]

use crate::Store;
use crate::show::Rich as _;
use course::check;
use nalgebra::{
    DMatrix, DVector, Matrix2, Matrix3, RowDVector, SMatrix, Vector2, Vector3, dmatrix, dvector, matrix, vector,
};
use num_dual::Dual64;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Keeps, takes and shows a value of this type, as cells do.
macro_rules! kept {
    ($store:ident: $($type:ty),* $(,)?) => {
        $(
            let value: $type = $store.take("");
            (&value).evcxr_display();
            $store.prepare_check_of("", &value, |_| {});
            $store.put(0, "", value);
        )*
    };
}

/// The operators between two values, both by value and by reference.
macro_rules! operators {
    ($a:ident, $b:ident: $($op:tt)*) => {
        $(
            show(&(&$a $op &$b));
            show(&(&$a $op $b.clone()));
            show(&($a.clone() $op &$b));
            show(&($a.clone() $op $b.clone()));
        )*
    };
}

fn show<T>(_: &T) {}

#[unsafe(no_mangle)]
#[expect(
    unreachable_pub,
    reason = "nothing calls it: it is exported for what it instantiates"
)]
pub fn meno_prelude_instances(store: &mut Store) {
    values(store);
    functions_as_slices(store);
    vectors(store);
    dynamic_matrices(store);
    static_matrices(store);
    decompositions(store);
    derivatives(store);
    figures_by_one_call(store);
    figures();
}

fn values(store: &mut Store) {
    kept!(store: bool, char, i32, i64, u8, u32, u64, usize, f32, f64, String, &'static str);
    kept!(store: Vec<i32>, Vec<usize>, Vec<f64>, Vec<String>, Vec<&'static str>, Vec<Vec<f64>>, Vec<Vec<usize>>, Option<i32>, Option<f64>);
    kept!(store: (i32, i32), (usize, usize), (f64, f64), (f64, f64, f64), [f64; 2], [f64; 3], [i32; 3]);
    kept!(store: BTreeMap<&'static str, (usize, usize)>, BTreeMap<&'static str, bool>);
    kept!(store: Vec<DVector<f64>>);
    kept!(store: [f64; 4], ([f64; 3], [f64; 3]), (Vec<f64>, Vec<f64>), (f64, f64, DVector<f64>));
    let f: Box<dyn Fn(f64) -> f64> = store.take("");
    store.put(0, "", f);
    let mut shapes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    shapes.insert("", (1, 2));
    show(&shapes.get(""));
    let mut answers: BTreeMap<&str, bool> = BTreeMap::from([("", true)]);
    answers.insert("", true);
    let six = [("", true), ("", true), ("", true), ("", true), ("", true), ("", true)];
    show(&BTreeMap::from(six));
    show(&(check::shapes(&shapes), check::maps(&shapes)));
    show(&(check::is_little_o_x(&answers), check::is_little_o_x2(&answers)));
    let mut numbers = vec![1.0, 2.0];
    numbers.push(3.0);
    show(&numbers.iter().sum::<f64>());
    show(&(numbers[0] + numbers.len() as f64));
    let counts: Vec<usize> = (0..3).collect();
    show(&counts.iter().sum::<usize>());
    let squares: Vec<i32> = vec![1, 2];
    show(&squares.iter().sum::<i32>());
    for i in 0..3_usize {
        show(&i);
    }
    for i in 0..3_i32 {
        show(&i);
    }
    println!("{} {} {} {:?} {:.3}", 1, 1.0, "", numbers, 1.0);
}

/// What grouping, sorting and searching lists of indices takes, up to the closures.
fn functions_as_slices(store: &mut Store) {
    kept!(store: (Vec<usize>, Vec<usize>, Vec<usize>), [usize; 3], [usize; 5]);
    let f: &[usize] = &[5, 2, 5];
    let mut image: Vec<usize> = Vec::new();
    for (i, &y) in f.iter().enumerate() {
        image.push(i + y);
    }
    image.extend(f);
    image.sort();
    image.sort_unstable();
    image.dedup();
    image.reverse();
    show(&(
        image.contains(&1),
        f.contains(&1),
        image.binary_search(&1),
        image == f,
        image.is_empty(),
    ));
    show(&(
        f.iter().max(),
        f.iter().min(),
        f.iter().copied().max(),
        f.iter().copied().collect::<Vec<_>>(),
        f.to_vec(),
    ));
    let mut fibers: Vec<Vec<usize>> = vec![Vec::new(); 2];
    fibers.push(vec![0]);
    fibers[0].push(1);
    fibers.sort();
    show(&fibers.iter().collect::<Vec<_>>());
    let distinct: BTreeSet<usize> = f.iter().copied().collect();
    show(&distinct.contains(&1));
    show(&distinct.into_iter().collect::<Vec<_>>());
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    groups.entry(0).or_default().push(0);
    show(&groups.into_values().collect::<Vec<_>>());
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    show(&(places.insert(0, 1), places.get(&0), places.contains_key(&0), places[&0]));
    let mut places: HashMap<usize, usize> = HashMap::new();
    show(&(places.insert(0, 1), places.get(&0), places.contains_key(&0), places[&0]));
    show(&(places.len(), *places.entry(0).or_insert(1)));
}

fn vectors(store: &mut Store) {
    kept!(store: DVector<f64>, RowDVector<f64>);
    let mut v = dvector![1.0, 2.0, 3.0];
    let w = DVector::from_vec(vec![1.0, 2.0, 3.0]);
    let n = 1.0_f64;
    operators!(v, w: + -);
    show(&(&v * n));
    show(&(v.clone() * n));
    show(&(n * &v));
    show(&(n * v.clone()));
    show(&(&v / n));
    show(&(v.clone() / n));
    show(&-&v);
    v += &w;
    v -= &w;
    v *= 2.0;
    v /= 2.0;
    v[0] = v[1] + v[(2, 0)];
    show(&(
        v.dot(&w),
        v.norm(),
        v.norm_squared(),
        v.sum(),
        v.mean(),
        v.max(),
        v.min(),
        v.len(),
    ));
    show(&(v.argmax(), v.imax(), v.amax(), v.shape(), v.nrows(), v.variance()));
    show(&(
        v.component_mul(&w),
        v.component_div(&w),
        v.normalize(),
        v.transpose(),
        v.add_scalar(1.0),
    ));
    show(&(
        DVector::<f64>::zeros(2),
        DVector::<f64>::from_element(2, 1.0),
        DVector::from_row_slice(&[1.0]),
    ));
    show(&(v == w, v.clone()));
    show(&v.iter().sum::<f64>());
    for x in v.iter().zip(w.iter()) {
        show(&x);
    }
    for x in v.iter().enumerate() {
        show(&x);
    }
    println!("{v} {v:?}");
    let r = RowDVector::from_vec(vec![1.0, 2.0]);
    show(&(r.transpose(), r.shape(), &r * &w, r.len()));
}

fn dynamic_matrices(store: &mut Store) {
    kept!(store: DMatrix<f64>);
    let mut m = dmatrix![1.0, 2.0; 3.0, 4.0];
    let k = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
    let v = dvector![1.0, 2.0];
    let n = 2.0_f64;
    operators!(m, k: + - *);
    operators!(m, v: *);
    show(&(&v * v.transpose()));
    show(&(&v * &v.transpose()));
    show(&(v.transpose() * &v));
    show(&(v.transpose() * &m));
    show(&(&m * n));
    show(&(m.clone() * n));
    show(&(n * &m));
    show(&(n * m.clone()));
    show(&(&m / n));
    show(&(m.clone() / n));
    show(&-&m);
    m += &k;
    m -= &k;
    m *= 2.0;
    m[(0, 1)] = m[(1, 0)];
    show(&(
        m.shape(),
        m.nrows(),
        m.ncols(),
        m.len(),
        m.is_square(),
        m.transpose(),
        m.trace(),
        m.sum(),
        m.norm(),
    ));
    show(&(
        m.column(0).norm(),
        m.column(0).dot(&v),
        m.column(0).into_owned(),
        m.row(0).sum(),
        m.row(0).transpose(),
    ));
    show(&(
        m.row(0).into_owned(),
        m.row(0).dot(&v.transpose()),
        m.columns(0, 1).into_owned(),
        m.rows(0, 1).into_owned(),
    ));
    show(&(
        m.component_mul(&k),
        m.tr_mul(&k),
        m.tr_mul(&v),
        m.determinant(),
        m.clone().try_inverse(),
        m.diagonal(),
    ));
    show(&(
        DMatrix::<f64>::zeros(2, 2),
        DMatrix::<f64>::identity(2, 2),
        DMatrix::from_diagonal(&v),
        DMatrix::from_element(1, 1, 1.0),
    ));
    show(&(
        DMatrix::from_columns(&[v.clone(), v.clone()]),
        DMatrix::from_vec(1, 2, vec![1.0, 2.0]),
    ));
    // A term of rank 1, and a sum of some of them.
    show(&(n * m.column(0) * m.row(0)));
    show(&(n * m.column(0), n * v.clone() * m.row(0), n * &v * v.transpose()));
    show(&(
        m.column(0) * m.row(0),
        m.column(0) * m.column(0).transpose(),
        m.column(0) * n,
    ));
    show(&(
        m.columns(0, 1) * m.rows(0, 1),
        m.columns(0, 1) * &k,
        &k * m.columns(0, 1),
        &k * m.column(0),
    ));
    show(&(
        m.columns(0, 1).transpose(),
        m.rows(0, 1).transpose(),
        m.columns(0, 1) * m.columns(0, 1).transpose(),
    ));
    show(&(
        m.view((0, 0), (1, 1)).into_owned(),
        v.rows(0, 1).into_owned(),
        v.as_slice().to_vec(),
    ));
    show(&(DMatrix::from_columns(&[m.column(0)]), DMatrix::from_rows(&[m.row(0)])));
    m.column_mut(0).copy_from(&v);
    m.column_mut(0).scale_mut(n);
    m += n * k.column(0) * k.row(0);
    m.fill(0.0);
    show(&(m == k, m.clone(), m.max(), m.min(), m.amax(), m.abs(), m.kronecker(&k)));
    m.set_column(0, &v);
    m.set_row(0, &v.transpose());
    m.copy_from(&k);
    for column in m.column_iter() {
        show(&column.norm());
    }
    for row in m.row_iter() {
        show(&row.norm());
    }
    show(&m.iter().sum::<f64>());
    println!("{m} {m:?}");
}

fn static_matrices(store: &mut Store) {
    kept!(store: Matrix2<f64>, Matrix3<f64>, Vector2<f64>, Vector3<f64>, SMatrix<f64, 6, 2>, SMatrix<f64, 2, 3>, SMatrix<f64, 3, 2>);
    let a = matrix![1.0, 2.0; 3.0, 4.0];
    let b = Matrix2::new(1.0, 2.0, 3.0, 4.0);
    let v = vector![1.0, 2.0];
    let n = 2.0_f64;
    operators!(a, b: + - *);
    operators!(a, v: *);
    show(&(v + v));
    show(&(v - v));
    show(&(a * n));
    show(&(n * a));
    show(&(n * v));
    show(&(v * n));
    show(&(a / n));
    show(&(v / n));
    show(&(
        a.transpose(),
        a.determinant(),
        a.try_inverse(),
        a.trace(),
        a.shape(),
        a == b,
        v == v,
        -a,
        -v,
    ));
    show(&(
        v.dot(&v),
        v.norm(),
        v.norm_squared(),
        v.normalize(),
        v.transpose() * v,
        v * v.transpose(),
        v.shape(),
    ));
    show(&(
        Matrix2::<f64>::identity(),
        Matrix2::<f64>::zeros(),
        SMatrix::<f64, 6, 2>::zeros(),
        a[(0, 1)],
        v[0],
    ));
    let c = matrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0; 7.0, 8.0, 9.0];
    let u = vector![1.0, 2.0, 3.0];
    operators!(c, c: + - *);
    operators!(c, u: *);
    show(&(
        u + u,
        u - u,
        u * n,
        n * u,
        u.dot(&u),
        u.norm(),
        u.cross(&u),
        u.normalize(),
        c.transpose(),
        c.determinant(),
    ));
    show(&(c.try_inverse(), Matrix3::<f64>::identity(), c * n, u.shape(), c.shape()));
    let repeat = matrix![1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0];
    show(&(
        repeat * a,
        repeat * v,
        repeat.transpose(),
        repeat.shape(),
        repeat == repeat,
    ));
    let wide = matrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0];
    let tall = wide.transpose();
    show(&(
        wide * u,
        wide * tall,
        tall * wide,
        tall * v,
        tall.shape(),
        wide.shape(),
        tall == tall,
    ));
    println!("{a} {v} {a:?} {v:?}");
}

fn decompositions(store: &mut Store) {
    let m = dmatrix![1.0, 2.0; 3.0, 4.0];
    let v = dvector![1.0, 2.0];
    let svd = m.clone().svd(true, true);
    show(&(
        svd.rank(1e-9),
        svd.singular_values.clone(),
        svd.u.clone(),
        svd.v_t.clone(),
    ));
    show(&(
        svd.solve(&v, 1e-9),
        svd.clone().pseudo_inverse(1e-9),
        svd.clone().recompose(),
    ));
    show(&(m.singular_values(), m.rank(1e-9), m.clone().pseudo_inverse(1e-9)));
    let eigen = m.clone().symmetric_eigen();
    show(&(
        eigen.eigenvalues.clone(),
        eigen.eigenvectors.clone(),
        m.clone().symmetric_eigenvalues(),
    ));
    let qr = m.clone().qr();
    show(&(qr.q(), qr.r(), qr.solve(&v)));
    let lu = m.clone().lu();
    show(&(lu.solve(&v), lu.l(), lu.u(), lu.determinant(), lu.try_inverse()));
    if let Some(cholesky) = m.clone().cholesky() {
        show(&(cholesky.l(), cholesky.solve(&v), cholesky.inverse()));
    }
    use nalgebra::{Cholesky, Const, Dyn, LU, QR, SVD, SymmetricEigen};
    kept!(store: SVD<f64, Dyn, Dyn>, SVD<f64, Const<2>, Const<2>>, LU<f64, Dyn, Dyn>, QR<f64, Dyn, Dyn>, SymmetricEigen<f64, Dyn>);
    kept!(store: Option<Cholesky<f64, Dyn>>, Option<DMatrix<f64>>, Option<DVector<f64>>, Option<Matrix2<f64>>);
    kept!(store: (DMatrix<f64>, DMatrix<f64>), (DVector<f64>, DMatrix<f64>), (DMatrix<f64>, DVector<f64>), (DVector<f64>, DVector<f64>));
    show(&Matrix2::new(1.0, 2.0, 3.0, 4.0).svd(true, true).singular_values);
}

fn derivatives(store: &mut Store) {
    kept!(store: Dual64);
    let f: fn(Dual64) -> Dual64 = |x| x;
    show(&num_dual::first_derivative(f, 1.0));
    show(&(Dual64::new(1.0, 1.0), Dual64::from_re(1.0), f(1.0.into()).eps));
    let x = Dual64::from(2.0).derivative();
    let y = Dual64::from(3.0);
    operators!(x, y: + - * /);
    show(&(x * 2.0, x + 2.0, x - 2.0, x / 2.0, -x, x.re, x.eps));
    use num_dual::DualNum;
    show(&(
        x.exp(),
        x.ln(),
        x.sin(),
        x.cos(),
        x.tanh(),
        x.sqrt(),
        x.powi(2),
        x.powf(2.0),
        x.recip(),
    ));
    println!("{x} {x:?}");
}

/// What figures of the course's types take, up to the closures.
fn figures_by_one_call(store: &mut Store) {
    use figures::{Figure, arrows, bars, graph, heatmap, hist, line, map_of, path, scatter};
    kept!(store: Figure, Vec<Figure>);
    let (numbers, v, m) = (vec![1.0, 2.0], dvector![1.0, 2.0], dmatrix![1.0, 2.0; 3.0, 4.0]);
    let points = vec![(1.0, 2.0)];
    show(&(
        line(points.clone()),
        line(&points),
        scatter(points.clone()),
        scatter(&points),
    ));
    show(&(
        path(points.clone()),
        path(&points),
        arrows(points),
        arrows([v.clone()]),
        arrows([Vector2::new(1.0, 2.0)]),
    ));
    show(&(
        line((numbers.clone(), numbers.clone())),
        scatter((&numbers, &numbers)),
        line((&v, &v)),
        scatter((&v, &v)),
    ));
    show(&(scatter(&m), line(&m), arrows(&m)));
    show(&(
        bars(numbers.clone()),
        bars(&numbers),
        bars(&v),
        bars([1.0, 2.0]),
        hist(numbers.clone()),
        hist(&numbers),
        hist(&v),
    ));
    show(&(graph(["a", "b"], [(0, 1)]), graph(["a", "b"], [(0, 1, "c")])));
    show(&(heatmap(&m), map_of(&m), map_of(&Matrix2::new(1.0, 2.0, 3.0, 4.0))));
    show(
        &bars(numbers)
            .names(["a", "b"])
            .title("")
            .x_label("")
            .y_label("")
            .label(""),
    );
}

/// What drawing curves, points and rectangles in a plane by plotters takes, up to the closures.
fn figures() {
    use plotters::prelude::*;
    let figure = evcxr_figure((10, 10), |root| {
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .caption("", ("sans-serif", 16))
            .margin(10)
            .x_label_area_size(30)
            .y_label_area_size(45)
            .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
        chart
            .configure_mesh()
            .x_desc("")
            .y_desc("")
            .light_line_style(TRANSPARENT)
            .draw()?;
        chart.configure_mesh().disable_mesh().light_line_style(WHITE).draw()?;
        let style = BLUE.stroke_width(2);
        let points: Vec<(f64, f64)> = vec![(0.0, 0.0), (1.0, 1.0)];
        chart
            .draw_series(LineSeries::new(points.clone(), style))?
            .label("")
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 15, y)], style));
        chart.draw_series(LineSeries::new([(0.0, 0.0)], &RED))?;
        chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], style))?;
        chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], &BLUE))?;
        chart.draw_series([PathElement::new(points.clone(), style)])?;
        chart.draw_series([PathElement::new([(0.0, 0.0), (1.0, 1.0)], style)])?;
        chart.draw_series([Rectangle::new([(0.0, 0.0), (1.0, 1.0)], BLUE.mix(0.4).filled())])?;
        chart.draw_series([Circle::new((0.0, 0.0), 3, BLUE.filled())])?;
        chart.draw_series([Text::new(String::new(), (0.0, 0.0), ("sans-serif", 16))])?;
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .border_style(BLACK)
            .background_style(WHITE)
            .draw()?;
        Ok(())
    });
    figure.evcxr_display();
}
