//! Accounts and postings: the only way in which money moves.
//!
//! A [`Ledger`] holds what every place's fund holds and owes: a pool's is a fund like a county's. The table
//! of kinds says of each kind of posting between which purses it goes, what it does to a debt and which fields of the
//! books it fills. [`Ledger::post`] moves an amount by that table, notes it in the month's books and, where asked, in the journal. The
//! [`audit`] recomputes every balance from the postings alone, and keeps a table of its own on purpose.
//!
//! Source: model sections 5 and 9.

pub mod audit;

use std::borrow::Cow;
use std::fmt;

use crate::field::{Field, Row, UNKNOWN};
use crate::listed::listed;
use crate::money::Money;
use crate::month::Month;
use crate::place::{Level, PlaceColumns, PlaceId, Places};

listed! {
    /// What an account holds money for, with its name in the journal file. The first four belong to a place, the others
    /// stand once.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    #[repr(u8)]
    enum Purse, ALL, key -> &'static str;

    /// A place's fund: a county's, or the pool of a place above counties (统筹基金).
    Fund = "pool";
    /// A county's personal accounts, made real.
    PersonalAccounts = "accounts";
    /// 财政: a government's own budget.
    Treasury = "treasury";
    /// Who lends a county its working capital.
    Lender = "lender";
    /// Employers and employees.
    Payers = "payers";
    /// Pensioners.
    Pensioners = "pensioners";
    /// Receivers of other payments.
    Others = "others";
    /// Another pool, with which members move.
    OtherPool = "outside";
    /// The bank that pays interest.
    Bank = "bank";
    /// 中央和省: who give the special grants.
    CentralAndProvincialBudget = "upper";
    /// 省财政, where the province stands above the data's root.
    ProvinceTreasury = "treasury:province";
    /// 中央财政, where the nation stands above the data's root.
    NationTreasury = "treasury:nation";
}

/// Who can pay or be paid: a purse, and the place it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(u32);

impl Account {
    const PLACE: u32 = (1 << 24) - 1;

    const fn of(purse: Purse, place: PlaceId) -> Account {
        Account((purse as u32) << 24 | place.index() as u32)
    }

    /// A purse that stands once.
    pub const fn outside(purse: Purse) -> Account {
        Account((purse as u32) << 24 | Account::PLACE)
    }

    /// A place's fund.
    pub const fn fund(place: PlaceId) -> Account {
        Account::of(Purse::Fund, place)
    }

    /// A county's personal accounts.
    pub const fn personal_accounts(county: PlaceId) -> Account {
        Account::of(Purse::PersonalAccounts, county)
    }

    /// The treasury of a place's government.
    pub const fn treasury(place: PlaceId) -> Account {
        Account::of(Purse::Treasury, place)
    }

    /// Who lends to a county.
    pub const fn lender(county: PlaceId) -> Account {
        Account::of(Purse::Lender, county)
    }

    /// The treasury of the government of a level above the data's root.
    pub const fn treasury_above(level: Level) -> Account {
        Account::outside(if matches!(level, Level::Nation) { Purse::NationTreasury } else { Purse::ProvinceTreasury })
    }

    /// What it holds money for.
    pub const fn purse(self) -> Purse {
        Purse::ALL[(self.0 >> 24) as usize]
    }

    /// The place it belongs to, if to one.
    pub fn place(self) -> Option<PlaceId> {
        let place = self.0 & Account::PLACE;
        (place != Account::PLACE).then(|| PlaceId::county(place as usize))
    }

    /// Its name in the journal file.
    pub fn key(self, places: &Places) -> Cow<'_, str> {
        let purse = self.purse().key();
        match self.place() {
            Some(place) if self.purse() == Purse::Fund && places.is_county(place) => Cow::Borrowed(places.path(place)),
            Some(_) if self.purse() == Purse::Fund && places.columns() == PlaceColumns::NONE => Cow::Borrowed(purse),
            Some(place) => Cow::Owned(format!("{purse}:{}", places.path(place))),
            None => Cow::Borrowed(purse),
        }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.purse())?;
        self.place().map_or(Ok(()), |place| write!(f, " of {}", place.index()))
    }
}

