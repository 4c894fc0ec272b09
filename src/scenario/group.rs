//! Groups of levers that are changed together where two scenarios are compared.

use crate::listed::listed;

listed! {
    /// A group of levers.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    enum Group, ALL, text_key -> &'static str;

    /// 测算期间: start, months and mode, and the replay's factors.
    Span = "group.span";
    /// 人数: growth of persons, and events.
    Persons = "group.persons";
    /// 按年龄的人口: structure, death rates, retirement, entry.
    People = "group.people";
    /// 征缴: contribution rate, collection rate, base and season.
    Contributions = "group.contributions";
    /// 待遇: raises, and other expenditure.
    Benefits = "group.benefits";
    /// 期初结余
    Opening = "group.opening";
    /// 专项补助
    Grants = "group.grants";
    /// 同级财政补助
    Subsidy = "group.subsidy";
    /// 利息
    Interest = "group.interest";
    /// 做实个人账户
    Accounts = "group.accounts";
    /// 并轨
    Merger = "group.merger";
    /// 统筹方式, with targets and what the wage formula is given.
    Pooling = "group.pooling";
}

impl Group {
    /// The key in files.
    pub fn key(self) -> &'static str {
        self.text_key().trim_start_matches("group.")
    }
}
