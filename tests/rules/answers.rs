//! Answers that are known beforehand: by closed form, by symmetry, by runs made by hand.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::worlds::{Wish, read, world};
use rust_decimal::Decimal;
use tempfile::TempDir;
use tongchou::answers::bridge::bridge;
use tongchou::answers::compare::compare;
use tongchou::answers::grid::{Axis, grid};
use tongchou::answers::question::Question;
use tongchou::answers::sensitivity::{Step, moved, sensitivity};
use tongchou::answers::solve::{Aim, Answer, Goal, Search, Solution, solve};
use tongchou::answers::{Desk, Point, Quantity, Reading, number};
use tongchou::dataset::Dataset;
use tongchou::intake;
use tongchou::locale::Language;
use tongchou::measures::Value;
use tongchou::money::Money;
use tongchou::report::views::goal_seek;
use tongchou::report::words::number::Style;
use tongchou::sample;
use tongchou::scenario::PlaceKey;
use tongchou::scenario::group::Group;
use tongchou::scenario::lever::{Lever, LeverKey};
use tongchou::scenario::{Scenario, address};
use tongchou::simulation::{Failure, Progress};

static PROGRESS: Progress = Progress::new();

fn desk(data: &Arc<Dataset>) -> Desk<'_> {
    Desk { data, threads: NonZeroUsize::new(2).unwrap(), progress: &PROGRESS }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn yuan(text: &str) -> Value {
    Value::Money(Money::from_decimal(decimal(text)).unwrap())
}

fn rate(key: LeverKey) -> Lever {
    Lever::of(key)
}

/// 100 contributors with a base of 1000, 50 retirees with 500: due 28,000 at 0.28, to pay 25,000.
fn one() -> Dataset {
    let text = "county,month,insured,contributors,retirees,base,collected,pension,other,balance\n\
                甲,2007-12,100,100,50,1000,28000,25000,0,0\n";
    intake::import("d.csv", text.as_bytes()).unwrap().dataset
}

fn scenario(text: &str) -> Scenario {
    read(&format!("start = \"2008-01\"\nmonths = 12\n{text}"))
}

fn city(quantity: Quantity) -> Reading {
    Reading::of_city(quantity, None)
}

