//! What came of several scenarios, side by side: when money is first short, what has to be borrowed, who pays.
//!
//! Rows are measures, columns are scenarios. All is read off runs that are there already. Of scenarios that
//! run over unequally many months only the months are read that all have; one that has none in common with the base is
//! shown, but nothing is subtracted: replays and projections speak of different times.

use rust_decimal::Decimal;

use super::context::Context;
use super::view::column;
use crate::answers::compare::Outcome;
use crate::measures::Measure;
use crate::money::{Money, ratio};
use crate::month::{Month, Period};
use crate::report::{Books, Cell, CellValue, Holder, Measured, Place, Quantity, SettlementItem, Sheet, Subject, Tone};
use crate::scenario::Scenario;

/// How values beside those of the base are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Against {
    /// As they are.
    #[default]
    Nothing,
    /// 较基准增减: the difference.
    Amount,
    /// 较基准增减%: the difference as a share of the base.
    Percent,
}

/// A scenario and what came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Its number in the project; 0 is the base.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// What came of it; `None` where it has no run (yet).
    pub outcome: Option<Outcome>,
    /// Whether it has months in common with the base, so that they can be subtracted.
    pub comparable: bool,
    end: Option<Month>,
}

/// Scenarios with what came of them at a place.
#[derive(Clone, PartialEq, Debug)]
pub struct SideBySide {
    /// Those shown, in their order.
    pub columns: Vec<Column>,
    base: Option<Outcome>,
    base_name: String,
    place: Place,
    /// The months that all have which can be compared, where they are not all that each has.
    common: Option<(Month, Month)>,
}

/// Reads off what came of the scenarios shown; the base is read too where it is not among them.
pub fn side_by_side(context: &Context<'_>, base: &Scenario, shown: &[(usize, &Scenario)], place: &Place) -> SideBySide {
    let span = |number: usize| context.settled(number).map(|s| (s.run.start, s.run.end()));
    let meets = |a: (Month, Month), b: (Month, Month)| a.0.max(b.0) <= a.1.min(b.1);
    let is_comparable = |number: usize| span(number).zip(span(0)).is_some_and(|(own, base)| meets(own, base));
    let spans: Vec<(Month, Month)> =
        shown.iter().map(|(number, _)| *number).chain([0]).filter(|n| is_comparable(*n)).filter_map(span).collect();
    let all = spans.iter().map(|s| s.0).max().zip(spans.iter().map(|s| s.1).min()).filter(|(from, to)| from <= to);
    // Where no month is in all of them, only those over the base's very months are compared.
    let is_comparable = |number: usize| is_comparable(number) && (all.is_some() || span(number) == span(0));
    let common = all.filter(|all| spans.iter().any(|span| span != all));
    let outcome = |number: usize| {
        let fund = context.settled(number)?.fund();
        let place = fund.places().find(place)?;
        match all.filter(|_| is_comparable(number)) {
            Some(months) => Outcome::over(&fund, place, months),
            None => Outcome::of(&fund, place),
        }
    };
    let columns: Vec<Column> = shown
        .iter()
        .map(|(number, scenario)| Column {
            number: *number,
            name: scenario.name.clone(),
            outcome: outcome(*number),
            comparable: is_comparable(*number),
            end: all.filter(|_| is_comparable(*number)).or(span(*number)).map(|(_, end)| end),
        })
        .collect();
    let base_outcome = match columns.iter().find(|c| c.number == 0) {
        Some(base) => base.outcome.clone(),
        None => outcome(0),
    };
    SideBySide { columns, base: base_outcome, base_name: base.name.clone(), place: place.clone(), common }
}

/// The measures, from top to bottom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    FirstShortage,
    Borrowed,
    PeakDebt,
    PeakMonth,
    Debt,
    Balance,
    Net,
    Cover,
    Gap,
    County,
    City,
    Province,
    Upper,
}

impl Row {
    const ALL: [Row; 13] = [
        Row::FirstShortage,
        Row::Borrowed,
        Row::PeakDebt,
        Row::PeakMonth,
        Row::Debt,
        Row::Balance,
        Row::Net,
        Row::Cover,
        Row::Gap,
        Row::County,
        Row::City,
        Row::Province,
        Row::Upper,
    ];