/// What a posting does to the debt of the fund that it reaches or leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DebtEffect {
    /// Nothing.
    None,
    /// The fund that is paid owes it.
    Lent,
    /// The fund that pays owes it no more.
    Repaid,
}

/// What the program knows of a kind of posting.
#[derive(Clone, Copy, Debug)]
pub struct KindSpec {
    /// Its name in the journal file, which is also the end of its locale key `kind.…`.
    pub key: &'static str,
    /// Whose purses pay.
    pub from: &'static [Purse],
    /// Whose purses are paid.
    pub to: &'static [Purse],
    /// What it does to a debt.
    pub debt: DebtEffect,
    /// The field of the payer's books that it fills.
    pub out: Option<Field>,
    /// The field of the payee's books that it fills.
    pub into: Option<Field>,
    /// The fields that its amount is reckoned from, for Why.
    pub behind: &'static [Field],
}

const fn kind(key: &'static str, from: &'static [Purse], to: &'static [Purse]) -> KindSpec {
    KindSpec { key, from, to, debt: DebtEffect::None, out: None, into: None, behind: &[] }
}

impl KindSpec {
    const fn lends(self) -> KindSpec {
        KindSpec { debt: DebtEffect::Lent, ..self }
    }

    const fn repays(self) -> KindSpec {
        KindSpec { debt: DebtEffect::Repaid, ..self }
    }

    const fn out(self, field: Field) -> KindSpec {
        KindSpec { out: Some(field), ..self }
    }

    const fn into(self, field: Field) -> KindSpec {
        KindSpec { into: Some(field), ..self }
    }

    const fn behind(self, behind: &'static [Field]) -> KindSpec {
        KindSpec { behind, ..self }
    }
}

const FUND: &[Purse] = &[Purse::Fund];
const POOLED: &[Purse] = &[Purse::Fund, Purse::OtherPool];
const TREASURY: &[Purse] = &[Purse::Treasury];
const SHARED: &[Purse] = &[Purse::Treasury, Purse::ProvinceTreasury, Purse::NationTreasury];

listed! {
    /// What a posting is for, in the order of the month.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    #[repr(u8)]
    enum Kind, ALL, spec of KindSpec;

    /// 结余上解: a balance passes to a pool above.
    HandUp = kind("hand_up", FUND, FUND).out(Field::HandedUp).into(Field::TakenOver);
    /// 利息
    Interest = kind("interest", &[Purse::Bank], FUND).into(Field::Interest);
    /// 借款利息, borne by the county treasury
    DebtInterest = kind("debt_interest", TREASURY, &[Purse::Lender]);
    /// 征缴收入
    Contribution = kind("contribution", &[Purse::Payers], FUND).behind(&[Field::Collected]);
    /// 关系转移: what goes with members who move.
    Transfer = kind("transfer", POOLED, POOLED);
    /// 做实个人账户
    PersonalAccount = kind("personal_account", FUND, &[Purse::PersonalAccounts]).out(Field::ToAccounts)
        .behind(&[Field::Collected]);
    /// 中央和省专项补助
    Grant = kind("grant", &[Purse::CentralAndProvincialBudget], FUND).into(Field::Grant)
        .behind(&[Field::Retirees]);
    /// 同级财政补助
    Subsidy = kind("subsidy", TREASURY, FUND).into(Field::Subsidy);
    /// 上解
    Remit = kind("remit", FUND, FUND).out(Field::Remitted).into(Field::RemittedBelow)
        .behind(&[Field::Collected, Field::Insured]);
    /// 财政垫付
    Advance = kind("advance", TREASURY, FUND).lends().into(Field::Advanced)
        .behind(&[Field::Pension, Field::Other]);
    /// 拨付
    Allocate = kind("allocate", FUND, FUND).out(Field::AllocatedBelow).into(Field::Allocated)
        .behind(&[Field::Pension, Field::Other]);
    /// 年终清算: a county gives back what it was paid ahead too much
    SettleBack = kind("settle", FUND, FUND).out(Field::Remitted).into(Field::RemittedBelow);
    /// 年终清算: the pool pays what it paid ahead too little
    Settle = kind("settle", FUND, FUND).out(Field::AllocatedBelow).into(Field::Allocated);
    /// 自筹流动资金
    Borrow = kind("borrow", &[Purse::Lender], FUND).lends().into(Field::Borrowed)
        .behind(&[Field::Pension, Field::Other]);
    /// 基本养老金
    Pension = kind("pension", FUND, &[Purse::Pensioners]).behind(&[Field::Pension]);
    /// 其他支出
    Other = kind("other", FUND, &[Purse::Others]).behind(&[Field::Other]);
    /// 丧葬补助金和抚恤金, within other expenditure
    DeathGrant = kind("death_grant", FUND, &[Purse::Others]).behind(&[Field::Other]);
    /// 个人账户一次性支付, within other expenditure
    Payout = kind("payout", FUND, &[Purse::Others]).behind(&[Field::Other]);
    /// 归还
    Repay = kind("repay", FUND, &[Purse::Lender, Purse::Treasury]).repays().out(Field::Repaid);
    /// 缺口分担: nation
    GapNation = kind("gap_nation", SHARED, FUND).out(Field::GapPaid).into(Field::GapCovered);
    /// 缺口分担: province
    GapProvince = kind("gap_province", SHARED, FUND).out(Field::GapPaid).into(Field::GapCovered);
    /// 缺口分担: city
    GapCity = kind("gap_city", SHARED, FUND).out(Field::GapPaid).into(Field::GapCovered);
    /// 缺口分担: county
    GapCounty = kind("gap_county", TREASURY, FUND).out(Field::GapPaid).into(Field::GapCovered);
}

