//! A past year under another arrangement, next to what happened: who pays, who gains, who has to borrow.
//!
//! A county's net adjustment (净调剂) is what the pool gave it less what it remitted, less its share, by the month's
//! retirees, of the grants that the pool took in instead of the counties: above zero it lives on others, below zero it
//! pays for them. Balances handed up at the outset are told beside it. So under county pooling it is zero for everyone,
//! and in each month Σ net adjustments + change of the pool = handed up + interest + advanced − repaid + gap covered.
//!
//! What happened is read from the data, in which grants are already in the counties' books: allocated less remitted.

use super::context::{Context, Settled, name_of};
use super::flows::{flows, largest};
use super::overview::overlooked;
use super::view::{View, changed, column, series};
use crate::dataset::{County, Dataset, Grain};
use crate::field::Field;
use crate::journal::Kind;
use crate::measures::{Fund, Measure};
use crate::money::{Money, split};
use crate::month::{Month, Period};
use crate::place::PlaceId;
use crate::report::model::charts::Flows;
use crate::report::{
    Books, Category, Cell, CellValue, Figure, Holder, Mark, Measured, Place, Point, Quantity, Role, SettlementItem,
    Sheet, Subject,
};
use crate::simulation::Run;

/// What is shown of a replay.
#[derive(Clone, PartialEq, Debug)]
pub struct Replayed {
    /// Who gains, who pays, who borrows.
    pub headline: String,
    /// Who pays whom.
    pub flows: Flows,
    /// Net adjustments by county, actual beside replayed.
    pub net: Figure,
    /// By county.
    pub sheet: Sheet,
}

/// The years that can be replayed: every county is on record in all twelve months.
pub fn full_years(data: &Dataset) -> Vec<i32> {
    // Rows are contiguous, so that the first and the last tell.
    let holds = |county: &County, year: i32| {
        let (january, december) = (Month::january(year), Month::december(year));
        county.first.first_month() <= january && county.last().last_month() >= december
    };
    data.years().into_iter().filter(|year| data.counties.iter().all(|county| holds(county, *year))).collect()
}

/// What came of a county, and what happened to it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// 净调剂 under the arrangement.
    pub net: Money,
    /// As the data have it; `None` where they don't say what was remitted and allocated.
    pub actual_net: Option<Money>,
    /// Pension + other − collected.
    pub gap: Money,
    /// Working capital raised.
    pub borrowed: Money,
    /// What it owes at the end.
    pub debt: Money,
    /// What it holds at the end.
    pub closing: Money,
    /// As the data have it.
    pub actual_closing: Option<Money>,
}

/// The months of a run that lie in a period.
fn months(run: &Run, period: Period) -> impl Iterator<Item = usize> + '_ {
    (period.first_month().since(run.start).max(0)..=period.last_month().since(run.start))
        .filter_map(|n| usize::try_from(n).ok().filter(|n| *n < run.months()))
}

/// Each county in a period, in data order.
pub fn standings(observed: &Dataset, run: &Run, period: Period) -> Vec<Standing> {
    let fund = Fund::observed(observed);
    let is_told = ![Field::Remitted, Field::Allocated].iter().any(|field| observed.absent.contains(field));
    let root = run.places.root();
    let mut counties: Vec<Standing> = run
        .counties()
        .map(|county| {
            let actual = |field| is_told.then(|| fund.money(county, period, field)).flatten();
            let balance = || fund.balance(county, fund.date(county, period)?);
            Standing {
                actual_net: actual(Field::Allocated).zip(actual(Field::Remitted)).map(|(a, r)| a - r),
                actual_closing: balance(),
                ..Standing::default()
            }
        })
        .collect();
    for n in months(run, period) {
        let retirees = |county| i128::from(run.row(n, county).persons(Field::Retirees).unwrap_or_default());
        let weights: Vec<i128> = run.counties().map(retirees).collect();
        let shares = split(run.pools(n, root, Field::Grant), &weights);
        for ((standing, county), share) in counties.iter_mut().zip(run.counties()).zip(shares) {
            let money = |field| run.money(n, county, field);
            standing.net += money(Field::Allocated) - money(Field::Remitted) - share;
            standing.gap += run.gap(n, county);
            standing.borrowed += money(Field::Borrowed);
            standing.closing = money(Field::Balance);
            standing.debt = money(Field::Debt);
        }
    }
    counties
}

