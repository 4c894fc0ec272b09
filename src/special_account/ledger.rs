//! A ledger of the account, the bank's or the agency's: its entries, out of a table in any officer's form.
//!
//! Headings are known by `assets/intake/ledger.toml`. An amount is kept by its effect on the balance, so that a red entry
//! counts on the other side.
//!
//! Source: section 13.1.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use toml_edit::DocumentMut;
use unicode_normalization::UnicodeNormalization as _;

use super::day::Day;
use crate::finding::{Finding, Findings, Origin};
use crate::intake::headings::{parts, plain};
use crate::intake::unit::Counts;
use crate::intake::value::{Number, number};
use crate::money::Money;
use crate::sheet::Sheet;

/// Whose ledger it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Keeper {
    /// The bank's statement.
    Bank,
    /// The agency's or the treasury's ledger.
    Agency,
}

impl Keeper {
    /// Both, in their order.
    pub const BOTH: [Keeper; 2] = [Keeper::Bank, Keeper::Agency];

    /// `bank` or `agency`.
    pub const fn key(self) -> &'static str {
        match self {
            Keeper::Bank => "bank",
            Keeper::Agency => "agency",
        }
    }

    /// Whose ledger a file is by its name: 银行存款日记账 is the agency's.
    pub fn of_name(name: &str) -> Option<Keeper> {
        let name = name.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match (says(&["日记账", "经办", "社保", "财政", "agency"]), says(&["银行", "对账单", "流水", "bank"]))
        {
            (true, _) => Some(Keeper::Agency),
            (false, true) => Some(Keeper::Bank),
            (false, false) => None,
        }
    }

    /// The other one.
    pub const fn other(self) -> Keeper {
        match self {
            Keeper::Bank => Keeper::Agency,
            Keeper::Agency => Keeper::Bank,
        }
    }
}

/// One movement of the account's money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The row of the file, from 1.
    pub row: u32,
    /// When.
    pub day: Day,
    /// What it does to the balance: in is above zero. Zero where no amount is told.
    pub effect: Money,
    /// The number that it can be known by; empty where it has none of four characters or more.
    pub number: String,
    /// The counterparty; empty where it is unknown.
    pub party: String,
    /// What it was for.
    pub memo: String,
    /// The running balance that is printed beside it.
    pub printed: Option<Money>,
}

impl Entry {
    /// The side on which it counts: `in` or `out`.
    pub const fn side(&self) -> &'static str {
        if self.effect.is_negative() { "out" } else { "in" }
    }
}

/// What is strange about a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Oddity {
    /// The printed balance does not follow from the one before and the entries between.
    BalanceMismatch,
    /// Money in and out in one row: it counts by the difference.
    BothSides,
    /// No amount at all.
    NoAmount,
    /// More than one set of entries makes it up.
    Several,
}

impl Oddity {
    /// Its name in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Oddity::BalanceMismatch => "balance-mismatch",
            Oddity::BothSides => "both-sides",
            Oddity::NoAmount => "no-amount",
            Oddity::Several => "several",
        }
    }
}

/// The entries in the order of the rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    /// Its entries; those without an amount are there for their balances.
    pub entries: Vec<Entry>,
    /// The balance before the first entry.
    pub opening: Money,
    /// The rows that are strange by themselves.
    pub oddities: Vec<(u32, Oddity)>,
}

