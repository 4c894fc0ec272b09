//! What is known of a place's fund in a month: one table of fields, and a row of their values.
//!
//! The table says of each field its key, unit, nature and the rest; whoever reads, writes, sums, shows or explains a
//! field asks it. The first [`Field::OBSERVED`] are the columns of the data file, the others stand in a settled month
//! beside them. A [`Row`] is a view of one month's values wherever they are kept: of observed data as of a run.
//!
//! Source: model sections 2, 3 and 5.

use std::sync::OnceLock;

use crate::listed::listed;
use crate::money::{Money, Persons};

/// How a field's numbers are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldUnit {
    /// Whole persons.
    Persons,
    /// Yuan to the fen, a flow or a stock.
    Yuan,
    /// Yuan per person and month.
    YuanPerMonth,
}

/// How a field's numbers go together over months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// What passed in the months: they add up.
    Flow,
    /// What was there at the end: the last month's.
    Stock,
    /// Heads: the mean of the months.
    Heads,
    /// A mean by head: weighted by the contributors.
    PerHead,
    /// One number for the year, the same in each of its months.
    Annual,
}

/// What the program knows of a field.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Its key in files.
    pub key: &'static str,
    /// The key of its name in the locale files.
    pub text_key: &'static str,
    /// How its numbers are counted.
    pub unit: FieldUnit,
    /// How they go together over months.
    pub nature: Nature,
    /// Whether a data file must have, may lack, or does not know it.
    pub kept: Kept,
    /// Whether a replay takes it from the data, and may scale it.
    pub replayed: bool,
    /// Its sign in the year's surplus (当期结余); 0 where it is not part of it.
    pub in_surplus: i8,
}

/// Whether data files keep a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// A file without the column is refused.
    Needed,
    /// Unknown where the column is absent.
    Known,
    /// Zero where the column is absent, because it was not kept.
    ElseZero,
    /// Not a column of data files: it comes of a settlement.
    Settled,
}

const fn spec(key: &'static str, text_key: &'static str, unit: FieldUnit, nature: Nature) -> FieldSpec {
    FieldSpec { key, text_key, unit, nature, kept: Kept::Known, replayed: false, in_surplus: 0 }
}

const fn heads(key: &'static str, text_key: &'static str) -> FieldSpec {
    spec(key, text_key, FieldUnit::Persons, Nature::Heads).replayed()
}

const fn flow(key: &'static str, text_key: &'static str) -> FieldSpec {
    spec(key, text_key, FieldUnit::Yuan, Nature::Flow)
}

const fn stock(key: &'static str, text_key: &'static str) -> FieldSpec {
    spec(key, text_key, FieldUnit::Yuan, Nature::Stock)
}

impl FieldSpec {
    const fn needed(self) -> FieldSpec {
        FieldSpec { kept: Kept::Needed, ..self }
    }

    const fn else_zero(self) -> FieldSpec {
        FieldSpec { kept: Kept::ElseZero, ..self }
    }

    const fn settled(self) -> FieldSpec {
        FieldSpec { kept: Kept::Settled, ..self }
    }

    const fn replayed(self) -> FieldSpec {
        FieldSpec { replayed: true, ..self }
    }

    const fn in_surplus(self, sign: i8) -> FieldSpec {
        FieldSpec { in_surplus: sign, ..self }
    }
}

