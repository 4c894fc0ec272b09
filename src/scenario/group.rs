//! Groups of levers that are changed together where two scenarios are compared.

/// A group of levers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// 测算期间: start, months and mode, and the replay's factors.
    Span,
    /// 人数: growth of persons, and events.
    Persons,
    /// 征缴: contribution rate, collection rate, base and season.
    Contributions,
    /// 待遇: raises, and other expenditure.
    Benefits,
    /// 期初结余
    Opening,
    /// 专项补助
    Grants,
    /// 同级财政补助
    Subsidy,
    /// 利息
    Interest,
    /// 做实个人账户
    Accounts,
    /// 统筹办法, with targets and what the wage formula is given.
    Pooling,
}

impl Group {
    /// All, in the order in which they are changed.
    pub const ALL: [Group; 10] = [
        Group::Span,
        Group::Persons,
        Group::Contributions,
        Group::Benefits,
        Group::Opening,
        Group::Grants,
        Group::Subsidy,
        Group::Interest,
        Group::Accounts,
        Group::Pooling,
    ];

    /// The key of its name in the locale files.
    pub const fn text_key(self) -> &'static str {
        match self {
            Group::Span => "group.span",
            Group::Persons => "group.persons",
            Group::Contributions => "group.contributions",
            Group::Benefits => "group.benefits",
            Group::Opening => "group.opening",
            Group::Grants => "group.grants",
            Group::Subsidy => "group.subsidy",
            Group::Interest => "group.interest",
            Group::Accounts => "group.accounts",
            Group::Pooling => "group.pooling",
        }
    }

    /// The key in files.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("group.")
    }
}
