//! Why the whole area's fund took in, or had left, what it did in a year.

use super::super::{Books, Derivation, FundItem, Holder, Input, Lead, Place, Quantity, SettlementItem, Subject};
use super::{Why, shown};
use crate::field::Field;
use crate::journal::Kind;
use crate::money::Money;
use crate::month::Period;
use crate::report::views::view::View;
use crate::report::views::years::FundYear;
use crate::report::words::sheet_text::value_text;

/// How a total of the fund came about.
pub(super) fn derivation(why: Why<'_>, item: FundItem, year: i32, books: Books) -> Option<Derivation> {
    let view = View::new(why.0, books, &Place::Root)?;
    let period = Period::Year(year);
    if view.months(period) == 0 {
        return None;
    }
    let fund = FundYear::of(&view, period);
    let cell = |field| Lead::Subject(Subject::Cell { place: Place::Root, period, field, books });
    // In a run the pool has grants and interest of its own, which no county's cell shows.
    let with_pool = |kind, field| match books {
        Books::Data => cell(field),
        Books::Scenario(scenario) => Lead::Subject(Subject::Settlement {
            scenario,
            holder: Holder::with_below(Place::Root),
            period,
            item: SettlementItem::Posted(kind),
        }),
    };
    let input = |label: String, money: Option<Money>, leads_to| Input {
        label,
        value: shown(money.map(Quantity::Money)),
        leads_to,
    };
    let (value, name, rule, inputs) = match item {
        FundItem::Income => (
            fund.income(),
            "why.fund_income",
            "fund_income",
            vec![
                input(why.field(Field::Collected), fund.collected, cell(Field::Collected)),
                input(why.field(Field::Grant), fund.grant, with_pool(Kind::Grant, Field::Grant)),
                input(why.field(Field::Subsidy), fund.subsidy, cell(Field::Subsidy)),
                input(why.field(Field::Interest), fund.interest, with_pool(Kind::Interest, Field::Interest)),
            ],
        ),
        FundItem::Surplus => {
            let income = Lead::Subject(Subject::Fund { item: FundItem::Income, year, books });
            let money = |field| view.fund.money(view.at, period, field);
            (
                fund.surplus(),
                "why.fund_surplus",
                "fund_surplus",
                vec![
                    input(why.text("why.fund_income"), fund.income(), income),
                    input(why.field(Field::Pension), money(Field::Pension), cell(Field::Pension)),
                    input(why.field(Field::Other), money(Field::Other), cell(Field::Other)),
                ],
            )
        }
    };
    Some(Derivation {
        title: why.title(&why.0.place_name(&Place::Root), view.recorded(period), &why.text(name), books),
        value: shown(value.map(Quantity::Money)),
        rule: why.text(&format!("why.rule.{rule}")),
        workings: value.map(|value| workings(why, value, item, &inputs)).into_iter().collect(),
        exact: Vec::new(),
        inputs,
        postings: Vec::new(),
        notes: why.sample_note().into_iter().collect(),
    })
}

/// `32,614.26 = 23,279.37 + 6,930.00 + …`; of the surplus all after the income is taken away.
fn workings(why: Why<'_>, value: Money, item: FundItem, inputs: &[Input]) -> String {
    let sign = if item == FundItem::Income { " + " } else { " − " };
    let parts: Vec<String> = inputs.iter().map(|input| value_text(&input.value, why.style())).collect();
    format!("{} = {}", why.style().plain(Quantity::Money(value)), parts.join(sign))
}