listed! {
    /// A figure kept of a place's fund for a month or a year. The columns of the data file come first, in its order.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    #[repr(u8)]
    enum Field, EVERY, spec of FieldSpec;

    /// 参保职工人数
    Insured = heads("insured", "field.insured");
    /// 缴费人数
    Contributors = heads("contributors", "field.contributors").needed();
    /// 离退休人数
    Retirees = heads("retirees", "field.retirees").needed();
    /// 月人均缴费基数, yuan per contributor and month
    Base = spec("base", "field.base", FieldUnit::YuanPerMonth, Nature::PerHead).replayed();
    /// 应缴基本养老保险费
    Due = flow("due", "field.due").replayed();
    /// 实缴基本养老保险费
    Collected = flow("collected", "field.collected").needed().replayed().in_surplus(1);
    /// 基本养老金支出, back-pay included
    Pension = flow("pension", "field.pension").needed().replayed().in_surplus(-1);
    /// 其中：补发
    Backpay = flow("backpay", "field.backpay").else_zero().replayed();
    /// 其他支出
    Other = flow("other", "field.other").else_zero().replayed().in_surplus(-1);
    /// 中央和省专项补助收入
    Grant = flow("grant", "field.grant").else_zero().in_surplus(1);
    /// 同级财政补助收入
    Subsidy = flow("subsidy", "field.subsidy").else_zero().in_surplus(1);
    /// 上解统筹资金: what the place pays to the pool above it
    Remitted = flow("remitted", "field.remitted").else_zero().in_surplus(-1);
    /// 统筹拨付资金: what the pool above gives the place
    Allocated = flow("allocated", "field.allocated").else_zero().in_surplus(1);
    /// 利息收入
    Interest = flow("interest", "field.interest").else_zero().in_surplus(1);
    /// 期末结余
    Balance = stock("balance", "field.balance");
    /// 征缴任务, annual
    Target = spec("target", "field.target", FieldUnit::Yuan, Nature::Annual).replayed();
    /// 期初结余
    Opening = stock("opening", "why.opening").settled();
    /// 结余上解: the place's own balance passed to a pool above
    HandedUp = flow("handed_up", "kind.hand_up").settled();
    /// 做实个人账户
    ToAccounts = flow("to_accounts", "kind.personal_account").settled();
    /// 自筹流动资金
    Borrowed = flow("borrowed", "kind.borrow").settled();
    /// 财政垫付: lent to a pool by the treasury of its place
    Advanced = flow("advanced", "kind.advance").settled();
    /// 归还
    Repaid = flow("repaid", "kind.repay").settled();
    /// The place's own debt paid off by sharing.
    GapCovered = flow("gap_covered", "kind.gap_county").settled();
    /// What the place's treasury paid in sharing, for pools and for itself.
    GapPaid = flow("gap_paid", "kind.gap_county").settled();
    /// 期末债务
    Debt = stock("debt", "why.debt").settled();
    /// Of a pool: balances of places below that passed to it.
    TakenOver = flow("taken_over", "kind.hand_up").settled();
    /// Of a pool: what its members remitted to it.
    RemittedBelow = flow("remitted_below", "kind.remit").settled();
    /// Of a pool: what it gave its members.
    AllocatedBelow = flow("allocated_below", "kind.allocate").settled();
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = Field::EVERY.len();

    /// How many stand in data files: the first of them.
    pub const OBSERVED: usize = {
        let mut n = 0;
        while n < Field::COUNT && !matches!(Field::EVERY[n].spec().kept, Kept::Settled) {
            n += 1;
        }
        n
    };

    /// The columns of the data file, in its order.
    pub const ALL: [Field; Field::OBSERVED] = {
        let mut all = [Field::Insured; Field::OBSERVED];
        all.copy_from_slice(Field::EVERY.split_at(Field::OBSERVED).0);
        all
    };

    /// Those that a replay takes from the data, and may scale.
    pub fn replayed() -> impl Iterator<Item = Field> {
        Field::EVERY.into_iter().filter(|field| field.spec().replayed)
    }

    /// Its key in files.
    pub const fn key(self) -> &'static str {
        self.spec().key
    }

    /// The key of its name in the locale files.
    pub const fn text_key(self) -> &'static str {
        self.spec().text_key
    }

    /// How its numbers are counted.
    pub const fn unit(self) -> FieldUnit {
        self.spec().unit
    }

    /// Whether a data file must have the column.
    pub const fn is_needed(self) -> bool {
        matches!(self.spec().kept, Kept::Needed)
    }

    /// Whether an absent column counts as zero, because it was not kept.
    pub const fn is_zero_when_absent(self) -> bool {
        matches!(self.spec().kept, Kept::ElseZero)
    }

    /// The field of a key in data files.
    pub fn of_key(key: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.key() == key)
    }
}

/// One value of a row: heads or money.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Amount {
    /// Heads.
    Persons(Persons),
    /// Money.
    Money(Money),
}

impl Amount {
    /// A number of a field: heads, or fen.
    pub fn of(field: Field, number: i64) -> Amount {
        match field.unit() {
            FieldUnit::Persons => Amount::Persons(number),
            FieldUnit::Yuan | FieldUnit::YuanPerMonth => Amount::Money(Money::from_fen(number.into())),
        }
    }
}

/// What stands for an unknown value; no amount within [`Money::LIMIT`] comes near it.
pub const UNKNOWN: i64 = i64::MIN;