impl Ledger {
    /// Reads the first table of a ledger's form in the sheets of a file.
    ///
    /// # Errors
    /// No such table, and each cell that is no date or no amount.
    pub fn read<'a>(
        sheets: impl IntoIterator<Item = &'a Sheet>,
        keeper: Keeper,
        opening: Money,
    ) -> Result<Ledger, Findings> {
        let mut first = None;
        for sheet in sheets {
            first.get_or_insert(sheet);
            for row in 0..sheet.height().min(Form::LAST_HEADING) {
                if let Some(form) = Form::of(sheet, row, keeper)? {
                    return form.ledger(opening);
                }
            }
        }
        let origin = first.map_or_else(Origin::default, |sheet| sheet.origin.clone());
        Err(Finding::error("ledger-no-table", origin).into())
    }

    /// Marks each printed balance that does not follow from the one printed before and the entries between.
    fn check_balances(&mut self) {
        let (mut before, mut since) = (None, Money::ZERO);
        for entry in in_time(&self.entries) {
            since += entry.effect;
            let Some(printed) = entry.printed else { continue };
            if before.is_some_and(|before| before + since != printed) {
                self.oddities.push((entry.row, Oddity::BalanceMismatch));
            }
            (before, since) = (Some(printed), Money::ZERO);
        }
    }

    /// The first balance that a later file prints where it does not follow from these entries and its own: its row, what
    /// is printed, and what would follow.
    pub fn break_before(&self, later: &Ledger) -> Option<(u32, Money, Money)> {
        let mut after = None;
        for entry in in_time(&self.entries) {
            after = entry.printed.or_else(|| after.map(|after: Money| after + entry.effect));
        }
        let mut expected = after?;
        for entry in in_time(&later.entries) {
            expected += entry.effect;
            if let Some(printed) = entry.printed {
                return (printed != expected).then_some((entry.row, printed, expected));
            }
        }
        None
    }

    /// Puts the entries of a later file behind these, the earliest first.
    pub(super) fn extend(&mut self, later: &Ledger) {
        self.entries = in_time(&self.entries).chain(in_time(&later.entries)).cloned().collect();
        self.oddities.extend(&later.oddities);
    }

    /// The balance at the end of a day: the last one printed by then and the entries after it, else opening and entries.
    pub fn balance(&self, day: Day) -> Money {
        let by_then = in_time(&self.entries).filter(|entry| entry.day <= day);
        by_then.fold(self.opening, |balance, entry| entry.printed.unwrap_or(balance + entry.effect))
    }
}

/// The entries from the earliest on: a file may begin with the latest.
fn in_time(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    let falls = entries.is_sorted_by(|a, b| a.day >= b.day) && !entries.is_sorted_by_key(|entry| entry.day);
    let last = entries.len();
    (0..last).map(move |n| &entries[if falls { last - 1 - n } else { n }])
}

/// What the columns of a ledger hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Column {
    Date,
    In,
    Out,
    Debit,
    Credit,
    Amount,
    Direction,
    Number,
    Party,
    Memo,
    Balance,
}

/// The words of `assets/intake/ledger.toml`.
struct Words {
    columns: HashMap<String, Column>,
    totals: HashSet<String>,
    openings: HashSet<String>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let source = include_str!("../../assets/intake/ledger.toml");
        let document: DocumentMut = source.parse().expect("the shipped table is right");
        let list = |key: &str| -> Vec<String> {
            let names = document[key].as_array().into_iter().flatten();
            names.filter_map(|name| name.as_str()).map(plain).collect()
        };
        let columns = [
            ("date", Column::Date),
            ("in", Column::In),
            ("out", Column::Out),
            ("debit", Column::Debit),
            ("credit", Column::Credit),
            ("amount", Column::Amount),
            ("direction", Column::Direction),
            ("number", Column::Number),
            ("party", Column::Party),
            ("memo", Column::Memo),
            ("balance", Column::Balance),
        ];
        Words {
            columns: columns
                .into_iter()
                .flat_map(|(key, column)| list(key).into_iter().map(move |n| (n, column)))
                .collect(),
            totals: list("total").into_iter().collect(),
            openings: list("opening").into_iter().collect(),
        }
    })
}

/// Where a sheet has what.
struct Form<'a> {
    sheet: &'a Sheet,
    heading: usize,
    keeper: Keeper,
    /// The column, and how many yuan one is there.
    columns: HashMap<Column, (usize, i64)>,
}

impl<'a> Form<'a> {
    /// Headings stand in the first rows.
    const LAST_HEADING: usize = 40;

