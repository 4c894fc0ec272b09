//! What each county would collect and owe, month by month: projected from its last observed month, or replayed.
//!
//! Source: model section 4.

use std::collections::HashMap;

use super::growth::{self, Factor as Growth};
use super::{Flow, Notes, bad_amount};
use crate::dataset::{County, Dataset, Field, Row};
use crate::finding::{Finding, Findings, Origin};
use crate::money::{Factor, Money, PerHead, Persons, Rate, round_money, round_ratio};
use crate::month::{Month, Period};
use crate::scenario::lever::LeverKey;
use crate::scenario::{Mode, PlaceKey, ReplayFactor, Scenario, Yearly, chain};

/// The flows of every month and county, months first.
///
/// # Errors
/// One finding a county at most, for what keeps it from being projected or replayed.
pub(super) fn flows(dataset: &Dataset, scenario: &Scenario, notes: &mut Notes) -> Result<Vec<Flow>, Findings> {
    let counties = &dataset.counties;
    let mut findings = misplaced_events(dataset, scenario);
    let mut flows = vec![Flow::default(); counties.len() * scenario.months as usize];
    let mut growths = Growths { scenario, by_rates: HashMap::new() };
    for (index, county) in counties.iter().enumerate() {
        let into = flows.iter_mut().skip(index).step_by(counties.len());
        let done = match scenario.mode {
            Mode::Project => project(scenario, index, county, &mut growths, notes, into),
            Mode::Replay => replay(scenario, index, county, notes, into),
        };
        findings.extend(done.err());
    }
    if findings.is_empty() { Ok(flows) } else { Err(findings) }
}

fn misplaced_events(dataset: &Dataset, scenario: &Scenario) -> Findings {
    let mut findings = Findings::new();
    for event in &scenario.events {
        let finding = |code| {
            Finding::error(code, Origin::default())
                .with("county", &event.county)
                .with("month", event.month)
                .with("start", scenario.start)
                .with("end", scenario.end())
        };
        if dataset.position(&event.county).is_none() {
            findings.push(finding("event-county").with("known", super::names(dataset)));
        } else if event.month < scenario.start || event.month > scenario.end() {
            findings.push(finding("event-outside"));
        }
    }
    findings
}

/// Growth factors by list of rates: counties without rates of their own share one.
struct Growths<'a> {
    scenario: &'a Scenario,
    by_rates: HashMap<Vec<Rate>, Vec<Growth>>,
}

impl Growths<'_> {
    fn of(&mut self, rates: Option<&Yearly<Rate>>) -> &[Growth] {
        let key = rates.map(|r| r.values().to_vec()).unwrap_or_default();
        self.by_rates.entry(key).or_insert_with(|| growth::factors(self.scenario, rates))
    }
}

/// The month before the start, from which a county is projected.
pub(super) struct BasePoint {
    pub contributors: Persons,
    pub insured: Persons,
    pub retirees: Persons,
    pub wage: Money,
    pub pension: Money,
}

pub(super) fn base_point(
    scenario: &Scenario,
    index: usize,
    county: &County,
    notes: &mut Notes,
) -> Result<BasePoint, Finding> {
    let base_month = scenario.start.previous();
    let absent = |field: Field| {
        Finding::error(
            "base-point-value",
            county.source(Period::Month(base_month)).map_or_else(Origin::default, |s| s.place(field)),
        )
        .with("county", &county.name)
        .with("month", base_month)
        .with("field", field.text_key())
    };
    let row = county.month(base_month).ok_or_else(|| {
        Finding::error("base-point", Origin::default())
            .with("county", &county.name)
            .with("start", scenario.start)
            .with("needed", base_month)
            .with("last", county.last())
            .with("possible", county.last().last_month().next())
    })?;
    let mut heads = |value: Option<Persons>, field| {
        value.unwrap_or_else(|| {
            notes.read_as_zero(field, index, base_month);
            0
        })
    };
    let contributors = heads(row.contributors, Field::Contributors);
    let retirees = heads(row.retirees, Field::Retirees);
    let insured = row.insured.unwrap_or_else(|| {
        notes.read_as_zero(Field::Insured, index, base_month);
        contributors
    });
    let mut or_zero = |value: Option<Money>, field| {
        value.unwrap_or_else(|| {
            notes.read_as_zero(field, index, base_month);
            Money::ZERO
        })
    };
    let paid = or_zero(row.pension, Field::Pension) - or_zero(row.backpay, Field::Backpay);
    let pension = if retirees == 0 {
        Money::ZERO
    } else {
        round_money(&[paid.into()], &[retirees.into()])
            .ok_or_else(|| bad_amount("amount-too-large", Field::Pension, &county.name, base_month))?
    };
    let wage = match (row.base, row.due) {
        (Some(base), _) => base,
        (None, Some(due)) => {
            let rate = LeverKey::ContributionRate.in_force(scenario, &chain(county.name.clone()), 0);
            round_money(&[due.into()], &[contributors.into(), rate.into()]).ok_or_else(|| absent(Field::Base))?
        }
        (None, None) => return Err(absent(Field::Base)),
    };
    Ok(BasePoint { contributors, insured, retirees, wage, pension })
}

