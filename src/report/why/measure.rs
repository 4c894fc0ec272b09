//! Why a measure is what it is: its formula with the numbers put in.
//!
//! The value is the one that [`Fund::measure`] gives; parts are summed first and divided last, so that the numbers put in
//! are sums over place and period. Heads of a year are the sum of its months'.
//!
//! Source: model section 3.

use super::super::{Books, CellValue, Derivation, Holder, Input, Lead, Place, Quantity, SettlementItem, Subject};
use super::{MOST_PARTS, MOST_TERMS, Sign, Why, percent, shown};
use crate::field::Field;
use crate::journal::Kind;
use crate::measures::{Blank, Fund, Measure, Value};
use crate::money::{Money, ratio};
use crate::month::Period;
use crate::place::Level;
use crate::place::PlaceId;

/// How a measure came about.
pub(super) fn derivation(
    why: Why<'_>,
    measure: Measure,
    place: &Place,
    period: Period,
    books: Books,
) -> Option<Derivation> {
    let fund = why.fund(books)?;
    let at = fund.places().find(place)?;
    let on_record = fund.on_record(at, period);
    if on_record.is_empty() {
        return None;
    }
    let value = fund.measure(measure, at, period);
    let recorded = fund.recorded(at, period).unwrap_or(period);
    let this = Taken { why, fund, measure, place, at, period, books, value, on_record };
    let Steps { rule, workings, mut inputs, mut notes } = this.steps();
    let mut shown_value = value;
    let mut unmade = 0;
    if value.is_none() {
        // What is known is shown, and what is lacking leads to its cell.
        if let Some((known, blanks)) = fund.known(measure, at, period) {
            shown_value = Some(known);
            let lacking = |blank: &Blank| {
                let place = fund.places().key(blank.county);
                let name = why.0.place_name(&place);
                let input = why.dated_input(&place, blank.period, blank.field, books);
                Input { label: format!("{name} {}", input.label), ..input }
            };
            inputs.splice(0..0, blanks.iter().take(MOST_PARTS).map(lacking));
            unmade = blanks.len().saturating_sub(MOST_PARTS);
            let key = if unmade > 0 { "why.of_the_known_first" } else { "why.of_the_known" };
            let (count, first) = (blanks.len().to_string(), MOST_PARTS.to_string());
            notes.push(why.fill(key, &[("count", &count), ("first", &first)]));
        } else {
            notes.extend(why.unknown_note(&inputs));
        }
        if !fund.is_monthly()
            && matches!(measure, Measure::Shortfall | Measure::ShortfallRatio | Measure::PooledShortfall)
        {
            notes.push(why.text("why.by_month_only"));
        }
        if measure == Measure::Adjustment && !matches!(period, Period::Year(_)) {
            notes.push(why.text("why.by_year_only"));
        }
    }
    notes.extend(this.change());
    notes.extend(why.sample_note());
    why.cap(&mut inputs, unmade, &mut notes);
    Some(Derivation {
        title: why.title(&why.0.place_name(place), recorded, &why.measure(measure), books),
        value: shown(shown_value.map(Quantity::from)),
        rule: why.rule(rule),
        workings: if value.is_some() { workings } else { Vec::new() },
        exact: Vec::new(),
        inputs,
        postings: Vec::new(),
        notes,
    })
}

/// A measure taken of a place and a period.
struct Taken<'a> {
    why: Why<'a>,
    fund: Fund<'a>,
    measure: Measure,
    place: &'a Place,
    at: PlaceId,
    period: Period,
    books: Books,
    value: Option<Value>,
    on_record: Vec<Period>,
}

#[derive(Default)]
struct Steps {
    rule: &'static str,
    workings: Vec<String>,
    inputs: Vec<Input>,
    notes: Vec<String>,
}

