//! 付费总额控制: the medical cap, institution by institution. Last year is settled, then this year's total is split.
//!
//! Source: model section 11.6.

use rust_decimal::Decimal;

use super::table::{Shape, Table, whole_weights};
use crate::finding::{Finding, Findings};
use crate::money::{Factor, Money, Rate, instalment, power_of_ten, round_money, split};
use crate::month::Month;
use crate::scenario::file::reader::{Reader, Section};
use crate::sheet::Sheet;

/// 定点医疗机构
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Institution {
    /// Its name.
    pub name: String,
    /// Last year's figures; `None` where it had none.
    pub last: Option<LastYear>,
    /// Its weight as given; the text, too, for it is written as it was.
    pub weight: Option<(Decimal, String)>,
}

/// What an institution spent, was to spend and was paid ahead last year, yuan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LastYear {
    /// What it spent.
    pub actual: Money,
    /// Its cap.
    pub cap: Money,
    /// What it was paid ahead.
    pub prepaid: Money,
}

/// How spending over the cap is shared, up to a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Band {
    /// Its upper limit as a multiple of the cap.
    pub to: Rate,
    /// The part that the fund bears.
    pub fund: Rate,
}

/// The pooled medical fund with and without the cap, yuan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FundYear {
    /// 上年结余
    pub opening: Money,
    /// 收入
    pub income: Money,
    /// What would be spent without the cap.
    pub without: Money,
}

/// The rules of a year. None has a default: they are the officer's to set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// The calendar year of the new caps.
    pub year: i32,
    /// The budget, yuan.
    pub budget: Money,
    /// The share held back.
    pub reserve: Rate,
    /// The share of what was saved that an institution keeps.
    pub keep: Rate,
    /// Bands over the cap, ascending; beyond the last the fund bears nothing.
    pub bands: Vec<Band>,
    /// The share of the cap that is paid ahead in months.
    pub ahead: Rate,
    /// Whether settling last year comes out of this year's total.
    pub settled_from_this: bool,
    /// The pooled fund, where it is to be shown.
    pub fund: Option<FundYear>,
}

/// Last year settled with one institution, yuan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// Below the cap by so much.
    pub saved: Money,
    /// What it keeps of it.
    pub kept: Money,
    /// Above the cap by so much.
    pub over: Money,
    /// What the fund bears of it.
    pub fund_bears: Money,
    /// What is still to pay; below zero is to be paid back.
    pub to_pay: Money,
}

impl Settlement {
    /// What settling costs the fund besides the cap.
    pub fn cost(&self) -> Money {
        self.kept + self.fund_bears
    }
}

/// This year's cap of one institution, yuan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cap {
    /// The cap.
    pub cap: Money,
    /// What of it is paid ahead in months.
    pub ahead: Money,
}

impl Cap {
    /// What is paid ahead in a month of the year, 1 to 12.
    pub fn prepayment(&self, month: u32) -> Money {
        instalment(self.ahead, month, 12)
    }
}

/// Caps and settlements, in the order of the institutions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Last year; `None` where there is nothing to settle.
    pub settlements: Vec<Option<Settlement>>,
    /// This year.
    pub caps: Vec<Cap>,
}

impl Outcome {
    /// What settling costs the fund in all.
    pub fn cost(&self) -> Money {
        self.settlements.iter().flatten().map(Settlement::cost).sum()
    }

    /// All caps.
    pub fn total(&self) -> Money {
        self.caps.iter().map(|cap| cap.cap).sum()
    }
}

const INSTITUTIONS: Shape =
    Shape { needed: &["institution"], known: &["last_actual", "last_cap", "last_prepaid", "weight"], others: false };

