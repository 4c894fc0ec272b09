//! 存款结构: what a ladder of deposits gains, the ladder month by month, what falls due when, the price of the reserve, and
//! ladders beside each other.
//!
//! Source: section 13.2.

use crate::report::words::period::month_ticks;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::context::Context;
use super::view::{column, series};
use crate::money::{Money, Rate};
use crate::month::{Month, Period};
use crate::report::words::number::{UNKNOWN, grouped};
use crate::report::{Category, Cell, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Tone};
use crate::scenario::Scenario;
use crate::special_account::deposits::{Closing, Placement};
use crate::special_account::ladder::{Answer, Laid, Line};
use crate::special_account::rates::Term;

/// Up to so many months the ladder is drawn by month, beyond by year-end.
const MOST_BARS: usize = 120;

/// So many terms have a colour of their own; the others are drawn as one.
const MOST_TERMS: usize = 3;

/// What is told of a ladder.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// What is gained, and that the reserve holds.
    pub headline: String,
    /// What a month more of reserve costs, and when the rates were told.
    pub price: String,
    /// What a month more of reserve costs, alone.
    pub cost: String,
    /// How much falls due in all, and what first.
    pub due: String,
    /// Where the rates are an example.
    pub mark: String,
    /// By month: what is bound by term, the lowest balance and the reserve.
    pub ladder: Figure,
    /// What is gained by the months of reserve.
    pub by_reserve: Figure,
    /// What is placed, with what it bears.
    pub placements: Sheet,
    /// What falls due.
    pub calendar: Sheet,
    /// How reserve and room come about.
    pub months: Sheet,
    /// The ladders that are set beside it.
    pub beside: Sheet,
}

/// Of an answer.
pub fn deposits(context: &Context<'_>, scenario: &Scenario, answer: &Answer) -> Told {
    let mark = match answer.now.offer.rates.is_example() {
        true => context.text("ladder.example").to_owned(),
        false => String::new(),
    };
    let source = format!("{}{mark}", context.source_of([scenario]));
    let words = Words { context: *context, answer, source };
    Told {
        headline: words.headline(),
        price: words.price(),
        cost: words.fill("ladder.cost_said", &[("cost", words.cost())]),
        due: words.due(),
        ladder: words.ladder(scenario),
        by_reserve: words.by_reserve(),
        placements: words.placements(),
        calendar: words.calendar(),
        months: words.months(),
        beside: words.beside(),
        mark,
    }
}

/// A rate as banks write it: 3.33%.
pub fn percent(rate: Rate) -> String {
    let percent = (rate * Decimal::ONE_HUNDRED).normalize();
    format!("{}%", grouped(percent, percent.scale().max(2)))
}

struct Words<'a> {
    context: Context<'a>,
    answer: &'a Answer,
    source: String,
}

fn money(amount: Money) -> Cell {
    Cell::quantity(Some(Quantity::Money(amount)), None)
}

fn number(number: usize) -> Cell {
    Cell::quantity(Some(Quantity::Number(number.into())), None)
}

