//! What is observed of the counties, and what each will collect and owe: sections 2 and 4.

use num_bigint::BigInt;
use tongchou::dataset::{Dataset, Grain};
use tongchou::field::Field;
use tongchou::money::Money;
use tongchou::month::{Month, Period};
use tongchou::scenario::held::Held;
use tongchou::scenario::lever::LeverKey;
use tongchou::scenario::{Event, Scenario};

use super::exact::{Q, dec, q, spread};
use super::places::{Told, entry};

/// What is observed of a county in a month, told by itself.
pub struct Seen {
    pub insured: Option<i64>,
    pub contributors: Option<i64>,
    pub retirees: Option<i64>,
    pub base: Option<Money>,
    pub due: Option<Money>,
    pub collected: Option<Money>,
    pub pension: Option<Money>,
    pub backpay: Option<Money>,
    pub other: Option<Money>,
    pub grant: Option<Money>,
    pub balance: Option<Money>,
    pub target: Option<Money>,
}

/// What is observed of a county in a month; of yearly data its twelfth.
pub fn observed(data: &Dataset, county: usize, month: Month) -> Option<Seen> {
    let county = &data.counties[county];
    let monthly = data.grain == Grain::Monthly;
    let row = if monthly { county.month(month)? } else { county.row(Period::Year(month.year()))? };
    let flow = |field: Field| {
        let part = |sum: Money| Money::from_fen(spread(sum.fen(), month.month().into(), 12));
        row.money(field).map(|sum| if monthly { sum } else { part(sum) })
    };
    Some(Seen {
        insured: row.persons(Field::Insured),
        contributors: row.persons(Field::Contributors),
        retirees: row.persons(Field::Retirees),
        base: row.money(Field::Base),
        due: flow(Field::Due),
        collected: flow(Field::Collected),
        pension: flow(Field::Pension),
        backpay: flow(Field::Backpay),
        other: flow(Field::Other),
        grant: flow(Field::Grant),
        balance: row.money(Field::Balance).filter(|_| monthly || month.month() == 12),
        target: row.money(Field::Target),
    })
}

fn last_month(data: &Dataset, county: usize) -> Month {
    data.counties[county].last().last_month()
}

#[derive(Clone, Default)]
pub struct Flow {
    pub insured: i128,
    pub contributors: i128,
    pub retirees: i128,
    pub base: Option<i128>,
    pub due: i128,
    pub collected: i128,
    pub pension: i128,
    pub backpay: i128,
    pub other: i128,
    pub target: Option<i128>,
}

fn growth(told: &Told, county: usize, key: LeverKey, month: Month) -> Q {
    let s = told.s;
    let mut g = q(1);
    for year in s.start.year()..=month.year() {
        let from = s.start.max(Month::january(year));
        let to = month.min(Month::december(year));
        let k = to.since(from) + 1;
        let yearly = told.rate(county, key, to);
        g = g.times(&q(1).plus(&yearly.times(&q(k.into())).over(&q(12))));
    }
    g
}

