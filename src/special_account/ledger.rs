//! A ledger of the account, the bank's or the agency's: its entries, out of a table in any officer's form.
//!
//! Headings are known by `assets/intake/ledger.toml`. An amount is kept by its effect on the balance, so that a red entry
//! counts on the other side. A file may have several accounts: by a column, by blocks, or by sheets; each has a ledger of
//! its own.
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

/// The ledger of one account, and the sheet that has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfAccount<'a> {
    /// The account's number or name, as [`account_key`] has it; empty where the file tells none.
    pub account: String,
    /// Where it stands.
    pub sheet: &'a Sheet,
    /// Its entries.
    pub ledger: Ledger,
}

impl Ledger {
    /// Reads the first table of a ledger's form in the sheets of a file, account by account; where its account is told,
    /// those of the other sheets that tell one, too.
    ///
    /// # Errors
    /// No such table, and each cell that is no date or no amount.
    pub fn read<'a>(
        sheets: impl IntoIterator<Item = &'a Sheet>,
        keeper: Keeper,
    ) -> Result<Vec<OfAccount<'a>>, Findings> {
        let sheets: Vec<&Sheet> = sheets.into_iter().collect();
        let (mut forms, mut later) = (Vec::new(), Findings::new());
        for sheet in &sheets {
            match Form::find(sheet, keeper) {
                Ok(Some(form)) => forms.push(form),
                Ok(None) => {}
                Err(found) if forms.is_empty() => return Err(found),
                Err(found) => later.extend(found),
            }
        }
        let by_sheet = forms.len() > 1;
        let mut forms = forms.into_iter();
        let Some(first) = forms.next() else {
            let origin = sheets.first().map_or_else(Origin::default, |sheet| sheet.origin.clone());
            return Err(Finding::error("ledger-no-table", origin).into());
        };
        let mut all = first.ledgers(by_sheet)?;
        if all.iter().any(|of| !of.account.is_empty()) {
            // Sheets count, so that those that can't be read are told.
            let mut findings = later;
            for form in forms.filter(|form| form.tells_account()) {
                match form.ledgers(true) {
                    Ok(ledgers) => all.extend(ledgers),
                    Err(found) => findings.extend(found),
                }
            }
            if !findings.is_empty() {
                return Err(findings);
            }
        }
        Ok(all)
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
    Account,
}

