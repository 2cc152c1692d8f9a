//! From a tree to a predicate: names become fields, values get the types of their fields, and what no field serves
//! is refused, in the order in which the official server finds it.

use super::literal::{self, value};
use super::predicate::{Comparison, Predicate, Test, rounded};
use super::tree::{Expr, Is, Operator, Statement};
use super::{Error, Field, Filter, Schema, Special};
use crate::search_attributes::{Kind, Value, words};

type Resolved = Result<Predicate, Error>;

pub(super) fn filter(statement: &Statement, schema: &dyn Schema) -> Result<Filter, Error> {
    if statement.has_limit {
        return Err(Error::unsupported("'LIMIT' clause"));
    }
    let mut resolver = Resolver {
        schema,
        named: Vec::new(),
    };
    let condition = statement
        .condition
        .as_ref()
        .map(|expr| resolver.condition(expr))
        .transpose()?;
    if statement.group_by.len() > 1 {
        return Err(Error::unsupported("'GROUP BY' clause supports only a single field"));
    }
    let group_by = statement
        .group_by
        .first()
        .map(|expr| resolver.column(expr))
        .transpose()?;
    for expr in &statement.order_by {
        resolver.column(expr)?;
    }
    if !statement.order_by.is_empty() {
        return Err(Error::unsupported("'ORDER BY' clause"));
    }
    Ok(Filter {
        condition,
        group_by,
        named: resolver.named,
    })
}

struct Resolver<'a> {
    schema: &'a dyn Schema,
    named: Vec<u32>,
}

impl Resolver<'_> {
    fn condition(&mut self, expr: &Expr) -> Resolved {
        match expr {
            Expr::And(parts) => Ok(Predicate::And(self.conditions(parts)?)),
            Expr::Or(parts) => Ok(Predicate::Or(self.conditions(parts)?)),
            Expr::Not(inner) => Ok(Predicate::Not(Box::new(self.condition(inner)?))),
            Expr::Paren(inner) => self.condition(inner),
            Expr::Compare { left, operator, right } => self.compare(left, *operator, right),
            Expr::Between {
                left,
                negated,
                from,
                to,
            } => self.between(left, *negated, from, to),
            Expr::Is { left, what } => self.is(left, *what),
            Expr::Name(_) => Err(Error::invalid("incomplete expression")),
            Expr::Call => Err(Error::unsupported("function expression")),
            other => Err(Error::unsupported(format!("expression of type {}", other.kind()))),
        }
    }

    fn conditions(&mut self, parts: &[Expr]) -> Result<Vec<Predicate>, Error> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn column(&mut self, expr: &Expr) -> Result<Field, Error> {
        let Expr::Name(name) = expr else {
            let kind = expr.kind();
            return Err(Error::invalid(format!("must be a column name but was {kind}")));
        };
        let field = self.schema.field(name);
        let field = field.ok_or_else(|| Error(format!("invalid search attribute: {name}")))?;
        self.named.push(field.number);
        Ok(field)
    }

    fn compare(&mut self, left: &Expr, operator: Operator, right: &Expr) -> Resolved {
        let field = self.column(left)?;
        let values = match right {
            Expr::Tuple(items) => items
                .iter()
                .map(|item| typed(item, &field))
                .collect::<Result<Vec<_>, _>>()?,
            single => vec![typed(single, &field)?],
        };
        if !is_served(operator, field.kind) {
            return Err(Error::unsupported(format!(
                "operator '{}' not supported for {} type search attribute '{}'",
                operator.name(),
                field.kind.name(),
                field.name
            )));
        }
        let test = test(operator, values, &field)?;
        Ok(Predicate::Test { field, test })
    }

    fn between(&mut self, left: &Expr, negated: bool, from: &Expr, to: &Expr) -> Resolved {
        let field = self.column(left)?;
        if matches!(field.kind, Kind::Text | Kind::KeywordList | Kind::Bool) {
            return Err(Error::invalid(format!(
                "cannot do range condition on search attribute '{}' of type {}",
                field.name,
                field.kind.name()
            )));
        }
        let (from, to) = (typed(from, &field)?, typed(to, &field)?);
        let test = Test::Between { negated, from, to };
        Ok(Predicate::Test { field, test })
    }

    fn is(&mut self, left: &Expr, what: Is) -> Resolved {
        let field = self.column(left)?;
        let negated = match what {
            Is::Null => false,
            Is::NotNull => true,
            Is::Other => {
                return Err(Error::invalid(
                    "'IS' operator can only be used as 'IS NULL' or 'IS NOT NULL'",
                ));
            }
        };
        let test = Test::IsNull { negated };
        Ok(Predicate::Test { field, test })
    }
}

fn typed(expr: &Expr, field: &Field) -> Result<Value, Error> {
    Ok(rounded(&value(expr, field)?, field.kind))
}

fn is_served(operator: Operator, kind: Kind) -> bool {
    match operator {
        Operator::Equal | Operator::NotEqual => true,
        Operator::In | Operator::NotIn => kind != Kind::Text,
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            !matches!(kind, Kind::Text | Kind::KeywordList)
        }
        Operator::StartsWith | Operator::NotStartsWith => kind == Kind::Keyword,
        Operator::Unserved(_) => false,
    }
}

fn test(operator: Operator, mut values: Vec<Value>, field: &Field) -> Result<Test, Error> {
    let comparison = match operator {
        Operator::In | Operator::NotIn => {
            let negated = operator == Operator::NotIn;
            return Ok(Test::In { negated, values });
        }
        Operator::StartsWith | Operator::NotStartsWith => {
            let negated = operator == Operator::NotStartsWith;
            return match values.pop() {
                Some(Value::Text(prefix)) => Ok(Test::StartsWith { negated, prefix }),
                other => Err(not_a_text(other.as_ref(), field)),
            };
        }
        Operator::Equal => Comparison::Equal,
        Operator::NotEqual => Comparison::NotEqual,
        Operator::Less => Comparison::Less,
        Operator::LessOrEqual => Comparison::LessOrEqual,
        Operator::Greater => Comparison::Greater,
        Operator::GreaterOrEqual => Comparison::GreaterOrEqual,
        Operator::Unserved(name) => return Err(Error::unsupported(format!("operator '{name}'"))),
    };
    let Some(value) = values.pop() else {
        return Err(Error::invalid("incomplete expression"));
    };
    match value {
        Value::Text(text) if field.kind == Kind::Text => {
            let phrase = |part: &str| words(part).map(Value::Text).collect::<Vec<_>>();
            let phrases: Vec<_> = text
                .split_whitespace()
                .map(phrase)
                .filter(|phrase| !phrase.is_empty())
                .collect();
            if phrases.is_empty() {
                let name = &field.name;
                let what = format!("no tokens found filtering on Text type search attribute {name}");
                return Err(Error::invalid(what));
            }
            let negated = comparison == Comparison::NotEqual;
            Ok(Test::HasPhrase { negated, phrases })
        }
        value => Ok(Test::Compare {
            operator: comparison,
            value,
        }),
    }
}

fn not_a_text(value: Option<&Value>, field: &Field) -> Error {
    let shown = match (value, field.special) {
        (Some(Value::Int(number)), Special::Status) => usize::try_from(*number)
            .ok()
            .and_then(|number| literal::STATUSES.get(number))
            .map_or_else(String::new, |(name, _)| (*name).to_owned()),
        _ => String::new(),
    };
    Error::invalid(format!(
        "right-hand side of \"starts_with\" operator must be a literal string (got: {shown})"
    ))
}