/// The rates of one county that hold in one calendar year.
struct YearRates {
    contribution: Rate,
    collection: Rate,
    wage_growth: Rate,
    pension_growth: Rate,
    other: PerHead,
    target: Option<Money>,
}

fn year_rates(scenario: &Scenario, places: &[PlaceKey; 2], year: usize) -> YearRates {
    let rate = |key: LeverKey| key.in_force(scenario, places, year);
    YearRates {
        contribution: rate(LeverKey::ContributionRate),
        collection: rate(LeverKey::CollectionRate),
        wage_growth: rate(LeverKey::WageGrowth),
        pension_growth: rate(LeverKey::PensionGrowth),
        other: scenario.other_per_retiree(places, year),
        target: scenario.said(&places[0]).target_in(year),
    }
}

fn project<'a>(
    scenario: &Scenario,
    index: usize,
    county: &County,
    growths: &mut Growths<'_>,
    notes: &mut Notes,
    into: impl Iterator<Item = &'a mut Flow>,
) -> Result<(), Finding> {
    let name = &*county.name;
    let base = base_point(scenario, index, county, notes)?;
    let start = scenario.start;
    let too_large = |field, month| bad_amount("amount-too-large", field, name, month);

    let mut flows: Vec<&mut Flow> = into.collect();
    let places = chain(county.name.clone());
    levels(scenario, name, &places, &base, growths, &mut flows)?;

    let wage_month = LeverKey::WageMonth.month_in_force(scenario, &places);
    let effective = LeverKey::PensionEffectiveMonth.month_in_force(scenario, &places);
    let paid_month = LeverKey::PensionPaidMonth.month_in_force(scenario, &places);
    if paid_month < effective {
        return Err(Finding::error("paid-before-effective", Origin::default())
            .with("county", name)
            .with("effective", effective)
            .with("paid", paid_month));
    }
    let season = scenario.season(&places);
    let mut rates = year_rates(scenario, &places, 0);
    let raised = |pension: Money, growth: Rate, month| {
        round_money(&[pension.into(), (Rate::ONE + growth).into()], &[])
            .ok_or_else(|| bad_amount("amount-too-large", Field::Pension, name, month))
    };
    let (mut entitled, mut paid, mut wage) = (base.pension, base.pension, base.wage);
    if effective < start.month() && start.month() <= paid_month {
        entitled = raised(entitled, rates.pension_growth, start)?;
    }
    for n in 0..flows.len() {
        let month = start.plus(n as i32);
        if n > 0 && month.month() == 1 {
            rates = year_rates(scenario, &places, scenario.year_index(month));
        }
        if month.month() == wage_month {
            wage = round_money(&[wage.into(), (Rate::ONE + rates.wage_growth).into()], &[])
                .ok_or_else(|| too_large(Field::Base, month))?;
        }
        if month.month() == effective {
            entitled = raised(entitled, rates.pension_growth, month)?;
        }
        let mut backpay = Money::ZERO;
        if month.month() == paid_month {
            let heads: i128 = (effective..paid_month)
                .map(|m| {
                    let earlier = month.plus(m as i32 - paid_month as i32);
                    let simulated = usize::try_from(earlier.since(start)).ok().map(|i| flows[i].retirees);
                    let observed = || county.month(earlier).and_then(|row| row.retirees).unwrap_or(base.retirees);
                    i128::from(simulated.unwrap_or_else(observed))
                })
                .sum();
            backpay = round_money(&[Factor::Whole(heads), (entitled - paid).into()], &[])
                .ok_or_else(|| too_large(Field::Backpay, month))?;
            paid = entitled;
        }
        let flow = &mut *flows[n];
        let product = |over: &[Factor], field| round_money(over, &[]).ok_or_else(|| too_large(field, month));
        flow.base = Some(wage);
        flow.due = product(&[flow.contributors.into(), wage.into(), rates.contribution.into()], Field::Due)?;
        flow.collected = match season {
            None => product(&[flow.due.into(), rates.collection.into()], Field::Collected)?,
            Some(season) => {
                let factor = season[month.month() as usize - 1];
                product(&[flow.due.into(), rates.collection.into(), factor.into()], Field::Collected)?
            }
        };
        flow.backpay = backpay;
        flow.pension = product(&[flow.retirees.into(), paid.into()], Field::Pension)? + backpay;
        flow.other = rates.other.of(flow.retirees).ok_or_else(|| too_large(Field::Other, month))?;
        flow.target = rates.target;
        check_signs(flow, name, month)?;
    }
    Ok(())
}

