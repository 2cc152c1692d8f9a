//! From tokens to a tree.
//!
//! ```text
//! statement  = [condition] [GROUP BY list] [HAVING condition] [ORDER BY list] [LIMIT …] [;]
//! condition  = and {OR and}          and = not {AND not}          not = NOT not | is
//! is         = predicate {IS [NOT] (NULL | TRUE | FALSE)}
//! predicate  = value [compare value | [NOT] IN (list) | [NOT] STARTS_WITH value | [NOT] BETWEEN value AND value | …]
//! value      = unary {sign unary}    unary = [- + ! ~] primary
//! primary    = literal | name {. name} | name (list) | (condition {, condition})
//! ```

use super::token::{Placed, Token, tokens};
use super::tree::{Expr, Is, Literal, Operator, Statement};

/// Deeper nesting than anybody writes; it keeps the stack from what only a machine would send.
const DEPTH_MAX: usize = 100;

/// How much of the statement precedes a condition, and how much what begins with a clause.
const BEFORE_CONDITION: usize = "select * from table1 where ".len();
const BEFORE_CLAUSE: usize = "select * from table1 ".len();

/// What is wrong with the text of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError(pub(super) String);

/// Parses a filter, which may be empty.
pub(super) fn statement(text: &str) -> Result<Statement, SyntaxError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Statement::default());
    }
    let is_clause = ["group by", "order by"].iter().any(|clause| {
        text.get(..clause.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(clause))
    });
    if is_clause {
        return Parser::new(text, BEFORE_CLAUSE).clauses(None);
    }
    with_condition(text)
}

/// Parses a filter that has to begin with a condition.
pub(super) fn with_condition(text: &str) -> Result<Statement, SyntaxError> {
    let mut parser = Parser::new(text, BEFORE_CONDITION);
    let condition = parser.condition()?;
    parser.clauses(Some(condition))
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    depth: usize,
}

type Parsed = Result<Expr, SyntaxError>;

impl Parser {
    fn new(text: &str, before: usize) -> Self {
        Self {
            tokens: tokens(text, before),
            at: 0,
            depth: 0,
        }
    }

    fn token(&self) -> &Token {
        &self.tokens[self.at].token
    }

