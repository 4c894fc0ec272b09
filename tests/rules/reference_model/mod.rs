//! The model a second time, straight from its description and as naively as can be: exact fractions, balances kept by
//! account name, every figure of the files summed from the journal. The library agrees with it to the byte.
//!
//! It is slow on purpose, and shares with the library only the reading of the files.

mod exact;
mod flows;
mod places;
mod settlement;
use std::fs;
use std::path::Path;

use crate::worlds::{Wish, World, texts, world};
use flows::{Flow, project, replay};
use places::{Member, Told, Tree};
use proptest::prelude::*;
use settlement::{Bank, State, settle};
use tongchou::dataset::Dataset;
use tongchou::scenario::{Mode, Scenario};

fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}

fn cell(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// The three files of `simulate`.
fn simulate(data: &Dataset, s: &Scenario) -> Result<[String; 3], String> {
    let tree = Tree::of(data);
    let told = Told::of(s, &tree)?;
    let mut flows = Vec::new();
    for c in 0..tree.counties.len() {
        let own = if s.mode == Mode::Project { project(data, &told, c)? } else { replay(data, s, c)? };
        for f in &own {
            if f.base.unwrap_or(0) < 0 || f.collected < 0 || f.pension < 0 || f.other < 0 {
                return Err("an amount below zero".into());
            }
        }
        flows.push(own);
    }
    let (bank, states) = settle(data, &told, &flows)?;
    let mut journal = "month,kind,from,to,amount\n".to_owned();
    for p in bank.journal.values().flatten() {
        journal += &format!("{},{},{},{},{}\n", p.month, p.kind, cell(&p.from), cell(&p.to), yuan(p.amount));
    }
    Ok([county_month(&tree, s, &flows, &bank, &states), pool_month(&told, &bank, &states), journal])
}

const GAPS: [&str; 4] = ["gap_nation", "gap_province", "gap_city", "gap_county"];

fn county_month(tree: &Tree, s: &Scenario, flows: &[Vec<Flow>], bank: &Bank, states: &[State]) -> String {
    let [province, city] = tree.columns;
    let mut text = format!(
        "{}{}county,month,insured,contributors,retirees,base,due,collected,pension,backpay,other,handed_up,to_accounts,\
         grant,subsidy,remitted,allocated,interest,borrowed,repaid,gap_covered,gap_paid,opening,closing,debt\n",
        if province { "province," } else { "" },
        if city { "city," } else { "" },
    );
    for (now, state) in states.iter().enumerate() {
        let m = s.start.plus(now as i32);
        for (c, own) in flows.iter().enumerate() {
            let name = tree.path(c);
            let f = &own[now];
            let out = |kinds: &[&str]| yuan(bank.sum(m, kinds, Some(&name), None));
            let into = |kinds: &[&str]| yuan(bank.sum(m, kinds, None, Some(&name)));
            let [opening, closing, debt] = state[&name];
            let there = tree.counties[c].given.iter().zip([province, city, true]).filter(|(_, column)| *column);
            let mut cells: Vec<String> = there.map(|(name, _)| cell(name)).collect();
            cells.extend([
                m.to_string(),
                f.insured.to_string(),
                f.contributors.to_string(),
                f.retirees.to_string(),
                yuan(f.base.unwrap_or(0)),
                yuan(f.due),
                yuan(f.collected),
                yuan(f.pension),
                yuan(f.backpay),
                yuan(f.other),
                out(&["hand_up"]),
                out(&["personal_account"]),
                into(&["grant"]),
                into(&["subsidy"]),
                out(&["remit", "settle"]),
                into(&["allocate", "settle"]),
                into(&["interest"]),
                into(&["borrow"]),
                out(&["repay"]),
                into(&GAPS),
                yuan(bank.sum(m, &GAPS, Some(&tree.treasury(Member::County(c))), None)),
                yuan(opening),
                yuan(closing),
                yuan(debt),
            ]);
            text += &(cells.join(",") + "\n");
        }
    }
    text
}

fn pool_month(told: &Told, bank: &Bank, states: &[State]) -> String {
    let (tree, s) = (told.tree, told.s);
    let month = |now: usize| s.start.plus(now as i32);
    let shown = |p: &usize| {
        let account = tree.account(Member::Pool(*p));
        let used = |(now, state): (usize, &State)| {
            let [opening, closing, _] = state[&account];
            told.pooling(*p, month(now)).is_some() || opening > 0 || closing > 0
        };
        !tree.named() || states.iter().enumerate().any(used)
    };
    let pools: Vec<usize> = (0..tree.places.len()).filter(shown).collect();
    let mut text = format!(
        "{}month,opening,handed_up,remitted,grant,interest,advanced,allocated,gap_covered,repaid,closing,debt{}\n",
        if tree.named() { "place," } else { "" },
        if tree.named() { ",passed_up,remitted_up,received" } else { "" },
    );
    for (now, state) in states.iter().enumerate() {
        let m = month(now);
        for p in &pools {
            let account = tree.account(Member::Pool(*p));
            let out = |kinds: &[&str]| yuan(bank.sum(m, kinds, Some(&account), None));
            let into = |kinds: &[&str]| yuan(bank.sum(m, kinds, None, Some(&account)));
            let [opening, closing, debt] = state[&account];
            let mut cells = if tree.named() { vec![cell(&tree.places[*p].path)] } else { Vec::new() };
            cells.extend([
                m.to_string(),
                yuan(opening),
                into(&["hand_up"]),
                into(&["remit", "settle"]),
                into(&["grant"]),
                into(&["interest"]),
                into(&["advance"]),
                out(&["allocate", "settle"]),
                into(&GAPS),
                out(&["repay"]),
                yuan(closing),
                yuan(debt),
            ]);
            if tree.named() {
                cells.extend([out(&["hand_up"]), out(&["remit"]), into(&["allocate"])]);
            }
            text += &(cells.join(",") + "\n");
        }
    }
    text
}

/// Compares library and reference on one world; whether there was a run.
fn agree(seed: u64, wish: Wish) -> Result<bool, String> {
    compared(&world(seed, wish)).map_err(|difference| format!("seed {seed} of {wish:?}: {difference}"))
}

fn compared(world: &World) -> Result<bool, String> {
    let (data, scenario) = (world.dataset(), world.scenario());
    let ours = crate::worlds::run(&data, &scenario);
    let theirs = simulate(&data, &scenario);
    match (ours, theirs) {
        (Err(_), Err(_)) => Ok(false),
        (Ok(run), Ok(expected)) => {
            for (ours, theirs) in texts(&run).iter().zip(&expected) {
                if let Some((a, b)) = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b) {
                    let head = ours.lines().next().unwrap_or_default();
                    return Err(format!("{head}\nlibrary   {a}\nreference {b}\n{}", world.scenario));
                }
                if ours != theirs {
                    return Err(format!("one is longer\n{}", world.scenario));
                }
            }
            Ok(true)
        }
        (ours, theirs) => Err(format!("library {:?}, reference {:?}\n{}", ours.err(), theirs.err(), world.scenario)),
    }
}

