//! Why the pool passed down, or kept, what it did, and why a county had so much of the others before grants came.
//!
//! Source: sections 13.1 and 13.3.

use super::super::{Books, Derivation, Input, Lead, Place, Quantity, RunningItem, Subject};
use super::{Sign, Why, shown};
use crate::field::Field;
use crate::money::Money;
use crate::month::{Month, Period};
use crate::report::views::running::{Sums, flows, subject_of};
use crate::special_account::lent::lent;

/// How a figure of the pool's running came about.
pub(super) fn derivation(
    why: Why<'_>,
    item: RunningItem,
    place: &Place,
    period: Period,
    books: Books,
) -> Option<Derivation> {
    if item == RunningItem::Lent {
        return of_lent(why, place, period, books);
    }
    let months = flows(why.0, books)?;
    let within = |period: Period| {
        let of = |(month, _): &&(Month, Sums)| (period.first_month()..=period.last_month()).contains(month);
        months.iter().filter(of).map(|(_, sums)| *sums).reduce(Sums::plus)
    };
    let sums = within(period)?;
    let cell = |field| subject_of(field, books, period);
    let running = |item, period| Subject::Running { item, place: place.clone(), period, books };
    let input = |key: &str, money: Option<Money>, subject| Input::of(why.text(key), value(money), subject);
    let [up, grants, down, allocated] = sums.0;
    let (name, amount, rule, signed) = match item {
        RunningItem::PassedDown => (
            "running.down",
            down,
            "running_down",
            vec![
                (Sign::Plus, allocated, "field.allocated", cell(Field::Allocated)),
                (
                    Sign::Plus,
                    down.zip(allocated).map(|(down, allocated)| down - allocated),
                    "running.grants_at_counties",
                    Subject::Cell { place: Place::Root, period, field: Field::Grant, books },
                ),
            ],
        ),
        RunningItem::Kept => (
            "running.kept",
            sums.kept(),
            "running_kept",
            vec![
                (Sign::Plus, up, "running.up", cell(Field::Remitted)),
                (Sign::Plus, grants, "running.grants", cell(Field::Grant)),
                (Sign::Minus, down, "running.down", running(RunningItem::PassedDown, period)),
            ],
        ),
        _ => {
            let first = months.first()?.0;
            let whole = Period::between(first, period.last_month());
            let all = within(whole).and_then(Sums::kept);
            let mut parts = vec![(Sign::Plus, sums.kept(), "running.kept", running(RunningItem::Kept, period))];
            if period.first_month() > first {
                let before = Period::Month(period.first_month().previous());
                let kept = within(Period::between(first, before.last_month())).and_then(Sums::kept);
                parts.insert(0, (Sign::Plus, kept, "running.kept_before", running(RunningItem::KeptInAll, before)));
            }
            ("running.kept_in_all", all, "running_kept_in_all", parts)
        }
    };
    let known: Option<Vec<(Sign, Money)>> = signed.iter().map(|(sign, money, ..)| Some((*sign, (*money)?))).collect();
    Some(Derivation {
        title: why.title(&why.0.place_name(&Place::Root), period, &why.text(name), books),
        value: value(amount),
        rule: why.text(&format!("why.rule.{rule}")),
        workings: amount.zip(known).map(|(amount, parts)| why.equation(amount, &parts)).into_iter().collect(),
        exact: Vec::new(),
        inputs: signed.into_iter().map(|(_, money, key, subject)| input(key, money, subject)).collect(),
        postings: Vec::new(),
        notes: why.sample_note().into_iter().collect(),
    })
}

fn value(money: Option<Money>) -> crate::report::CellValue {
    shown(money.map(Quantity::Money))
}

/// 县区间垫付: allocated − remitted − grants, up to the month in which it is greatest.
fn of_lent(why: Why<'_>, place: &Place, year: Period, books: Books) -> Option<Derivation> {
    let Books::Scenario(number) = books else { return None };
    let run = &why.0.settled(number)?.run;
    let at = run.places.find(place)?;
    let (_, of) = lent(run).into_iter().find(|(of, _)| *of == year.year())?;
    let lent = of.into_iter().find(|lent| lent.county == at)?;
    let first = Month::january(year.year()).max(run.start);
    let mut inputs = Vec::new();
    let mut workings = Vec::new();
    if let Some(month) = lent.month {
        let until = Period::between(first, month);
        let sum = |field| {
            (0..=month.since(run.start))
                .map(|n| (run.start.plus(n), n as usize))
                .filter(|(of, _)| *of >= first)
                .map(|(_, n)| run.money(n, at, field))
                .sum::<Money>()
        };
        let (allocated, remitted) = (sum(Field::Allocated), sum(Field::Remitted));
        let cell = |field| Subject::Cell { place: place.clone(), period: until, field, books };
        let parts = [(Sign::Plus, allocated), (Sign::Minus, remitted), (Sign::Minus, lent.grants)];
        workings.push(why.equation(lent.amount, &parts));
        inputs.push(Input::of(why.field(Field::Allocated), value(Some(allocated)), cell(Field::Allocated)));
        inputs.push(Input::of(why.field(Field::Remitted), value(Some(remitted)), cell(Field::Remitted)));
        inputs.push(Input {
            label: why.text("running.grants_counted"),
            value: value(Some(lent.grants)),
            leads_to: Lead::End,
        });
    }
    let told = lent.month.map_or(year, |month| Period::between(first, month));
    Some(Derivation {
        title: why.title(&why.0.place_name(place), told, &why.text("running.lent"), books),
        value: value(Some(lent.amount)),
        rule: why.text("why.rule.running_lent"),
        workings,
        exact: Vec::new(),
        inputs,
        postings: Vec::new(),
        notes: why.sample_note().into_iter().collect(),
    })
}