impl Kind {
    /// Its name in the journal file, which is also the end of its locale key `kind.…`.
    pub const fn key(self) -> &'static str {
        self.spec().key
    }

    /// The first that fills a field of the books.
    pub fn filling(field: Field) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| [kind.spec().out, kind.spec().into].contains(&Some(field)))
    }

    /// The key of its name in the locale files; an advance is named by whose treasury it comes from.
    pub fn text_key_at(self, level: Level) -> String {
        let key = format!("kind.{}", self.key());
        if self == Kind::Advance { level.treasury_key(&key) } else { key }
    }

    /// The kind under which a level's part of a debt is shared.
    pub const fn gap(level: Level) -> Kind {
        match level {
            Level::Nation => Kind::GapNation,
            Level::Province => Kind::GapProvince,
            Level::City => Kind::GapCity,
            Level::County => Kind::GapCounty,
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
    fen: i64,
}

impl Posting {
    /// A posting of an amount within [`Money::LIMIT`], as a posting of no more than that where it is beyond.
    pub fn new(month: Month, kind: Kind, from: Account, to: Account, amount: Money) -> Posting {
        let fen = amount.fen().clamp(-Money::LIMIT.fen(), Money::LIMIT.fen()) as i64;
        Posting { month, kind, from, to, fen }
    }

    /// How much, in fen.
    pub const fn fen(&self) -> i64 {
        self.fen
    }

    /// How much.
    pub const fn amount(&self) -> Money {
        Money::from_fen(self.fen as i128)
    }

    /// Whether an account is on either side.
    pub fn concerns(&self, account: impl Fn(Account) -> bool) -> bool {
        account(self.from) || account(self.to)
    }
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

/// Why an amount can't be posted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The fund that pays would be left with less than nothing.
    Overdrawn(PlaceId, Money),
    /// A fund would hold or owe more than can be counted.
    TooLarge(PlaceId),
}

/// The books of every place and month: what flows, and what everyone holds and owes.
///
/// A month's rows stand one after the other in the order of the places' ids, [`Field::COUNT`] numbers each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Books {
    places: usize,
    values: Vec<i64>,
}

impl Books {
    /// Zeros for so many months; of the fields that are not money and no heads, nothing is known.
    pub fn new(places: usize, months: usize) -> Books {
        Books { places, values: vec![0; places * months * Field::COUNT] }
    }

