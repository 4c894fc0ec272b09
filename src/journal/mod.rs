//! Accounts and postings: the only way in which money moves.
//!
//! A [`Ledger`] holds what the counties and the pool hold and owe. [`Ledger::post`] moves an amount from one account to
//! another, notes it in the month's books and, where asked, in the journal. The [`audit`] recomputes every balance from
//! the postings alone.
//!
//! Source: model section 5.

pub mod audit;

use std::fmt;
use std::sync::Arc;

use crate::money::Money;
use crate::month::Month;

/// The position of a county in the data, by which accounts name it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CountyId(pub u32);

impl CountyId {
    /// As an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Who can pay or be paid: the counties of one city, its pool, and everybody outside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Account {
    /// A county's fund.
    County(CountyId),
    /// 市级统筹基金
    Pool,
    /// A county's personal accounts, made real.
    PersonalAccounts(CountyId),
    /// Employers and employees.
    Payers,
    /// Pensioners.
    Pensioners,
    /// Receivers of other payments.
    Others,
    /// The bank that pays interest.
    Bank,
    /// Centre and province, who give grants.
    Upper,
    /// 区县财政
    CountyTreasury(CountyId),
    /// 市财政
    CityTreasury,
    /// 省财政
    ProvinceTreasury,
    /// Who lends a county its working capital.
    Lender(CountyId),
}

impl Account {
    /// Its name in the journal file.
    pub fn key(self, counties: &[Arc<str>]) -> String {
        let name = |id: CountyId| &*counties[id.index()];
        match self {
            Account::County(id) => name(id).to_owned(),
            Account::Pool => "pool".to_owned(),
            Account::PersonalAccounts(id) => format!("accounts:{}", name(id)),
            Account::Payers => "payers".to_owned(),
            Account::Pensioners => "pensioners".to_owned(),
            Account::Others => "others".to_owned(),
            Account::Bank => "bank".to_owned(),
            Account::Upper => "upper".to_owned(),
            Account::CountyTreasury(id) => format!("treasury:{}", name(id)),
            Account::CityTreasury => "treasury:city".to_owned(),
            Account::ProvinceTreasury => "treasury:province".to_owned(),
            Account::Lender(id) => format!("lender:{}", name(id)),
        }
    }

    /// The county it belongs to, if to one.
    pub const fn county(self) -> Option<CountyId> {
        match self {
            Account::County(id) | Account::PersonalAccounts(id) | Account::CountyTreasury(id) | Account::Lender(id) => {
                Some(id)
            }
            _ => None,
        }
    }
}

/// What a posting is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// 结余上解: a county's balance passes to the pool.
    HandUp,
    /// 利息
    Interest,
    /// 借款利息, borne by the county treasury
    DebtInterest,
    /// 征缴收入
    Contribution,
    /// 做实个人账户
    PersonalAccount,
    /// 中央和省专项补助
    Grant,
    /// 同级财政补助
    Subsidy,
    /// 上解
    Remit,
    /// 市财政垫付
    Advance,
    /// 拨付
    Allocate,
    /// 自筹流动资金
    Borrow,
    /// 基本养老金
    Pension,
    /// 其他支出
    Other,
    /// 归还
    Repay,
    /// 缺口分担: province
    GapProvince,
    /// 缺口分担: city
    GapCity,
    /// 缺口分担: county
    GapCounty,
}

impl Kind {
    /// All, in the order of the month.
    pub const ALL: [Kind; 17] = [
        Kind::HandUp,
        Kind::Interest,
        Kind::DebtInterest,
        Kind::Contribution,
        Kind::PersonalAccount,
        Kind::Grant,
        Kind::Subsidy,
        Kind::Remit,
        Kind::Advance,
        Kind::Allocate,
        Kind::Borrow,
        Kind::Pension,
        Kind::Other,
        Kind::Repay,
        Kind::GapProvince,
        Kind::GapCity,
        Kind::GapCounty,
    ];

    /// Its name in the journal file, which is also the end of its locale key `kind.…`.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::HandUp => "hand_up",
            Kind::Interest => "interest",
            Kind::DebtInterest => "debt_interest",
            Kind::Contribution => "contribution",
            Kind::PersonalAccount => "personal_account",
            Kind::Grant => "grant",
            Kind::Subsidy => "subsidy",
            Kind::Remit => "remit",
            Kind::Advance => "advance",
            Kind::Allocate => "allocate",
            Kind::Borrow => "borrow",
            Kind::Pension => "pension",
            Kind::Other => "other",
            Kind::Repay => "repay",
            Kind::GapProvince => "gap_province",
            Kind::GapCity => "gap_city",
            Kind::GapCounty => "gap_county",
        }
    }
}

/// One movement of money, above zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// When.
    pub month: Month,
    /// What for.
    pub kind: Kind,
    /// Who pays.
    pub from: Account,
    /// Who is paid.
    pub to: Account,
    /// How much.
    pub amount: Money,
}

/// What was posted to or from one county in one month, and where that left it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CountyBooks {
    /// 结余上解
    pub handed_up: Money,
    /// 做实个人账户
    pub to_accounts: Money,
    /// 专项补助
    pub grant: Money,
    /// 同级财政补助
    pub subsidy: Money,
    /// 上解
    pub remitted: Money,
    /// 拨付
    pub allocated: Money,
    /// 利息
    pub interest: Money,
    /// 自筹流动资金
    pub borrowed: Money,
    /// 归还
    pub repaid: Money,
    /// Own debt paid off by sharing.
    pub gap_covered: Money,
    /// What its treasury paid in sharing, for the pool and for itself.
    pub gap_paid: Money,
    /// 期初结余
    pub opening: Money,
    /// 期末结余
    pub closing: Money,
    /// 期末债务
    pub debt: Money,
}