fn seek(data: &Arc<Dataset>, scenario: &Scenario, lever: Lever, range: [&str; 2], aim: Aim) -> Solution {
    let [low, high] = range.map(decimal);
    solve(&desk(data), scenario, &Search { lever, low, high, aim }).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn aim(quantity: Quantity, goal: Goal, target: &str) -> Aim {
    Aim { reading: city(quantity), goal, target: decimal(target) }
}

/// Collected = pension where 100 × 1000 × rate = 50 × 500, so at 0.25.
#[test]
fn the_contribution_rate_that_pays_the_pensions_is_a_quarter() {
    let wanted = aim(Quantity::Gap, Goal::Equal, "0");
    let solution = seek(&Arc::new(one()), &scenario(""), rate(LeverKey::ContributionRate), ["0.1", "0.5"], wanted);
    assert_eq!(solution.answer, Answer::Found(Point { value: decimal("0.25"), reading: Some(yuan("0")) }));
    assert!(solution.curve.is_sorted_by_key(|p| p.value));
    assert_eq!(solution.curve[0].reading, Some(yuan("180000")));
}

/// 28,000 × rate = 25,000: 0.892857142…; the next millionth that leaves no debt is 0.892858, as 28,000 × 0.892857 is
/// 24,999.996, which is paid as 25,000.00: a fen of rounding decides.
#[test]
fn the_least_collection_rate_without_debt_is_the_edge_of_those_that_do() {
    let wanted = aim(Quantity::Debt, Goal::AtMost, "0");
    let solution = seek(&Arc::new(one()), &scenario(""), rate(LeverKey::CollectionRate), ["0.5", "1"], wanted.clone());
    let Answer::Found(found) = solution.answer else { panic!("{:?}", solution.answer) };
    assert_eq!(found, Point { value: decimal("0.892857"), reading: Some(yuan("0")) });
    let below = scenario("[rates]\ncollection_rate = \"0.892856\"\n");
    assert_eq!(desk(&Arc::new(one())).read(&below, &wanted.reading), Ok(Some(yuan("0.36"))));
}

/// Twelve months lack 3,000 each at 0.22: an opening balance of 36,000 carries them, to the fen.
#[test]
fn money_is_sought_to_the_fen() {
    let text = "[rates]\ncontribution_rate = \"0.22\"\n[opening.county]\n\"甲\" = 5\n";
    let data =
        "county,month,contributors,retirees,base,collected,pension,other\n甲,2007-12,100,50,1000,28000,25000,0\n";
    let data = Arc::new(intake::import("d.csv", data.as_bytes()).unwrap().dataset);
    let lever = Lever::of(LeverKey::OpeningCounty).county("甲");
    let wanted = aim(Quantity::Borrowed, Goal::AtMost, "0");
    let solution = seek(&data, &scenario(text), lever, ["0", "77777.77"], wanted);
    assert_eq!(solution.answer, Answer::Found(Point { value: decimal("36000"), reading: Some(yuan("0")) }));
}

/// 7 more contributors pay 1,960: 24 are the least that pay 6,720 of the 6,600 that a higher pension costs.
#[test]
fn heads_are_sought_whole() {
    let data = Arc::new(one());
    let text = "[rates]\nother_per_retiree = 192\n[[event]]\nmonth = \"2008-01\"\ncounty = \"甲\"\n";
    let solution = seek(
        &data,
        &scenario(text),
        Lever::of(LeverKey::EventContributors),
        ["0", "100"],
        aim(Quantity::Borrowed, Goal::AtMost, "0"),
    );
    // 9,600 more to pay, 3,000 of it left over: 6,600 / 280 = 23.57
    assert!(matches!(solution.answer, Answer::Found(Point { value, .. }) if value == Decimal::from(24)));
}

#[test]
fn no_value_and_every_value_are_answers() {
    let wanted = aim(Quantity::Debt, Goal::AtMost, "0");
    let lever = rate(LeverKey::CollectionRate);
    let none = seek(&Arc::new(one()), &scenario(""), lever.clone(), ["0.5", "0.8"], wanted.clone());
    let Answer::Nowhere(low, high) = none.answer else { panic!("{:?}", none.answer) };
    // 12 × (25,000 − 28,000 × rate)
    assert_eq!((low.reading, high.reading), (Some(yuan("132000")), Some(yuan("31200"))));
    let search = Search { lever: lever.clone(), low: decimal("0.5"), high: decimal("0.8"), aim: wanted.clone() };
    assert_eq!(
        goal_seek::sentence(&none, &search, &scenario(""), &one().places, Style::default()),
        "征缴率在 50%至 80%之间都做不到：取 50%时2008年12月全市期末债务为 13.20 万元，取 80%时为 3.12 万元，而目标是为零。"
    );
    let all = seek(&Arc::new(one()), &scenario(""), lever, ["0.9", "1"], wanted);
    assert!(matches!(all.answer, Answer::Everywhere(..)), "{:?}", all.answer);
}

/// The edge nearest to where the lever is now: from below and from above it is another.
#[test]
fn of_several_edges_the_nearest_is_given() {
    let data = Arc::new(one());
    let text = |rate: &str| format!("[rates]\nwage_growth = \"{rate}\"\n");
    let aim = aim(Quantity::Gap, Goal::Equal, "-36000");
    // The base of 1,000.00 stays from −0.000005 to 0.000004, as half a fen rounds away from zero.
    for (present, edge) in [("-0.2", "-0.000005"), ("0.3", "0.000004")] {
        let solution = seek(&data, &scenario(&text(present)), rate(LeverKey::WageGrowth), ["-0.4", "0.4"], aim.clone());
        let found = Point { value: decimal(edge), reading: Some(yuan("-36000")) };
        assert_eq!(solution.answer, Answer::Found(found), "{present}");
    }
}

#[test]
fn a_lever_or_range_that_is_none_says_so() {
    let code = |lever: Lever, low: &str, high: &str| {
        let aim = aim(Quantity::Debt, Goal::AtMost, "0");
        let search = Search { lever, low: decimal(low), high: decimal(high), aim };
        match solve(&desk(&Arc::new(one())), &scenario(""), &search) {
            Err(Failure::Findings(findings)) => findings[0].code,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(code(Lever::of(LeverKey::RemitShare), "0", "1"), "lever-absent");
    assert_eq!(code(rate(LeverKey::CollectionRate), "1", "0.5"), "lever-range");
    assert_eq!(code(rate(LeverKey::CollectionRate), "-2", "-1"), "amount-below-zero");
}

/// Every question is answered of the sample, in both languages, and what it found holds.
#[test]
fn every_ready_made_question_is_answered() {
    let data = Arc::new(sample::load());
    let counties: Vec<Arc<str>> = data.counties.iter().map(|c| c.name.clone()).collect();
    let text = "start = \"2008-01\"\nmonths = 36\n[rates]\ncollection_rate = \"0.9\"\ncontributors_growth = \"0.02\"\n\
        retirees_growth = \"0.05\"\nwage_growth = \"0.08\"\npension_growth = \"0.1\"\nother_per_retiree = 1\n\
        [grants]\nannual = 80000000\nmonths = [6, 11]\n[subsidy]\nthreshold = 1000000\nrate = \"0.3\"\n\
        [personal_account]\nfunded_rate = \"0.03\"\n[[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\n\
        allocate = \"full_need\"\ngrants = \"to_pool\"\nbalances = \"hand_up\"\n\
        sharing = { province = \"0.1\", city = \"0.4\", county = \"0.5\" }\n";
    let scenario = read(text);
    let mut found = 0;
    for question in Question::ALL {
        assert_eq!(Question::from_key(question.key()), Some(question));
        let posed = question.pose(&scenario, PlaceKey::Root, scenario.end(), &counties);
        let solution = solve(&desk(&data), &posed.scenario, &posed.search).unwrap();
        for language in Language::ALL {
            assert_ne!(language.text(question.text_key()), question.text_key());
            let said = goal_seek::sentence(
                &solution,
                &posed.search,
                &posed.scenario,
                &data.places,
                Style { language, ..Style::default() },
            );
            assert!(!said.contains('{'), "{said}");
            println!("{}: {said}", language.text(question.text_key()));
        }
        if let Answer::Found(point) = solution.answer {
            let mut answered = posed.scenario.clone();
            assert!(posed.search.lever.set(&mut answered, Some(point.value)));
            let reading = desk(&data).read(&answered, &posed.search.aim.reading).unwrap();
            assert_eq!(reading, point.reading, "{question:?}");
            let value = number(reading.unwrap());
            assert!(match posed.search.aim.goal {
                Goal::AtMost => value <= posed.search.aim.target,
                Goal::AtLeast => value >= posed.search.aim.target,
                Goal::Equal => true,
            });
            found += 1;
        }
    }
    assert!(found >= 8, "{found} of {}", Question::ALL.len());
}

#[test]
fn a_dead_lever_stands_last_with_zero() {
    let steps = [Lever::of(LeverKey::DebtInterest), rate(LeverKey::CollectionRate), rate(LeverKey::ContributorsGrowth)];
    let steps = steps.map(Step::usual);
    let text = "[interest]\nannual = 0\ndebt = \"0.05\"\n";
    let tornado = sensitivity(&desk(&Arc::new(one())), &scenario(text), &steps, &city(Quantity::Gap)).unwrap();
    assert_eq!(tornado.base, yuan("-36000"));
    let order: Vec<&Lever> = tornado.swings.iter().map(|s| &s.step.lever).collect();
    assert_eq!(order, [&steps[1].lever, &steps[2].lever, &steps[0].lever]);
    // 12 × 28,000 × 0.01
    assert_eq!((tornado.swings[0].down, tornado.swings[0].up), (Some(yuan("3360")), Some(yuan("-3360"))));
    assert_eq!((tornado.swings[2].down, tornado.swings[2].up), (Some(yuan("0")), Some(yuan("0"))));
    // Below nothing a lever does not go.
    let grant = [Step { lever: Lever::of(LeverKey::OpeningPool), by: Decimal::ONE }];
    let swings = sensitivity(&desk(&Arc::new(one())), &scenario(""), &grant, &city(Quantity::Balance)).unwrap().swings;
    assert_eq!((swings[0].down, swings[0].up), (None, Some(yuan("1"))));
}

#[test]
fn a_list_by_year_is_moved_in_every_year() {
    let scenario = read("start = \"2008-01\"\nmonths = 36\n[rates]\ncollection_rate = [\"0.7\", \"0.8\"]\n");
    let moved = moved(&scenario, &rate(LeverKey::CollectionRate), decimal("0.05")).unwrap();
    let list = moved.root().rates(LeverKey::CollectionRate).unwrap();
    assert_eq!(list.values(), [decimal("0.75"), decimal("0.85")]);
}

/// Contribution and collection rate have the same part in what is collected: the grid is its own mirror.
#[test]
fn a_grid_of_levers_that_do_the_same_is_its_own_mirror() {
    let axis = |key| Axis { lever: rate(key), low: decimal("0.2"), high: decimal("0.6"), count: 9 };
    let (a, b) = (axis(LeverKey::ContributionRate), axis(LeverKey::CollectionRate));
    let grid = grid(&desk(&Arc::new(one())), &scenario(""), &a, &b, &city(Quantity::Gap)).unwrap();
    assert_eq!(grid.first, grid.second);
    for i in 0..9 {
        for j in 0..9 {
            assert_eq!(grid.readings[i][j], grid.readings[j][i]);
            let collected = grid.first[i] * grid.second[j] * Decimal::from(1_200_000);
            assert_eq!(number(grid.readings[i][j].unwrap()), Decimal::from(300_000) - collected);
        }
    }
    // Where both multiply to a quarter: 0.5 × 0.5 lies on the grid, the others between.
    let line = grid.break_even(Decimal::ZERO);
    assert!(line.contains(&(decimal("0.5"), decimal("0.5"))), "{line:?}");
    assert!(line.iter().all(|(x, y)| (*x * *y - decimal("0.25")).abs() < decimal("0.000001")), "{line:?}");
    assert_eq!(line.len(), 4, "{line:?}"); // 0.45, 0.5, 0.55, 0.6
}

/// From county pooling with less collected to unified pooling with more: each step is known by hand.
#[test]
fn a_bridge_between_known_runs_adds_up() {
    let from = scenario("name = \"a\"\n[rates]\ncollection_rate = \"0.8\"\n");
    let to = scenario(
        "name = \"b\"\n[rates]\ncollection_rate = \"0.9\"\nother_per_retiree = 1\n[grants]\nannual = 12000\nmonths = [3]\n\
         [[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\n",
    );
    let data = Arc::new(one());
    let bridged = bridge(&desk(&data), &from, &to, &city(Quantity::Debt)).unwrap();
    // Owed at 0.8: 12 × 2,600. At 0.9 nothing, 200 a month left over; 50 a month more spent, still nothing.
    assert_eq!((bridged.from, bridged.to), (yuan("31200"), yuan("0")));
    let zero = yuan("0");
    assert_eq!(
        bridged.steps,
        [
            (Group::Contributions, yuan("-31200")),
            (Group::Benefits, zero),
            (Group::Grants, zero),
            (Group::Pooling, zero)
        ]
    );
    let balance = bridge(&desk(&data), &from, &to, &city(Quantity::Balance)).unwrap();
    let effects: Vec<Value> = balance.steps.iter().map(|(_, effect)| *effect).collect();
    assert_eq!(effects, [yuan("2400"), yuan("-600"), yuan("12000"), yuan("0")]);
}

/// Of any two random scenarios over the same data the steps add up to the fen, and there and back is nothing.
#[test]
fn bridges_between_random_scenarios_add_up() {
    let mut bridged = 0;
    for seed in 0..60 {
        let here = world(seed, Wish { plain: true, months: Some((14, 20)), ..Wish::default() });
        let (data, from) = (Arc::new(here.dataset()), here.scenario());
        let mut to = world(seed + 1000, Wish { plain: true, months: Some((14, 20)), ..Wish::default() }).scenario();
        (to.start, to.months) = (from.start, from.months);
        to.events.clear();
        for quantity in [Quantity::Balance, Quantity::Borrowed, Quantity::Gap] {
            let reading = city(quantity);
            let Ok(bridge) = bridge(&desk(&data), &from, &to, &reading) else { continue };
            let sum: Decimal = bridge.steps.iter().map(|(_, effect)| number(*effect)).sum();
            assert_eq!(number(bridge.from) + sum, number(bridge.to), "world {seed}");
            let read = |scenario: &Scenario| desk(&data).read(scenario, &reading).unwrap().unwrap();
            assert_eq!((bridge.from, bridge.to), (read(&from), read(&to)), "world {seed}: the ends are the scenarios");
            bridged += 1;
        }
    }
    assert!(bridged > 60, "{bridged}");
}

#[test]
fn scenarios_are_compared_by_shortage_debt_and_who_pays() {
    let poor = scenario("[rates]\ncollection_rate = \"0.8\"\n[interest]\nannual = 0\ndebt = \"0.12\"\n");
    let shared = scenario(
        "[rates]\ncollection_rate = \"0.8\"\n[grants]\nannual = 2600\nmonths = [2]\n[[pooling]]\nfrom = \"2008-01\"\n\
         sharing = { province = \"0.25\", city = \"0.25\", county = \"0.5\" }\n",
    );
    let impossible = scenario("[rates]\ncollection_rate = -1\n");
    let outcomes = compare(&desk(&Arc::new(one())), &[poor, shared, scenario(""), impossible]).unwrap();
    let [poor, shared, rich] = [0, 1, 2].map(|n| outcomes[n].clone().unwrap());
    let money = |text: &str| Money::from_decimal(decimal(text)).unwrap();
    assert_eq!(poor.first_shortage, "2008-01".parse().ok());
    assert_eq!(poor.peak_debt, Some((money("31200"), "2008-12".parse().unwrap())));
    // A hundredth of 2,600, 5,200, … 28,600 a month.
    assert_eq!((poor.debt, poor.governments.county), (money("31200"), money("1716")));
    assert_eq!(shared.first_shortage, "2008-01".parse().ok());
    // The grant pays February; what is left in December, 11 × 2,600, is shared.
    assert_eq!(shared.peak_debt, Some((money("26000"), "2008-11".parse().unwrap())));
    assert_eq!(shared.debt, Money::ZERO);
    let governments = shared.governments;
    assert_eq!(
        (governments.upper, governments.province, governments.city, governments.county),
        (money("2600"), money("7150"), money("7150"), money("14300"))
    );
    assert_eq!((rich.first_shortage, rich.peak_debt, rich.balance), (None, None, money("36000")));
    assert!(outcomes[3].is_err());
}

#[test]
fn levers_are_written_and_read_back() {
    let text = "start = \"2008-01\"\nmonths = 36\n[county.\"甲\"]\ntarget = 5\n[[event]]\nmonth = \"2008-01\"\n\
        county = \"甲\"\n[[event]]\nmonth = \"2008-02\"\ncounty = \"甲\"\n[[pooling]]\nfrom = \"2008-01\"\n\
        remit = { share_of_collected = \"0.05\" }\n[[pooling]]\nfrom = \"2009-01\"\nremit = \"all\"\n";
    let scenario = read(text);
    for text in [
        "collection_rate",
        "collection_rate@甲",
        "collection_rate@2009",
        "collection_rate@甲@2010",
        "wage_month",
        "season#3@甲",
        "target@甲@2009",
        "grant",
        "grant@2008",
        "opening_pool",
        "opening_county@甲",
        "remit_share#1",
        "event_retirees#2",
        "replay#collected",
        "funded_rate",
    ] {
        let lever = address::read(text, &scenario).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(address::write(&lever, &scenario), text);
    }
    assert_eq!(address::read("remit_share", &scenario), Some(Lever::of(LeverKey::RemitShare)));
    assert_eq!(address::read("event_contributors", &scenario), Some(Lever::of(LeverKey::EventContributors).nth(1)));
    for text in ["", "colection_rate", "grant@2007", "grant@2011", "season#13", "remit_share#3", "remit_rate", "target"]
    {
        assert_eq!(address::read(text, &scenario), None, "{text}");
    }
    for lever in address::of_city(&scenario) {
        assert_eq!(address::read(&address::write(&lever, &scenario), &scenario), Some(lever));
    }
}

fn tongchou(folder: &Path, arguments: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
    let output = command.current_dir(folder).args(arguments.split(' ')).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("it ended by itself"), text(output.stdout), text(output.stderr))
}

/// A folder with data and two scenarios.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let data = "county,month,insured,contributors,retirees,base,collected,pension,other,balance\n\
                甲,2007-12,100,100,50,1000,28000,25000,0,0\n";
    fs::write(folder.path().join("d.csv"), data).unwrap();
    let head = "start = \"2008-01\"\nmonths = 12\n";
    let stochastic = "[stochastic]\npaths = 200\nseed = 9\n[stochastic.sd]\ncollection_rate = \"0.1\"\n";
    fs::write(folder.path().join("a.toml"), format!("{head}[rates]\ncollection_rate = \"0.8\"\n{stochastic}")).unwrap();
    fs::write(folder.path().join("b.toml"), format!("name = \"乙, 案\"\n{head}")).unwrap();
    folder
}

#[test]
fn the_commands_write_their_files() {
    let folder = folder();
    let read = |name: &str| fs::read_to_string(folder.path().join("o").join(name)).unwrap();
    let run = |arguments: &str| {
        let (status, printed, errors) = tongchou(folder.path(), arguments);
        assert_eq!(status, 0, "{arguments}: {errors}");
        printed
    };
    run("stochastic --data d.csv --scenario a.toml --out o");
    let quantiles = read("quantiles.csv");
    assert_eq!(quantiles.lines().count(), 1 + 12 * 3);
    assert!(quantiles.starts_with("month,measure,p05,p25,p50,p75,p95\n2008-01,balance,"), "{quantiles}");
    let risk = read("risk.csv");
    assert!(risk.starts_with("month,share_in_debt,first_shortage_share\n2008-01,0."), "{risk}");
    assert_eq!(risk.lines().count(), 13);

    let said = run(
        "solve --data d.csv --scenario a.toml --lever contribution_rate --measure gap --target 0 --low 0.1 --high 0.6 --out o",
    );
    assert_eq!(said, "缴费比例取 31.25%时（现为 28%），整个测算期全市征缴收支缺口为 0 万元，目标是等于零。\n");
    assert_eq!(
        read("answer.csv"),
        "question,lever,low,high,measure,place,period,goal,target,answer,value,reading,reading_at_low,reading_at_high\n\
         ,contribution_rate,0.1,0.6,gap,city,,equal,0,found,0.3125,0.00,204000.00,-276000.00\n"
    );
    assert!(read("curve.csv").starts_with("value,reading\n0.1,204000.00\n"));
    let said = run(
        "--language en solve --data d.csv --scenario a.toml --question collection_without_debt --month 2008-06 --out o",
    );
    assert_eq!(
        said,
        "Collection rate must rise from 80% to 89.29% for debt before sharing of the city in 2008-06 to be zero.\n"
    );

    run(
        "sensitivity --data d.csv --scenario a.toml --measure gap --lever interest --lever collection_rate=0.02 --out o",
    );
    assert_eq!(
        read("sensitivity.csv"),
        "lever,value,step,base,down,up\ncollection_rate,0.8,0.02,31200.00,6720.00,-6720.00\ninterest,0,0.01,31200.00,,0.00\n"
    );
    run(
        "grid --data d.csv --scenario a.toml --measure gap --first collection_rate=0.8..1 --second contribution_rate=0.2..0.3 --steps 3 --out o",
    );
    assert_eq!(
        read("grid.csv"),
        "first,second,reading\n0.8,0.2,108000.00\n0.8,0.25,60000.00\n0.8,0.3,12000.00\n0.9,0.2,84000.00\n0.9,0.25,30000.00\n\
         0.9,0.3,-24000.00\n1,0.2,60000.00\n1,0.25,0.00\n1,0.3,-60000.00\n"
    );
    assert_eq!(read("break_even.csv"), "first,second\n0.9,0.277778\n1,0.25\n");
    run("bridge --data d.csv --from a.toml --to b.toml --measure debt --out o");
    assert_eq!(read("bridge.csv"), "step,effect,reading\nfrom,,31200.00\ncontributions,-31200.00,0.00\nto,,0.00\n");
    run("compare --data d.csv --scenario a.toml --scenario b.toml --out o");
    assert_eq!(
        read("compare.csv"),
        "scenario,first_shortage,peak_debt,peak_debt_month,debt,balance,months_of_cover,from_county,from_city,\
         from_province,from_upper\n\
         a.toml,2008-01,31200.00,2008-12,31200.00,0.00,0.000000,0.00,0.00,0.00,0.00\n\
         \"乙, 案\",,0.00,,0.00,36000.00,1.440000,0.00,0.00,0.00,0.00\n"
    );
    run("compare --sample --scenario b.toml --out o");
}

/// A scenario that starts within the record is told from what was known then, by every command.
#[test]
fn the_commands_take_scenarios_told_from_earlier() {
    let folder = folder();
    let data = fs::read_to_string(folder.path().join("d.csv")).unwrap();
    let (header, december) = data.split_once('\n').unwrap();
    fs::write(folder.path().join("d.csv"), format!("{header}\n甲,2007-11,100,80,50,1000,22400,25000,0,0\n{december}"))
        .unwrap();
    let early = "start = \"2007-12\"\nmonths = 13\n[rates]\ncollection_rate = \"0.8\"\n";
    fs::write(folder.path().join("early.toml"), early).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join("o").join(name)).unwrap();
    for arguments in [
        "bridge --data d.csv --from a.toml --to early.toml --measure gap --out o",
        "compare --data d.csv --scenario a.toml --scenario early.toml --out o",
        "simulate --data d.csv --scenario early.toml --out o",
        "grid --data d.csv --scenario early.toml --measure gap --first collection_rate=0.8..1 --second grant=0..1 --out o",
    ] {
        let (status, _, errors) = tongchou(folder.path(), arguments);
        assert_eq!(status, 0, "{arguments}: {errors}");
    }
    // 80 contributors were known when it starts: 25,000.00 − 80 × 1,000 × 28% × 0.8 = 7,080.00 a month, in the twelve
    // months that both scenarios have.
    let bridge = read("bridge.csv");
    assert!(bridge.starts_with("step,effect,reading\nfrom,,31200.00\nspan,53760.00,84960.00\n"), "{bridge}");
}

