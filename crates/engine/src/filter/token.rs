//! Words, literals and signs of a filter.
//!
//! A filter is the condition of a SQL statement as the official server reads it, so positions count from the beginning
//! of that statement, and an error names the place after the sign that was not expected.

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name: bare, or in back quotes.
    Name(String),
    /// A reserved word, in upper case.
    Word(&'static str),
    Text(String),
    /// An integer, as it was written.
    Integer(String),
    Decimal(String),
    /// A literal of a form that has no value here, such as `0x10` or `:v`.
    Odd(String),
    Sign(&'static str),
    /// Something that can't begin a token; the text that is shown of it.
    Broken(String),
    End,
}

/// A token with what an error says when it was not expected.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) token: Token,
    /// The place of the character after it, counted from one.
    pub(super) after: usize,
    /// The text that the error shows; signs have none.
    pub(super) near: Option<String>,
}

const WORDS: [&str; 52] = [
    "ALL",
    "ALTER",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "BETWEEN",
    "BINARY",
    "BY",
    "CASE",
    "COLLATE",
    "CREATE",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DIV",
    "DROP",
    "ELSE",
    "END",
    "ESCAPE",
    "EXISTS",
    "FALSE",
    "FOR",
    "FROM",
    "GROUP",
    "HAVING",
    "IN",
    "INSERT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LIKE",
    "LIMIT",
    "LOCK",
    "MOD",
    "NOT",
    "NULL",
    "OR",
    "ORDER",
    "REGEXP",
    "RLIKE",
    "SELECT",
    "SET",
    "STARTS_WITH",
    "TABLE",
    "TRUE",
    "UNION",
    "UPDATE",
    "WHERE",
    "XOR",
];

const SIGNS: [&str; 30] = [
    "<=>", "->>", "<=", ">=", "<>", "!=", "&&", "||", "<<", ">>", "->", "=", "<", ">", "(", ")", ",", "+", "-", "*",
    "/", "%", "!", "~", "&", "|", "^", ";", ".", "?",
];

