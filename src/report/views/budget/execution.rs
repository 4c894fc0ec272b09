//! 执行: how far a year's budget is carried out, line by line or place by place, against the plan to date.

use std::collections::HashMap;

use super::page::{Page, change_cell, is_total, line_names, share_cell, sums};
use crate::money::{Money, ratio};
use crate::month::{Month, Period};
use crate::report::words::number::UNKNOWN;
use crate::report::{
    Category, Cell, CellValue, Column, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Tone,
};
use crate::statements::execution::Execution;
use crate::statements::form::LineKind;
use crate::statements::range::Ranges;
use crate::statements::statement::{Version, Who};
use crate::statements::watched::{Episode, Watch, deviation, rate};
use crate::statements::year::latest;

/// What is looked at of the execution.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Looked {
    /// The month up to which it is told; `None` is the last on record.
    pub month: Option<Month>,
    /// The line of the chart, and of the table by place; `None` is the one that deviates most.
    pub line: Option<usize>,
    /// Whether the table has the places, and not the lines.
    pub by_place: bool,
}

/// The execution, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct ExecutionView {
    /// How far it is, and what deviates most.
    pub headline: String,
    /// The plan to date and what came, by month.
    pub figure: Figure,
    /// By line or by place.
    pub sheet: Sheet,
    /// The line of each row, or the place.
    pub rows: Vec<Row>,
    /// The months on record.
    pub months: Vec<Month>,
    /// The month that is told.
    pub month: Month,
    /// The lines that have a plan, with their names.
    pub lines: Vec<(usize, String)>,
    /// The line of the chart.
    pub line: usize,
    /// The places and lines that are watched, with how much they deviate and since when.
    pub watched: Vec<String>,
}

/// What a row of the table is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// A line of the form.
    Line(usize),
    /// A place.
    Place(Who),
}

/// The execution of a place; or why there is none yet.
///
/// # Errors
/// The sentence that says why.
pub fn execution(
    page: Page<'_>,
    looked: Looked,
    watch: &Watch,
    ranges: Option<&Ranges>,
) -> Result<ExecutionView, String> {
    let Some(last) = latest(&page.year.execution, page.who) else { return Err(none(page)) };
    let months: Vec<Month> =
        (0..12).map(|n| Month::january(page.year.year).plus(n)).filter(|month| *month <= last).collect();
    let all = |who: Who| page.year.execution.iter().filter(move |e| e.who == who);
    let months: Vec<Month> = months.into_iter().filter(|month| all(page.who).any(|e| e.month == *month)).collect();
    let month = looked.month.filter(|month| months.contains(month)).unwrap_or(last);
    let within = page.year.places.with_below(page.who.place());
    let here = page.year.execution.iter().filter(|e| within.contains(&e.who.place()));
    let known = here.map(|e| ((e.who, e.line, e.month), e)).collect();
    let told = Told { page, known, month, watch, ranges };
    let of_month: Vec<&Execution> = all(page.who).filter(|e| e.month == month).collect();
    // Totals stand on a ground of their own, so that parts alone need be set in.
    let names: Vec<String> = line_names(&page.year.form, page.language())
        .iter()
        .zip(&page.year.form.lines)
        .map(|(name, line)| {
            let name = name.trim().trim_start_matches(page.language().text("budget.of_which"));
            if line.of.is_some() { format!("\u{3000}{name}") } else { name.to_owned() }
        })
        .collect();
    let lines: Vec<(usize, String)> = of_month.iter().map(|e| (e.line, names[e.line].trim().to_owned())).collect();
    let worst = told.worst(&of_month);
    let chosen = looked.line.filter(|line| lines.iter().any(|(known, _)| known == line));
    let line = chosen.or(worst.map(|worst| worst.line)).or(lines.first().map(|(line, _)| *line)).unwrap_or(0);
    let (sheet, rows) = if looked.by_place { told.by_place(line) } else { told.by_line(&of_month, &names) };
    Ok(ExecutionView {
        headline: told.headline(&of_month, worst),
        figure: told.figure(line, &months),
        sheet,
        rows,
        months,
        month,
        lines,
        line,
        watched: told.watched(),
    })
}

/// Why there is nothing to be told.
pub(super) fn none(page: Page<'_>) -> String {
    let (year, place) = (page.year.year.to_string(), page.name());
    let last = page.context.period_name(Period::Month(page.context.observed.range().1.last_month()));
    let values = [("year", &*year), ("place", &*place), ("last", &*last)];
    match (page.who, page.year.against(page.who)) {
        (Who::Pool(_), _) => page.fill("budget.pool_has_none", &values),
        (_, None) => page.fill("budget.no_budget", &values),
        (_, Some(_)) => page.fill("budget.no_record", &values),
    }
}

struct Told<'a> {
    page: Page<'a>,
    /// By place, line and month.
    known: HashMap<(Who, usize, Month), &'a Execution>,
    month: Month,
    watch: &'a Watch,
    /// How sure the forecast is, where that was run.
    ranges: Option<&'a Ranges>,
}

