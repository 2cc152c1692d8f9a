//! Numbers as Python writes them.

use std::io::Write;

/// Writes a float as `float.__repr__` does, and the three values that are no JSON as Python's encoder does.
pub(super) fn write_float(text: &mut Vec<u8>, value: f64) {
    if value.is_nan() {
        text.extend_from_slice(b"NaN");
    } else if value.is_infinite() {
        text.extend_from_slice(if value > 0.0 { b"Infinity" } else { b"-Infinity" });
    } else {
        write_finite(text, value);
    }
}

fn write_finite(text: &mut Vec<u8>, value: f64) {
    // Both languages write the shortest digits that read back as the same number, and differ in where they put
    // the point: `{:e}` gives the digits and the exponent, `d.ddde-7`.
    let scientific = scientific(value);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(|&letter| letter != '.').collect();
    text.extend_from_slice(sign.as_bytes());
    if (-4..16).contains(&exponent) {
        write_fixed(text, &digits, exponent);
    } else {
        write_scientific(text, &digits, exponent);
    }
}

/// The shortest digits that read back as the same number, and of several the nearest, as `d.ddde-7`.
fn scientific(value: f64) -> String {
    let shortest = format!("{value:e}");
    // Half-way between two of them Python takes the even one, and Rust the larger. It takes this many digits to
    // come there: fewer are always further apart than two neighbouring numbers.
    let digits = shortest
        .bytes()
        .take_while(|&byte| byte != b'e')
        .filter(u8::is_ascii_digit)
        .count();
    if digits >= 15 {
        let rounded = format!("{value:.*e}", digits - 1);
        if rounded.parse() == Ok(value) {
            return rounded;
        }
    }
    shortest
}

fn write_fixed(text: &mut Vec<u8>, digits: &str, exponent: i32) {
    let zeros = |count: i32| std::iter::repeat_n(b'0', usize::try_from(count).unwrap_or(0));
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    if exponent < 0 {
        text.extend_from_slice(b"0.");
        text.extend(zeros(-exponent - 1));
        text.extend_from_slice(digits.as_bytes());
    } else if length <= exponent + 1 {
        text.extend_from_slice(digits.as_bytes());
        text.extend(zeros(exponent + 1 - length));
        text.extend_from_slice(b".0");
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(exponent).unwrap_or(0) + 1);
        text.extend_from_slice(whole.as_bytes());
        text.push(b'.');
        text.extend_from_slice(fraction.as_bytes());
    }
}

fn write_scientific(text: &mut Vec<u8>, digits: &str, exponent: i32) {
    let (first, rest) = digits.split_at(1);
    text.extend_from_slice(first.as_bytes());
    if !rest.is_empty() {
        text.push(b'.');
        text.extend_from_slice(rest.as_bytes());
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(text, "e{sign}{:02}", exponent.abs()).expect("writing to a vector succeeds");
}

#[cfg(test)]
mod tests {
    use super::write_float;

    #[track_caller]
    fn check(value: f64, python: &str) {
        let mut text = Vec::new();
        write_float(&mut text, value);
        assert_eq!(String::from_utf8(text).unwrap(), python);
    }

    #[test]
    fn floats_are_written_as_python_does() {
        check(0.0, "0.0");
        check(-0.0, "-0.0");
        check(1.0, "1.0");
        check(-1.5, "-1.5");
        check(0.0001, "0.0001");
        check(0.00001, "1e-05");
        check(1e15, "1000000000000000.0");
        check(1e16, "1e+16");
        check(123_456_789.125, "123456789.125");
        check(1.7976931348623157e308, "1.7976931348623157e+308");
        check(5e-324, "5e-324");
        check(562_949_953_421_312.25, "562949953421312.2");
        check(562_949_953_421_313.75, "562949953421313.8");
        check(9_007_199_254_740_993.0, "9007199254740992.0");
        check(f64::NAN, "NaN");
        check(f64::NEG_INFINITY, "-Infinity");
    }
}
