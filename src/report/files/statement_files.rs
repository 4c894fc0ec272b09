//! The result files of budgets, caps and targets, as CSV texts.
//!
//! Money has two decimals, rates six; what is unknown or means nothing is blank.
//!
//! Source: model section 11.9.

use std::fmt::{Display, Write as _};

use super::results::NamedText;
use crate::intake::data_file::quoted;
use crate::money::{Money, ratio};
use crate::place::Places;
use crate::statements::drivers::Bridge;
use crate::statements::execution::Execution;
use crate::statements::flows::Cell;
use crate::statements::form::{Form, Line, Transfer};
use crate::statements::given::STRUCK_OUT;
use crate::statements::statement::{Statements, Who};
use crate::statements::{cap, channels, targets};

/// A file under way: cells parted by commas.
struct Lines(String);

impl Lines {
    fn new(heading: &str) -> Lines {
        Lines(format!("{heading}\n"))
    }

    fn line(&mut self, cells: &[&dyn Display]) {
        for (n, cell) in cells.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(self.0, "{comma}{cell}").expect("writing to a string");
        }
        self.0.push('\n');
    }
}

/// What there is, or a blank cell.
fn shown<T: Display>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A ratio with six decimals; blank where the denominator is zero.
fn rate(over: i128, under: i128) -> String {
    ratio(over, under, 6).map_or_else(String::new, |rate| format!("{rate:.6}"))
}

/// `statement.csv`, `execution.csv` and `drivers.csv`.
pub fn of_budget(
    form: &Form,
    places: &Places,
    statements: &Statements,
    execution: &[Execution],
    bridges: &[Bridge],
) -> Vec<NamedText> {
    let key = |who: Who| quoted(&who.key(places)).into_owned();
    let cell = |cell: Cell| shown(cell.amount());
    let mut table = Lines::new("place,year,version,months,line,amount");
    for ((who, year, version), statement) in statements {
        let (name, version) = (key(*who), version.key());
        for (line, amount) in form.lines.iter().zip(&statement.cells) {
            table.line(&[&name, year, &version, &statement.months, &quoted(&line.id), &cell(*amount)]);
        }
        if *who == Who::Whole(places.root()) {
            for (line, amount) in
                form.lines.iter().zip(&statement.struck_out).filter(|(l, struck)| is_struck(l, **struck))
            {
                let id = format!("{STRUCK_OUT}{}", line.id);
                table.line(&[&name, year, &version, &statement.months, &quoted(&id), &cell(*amount)]);
            }
        }
    }
    let mut to_date = Lines::new("place,year,month,line,plan_to_date,actual_to_date,deviation,rate,progress");
    for e in execution {
        let deviation = e.actual.map(|actual| actual - e.plan);
        let share = |over: Option<Money>, under: Option<Money>| {
            over.zip(under)
                .filter(|_| e.is_rated)
                .map_or_else(String::new, |(over, under)| rate(over.fen(), under.fen()))
        };
        to_date.line(&[
            &key(e.who),
            &e.month.year(),
            &e.month,
            &quoted(&form.lines[e.line].id),
            &e.plan,
            &shown(e.actual),
            &shown(deviation),
            &share(deviation, Some(e.plan)),
            &share(e.actual, e.budget),
        ]);
    }
    let mut drivers = Lines::new("place,year,line,driver,amount");
    for bridge in bridges {
        let (name, line) = (key(bridge.who), quoted(&form.lines[bridge.line].id));
        let edited = Some(("edited", bridge.edited)).filter(|(_, edited)| !edited.is_zero());
        let known = std::iter::once(("budget", bridge.budget)).chain(edited).chain(bridge.steps.iter().copied());
        let known = known.map(|(driver, amount)| (driver, Some(amount)));
        for (driver, amount) in known.chain([("rest", bridge.rest), ("actual", bridge.actual)]) {
            drivers.line(&[&name, &bridge.year, &line, &driver, &shown(amount)]);
        }
    }
    vec![("statement.csv", table.0), ("execution.csv", to_date.0), ("drivers.csv", drivers.0)]
}

/// Whether a line has a row of what was struck out: what goes across has one only where somebody moved.
fn is_struck(line: &Line, struck: Cell) -> bool {
    line.transfer.is_some() && (line.transfer != Some(Transfer::Across) || struck != Cell::Blank)
}

