//! What each county would collect and owe, month by month: projected from its last observed month, or replayed.
//!
//! Source: model section 4.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::bound::Bound;
use super::course::{BasePoint, Blend, Course, base_point};
use super::growth::{self, Factor as Growth};
use super::merger::{self, MergerMonth};
use super::people::{self, Given, PeopleMoney};
use super::{Notes, PeopleRun, bad_amount};
use crate::dataset::{County, Dataset};
use crate::field::{Amount, Field, FieldUnit, UNKNOWN};
use crate::finding::{Finding, Findings, Origin};
use crate::journal::{Books, BooksPart};
use crate::money::{Factor, Money, Persons, Rate, round_money, round_ratio};
use crate::month::Month;
use crate::people::cohort::Heads;
use crate::people::persons;
use crate::place::PlaceId;
use crate::scenario::lever::LeverKey;
use crate::scenario::{Mode, Scenario, Yearly};
use crate::threads;

/// What is known of the months to come before they are settled.
pub(super) struct Projected {
    /// The books with the flows of every county.
    pub books: Books,
    /// What `other` has in it for those who died or left, month by month, in each county by county; empty without people
    /// by age.
    pub extras: Vec<[Money; 2]>,
    /// The people by age.
    pub people: Option<PeopleRun>,
    /// The mergers.
    pub mergers: Vec<MergerMonth>,
}

/// The books of the months to come with the flows of every county.
///
/// # Errors
/// What is wrong with the people by age or a merger; one finding a county at most, for what keeps it from being
/// projected or replayed.
pub(super) fn flows(
    dataset: &Dataset,
    bound: &Bound<'_>,
    given: Option<&Given>,
    notes: &mut Notes,
) -> Result<Projected, Findings> {
    let (scenario, counties) = (bound.scenario, dataset.counties.len());
    let mut books = Books::new(bound.places.len(), scenario.months as usize);
    let mergers = merger::mergers(bound)?;
    let everybody = match &scenario.people {
        _ if given.is_some() => given.map(|given| given.heads.clone()),
        Some(settings) if scenario.mode == Mode::Project => {
            Some(people::everybody(dataset, bound, settings, false, notes)?)
        }
        _ => None,
    };
    let months = scenario.months as usize;
    let parts = (counties * months / WORTH_A_THREAD).clamp(1, threads::processors().get());
    let of_part = counties.div_ceil(parts);
    let rooms: Vec<_> = books.parts(of_part, parts).into_iter().map(|part| Mutex::new(Some(part))).collect();
    let done = threads::each(parts, |n| {
        let mut done = Part::default();
        let room = rooms[n].lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut books) = room else { return done };
        let mut growths = Growths { scenario, by_rates: HashMap::new() };
        for (index, county) in dataset.counties.iter().enumerate().skip(n * of_part).take(of_part) {
            let place = PlaceId::county(index);
            let heads = everybody.as_ref().map(|everybody| &everybody[index]);
            let extras = &mut done.extras;
            let mut flows = Flows { books: &mut books, place, county, heads, given, mergers: &mergers, extras };
            let notes = &mut done.notes;
            let one = match scenario.mode {
                Mode::Project => project(bound, &mut flows, &mut growths, notes).map(|new| done.blends.push(new)),
                Mode::Replay => replay(scenario, &mut flows, notes),
            };
            done.findings.extend(one.err());
        }
        done
    });
    drop(rooms);
    let (mut findings, mut blends, mut of_counties) = (Findings::new(), Vec::new(), Vec::new());
    for part in done {
        findings.extend(part.findings);
        notes.append(part.notes);
        blends.extend(part.blends);
        of_counties.extend(part.extras);
    }
    // County by county, month by month as they came: month by month, in each county by county.
    let of_month = |n: usize| (0..of_counties.len() / months.max(1)).map(move |county| county * months + n);
    let extras = (0..months).flat_map(of_month).map(|at| of_counties[at]).collect();
    let people = everybody.map(|heads| PeopleRun { heads, blends });
    if findings.is_empty() { Ok(Projected { books, extras, people, mergers }) } else { Err(findings) }
}