    const fn text_key(self) -> &'static str {
        match self {
            Row::FirstShortage => "matrix.first_shortage",
            Row::Borrowed => "matrix.borrowed",
            Row::PeakDebt => "matrix.peak_debt",
            Row::PeakMonth => "matrix.peak_month",
            Row::Debt => "matrix.debt",
            Row::Balance => "matrix.balance",
            Row::Net => "county.net_balance",
            Row::Cover => "matrix.cover",
            Row::Gap => "matrix.gap",
            Row::County => "matrix.county",
            Row::City => "matrix.city",
            Row::Province => "matrix.province",
            Row::Upper => "matrix.upper",
        }
    }

    const fn measured(self) -> Measured {
        match self {
            Row::FirstShortage | Row::PeakMonth => Measured::Text,
            Row::Cover => Measured::Months,
            _ => Measured::Money,
        }
    }

    fn month(self, outcome: &Outcome) -> Option<Month> {
        match self {
            Row::FirstShortage => outcome.first_shortage,
            Row::PeakMonth => outcome.peak_debt.map(|(_, month)| month),
            _ => None,
        }
    }

    fn number(self, outcome: &Outcome) -> Option<Quantity> {
        let money = match self {
            Row::FirstShortage | Row::PeakMonth => return None,
            Row::Cover => return outcome.months_of_cover.map(Quantity::from),
            Row::Borrowed => outcome.borrowed,
            Row::PeakDebt => outcome.peak_debt.map_or(Money::ZERO, |(debt, _)| debt),
            Row::Debt => outcome.debt,
            Row::Balance => outcome.balance,
            Row::Net => outcome.balance - outcome.debt,
            Row::Gap => outcome.gap,
            Row::County => outcome.governments.county,
            Row::City => outcome.governments.city,
            Row::Province => outcome.governments.province,
            Row::Upper => outcome.governments.upper,
        };
        Some(Quantity::Money(money))
    }
}

impl SideBySide {
    /// The sentence that answers: which scenario needs least borrowing, and how much less than another.
    pub fn headline(&self, context: &Context<'_>) -> String {
        let (language, style) = (context.language(), context.style);
        let spoken = |money: Money| style.spoken(Quantity::Money(money));
        let place = context.place_name(&self.place);
        let judged: Vec<(&Column, Money)> = self
            .columns
            .iter()
            .filter(|c| c.comparable)
            .filter_map(|c| Some((c, c.outcome.as_ref()?.borrowed)))
            .collect();
        let least = judged.iter().min_by_key(|(_, borrowed)| *borrowed);
        let most = judged.iter().max_by_key(|(_, borrowed)| *borrowed);
        let (Some((best, least)), Some((worst, most))) = (least, most) else {
            return language.text("matrix.nothing").to_owned();
        };
        let end = best.end.map_or_else(String::new, |end| context.period_name(Period::Month(end)));
        let (least_said, most_said) = (spoken(*least), spoken(*most));
        let ties = judged.iter().filter(|(_, borrowed)| borrowed == least).count();
        let mut values = vec![("place", &*place), ("end", &*end), ("name", &*best.name), ("amount", &*least_said)];
        values.push(("what", language.text(self.borrowed_key())));
        if judged.len() == 1 {
            return language.fill("matrix.only", &values);
        }
        let count = ties.to_string();
        values.push(("count", &count));
        if ties == judged.len() {
            return language.fill("matrix.all_same", &values);
        }
        let first = match (ties, least.is_zero()) {
            (1, false) => language.fill("matrix.least", &values),
            (1, true) => language.fill("matrix.least_none", &values),
            (_, false) => language.fill("matrix.least_several", &values),
            (_, true) => language.fill("matrix.least_several_none", &values),
        };
        // Beside the base; where the base itself is the best, beside the worst.
        let base = self.base.as_ref().map(|base| base.borrowed).filter(|borrowed| borrowed > least);
        let second = match base {
            Some(base) => {
                let less = spoken(base - *least);
                language.fill("matrix.less_than_base", &[("base", &self.base_name), ("less", &less)])
            }
            None => language.fill("matrix.worst", &[("name", &worst.name), ("amount", &most_said)]),
        };
        first + &second
    }