/// Cuts a text into tokens; the last is [`Token::End`]. `before` is how much of the statement precedes it.
pub(super) fn tokens(text: &str, before: usize) -> Vec<Placed> {
    let mut scanner = Scanner { text, at: 0, before };
    let mut tokens = Vec::new();
    loop {
        let placed = scanner.next();
        let is_last = matches!(placed.token, Token::End | Token::Broken(_));
        tokens.push(placed);
        if is_last {
            return tokens;
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    before: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn placed(&self, token: Token, near: Option<String>) -> Placed {
        Placed {
            token,
            after: self.before + self.at + 1,
            near,
        }
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let end = rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        let taken = rest[..end].to_owned();
        self.at += end;
        taken
    }

    fn next(&mut self) -> Placed {
        if let Some(unclosed) = self.skip_blanks() {
            return self.placed(Token::Broken(unclosed.clone()), Some(unclosed));
        }
        let Some(first) = self.peek() else {
            return self.placed(Token::End, None);
        };
        match first {
            '\'' | '"' => self.text(first),
            '`' => self.quoted_name(),
            '0'..='9' => self.number(),
            '.' if self.rest()[1..].starts_with(|next: char| next.is_ascii_digit()) => self.number(),
            ':' => self.variable(),
            'a'..='z' | 'A'..='Z' | '_' | '@' | '$' => self.word(),
            _ => self.sign(first),
        }
    }

    /// Skips white space and comments; returns a comment that does not end.
    fn skip_blanks(&mut self) -> Option<String> {
        loop {
            self.take_while(char::is_whitespace);
            let rest = self.rest();
            let to_line_end = rest.starts_with('#')
                || rest.starts_with("--") && !rest[2..].starts_with(|next: char| next.is_ascii_digit());
            if to_line_end {
                self.take_while(|letter| letter != '\n');
            } else if let Some(comment) = rest.strip_prefix("/*") {
                match comment.find("*/") {
                    Some(end) => self.at += end + 4,
                    None => {
                        let unclosed = rest.to_owned();
                        self.at = self.text.len();
                        return Some(unclosed);
                    }
                }
            } else {
                return None;
            }
        }
    }

    fn text(&mut self, quote: char) -> Placed {
        let mut value = String::new();
        let begin = self.at + 1;
        let mut letters = self.text[begin..].char_indices().peekable();
        while let Some((place, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some((_, escaped)) => value.push(unescaped(escaped)),
                    None => break,
                },
                _ if letter == quote => {
                    if letters.next_if(|(_, next)| *next == quote).is_some() {
                        value.push(quote);
                        continue;
                    }
                    self.at = begin + place + 1;
                    return self.placed(Token::Text(value.clone()), Some(value));
                }
                _ => value.push(letter),
            }
        }
        self.at = self.text.len();
        self.placed(Token::Broken(value.clone()), Some(value))
    }

    fn quoted_name(&mut self) -> Placed {
        let mut name = String::new();
        let begin = self.at + 1;
        let mut letters = self.text[begin..].char_indices().peekable();
        while let Some((place, letter)) = letters.next() {
            if letter != '`' {
                name.push(letter);
            } else if letters.next_if(|(_, next)| *next == '`').is_some() && !name.is_empty() {
                name.push('`');
            } else {
                self.at = begin + place + 1;
                if name.is_empty() {
                    return self.placed(Token::Broken(name), None);
                }
                return self.placed(Token::Name(name.clone()), Some(name));
            }
        }
        self.at = self.text.len();
        self.placed(Token::Broken(name.clone()), Some(name))
    }

    fn number(&mut self) -> Placed {
        let rest = self.rest();
        if rest.starts_with("0x") || rest.starts_with("0X") {
            let begin = self.at;
            self.at += 2;
            self.take_while(|letter| letter.is_ascii_hexdigit());
            let written = self.text[begin..self.at].to_owned();
            return self.placed(Token::Odd(written.clone()), Some(written));
        }
        let mut written = self.take_while(|letter| letter.is_ascii_digit());
        let mut is_decimal = false;
        if self.peek() == Some('.') {
            is_decimal = true;
            self.at += 1;
            written.push('.');
            written += &self.take_while(|letter| letter.is_ascii_digit());
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            is_decimal = true;
            self.at += 1;
            written.push('e');
            if let Some(sign @ ('+' | '-')) = self.peek() {
                self.at += 1;
                written.push(sign);
            }
            written += &self.take_while(|letter| letter.is_ascii_digit());
        }
        let near = Some(written.clone());
        if self
            .peek()
            .is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '_')
        {
            return self.placed(Token::Broken(written), near);
        }
        let token = if is_decimal {
            Token::Decimal(written)
        } else {
            Token::Integer(written)
        };
        self.placed(token, near)
    }

    fn variable(&mut self) -> Placed {
        let begin = self.at;
        self.at += 1;
        self.take_while(|letter| letter == ':');
        let name = self.take_while(is_name);
        let written = self.text[begin..self.at].to_owned();
        let near = Some(written.clone());
        if name.is_empty() {
            return self.placed(Token::Broken(written), near);
        }
        self.placed(Token::Odd(written), near)
    }

    fn word(&mut self) -> Placed {
        let word = self.take_while(is_name);
        let reserved = WORDS.iter().find(|known| known.eq_ignore_ascii_case(&word));
        match reserved {
            Some(known) => self.placed(Token::Word(known), Some(word.to_ascii_lowercase())),
            None => self.placed(Token::Name(word.clone()), Some(word)),
        }
    }

    fn sign(&mut self, first: char) -> Placed {
        if let Some(sign) = SIGNS.iter().find(|sign| self.rest().starts_with(**sign)) {
            self.at += sign.len();
            return match *sign {
                "?" => self.placed(Token::Odd(":v1".to_owned()), Some(":v1".to_owned())),
                sign => self.placed(Token::Sign(sign), None),
            };
        }
        self.at += 1;
        // Wire: the official scanner goes by bytes, and shows one that is no letter as this.
        let shown = if first.is_ascii() {
            first
        } else {
            char::REPLACEMENT_CHARACTER
        };
        let placed = self.placed(Token::Broken(shown.to_string()), Some(shown.to_string()));
        self.at = self.text.len();
        placed
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '@' | '$')
}

fn unescaped(letter: char) -> char {
    match letter {
        '0' => '\0',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'Z' => '\u{1a}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token> {
        tokens(text, 0).into_iter().map(|placed| placed.token).collect()
    }

    #[test]
    fn all_kinds_of_tokens_are_cut() {
        let name = |name: &str| Token::Name(name.to_owned());
        assert_eq!(
            kinds(r#"`a``b` >= 'it''s' and "x\n" -- rest"#),
            [
                name("a`b"),
                Token::Sign(">="),
                Token::Text("it's".to_owned()),
                Token::Word("AND"),
                Token::Text("x\n".to_owned()),
                Token::End
            ]
        );
        assert_eq!(
            kinds("1 2.5 .5 1e5 0x1f ?"),
            [
                Token::Integer("1".to_owned()),
                Token::Decimal("2.5".to_owned()),
                Token::Decimal(".5".to_owned()),
                Token::Decimal("1e5".to_owned()),
                Token::Odd("0x1f".to_owned()),
                Token::Odd(":v1".to_owned()),
                Token::End
            ]
        );
    }

    #[test]
    fn what_is_no_token_ends_the_text() {
        for (text, shown) in [
            ("'open", "open"),
            ("`open", "open"),
            ("1abc", "1"),
            ("❤ = 1", "\u{fffd}"),
            ("/* x", "/* x"),
        ] {
            assert_eq!(kinds(text), [Token::Broken(shown.to_owned())], "{text}");
        }
    }
}