/// Makes what is shown of a replay in a month or a year of it; `number` is that of the very same scenario in the
/// project, where there is one, and leads to Why.
pub fn replayed(
    context: &Context<'_>,
    settled: &Settled,
    arrangement: &str,
    number: Option<usize>,
    period: Period,
    place: &Place,
) -> Option<Replayed> {
    let view = View::new(context, Books::Data, place)?;
    let standings = standings(context.observed, &settled.run, period);
    let draw = Draw { view, settled, arrangement, number, period, standings };
    let title = format!("{} · {arrangement}", context.period_name(period));
    Some(Replayed {
        headline: draw.headline(),
        flows: flows(context, settled, number, overlooked(&settled.run.places, place), period, title),
        net: draw.net(),
        sheet: draw.sheet(),
    })
}

struct Draw<'a> {
    view: View<'a>,
    settled: &'a Settled,
    arrangement: &'a str,
    number: Option<usize>,
    period: Period,
    standings: Vec<Standing>,
}

impl Draw<'_> {
    fn text(&self, key: &str) -> String {
        self.view.text(key)
    }

    fn run(&self) -> &Run {
        &self.settled.run
    }

    fn name(&self, county: usize) -> String {
        name_of(&self.run().places, PlaceId::county(county), self.view.language())
    }

    fn spoken(&self, money: Money) -> String {
        self.view.style().spoken(Quantity::Money(money))
    }

    /// A field of the pools' books, summed over the period.
    fn pools(&self, field: Field) -> Money {
        months(self.run(), self.period).map(|n| self.run().pools(n, self.run().places.root(), field)).sum()
    }

    /// A field of the pools' books at the end of the period.
    fn pools_at_end(&self, field: Field) -> Option<Money> {
        months(self.run(), self.period).last().map(|n| self.run().pools(n, self.run().places.root(), field))
    }

    fn county(&self, key: &str, county: usize, amount: Money) -> String {
        self.view.language().fill(key, &[("county", &self.name(county)), ("amount", &self.spoken(amount))])
    }

    fn headline(&self) -> String {
        let language = self.view.language();
        let period = self.view.context.period_name(self.period);
        let is_county = self.view.fund.places().is_county(self.view.at);
        let mut parts = if is_county { self.of_county(self.view.at.index()) } else { self.of_city() };
        let advanced = self.pools(Field::Advanced);
        if advanced.is_positive() {
            let debt = self.pools_at_end(Field::Debt).unwrap_or_default();
            let values = [("amount", &*self.spoken(advanced)), ("owing", &*self.owing(debt))];
            parts.push(language.fill(&self.view.root_level().treasury_key("replayed.advance"), &values));
        }
        let what = parts.join(language.text("county.comma"));
        language.fill("replayed.headline", &[("period", &period), ("arrangement", self.arrangement), ("what", &what)])
    }

    /// "（期末尚欠 100 万元）": what of borrowed money is not paid back yet.
    fn owing(&self, debt: Money) -> String {
        match debt.is_positive() {
            true => self.view.language().fill("replayed.owing", &[("amount", &self.spoken(debt))]),
            false => self.text("replayed.repaid"),
        }
    }

    /// "屯溪区净得调剂 682 万元", "歙县净上解 69 万元"
    fn adjusted(&self, county: usize) -> Option<String> {
        let net = self.standings.get(county)?.net;
        let key = if net.is_positive() { "replayed.gains" } else { "replayed.pays" };
        (!net.is_zero()).then(|| self.county(key, county, net.abs()))
    }

    fn of_county(&self, county: usize) -> Vec<String> {
        let Some(standing) = self.standings.get(county) else { return Vec::new() };
        let mut parts = vec![
            self.adjusted(county)
                .unwrap_or_else(|| self.view.language().fill("replayed.even", &[("county", &self.name(county))])),
        ];
        if let Some(actual) = standing.actual_net {
            let key = match actual {
                actual if actual.is_positive() => "replayed.gained",
                actual if actual.is_negative() => "replayed.paid",
                _ => "replayed.was_even",
            };
            let last = parts.len() - 1;
            parts[last] += &self.view.language().fill(key, &[("amount", &self.spoken(actual.abs()))]);
        }
        parts.push(match standing.borrowed {
            borrowed if borrowed.is_positive() => {
                let values = [("amount", &*self.spoken(borrowed)), ("owing", &*self.owing(standing.debt))];
                self.view.language().fill("replayed.raises", &values)
            }
            _ => self.text("replayed.raises_nothing"),
        });
        parts
    }

    fn of_city(&self) -> Vec<String> {
        let counties = 0..self.standings.len();
        let net = |county: &usize| self.standings[*county].net;
        let most = counties.clone().max_by_key(|c| (net(c), std::cmp::Reverse(*c))).filter(|c| net(c).is_positive());
        let least = counties.clone().min_by_key(|c| (net(c), *c)).filter(|c| net(c).is_negative());
        let mut parts: Vec<String> = most.into_iter().chain(least).filter_map(|c| self.adjusted(c)).collect();
        if parts.is_empty() {
            parts.push(self.text("replayed.nothing_adjusted"));
        }
        let mut short: Vec<usize> = counties.filter(|c| self.standings[*c].borrowed.is_positive()).collect();
        short.sort_by_key(|c| std::cmp::Reverse(self.standings[*c].borrowed));
        parts.push(match short[..] {
            [] => self.text("replayed.nobody_raises"),
            [one] => {
                let values = [
                    ("county", &*self.name(one)),
                    ("amount", &*self.spoken(self.standings[one].borrowed)),
                    ("owing", &*self.owing(self.standings[one].debt)),
                ];
                self.view.language().fill("replayed.one_raises", &values)
            }
            [most, ..] => {
                let sum: Money = short.iter().map(|c| self.standings[*c].borrowed).sum();
                let debt: Money = self.standings.iter().map(|standing| standing.debt).sum();
                let values = [
                    ("count", &*short.len().to_string()),
                    ("sum", &*self.spoken(sum)),
                    ("owing", &*self.owing(debt)),
                    ("county", &*self.name(most)),
                    ("amount", &*self.spoken(self.standings[most].borrowed)),
                ];
                self.view.language().fill("replayed.some_raise", &values)
            }
        });
        parts
    }

    fn subject(&self, holder: Holder, item: SettlementItem) -> Option<Subject> {
        let period = match item {
            SettlementItem::Closing | SettlementItem::Debt => Period::Month(self.period.last_month()),
            _ => self.period,
        };
        Some(Subject::Settlement { scenario: self.number?, holder, period, item })
    }

    fn net(&self) -> Figure {
        let size = |c: usize| self.standings[c].net.abs().max(self.standings[c].actual_net.unwrap_or_default().abs());
        let (shown, rest) = largest(self.standings.len(), size);
        let mut names: Vec<String> = shown.iter().map(|c| self.name(*c)).collect();
        let known = |value: Option<Money>| Point { value: value.map(Quantity::Money), subject: None };
        let actual = |c: usize| self.standings[c].actual_net;
        let mut was: Vec<Point> = shown.iter().map(|c| known(actual(*c))).collect();
        let mut is: Vec<Point> = shown.iter().map(|c| known(Some(self.standings[*c].net))).collect();
        if !rest.is_empty() {
            names.push(self.view.language().fill("replayed.rest", &[("count", &rest.len().to_string())]));
            was.push(known(rest.iter().map(|c| actual(*c)).sum()));
            is.push(known(Some(rest.iter().map(|c| self.standings[*c].net).sum())));
        }
        Figure {
            title: self.text("replayed.net_by_county"),
            categories: Category::named(&names),
            ticks: names,
            measured: Measured::Money,
            series: vec![
                series(self.text("replayed.actual"), Role::Earlier, Mark::Bar, was),
                series(self.text("replayed.replay"), Role::Later, Mark::Bar, is),
            ],
            source: self.view.context.source_line(),
            ..Figure::default()
        }
    }

    fn sheet(&self) -> Sheet {
        let names = [self.text("replayed.actual"), self.text("replayed.replay"), self.text("comparison.difference")];
        let three = |key: &str| names.iter().map(|name| format!("{} {name}", self.text(key))).collect::<Vec<_>>();
        let mut columns = vec![column(self.text("data.county"), Measured::Text)];
        let mut money = vec![self.text("comparison.gap")];
        money.extend(three("replayed.net"));
        money.push(self.text("replayed.borrowed"));
        money.extend(three("comparison.balance"));
        columns.extend(money.into_iter().map(|heading| column(heading, Measured::Money)));
        columns[2].hint = self.text("replayed.rule");
        columns[3].hint = self.text("replayed.rule");
        let mut rows: Vec<Vec<Cell>> = (0..self.standings.len()).map(|c| self.row(c)).collect();
        rows.push(self.pool_row());
        rows.push(self.sum_row());
        let notes = vec![self.text("replayed.rule"), self.facts()];
        Sheet {
            title: format!("{} · {}", self.view.context.period_name(self.period), self.arrangement),
            columns,
            frozen: 1,
            rows,
            notes,
            source: self.view.context.source_line(),
            totals: 2,
            ..Sheet::default()
        }
    }

    fn row(&self, county: usize) -> Vec<Cell> {
        let standing = &self.standings[county];
        let place = self.run().places.key(PlaceId::county(county));
        let holder = || Holder::with_below(place.clone());
        let gap =
            Subject::Measure { measure: Measure::Gap, place: place.clone(), period: self.period, books: Books::Data };
        let subjects = [
            Some(gap),
            self.subject(holder(), SettlementItem::Posted(Kind::Borrow)),
            self.subject(holder(), SettlementItem::Closing),
        ];
        cells(Cell::text(self.name(county)), standing, subjects)
    }

    fn pool_row(&self) -> Vec<Cell> {
        let mut row = vec![Cell { value: CellValue::Empty, ..Cell::default() }; 9];
        row[0] = Cell::text(self.text("holder.pool"));
        let closing = self.pools_at_end(Field::Balance).map(Quantity::Money);
        row[6] = Cell::default();
        row[7] = Cell::quantity(closing, self.subject(Holder::own(Place::Root), SettlementItem::Closing));
        row[8] = Cell::default();
        let advanced = self.pools(Field::Advanced);
        let subject = self.subject(Holder::own(Place::Root), SettlementItem::Posted(Kind::Advance));
        row[5] = Cell::quantity(Some(Quantity::Money(advanced)), subject);
        row
    }

    /// All counties together; an amount that one of them lacks is unknown.
    fn sum_row(&self) -> Vec<Cell> {
        let mut sum =
            Standing { actual_net: Some(Money::ZERO), actual_closing: Some(Money::ZERO), ..Standing::default() };
        for one in &self.standings {
            sum.net += one.net;
            sum.gap += one.gap;
            sum.borrowed += one.borrowed;
            sum.closing += one.closing;
            sum.actual_net = sum.actual_net.zip(one.actual_net).map(|(a, b)| a + b);
            sum.actual_closing = sum.actual_closing.zip(one.actual_closing).map(|(a, b)| a + b);
        }
        cells(Cell::text(self.text("replayed.all_counties")), &sum, [None, None, None])
    }

    /// Whether the data have every county's balance before the replay.
    fn knows_openings(&self) -> bool {
        let (data, before) = (self.view.context.observed, self.run().start.previous());
        let period = match data.grain {
            Grain::Monthly => Period::Month(before),
            Grain::Yearly => Period::Year(before.year()),
        };
        data.counties.iter().all(|county| county.row(period).is_some_and(|row| row.money(Field::Balance).is_some()))
    }

    /// What has to be known to read it, in a line: what was handed up, what is left out, what the data lack.
    fn facts(&self) -> String {
        let language = self.view.language();
        let mut facts = Vec::new();
        let handed_up = self.pools(Field::TakenOver);
        if handed_up.is_positive() {
            facts.push(language.fill("replayed.handed_up", &[("amount", &self.spoken(handed_up))]));
        }
        if !self.knows_openings() {
            let before = self.view.context.period_name(Period::Month(self.run().start.previous()));
            facts.push(language.fill("replayed.no_opening", &[("before", &before)]));
        }
        let fund = Fund::observed(self.view.context.observed);
        let subsidy = fund.money(fund.places().root(), self.period, Field::Subsidy);
        if self.settled.scenario.subsidy.is_none()
            && let Some(subsidy) = subsidy.filter(|subsidy| subsidy.is_positive())
        {
            facts.push(language.fill("replayed.no_subsidy", &[("amount", &self.spoken(subsidy))]));
        }
        if self.standings.iter().any(|standing| standing.actual_net.is_none()) {
            facts.push(self.text("replayed.not_told"));
        }
        if self.view.context.observed.grain == Grain::Yearly {
            facts.push(self.text("replayed.yearly"));
        }
        facts.push(self.text("replayed.lacking"));
        facts.join(language.text("replayed.and"))
    }
}