/// Heads of every month: growth, then the shifts of events so far, never below zero.
fn levels(
    scenario: &Scenario,
    county: &str,
    places: &[PlaceKey],
    base: &BasePoint,
    growths: &mut Growths<'_>,
    flows: &mut [&mut Flow],
) -> Result<(), Finding> {
    let mut grow = |key: LeverKey, level: Persons, field: Field, put: &dyn Fn(&mut Flow) -> &mut Persons| {
        let mut shift = 0;
        let rates = key.list(scenario, places);
        for (n, factor) in growths.of(rates).iter().enumerate() {
            let month = scenario.start.plus(n as i32);
            for event in scenario.events.iter().filter(|e| e.month == month && e.county == county) {
                shift += if field == Field::Retirees { event.retirees } else { event.contributors };
            }
            let grown = factor.of(level).ok_or_else(|| bad_amount("amount-too-large", field, county, month))?;
            *put(flows[n]) = (grown + shift).max(0);
        }
        Ok(())
    };
    grow(LeverKey::ContributorsGrowth, base.contributors, Field::Contributors, &|f| &mut f.contributors)?;
    grow(LeverKey::ContributorsGrowth, base.insured, Field::Insured, &|f| &mut f.insured)?;
    grow(LeverKey::RetireesGrowth, base.retirees, Field::Retirees, &|f| &mut f.retirees)
}

fn replay<'a>(
    scenario: &Scenario,
    index: usize,
    county: &County,
    notes: &mut Notes,
    into: impl Iterator<Item = &'a mut Flow>,
) -> Result<(), Finding> {
    let name = &*county.name;
    for (n, flow) in into.enumerate() {
        let month = scenario.start.plus(n as i32);
        let row = county.month(month).ok_or_else(|| {
            Finding::error("replay-month", Origin::default())
                .with("county", name)
                .with("month", month)
                .with("first", county.first)
                .with("last", county.last())
        })?;
        replay_month(scenario, index, name, month, row, notes, flow)?;
        check_signs(flow, name, month)?;
    }
    Ok(())
}

fn replay_month(
    scenario: &Scenario,
    index: usize,
    name: &str,
    month: Month,
    row: &Row,
    notes: &mut Notes,
    flow: &mut Flow,
) -> Result<(), Finding> {
    let scaled = |value: i128, factor: ReplayFactor| -> Result<i128, Finding> {
        let Some(rate) = scenario.replay.get(&factor) else { return Ok(value) };
        let product = round_ratio(&[Factor::Whole(value), (*rate).into()], &[]);
        product
            .filter(|p| Money::from_fen(*p).within_limit())
            .ok_or_else(|| bad_amount("amount-too-large", factor.field(), name, month))
    };
    let persons = |value: Persons, factor: ReplayFactor| -> Result<Persons, Finding> {
        let heads = Persons::try_from(scaled(value.into(), factor)?).ok().filter(|p| *p <= Money::MOST_PERSONS);
        heads.ok_or_else(|| bad_amount("amount-too-large", factor.field(), name, month))
    };
    let money = |value: Money, factor| scaled(value.fen(), factor).map(Money::from_fen);
    let contributors = row.contributors.unwrap_or_else(|| {
        notes.read_as_zero(Field::Contributors, index, month);
        0
    });
    let retirees = row.retirees.unwrap_or_else(|| {
        notes.read_as_zero(Field::Retirees, index, month);
        0
    });
    let insured = row.insured.unwrap_or_else(|| {
        notes.read_as_zero(Field::Insured, index, month);
        contributors
    });
    if row.base.is_none() {
        notes.read_as_zero(Field::Base, index, month);
    }
    let mut amount = |field: Field| {
        row.money(field).unwrap_or_else(|| {
            notes.read_as_zero(field, index, month);
            Money::ZERO
        })
    };
    flow.contributors = persons(contributors, ReplayFactor::Contributors)?;
    flow.insured = persons(insured, ReplayFactor::Insured)?;
    flow.retirees = persons(retirees, ReplayFactor::Retirees)?;
    flow.base = row.base.map(|base| money(base, ReplayFactor::Base)).transpose()?;
    flow.due = money(amount(Field::Due), ReplayFactor::Due)?;
    flow.collected = money(amount(Field::Collected), ReplayFactor::Collected)?;
    flow.pension = money(amount(Field::Pension), ReplayFactor::Pension)?;
    flow.backpay = money(amount(Field::Backpay), ReplayFactor::Backpay)?;
    flow.other = money(amount(Field::Other), ReplayFactor::Other)?;
    flow.target = row.target.map(|target| money(target, ReplayFactor::Target)).transpose()?;
    Ok(())
}