    /// The form whose headings stand in a row; `None` where they don't.
    fn of(sheet: &'a Sheet, heading: usize, keeper: Keeper) -> Result<Option<Form<'a>>, Findings> {
        let mut columns = HashMap::new();
        let mut twice = Findings::new();
        for (n, text) in sheet.row(heading).enumerate() {
            let (name, unit) = parts(text);
            let Some(column) = words().columns.get(&name) else { continue };
            let factor = unit.filter(|unit| unit.counts == Counts::Money).map_or(1, |unit| unit.factor);
            // Of several texts about an entry the first counts.
            let text_only = matches!(column, Column::Number | Column::Party | Column::Memo);
            if !columns.contains_key(column) {
                columns.insert(*column, (n, factor));
            } else if !text_only {
                twice.push(Finding::error("ledger-column-twice", sheet.at(heading, n)).with("name", text.trim()));
            }
        }
        let has = |column| columns.contains_key(&column);
        let both = |a, b| has(a) && has(b);
        let amounts = both(Column::In, Column::Out) || both(Column::Debit, Column::Credit) || has(Column::Amount);
        match (has(Column::Date) && amounts, twice.is_empty()) {
            (true, true) => Ok(Some(Form { sheet, heading, keeper, columns })),
            (true, false) => Err(twice),
            (false, _) => Ok(None),
        }
    }

    fn text(&self, row: usize, column: Column) -> &'a str {
        self.columns.get(&column).map_or("", |(n, _)| self.sheet.cell(row, *n).trim())
    }

    fn origin(&self, row: usize, column: Column) -> Origin {
        self.sheet.at(row, self.columns.get(&column).map_or(0, |(n, _)| *n))
    }

    /// The amount in a cell; `None` where there is none.
    fn money(&self, row: usize, column: Column) -> Result<Option<Money>, Finding> {
        let text = self.text(row, column);
        let factor = self.columns.get(&column).map_or(1, |(_, factor)| *factor);
        let bare = text.trim_start_matches(['¥', '￥']);
        match number(bare) {
            Some(Number::Unknown) => Ok(None),
            Some(Number::Known(yuan)) => {
                let money = yuan.checked_mul(factor.into()).and_then(Money::from_decimal);
                let wrong = || Finding::error("ledger-amount", self.origin(row, column)).with("found", text);
                money.map(Some).ok_or_else(wrong)
            }
            None => Err(Finding::error("ledger-amount", self.origin(row, column)).with("found", text)),
        }
    }

