//! 关系转移: members who move in a scenario, what is paid over for them, and what the same months would have been without;
//! where nobody moves yet, what Huangshan printed.
//!
//! Source: section 11.8.

use super::{Made, Part, Told, Words, empty, heads, money, name, on, ratio};
use crate::field::Field;
use crate::journal::Kind;
use crate::money::{Money, Persons};
use crate::month::Period;
use crate::place::PlaceId;
use crate::published::papers::MOVED;
use crate::report::views::context::{Context, Settled, name_of};
use crate::report::views::view::series;
use crate::report::{
    Category, Cell, CellValue, Figure, Holder, Mark, Measured, Point, Quantity, Role, SettlementItem, Subject,
};
use crate::simulation::Moved;

/// The most counties of the chart.
const MOST: usize = 12;

/// What is told of a scenario's members who move; of none, the example.
pub fn told(context: &Context<'_>, number: usize) -> Told {
    let words = Words(context.style);
    match context.settled(number).filter(|settled| !settled.run.moved.is_empty()) {
        Some(settled) => Of { words, settled, number }.told(),
        None => example(words),
    }
}

struct Of<'a> {
    words: Words,
    settled: &'a Settled,
    number: usize,
}

impl Of<'_> {
    fn told(&self) -> Told {
        let (words, moved) = (self.words, &self.settled.run.moved);
        let sum = |of: fn(&Moved) -> Money| moved.iter().map(of).sum::<Money>();
        let people: Persons = moved.iter().map(|m| m.heads).sum();
        let days: i128 = moved.iter().map(|m| m.days).sum();
        let unpaid = sum(Moved::unpaid);
        let values = [
            ("scenario", self.settled.scenario.name.clone()),
            ("heads", words.0.full(Quantity::Persons(people))),
            ("paid", words.spoken(sum(|m| m.paid))),
            ("days", days.to_string()),
        ];
        let mut headline = words.fill("programme.moved_headline", &values.each_ref().map(|(k, v)| (*k, v.as_str())));
        if unpaid.is_positive() {
            headline += &words.fill("programme.moved_unpaid", &[("unpaid", &words.spoken(unpaid))]);
        }
        Told { headline, figure: Some(self.figure()), parts: vec![self.by_county(), self.moves()], ..Told::default() }
    }

    fn county(&self, county: PlaceId) -> String {
        name_of(&self.settled.run.places, county, self.words.language())
    }

    fn side(&self, side: Option<PlaceId>) -> String {
        side.map_or_else(|| self.words.text("scenario.transfer_outside"), |county| self.county(county))
    }

    fn came(&self, county: PlaceId) -> Persons {
        self.settled.run.moved.iter().filter(|m| m.to == Some(county)).map(|m| m.heads).sum()
    }

    fn went(&self, county: PlaceId) -> Persons {
        self.settled.run.moved.iter().filter(|m| m.from == Some(county)).map(|m| m.heads).sum()
    }

    fn figure(&self) -> Figure {
        let words = self.words;
        let mut counties: Vec<PlaceId> = self.settled.run.counties().collect();
        counties.sort_by_key(|county| std::cmp::Reverse(self.came(*county) + self.went(*county)));
        counties.truncate(MOST);
        counties.sort_unstable();
        let names: Vec<String> = counties.iter().map(|county| self.county(*county)).collect();
        let points = |of: &dyn Fn(PlaceId) -> Persons| counties.iter().map(|c| point(of(*c))).collect();
        in_and_out(words, Category::named(&names), names, points(&|c| self.came(c)), points(&|c| self.went(c)))
    }

    fn subject(&self, county: PlaceId, period: Period, item: SettlementItem) -> Option<Subject> {
        let holder = Holder::own(self.settled.run.places.key(county));
        Some(Subject::Settlement { scenario: self.number, holder, period, item })
    }

    /// Move by move.
    fn moves(&self) -> Part {
        let words = self.words;
        let columns = vec![
            words.column("programme.month", Measured::Text),
            words.column("scenario.transfer_from", Measured::Text),
            words.column("scenario.transfer_to", Measured::Text),
            words.column("programme.moved_heads", Measured::Persons),
            words.column("programme.days_lost", Measured::Number),
            words.column("programme.moved_due", Measured::Money),
            words.column("programme.moved_paid", Measured::Money),
            words.column("programme.moved_unpaid_column", Measured::Money),
        ];
        let transfers = &self.settled.scenario.transfers;
        let row = |moved: &Moved| -> Vec<Made> {
            let payer = moved.from.or(moved.to);
            let posted = SettlementItem::Posted(Kind::Transfer);
            let subject = payer.and_then(|county| self.subject(county, Period::Month(moved.month), posted));
            let paid = Cell::quantity(Some(Quantity::Money(moved.paid)), subject.filter(|_| moved.paid.is_positive()));
            let days = Cell::quantity(Some(Quantity::Number(rust_decimal::Decimal::from(moved.days))), None);
            let same = |t: &&crate::scenario::transfer::Transfer| t.month == moved.month && t.heads == moved.heads;
            let each = transfers.iter().find(same).map_or(0, |t| t.days);
            vec![
                on(moved.month),
                name(&self.side(moved.from)),
                name(&self.side(moved.to)),
                heads(moved.heads, String::new()),
                (days, format!("{} × {each} = {}", moved.heads, moved.days)),
                money(moved.due, words.text("why.rule.posted.transfer")),
                (paid, words.text("why.rule.posted.transfer")),
                money(moved.unpaid(), format!("{} − {}", words.exact(moved.due), words.exact(moved.paid))),
            ]
        };
        words.part("programme.moves", columns, self.settled.run.moved.iter().map(row).collect(), 0)
    }

    /// County by county, with what its fund would have held and owed had nobody moved.
    fn by_county(&self) -> Part {
        let (words, run) = (self.words, &self.settled.run);
        let last = run.months() - 1;
        let columns = vec![
            words.column("programme.county", Measured::Text),
            words.column("programme.came", Measured::Persons),
            words.column("programme.went", Measured::Persons),
            words.column("programme.money_in", Measured::Money),
            words.column("programme.money_out", Measured::Money),
            words.column("programme.net_with", Measured::Money),
            words.column("programme.net_without", Measured::Money),
            words.column("programme.net_change", Measured::Money),
        ];
        let paid = |of: &dyn Fn(&Moved) -> bool| run.moved.iter().filter(|m| of(m)).map(|m| m.paid).sum::<Money>();
        let row = |county: PlaceId| -> Vec<Made> {
            let net = |run: &crate::simulation::Run| {
                run.money(last, county, Field::Balance) - run.money(last, county, Field::Debt)
            };
            let with = net(run);
            let without = run.without_moves.as_deref().map(net);
            let closing = self.subject(county, Period::Month(run.end()), SettlementItem::Closing);
            let mut row = vec![
                name(&self.county(county)),
                heads(self.came(county), String::new()),
                heads(self.went(county), String::new()),
                money(paid(&|m| m.to == Some(county)), words.text("programme.sum_of_moves")),
                money(paid(&|m| m.from == Some(county)), words.text("programme.sum_of_moves")),
                (Cell::quantity(Some(Quantity::Money(with)), closing), words.text("programme.net_how")),
            ];
            let Some(without) = without else {
                row.extend([empty(), empty()]);
                return row;
            };
            let change = Cell { value: CellValue::Change(Quantity::Money(with - without)), ..Cell::default() };
            row.push(money(without, words.text("programme.without_how")));
            row.push((change, format!("{} − {}", words.exact(with), words.exact(without))));
            row
        };
        let is_side = |county: &PlaceId| run.moved.iter().any(|m| m.from == Some(*county) || m.to == Some(*county));
        let concerned = run.counties().filter(is_side);
        words.part("programme.moves_by_county", columns, concerned.map(row).collect(), 0)
    }
}