impl<'a> Told<'a> {
    fn at(&self, who: Who, line: usize, month: Month) -> Option<&'a Execution> {
        self.known.get(&(who, line, month)).copied()
    }

    /// What came in the month alone.
    fn in_month(&self, e: &Execution) -> Option<Money> {
        let before = self.at(e.who, e.line, e.month.previous());
        Some(e.actual? - before.map_or(Some(Money::ZERO), |before| before.actual)?)
    }

    /// What the whole year is expected to come to: what came, where it is over.
    fn forecast(&self, who: Who, line: usize) -> Option<Money> {
        let year = self.page.year;
        let over = year.statement(who, Version::Actual).filter(|actual| actual.months == 12);
        over.or_else(|| year.statement(who, Version::Forecast))?.cells[line].amount()
    }

    fn is_watched(&self, e: &Execution) -> bool {
        self.watch.is_beyond(&self.page.year.form.lines[e.line].id, e)
    }

    /// The item that is farthest from its plan.
    fn worst(&self, of_month: &[&'a Execution]) -> Option<&'a Execution> {
        let form = &self.page.year.form;
        let is_item = |e: &&&Execution| e.is_rated && !is_total(form, e.line) && form.lines[e.line].of.is_none();
        let off = |e: &&Execution| deviation(e).map_or(Money::ZERO, Money::abs);
        of_month.iter().filter(is_item).max_by_key(|e| off(e)).filter(|e| !off(e).is_zero()).copied()
    }

    fn headline(&self, of_month: &[&Execution], worst: Option<&Execution>) -> String {
        let page = self.page;
        let (place, month) = (page.name(), page.context.period_name(Period::Month(self.month)));
        let progress = |id: &str| {
            let line = page.year.form.line(id);
            let e = of_month.iter().find(|e| Some(e.line) == line);
            let share = e.and_then(|e| ratio(e.actual?.fen(), e.budget?.fen(), 6));
            share.map_or(UNKNOWN.to_owned(), |share| format!("{}%", page.context.style.plain(Quantity::Ratio(share))))
        };
        let (income, expenditure) = (progress("income"), progress("expenditure"));
        let mut values =
            vec![("place", &*place), ("month", &*month), ("income", &*income), ("expenditure", &*expenditure)];
        let Some((worst, off)) = worst.and_then(|worst| Some((worst, deviation(worst)?))) else {
            return page.fill("budget.on_plan", &values);
        };
        let name = page.line(worst.line);
        let amount = page.spoken(off.abs());
        let by = rate(worst).map_or(String::new(), |rate| {
            let plain = page.context.style.plain(Quantity::Ratio(rate));
            let sign = if rate.is_sign_positive() { "+" } else { "" };
            page.fill("budget.by_rate", &[("rate", &format!("{sign}{plain}%"))])
        });
        values.extend([("line", &*name), ("amount", &*amount), ("rate", &*by)]);
        page.fill(if off.is_negative() { "budget.behind" } else { "budget.ahead" }, &values)
    }

    fn columns(&self, first: Column) -> Vec<Column> {
        let column = |key: &str, measured| Column::new(self.page.text(key), measured);
        let month = self.page.context.period_name(Period::Month(self.month));
        let of_month = Column { hint: month, ..column("budget.in_month", Measured::Money) };
        vec![
            first,
            column("budget.budgeted", Measured::Money),
            of_month,
            column("budget.to_date", Measured::Money),
            column("budget.planned", Measured::Money),
            column("budget.deviation", Measured::Money),
            column("budget.rate", Measured::Ratio),
            column("budget.progress", Measured::Ratio),
            column("budget.forecast", Measured::Money),
        ]
        .into_iter()
        .chain(
            self.ranges
                .iter()
                .flat_map(|_| [column("budget.low", Measured::Money), column("budget.high", Measured::Money)]),
        )
        .collect()
    }

    /// The cells of a line of a place after its name.
    fn cells(&self, e: &Execution) -> Vec<Cell> {
        let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
        let money = |money: Option<Money>| Cell::quantity(money.map(Quantity::Money), None);
        let tone = if self.is_watched(e) { Tone::Warning } else { Tone::Plain };
        let budget = e.budget.or_else(|| self.page.year.against(e.who)?.cells[e.line].amount());
        vec![
            budget.map_or_else(empty, |budget| money(Some(budget))),
            money(self.in_month(e)),
            money(e.actual),
            money(Some(e.plan)),
            deviation(e).map_or_else(Cell::default, |deviation| change_cell(Some(deviation))),
            rate(e).map_or_else(empty, |rate| Cell::quantity(Some(Quantity::Ratio(rate)), None)).toned(tone),
            share_cell(e.actual.filter(|_| e.is_rated), e.budget),
            self.forecast(e.who, e.line).map_or_else(empty, |forecast| money(Some(forecast))),
        ]
        .into_iter()
        .chain(self.ranges.iter().flat_map(|ranges| {
            let range = ranges.of.get(&(e.who, e.line));
            [0, 1].map(|n| range.map_or_else(empty, |range| money(Some(range[n]))))
        }))
        .collect()
    }

    fn sheet(&self, title: String, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Sheet {
        let against = match self.page.year.statement(self.page.who, Version::Revised) {
            Some(_) => "budget.against_revised",
            None => "budget.against_budget",
        };
        let is_over = self.page.year.statement(self.page.who, Version::Forecast).is_none();
        let range = match self.ranges {
            Some(ranges) => Some(self.page.fill("budget.range_of", &[("paths", &ranges.paths.to_string())])),
            None if is_over => None,
            None => Some(self.page.text("budget.no_range")),
        };
        let notes = std::iter::once(self.page.text(against)).chain(range).collect();
        Sheet { title, columns, frozen: 1, rows, notes, source: self.page.context.source_line(), ..Sheet::default() }
    }

    fn by_line(&self, of_month: &[&Execution], names: &[String]) -> (Sheet, Vec<Row>) {
        let holds = |e: &&&Execution| {
            is_total(&self.page.year.form, e.line)
                || !e.plan.is_zero()
                || e.actual.is_none_or(|actual| !actual.is_zero())
        };
        let shown: Vec<&Execution> = of_month.iter().filter(holds).copied().collect();
        let row = |e: &&Execution| std::iter::once(Cell::text(names[e.line].clone())).chain(self.cells(e)).collect();
        let month = self.page.context.period_name(Period::Month(self.month));
        let title = self.page.fill("budget.execution", &[("place", &self.page.name()), ("month", &month)]);
        let columns = self.columns(Column::new(self.page.text("budget.line"), Measured::Text));
        let mut sheet = self.sheet(title, columns, shown.iter().map(row).collect());
        let lines: Vec<usize> = shown.iter().map(|e| e.line).collect();
        sheet.sums = sums(&self.page.year.form, &lines);
        (sheet, lines.into_iter().map(Row::Line).collect())
    }

    fn by_place(&self, line: usize) -> (Sheet, Vec<Row>) {
        let page = self.page;
        let places = page.year.parts(page.who.place()).into_iter().chain([page.who]);
        let told: Vec<&Execution> = places.filter_map(|who| self.at(who, line, self.month)).collect();
        let row = |e: &&Execution| std::iter::once(Cell::text(page.name_of(e.who))).chain(self.cells(e)).collect();
        let name = page.line(line);
        let month = page.context.period_name(Period::Month(self.month));
        let title = page.fill("budget.execution_of", &[("line", &name), ("month", &month)]);
        let columns = self.columns(Column::new(page.text("budget.place"), Measured::Text));
        let mut sheet = self.sheet(title, columns, told.iter().map(row).collect());
        sheet.totals = usize::from(told.len() > 1);
        (sheet, told.iter().map(|e| Row::Place(e.who)).collect())
    }

    /// The plan to date and what came, by month.
    fn figure(&self, line: usize, months: &[Month]) -> Figure {
        let page = self.page;
        let form_line = &page.year.form.lines[line];
        let name = page.line(line);
        let role = if form_line.kind == LineKind::Expenditure { Role::Pensions } else { Role::Contributions };
        let points = |amount: fn(&Execution) -> Option<Money>| -> Vec<Point> {
            let point = |month: &Month| Point {
                value: self.at(page.who, line, *month).and_then(amount).map(Quantity::Money),
                subject: None,
            };
            months.iter().map(point).collect()
        };
        let series = |key: &str, role, points| Series { name: page.text(key), role, mark: Mark::Line, points };
        let tick = |month: &Month| page.fill("years.month", &[("month", &month.month().to_string())]);
        Figure {
            title: page.fill("budget.course", &[("line", &name), ("place", &page.name())]),
            categories: months.iter().map(|month| Category::Period(Period::Month(*month))).collect(),
            ticks: months.iter().map(tick).collect(),
            measured: Measured::Money,
            series: vec![
                series("budget.planned", Role::Earlier, points(|e| Some(e.plan))),
                series("budget.to_date", role, points(|e| e.actual)),
            ],
            source: page.context.source_line(),
            ..Figure::default()
        }
    }

    /// The watched places and lines: those beyond the threshold, and since when.
    fn watched(&self) -> Vec<String> {
        let page = self.page;
        let within = page.year.places.with_below(page.who.place());
        let episodes = self.watch.episodes(&page.year.form, &page.year.execution, self.month);
        let is_here = |episode: &&Episode| episode.cleared.is_none() && within.contains(&episode.who.place());
        let said = |episode: &Episode| {
            let plain = page.context.style.plain(Quantity::Ratio(episode.rate.unwrap_or_default()));
            let sign = if plain.starts_with('−') { "" } else { "+" };
            let line = page.line(episode.line);
            let (place, rate) = (page.name_of(episode.who), format!("{sign}{plain}%"));
            let since = page.context.period_name(Period::Month(episode.since));
            page.fill("budget.watched", &[("place", &place), ("line", &line), ("rate", &rate), ("since", &since)])
        };
        episodes.iter().filter(is_here).map(said).collect()
    }
}