    fn ledger(&self, opening: Money) -> Result<Ledger, Findings> {
        let mut ledger = Ledger { opening, ..Ledger::default() };
        let mut findings = Findings::new();
        for row in self.heading + 1..self.sheet.height() {
            match self.entry(row) {
                Ok(Some((entry, oddity))) => {
                    ledger.oddities.extend(oddity.map(|oddity| (entry.row, oddity)));
                    ledger.entries.push(entry);
                }
                Ok(None) => {}
                Err(finding) => findings.push(finding),
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        ledger.check_balances();
        Ok(ledger)
    }

    /// What a row tells; `None` where it is blank, a sum of others or the headings again.
    fn entry(&self, row: usize) -> Result<Option<(Entry, Option<Oddity>)>, Finding> {
        let sheet = self.sheet;
        let date = self.text(row, Column::Date);
        if sheet.is_blank(row) || (!date.is_empty() && date == self.text(self.heading, Column::Date)) {
            return Ok(None);
        }
        let says =
            |words: &HashSet<String>| sheet.row(row).any(|text| !text.is_empty() && words.contains(&plain(text)));
        if says(&words().totals) {
            return Ok(None);
        }
        let opens = says(&words().openings);
        let Some(day) = Day::read(date) else {
            let finding = Finding::error("ledger-date", self.origin(row, Column::Date)).with("found", date);
            return if opens { Ok(None) } else { Err(finding) };
        };
        let (effect, oddity) = self.effect(row)?;
        let oddity = oddity.or((effect.is_zero() && !opens).then_some(Oddity::NoAmount));
        let entry = Entry {
            row: row as u32 + 1,
            day,
            effect,
            number: known_number(self.text(row, Column::Number)),
            party: self.text(row, Column::Party).nfkc().filter(|c| !c.is_whitespace()).collect(),
            memo: self.text(row, Column::Memo).to_owned(),
            printed: self.money(row, Column::Balance)?,
        };
        Ok(Some((entry, oddity)))
    }

    /// What a row does to the balance, and whether it does so on both sides.
    fn effect(&self, row: usize) -> Result<(Money, Option<Oddity>), Finding> {
        let (into, out) =
            match (self.columns.contains_key(&Column::In), self.columns.contains_key(&Column::Debit), self.keeper) {
                (true, _, _) => (Column::In, Column::Out),
                (_, false, _) => return Ok((self.signed(row)?, None)),
                (_, _, Keeper::Bank) => (Column::Credit, Column::Debit),
                (_, _, Keeper::Agency) => (Column::Debit, Column::Credit),
            };
        let (into, out) = (self.money(row, into)?.unwrap_or_default(), self.money(row, out)?.unwrap_or_default());
        Ok((into - out, (!into.is_zero() && !out.is_zero()).then_some(Oddity::BothSides)))
    }

    /// An amount whose sign, or a word beside it, tells the side.
    fn signed(&self, row: usize) -> Result<Money, Finding> {
        let amount = self.money(row, Column::Amount)?.unwrap_or_default();
        let word = plain(self.text(row, Column::Direction));
        let of_bank = self.keeper == Keeper::Bank;
        match word.chars().next() {
            None if self.columns.contains_key(&Column::Direction) && !amount.is_zero() => {
                Err(Finding::error("ledger-direction", self.origin(row, Column::Direction)).with("found", ""))
            }
            None => Ok(amount),
            Some('收' | '入' | '进' | '存') => Ok(amount),
            Some('付' | '支' | '出' | '取') => Ok(-amount),
            Some('借') => Ok(if of_bank { -amount } else { amount }),
            Some('贷') => Ok(if of_bank { amount } else { -amount }),
            Some(_) => Err(Finding::error("ledger-direction", self.origin(row, Column::Direction)).with("found", word)),
        }
    }
}

/// A number as it is compared: compatibility forms made one, without blanks and leading zeros; empty where fewer than
/// four characters are left.
fn known_number(text: &str) -> String {
    let number: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let number = number.trim_start_matches('0');
    if number.chars().count() >= 4 { number.to_owned() } else { String::new() }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A ledger out of the text of a file.
    pub fn ledger(keeper: Keeper, text: &str) -> Result<Ledger, Findings> {
        let sheets = crate::intake::sheets(&format!("{}.csv", keeper.key()), text.as_bytes())?;
        Ledger::read(sheets.iter().map(|sheet| &**sheet), keeper, Money::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::ledger;
    use super::*;

    fn effects(keeper: Keeper, text: &str) -> Vec<(u32, i128)> {
        ledger(keeper, text).unwrap().entries.iter().map(|entry| (entry.row, entry.effect.fen())).collect()
    }

    #[test]
    fn a_red_entry_counts_on_the_other_side() {
        let text = "date,in,out\n2013-01-07,,-5\n2013-01-07,-7.5,\n";
        assert_eq!(effects(Keeper::Bank, text), [(2, 500), (3, -750)]);
    }

    #[test]
    fn a_balance_that_does_not_follow_from_the_file_before_is_told() {
        let of = |text: &str| ledger(Keeper::Bank, text).unwrap();
        let january = of("date,in,out,balance\n2013-01-07,100,,1100\n2013-01-08,,50,1050\n");
        let february = of("date,in,out,balance\n2013-02-01,10,,\n2013-02-02,20,,1080\n");
        assert_eq!(january.break_before(&february), None);
        let lacking = of("date,in,out,balance\n2013-03-01,10,,2060\n");
        let told = january.break_before(&lacking).map(|(row, printed, expected)| (row, printed.fen(), expected.fen()));
        assert_eq!(told, Some((2, 206_000, 106_000)));
        assert_eq!(of("date,in,out\n2013-01-07,100,\n").break_before(&lacking), None);
    }

    #[test]
    fn credit_is_money_in_at_the_bank_and_out_at_the_agency() {
        let text = "某市社保局银行存款日记账,,,\n日期,摘要,借方金额（万元）,贷方金额（万元）\n2013.1.7,甲,1,\n,本月合计,1,\n2013.1.8,乙,,2\n";
        assert_eq!(effects(Keeper::Agency, text), [(3, 1_000_000), (5, -2_000_000)]);
        assert_eq!(effects(Keeper::Bank, text), [(3, -1_000_000), (5, 2_000_000)]);
        let text = "交易日期,借贷标志,交易金额,账户余额\n20130107,贷,\"1,000.00\",1000\n20130108,借,400,600\n";
        assert_eq!(effects(Keeper::Bank, text), [(2, 100_000), (3, -40_000)]);
        assert_eq!(effects(Keeper::Bank, "date,amount\n2013-01-07,-3\n"), [(2, -300)]);
    }

    #[test]
    fn numbers_are_compared_without_blanks_and_leading_zeros() {
        let known = ["００１２３４", " 12 34", "1234", "0012", "记-12", ""].map(known_number);
        assert_eq!(known, ["1234", "1234", "1234", "", "记-12", ""]);
    }

    #[test]
    fn balances_are_judged_by_the_one_printed_before() {
        let text = "date,in,out,balance\n2013-01-07,5,,105\n2013-01-08,5,,\n2013-01-09,,1,110\n2013-01-10,,1,109\n";
        let read = ledger(Keeper::Bank, text).unwrap();
        assert_eq!(read.oddities, [(4, Oddity::BalanceMismatch)]);
        let at = |day| read.balance(Day::new(2013, 1, day).unwrap()).to_string();
        assert_eq!([6, 7, 8, 31].map(at), ["0.00", "105.00", "110.00", "109.00"]);
        let latest_first = "date,in,out,balance\n2013-01-09,,1,109\n2013-01-08,5,,110\n2013-01-07,5,,105\n";
        let read = ledger(Keeper::Bank, latest_first).unwrap();
        assert_eq!(
            (read.oddities.len(), read.balance(Day::new(2013, 1, 8).unwrap()).to_string()),
            (0, "110.00".into())
        );
    }

    #[test]
    fn rows_without_one_amount_are_told() {
        let read = ledger(Keeper::Bank, "date,in,out\n2013-01-07,5,3\n2013-01-07,,\n2013-01-07,0.00,4\n").unwrap();
        assert_eq!(read.oddities, [(2, Oddity::BothSides), (3, Oddity::NoAmount)]);
        assert_eq!(read.entries.iter().map(|e| e.effect.fen()).collect::<Vec<_>>(), [200, 0, -400]);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_cell() {
        let codes = |text: &str| -> Vec<String> {
            let said = ledger(Keeper::Bank, text).unwrap_err();
            said.iter().map(|f| format!("{} {}", f.code, f.origin)).collect()
        };
        assert_eq!(codes("a,b\n1,2\n"), ["ledger-no-table bank.csv"]);
        assert_eq!(
            codes("date,in,out\nx,1,\n2013-01-07,y,\n2013-01-07,0.001,\n"),
            ["ledger-date bank.csv A2", "ledger-amount bank.csv B3", "ledger-amount bank.csv B4"]
        );
        assert_eq!(codes("date,in,收入,out\n"), ["ledger-column-twice bank.csv C1"]);
        assert_eq!(codes("date,amount,借贷\n2013-01-07,1,对\n"), ["ledger-direction bank.csv C2"]);
    }
}