/// `settlement.csv`, `caps.csv`, `prepayments.csv`, and `fund.csv` where the rules tell of the fund.
pub fn of_cap(institutions: &[cap::Institution], rules: &cap::Rules, outcome: &cap::Outcome) -> Vec<NamedText> {
    let mut settlement =
        Lines::new("institution,last_cap,last_actual,saved,kept,over,fund_bears,institution_bears,cost,prepaid,to_pay");
    let mut caps = Lines::new("institution,weight,cap,ahead");
    let mut prepayments = Lines::new("institution,month,amount");
    for (n, institution) in institutions.iter().enumerate() {
        let (name, cap) = (quoted(&institution.name), &outcome.caps[n]);
        match (&institution.last, &outcome.settlements[n]) {
            (Some(last), Some(s)) => settlement.line(&[
                &name,
                &last.cap,
                &last.actual,
                &s.saved,
                &s.kept,
                &s.over,
                &s.fund_bears,
                &(s.over - s.fund_bears),
                &s.cost(),
                &last.prepaid,
                &s.to_pay,
            ]),
            _ => settlement.line(&[&name, &",,,,,,,,,"]),
        }
        let weight = institution.weight.as_ref().map(|(_, text)| quoted(text));
        caps.line(&[&name, &shown(weight), &cap.cap, &cap.ahead]);
        for month in cap::months(rules) {
            prepayments.line(&[&name, &month, &cap.prepayment(month.month())]);
        }
    }
    caps.line(&[&"total", &"", &outcome.total(), &outcome.caps.iter().map(|cap| cap.ahead).sum::<Money>()]);
    let mut files = vec![("settlement.csv", settlement.0), ("caps.csv", caps.0), ("prepayments.csv", prepayments.0)];
    if let Some(fund) = &rules.fund {
        let mut lines = Lines::new("opening,income,caps,settling,closing_with_cap,closing_without_cap");
        let before = fund.opening + fund.income;
        let (caps, settling) = (outcome.total(), outcome.cost());
        let (with_cap, without) = (before - caps - settling, before - fund.without);
        lines.line(&[&fund.opening, &fund.income, &caps, &settling, &with_cap, &without]);
        files.push(("fund.csv", lines.0));
    }
    files
}

/// `cover.csv`: by year each source with what it was to give, gave and what of it was used, then the need, all sources and
/// what is not covered.
pub fn of_channels(years: &[channels::Year]) -> NamedText {
    let mut cover = Lines::new("year,name,planned,actual,used");
    for year in years {
        let Some(covered) = year.cover() else { continue };
        for (channel, used) in year.channels.iter().zip(&covered.used) {
            cover.line(&[
                &year.year,
                &quoted(&channel.name),
                &shown(channel.rule.amount()),
                &shown(channel.actual),
                used,
            ]);
        }
        let sources: Money = covered.sources.iter().copied().sum();
        for (name, amount) in [("need", year.need()), ("sources", sources), ("uncovered", covered.uncovered)] {
            cover.line(&[&year.year, &name, &amount, &"", &""]);
        }
    }
    ("cover.csv", cover.0)
}

/// `targets.csv`, `progress.csv`, `total.csv` and `subsidies.csv`.
pub fn of_targets(units: &[targets::Unit], actuals: &targets::Actuals, rules: &targets::Rules) -> Vec<NamedText> {
    let targets = targets::targets(units, rules);
    let mut plan = Lines::new("unit,weight,target,m01,m02,m03,m04,m05,m06,m07,m08,m09,m10,m11,m12");
    for (unit, target) in units.iter().zip(&targets) {
        let months = target.months.map(|heads| heads.to_string()).join(",");
        plan.line(&[&quoted(&unit.name), &quoted(&unit.weight.1), &target.year, &months]);
    }
    let all = targets::progress(&targets, actuals, rules);
    let mut progress = Lines::new("unit,month,plan_to_date,actual_to_date,completion,rank,behind,named,silent");
    let yes = |is: bool| if is { "yes" } else { "" };
    for p in &all {
        let completion = rate(p.actual.into(), targets[p.unit].year.into());
        progress.line(&[
            &quoted(&units[p.unit].name),
            &p.month,
            &p.plan,
            &p.actual,
            &completion,
            &shown(p.rank),
            &p.behind,
            &yes(p.is_named),
            &yes(p.is_silent),
        ]);
    }
    let mut total = Lines::new("month,against,target,actual_to_date,completion");
    for month in all.chunks(units.len()) {
        let actual: i64 = month.iter().map(|p| p.actual).sum();
        let own = ("target".to_owned(), rules.target);
        for (against, target) in std::iter::once(&own).chain(&rules.compare) {
            let completion = rate(actual.into(), i128::from(*target));
            total.line(&[&month[0].month, &quoted(against), target, &actual, &completion]);
        }
    }
    let mut subsidies = Lines::new("unit,item,count,rate,amount");
    let mut sum = Money::ZERO;
    for (unit, counts) in units.iter().zip(&actuals.results) {
        for ((item, each), count) in rules.subsidies.iter().zip(counts).filter(|(_, count)| **count > 0) {
            let amount = Money::from_fen(each.fen() * i128::from(*count));
            sum += amount;
            subsidies.line(&[&quoted(&unit.name), &quoted(item), count, each, &amount]);
        }
    }
    subsidies.line(&[&"total", &"", &"", &"", &sum]);
    vec![("targets.csv", plan.0), ("progress.csv", progress.0), ("total.csv", total.0), ("subsidies.csv", subsidies.0)]
}
