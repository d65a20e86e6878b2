//! Numbers as they lie in memory, whose type is known only when a cell runs.

/// Numbers of one type, one beside the other.
#[derive(Clone, Copy, Debug)]
pub enum Run<'m> {
    F64(&'m [f64]),
    F32(&'m [f32]),
    I8(&'m [i8]),
    I16(&'m [i16]),
    I32(&'m [i32]),
    I64(&'m [i64]),
    Isize(&'m [isize]),
    U8(&'m [u8]),
    U16(&'m [u16]),
    U32(&'m [u32]),
    U64(&'m [u64]),
    Usize(&'m [usize]),
}

impl Run<'_> {
    /// Adds the nearest `f64` of each number. Not generic, so that this is compiled here, where it is optimised.
    pub fn append_to(self, numbers: &mut Vec<f64>) {
        macro_rules! append {
            ($($kind:ident)*) => {
                match self {
                    Run::F64(run) => numbers.extend_from_slice(run),
                    $(Run::$kind(run) => numbers.extend(run.iter().map(|&x| x as f64)),)*
                }
            };
        }
        append!(F32 I8 I16 I32 I64 Isize U8 U16 U32 U64 Usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_type_are_appended() {
        let mut numbers = vec![0.0];
        Run::F64(&[0.5]).append_to(&mut numbers);
        Run::F32(&[1.5]).append_to(&mut numbers);
        Run::I8(&[-1, 2]).append_to(&mut numbers);
        Run::Usize(&[3]).append_to(&mut numbers);
        assert_eq!(numbers, [0.0, 0.5, 1.5, -1.0, 2.0, 3.0]);
    }
}