    /// How many months they have.
    pub fn months(&self) -> usize {
        self.values.len() / (self.places * Field::COUNT).max(1)
    }

    const fn start(&self, month: usize, place: PlaceId) -> usize {
        (month * self.places + place.index()) * Field::COUNT
    }

    /// The row of a place in the `month`th month.
    ///
    /// # Panics
    /// There is no such month or place.
    pub fn row(&self, month: usize, place: PlaceId) -> Row<'_> {
        let start = self.start(month, place);
        Row::of(&self.values[start..start + Field::COUNT])
    }

    /// The numbers of the rows of the `month`th month.
    pub fn month(&self, month: usize) -> &[i64] {
        &self.values[self.start(month, PlaceId::county(0))..self.start(month + 1, PlaceId::county(0))]
    }

    /// A number: heads or fen; zero where it is unknown.
    pub fn number(&self, month: usize, place: PlaceId, field: Field) -> i64 {
        let number = self.values[self.start(month, place) + field as usize];
        if number == UNKNOWN { 0 } else { number }
    }

    /// A money field; zero where it is unknown.
    pub fn money(&self, month: usize, place: PlaceId, field: Field) -> Money {
        Money::from_fen(self.number(month, place, field).into())
    }

    /// Sets a number.
    pub fn set(&mut self, month: usize, place: PlaceId, field: Field, number: i64) {
        let at = self.start(month, place) + field as usize;
        self.values[at] = number;
    }

    /// The rows of the first places, so many in each part, to be written at the same time.
    pub fn parts(&mut self, of_part: usize, parts: usize) -> Vec<BooksPart<'_>> {
        let first = |n: usize| n * of_part;
        let mut all: Vec<BooksPart<'_>> =
            (0..parts).map(|n| BooksPart { first: first(n), months: Vec::new() }).collect();
        for month in self.values.chunks_exact_mut((self.places * Field::COUNT).max(1)) {
            for (part, rows) in all.iter_mut().zip(month.chunks_mut(of_part.max(1) * Field::COUNT)) {
                part.months.push(rows);
            }
        }
        all
    }

    fn add(&mut self, month: usize, place: PlaceId, field: Field, number: i64) -> Option<i64> {
        let at = self.start(month, place) + field as usize;
        let sum = self.values[at].checked_add(number).filter(|sum| *sum != UNKNOWN)?;
        self.values[at] = sum;
        Some(sum)
    }
}

/// The rows of some places one after the other, in every month.
pub struct BooksPart<'a> {
    first: usize,
    months: Vec<&'a mut [i64]>,
}

impl BooksPart<'_> {
    const fn start(&self, place: PlaceId) -> usize {
        (place.index() - self.first) * Field::COUNT
    }

    /// As of [`Books::row`].
    pub fn row(&self, month: usize, place: PlaceId) -> Row<'_> {
        let start = self.start(place);
        Row::of(&self.months[month][start..start + Field::COUNT])
    }

    /// As of [`Books::number`].
    pub fn number(&self, month: usize, place: PlaceId, field: Field) -> i64 {
        let number = self.months[month][self.start(place) + field as usize];
        if number == UNKNOWN { 0 } else { number }
    }

    /// As of [`Books::set`].
    pub fn set(&mut self, month: usize, place: PlaceId, field: Field, number: i64) {
        let at = self.start(place) + field as usize;
        self.months[month][at] = number;
    }
}

/// What everyone holds and owes, with the books of the month under way.
#[derive(Clone, Debug)]
pub struct Ledger {
    month: Month,
    now: usize,
    books: Books,
    keep: Keep,
    postings: Vec<Posting>,
}

impl Ledger {
    /// Opening balances of all places, no debts; the books have the flows of all months.
    pub fn new(start: Month, mut books: Books, opening: &[Money], keep: Keep) -> Ledger {
        for (place, held) in opening.iter().enumerate() {
            let held = held.fen().clamp(-Money::LIMIT.fen(), Money::LIMIT.fen()) as i64;
            books.set(0, PlaceId::county(place), Field::Opening, held);
            books.set(0, PlaceId::county(place), Field::Balance, held);
        }
        Ledger { month: start, now: 0, books, keep, postings: Vec::new() }
    }

