//! A filter as it is written, before its names and values mean anything.

/// An expression of the language. Those that no filter may hold are kept by the name that errors give them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Paren(Box<Expr>),
    Compare {
        left: Box<Expr>,
        operator: Operator,
        right: Box<Expr>,
    },
    Between {
        left: Box<Expr>,
        negated: bool,
        from: Box<Expr>,
        to: Box<Expr>,
    },
    Is {
        left: Box<Expr>,
        what: Is,
    },
    /// `a`, `a.b` or `a.b.c`.
    Name(String),
    Literal(Literal),
    Tuple(Vec<Expr>),
    Other(&'static str),
    /// A function's call.
    Call,
    /// `-x` and the like, by its sign.
    Unary(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Integer(String),
    Decimal(String),
    Odd(String),
    Bool(bool),
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Null,
    NotNull,
    /// True, false, and their opposites.
    Other,
}

/// A comparison, by the name that errors give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    StartsWith,
    NotStartsWith,
    /// Known to the language and served for no type.
    Unserved(&'static str),
}

impl Operator {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "IN",
            Self::NotIn => "NOT IN",
            Self::StartsWith => "STARTS_WITH",
            Self::NotStartsWith => "NOT STARTS_WITH",
            Self::Unserved(name) => name,
        }
    }
}

/// A whole filter: the condition and what may follow it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Statement {
    pub(super) condition: Option<Expr>,
    pub(super) group_by: Vec<Expr>,
    pub(super) order_by: Vec<Expr>,
    pub(super) has_limit: bool,
}

impl Expr {
    /// The name of its kind in errors.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::And(_) => "*sqlparser.AndExpr",
            Self::Or(_) => "*sqlparser.OrExpr",
            Self::Not(_) => "*sqlparser.NotExpr",
            Self::Paren(_) => "*sqlparser.ParenExpr",
            Self::Compare { .. } => "*sqlparser.ComparisonExpr",
            Self::Between { .. } => "*sqlparser.RangeCond",
            Self::Is { .. } => "*sqlparser.IsExpr",
            Self::Name(_) => "*sqlparser.ColName",
            Self::Literal(Literal::Null) => "*sqlparser.NullVal",
            Self::Literal(Literal::Bool(_)) => "sqlparser.BoolVal",
            Self::Literal(_) => "*sqlparser.SQLVal",
            Self::Tuple(_) => "sqlparser.ValTuple",
            Self::Unary(_) => "*sqlparser.UnaryExpr",
            Self::Call => "*sqlparser.FuncExpr",
            Self::Other(kind) => kind,
        }
    }
}