fn point(heads: Persons) -> Point {
    Point { value: Some(Quantity::Persons(heads)), subject: None }
}

fn in_and_out(
    words: Words,
    categories: Vec<Category>,
    ticks: Vec<String>,
    came: Vec<Point>,
    went: Vec<Point>,
) -> Figure {
    Figure {
        title: words.text("programme.moved_chart"),
        categories,
        ticks,
        measured: Measured::Persons,
        series: vec![
            series(words.text("programme.came"), Role::Later, Mark::Bar, came),
            series(words.text("programme.went"), Role::Earlier, Mark::Bar, went),
        ],
        ..Figure::default()
    }
}

/// Huangshan's own city: 409 and 117 in the two years before pooling, 1,120 and 495 in the two after.
fn example(words: Words) -> Told {
    let columns = vec![
        words.column("programme.years", Measured::Text),
        words.column("programme.came", Measured::Persons),
        words.column("programme.went", Measured::Persons),
        words.column("programme.net_moved", Measured::Persons),
        words.column("programme.growth_in", Measured::Ratio),
        words.column("programme.growth_out", Measured::Ratio),
    ];
    let named = |(first, last, ..): &(i32, i32, Persons, Persons)| format!("{first}–{last}");
    let growth = |now: Persons, before: Persons| {
        let rate = crate::money::ratio((now - before).into(), before.into(), 6);
        ratio(rate, format!("{now} ÷ {before} − 1"))
    };
    let [before, after] = MOVED;
    let row = |of: &(i32, i32, Persons, Persons)| -> Vec<Made> {
        let (.., came, went) = *of;
        let net = heads(came - went, format!("{came} − {went}"));
        vec![name(&named(of)), heads(came, String::new()), heads(went, String::new()), net]
    };
    let mut rows: Vec<Vec<Made>> = MOVED.iter().map(row).collect();
    rows[0].extend([empty(), empty()]);
    rows[1].extend([growth(after.2, before.2), growth(after.3, before.3)]);
    let mut sum = row(&(before.0, after.1, before.2 + after.2, before.3 + after.3));
    sum[1].1 = format!("{} + {}", before.2, after.2);
    sum[2].1 = format!("{} + {}", before.3, after.3);
    sum.extend([empty(), empty()]);
    rows.push(sum);
    let names: Vec<String> = MOVED.iter().map(named).collect();
    let points =
        |of: fn(&(i32, i32, Persons, Persons)) -> Persons| MOVED.iter().map(|years| point(of(years))).collect();
    let example = words.text("programme.example_moved");
    let mut part = words.part("programme.moves_printed", columns, rows, 1);
    part.sheet.source.clone_from(&example);
    let figure = in_and_out(words, Category::named(&names), names, points(|years| years.2), points(|years| years.3));
    Told {
        headline: words.text("programme.moved_none"),
        figure: Some(Figure { source: example.clone(), ..figure }),
        example,
        parts: std::iter::once(part).chain(words.printed(None)).collect(),
        ..Told::default()
    }
}
