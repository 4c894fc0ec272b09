//! 资金筹集渠道: what is needed, by use, against the sources that are to cover it.
//!
//! Source: model section 11.7.

use rust_decimal::Decimal;

use super::table::{Shape, Table};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::money::{Money, Rate, round_money};
use crate::month::Month;
use crate::sheet::Sheet;

/// What decides how much a source gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// So much.
    Fixed(Money),
    /// A share of a base, such as not less than a tenth of the revenues outside the budget.
    Share {
        /// The share.
        rate: Rate,
        /// What it is a share of.
        base: Money,
    },
    /// Last year's, grown.
    Grow {
        /// Last year's.
        last: Money,
        /// By which rate.
        rate: Rate,
    },
}

/// A source of money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// How much it is to give.
    pub rule: Rule,
    /// What it gave, where that is known.
    pub actual: Option<Money>,
}

/// What covers the need.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cover {
    /// What each source gives: what it gave, else what it is to give.
    pub sources: Vec<Money>,
    /// What is used of each, in the order listed, until nothing is lacking.
    pub used: Vec<Money>,
    /// The need less all sources; below zero there is more than is needed.
    pub uncovered: Money,
    /// The sources that gave less than their share: warnings.
    pub findings: Vec<Finding>,
}

impl Rule {
    /// How much it comes to; `None` where that is too large to be counted.
    pub fn amount(&self) -> Option<Money> {
        match self {
            Rule::Fixed(amount) => Some(*amount),
            Rule::Share { rate, base } => round_money(&[(*base).into(), (*rate).into()], &[]),
            Rule::Grow { last, rate } => round_money(&[(*last).into(), (Rate::ONE + *rate).into()], &[]),
        }
    }
}

/// What is needed in a year, by use, and what is to cover it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Year {
    /// The calendar year.
    pub year: i32,
    /// The uses with their amounts.
    pub needs: Vec<(String, Money)>,
    /// The sources, in the order of use.
    pub channels: Vec<Channel>,
}

impl Year {
    /// All that is needed.
    pub fn need(&self) -> Money {
        self.needs.iter().map(|(_, amount)| *amount).sum()
    }

    /// How far it is covered. `None` where an amount is too large to be counted.
    pub fn cover(&self) -> Option<Cover> {
        let needs: Vec<Money> = self.needs.iter().map(|(_, amount)| *amount).collect();
        cover(&needs, &self.channels)
    }
}

const CHANNELS: Shape =
    Shape { needed: &["year", "side", "name", "amount"], known: &["rule", "rate", "actual"], others: false };

/// Reads uses (`need`) and sources (`source`) by year. A source's `rule` is `fixed` (so much), `share` (the rate of the
/// amount, a base) or `grow` (the amount, last year's, grown by the rate); `actual` is what it gave.
///
/// # Errors
/// All that is wrong, each with its cell.
pub fn years(sheet: &Sheet) -> Result<Vec<Year>, Findings> {
    let mut table = Table::open(sheet, CHANNELS)?;
    let mut years: Vec<Year> = Vec::new();
    for row in table.rows() {
        let year: Option<i32> = table.text(row, "year").parse().ok().filter(|year| Month::new(*year, 1).is_some());
        if year.is_none() {
            table.error("statement-year", row, "year");
        }
        let (name, amount, rate) = (table.name(row, "name"), table.amount(row, "amount"), table.number(row, "rate"));
        let actual = table.amount(row, "actual");
        if amount == Some(None) {
            table.error("cell-blank", row, "amount");
        }
        let is_source = match table.text(row, "side") {
            "need" | "需求" => false,
            "source" | "来源" => true,
            _ => {
                table.error("channels-side", row, "side");
                continue;
            }
        };
        let word = table.text(row, "rule");
        if is_source && ["share", "grow"].contains(&word) && rate == Some(None) {
            table.error("cell-blank", row, "rate");
        }
        let rate = rate.flatten().unwrap_or_default();
        if rate.scale() > 12 || rate.abs() > Rate::from(1000) {
            table.error("cell-not-number", row, "rate");
            continue;
        }
        let amount = amount.flatten().unwrap_or_default();
        let rule = match word {
            "" | "fixed" => Rule::Fixed(amount),
            "share" => Rule::Share { rate, base: amount },
            "grow" => Rule::Grow { last: amount, rate },
            _ => {
                table.error("channels-rule", row, "rule");
                continue;
            }
        };
        let (Some(year), Some(name)) = (year, name.map(str::to_owned)) else { continue };
        let at = years.iter().position(|known| known.year == year).unwrap_or_else(|| {
            years.push(Year { year, needs: Vec::new(), channels: Vec::new() });
            years.len() - 1
        });
        match is_source {
            true => years[at].channels.push(Channel { name, rule, actual: actual.flatten() }),
            false => years[at].needs.push((name, amount)),
        }
    }
    if years.is_empty() && table.findings.is_empty() {
        table.findings.push(Finding::error("no-rows", sheet.origin.clone()));
    }
    years.sort_by_key(|year| year.year);
    if table.findings.is_empty() { Ok(years) } else { Err(table.findings) }
}