    /// The measures of each scenario. The sheet's first two columns are the measure and its unit.
    pub fn sheet(&self, context: &Context<'_>, against: Against) -> Sheet {
        let language = context.language();
        let text = |key: &str| language.text(key).to_owned();
        let mut columns =
            vec![column(text("matrix.measure"), Measured::Text), column(text("matrix.unit"), Measured::Text)];
        columns.extend(self.columns.iter().map(|c| heading(context, c.number, &c.name)));
        let rows = Row::ALL
            .into_iter()
            .map(|row| {
                let unit = match against {
                    Against::Percent if row.measured() != Measured::Text => context.style.unit_name(Measured::Ratio),
                    _ => context.style.unit_name(row.measured()),
                };
                let key = if row == Row::Borrowed { self.borrowed_key() } else { row.text_key() };
                let mut cells = vec![Cell::text(text(key)), Cell::text(unit).toned(Tone::Muted)];
                cells.extend(self.columns.iter().map(|c| self.cell(context, row, c, against)));
                cells
            })
            .collect();
        let apart = self.columns.iter().any(|c| c.outcome.is_some() && !c.comparable);
        let mut notes = if apart && against != Against::Nothing { vec![text("matrix.other_span")] } else { Vec::new() };
        if let Some((first, last)) = self.common {
            let period = context.period_name(Period::between(first, last));
            notes.insert(0, language.fill("matrix.common", &[("period", &period)]));
        }
        let title = format!("{} · {}", context.place_name(&self.place), text("matrix.outcomes"));
        let shown = self.columns.iter().filter_map(|column| context.settled(column.number));
        let source = context.source_of(shown.map(|settled| &*settled.scenario));
        Sheet { title, columns, frozen: 2, rows, notes, source, ..Sheet::default() }
    }

    /// What is borrowed is called: a county is advanced nothing, the pool is.
    fn borrowed_key(&self) -> &'static str {
        match self.place {
            Place::Root | Place::Place(_) => Row::Borrowed.text_key(),
            Place::County(_) => "matrix.borrowed_by_county",
        }
    }

    fn cell(&self, context: &Context<'_>, row: Row, column: &Column, against: Against) -> Cell {
        let Some(outcome) = &column.outcome else { return Cell::default() };
        let subject = self.subject(row, column, outcome);
        let base = self.base.as_ref().filter(|_| against != Against::Nothing && column.number != 0);
        // In a table of differences what is none stands back.
        let tone = if base.is_some() && !column.comparable { Tone::Muted } else { Tone::Plain };
        let base = base.filter(|_| column.comparable);
        let value = if row.measured() == Measured::Text {
            let month = row.month(outcome);
            match (month, base.and_then(|base| row.month(base))) {
                (Some(month), Some(before)) => CellValue::Text(shifted(context, month.since(before))),
                (Some(month), None) => CellValue::Text(context.period_name(Period::Month(month))),
                (None, _) if row == Row::FirstShortage => {
                    CellValue::Text(context.language().text("comparison.never").to_owned())
                }
                (None, _) => CellValue::Text(context.language().text("matrix.none").to_owned()),
            }
        } else {
            let now = row.number(outcome);
            match base {
                // Among percents a value that is none names its own unit.
                None if against == Against::Percent => {
                    now.map_or(CellValue::Unknown, |now| CellValue::Text(context.style.full(now)))
                }
                None => now.map_or(CellValue::Unknown, CellValue::Quantity),
                Some(base) => {
                    now.zip(row.number(base)).and_then(|(now, before)| change(now, before, against)).unwrap_or_default()
                }
            }
        };
        Cell { value, subject, ..Cell::default() }.toned(tone)
    }

    /// What explains a value, where it is one of a month.
    fn subject(&self, row: Row, column: &Column, outcome: &Outcome) -> Option<Subject> {
        let holder = Holder::with_below(self.place.clone());
        let of = |month: Month, item| {
            Some(Subject::Settlement {
                scenario: column.number,
                holder: holder.clone(),
                period: Period::Month(month),
                item,
            })
        };
        match row {
            Row::Debt | Row::Net => of(column.end?, SettlementItem::Debt),
            Row::Balance => of(column.end?, SettlementItem::Closing),
            Row::PeakDebt => of(outcome.peak_debt?.1, SettlementItem::Debt),
            Row::Cover => Some(Subject::Measure {
                measure: Measure::MonthsOfCover,
                place: self.place.clone(),
                period: Period::Month(column.end?),
                books: Books::Scenario(column.number),
            }),
            _ => None,
        }
    }
}

/// A scenario as a column's heading, the base marked as such.
pub(super) fn heading(context: &Context<'_>, number: usize, name: &str) -> crate::report::Column {
    let heading = match number {
        0 => context.language().fill("matrix.of_base", &[("name", name)]),
        _ => name.to_owned(),
    };
    crate::report::Column {
        heading,
        measured: Measured::Number,
        hint: context.language().text("matrix.goes_to").to_owned(),
    }
}

/// 早3个月, 晚3个月
fn shifted(context: &Context<'_>, months: i32) -> String {
    let key = match months {
        0 => return context.language().text("matrix.same_month").to_owned(),
        m if m > 0 => "matrix.later",
        _ => "matrix.earlier",
    };
    context.language().fill(key, &[("count", &months.abs().to_string())])
}