/// The settled cases: what is expected there was not reckoned by either.
#[test]
fn the_settled_cases_come_out() {
    let mut cases = 0;
    for folder in ["tests/cases", "tests/cases/places"] {
        for case in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let case = case.unwrap().path();
            let Ok(scenario) = fs::read_to_string(case.join("scenario.toml")) else { continue };
            let read = |name: &str| fs::read_to_string(case.join(name)).unwrap();
            let world = World { data: read("data.csv"), scenario };
            let reckoned = simulate(&world.dataset(), &world.scenario()).unwrap();
            for (name, text) in ["county_month.csv", "pool_month.csv", "journal.csv"].into_iter().zip(reckoned) {
                let expected = read(&format!("expected/{name}"));
                let differing = text.lines().zip(expected.lines()).enumerate().find(|(_, (a, b))| a != b);
                assert_eq!(differing, None, "{}: {name}, the first line that differs", case.display());
                assert!(text == expected, "{}: {name} is longer or shorter", case.display());
            }
            cases += 1;
        }
    }
    assert_eq!(cases, 25);
}

/// Worlds one after another from a seed on, `WORLDS` of them where that is set.
fn all_agree(wish: Wish, usual: u64) {
    let (from, count) = match std::env::var("WORLDS") {
        Ok(count) => (1_000_000, count.parse().expect("a number")),
        Err(_) => (0, usual),
    };
    let mut ran = 0;
    for seed in from..from + count {
        ran += u64::from(agree(seed, wish).unwrap_or_else(|difference| panic!("{difference}")));
    }
    assert!(ran * 10 > count * 7, "only {ran} of {count} worlds ran");
}