/// Reads the institutions.
///
/// # Errors
/// All that is wrong, each with its cell: a name twice, half of last year's figures, weights for some only, none for an
/// institution without last year's figures.
pub fn institutions(sheet: &Sheet) -> Result<Vec<Institution>, Findings> {
    let mut table = Table::open(sheet, INSTITUTIONS)?;
    let mut read: Vec<Institution> = Vec::new();
    let rows = table.rows();
    let weighed = rows.iter().any(|row| !table.text(*row, "weight").is_empty());
    for row in rows {
        let name = table.name(row, "institution");
        if name.is_some_and(|name| read.iter().any(|other| other.name == name)) {
            table.error("row-twice", row, "institution");
        }
        let last = [("last_actual"), ("last_cap"), ("last_prepaid")].map(|column| table.amount(row, column));
        let [actual, cap, prepaid] = last.map(Option::flatten);
        let given = |column: &str| !table.text(row, column).is_empty();
        if last.iter().all(Option::is_some) {
            match (given("last_actual"), given("last_cap")) {
                (true, false) => {
                    table.error("cell-blank", row, "last_cap");
                }
                (false, true) => {
                    table.error("cell-blank", row, "last_actual");
                }
                (false, false) if prepaid.is_some_and(Money::is_positive) => {
                    table.error("cap-prepaid-alone", row, "last_prepaid");
                }
                _ => {}
            }
        }
        let weight = table.weight(row, "weight");
        if weight == Some(None) && (weighed || actual.is_none()) {
            match weighed {
                true => table.error("cap-weight-missing", row, "weight"),
                false => table.error("cap-weight-needed", row, "weight"),
            };
        }
        let weight = weight.flatten().map(|weight| (weight, table.text(row, "weight").to_owned()));
        let last = actual.zip(cap).map(|(actual, cap)| LastYear { actual, cap, prepaid: prepaid.unwrap_or_default() });
        read.push(Institution { name: name.unwrap_or_default().to_owned(), last, weight });
    }
    if read.is_empty() {
        table.findings.push(Finding::error("no-rows", sheet.origin.clone()));
    }
    if table.findings.is_empty() { Ok(read) } else { Err(table.findings) }
}

const KEYS: &[&str] = &["year", "budget", "reserve", "keep", "bands", "ahead", "settle_from", "fund"];

/// Reads the rules.
///
/// # Errors
/// All that is wrong, each with its line and column.
pub fn rules(file: &str, text: &str) -> Result<Rules, Findings> {
    let (mut reader, document) = Reader::open(file, text)?;
    let top = Section { table: document.as_table(), name: "", start: 0 };
    match read_rules(&mut reader, top) {
        Some(rules) if reader.findings.is_empty() => Ok(rules),
        _ => Err(reader.findings),
    }
}

fn read_rules(reader: &mut Reader<'_>, top: Section<'_>) -> Option<Rules> {
    reader.known(top, KEYS);
    let mut amount = |section, key| {
        let amount = reader.value(section, key, "expected.amount", Reader::amount);
        reader.required(section, key, amount)
    };
    let budget = amount(top, "budget");
    let year = super::year(reader, top);
    let mut share = |key| {
        let share = reader.value(top, key, "expected.share", |r, v| r.not_negative(v).filter(|s| *s <= Decimal::ONE));
        reader.required(top, key, share)
    };
    let (reserve, keep, ahead) = (share("reserve"), share("keep"), share("ahead"));
    let settled = reader.value(top, "settle_from", "expected.settle_from", |_, v| match v.as_str()? {
        "this" => Some(true),
        "last" => Some(false),
        _ => None,
    });
    let settled = reader.required(top, "settle_from", settled);
    if top.table.get("bands").is_none() {
        reader.required(top, "bands", None::<()>);
    }
    let bands = bands(reader, top);
    let fund = match reader.section(top, "fund") {
        Some(section) => {
            reader.known(section, &["opening", "income", "without"]);
            let mut amount = |key| {
                let amount = reader.value(section, key, "expected.amount", Reader::amount);
                reader.required(section, key, amount)
            };
            let (opening, income, without) = (amount("opening"), amount("income"), amount("without"));
            Some(FundYear { opening: opening?, income: income?, without: without? })
        }
        None => None,
    };
    Some(Rules {
        year: year?,
        budget: budget?,
        reserve: reserve?,
        keep: keep?,
        bands: bands?,
        ahead: ahead?,
        settled_from_this: settled?,
        fund,
    })
}