/// 年均增长 over so many years, in hundredths of a percent cut off; `None` where it can't be told.
pub fn mean_growth(first: Money, last: Money, years: u32) -> Option<Decimal> {
    const ONE: i128 = 10_000;
    if !first.is_positive() || last.is_negative() || !(1..=4).contains(&years) {
        return None;
    }
    let is_within = |growth: i128| {
        let over = (ONE + growth).checked_pow(years)?.checked_mul(first.fen())?;
        Some(over <= last.fen().checked_mul(ONE.checked_pow(years)?)?)
    };
    let (mut low, mut high) = (-ONE, 100 * ONE);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if is_within(middle)? { low = middle } else { high = middle }
    }
    Some(Decimal::from_i128_with_scale(low, 4))
}

/// Covers needs by channels, in the order listed. `None` where an amount is too large to be counted.
pub fn cover(needs: &[Money], channels: &[Channel]) -> Option<Cover> {
    let need: Money = needs.iter().copied().sum();
    let mut cover = Cover { sources: Vec::new(), used: Vec::new(), uncovered: need, findings: Vec::new() };
    for channel in channels {
        let planned = channel.rule.amount()?;
        let gives = channel.actual.unwrap_or(planned);
        cover.used.push(gives.min(cover.uncovered).or_zero());
        cover.sources.push(gives);
        cover.uncovered -= gives;
        if let (Rule::Share { rate, .. }, true) = (&channel.rule, gives < planned) {
            let finding = Finding::new("share-too-low", Severity::Warning, Origin::default());
            cover.findings.push(
                finding
                    .with("name", &channel.name)
                    .with("found", gives.grouped())
                    .with("rate", rate)
                    .with("expected", planned.grouped()),
            );
        }
    }
    Some(cover)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(name: &str, rule: Rule, actual: Option<i64>) -> Channel {
        Channel { name: name.to_owned(), rule, actual: actual.map(Money::from_yuan) }
    }

    #[test]
    fn sources_are_used_as_listed_and_a_share_below_its_rate_is_said() {
        let tenth = Rule::Share { rate: "0.1".parse().unwrap(), base: Money::from_yuan(60_000) };
        let grown = Rule::Grow { last: Money::from_yuan(1_000), rate: "0.08".parse().unwrap() };
        let channels = [
            channel("预算内", Rule::Fixed(Money::from_yuan(5_000)), None),
            channel("预算外", tenth, Some(5_298)),
            channel("专项", grown, None),
        ];
        let covered = cover(&[Money::from_yuan(8_000), Money::from_yuan(3_000)], &channels).unwrap();
        let yuan = |amounts: [i64; 3]| amounts.map(Money::from_yuan).to_vec();
        assert_eq!((covered.sources, covered.used), (yuan([5_000, 5_298, 1_080]), yuan([5_000, 5_298, 702])));
        assert_eq!(covered.uncovered, Money::from_yuan(-378));
        let said: Vec<&str> = covered.findings.iter().map(|f| f.code).collect();
        assert_eq!(said, ["share-too-low"]);
    }

    /// 沈阳 2000–2002, in 万元: the year that is not printed is what the others leave of the sum.
    #[test]
    fn shenyang_in_all_leaves_the_year_between() {
        let wan = |amount: i64| Money::from_yuan(amount * 10_000);
        let printed = [wan(54_200), wan(124_400)];
        let channels = printed.map(|amount| Channel { name: String::new(), rule: Rule::Fixed(amount), actual: None });
        assert_eq!(cover(&[wan(290_300)], &channels).unwrap().uncovered, wan(111_700));
    }
}