pub fn project(data: &Dataset, told: &Told, c: usize) -> Result<Vec<Flow>, String> {
    let s = told.s;
    let name = &*data.counties[c].name;
    let before = s.start.previous();
    if last_month(data, c) != before {
        return Err(format!("{name}: base point"));
    }
    let base = observed(data, c, before).ok_or("base point")?;
    let c0 = i128::from(base.contributors.unwrap_or(0));
    let i0 = base.insured.map_or(c0, i128::from);
    let r0 = i128::from(base.retirees.unwrap_or(0));
    let fen = |m: Option<Money>| m.map_or(0, Money::fen);
    let p0 = if r0 == 0 { 0 } else { q(fen(base.pension) - fen(base.backpay)).over(&q(r0)).round() };
    let w0 = match (base.base, base.due) {
        (Some(w), _) => w.fen(),
        (None, Some(due)) => {
            let by = q(c0).times(&told.rate(c, LeverKey::ContributionRate, s.start));
            if by.0 == BigInt::from(0) {
                return Err(format!("{name}: no base"));
            }
            q(due.fen()).over(&by).round()
        }
        _ => return Err(format!("{name}: no base")),
    };
    let given = |key| told.along(c).into_iter().find_map(|said| said.held(key));
    let month = |key, default| if let Some(Held::Month(month)) = given(key) { *month } else { default };
    let wage_month = month(LeverKey::WageMonth, 7);
    let effective = month(LeverKey::PensionEffectiveMonth, 1);
    let paid_month = month(LeverKey::PensionPaidMonth, effective);
    if paid_month < effective {
        return Err(format!("{name}: paid before effective"));
    }
    let season = if let Some(Held::Season(season)) = given(LeverKey::Season) { Some(*season) } else { None };
    let mut flows: Vec<Flow> = Vec::new();
    for n in 0..s.months as i32 {
        let month = s.start.plus(n);
        let shifts = |of: &dyn Fn(&Event) -> i64| -> i128 {
            let own = s.events.iter().zip(&told.events).filter(|(e, county)| **county == c && e.month <= month);
            own.map(|(e, _)| i128::from(of(e))).sum()
        };
        let level = |l0: i128, key, shift: i128| (q(l0).times(&growth(told, c, key, month)).round() + shift).max(0);
        flows.push(Flow {
            contributors: level(c0, LeverKey::ContributorsGrowth, shifts(&|e| e.contributors)),
            insured: level(i0, LeverKey::ContributorsGrowth, shifts(&|e| e.contributors)),
            retirees: level(r0, LeverKey::RetireesGrowth, shifts(&|e| e.retirees)),
            ..Flow::default()
        });
    }
    let raise = |p: i128, month| q(p).times(&q(1).plus(&told.rate(c, LeverKey::PensionGrowth, month))).round();
    let pending = effective < s.start.month() && paid_month >= s.start.month();
    let mut entitled = if pending { raise(p0, s.start) } else { p0 };
    let (mut paid, mut wage) = (p0, w0);
    for n in 0..flows.len() {
        let month = s.start.plus(n as i32);
        let by = |key| told.rate(c, key, month);
        if month.month() == wage_month {
            wage = q(wage).times(&q(1).plus(&by(LeverKey::WageGrowth))).round();
        }
        if month.month() == effective {
            entitled = raise(entitled, month);
        }
        let mut backpay = 0;
        if month.month() == paid_month {
            for m in effective..paid_month {
                let then = Month::new(month.year(), m).unwrap();
                let heads = if then >= s.start {
                    flows[then.since(s.start) as usize].retirees
                } else {
                    observed(data, c, then).and_then(|r| r.retirees).map_or(r0, i128::from)
                };
                backpay += heads * (entitled - paid);
            }
            paid = entitled;
        }
        let flow = &mut flows[n];
        flow.base = Some(wage);
        flow.due = q(flow.contributors * wage).times(&by(LeverKey::ContributionRate)).round();
        let factor = season.map_or(q(1), |f| dec(f[month.month() as usize - 1]));
        flow.collected = q(flow.due).times(&by(LeverKey::CollectionRate)).times(&factor).round();
        flow.backpay = backpay;
        flow.pension = flow.retirees * paid + backpay;
        let other = told.along(c).into_iter().find_map(|said| said.per_head(LeverKey::OtherPerRetiree));
        let other = other.map_or(q(0), |list| dec(entry(list, s, month).yuan()));
        flow.other = q(flow.retirees * 100).times(&other).round();
        flow.target = told.counties[c].amounts(LeverKey::Target).map(|t| entry(t, s, month).fen());
    }
    Ok(flows)
}

pub fn replay(data: &Dataset, s: &Scenario, c: usize) -> Result<Vec<Flow>, String> {
    let mut flows = Vec::new();
    for n in 0..s.months as i32 {
        let row = observed(data, c, s.start.plus(n)).ok_or("a month is missing")?;
        let scaled = |value: i128, key: Field| match s.replay.get(&key) {
            Some(factor) => q(value).times(&dec(*factor)).round(),
            None => value,
        };
        let fen = |m: Option<Money>| m.map_or(0, Money::fen);
        let heads = |h: Option<i64>| i128::from(h.unwrap_or(0));
        use Field as F;
        flows.push(Flow {
            insured: scaled(row.insured.map_or(heads(row.contributors), i128::from), F::Insured),
            contributors: scaled(heads(row.contributors), F::Contributors),
            retirees: scaled(heads(row.retirees), F::Retirees),
            base: row.base.map(|b| scaled(b.fen(), F::Base)),
            due: scaled(fen(row.due), F::Due),
            collected: scaled(fen(row.collected), F::Collected),
            pension: scaled(fen(row.pension), F::Pension),
            backpay: scaled(fen(row.backpay), F::Backpay),
            other: scaled(fen(row.other), F::Other),
            target: row.target.map(|t| scaled(t.fen(), F::Target)),
        });
    }
    Ok(flows)
}