/// What was posted to or from the pool in one month, and where that left it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "as in `CountyBooks`; `advanced` is 市财政垫付")]
pub struct PoolBooks {
    pub opening: Money,
    pub handed_up: Money,
    pub remitted: Money,
    pub grant: Money,
    pub interest: Money,
    pub advanced: Money,
    pub allocated: Money,
    pub gap_covered: Money,
    pub repaid: Money,
    pub closing: Money,
    pub debt: Money,
}

/// Whether the postings are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Keep {
    /// Balances and books only.
    #[default]
    Books,
    /// The journal too.
    Journal,
}

/// A payment that would leave its payer below zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Overdrawn {
    /// Who.
    pub account: Account,
    /// What would be left: below zero.
    pub left: Money,
}

impl fmt::Display for Overdrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} would be left with {}", self.account, self.left)
    }
}

/// What everyone holds and owes, with the books of the month under way.
#[derive(Clone, Debug)]
pub struct Ledger {
    month: Month,
    counties: Vec<CountyBooks>,
    pool: PoolBooks,
    keep: Keep,
    postings: Vec<Posting>,
}

impl Ledger {
    /// Opening balances, no debts.
    pub fn new(start: Month, counties: &[Money], pool: Money, keep: Keep) -> Ledger {
        let county = |opening: &Money| CountyBooks { opening: *opening, closing: *opening, ..CountyBooks::default() };
        Ledger {
            month: start,
            counties: counties.iter().map(county).collect(),
            pool: PoolBooks { opening: pool, closing: pool, ..PoolBooks::default() },
            keep,
            postings: Vec::new(),
        }
    }

    /// Makes room for so many postings.
    pub fn reserve(&mut self, postings: usize) {
        if self.keep == Keep::Journal {
            self.postings.reserve(postings);
        }
    }

    /// The month's books of every county, in data order; `closing` and `debt` as they are now.
    pub fn counties(&self) -> &[CountyBooks] {
        &self.counties
    }

    /// The month's books of the pool.
    pub fn pool(&self) -> &PoolBooks {
        &self.pool
    }

    /// What a county holds now.
    pub fn held(&self, county: usize) -> Money {
        self.counties[county].closing
    }

    /// Closes the month: what is held becomes the next month's opening.
    pub fn next_month(&mut self) {
        self.month = self.month.next();
        for books in &mut self.counties {
            *books = CountyBooks {
                opening: books.closing,
                closing: books.closing,
                debt: books.debt,
                ..CountyBooks::default()
            };
        }
        let pool = &self.pool;
        self.pool = PoolBooks { opening: pool.closing, closing: pool.closing, debt: pool.debt, ..PoolBooks::default() };
    }

    /// Moves an amount that is above zero; zero leaves no trace.
    ///
    /// # Errors
    /// The payer is a county or the pool and does not hold so much.
    pub fn post(&mut self, kind: Kind, from: Account, to: Account, amount: Money) -> Result<(), Overdrawn> {
        if !amount.is_positive() {
            return Ok(());
        }
        match from {
            Account::County(id) => {
                let books = &mut self.counties[id.index()];
                books.closing -= amount;
                match kind {
                    Kind::HandUp => books.handed_up += amount,
                    Kind::PersonalAccount => books.to_accounts += amount,
                    Kind::Remit => books.remitted += amount,
                    Kind::Repay => {
                        books.repaid += amount;
                        books.debt -= amount;
                    }
                    _ => {}
                }
                if books.closing.is_negative() {
                    return Err(Overdrawn { account: from, left: books.closing });
                }
            }
            Account::Pool => {
                self.pool.closing -= amount;
                match kind {
                    Kind::Allocate => self.pool.allocated += amount,
                    Kind::Repay => {
                        self.pool.repaid += amount;
                        self.pool.debt -= amount;
                    }
                    _ => {}
                }
                if self.pool.closing.is_negative() {
                    return Err(Overdrawn { account: from, left: self.pool.closing });
                }
            }
            Account::CountyTreasury(id) if kind == Kind::GapCounty => self.counties[id.index()].gap_paid += amount,
            _ => {}
        }
        match to {
            Account::County(id) => {
                let books = &mut self.counties[id.index()];
                books.closing += amount;
                match kind {
                    Kind::Interest => books.interest += amount,
                    Kind::Grant => books.grant += amount,
                    Kind::Subsidy => books.subsidy += amount,
                    Kind::Allocate => books.allocated += amount,
                    Kind::Borrow => {
                        books.borrowed += amount;
                        books.debt += amount;
                    }
                    Kind::GapProvince | Kind::GapCity | Kind::GapCounty => books.gap_covered += amount,
                    _ => {}
                }
            }
            Account::Pool => {
                self.pool.closing += amount;
                match kind {
                    Kind::HandUp => self.pool.handed_up += amount,
                    Kind::Interest => self.pool.interest += amount,
                    Kind::Grant => self.pool.grant += amount,
                    Kind::Remit => self.pool.remitted += amount,
                    Kind::Advance => {
                        self.pool.advanced += amount;
                        self.pool.debt += amount;
                    }
                    Kind::GapProvince | Kind::GapCity | Kind::GapCounty => self.pool.gap_covered += amount,
                    _ => {}
                }
            }
            _ => {}
        }
        if self.keep == Keep::Journal {
            self.postings.push(Posting { month: self.month, kind, from, to, amount });
        }
        Ok(())
    }

    /// The journal, in posting order; empty where it was not kept.
    pub fn into_postings(self) -> Vec<Posting> {
        self.postings
    }
}