/// From how many months of counties on another thread is worth it.
const WORTH_A_THREAD: usize = 20_000;

/// What is reckoned of some counties beside their books.
#[derive(Default)]
struct Part {
    findings: Findings,
    notes: Notes,
    blends: Vec<Vec<Blend>>,
    /// County by county, the months of each; none without people by age.
    extras: Vec<[Money; 2]>,
}

/// One county's flows on their way into the books.
struct Flows<'a, 'b> {
    books: &'a mut BooksPart<'b>,
    place: PlaceId,
    county: &'a County,
    /// Its people by age.
    heads: Option<&'a Heads>,
    /// Where these were reckoned before.
    given: Option<&'a Given>,
    mergers: &'a [MergerMonth],
    /// What `other` has in it for those who died or left, of the counties before and of its own months so far.
    extras: &'a mut Vec<[Money; 2]>,
}

impl Flows<'_, '_> {
    fn put(&mut self, n: usize, field: Field, amount: Money) {
        self.books.set(n, self.place, field, i64::try_from(amount.fen()).unwrap_or(UNKNOWN));
    }

    fn put_known(&mut self, n: usize, field: Field, amount: Option<Money>) {
        match amount {
            Some(amount) => self.put(n, field, amount),
            None => self.books.set(n, self.place, field, UNKNOWN),
        }
    }