impl Taken<'_> {
    fn steps(&self) -> Steps {
        match self.measure {
            Measure::Gap => self.sum(
                "gap",
                &[(Sign::Plus, Field::Pension), (Sign::Plus, Field::Other), (Sign::Minus, Field::Collected)],
            ),
            Measure::Uncollected => {
                self.sum("uncollected", &[(Sign::Plus, Field::Due), (Sign::Minus, Field::Collected)])
            }
            Measure::Surplus => {
                let signed = [(Sign::Plus, 1), (Sign::Minus, -1)];
                let parts = signed.into_iter().flat_map(|(sign, number)| {
                    let of_sign = Field::EVERY.into_iter().filter(move |field| field.spec().in_surplus == number);
                    of_sign.map(move |field| (sign, field))
                });
                self.sum("surplus", &parts.collect::<Vec<_>>())
            }
            Measure::Shortfall => self.shortfall("shortfall", true),
            Measure::PooledShortfall => self.shortfall("pooled_shortfall", false),
            Measure::ShortfallRatio => self.shortfall_ratio(),
            Measure::CollectionRate => self.collection_rate(),
            Measure::DependencyRatio => self.dependency("dependency_ratio", Field::Contributors),
            Measure::SchemeDependencyRatio => self.dependency("scheme_dependency_ratio", Field::Insured),
            Measure::MonthsOfCover => self.cover().unwrap_or(Steps { rule: "months_of_cover", ..Steps::default() }),
            Measure::Adjustment => self.adjustment(),
        }
    }

    /// The sum of a money field over place and period.
    fn money(&self, field: Field) -> Option<Money> {
        self.fund.money(self.at, self.period, field)
    }

    fn cell(&self, field: Field) -> Input {
        self.why.cell_input(None, self.place, self.period, field, self.books)
    }

    fn measured(&self, label: String, measure: Measure, place: &Place, period: Period) -> Input {
        let known = self.fund.places().find(place).and_then(|at| self.fund.known(measure, at, period));
        let value = known.map(|(value, _)| value);
        Input::of(
            label,
            shown(value.map(Quantity::from)),
            Subject::Measure { measure, place: place.clone(), period, books: self.books },
        )
    }

    /// `value = …`
    fn line(&self, rest: &str) -> Vec<String> {
        self.value.map(|value| format!("{} = {rest}", self.why.quantity(value.into()))).into_iter().collect()
    }

    fn sum(&self, rule: &'static str, fields: &[(Sign, Field)]) -> Steps {
        let terms: Option<Vec<(Sign, Money)>> =
            fields.iter().map(|(sign, field)| Some((*sign, self.money(*field)?))).collect();
        let workings = match (self.value, terms) {
            (Some(Value::Money(total)), Some(terms)) => vec![self.why.equation(total, &terms)],
            _ => Vec::new(),
        };
        Steps {
            rule,
            workings,
            inputs: fields.iter().map(|(_, field)| self.cell(*field)).collect(),
            ..Steps::default()
        }
    }

    /// The measure of each county that is on record.
    fn of_counties(&self) -> Vec<Input> {
        let on_record = self.fund.counties(self.at).filter(|county| county.rows(self.period).next().is_some());
        let part = |county: PlaceId| {
            let place = self.fund.places().key(county);
            self.measured(self.why.0.place_name(&place), self.measure, &place, self.period)
        };
        on_record.map(|county| part(county.place)).collect()
    }

    /// The sum of parts, or of one month max(0, gap); a city's shortfall is that of its counties.
    fn shortfall(&self, rule: &'static str, by_county: bool) -> Steps {
        let months = self.on_record != [self.period];
        let inputs: Vec<Input> = if months {
            let part = |month: &Period| self.measured(self.why.0.period_name(*month), self.measure, self.place, *month);
            self.on_record.iter().map(part).collect()
        } else if by_county && !self.fund.places().is_county(self.at) {
            self.of_counties()
        } else {
            let gap = self.measured(self.why.measure(Measure::Gap), Measure::Gap, self.place, self.period);
            let workings = match (self.value, &gap.value) {
                (Some(Value::Money(value)), CellValue::Quantity(Quantity::Money(gap))) => {
                    vec![self.why.or_zero(value, *gap)]
                }
                _ => Vec::new(),
            };
            return Steps { rule, workings, inputs: vec![gap], ..Steps::default() };
        };
        Steps { rule, workings: self.parts_line(&inputs), inputs, ..Steps::default() }
    }

    /// `total = a + b`, where a line can hold them.
    fn parts_line(&self, inputs: &[Input]) -> Vec<String> {
        let Some(Value::Money(total)) = self.value else { return Vec::new() };
        if inputs.len() < 2 || inputs.len() > MOST_TERMS {
            return Vec::new();
        }
        let money = |input: &Input| match input.value {
            CellValue::Quantity(Quantity::Money(money)) => Some((Sign::Plus, money)),
            _ => None,
        };
        let terms: Option<Vec<(Sign, Money)>> = inputs.iter().map(money).collect();
        terms.map(|terms| self.why.equation(total, &terms)).into_iter().collect()
    }

    fn shortfall_ratio(&self) -> Steps {
        let label = self.why.measure(Measure::Shortfall);
        let shortfall = self.measured(label, Measure::Shortfall, self.place, self.period);
        let mut workings = Vec::new();
        if let (CellValue::Quantity(short), Some(pension), Some(other)) =
            (&shortfall.value, self.money(Field::Pension), self.money(Field::Other))
        {
            let (short, pension, other) = (self.why.quantity(*short), self.why.money(pension), self.why.money(other));
            workings = self.line(&format!("{short} ÷ ({pension} + {other})"));
        }
        let inputs = vec![shortfall, self.cell(Field::Pension), self.cell(Field::Other)];
        Steps { rule: "shortfall_ratio", workings, inputs, ..Steps::default() }
    }

    fn collection_rate(&self) -> Steps {
        let put_in = self.money(Field::Collected).zip(self.money(Field::Due));
        let workings = put_in.map_or_else(Vec::new, |(collected, due)| {
            self.line(&format!("{} ÷ {}", self.why.money(collected), self.why.money(due)))
        });
        let inputs = vec![self.cell(Field::Collected), self.cell(Field::Due)];
        Steps { rule: "collection_rate", workings, inputs, ..Steps::default() }
    }

    fn heads(&self, field: Field) -> Option<i128> {
        self.heads_of(self.at, field)
    }

    fn heads_of(&self, at: PlaceId, field: Field) -> Option<i128> {
        self.fund.sum(at, self.period, |row| row.persons(field).map(i128::from))
    }

    fn plain_heads(&self, heads: i128) -> String {
        i64::try_from(heads).map_or_else(|_| heads.to_string(), |heads| self.why.quantity(Quantity::Persons(heads)))
    }

    /// The heads that are summed, month by month over a year.
    fn heads_inputs(&self, field: Field) -> Vec<Input> {
        if self.on_record == [self.period] {
            return vec![self.cell(field)];
        }
        self.on_record.iter().map(|m| self.why.dated_input(self.place, *m, field, self.books)).collect()
    }

    fn dependency(&self, rule: &'static str, under: Field) -> Steps {
        let put_in = self.heads(Field::Retirees).zip(self.heads(under));
        let workings = put_in.map_or_else(Vec::new, |(over, under)| {
            self.line(&format!("{} ÷ {}", self.plain_heads(over), self.plain_heads(under)))
        });
        let inputs = [Field::Retirees, under].into_iter().flat_map(|field| self.heads_inputs(field)).collect();
        let notes = if self.on_record == [self.period] { Vec::new() } else { vec![self.why.text("why.heads_summed")] };
        Steps { rule, workings, inputs, notes }
    }

    fn pool_input(
        &self,
        scenario: usize,
        pool: Place,
        period: Period,
        item: SettlementItem,
        label: String,
        value: Money,
    ) -> Input {
        let leads_to = Lead::Subject(Subject::Settlement { scenario, holder: Holder::own(pool), period, item });
        Input { label, value: CellValue::Quantity(Quantity::Money(value)), leads_to }
    }

    fn cover(&self) -> Option<Steps> {
        let why = self.why;
        let date = *self.on_record.last()?;
        let pool = self.fund.pooled_into(self.at, date);
        let at = pool.unwrap_or(self.at);
        let place = &self.fund.places().key(at);
        let mut inputs = Vec::new();
        let mut notes = Vec::new();
        let mut balance = self.fund.balance(at, date);
        if pool.is_none() {
            inputs.push(why.dated_input(place, date, Field::Balance, self.books));
        }
        if let (Books::Scenario(scenario), false, Some((run, _))) =
            (self.books, self.fund.places().is_county(at), self.fund.settled)
            && let Some(n) = run.position(date.last_month())
        {
            let held = run.money(n, at, Field::Balance);
            let name = why.holder(&Holder::own(place.clone()));
            let label = why.fill("why.dated", &[("period", &why.0.period_name(date)), ("name", &name)]);
            inputs.push(self.pool_input(scenario, place.clone(), date, SettlementItem::Closing, label, held));
            if pool.is_some() {
                balance = Some(held);
                notes.push(why.text("why.pooled_cover"));
            }
        }
        inputs.extend(self.recent_inputs(place, at, date));
        let mut workings = Vec::new();
        if let (Some(balance), Some((spent, months))) = (balance, self.fund.recent_expenditure(at, date)) {
            workings = self.line(&format!("{} × {months} ÷ {}", why.money(balance), why.money(spent)));
            if months < 12 {
                notes.push(why.fill("why.fewer_months", &[("months", &months.to_string())]));
            }
        }
        Some(Steps { rule: "months_of_cover", workings, inputs, notes })
    }

    /// Pension and other of the twelve months to a date: of the year, where it is one.
    fn recent_inputs(&self, place: &Place, at: PlaceId, date: Period) -> Vec<Input> {
        let fields = [Field::Pension, Field::Other];
        let periods: Vec<Period> = match date {
            Period::Month(last) if last.month() != 12 => {
                let months = (-11..=0).map(|n| Period::Month(last.plus(n)));
                months.filter(|m| self.fund.is_on_record(at, *m)).collect()
            }
            _ => vec![Period::Year(date.year())],
        };
        let input = |(field, period): (Field, Period)| self.why.dated_input(place, period, field, self.books);
        fields.into_iter().flat_map(|field| periods.iter().map(move |p| (field, *p))).map(input).collect()
    }

    fn adjustment(&self) -> Steps {
        let why = self.why;
        let Period::Year(year) = self.period else { return Steps { rule: "adjustment", ..Steps::default() } };
        if !self.fund.places().is_county(self.at) {
            let inputs = self.of_counties();
            return Steps { rule: "adjustment", workings: self.parts_line(&inputs), inputs, ..Steps::default() };
        }
        let to_accounts = self.fund.to_accounts(self.at, year);
        let share = self.fund.grant_shares(year).and_then(|shares| shares.get(self.at.index()).copied());
        let mut inputs: Vec<Input> =
            [Field::Pension, Field::Other, Field::Collected, Field::Subsidy].map(|f| self.cell(f)).into();
        let pool_grants = self.fund.pool_grants(self.period);
        if let Books::Scenario(scenario) = self.books {
            if to_accounts.is_positive() {
                inputs.push(Input::of(
                    why.kind(Kind::PersonalAccount, Level::County),
                    CellValue::Quantity(Quantity::Money(to_accounts)),
                    Subject::Settlement {
                        scenario,
                        holder: Holder::with_below(self.place.clone()),
                        period: self.period,
                        item: SettlementItem::Posted(Kind::PersonalAccount),
                    },
                ));
            }
            if pool_grants.is_positive() {
                let label = why.text("why.pool_grants");
                let item = SettlementItem::Posted(Kind::Grant);
                inputs.push(self.pool_input(scenario, Place::Root, self.period, item, label, pool_grants));
            }
        }
        let label = why.text("why.city_grants");
        inputs.push(why.cell_input(Some(label), &Place::Root, self.period, Field::Grant, self.books));
        inputs.push(Input::end(why.text("why.grant_share"), shown(share.map(Quantity::Money))));
        Steps {
            rule: "adjustment",
            workings: self.adjusted(share, to_accounts, pool_grants),
            inputs,
            ..Steps::default()
        }
    }

    /// The county's share of the grants, what it was short by, and the greater of that and zero.
    fn adjusted(&self, share: Option<Money>, to_accounts: Money, pool_grants: Money) -> Vec<String> {
        let lines = || {
            let (why, share) = (self.why, share?);
            let grants = self.fund.money(self.fund.places().root(), self.period, Field::Grant)? + pool_grants;
            let (own, all) = (self.heads(Field::Retirees)?, self.heads_of(self.fund.places().root(), Field::Retirees)?);
            let heads = (self.plain_heads(own), self.plain_heads(all));
            let split = format!("{} = {} × {} ÷ {}", why.money(share), why.money(grants), heads.0, heads.1);
            let mut terms = vec![
                (Sign::Plus, self.money(Field::Pension)?),
                (Sign::Plus, self.money(Field::Other)?),
                (Sign::Minus, self.money(Field::Collected)?),
            ];
            if to_accounts.is_positive() {
                terms.push((Sign::Plus, to_accounts));
            }
            terms.push((Sign::Minus, self.money(Field::Subsidy)?));
            terms.push((Sign::Minus, share));
            let lack = terms.iter().fold(Money::ZERO, |sum, (sign, money)| match sign {
                Sign::Plus => sum + *money,
                Sign::Minus => sum - *money,
            });
            let Some(Value::Money(value)) = self.value else { return None };
            Some(vec![split, why.equation(lack, &terms), why.or_zero(value, lack)])
        };
        lines().unwrap_or_default()
    }

    /// 同比: the change against the same period a year before, amount and rate.
    fn change(&self) -> Option<String> {
        let why = self.why;
        let (same, earlier) = self.fund.alike(self.at, self.period, self.period.plus_years(-1))?;
        let (now, before, _) = self.fund.known_pair(self.measure, self.at, (same, earlier))?;
        let change = now.less(before)?;
        let mut words = why.style().change(change.into());
        match change {
            Value::Money(change) => {
                words = format!("{words} {}", why.style().unit_name(super::super::Measured::Money));
                if let Value::Money(before) = before
                    && let Some(rate) = ratio(change.fen(), before.fen().abs(), 3)
                {
                    let sign = if rate.is_sign_negative() || rate.is_zero() { "" } else { "+" };
                    let rate = format!("{sign}{}", percent(rate));
                    words = why.fill("why.change_with_rate", &[("change", &words), ("rate", &rate)]);
                }
            }
            Value::Months(_) => words = format!("{words} {}", why.text("unit.months")),
            Value::Ratio(_) => {}
        }
        let (period, same_name) = (why.0.period_name(earlier), why.0.period_name(same));
        let values = [("period", &*period), ("change", &*words), ("same", &*same_name)];
        let key = if Some(same) == self.fund.recorded(self.at, self.period) { "why.change" } else { "why.change_of" };
        Some(why.fill(key, &values))
    }
}
