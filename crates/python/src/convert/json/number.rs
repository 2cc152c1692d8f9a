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