fn check_signs(flow: &Flow, county: &str, month: Month) -> Result<(), Finding> {
    let amounts = [
        (Field::Base, flow.base.unwrap_or_default()),
        (Field::Collected, flow.collected),
        (Field::Pension, flow.pension),
        (Field::Other, flow.other),
    ];
    match amounts.into_iter().find(|(_, amount)| amount.is_negative()) {
        Some((field, amount)) => Err(bad_amount("amount-below-zero", field, county, month).with("amount", amount)),
        None if !flow.pension.within_limit() => Err(bad_amount("amount-too-large", Field::Pension, county, month)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Run;
    use super::super::testing::{at, run, yuan};
    use super::*;

    /// 100 retirees at 500 yuan in the base month, February 2008, and 90 in the month before.
    const DATA: &str = "county,month,contributors,retirees,base,collected,pension,backpay,balance\n\
                        甲,2008-01,10,90,1000,2800,45000,0,0\n甲,2008-02,10,100,1000,2800,51000,1000,0\n";

    fn raised(data: &str, start: &str, rates: &str) -> Run {
        run(data, &format!("start = \"{start}\"\nmonths = 24\n[rates]\n{rates}")).unwrap()
    }

    fn pension(run: &Run, month: &str) -> (String, String) {
        let flow = &run.flows(at(run, month))[0];
        (flow.pension.to_string(), flow.backpay.to_string())
    }

    fn shown(pension: &str, backpay: &str) -> (String, String) {
        (pension.to_owned(), backpay.to_owned())
    }

    #[test]
    fn a_raise_effective_before_the_start_and_paid_after_it_is_pending() {
        let rates = "pension_growth = 0.1\npension_effective_month = 1\npension_paid_month = 7\n";
        let run = raised(DATA, "2008-03", rates);
        assert_eq!(pension(&run, "2008-06"), shown("50000.00", "0.00"));
        // January with the 90 observed, February with the 100 of the base month, March to June simulated.
        assert_eq!(pension(&run, "2008-07"), shown("84500.00", "29500.00"));
        assert_eq!(pension(&run, "2008-08"), shown("55000.00", "0.00"));
        // The next year's raise is reckoned from the entitled pension: 550 to 605.
        assert_eq!(pension(&run, "2009-07"), shown("93500.00", "33000.00"));
        // January is not on record: as many as in the base month.
        let without = DATA.replace("甲,2008-01,10,90,1000,2800,45000,0,0\n", "");
        assert_eq!(pension(&raised(&without, "2008-03", rates), "2008-07"), shown("85000.00", "30000.00"));
    }

    #[test]
    fn a_raise_is_pending_when_the_first_month_pays_it_and_gone_when_it_was_paid() {
        let in_march = "pension_growth = 0.1\npension_effective_month = 2\npension_paid_month = 3\n";
        assert_eq!(pension(&raised(DATA, "2008-03", in_march), "2008-03"), shown("60000.00", "5000.00"));
        let paid = "pension_growth = 0.1\npension_effective_month = 1\npension_paid_month = 2\n";
        let run = raised(DATA, "2008-03", paid);
        assert_eq!(pension(&run, "2008-12"), shown("50000.00", "0.00"));
        assert_eq!(pension(&run, "2009-01"), shown("50000.00", "0.00"));
        assert_eq!(pension(&run, "2009-02"), shown("60000.00", "5000.00"));
    }

    #[test]
    fn a_cut_is_paid_back_and_never_below_zero() {
        let cut = "pension_growth = -0.1\npension_effective_month = 4\npension_paid_month = 6\n";
        let run = raised(DATA, "2008-03", cut);
        assert_eq!(pension(&run, "2008-06"), shown("35000.00", "-10000.00"));
        let too_deep = "start = \"2008-03\"\nmonths = 12\n[rates]\npension_growth = -0.5\n\
                        pension_effective_month = 4\npension_paid_month = 12\n";
        let found = super::super::testing::run(DATA, too_deep).unwrap_err();
        assert_eq!(found[0].code, "amount-below-zero");
        assert!(found[0].facts.contains(&("month", "2008-12".into())));
    }

    #[test]
    fn the_base_is_raised_in_its_month_alone() {
        let run = raised(DATA, "2008-03", "wage_growth = [\"0.1\", \"0.2\"]\nwage_month = 5\n");
        let base = |month| run.flows(at(&run, month))[0].base.unwrap().to_string();
        assert_eq!(
            ["2008-04", "2008-05", "2009-04", "2009-05"].map(base),
            ["1000.00", "1100.00", "1100.00", "1320.00"]
        );
    }

    #[test]
    fn an_unknown_base_is_what_was_due_by_the_rate_of_the_first_year() {
        let data = "county,month,contributors,retirees,base,due,collected,pension,balance\n\
                    甲,2008-12,3,1,,1000,2800,500,0\n";
        let run = raised(data, "2009-01", "contribution_rate = [\"0.2\", \"0.3\"]\n");
        // 1000 / (3 × 0.2), half away from zero
        assert_eq!(run.flows(0)[0].base, Some(yuan("1666.67")));
        assert_eq!(run.flows(0)[0].due, yuan("1000.00"));
        assert_eq!(run.flows(12)[0].due, yuan("1500.00"));
    }

    #[test]
    fn unknown_heads_are_none() {
        let data = "county,month,contributors,retirees,base,collected,pension,balance\n甲,2008-02,,,1000,2800,500,7\n";
        let run = raised(data, "2008-03", "other_per_retiree = 1\n");
        let flow = &run.flows(5)[0];
        assert_eq!((flow.contributors, flow.insured, flow.retirees), (0, 0, 0));
        assert_eq!((flow.collected, flow.expenditure()), (Money::ZERO, Money::ZERO));
        let told: Vec<&str> = run.notes.iter().map(|f| f.facts[0].1.as_str()).collect();
        assert_eq!(told, ["field.insured", "field.contributors", "field.retirees"]);
    }

    #[test]
    fn shifts_add_up_and_stop_at_none_without_being_forgotten() {
        let event = |month: &str, contributors: i64| {
            format!("[[event]]\nmonth = \"{month}\"\ncounty = \"甲\"\ncontributors = {contributors}\nretirees = 1\n")
        };
        let text = "other_per_retiree = \"0.125\"\n".to_owned() + &event("2008-04", -15) + &event("2008-06", 8);
        let run = raised(DATA, "2008-03", &text);
        let heads = |month| run.flows(at(&run, month))[0].contributors;
        assert_eq!(["2008-03", "2008-04", "2008-05", "2008-06"].map(heads), [10, 0, 0, 3]);
        assert_eq!(run.flows(0)[0].other, yuan("12.50"));
        assert_eq!(run.flows(1)[0].other, yuan("12.63")); // 101 × 0.125 = 12.625
    }

    #[test]
    fn a_replay_scales_each_column_by_its_own_factor() {
        let text = "start = \"2008-01\"\nmonths = 2\nmode = \"replay\"\n[replay]\ninsured = 0.5\ncontributors = 1.25\n\
                    pension = \"1.00005\"\n";
        let run = run(DATA, text).unwrap();
        let flow = &run.flows(0)[0];
        // The unknown insured are the contributors as observed, by the factor of the insured: 5; 12.5 rounds to 13.
        assert_eq!((flow.insured, flow.contributors, flow.retirees), (5, 13, 90));
        assert_eq!(flow.pension, yuan("45002.25"));
    }
}