/// `None` where there is nothing to divide by.
fn change(now: Quantity, before: Quantity, against: Against) -> Option<CellValue> {
    let (amount, share) = match (now, before) {
        (Quantity::Money(now), Quantity::Money(before)) => {
            let less = now - before;
            (Quantity::Money(less), ratio(less.fen(), before.fen().abs(), 6))
        }
        (Quantity::Months(now), Quantity::Months(before)) => {
            let share = (now - before).checked_div(before.abs()).map(|share: Decimal| share.round_dp(6));
            (Quantity::Months(now - before), share)
        }
        _ => return None,
    };
    Some(CellValue::Change(match against {
        Against::Percent => Quantity::Ratio(share?),
        _ => amount,
    }))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::dataset::Dataset;
    use crate::journal::Keep;
    use crate::locale::Language;
    use crate::proposal;
    use crate::report::views::context::Settled;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::simulation;

    fn settled(data: &Dataset, scenario: &Arc<Scenario>) -> Option<Arc<Settled>> {
        let run = simulation::run(data, scenario, Keep::Journal, &AtomicBool::new(false)).ok()?;
        Some(Arc::new(Settled { observed: Arc::new(data.clone()), run, scenario: scenario.clone() }))
    }

    fn with<T>(test: impl FnOnce(&Context<'_>, &[Arc<Scenario>]) -> T) -> T {
        let data = sample::load();
        let scenarios = proposal::scenarios(&data, Language::Chinese);
        let runs: Vec<_> = scenarios.iter().map(|s| settled(&data, s)).collect();
        test(&Context { observed: &data, runs: &runs, style: Style::default(), source: "" }, &scenarios)
    }

    fn shown(scenarios: &[Arc<Scenario>]) -> Vec<(usize, &Scenario)> {
        scenarios.iter().map(|s| &**s).enumerate().collect()
    }

    #[test]
    fn the_sentence_names_the_one_that_needs_least() {
        with(|context, scenarios| {
            let beside = side_by_side(context, &scenarios[0], &shown(scenarios), &Place::Root);
            let borrowed = |n: usize| beside.columns[n].outcome.as_ref().unwrap().borrowed;
            let best = (0..3).min_by_key(|n| borrowed(*n)).unwrap();
            let sentence = beside.headline(context);
            assert!(sentence.contains(&scenarios[best].name), "{sentence}");
            assert!(!beside.columns[3].comparable, "a replay is of other months");
        });
    }

    #[test]
    fn differences_are_taken_of_the_same_months_only() {
        with(|context, scenarios| {
            let beside = side_by_side(context, &scenarios[0], &shown(scenarios), &Place::Root);
            let plain = beside.sheet(context, Against::Nothing);
            let less = beside.sheet(context, Against::Amount);
            let borrowed = 1;
            let money = |cell: &Cell| match cell.value {
                CellValue::Quantity(Quantity::Money(money)) | CellValue::Change(Quantity::Money(money)) => money,
                ref other => panic!("{other:?}"),
            };
            let value = |sheet: &Sheet, n: usize| money(&sheet.rows[borrowed][n + 2]);
            assert_eq!(value(&less, 0), value(&plain, 0), "the base as it is");
            assert_eq!(value(&less, 1), value(&plain, 1) - value(&plain, 0));
            assert_eq!(less.rows[borrowed][5].tone, Tone::Muted);
            assert_eq!(value(&less, 3), value(&plain, 3));
            assert_eq!((plain.notes.len(), less.notes.len()), (0, 1));
            let percent = beside.sheet(context, Against::Percent);
            assert!(matches!(percent.rows[5][3].value, CellValue::Change(Quantity::Ratio(_))));
        });
    }

    #[test]
    fn what_has_no_run_is_unknown_and_a_county_has_its_own() {
        with(|context, scenarios| {
            let bare = Context { runs: &[], ..*context };
            let beside = side_by_side(&bare, &scenarios[0], &shown(scenarios), &Place::Root);
            assert!(!beside.headline(&bare).is_empty());
            let sheet = beside.sheet(&bare, Against::Percent);
            assert!(sheet.rows.iter().all(|row| row[2..].iter().all(|cell| cell.value == CellValue::Unknown)));
            let counties = context.observed.counties.iter().map(|c| Place::County(c.name.clone()));
            let of = |place| side_by_side(context, &scenarios[0], &shown(scenarios), &place).columns;
            let sums: Vec<Money> = counties.map(|c| of(c)[2].outcome.as_ref().unwrap().gap).collect();
            assert_eq!(sums.into_iter().sum::<Money>(), of(Place::Root)[2].outcome.as_ref().unwrap().gap);
            let nowhere = of(Place::County("无".into()));
            assert!(nowhere.iter().all(|column| column.outcome.is_none()));
        });
    }
}