    fn heads(&self, n: usize, field: Field) -> Persons {
        self.books.number(n, self.place, field)
    }
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

fn project(
    bound: &Bound<'_>,
    flows: &mut Flows<'_, '_>,
    growths: &mut Growths<'_>,
    notes: &mut Notes,
) -> Result<Vec<Blend>, Finding> {
    let (scenario, place, county) = (bound.scenario, flows.place, flows.county);
    let name = &*county.name;
    let base = base_point(bound, place.index(), county, notes)?;
    let start = scenario.start;
    let too_large = |field, month| bad_amount("amount-too-large", field, name, month);
    levels(bound, &base, growths, flows)?;

    let mut course = Course::before(bound, place, &base).ok_or_else(|| too_large(Field::Pension, start))?;
    let (effective, paid_month) = course.raise_months();
    if paid_month < effective {
        return Err(Finding::error("paid-before-effective", Origin::default())
            .with("county", name)
            .with("effective", effective)
            .with("paid", paid_month));
    }
    let mut people = flows.heads.zip(PeopleMoney::new(bound));
    let bases = scenario.people.as_ref().map_or([0; 3], people::bases);
    let mut blends = Vec::new();
    // What they are entitled to more than they are paid, at the end of each month; at the outset first.
    let mut lacking = vec![course.entitled - course.paid];
    for n in 0..scenario.months as usize {
        let month = start.plus(n as i32);
        let year = scenario.year_index(month);
        let mut new = None;
        if let Some((heads, money)) = &mut people {
            money.go_on(bound, place, month).ok_or_else(|| too_large(Field::Pension, month))?;
            new = money.blend(&bases, heads, n, year, name, month)?;
            blends.extend(new);
        }
        course.go_on(bound, place, month, new.as_ref()).map_err(|field| too_large(field, month))?;
        let (rates, wage, paid) = (&course.rates, course.wage, course.paid);
        let mut backpay = Money::ZERO;
        for back in 1..=course.backpay_months as usize {
            let earlier = month.plus(-(back as i32));
            let simulated = n.checked_sub(back).map(|i| flows.heads(i, Field::Retirees));
            let observed = || county.month(earlier).and_then(|row| row.persons(Field::Retirees));
            let heads = simulated.unwrap_or_else(|| observed().unwrap_or(base.retirees));
            let each = lacking[(n + 1).saturating_sub(back)];
            backpay +=
                round_money(&[heads.into(), each.into()], &[]).ok_or_else(|| too_large(Field::Backpay, month))?;
        }
        lacking.push(course.entitled - course.paid);
        let (contributors, retirees) = (flows.heads(n, Field::Contributors), flows.heads(n, Field::Retirees));
        let product = |over: &[Factor], field| round_money(over, &[]).ok_or_else(|| too_large(field, month));
        let due = product(&[contributors.into(), wage.into(), rates.contribution.into()], Field::Due)?;
        let collected = match course.season {
            None => product(&[due.into(), rates.collection.into()], Field::Collected)?,
            Some(factor) => product(&[due.into(), rates.collection.into(), factor.into()], Field::Collected)?,
        };
        let pension = product(&[retirees.into(), paid.into()], Field::Pension)? + backpay;
        let mut other = rates.other.of(retirees).ok_or_else(|| too_large(Field::Other, month))?;
        if let Some((heads, money)) = &people {
            let extra = money.extra(bound, heads, n, year).ok_or_else(|| too_large(Field::Other, month))?;
            other += extra[0] + extra[1];
            flows.extras.push(extra);
        }
        check_signs([Some(wage), Some(collected), Some(pension), Some(other)], name, month)?;
        flows.put(n, Field::Base, wage);
        flows.put(n, Field::Due, due);
        flows.put(n, Field::Collected, collected);
        flows.put(n, Field::Backpay, backpay);
        flows.put(n, Field::Pension, pension);
        flows.put(n, Field::Other, other);
        flows.put_known(n, Field::Target, rates.target);
    }
    Ok(blends)
}

/// Heads of every month: growth, then the shifts of events so far, never below zero.
fn levels(
    bound: &Bound<'_>,
    base: &BasePoint,
    growths: &mut Growths<'_>,
    flows: &mut Flows<'_, '_>,
) -> Result<(), Finding> {
    let (place, start) = (flows.place, bound.scenario.start);
    let events: Vec<_> = bound.events.iter().filter(|(county, _)| *county == place).map(|(_, event)| event).collect();
    let heads = [
        (LeverKey::ContributorsGrowth, base.contributors, Field::Contributors),
        (LeverKey::ContributorsGrowth, base.insured, Field::Insured),
        (LeverKey::RetireesGrowth, base.retirees, Field::Retirees),
    ];
    let shift_in = |n: usize, field: Field| -> Persons {
        let month = start.plus(n as i32);
        let events = events.iter().filter(|event| event.month == month);
        let moved = events.map(|event| if field == Field::Retirees { event.retirees } else { event.contributors });
        let here = flows.mergers.iter().filter(|merger| (merger.county, merger.month) == (place, month));
        let covered = here.filter(|_| field != Field::Retirees).map(|merger| merger.covered);
        moved.chain(covered).sum()
    };
    for (key, level, field) in heads {
        let mut shift: Persons = 0;
        let growth = growths.of(bound.rates(place, key));
        for (n, growth) in growth.iter().enumerate() {
            shift = shift.saturating_add(shift_in(n, field));
            let too_large = || bad_amount("amount-too-large", field, &flows.county.name, start.plus(n as i32));
            let number = match flows.heads.map(|heads| &heads.months[n]) {
                None => growth.of(level).ok_or_else(too_large)?,
                Some(now) => {
                    let scaled = |heads| persons(flows.given.map_or(heads, |given| given.scaled(place, n, heads)));
                    match field {
                        Field::Retirees => persons(now.retirees),
                        Field::Insured if base.is_insured_known => scaled(now.contributors) + scaled(now.paused),
                        _ => scaled(now.contributors),
                    }
                }
            };
            let number = number.saturating_add(shift).max(0);
            let number = Some(number).filter(|number| *number <= Money::MOST_PERSONS).ok_or_else(too_large)?;
            flows.books.set(n, place, field, number);
        }
    }
    Ok(())
}

/// Takes each month from the data.
fn replay(scenario: &Scenario, flows: &mut Flows<'_, '_>, notes: &mut Notes) -> Result<(), Finding> {
    let county = flows.county;
    for n in 0..scenario.months as usize {
        let month = scenario.start.plus(n as i32);
        let row = county.month(month).ok_or_else(|| {
            Finding::error("replay-month", Origin::default())
                .with("county", &county.name)
                .with("month", month)
                .with("first", county.first)
                .with("last", county.last())
        })?;
        for field in Field::replayed() {
            let index = flows.place.index();
            let value = match row.get(field) {
                Some(value) => Some(value),
                None if field == Field::Target => None,
                None => {
                    notes.read_as_zero(field, index, month);
                    // An unknown insured is the contributors; a base stays unknown.
                    match field {
                        Field::Base => None,
                        Field::Insured => Some(Amount::Persons(row.persons(Field::Contributors).unwrap_or_default())),
                        _ => Some(Amount::of(field, 0)),
                    }
                }
            };
            let scaled = value.map(|value| scaled(scenario, field, value, &county.name, month)).transpose()?;
            flows.books.set(n, flows.place, field, scaled.unwrap_or(UNKNOWN));
        }
        let money = |field| flows.books.row(n, flows.place).money(field);
        let signed = [Field::Base, Field::Collected, Field::Pension, Field::Other].map(money);
        check_signs(signed, &county.name, month)?;
    }
    Ok(())
}

/// A value times its factor, rounded: heads or fen.
fn scaled(scenario: &Scenario, field: Field, value: Amount, county: &str, month: Month) -> Result<i64, Finding> {
    let (number, most) = match value {
        Amount::Persons(heads) => (i128::from(heads), i128::from(Money::MOST_PERSONS)),
        Amount::Money(money) => (money.fen(), Money::LIMIT.fen()),
    };
    debug_assert_eq!(matches!(value, Amount::Persons(_)), field.unit() == FieldUnit::Persons);
    let product = match scenario.replay.get(&field) {
        Some(rate) => round_ratio(&[Factor::Whole(number), (*rate).into()], &[]),
        None => Some(number),
    };
    let product = product.filter(|p| p.abs() <= most).and_then(|p| i64::try_from(p).ok());
    product.ok_or_else(|| bad_amount("amount-too-large", field, county, month))
}

/// Base, collected, pension and other, none of them below zero.
fn check_signs(amounts: [Option<Money>; 4], county: &str, month: Month) -> Result<(), Finding> {
    let fields = [Field::Base, Field::Collected, Field::Pension, Field::Other];
    let amounts = amounts.map(Option::unwrap_or_default);
    match fields.into_iter().zip(amounts).find(|(_, amount)| amount.is_negative()) {
        Some((field, amount)) => {
            Err(bad_amount("amount-below-zero", field, county, month).with("amount", amount.grouped()))
        }
        None if !amounts[2].within_limit() => Err(bad_amount("amount-too-large", Field::Pension, county, month)),
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

    const FIRST: PlaceId = PlaceId::county(0);

    fn raised(data: &str, start: &str, rates: &str) -> Run {
        run(data, &format!("start = \"{start}\"\nmonths = 24\n[rates]\n{rates}")).unwrap()
    }

    fn pension(run: &Run, month: &str) -> (String, String) {
        let money = |field| run.money(at(run, month), FIRST, field).to_string();
        (money(Field::Pension), money(Field::Backpay))
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
        let base = |month| run.money(at(&run, month), FIRST, Field::Base).to_string();
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
        assert_eq!(run.money(0, FIRST, Field::Base), yuan("1666.67"));
        assert_eq!(run.money(0, FIRST, Field::Due), yuan("1000.00"));
        assert_eq!(run.money(12, FIRST, Field::Due), yuan("1500.00"));
    }

    #[test]
    fn a_rate_that_follows_the_law_changes_within_a_year() {
        let data =
            "county,month,contributors,retirees,base,collected,pension,balance\n甲,2017-12,10,1,1000,2800,500,0\n";
        let text = |rate: &str, months: u32| {
            format!("start = \"2018-01\"\nmonths = {months}\n[rates]\n{rate}\n[personal_account]\nfunded_rate = 0.03\n")
        };
        let run = super::super::testing::run(data, &text("contribution_rate = \"law\"", 108)).unwrap();
        let due = |month| run.money(at(&run, month), FIRST, Field::Due).to_string();
        let dues = ["2018-01", "2019-04", "2019-05", "2026-12"].map(due);
        assert_eq!(dues, ["2800.00", "2800.00", "2400.00", "2400.00"]);
        // The funded share is of the rate in force: 2800 × 3 / 28, 2400 × 3 / 24.
        let funded = |month| run.money(at(&run, month), FIRST, Field::ToAccounts).to_string();
        assert_eq!(["2018-01", "2019-04", "2019-05"].map(funded), ["300.00", "300.00", "300.00"]);
        let beyond = super::super::testing::run(data, &text("pension_growth = \"law\"", 108)).unwrap_err();
        assert_eq!(beyond[0].code, "law-unknown");
        assert!(beyond[0].facts.contains(&("month", "2026-01".into())));
        assert!(super::super::testing::run(data, &text("pension_growth = \"law\"", 96)).is_ok());
    }

    #[test]
    fn unknown_heads_are_none() {
        let data = "county,month,contributors,retirees,base,collected,pension,balance\n甲,2008-02,,,1000,2800,500,7\n";
        let run = raised(data, "2008-03", "other_per_retiree = 1\n");
        let row = run.row(5, FIRST);
        let heads = [Field::Contributors, Field::Insured, Field::Retirees].map(|field| row.persons(field));
        assert_eq!(heads, [Some(0); 3]);
        assert_eq!([row.money(Field::Collected), row.expenditure()], [Some(Money::ZERO); 2]);
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
        let heads = |month| run.row(at(&run, month), FIRST).persons(Field::Contributors).unwrap();
        assert_eq!(["2008-03", "2008-04", "2008-05", "2008-06"].map(heads), [10, 0, 0, 3]);
        assert_eq!(run.money(0, FIRST, Field::Other), yuan("12.50"));
        assert_eq!(run.money(1, FIRST, Field::Other), yuan("12.63")); // 101 × 0.125 = 12.625
    }

    #[test]
    fn a_replay_scales_each_column_by_its_own_factor() {
        let text = "start = \"2008-01\"\nmonths = 2\nmode = \"replay\"\n[replay]\ninsured = 0.5\ncontributors = 1.25\n\
                    pension = \"1.00005\"\n";
        let run = run(DATA, text).unwrap();
        let row = run.row(0, FIRST);
        let heads = [Field::Insured, Field::Contributors, Field::Retirees].map(|field| row.persons(field));
        // The unknown insured are the contributors as observed, by the factor of the insured: 5; 12.5 rounds to 13.
        assert_eq!(heads, [Some(5), Some(13), Some(90)]);
        assert_eq!(row.money(Field::Pension), Some(yuan("45002.25")));
    }

    /// Hundreds of counties are reckoned in parts on several threads: each is what it is alone, and the notes name them
    /// in data order.
    #[test]
    fn a_county_among_many_is_what_it_is_alone() {
        let heading = "county,month,contributors,retirees,base,collected,pension,balance\n";
        let line =
            |n: usize| format!("第{n}县,2007-12,{},{},1000,{},{},0\n", 90 + n, 40 + n % 9, 9000 + n, 8000 + n * 3);
        let scenario = "start = \"2008-01\"\nmonths = 60\n[rates]\ncontributors_growth = [0.031, 0.0275]\n\
                        retirees_growth = 0.042\nwage_growth = 0.1\npension_growth = 0.0715\nother_per_retiree = 1.5\n";
        let all = heading.to_owned() + &(0..900).map(line).collect::<String>();
        let many = super::super::testing::run(&all, scenario).unwrap();
        for n in [0, 1, 449, 450, 451, 899] {
            let alone = super::super::testing::run(&format!("{heading}{}", line(n)), scenario).unwrap();
            for month in 0..60 {
                assert_eq!(many.row(month, PlaceId::county(n)), alone.row(month, FIRST), "{n} {month}");
            }
        }
        let told = many.notes.iter().find(|note| note.code == "insured-as-contributors").unwrap();
        assert!(
            told.facts.contains(&("counties", "第0县、第1县、第2县、第3县、第4县…（900）".into())),
            "{:?}",
            told.facts
        );
    }
}