fn bands(reader: &mut Reader<'_>, top: Section<'_>) -> Option<Vec<Band>> {
    let mut bands: Vec<Option<Band>> = Vec::new();
    let mut below = Decimal::ONE;
    for section in reader.tables(top, "bands") {
        reader.known(section, &["to", "fund"]);
        // Limits finer than this, or higher, no rule has; a cap times a limit stays exact.
        let limit = |r: &Reader<'_>, v: &_| {
            r.not_negative(v).filter(|to| *to > below && to.scale() <= 12 && *to <= Decimal::from(1000))
        };
        let to = reader.value(section, "to", "expected.band_limit", limit);
        let to = reader.required(section, "to", to);
        let share = |r: &Reader<'_>, v: &_| r.not_negative(v).filter(|share| *share <= Decimal::ONE);
        let fund = reader.value(section, "fund", "expected.share", share);
        let fund = reader.required(section, "fund", fund);
        below = to.unwrap_or(below);
        bands.push(to.zip(fund).map(|(to, fund)| Band { to, fund }));
    }
    bands.into_iter().collect()
}

/// Settles last year with an institution.
pub fn settle(last: &LastYear, rules: &Rules) -> Settlement {
    let (saved, over) = ((last.cap - last.actual).or_zero(), (last.actual - last.cap).or_zero());
    let kept = rounded(&[saved.into(), rules.keep.into()], &[]);
    let mut fund_bears = Money::ZERO;
    let mut from = Decimal::ONE;
    for band in &rules.bands {
        // Limits as whole parts of a fen, so that each band is rounded once only.
        let scale = from.scale().max(band.to.scale());
        let one = power_of_ten(scale);
        let limit = |to: Decimal| last.cap.fen() * to.mantissa() * power_of_ten(scale - to.scale());
        let spent = last.actual.fen() * one;
        let part = (spent.min(limit(band.to)) - limit(from)).max(0);
        fund_bears += rounded(&[Factor::Whole(part), band.fund.into()], &[Factor::Whole(one)]);
        from = band.to;
    }
    let to_pay = last.actual.min(last.cap) + kept + fund_bears - last.prepaid;
    Settlement { saved, kept, over, fund_bears, to_pay }
}

/// A share of an amount, which is no larger than the amount.
fn rounded(over: &[Factor], under: &[Factor]) -> Money {
    round_money(over, under).expect("a share is no more than the amount")
}

/// What the template proposes as weight: what was spent, but no more than the cap and what the fund bore over it, for
/// weighing by what was spent rewards overspending.
pub fn proposed_weight(last: &LastYear, rules: &Rules) -> Money {
    last.actual.min(last.cap + settle(last, rules).fund_bears)
}

/// Settles last year and caps this one.
///
/// # Errors
/// Settling that costs more than this year's total, where it comes out of it.
pub fn outcome(institutions: &[Institution], rules: &Rules) -> Result<Outcome, Findings> {
    let settlements: Vec<Option<Settlement>> =
        institutions.iter().map(|institution| Some(settle(institution.last.as_ref()?, rules))).collect();
    let cost: Money = settlements.iter().flatten().map(Settlement::cost).sum();
    let total = rounded(&[rules.budget.into(), (Decimal::ONE - rules.reserve).into()], &[]);
    let left = if rules.settled_from_this { total - cost } else { total };
    if left.is_negative() {
        let finding = Finding::error("cap-settling-above-total", Default::default());
        return Err(finding.with("cost", cost.grouped()).with("total", total.grouped()).into());
    }
    let given: Option<Vec<Decimal>> = institutions.iter().map(|i| Some(i.weight.as_ref()?.0)).collect();
    let weights = match given {
        Some(weights) => whole_weights(&weights),
        None => institutions.iter().map(|i| i.last.map_or(0, |last| last.actual.fen())).collect(),
    };
    let cap = |cap: Money| Cap { cap, ahead: rounded(&[cap.into(), rules.ahead.into()], &[]) };
    Ok(Outcome { settlements, caps: split(left, &weights).into_iter().map(cap).collect() })
}