impl Words<'_> {
    fn text(&self, key: &str) -> String {
        self.context.language().text(key).to_owned()
    }

    fn fill(&self, key: &str, values: &[(&str, String)]) -> String {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, text.as_str())).collect();
        self.context.language().fill(key, &values)
    }

    fn spoken(&self, amount: Money) -> String {
        self.context.style.spoken(Quantity::Money(amount))
    }

    fn now(&self) -> &Laid {
        &self.answer.now
    }

    fn closings(&self) -> &[Closing] {
        &self.now().plan.months
    }

    fn month(&self, month: Month) -> String {
        self.context.period_name(Period::Month(month))
    }

    /// 1年, 3个月, or what a bond is called.
    fn term(&self, months: u32, name: &str) -> String {
        let key = if months.is_multiple_of(12) { "ladder.years" } else { "ladder.months" };
        let count = if months.is_multiple_of(12) { months / 12 } else { months };
        let term = self.fill(key, &[("count", count.to_string())]);
        if name.is_empty() { term } else { format!("{name} {term}") }
    }

    fn term_of(&self, placement: &Placement) -> String {
        self.term(placement.term.months, &placement.term.name)
    }

    /// "按此安排 36 个月多得利息 412 万元，任何月份活期不少于 2 个月支出"
    fn headline(&self) -> String {
        let (plan, reserve) = (&self.now().plan, self.now().offer.reserve.normalize().to_string());
        let short: Vec<&Closing> = plan.months.iter().filter(|closing| closing.short().is_positive()).collect();
        let kept = match (short.first(), short.iter().map(|closing| closing.short()).max()) {
            (Some(first), Some(most)) => self.fill(
                "ladder.short",
                &[
                    ("month", self.month(first.month)),
                    ("count", short.len().to_string()),
                    ("most", self.spoken(most)),
                    ("reserve", reserve),
                ],
            ),
            _ => self.fill("ladder.kept", &[("reserve", reserve)]),
        };
        let months = plan.months.len().to_string();
        if plan.months.iter().all(|closing| !closing.lowest.is_positive()) {
            return self.text("ladder.no_balance");
        }
        let key = if plan.placements.is_empty() { "ladder.nothing" } else { "ladder.gain" };
        self.fill(key, &[("months", months), ("gain", self.spoken(plan.gain)), ("kept", kept)])
    }

    /// "准备金每多留 1 个月，少得利息 12 万元。利率为 2007-12-21 所问。"
    fn price(&self) -> String {
        let now = self.now();
        let line = match now.offer.line {
            Line::Exact => String::new(),
            Line::Cautious => self.text("ladder.on_cautious"),
        };
        let values = [
            ("cost", self.cost()),
            ("date", now.offer.rates.date.to_string()),
            ("rate", now.mean_rate.map_or(UNKNOWN.to_owned(), percent)),
            ("line", line),
        ];
        let untried = now.plan.most - now.plan.gain;
        let untried = untried.is_positive().then(|| self.fill("ladder.untried", &[("more", self.spoken(untried))]));
        self.fill("ladder.price", &values) + &untried.unwrap_or_default()
    }

    /// What a month more of reserve costs.
    fn cost(&self) -> String {
        self.spoken(self.now().plan.gain - self.now().one_more)
    }

    /// "31 笔存款先后到期，共 15,932 万元；最早的在 2009年1月，286 万元"
    fn due(&self) -> String {
        let now = self.now();
        let placed = now.plan.placements.iter().map(|placement| (placement.due(), placement.amount));
        let all: Vec<(Month, Money)> =
            placed.chain(now.offer.rates.held.iter().map(|held| (held.due, held.amount))).collect();
        let Some(first) = all.iter().map(|(due, _)| *due).min() else { return self.text("ladder.none_due") };
        let of_first = all.iter().filter(|(due, _)| *due == first).map(|(_, amount)| *amount).sum();
        let values = [
            ("count", all.len().to_string()),
            ("all", self.spoken(all.iter().map(|(_, amount)| *amount).sum())),
            ("month", self.month(first)),
            ("amount", self.spoken(of_first)),
        ];
        self.fill("ladder.due_said", &values)
    }

    /// The months that are drawn.
    fn drawn(&self) -> Vec<usize> {
        let (months, last) = (self.closings(), self.closings().len().saturating_sub(1));
        let all = 0..months.len();
        match months.len() > MOST_BARS {
            true => all.filter(|n| months[*n].month.month() == 12 || *n == last).collect(),
            false => all.collect(),
        }
    }

    fn ladder(&self, scenario: &Scenario) -> Figure {
        let (closings, drawn) = (self.closings(), self.drawn());
        let bar = |name: String, role, amounts: Vec<Money>, mark| -> Series {
            let points = drawn.iter().map(|n| Point { value: Some(Quantity::Money(amounts[*n])), subject: None });
            series(name, role, mark, points.collect())
        };
        let of = |amount: fn(&Closing) -> Money| closings.iter().map(amount).collect::<Vec<_>>();
        let mut all = Vec::new();
        if closings.iter().any(|closing| !closing.held.is_zero()) {
            all.push(bar(self.text("ladder.held"), Role::Earlier, of(|closing| closing.held), Mark::StackedBar));
        }
        // What is bound by term, the term that binds most first.
        let mut bound: BTreeMap<(u32, &str), Vec<Money>> = BTreeMap::new();
        for placement in &self.now().plan.placements {
            let from = placement.month.since(closings[0].month) as usize;
            let months = placement.term.months as usize;
            let by_month = bound.entry((placement.term.months, &placement.term.name));
            let by_month = by_month.or_insert_with(|| vec![Money::ZERO; closings.len()]);
            by_month.iter_mut().skip(from).take(months).for_each(|sum| *sum += placement.amount);
        }
        let mut bound: Vec<_> = bound.into_iter().collect();
        bound.sort_by_key(|(_, by_month)| std::cmp::Reverse(by_month.iter().copied().sum::<Money>()));
        let rest = bound.split_off(bound.len().min(if bound.len() > MOST_TERMS { MOST_TERMS - 1 } else { MOST_TERMS }));
        bound.sort_by_key(|((months, name), _)| (*months, *name));
        let roles = [Role::Nth(0), Role::Nth(1), Role::Nth(5)];
        let mut bound: Vec<(String, Vec<Money>)> =
            bound.into_iter().map(|((months, name), amounts)| (self.term(months, name), amounts)).collect();
        if !rest.is_empty() {
            let sum = |n: usize| rest.iter().map(|(_, amounts)| amounts[n]).sum();
            bound.push((self.text("ladder.other_terms"), (0..closings.len()).map(sum).collect()));
        }
        all.extend(
            bound.into_iter().zip(roles).map(|((name, amounts), role)| bar(name, role, amounts, Mark::StackedBar)),
        );
        let lowest = match self.now().offer.line {
            Line::Exact => "ladder.lowest",
            Line::Cautious => "ladder.lowest_cautious",
        };
        all.push(bar(self.text(lowest), Role::Balance, of(|closing| closing.lowest), Mark::Line));
        all.push(bar(self.text("ladder.reserve"), Role::Pensions, of(|closing| closing.reserve), Mark::Line));
        let categories: Vec<Category> =
            drawn.iter().map(|n| Category::Period(Period::Month(closings[*n].month))).collect();
        let by_year = drawn.len() > 24;
        let months: Vec<Month> = drawn.iter().map(|n| closings[*n].month).collect();
        let tick = |month: &Month| match month.month() {
            1 => month.year().to_string(),
            _ if closings.len() <= MOST_BARS => String::new(),
            _ => month.year().to_string(),
        };
        let language = self.context.language();
        let ticks = if by_year { months.iter().map(tick).collect() } else { month_ticks(&months, language) };
        Figure {
            title: self.fill("ladder.figure", &[("scenario", scenario.name.clone())]),
            ticks,
            categories,
            measured: Measured::Money,
            series: all,
            source: self.source.clone(),
            ..Figure::default()
        }
    }

    fn by_reserve(&self) -> Figure {
        let names: Vec<String> =
            self.answer.by_reserve.iter().map(|(months, _)| months.normalize().to_string()).collect();
        let point = |(_, gain): &(Decimal, Money)| Point { value: Some(Quantity::Money(*gain)), subject: None };
        let points = self.answer.by_reserve.iter().map(point).collect();
        Figure {
            title: self.text("ladder.by_reserve"),
            ticks: names.iter().map(|months| self.fill("ladder.months", &[("count", months.clone())])).collect(),
            categories: Category::named(&names),
            measured: Measured::Money,
            series: vec![series(self.text("ladder.gained"), Role::Later, Mark::Bar, points)],
            source: self.source.clone(),
            ..Figure::default()
        }
    }

    fn placements(&self) -> Sheet {
        let demand = self.now().offer.rates.demand;
        let placements = &self.now().plan.placements;
        let row = |placement: &Placement| {
            let bare = placement.at_demand(demand).unwrap_or_default();
            vec![
                Cell::period(Period::Month(placement.month)),
                Cell::text(self.term_of(placement)),
                money(placement.amount),
                Cell::text(percent(placement.term.rate)),
                Cell::period(Period::Month(placement.due())),
                money(placement.interest),
                money(bare),
                money(placement.interest - bare),
            ]
        };
        let mut rows: Vec<Vec<Cell>> = placements.iter().map(row).collect();
        let bare: Money = placements.iter().filter_map(|placement| placement.at_demand(demand)).sum();
        let interest = self.now().plan.interest();
        let blank = || Cell::text("");
        let total = [interest, bare, self.now().plan.gain].map(money);
        let head = [Cell::text(self.text("ladder.total")), number(placements.len()), blank(), blank(), blank()];
        rows.push(head.into_iter().chain(total).collect());
        let mut sheet = self.sheet(
            "ladder.placements",
            &[
                ("ladder.placed_in", Measured::Text),
                ("ladder.term", Measured::Text),
                ("ladder.amount", Measured::Money),
                ("ladder.rate", Measured::Text),
                ("ladder.due", Measured::Text),
                ("ladder.interest", Measured::Money),
                ("ladder.at_demand", Measured::Money),
                ("ladder.more", Measured::Money),
            ],
            rows,
            1,
            &["ladder.how_interest", "ladder.how_gain", "ladder.not_again"],
        );
        // On the last line of the notes: each line more is taken from the chart above.
        if let (Some(last), Some(least)) = (sheet.notes.last_mut(), self.least_amounts()) {
            *last += &least;
        }
        sheet
    }

    /// Which terms ask for a least amount, and for how much.
    fn least_amounts(&self) -> Option<String> {
        let asking = self.now().offer.rates.terms.iter().filter(|term| !term.least.is_zero());
        let said = |term: &Term| format!("{} {}", self.term(term.months, &term.name), self.spoken(term.least));
        let terms: Vec<String> = asking.map(said).collect();
        let all = self.context.style.language.listed(&terms);
        (!terms.is_empty()).then(|| self.fill("ladder.least_amounts", &[("terms", all)]))
    }

    /// What falls due by month, of the plan and of what was held.
    fn calendar(&self) -> Sheet {
        let now = self.now();
        let mut due: BTreeMap<Month, Vec<(Money, Option<Money>, String)>> = BTreeMap::new();
        for placement in &now.plan.placements {
            let what = self
                .fill("ladder.of_plan", &[("month", self.month(placement.month)), ("term", self.term_of(placement))]);
            due.entry(placement.due()).or_default().push((placement.amount, Some(placement.interest), what));
        }
        for held in &now.offer.rates.held {
            let what = self.fill("ladder.of_held", &[("rate", percent(held.rate))]);
            due.entry(held.due).or_default().push((held.amount, None, what));
        }
        let mut rows = Vec::new();
        for (month, of) in due {
            for (amount, interest, what) in of {
                let interest = interest.map(Quantity::Money);
                rows.push(vec![
                    Cell::period(Period::Month(month)),
                    money(amount),
                    Cell::quantity(interest, None),
                    Cell::text(what),
                ]);
            }
        }
        self.sheet(
            "ladder.calendar",
            &[
                ("ladder.due", Measured::Text),
                ("ladder.amount", Measured::Money),
                ("ladder.interest", Measured::Money),
                ("ladder.what", Measured::Text),
            ],
            rows,
            0,
            &["ladder.held_unknown"],
        )
    }

    fn months(&self) -> Sheet {
        let row = |(closing, (spent, months)): (&Closing, &(Money, usize))| {
            let short = match closing.short().is_positive() {
                true => money(closing.short()).toned(Tone::Trouble),
                false => Cell::text(""),
            };
            vec![
                Cell::period(Period::Month(closing.month)),
                money(closing.lowest),
                money(*spent),
                number(*months),
                money(closing.reserve),
                money(closing.held),
                money(closing.placed),
                money(closing.demand()),
                short,
            ]
        };
        let rows = self.closings().iter().zip(&self.answer.course.spent).map(row).collect();
        self.sheet(
            "ladder.by_month",
            &[
                ("ladder.month", Measured::Text),
                ("ladder.lowest", Measured::Money),
                ("ladder.spent", Measured::Money),
                ("ladder.on_record", Measured::Number),
                ("ladder.reserve", Measured::Money),
                ("ladder.held", Measured::Money),
                ("ladder.bound", Measured::Money),
                ("ladder.demand", Measured::Money),
                ("ladder.lacks", Measured::Money),
            ],
            rows,
            0,
            &["ladder.how_reserve", "ladder.how_room"],
        )
    }

    fn beside(&self) -> Sheet {
        let row = |name: String, laid: Option<&Laid>| {
            let of = |value: fn(&Laid) -> Money| Cell::quantity(laid.map(|laid| Quantity::Money(value(laid))), None);
            let text = |value: Option<String>| Cell::text(value.unwrap_or(UNKNOWN.to_owned()));
            let line = |laid: &Laid| self.text(line_key(laid.offer.line));
            let short = |laid: &Laid| laid.plan.months.iter().filter(|closing| closing.short().is_positive()).count();
            vec![
                Cell::text(name),
                text(laid.map(line)),
                text(laid.map(|laid| laid.offer.reserve.normalize().to_string())),
                text(laid.map(|laid| laid.offer.rates.date.to_string())),
                of(|laid| laid.plan.gain),
                of(|laid| laid.plan.interest()),
                of(|laid| laid.plan.gain - laid.one_more),
                laid.map_or_else(Cell::default, |laid| number(laid.plan.placements.len())),
                laid.map_or_else(Cell::default, |laid| number(short(laid))),
                text(laid.and_then(|laid| laid.mean_rate).map(percent)),
            ]
        };
        let mut rows = vec![row(self.text("ladder.now"), Some(self.now()))];
        rows.extend(self.answer.beside.iter().map(|(name, laid)| row(name.clone(), laid.as_ref())));
        self.sheet(
            "ladder.beside",
            &[
                ("ladder.name", Measured::Text),
                ("ladder.line", Measured::Text),
                ("ladder.reserve_months", Measured::Text),
                ("ladder.date", Measured::Text),
                ("ladder.gained", Measured::Money),
                ("ladder.interest", Measured::Money),
                ("ladder.cost", Measured::Money),
                ("ladder.count", Measured::Number),
                ("ladder.short_months", Measured::Number),
                ("ladder.mean_rate", Measured::Text),
            ],
            rows,
            0,
            &["ladder.how_mean", "ladder.beside_how"],
        )
    }

    fn sheet(
        &self,
        title: &str,
        columns: &[(&str, Measured)],
        rows: Vec<Vec<Cell>>,
        totals: usize,
        notes: &[&str],
    ) -> Sheet {
        Sheet {
            title: self.text(title),
            columns: columns.iter().map(|(key, measured)| column(self.text(key), *measured)).collect(),
            frozen: 1,
            rows,
            totals,
            notes: notes.iter().map(|key| self.text(key)).collect(),
            source: self.source.clone(),
            ..Sheet::default()
        }
    }
}

/// The key of a line's name.
pub const fn line_key(line: Line) -> &'static str {
    match line {
        Line::Exact => "ladder.exact",
        Line::Cautious => "ladder.cautious",
    }
}