/// The words of `assets/intake/ledger.toml`.
struct Words {
    columns: HashMap<String, Column>,
    totals: HashSet<String>,
    openings: HashSet<String>,
    /// What stands before an account's number.
    labels: Vec<String>,
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
            ("account", Column::Account),
        ];
        Words {
            columns: columns
                .into_iter()
                .flat_map(|(key, column)| list(key).into_iter().map(move |n| (n, column)))
                .collect(),
            totals: list("total").into_iter().collect(),
            openings: list("opening").into_iter().collect(),
            labels: list("account_label"),
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

    /// Above the headings of a block stand no more rows than these.
    const MOST_ABOVE: usize = 4;

    /// An account's column has no more accounts than these: else they are the counterparties'.
    const MOST_ACCOUNTS: usize = 40;

    /// The form of a sheet, where it has one.
    fn find(sheet: &'a Sheet, keeper: Keeper) -> Result<Option<Form<'a>>, Findings> {
        for row in 0..sheet.height().min(Form::LAST_HEADING) {
            if let Some(form) = Form::of(sheet, row, keeper)? {
                return Ok(Some(form));
            }
        }
        Ok(None)
    }

    /// The form whose headings stand in a row; `None` where they don't.
    fn of(sheet: &'a Sheet, heading: usize, keeper: Keeper) -> Result<Option<Form<'a>>, Findings> {
        let mut columns = HashMap::new();
        let mut twice = Findings::new();
        for (n, text) in sheet.row(heading).enumerate() {
            let (name, unit) = parts(text);
            let Some(column) = words().columns.get(&name) else { continue };
            let factor = unit.filter(|unit| unit.counts == Counts::Money).map_or(1, |unit| unit.factor);
            // Of several texts about an entry the first counts.
            let text_only = matches!(column, Column::Number | Column::Party | Column::Memo | Column::Account);
            // 户名 may be the account's own holder where another column is the counterparty's.
            let is_bare = |n: usize| plain(sheet.cell(heading, n)) == "户名";
            let before = columns.get(column).map(|(n, _)| *n);
            if before.is_none_or(|before| *column == Column::Party && is_bare(before) && !is_bare(n)) {
                columns.insert(*column, (n, factor));
            } else if !text_only {
                twice.push(Finding::error("ledger-column-twice", sheet.at(heading, n)).with("name", text.trim()));
            }
        }
        let has = |column| columns.contains_key(&column);
        let both = |a, b| has(a) && has(b);
        let amounts = both(Column::In, Column::Out) || both(Column::Debit, Column::Credit) || has(Column::Amount);
        match (has(Column::Date) && amounts, twice.is_empty()) {
            (true, true) => {
                let mut form = Form { sheet, heading, keeper, columns };
                if !form.has_own_accounts() {
                    form.columns.remove(&Column::Account);
                }
                Ok(Some(form))
            }
            (true, false) => Err(twice),
            (false, _) => Ok(None),
        }
    }

    /// Whether the column of accounts is the ledger's own and not the counterparties': such a one stands behind their
    /// names, or before 户名 alone, and has many.
    fn has_own_accounts(&self) -> bool {
        let Some((own, _)) = self.columns.get(&Column::Account) else { return false };
        if let Some((party, _)) = self.columns.get(&Column::Party) {
            let heading = |n: usize| plain(self.sheet.cell(self.heading, n));
            let says_own = ["本方", "我方", "专户"].iter().any(|word| heading(*own).contains(word));
            if !says_own && (*own == party + 1 || own + 1 == *party && heading(*party) == "户名") {
                return false;
            }
        }
        let rows = self.heading + 1..self.sheet.height();
        let accounts: HashSet<&str> = rows.map(|row| self.sheet.cell(row, *own).trim()).collect();
        accounts.len() <= Form::MOST_ACCOUNTS
    }

    /// Whether the sheet tells whose account it is.
    fn tells_account(&self) -> bool {
        self.columns.contains_key(&Column::Account)
            || self.above().is_some()
            || !account_of_name(self.sheet.origin.sheet.as_deref().unwrap_or_default()).is_empty()
    }

    /// The account that is told above the headings.
    fn above(&self) -> Option<String> {
        (0..self.heading).rev().find_map(|row| self.label(row))
    }

    /// The account that a row names behind a word for it: `账号：1234`, or in the next cell.
    fn label(&self, row: usize) -> Option<String> {
        let mut cells = self.sheet.row(row).map(plain).filter(|text| !text.is_empty());
        while let Some(text) = cells.next() {
            let rests = words().labels.iter().filter_map(|label| text.strip_prefix(&**label));
            let Some(rest) = rests.into_iter().find(|rest| rest.is_empty() || rest.starts_with(':')) else { continue };
            let told = match rest.trim_start_matches(':') {
                "" => cells.next()?,
                told => told.to_owned(),
            };
            let is_number = |c: char| c.is_ascii_alphanumeric() || c == '*' || c == '-';
            let digits: String = told.chars().take_while(|c| is_number(*c)).collect();
            let named: String = told.chars().take_while(|c| !":;,()".contains(*c)).collect();
            let key = account_key(if digits.is_empty() { &named } else { &digits });
            return (!key.is_empty()).then_some(key);
        }
        None
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

    /// The ledgers of the sheet's accounts, in the order in which they are met; `by_sheet` where a sheet's name tells its
    /// account, if nothing else does.
    fn ledgers(&self, by_sheet: bool) -> Result<Vec<OfAccount<'a>>, Findings> {
        let name = self.sheet.origin.sheet.as_deref().filter(|_| by_sheet).unwrap_or_default();
        let mut account = self.above().unwrap_or_else(|| account_of_name(name));
        let mut all: Vec<OfAccount<'a>> = Vec::new();
        let mut findings = Findings::new();
        for row in self.heading + 1..self.sheet.height() {
            let told = account_key(self.text(row, Column::Account));
            if !told.is_empty() && !self.is_heading(row) {
                account = told;
            } else if Day::read(self.text(row, Column::Date)).is_none() && self.is_without_amount(row) {
                if self.is_heading(row) || self.is_title_of_block(row) {
                    continue;
                }
                if let Some(told) = self.label(row) {
                    account = told;
                    continue;
                }
            }
            match self.entry(row) {
                Ok(Some((entry, oddity))) => {
                    let at = all.iter().rposition(|of| of.account == account).unwrap_or(all.len());
                    if at == all.len() {
                        let (account, sheet) = (account.clone(), self.sheet);
                        all.push(OfAccount { account, sheet, ledger: Ledger::default() });
                    }
                    let ledger = &mut all[at].ledger;
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
        if all.is_empty() {
            all.push(OfAccount { account, sheet: self.sheet, ledger: Ledger::default() });
        }
        all.iter_mut().for_each(|of| of.ledger.check_balances());
        Ok(all)
    }

    /// Whether a row has the headings again.
    fn is_heading(&self, row: usize) -> bool {
        let date = self.text(row, Column::Date);
        !date.is_empty() && date == self.text(self.heading, Column::Date)
    }

    /// Whether a row has no amount.
    fn is_without_amount(&self, row: usize) -> bool {
        let columns = [Column::In, Column::Out, Column::Debit, Column::Credit, Column::Amount];
        !columns.into_iter().any(|column| matches!(number(self.text(row, column)), Some(Number::Known(_))))
    }

    /// Whether a row is the title of a block: one cell alone, with the headings again, or an account, soon below it.
    fn is_title_of_block(&self, row: usize) -> bool {
        let is_alone = self.sheet.row(row).filter(|text| !text.trim().is_empty()).count() == 1;
        let below = row + 1..self.sheet.height().min(row + 1 + Form::MOST_ABOVE);
        is_alone && self.label(row).is_none() && below.into_iter().any(|row| self.is_heading(row))
    }

    /// What a row tells; `None` where it is blank or a sum of others.
    fn entry(&self, row: usize) -> Result<Option<(Entry, Option<Oddity>)>, Finding> {
        let sheet = self.sheet;
        let date = self.text(row, Column::Date);
        if sheet.is_blank(row) {
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

/// An account's number or name as it is compared: compatibility forms made one, without blanks and strokes; of a number
/// of which a part is hidden, what follows that.
pub fn account_key(text: &str) -> String {
    let key: String = text.nfkc().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let key = key.rsplit('*').next().unwrap_or_default();
    key.strip_prefix("尾号").unwrap_or(key).to_owned()
}

/// The account that the name of a sheet or a file tells: `收入户`, or a number of four digits and more that is no year.
fn account_of_name(name: &str) -> String {
    let key = account_key(name);
    let digits = key.chars().filter(char::is_ascii_digit).count();
    let is_dated = key.contains(['年', '月']) || Day::read(name).is_some();
    if key.contains('户') || (digits >= 6 && !is_dated) { key } else { String::new() }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A ledger out of the text of a file.
    pub fn ledger(keeper: Keeper, text: &str) -> Result<Ledger, Findings> {
        let sheets = crate::intake::sheets(&format!("{}.csv", keeper.key()), text.as_bytes())?;
        let mut all = Ledger::read(sheets.iter().map(|sheet| &**sheet), keeper)?;
        assert_eq!(all.len(), 1, "one account: {all:?}");
        Ok(all.remove(0).ledger)
    }

    /// The accounts of a file with the rows of their entries.
    pub fn accounts(keeper: Keeper, text: &str) -> Vec<(String, Vec<u32>)> {
        let sheets = crate::intake::sheets(&format!("{}.csv", keeper.key()), text.as_bytes()).unwrap();
        let all = Ledger::read(sheets.iter().map(|sheet| &**sheet), keeper).unwrap();
        all.into_iter().map(|of| (of.account, of.ledger.entries.iter().map(|entry| entry.row).collect())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{accounts, ledger};
    use super::*;

    /// Accounts by column, filled in once for what follows; by block with its own title and headings; and none where the
    /// column is the counterparties'.
    #[test]
    fn several_accounts_in_one_file_are_told_apart() {
        let named = |all: &[(&str, &[u32])]| -> Vec<(String, Vec<u32>)> {
            all.iter().map(|(name, rows)| ((*name).to_owned(), rows.to_vec())).collect()
        };
        let by_column = "账号,户名,交易日期,贷方,借方,余额,对方户名\n3400 1111,本市,2013-01-07,5,,105,甲\n,本市,2013-01-08,,1,104,甲\n\
                         34002222,本市,2013-01-07,7,,57,乙\n3400-1111,本市,2013-01-09,1,,105,甲\n";
        assert_eq!(accounts(Keeper::Bank, by_column), named(&[("34001111", &[2, 3, 5]), ("34002222", &[4])]));
        let by_block = "财政专户流水,,,\n账号：34001111 户名：某市财政局,,,\n日期,收入,支出,余额\n2013-01-07,5,,105\n合计,5,,\n\
                        ,,,\n财政专户流水,,,\n账号,6200****2222,,\n日期,收入,支出,余额\n2013-01-08,7,,57\n2013-01-09,,7,50\n";
        assert_eq!(accounts(Keeper::Agency, by_block), named(&[("34001111", &[4]), ("2222", &[10, 11])]));
        let of_counterparties = "日期,收入,支出,对方户名,账号\n2013-01-07,5,,甲,1111\n2013-01-08,7,,乙,2222\n";
        assert_eq!(accounts(Keeper::Bank, of_counterparties), named(&[("", &[2, 3])]));
        let alone = "日期,收入,支出\n2013-01-07,5,\n账号：1234,,\n2013-01-08,7,\n";
        assert_eq!(accounts(Keeper::Bank, alone), named(&[("", &[2]), ("1234", &[4])]));
        // Each account's balances are judged by its own.
        let sheets = crate::intake::sheets("bank.csv", by_column.as_bytes()).unwrap();
        let all = Ledger::read(sheets.iter().map(|sheet| &**sheet), Keeper::Bank).unwrap();
        assert!(all.iter().all(|of| of.ledger.oddities.is_empty()), "{all:?}");
    }

    /// Sheets by account, which say so by their names; months are no accounts.
    #[test]
    fn sheets_by_account_are_all_read() {
        let sheet = |name: &str, day: &str| {
            let mut sheet = Sheet::new(Origin { sheet: Some(name.into()), ..Origin::file("a.xlsx") });
            for row in [["日期", "收入", "支出"], [day, "5", ""]] {
                row.iter().for_each(|cell| sheet.push(cell).unwrap());
                sheet.end_row();
            }
            sheet
        };
        let names = |sheets: &[Sheet]| -> Vec<String> {
            Ledger::read(sheets, Keeper::Bank).unwrap().into_iter().map(|of| of.account).collect()
        };
        let sheets = [sheet("收入户", "2013-01-07"), sheet("说明", "无"), sheet("支出户", "2013-01-07")];
        assert_eq!(names(&[sheets[0].clone(), sheets[2].clone()]), ["收入户", "支出户"]);
        assert_eq!(names(&sheets[..1]), [""]);
        assert_eq!(names(&[sheet("1月", "2013-01-07"), sheet("2月", "2013-02-07")]), [""]);
    }

    #[test]
    fn account_numbers_are_compared_without_blanks_and_hidden_parts() {
        let keys = ["3400 1111", "３４００-1111", "6200****1111", "尾号1111", " 收入户 "].map(account_key);
        assert_eq!(keys, ["34001111", "34001111", "1111", "1111", "收入户"]);
    }

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
