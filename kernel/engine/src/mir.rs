//! Reads the types of a cell's variables from the MIR that rustc prints on request.

use std::collections::BTreeMap;

/// The types of the values that the function `entry` gives to `Store::put`, by the number of the put, as rustc's MIR prints
/// them: by their public paths. A put that is never reached has none.
pub(crate) fn types_of_puts(mir: &str, entry: &str) -> BTreeMap<usize, String> {
    let head = format!("{entry}(");
    // A cell that awaits has its body in a closure of its entry.
    let inner = format!("{entry}::{{closure#0}}(");
    let body_of = |head: &str| {
        let start = mir
            .lines()
            .position(|line| line.starts_with("fn ") && line.contains(head))?;
        let body: Vec<&str> = mir.lines().skip(start + 1).take_while(|line| *line != "}").collect();
        body.iter().any(|line| line.contains("Store::put::<")).then_some(body)
    };
    let Some(body) = body_of(&head).or_else(|| body_of(&inner)) else {
        return BTreeMap::new();
    };
    let local_type = |local: &str| {
        body.iter().find_map(|line| {
            let declared = line.trim_start().strip_prefix("let ")?;
            let declared = declared.strip_prefix("mut ").unwrap_or(declared);
            declared.strip_prefix(local)?.strip_prefix(": ")?.strip_suffix(';')
        })
    };
    body.iter()
        .filter_map(|line| {
            let (_, call) = line.split_once("Store::put::<")?;
            let (generic, arguments) = call.rsplit_once(">(")?;
            let arguments = arguments.split(") -> ").next().unwrap_or(arguments);
            let number = arguments.split(", ").nth(1)?;
            let number = number.strip_prefix("const ")?.strip_suffix("_usize")?.parse().ok()?;
            let value = arguments.rsplit(", ").next().unwrap_or_default();
            let local = value.strip_prefix("move ").or_else(|| value.strip_prefix("copy "));
            Some((number, local.and_then(local_type).unwrap_or(generic).to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_the_mir_of_the_cell() {
        let mir = "fn helper(_1: f64) -> f64 {\n    _0 = Store::put::<u8>(copy _1, const 0_usize, const \"no\", move _9) -> [return: bb1];\n}\n\n\
                   fn meno_cell_1(_1: &mut Store) -> Result<(), CellError> {\n    let _2: nalgebra::Matrix<f64, A, B>;\n    let mut _5: &str;\n\
                   \x20   scope 1 {\n        let mut _7: f64;\n    }\n\
                   \x20       _3 = Store::put::<Matrix<f64, A, B>>(copy _1, const 2_usize, const \"m\", move _2) -> [return: bb2, unwind: bb9];\n\
                   \x20       _4 = Store::put::<f64>(copy _1, const 1_usize, move _5, copy _7) -> [return: bb3, unwind: bb9];\n\
                   \x20       _6 = Store::put::<i32>(copy _1, const 0_usize, const \"n\", const 5_i32) -> [return: bb4, unwind: bb9];\n}\n";
        let found = types_of_puts(mir, "meno_cell_1");
        let expected = [(0, "i32"), (1, "f64"), (2, "nalgebra::Matrix<f64, A, B>")];
        assert!(
            found.iter().map(|(number, ty)| (*number, ty.as_str())).eq(expected),
            "{found:?}"
        );
        assert!(types_of_puts(mir, "meno_cell_2").is_empty());
    }
}
