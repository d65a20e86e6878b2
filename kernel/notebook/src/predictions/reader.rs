//! Reads values as learners write them in Rust: numbers, texts, lists, matrices by their macros, tuples, `Some(…)`.

use super::written::{Number, Written};

/// Values are nested no deeper than this.
const DEEPEST: usize = 16;

/// Numbers by their names.
const CONSTANTS: [(&str, f64); 5] = [
    ("inf", f64::INFINITY),
    ("NaN", f64::NAN),
    ("f64::NAN", f64::NAN),
    ("f64::INFINITY", f64::INFINITY),
    ("f64::NEG_INFINITY", f64::NEG_INFINITY),
];

/// The value that `text` is.
///
/// # Errors
/// What is in the way, as a part of a sentence.
pub(super) fn value(text: &str) -> Result<Written, String> {
    let mut reader = Reader { rest: text, depth: 0 };
    let value = reader.value()?;
    match reader.peek() {
        None => Ok(value),
        Some('+' | '-' | '*' | '/' | '%' | '^') => Err("it is still to be computed: write what comes out".to_owned()),
        Some('.') => Err("write what the call returns, not the call".to_owned()),
        Some(_) => Err(format!("`{}` is left over", reader.rest.trim())),
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    /// Takes `sign`, if that is next.
    fn takes(&mut self, sign: &str) -> bool {
        self.peek();
        let after = self.rest.strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn value(&mut self) -> Result<Written, String> {
        if self.depth == DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        self.depth += 1;
        let value = self.value_at_depth();
        self.depth -= 1;
        value
    }

    fn value_at_depth(&mut self) -> Result<Written, String> {
        let Some(next) = self.peek() else {
            return Err("a value is missing".to_owned());
        };
        match next {
            '[' => self.list(),
            '(' => self.tuple(),
            '"' | '“' => self.text().map(Written::Text),
            '\'' => self.character(),
            '&' => {
                self.takes("&");
                self.value()
            }
            '-' | '−' | '+' | '.' => self.number_with_unit(),
            _ if next.is_ascii_digit() => self.number_with_unit(),
            _ if next.is_alphabetic() || next == '_' => self.name(),
            _ => Err(format!("`{next}` begins no value")),
        }
    }

    /// Values up to `end`, with commas between them and perhaps behind the last.
    fn values(&mut self, end: &str) -> Result<(Vec<Written>, bool), String> {
        let mut values = Vec::new();
        let mut has_comma = false;
        while !self.takes(end) {
            if self.peek().is_none() {
                return Err(format!("`{end}` is missing"));
            }
            if !values.is_empty() && !has_comma {
                return Err(match self.peek() {
                    Some(';') => "rows stand in `matrix![…]`, as in `matrix![1, 2; 3, 4]`".to_owned(),
                    Some('+' | '*' | '/') => "it is still to be computed: write what comes out".to_owned(),
                    _ => "a comma is missing between two of its values".to_owned(),
                });
            }
            values.push(self.value()?);
            has_comma = self.takes(",");
        }
        Ok((values, has_comma))
    }

    fn list(&mut self) -> Result<Written, String> {
        self.takes("[");
        Ok(Written::List(self.values("]")?.0))
    }

    fn tuple(&mut self) -> Result<Written, String> {
        self.takes("(");
        let (mut values, has_comma) = self.values(")")?;
        match (values.len(), has_comma) {
            (0, _) => Err("`()` is no value to compare with".to_owned()),
            // Parentheses around a value are no tuple.
            (1, false) => Ok(values.remove(0)),
            _ => Ok(Written::Tuple(values)),
        }
    }

    /// What stands between quotes, straight or curly.
    fn text(&mut self) -> Result<String, String> {
        quoted(self.rest)
            .map(|(text, rest)| {
                self.rest = rest;
                text
            })
            .ok_or_else(|| "the closing quote is missing".to_owned())
    }

    fn character(&mut self) -> Result<Written, String> {
        let mut characters = self.rest.chars().skip(1);
        match (characters.next(), characters.next()) {
            (Some(character), Some('\'')) => {
                self.rest = &self.rest[2 + character.len_utf8()..];
                Ok(Written::Character(character))
            }
            _ => Err("a text stands between double quotes".to_owned()),
        }
    }

    /// A real number, or a complex or dual one: `1 - 2i`, `9 + 6ε`.
    fn number_with_unit(&mut self) -> Result<Written, String> {
        let first = self.number()?;
        let before = self.rest;
        let sign = match self.peek() {
            Some('+') => 1.0,
            Some('-' | '−') => -1.0,
            _ => return Ok(Written::Number(first)),
        };
        let sign_length = self.rest.chars().next().map_or(0, char::len_utf8);
        self.rest = &self.rest[sign_length..];
        if self.peek().is_some_and(|next| next.is_ascii_digit() || next == '.')
            && let Ok(second) = self.number()
        {
            let second = second.times(sign);
            if self.takes("ε") {
                return Ok(Written::Dual(first, second));
            }
            if self.takes("i") {
                return Ok(Written::Complex(first, second));
            }
        }
        self.rest = before;
        Ok(Written::Number(first))
    }

    fn number(&mut self) -> Result<Number, String> {
        self.peek();
        let (sign, unsigned) = match self.rest.strip_prefix(['-', '−']) {
            Some(rest) => (-1.0, rest.trim_start()),
            None => (1.0, self.rest.strip_prefix('+').unwrap_or(self.rest)),
        };
        let constant = |(name, value): &(&str, f64)| Some((*value, unsigned.strip_prefix(name)?));
        if let Some((value, rest)) = CONSTANTS.iter().find_map(constant) {
            self.rest = rest;
            return Ok(Number::exact(sign * value));
        }
        let length = length_of_number(unsigned);
        let (digits, rest) = unsigned.split_at(length);
        let digits = digits.replace('_', "");
        let number = Number::of(&digits).ok_or_else(|| "a number is missing its digits".to_owned())?;
        self.rest = without_suffix(rest);
        Ok(number.times(sign))
    }

    /// What begins with a name: a word, a macro, a call.
    fn name(&mut self) -> Result<Written, String> {
        let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let end = self.rest.find(|c: char| !is_of_name(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        match name {
            _ if CONSTANTS.iter().any(|(known, _)| *known == name) => return self.number().map(Written::Number),
            "true" | "false" => {
                self.rest = rest;
                return Ok(Written::Bool(name == "true"));
            }
            "None" => {
                self.rest = rest;
                return Ok(Written::Named(name.to_owned(), Vec::new()));
            }
            _ => {}
        }
        if let Some(inside) = rest.strip_prefix("![") {
            self.rest = inside;
            return self.call_of_macro(name);
        }
        let Some(arguments) = rest.trim_start().strip_prefix('(') else {
            return Err(format!(
                "`{name}` is no value; a text stands between quotes, `\"{name}\"`"
            ));
        };
        self.rest = arguments;
        let (values, _) = self.values(")")?;
        match (name, &values[..]) {
            ("Some" | "Ok" | "Err", [_]) => Ok(Written::Named(name.to_owned(), values)),
            ("Complex::new", [Written::Number(re), Written::Number(im)]) => {
                Ok(Written::Complex(re.clone(), im.clone()))
            }
            ("Dual64::new", [Written::Number(re), Written::Number(eps)]) => Ok(Written::Dual(re.clone(), eps.clone())),
            _ => Err("write what the call returns, not the call".to_owned()),
        }
    }

    fn call_of_macro(&mut self, name: &str) -> Result<Written, String> {
        let mut rows = vec![Vec::new()];
        while !self.takes("]") {
            if self.peek().is_none() {
                return Err("`]` is missing".to_owned());
            }
            let value = self.value()?;
            if let Some(row) = rows.last_mut() {
                row.push(value);
            }
            if self.takes(";") && self.peek() != Some(']') {
                rows.push(Vec::new());
            } else if !self.takes(",") && self.peek() != Some(']') {
                return Err("a comma is missing between two of its values".to_owned());
            }
        }
        let is_one_row = rows.len() == 1;
        let width = rows[0].len();
        let is_even = rows.iter().all(|row| row.len() == width);
        let entries: Vec<Written> = rows.iter().flatten().cloned().collect();
        match name {
            "vec" if is_one_row => Ok(Written::List(entries)),
            "vector" | "dvector" if is_one_row => Ok(Written::Matrix {
                shape: (entries.len(), 1),
                entries,
            }),
            "vec" | "vector" | "dvector" => Err(format!("`{name}![…]` has commas alone")),
            "matrix" | "dmatrix" if is_even => Ok(Written::Matrix {
                shape: (if width == 0 { 0 } else { rows.len() }, width),
                entries,
            }),
            "matrix" | "dmatrix" => Err("its rows differ in length".to_owned()),
            _ => Err(format!(
                "`{name}!` is not among `vec!`, `vector!`, `dvector!`, `matrix!` and `dmatrix!`"
            )),
        }
    }
}

impl Number {
    fn exact(value: f64) -> Number {
        Number {
            value,
            whole: None,
            half_unit: 0.0,
        }
    }

    /// A number from its digits, without a sign: `3`, `0.25`, `1e-3`.
    fn of(digits: &str) -> Option<Number> {
        let value: f64 = digits.parse().ok()?;
        let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
        let exponent: i32 = exponent.parse().ok()?;
        let decimals = mantissa.split_once('.').map_or("", |(_, decimals)| decimals);
        // `3.0` is how Rust writes a whole number.
        if decimals.is_empty() || decimals == "0" {
            let digits = mantissa.split('.').next().unwrap_or_default().trim_start_matches('0');
            let digits = if digits.is_empty() { "0" } else { digits };
            return Some(Number {
                whole: (exponent == 0).then(|| digits.to_owned()),
                ..Number::exact(value)
            });
        }
        let last = exponent - i32::try_from(decimals.len()).ok()?;
        Some(Number {
            half_unit: 0.5 * 10_f64.powi(last),
            ..Number::exact(value)
        })
    }

    fn times(self, sign: f64) -> Number {
        let negated = |digits: String| if digits == "0" { digits } else { format!("-{digits}") };
        Number {
            value: sign * self.value,
            whole: match sign < 0.0 {
                true => self.whole.map(negated),
                false => self.whole,
            },
            ..self
        }
    }
}

/// How many bytes of `text` are a number: digits, a point and more of them, an exponent.
fn length_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let is_digit = |byte: &&u8| byte.is_ascii_digit() || **byte == b'_';
        from + bytes[from..].iter().take_while(is_digit).count()
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let after = digits(end + 1 + sign);
        if after > end + 1 + sign {
            end = after;
        }
    }
    end
}

/// What follows the name of a type that stands behind a number, as in `2.0_f64`.
fn without_suffix(rest: &str) -> &str {
    const TYPES: [&str; 14] = [
        "f64", "f32", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
    ];
    let suffix = rest.trim_start_matches('_');
    let after = TYPES.iter().find_map(|name| suffix.strip_prefix(name));
    after.unwrap_or(rest)
}

/// The text between quotes that `text` begins with, and what follows it.
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    let mut characters = text.char_indices();
    let closes = match characters.next()? {
        (_, '"') => '"',
        (_, '“') => '”',
        _ => return None,
    };
    let mut inside = String::new();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => inside.push(match characters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                other => other,
            }),
            c if c == closes => return Some((inside, &text[at + c.len_utf8()..])),
            c => inside.push(c),
        }
    }
    None
}

/// The characters of `text` that stand between no quotes, with their places.
pub(super) fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut closes = None;
    let mut is_escaped = false;
    text.char_indices().filter(move |&(_, c)| {
        let is_inside = closes.is_some();
        match closes {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if c == '\\' => is_escaped = true,
            Some(end) if c == end => closes = None,
            Some(_) => {}
            None if c == '"' => closes = Some('"'),
            None if c == '“' => closes = Some('”'),
            None => {}
        }
        !is_inside
    })
}