/// The months of the caps' year.
pub fn months(rules: &Rules) -> impl Iterator<Item = Month> {
    let january = Month::january(rules.year);
    (0..12).map(move |n| january.plus(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    fn rules_of(text: &str) -> Rules {
        rules("r.toml", text).unwrap_or_else(|f| panic!("{f:?}"))
    }

    const RULES: &str = "year = 2014\nbudget = \"1000\"\nreserve = \"0.05\"\nkeep = \"0.6\"\nahead = \"0.9\"\n\
                         settle_from = \"this\"\nbands = [{ to = \"1.1\", fund = \"0.5\" }, { to = \"1.2\", fund = \"0.2\" }]\n";

    fn last(actual: i128, cap: i128, prepaid: i128) -> LastYear {
        LastYear { actual: Money::from_fen(actual), cap: Money::from_fen(cap), prepaid: Money::from_fen(prepaid) }
    }

    #[test]
    fn bands_share_what_is_over_and_nothing_beyond_the_last() {
        let rules = rules_of(RULES);
        let settled = settle(&last(15_000, 10_000, 9_000), &rules);
        // 10% of the cap at one half, the next 10% at a fifth: 500 + 200 fen.
        assert_eq!((settled.over, settled.fund_bears), (Money::from_fen(5_000), Money::from_fen(700)));
        assert_eq!(settled.to_pay, Money::from_fen(1_700));
        let saved = settle(&last(8_001, 10_000, 9_000), &rules);
        assert_eq!((saved.kept, saved.to_pay), (Money::from_fen(1_199), Money::from_fen(200)));
    }

    /// 11.1% of a cap of 1005 fen ends within a fen: the limit stays exact, and each band is rounded once.
    #[test]
    fn limits_are_exact() {
        let mut rules = rules_of(RULES);
        rules.bands = vec![Band { to: rate("1.0005"), fund: rate("1") }, Band { to: rate("2"), fund: rate("0.5") }];
        // 0.5025 fen are below the first limit: 1 fen; 99.4975 fen of the second band, half: 49.74875, so 50.
        assert_eq!(settle(&last(1_105, 1_005, 0), &rules).fund_bears, Money::from_fen(51));
    }

    #[test]
    fn settling_may_not_cost_more_than_there_is() {
        let institution = Institution { name: "甲".into(), last: Some(last(1, 1_000_000, 0)), weight: None };
        let rules = rules_of(RULES);
        assert_eq!(
            outcome(std::slice::from_ref(&institution), &rules).unwrap_err()[0].code,
            "cap-settling-above-total"
        );
        let from_last = Rules { settled_from_this: false, ..rules };
        assert_eq!(outcome(&[institution], &from_last).unwrap().total(), Money::from_yuan(950));
    }

    #[test]
    fn the_proposed_weight_does_not_reward_overspending() {
        let rules = rules_of(RULES);
        assert_eq!(proposed_weight(&last(15_000, 10_000, 0), &rules), Money::from_fen(10_700));
        assert_eq!(proposed_weight(&last(9_000, 10_000, 0), &rules), Money::from_fen(9_000));
    }

    #[test]
    fn rules_have_no_defaults() {
        let codes = |text: &str| -> Vec<&str> { rules("r.toml", text).unwrap_err().iter().map(|f| f.code).collect() };
        assert_eq!(codes(""), ["missing-key"; 7]);
        assert_eq!(codes(&RULES.replace("0.6", "1.6")), ["scenario-value"]);
        assert_eq!(codes(&RULES.replace("1.2", "1.05")), ["scenario-value"]);
        assert_eq!(codes(&RULES.replace("keep", "kept")), ["unknown-key", "missing-key"]);
    }

    proptest! {
        /// The caps and what settling costs add up to the total, and the months to what is paid ahead.
        #[test]
        fn no_fen_is_lost(
            figures in prop::collection::vec((0i128..10_000_000, 1i128..10_000_000, 0i128..5_000_000), 1..12),
        ) {
            let mut rules = rules_of(RULES);
            rules.budget = Money::from_yuan(10_000_000);
            let institutions: Vec<Institution> = figures
                .iter()
                .map(|(a, c, p)| Institution { name: String::new(), last: Some(last(*a, *c, *p)), weight: None })
                .collect();
            let outcome = outcome(&institutions, &rules).unwrap();
            prop_assert_eq!(outcome.total() + outcome.cost(), Money::from_yuan(9_500_000));
            for (cap, settled) in outcome.caps.iter().zip(outcome.settlements.iter().flatten()) {
                prop_assert_eq!((1..=12).map(|m| cap.prepayment(m)).sum::<Money>(), cap.ahead);
                prop_assert!(settled.fund_bears <= settled.over && settled.kept <= settled.saved);
            }
        }
    }
}