    /// Makes room for so many postings.
    pub fn reserve(&mut self, postings: usize) {
        if self.keep == Keep::Journal {
            self.postings.reserve(postings);
        }
    }

    /// The books of all months; of the one under way, balance and debt as they are now.
    pub const fn books(&self) -> &Books {
        &self.books
    }

    /// A money field of a place's books this month.
    pub fn this(&self, place: PlaceId, field: Field) -> Money {
        self.books.money(self.now, place, field)
    }

    /// What a place's fund holds now.
    pub fn held(&self, place: PlaceId) -> Money {
        self.this(place, Field::Balance)
    }

    /// What a place's fund owes now.
    pub fn owed(&self, place: PlaceId) -> Money {
        self.this(place, Field::Debt)
    }

    /// Closes the month: what is held becomes the next month's opening.
    pub fn next_month(&mut self) {
        self.month = self.month.next();
        self.now += 1;
        if self.now < self.books.months() {
            for place in (0..self.books.places).map(PlaceId::county) {
                let held = self.books.number(self.now - 1, place, Field::Balance);
                let owed = self.books.number(self.now - 1, place, Field::Debt);
                self.books.set(self.now, place, Field::Opening, held);
                self.books.set(self.now, place, Field::Balance, held);
                self.books.set(self.now, place, Field::Debt, owed);
            }
        }
    }

    /// Moves an amount that is above zero; zero leaves no trace.
    ///
    /// # Errors
    /// The payer is a fund and does not hold so much, or a fund would hold more than can be counted.
    #[inline]
    pub fn post(&mut self, kind: Kind, from: Account, to: Account, amount: Money) -> Result<(), Refused> {
        if !amount.is_positive() {
            return Ok(());
        }
        // An amount of 128 bits would be handed over in memory, which costs more than the posting.
        match i64::try_from(amount.fen()) {
            Ok(fen) => self.post_fen(kind, from, to, fen),
            Err(_) => Err(Refused::TooLarge(from.place().or(to.place()).unwrap_or(PlaceId::county(0)))),
        }
    }

    fn post_fen(&mut self, kind: Kind, from: Account, to: Account, fen: i64) -> Result<(), Refused> {
        let spec = kind.spec();
        debug_assert!(spec.from.contains(&from.purse()) && spec.to.contains(&to.purse()), "{kind:?} {from:?} {to:?}");
        let too_large = || Refused::TooLarge(from.place().or(to.place()).unwrap_or(PlaceId::county(0)));
        if let Some(place) = from.place() {
            if let Some(field) = spec.out {
                self.books.add(self.now, place, field, fen).ok_or_else(too_large)?;
            }
            if from.purse() == Purse::Fund {
                let left = self.books.add(self.now, place, Field::Balance, -fen).ok_or_else(too_large)?;
                if left < 0 {
                    return Err(Refused::Overdrawn(place, Money::from_fen(left.into())));
                }
                if spec.debt == DebtEffect::Repaid {
                    self.books.add(self.now, place, Field::Debt, -fen).ok_or_else(too_large)?;
                }
            }
        }
        if let Some(place) = to.place().filter(|_| to.purse() == Purse::Fund) {
            self.books.add(self.now, place, Field::Balance, fen).ok_or_else(too_large)?;
            if let Some(field) = spec.into {
                self.books.add(self.now, place, field, fen).ok_or_else(too_large)?;
            }
            if spec.debt == DebtEffect::Lent {
                self.books.add(self.now, place, Field::Debt, fen).ok_or_else(too_large)?;
            }
        }
        if self.keep == Keep::Journal {
            self.postings.push(Posting { month: self.month, kind, from, to, fen });
        }
        Ok(())
    }

    /// The books of all months, and the journal in posting order; empty where it was not kept.
    pub fn close(self) -> (Books, Vec<Posting>) {
        (self.books, self.postings)
    }
}