#[test]
fn wrong_arguments_of_answers_end_with_2_and_wrong_input_with_1() {
    let folder = folder();
    let common = "--data d.csv --scenario a.toml --out o";
    for arguments in [
        format!("solve {common}"),
        format!("solve {common} --lever collection_rate"),
        format!("solve {common} --question why"),
        format!("solve {common} --question grant_for_cover --lever grant --target 1 --low 0 --high 1"),
        format!("solve {common} --lever grant@1999 --target 1 --low 0 --high 1"),
        format!("solve {common} --lever grant --measure luck --target 1 --low 0 --high 1"),
        format!("solve {common} --lever grant --place 丁 --target 1 --low 0 --high 1"),
        format!("solve {common} --lever grant --month 2008-13 --target 1 --low 0 --high 1"),
        format!("sensitivity {common} --lever collection_rate=-1"),
        format!("grid {common} --first collection_rate --second grant=0..1"),
        format!("grid {common} --first collection_rate=0..1 --second grant=0..1 --steps 1"),
        "compare --data d.csv --out o".to_owned(),
        "stochastic --scenario a.toml --out o".to_owned(),
    ] {
        let (status, printed, errors) = tongchou(folder.path(), &arguments);
        assert_eq!((status, printed.as_str()), (2, ""), "{arguments}: {errors}");
        assert!(!errors.trim().is_empty());
    }
    for arguments in [
        "stochastic --data d.csv --scenario b.toml --out o".to_owned(),
        format!("solve {common} --lever remit_share#1 --target 1 --low 0 --high 1"),
        format!("solve {common} --lever collection_rate --target 1 --low 1 --high 0"),
        format!("solve {common} --lever collection_rate --month 2009-01 --target 1 --low 0 --high 1"),
    ] {
        let (status, _, errors) = tongchou(folder.path(), &arguments);
        let expected = if arguments.contains("remit_share") { 2 } else { 1 };
        assert_eq!(status, expected, "{arguments}: {errors}");
    }
    assert!(!folder.path().join("o").exists());
}