/// A view of what is known of one place's fund for one period, values in heads or fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row<'a>(&'a [i64]);

impl<'a> Row<'a> {
    /// A view of values in the order of the table; those that it is too short for are unknown.
    pub const fn of(values: &'a [i64]) -> Row<'a> {
        Row(values)
    }

    /// The number of a field, heads or fen; `None` is unknown.
    pub fn number(self, field: Field) -> Option<i64> {
        self.0.get(field as usize).copied().filter(|number| *number != UNKNOWN)
    }

    /// The value of a field.
    pub fn get(self, field: Field) -> Option<Amount> {
        self.number(field).map(|number| Amount::of(field, number))
    }

    /// The value of a money field; `None` too for heads.
    pub fn money(self, field: Field) -> Option<Money> {
        match self.get(field)? {
            Amount::Money(money) => Some(money),
            Amount::Persons(_) => None,
        }
    }

    /// The value of a field of heads; `None` too for money.
    pub fn persons(self, field: Field) -> Option<Persons> {
        match self.get(field)? {
            Amount::Persons(persons) => Some(persons),
            Amount::Money(_) => None,
        }
    }

    /// pension + other: what the fund pays.
    pub fn expenditure(self) -> Option<Money> {
        Some(self.money(Field::Pension)? + self.money(Field::Other)?)
    }

    /// pension + other − collected, in fen.
    pub fn gap(self) -> Option<i128> {
        Some((self.expenditure()? - self.money(Field::Collected)?).fen())
    }

    /// 当期结余 by the signs of the table, in fen.
    pub fn surplus(self) -> Option<i128> {
        static SIGNED: OnceLock<Vec<(Field, i128)>> = OnceLock::new();
        let signed = SIGNED.get_or_init(|| {
            let signs = Field::EVERY.into_iter().map(|field| (field, field.spec().in_surplus.into()));
            signs.filter(|(_, sign)| *sign != 0).collect()
        });
        signed.iter().map(|(field, sign)| Some(i128::from(self.number(*field)?) * sign)).sum()
    }
}

/// One row of data while it is put together: heads or fen by field, [`UNKNOWN`] at first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Values([i64; Field::OBSERVED]);

impl Default for Values {
    fn default() -> Values {
        Values([UNKNOWN; Field::OBSERVED])
    }
}

impl Values {
    /// The same values as of a row.
    pub fn from_row(row: Row<'_>) -> Values {
        Values(Field::ALL.map(|field| row.number(field).unwrap_or(UNKNOWN)))
    }

    /// As a row.
    pub const fn row(&self) -> Row<'_> {
        Row(&self.0)
    }

    /// All numbers, in the order of the data file.
    pub const fn numbers(&self) -> &[i64] {
        &self.0
    }

    /// Sets a field of the data file, to heads or money as it is counted in; `None` makes it unknown.
    ///
    /// Money is within [`Money::LIMIT`]; an amount beyond it would be unknown.
    pub fn set(&mut self, field: Field, value: Option<Amount>) {
        let number = match value {
            None => UNKNOWN,
            Some(Amount::Persons(heads)) => heads,
            Some(Amount::Money(money)) => i64::try_from(money.fen()).unwrap_or(UNKNOWN),
        };
        self.0[field as usize] = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_knows_what_it_was_given() {
        let mut values = Values::default();
        values.set(Field::Retirees, Some(Amount::Persons(7)));
        values.set(Field::Pension, Some(Amount::Money(Money::from_yuan(-3))));
        let row = values.row();
        assert_eq!((row.persons(Field::Retirees), row.money(Field::Retirees)), (Some(7), None));
        assert_eq!((row.money(Field::Pension), row.persons(Field::Pension)), (Some(Money::from_yuan(-3)), None));
        assert_eq!((row.get(Field::Due), row.get(Field::Debt), row.surplus()), (None, None, None));
    }

    #[test]
    fn the_surplus_is_the_specs() {
        let keys = |sign: i8| -> Vec<&str> {
            Field::EVERY.into_iter().filter(|f| f.spec().in_surplus == sign).map(Field::key).collect()
        };
        assert_eq!(keys(1), ["collected", "grant", "subsidy", "allocated", "interest"]);
        assert_eq!(keys(-1), ["pension", "other", "remitted"]);
    }
}
