//! JSON text to a tree that borrows from it.
//!
//! It reads what `json.loads` reads, `NaN` and `Infinity` included. Where Python would raise, or where a string
//! holds half of a surrogate pair, which no Rust string can, it gives up, and Python has its turn.

use std::{borrow::Cow, collections::HashMap};

/// How deep arrays and objects may nest here. Deeper text is for Python, which has a limit of its own.
const DEPTH_MAX: usize = 200;
/// Below this many members, comparing each pair of names is faster than hashing them.
const FEW_MEMBERS: usize = 12;

/// A JSON value.
#[derive(Debug, PartialEq)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Int(i64),
    /// An integer that is larger than an `i64`, in decimal digits.
    Big(&'a str),
    Float(f64),
    Str(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    /// Members in order. Of members of the same name the last value counts, at the place of the first.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// The value of a text; `None` if it is for Python to read or to refuse.
pub(super) fn parse(text: &[u8]) -> Option<Json<'_>> {
    // A zero byte this early is another encoding than UTF-8.
    if text.len() >= 2 && text[..2].contains(&0) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    parser.skip_space();
    let value = parser.value(0)?;
    parser.skip_space();
    (parser.at == text.len()).then_some(value)
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, literal: &str) -> Option<()> {
        self.bytes[self.at..]
            .starts_with(literal.as_bytes())
            .then(|| self.at += literal.len())
    }

    fn value(&mut self, depth: usize) -> Option<Json<'a>> {
        if depth > DEPTH_MAX {
            return None;
        }
        match self.peek()? {
            b'"' => self.string().map(Json::Str),
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'n' => self.take("null").map(|()| Json::Null),
            b't' => self.take("true").map(|()| Json::Bool(true)),
            b'f' => self.take("false").map(|()| Json::Bool(false)),
            b'N' => self.take("NaN").map(|()| Json::Float(f64::NAN)),
            b'I' => self.take("Infinity").map(|()| Json::Float(f64::INFINITY)),
            b'-' if self.bytes.get(self.at + 1) == Some(&b'I') => {
                self.take("-Infinity").map(|()| Json::Float(f64::NEG_INFINITY))
            }
            _ => self.number(),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Json<'a>> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]").is_some() {
            return Some(Json::Array(items));
        }
        loop {
            self.skip_space();
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take(",").is_none() {
                self.take("]")?;
                return Some(Json::Array(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json<'a>> {
        self.at += 1;
        let mut members = Vec::new();
        self.skip_space();
        if self.take("}").is_some() {
            return Some(Json::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            self.skip_space();
            self.take(":")?;
            self.skip_space();
            members.push((name, self.value(depth + 1)?));
            self.skip_space();
            if self.take(",").is_none() {
                self.take("}")?;
                return Some(Json::Object(without_repeats(members)));
            }
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.take("\"")?;
        let start = self.at;
        loop {
            match self.peek()? {
                b'"' => {
                    let plain = &self.text[start..self.at];
                    self.at += 1;
                    return Some(Cow::Borrowed(plain));
                }
                b'\\' => return self.escaped_string(start).map(Cow::Owned),
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    /// The rest of a string in which an escape was met, `self.at` being there.
    fn escaped_string(&mut self, start: usize) -> Option<String> {
        let mut string = self.text[start..self.at].to_owned();
        let mut plain = self.at;
        loop {
            match self.peek()? {
                b'"' => {
                    string.push_str(&self.text[plain..self.at]);
                    self.at += 1;
                    return Some(string);
                }
                b'\\' => {
                    string.push_str(&self.text[plain..self.at]);
                    self.at += 1;
                    string.push(self.escape()?);
                    plain = self.at;
                }
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    /// What an escape stands for, `self.at` being behind its backslash.
    fn escape(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.unicode_escape(),
            _ => return None,
        })
    }

    fn unicode_escape(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.take("\\u")?;
        let second = self.four_digits()?;
        if !(0xdc00..0xe000).contains(&second) {
            return None;
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + 4)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    fn number(&mut self) -> Option<Json<'a>> {
        let start = self.at;
        let _ = self.take("-");
        let whole = self.digits();
        let leading_zero = self.bytes.get(self.at - whole) == Some(&b'0');
        if whole == 0 || (whole > 1 && leading_zero) {
            return None;
        }
        let mut is_float = false;
        if self.peek() == Some(b'.') {
            self.at += 1;
            is_float = true;
            if self.digits() == 0 {
                return None;
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            is_float = true;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return None;
            }
        }
        let text = &self.text[start..self.at];
        if is_float {
            return text.parse().ok().map(Json::Float);
        }
        Some(text.parse().map_or(Json::Big(text), Json::Int))
    }

    /// Skips digits and counts them.
    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }
}

fn without_repeats<'a>(members: Vec<(Cow<'a, str>, Json<'a>)>) -> Vec<(Cow<'a, str>, Json<'a>)> {
    let distinct = if members.len() <= FEW_MEMBERS {
        members
            .iter()
            .enumerate()
            .all(|(index, (name, _))| members[..index].iter().all(|(other, _)| other != name))
    } else {
        let mut names = std::collections::HashSet::with_capacity(members.len());
        members.iter().all(|(name, _)| names.insert(&**name))
    };
    if distinct {
        return members;
    }
    let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
    let mut kept: Vec<(Cow<'a, str>, Json<'a>)> = Vec::new();
    for (name, value) in members {
        match places.get(&name) {
            Some(&place) => kept[place].1 = value,
            None => {
                places.insert(name.clone(), kept.len());
                kept.push((name, value));
            }
        }
    }
    kept
}