    fn advance(&mut self) {
        // The last token is the end, or what can't be cut, and stays.
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.token(), Token::Word(known) if *known == word);
        if found {
            self.advance();
        }
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.token(), Token::Sign(known) if *known == sign);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, taken: bool) -> Result<(), SyntaxError> {
        if taken { Ok(()) } else { Err(self.unexpected()) }
    }

    fn expect_sign(&mut self, sign: &str) -> Result<(), SyntaxError> {
        let taken = self.take_sign(sign);
        self.expect(taken)
    }

    fn expect_word(&mut self, word: &str) -> Result<(), SyntaxError> {
        let taken = self.take_word(word);
        self.expect(taken)
    }

    fn unexpected(&self) -> SyntaxError {
        let Placed { after, near, .. } = &self.tokens[self.at];
        let near = near.as_ref().map(|near| format!(" near '{near}'")).unwrap_or_default();
        SyntaxError(format!("syntax error at position {after}{near}"))
    }

    fn clauses(&mut self, condition: Option<Expr>) -> Result<Statement, SyntaxError> {
        let mut statement = Statement {
            condition,
            ..Statement::default()
        };
        if self.take_word("GROUP") {
            self.expect_word("BY")?;
            statement.group_by = self.list()?;
        }
        if self.take_word("HAVING") {
            self.condition()?;
        }
        if self.take_word("ORDER") {
            self.expect_word("BY")?;
            statement.order_by = self.order()?;
        }
        if self.take_word("LIMIT") {
            self.value()?;
            if self.take_sign(",") || self.take_name("OFFSET") {
                self.value()?;
            }
            statement.has_limit = true;
        }
        self.take_sign(";");
        match self.token() {
            Token::End => Ok(statement),
            _ => Err(self.unexpected()),
        }
    }

    fn take_name(&mut self, wanted: &str) -> bool {
        let found = matches!(self.token(), Token::Name(name) if name.eq_ignore_ascii_case(wanted));
        if found {
            self.advance();
        }
        found
    }

    fn order(&mut self) -> Result<Vec<Expr>, SyntaxError> {
        let mut columns = Vec::new();
        loop {
            columns.push(self.condition()?);
            if !self.take_word("ASC") {
                self.take_word("DESC");
            }
            if !self.take_sign(",") {
                return Ok(columns);
            }
        }
    }

    fn list(&mut self) -> Result<Vec<Expr>, SyntaxError> {
        let mut items = vec![self.condition()?];
        while self.take_sign(",") {
            items.push(self.condition()?);
        }
        Ok(items)
    }

    fn condition(&mut self) -> Parsed {
        let mut parts = vec![self.and()?];
        while self.take_word("OR") || self.take_sign("||") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    fn and(&mut self) -> Parsed {
        let mut parts = vec![self.not()?];
        while self.take_word("AND") || self.take_sign("&&") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expr::And))
    }

    fn not(&mut self) -> Parsed {
        if !self.take_word("NOT") {
            return self.is();
        }
        let inner = self.nested(Self::not)?;
        Ok(Expr::Not(Box::new(inner)))
    }

    fn nested(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == DEPTH_MAX {
            return Err(SyntaxError(format!("nested deeper than {DEPTH_MAX} levels")));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn is(&mut self) -> Parsed {
        let mut left = self.predicate()?;
        let mut depth = 0;
        while self.take_word("IS") {
            let negated = self.take_word("NOT");
            let what = if self.take_word("NULL") {
                if negated { Is::NotNull } else { Is::Null }
            } else if self.take_word("TRUE") || self.take_word("FALSE") {
                Is::Other
            } else {
                return Err(self.unexpected());
            };
            depth += 1;
            if depth > DEPTH_MAX {
                return Err(SyntaxError(format!("nested deeper than {DEPTH_MAX} levels")));
            }
            left = Expr::Is {
                left: Box::new(left),
                what,
            };
        }
        Ok(left)
    }

    fn predicate(&mut self) -> Parsed {
        let left = self.value()?;
        let negated = self.take_word("NOT");
        if self.take_word("BETWEEN") {
            let from = Box::new(self.value()?);
            self.expect_word("AND")?;
            let to = Box::new(self.value()?);
            return Ok(Expr::Between {
                left: Box::new(left),
                negated,
                from,
                to,
            });
        }
        let Some(operator) = self.operator(negated) else {
            return if negated { Err(self.unexpected()) } else { Ok(left) };
        };
        let right = match operator {
            Operator::In | Operator::NotIn => {
                self.expect_sign("(")?;
                let items = self.list()?;
                self.expect_sign(")")?;
                Expr::Tuple(items)
            }
            _ => self.value()?,
        };
        if matches!(operator, Operator::Unserved("LIKE" | "NOT LIKE")) && self.take_word("ESCAPE") {
            self.value()?;
        }
        Ok(Expr::Compare {
            left: Box::new(left),
            operator,
            right: Box::new(right),
        })
    }

    fn operator(&mut self, negated: bool) -> Option<Operator> {
        let operator = match (self.token(), negated) {
            (Token::Sign("="), false) => Operator::Equal,
            (Token::Sign("!=" | "<>"), false) => Operator::NotEqual,
            (Token::Sign("<"), false) => Operator::Less,
            (Token::Sign("<="), false) => Operator::LessOrEqual,
            (Token::Sign(">"), false) => Operator::Greater,
            (Token::Sign(">="), false) => Operator::GreaterOrEqual,
            (Token::Sign("<=>"), false) => Operator::Unserved("<=>"),
            (Token::Word("IN"), false) => Operator::In,
            (Token::Word("IN"), true) => Operator::NotIn,
            (Token::Word("STARTS_WITH"), false) => Operator::StartsWith,
            (Token::Word("STARTS_WITH"), true) => Operator::NotStartsWith,
            (Token::Word("LIKE"), false) => Operator::Unserved("LIKE"),
            (Token::Word("LIKE"), true) => Operator::Unserved("NOT LIKE"),
            (Token::Word("REGEXP" | "RLIKE"), false) => Operator::Unserved("REGEXP"),
            (Token::Word("REGEXP" | "RLIKE"), true) => Operator::Unserved("NOT REGEXP"),
            _ => return None,
        };
        self.advance();
        Some(operator)
    }

    fn value(&mut self) -> Parsed {
        let mut value = self.unary()?;
        loop {
            match self.token() {
                Token::Sign("+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>" | "->" | "->>")
                | Token::Word("DIV" | "MOD") => {
                    self.advance();
                    self.unary()?;
                    value = Expr::Other("*sqlparser.BinaryExpr");
                }
                Token::Word("COLLATE") => {
                    self.advance();
                    self.unary()?;
                    value = Expr::Other("*sqlparser.CollateExpr");
                }
                _ => return Ok(value),
            }
        }
    }

    fn unary(&mut self) -> Parsed {
        let sign = match self.token() {
            Token::Sign(sign @ ("-" | "+" | "!" | "~")) => *sign,
            Token::Word("BINARY") => "binary ",
            _ => return self.primary(),
        };
        self.advance();
        let inner = self.nested(Self::unary)?;
        Ok(match (sign, inner) {
            ("+", number @ Expr::Literal(Literal::Integer(_) | Literal::Decimal(_))) => number,
            ("-", Expr::Literal(Literal::Integer(number))) => Expr::Literal(Literal::Integer(negative(&number))),
            ("-", Expr::Literal(Literal::Decimal(number))) => Expr::Literal(Literal::Decimal(negative(&number))),
            (sign, _) => Expr::Unary(sign),
        })
    }

    fn primary(&mut self) -> Parsed {
        let literal = match self.token() {
            Token::Text(text) => Literal::Text(text.clone()),
            Token::Integer(number) => Literal::Integer(number.clone()),
            Token::Decimal(number) => Literal::Decimal(number.clone()),
            Token::Odd(written) => Literal::Odd(written.clone()),
            Token::Word("TRUE") => Literal::Bool(true),
            Token::Word("FALSE") => Literal::Bool(false),
            Token::Word("NULL") => Literal::Null,
            Token::Name(name) => {
                let name = name.clone();
                self.advance();
                return self.name(name);
            }
            Token::Sign("(") => {
                self.advance();
                return self.parens();
            }
            Token::Word(_) | Token::Sign(_) | Token::Broken(_) | Token::End => return Err(self.unexpected()),
        };
        self.advance();
        Ok(Expr::Literal(literal))
    }

    fn name(&mut self, mut name: String) -> Parsed {
        for _ in 0..2 {
            if !self.take_sign(".") {
                break;
            }
            let Token::Name(part) = self.token() else {
                return Err(self.unexpected());
            };
            name = format!("{name}.{part}");
            self.advance();
        }
        if !self.take_sign("(") {
            return Ok(Expr::Name(name));
        }
        if !self.take_sign(")") {
            self.nested(|parser| parser.list().map(Expr::Tuple))?;
            self.expect_sign(")")?;
        }
        Ok(Expr::Call)
    }

    fn parens(&mut self) -> Parsed {
        let inner = self.nested(|parser| parser.list().map(Expr::Tuple))?;
        self.expect_sign(")")?;
        Ok(match inner {
            Expr::Tuple(mut items) if items.len() == 1 => Expr::Paren(Box::new(items.remove(0))),
            inner => inner,
        })
    }
}

fn one_or(mut parts: Vec<Expr>, many: fn(Vec<Expr>) -> Expr) -> Expr {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}

fn negative(number: &str) -> String {
    number
        .strip_prefix('-')
        .map_or_else(|| format!("-{number}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_place_as_the_official_server_does() {
        for (text, place) in [
            ("CInt = ", "34"),
            ("= 3", "29"),
            ("AND", "31 near 'and'"),
            ("CInt 3", "34 near '3'"),
            ("(CInt = 3", "37"),
            ("CInt = 3)", "37"),
            ("CInt = 'x", "37 near 'x'"),
            ("CInt == 3", "35"),
            ("CKw IN ()", "37"),
            ("GROUP BY", "30"),
            ("Group = 1", "33 near 'group'"),
            ("CInt = 1abc", "36 near '1'"),
            ("a.b.c.d = 1", "34"),
            ("WorkflowType IS 'D'", "47 near 'D'"),
            ("WorkflowType NOT = 'D'", "46"),
            ("`` = 3", "30"),
            ("CInt = 3 -- x\n}", "43 near '}'"),
        ] {
            let expected = format!("syntax error at position {place}");
            assert_eq!(statement(text), Err(SyntaxError(expected)), "{text}");
        }
    }

    #[test]
    fn nesting_has_a_bound_and_chains_have_none() {
        for text in [
            "(".repeat(100_000),
            "NOT ".repeat(100_000),
            "!".repeat(100_000),
            "f(".repeat(100_000),
        ] {
            assert!(statement(&text).is_err());
        }
        let chain = vec!["a = 1"; 50_000].join(" AND ");
        assert!(statement(&chain).is_ok());
        let sum = format!("a = {}", vec!["1"; 50_000].join("+"));
        assert!(statement(&sum).is_ok());
    }
}