/// A row: the name, the gap, three of the net adjustment, what was borrowed, three of the balance. The subjects are
/// those of gap, borrowing and replayed balance.
fn cells(name: Cell, standing: &Standing, [gap, borrowed, closing]: [Option<Subject>; 3]) -> Vec<Cell> {
    let known = |value: Option<Money>| Cell::quantity(value.map(Quantity::Money), None);
    let changed = |now: Money, was: Option<Money>| changed(was.map(|was| Quantity::Money(now - was)), None);
    vec![
        name,
        Cell::quantity(Some(Quantity::Money(standing.gap)), gap),
        known(standing.actual_net),
        known(Some(standing.net)),
        changed(standing.net, standing.actual_net),
        Cell::quantity(Some(Quantity::Money(standing.borrowed)), borrowed),
        known(standing.actual_closing),
        Cell::quantity(Some(Quantity::Money(standing.closing)), closing),
        changed(standing.closing, standing.actual_closing),
    ]
}

/// The months of a year that a replay can be looked at in; none where the data are yearly.
pub fn months_of(data: &Dataset, year: i32) -> Vec<Month> {
    match data.grain {
        Grain::Monthly => (0..12).map(|n| Month::january(year).plus(n)).collect(),
        Grain::Yearly => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::flows::NAMED;
    use super::*;
    use crate::journal::Keep;
    use crate::locale::Language;
    use crate::proposal;
    use crate::report::words::number::Style;
    use crate::sample;
    use crate::scenario::Arrangement;
    use crate::simulation;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    fn settled(data: &Dataset, year: i32, arrangement: Arrangement) -> Settled {
        let scenario = proposal::replay_of(year, arrangement, &data.places, Language::Chinese);
        let run = simulation::run(data, &scenario, Keep::Journal, &AtomicBool::new(false)).unwrap();
        Settled { observed: Arc::new(data.clone()), run, scenario: Arc::new(scenario) }
    }

    fn of(data: &Dataset, settled: &Settled, arrangement: Arrangement, period: Period, place: &Place) -> Replayed {
        let context = Context { observed: data, runs: &[], style: Style::default(), source: "" };
        let name = Language::Chinese.text(arrangement.text_key());
        replayed(&context, settled, name, Some(3), period, place).unwrap()
    }

    #[test]
    fn money_is_conserved_month_by_month_under_every_arrangement() {
        let data = sample::load();
        assert_eq!(full_years(&data), [2004, 2005, 2006, 2007]);
        for year in full_years(&data) {
            for arrangement in Arrangement::OF_THE_MONTH {
                let settled = settled(&data, year, arrangement);
                let mut by_month = Money::ZERO;
                for (n, month) in settled.run.month_range().enumerate() {
                    let standings = standings(&data, &settled.run, Period::Month(month));
                    let net: Money = standings.iter().map(|standing| standing.net).sum();
                    let pool = |field| settled.run.money(n, settled.run.places.root(), field);
                    let change = pool(Field::Balance) - pool(Field::Opening);
                    let came = pool(Field::TakenOver) + pool(Field::Interest) + pool(Field::Advanced)
                        - pool(Field::Repaid)
                        + pool(Field::GapCovered);
                    assert_eq!(net + change, came, "{year} {arrangement:?} {month}");
                    by_month += net;
                }
                let whole = standings(&data, &settled.run, Period::Year(year));
                assert_eq!(whole.iter().map(|standing| standing.net).sum::<Money>(), by_month);
                if arrangement == Arrangement::County {
                    assert!(whole.iter().all(|standing| standing.net.is_zero()));
                }
            }
        }
    }

    /// Tunxi, the paper's example: 2004 under the city's one fund, 2007 by itself.
    #[test]
    fn the_sample_answers_for_tunxi() {
        let data = sample::load();
        let place = Place::County("屯溪区".into());
        let year = |year| Period::Year(year);
        // One fund gives it all it lacks: pensions less contributions, less its share of the grants.
        let unified = settled(&data, 2004, Arrangement::Unified);
        let tunxi = &standings(&data, &unified.run, year(2004))[0];
        let fund = Fund::observed(&data);
        let observed = |field| fund.money(PlaceId::county(0), year(2004), field).unwrap();
        let grants: Money = fund.money(data.places.root(), year(2004), Field::Grant).unwrap();
        let root = data.places.root();
        let pool_grant = |n| unified.run.money(n, root, Field::Grant);
        assert_eq!((0..12).map(pool_grant).sum::<Money>(), grants);
        let share: Money = (0..12)
            .map(|n| {
                let retirees = |c| unified.run.row(n, c).persons(Field::Retirees).unwrap().into();
                split(pool_grant(n), &unified.run.counties().map(retirees).collect::<Vec<i128>>())[0]
            })
            .sum();
        assert_eq!(tunxi.net, observed(Field::Pension) - observed(Field::Collected) - share);
        assert_eq!((tunxi.actual_net, tunxi.borrowed, tunxi.closing), (Some(Money::ZERO), Money::ZERO, Money::ZERO));
        let shown = of(&data, &unified, Arrangement::Unified, year(2004), &place);
        let gains =
            shown.headline.starts_with("2004年若实行统收统支，屯溪区净得调剂 386 万元（实际没有调剂），不用自筹借款");
        assert!(gains, "{}", shown.headline);
        // By itself it has its own contributions, its share of the grants and its balance, and raises the rest.
        let alone = settled(&data, 2007, Arrangement::County);
        let tunxi = &standings(&data, &alone.run, year(2007))[0];
        assert!(tunxi.net.is_zero());
        let first = PlaceId::county(0);
        let sum = |field| (0..12).map(|n| alone.run.money(n, first, field)).sum::<Money>();
        assert_eq!(tunxi.borrowed, sum(Field::Borrowed));
        let moved = sum(Field::Grant) + tunxi.borrowed - sum(Field::Repaid) - tunxi.gap;
        assert_eq!(alone.run.money(0, first, Field::Opening) + moved, tunxi.closing);
        assert!(tunxi.borrowed.is_positive());
        let shown = of(&data, &alone, Arrangement::County, year(2007), &place);
        let raises = shown.headline.contains("屯溪区不上解也不受调剂（实际净上解 87 万元），要自筹借款");
        assert!(raises, "{}", shown.headline);
    }

    #[test]
    fn flows_hold_what_the_journal_posted() {
        let data = sample::load();
        let unified = settled(&data, 2006, Arrangement::Unified);
        let shown = of(&data, &unified, Arrangement::Unified, Period::Year(2006), &Place::Root);
        let of_kind = |what: &str| -> Money {
            let amounts = shown.flows.links.iter().filter(|link| link.what == what).map(|link| match link.amount {
                Quantity::Money(money) => money,
                _ => Money::ZERO,
            });
            amounts.sum()
        };
        let pool = |field| (0..12).map(|n| unified.run.money(n, data.places.root(), field)).sum::<Money>();
        assert_eq!(of_kind("统筹拨付"), pool(Field::AllocatedBelow));
        assert_eq!(of_kind("上解统筹资金"), pool(Field::RemittedBelow));
        assert_eq!(of_kind("中央和省专项补助"), pool(Field::Grant));
        assert_eq!(of_kind("结余上解"), pool(Field::TakenOver));
        assert!(shown.flows.links.iter().all(|link| link.subject.is_some()));
        let alone = settled(&data, 2006, Arrangement::County);
        let shown = of(&data, &alone, Arrangement::County, Period::Year(2006), &Place::Root);
        assert!(shown.flows.nodes.iter().all(|node| node.column != 1), "no pool without pooling");
    }

    #[test]
    fn of_very_many_counties_the_largest_stand_by_themselves() {
        let mut text = String::from("county,month,contributors,retirees,base,collected,pension,grant,balance\n");
        for county in 0..300 {
            for month in 1..=12 {
                let pension = 90 + 7 * (county % 40);
                text += &format!("县{county},2007-{month:02},10,5,100,{},{pension},3,0\n", 100 + county % 90);
            }
        }
        let data = crate::intake::import("d.csv", text.as_bytes()).unwrap().dataset;
        for arrangement in Arrangement::OF_THE_MONTH {
            let settled = settled(&data, 2007, arrangement);
            let shown = of(&data, &settled, arrangement, Period::Year(2007), &Place::Root);
            assert_eq!(shown.net.categories.len(), NAMED + 1);
            assert_eq!(shown.net.names()[NAMED], "其他 290 个区县");
            assert!(shown.flows.nodes.len() <= 2 * (NAMED + 1) + 5, "{arrangement:?}");
            // The file has neither remitted nor allocated: what happened is unknown.
            assert!(shown.sheet.notes.iter().any(|note| note.contains("实际净调剂未知")));
        }
    }

    #[test]
    fn yearly_data_have_no_months_to_look_at() {
        let text = "county,month,contributors,retirees,base,collected,pension,balance\n甲,2006,10,5,100,1200,1300,50\n";
        let data = crate::intake::import("d.csv", text.as_bytes()).unwrap().dataset;
        assert_eq!((full_years(&data), months_of(&data, 2006)), (vec![2006], Vec::new()));
        let settled = settled(&data, 2006, Arrangement::County);
        let shown = of(&data, &settled, Arrangement::County, Period::Year(2006), &Place::Root);
        assert!(shown.headline.contains("甲要自筹借款"), "{}", shown.headline);
    }
}