#[test]
fn the_library_agrees_to_the_byte() {
    all_agree(Wish::default(), 300);
}

#[test]
fn and_under_places_at_every_level() {
    all_agree(PLACES, 400);
}

/// Names, levels and places by which a scenario may call what is in the data, and may not.
#[test]
fn both_understand_and_refuse_the_same_names() {
    let data = "province,city,county,month,contributors,retirees,base,collected,pension\n\
        江苏省,南京市,鼓楼区,2007-12,100,50,1000,20000,25000\n\
        江苏省,徐州市,鼓楼区,2007-12,80,60,900,15000,30000\n\
        江苏省,徐州市,云龙区,2007-12,70,30,900,15000,18000\n";
    let of_a_month = "[[pooling]]\nfrom = \"2008-02\"\nremit = \"all\"\nallocate = \"full_need\"\n";
    let pooling = |keys: &[&str]| keys.iter().map(|keys| format!("{of_a_month}{keys}\n")).collect::<String>();
    let cases = [
        (true, pooling(&["", "level = \"city\"", "place = \"江苏省\"", "place = \"徐州市\""])),
        (true, pooling(&["place = \"徐州市\"\nlevel = \"city\""])),
        (false, pooling(&["level = \"nation\""])),
        (false, pooling(&["", "level = \"province\""])),
        (false, pooling(&["place = \"徐州市\"", "place = \"徐州市\"\nlevel = \"city\""])),
        (false, pooling(&["place = \"徐州市\"\nlevel = \"province\""])),
        (false, pooling(&["place = \"江苏省/徐州市\""])),
        (false, pooling(&["place = \"nation\""])),
        (false, pooling(&["place = \"云龙区\""])),
        (true, "[place.\"江苏省\".rates]\ncollection_rate = \"0.9\"\n[rates]\ncollection_rate = \"0.8\"".to_owned()),
        (true, "[opening]\npool = 5\n[opening.place]\n\"徐州市\" = 7".to_owned()),
        (false, "[opening.place]\n\"江苏省\" = 7".to_owned()),
        (false, "[opening.county]\n\"鼓楼区\" = 7".to_owned()),
        (true, "[opening.county]\n\"南京市/鼓楼区\" = 7\n\"云龙区\" = 8".to_owned()),
        (true, "[opening.county]\n\"徐州市/云龙区\" = 7\n[county.\"云龙区\".rates]\ncollection_rate = 1".to_owned()),
        (false, "[opening.county]\n\"徐州市/云龙区\" = 7\n\"云龙区\" = 8".to_owned()),
        (true, "[opening.county]\n\"江苏省/徐州市/云龙区\" = 7\n\"龙区\" = 7".to_owned()),
        (false, "[opening.place]\n\"江苏省/徐州市\" = 7".to_owned()),
        (false, "[[event]]\nmonth = \"2008-02\"\ncounty = \"龙区\"\nretirees = 5".to_owned()),
        (false, "[[event]]\nmonth = \"2008-02\"\ncounty = \"鼓楼区\"\nretirees = 5".to_owned()),
        (true, "[[event]]\nmonth = \"2008-02\"\ncounty = \"徐州市/鼓楼区\"\nretirees = 5".to_owned()),
    ];
    for (runs, rest) in cases {
        let world = World { data: data.to_owned(), scenario: format!("start = \"2008-01\"\nmonths = 3\n{rest}") };
        assert_eq!(compared(&world), Ok(runs), "{rest}");
    }
}

const PLACES: Wish = Wish { months: None, plain: false, places: true };

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn and_on_worlds_never_seen_before(seed in any::<u64>()) {
        for wish in [Wish::default(), PLACES] {
            let agreed = agree(seed, wish);
            prop_assert!(agreed.is_ok(), "{}", agreed.unwrap_err());
        }
    }
}
