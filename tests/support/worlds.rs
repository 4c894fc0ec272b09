//! Random data and scenarios, as the texts of their files: every pooling kind, sharing, interest, subsidy, accounts,
//! grants by plan and by data, projection and replay, monthly and yearly data, blanks; on wish under places of every
//! shape, each with arrangements of its own.
//!
//! A world follows from its seed alone, so that a failing one is found again by its seed.

#![allow(dead_code, reason = "each test program uses a part")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tongchou::dataset::Dataset;
use tongchou::intake;
use tongchou::journal::Keep;
use tongchou::month::Month;
use tongchou::place::{CountyNames, Level, PlaceId, Places};
use tongchou::report::files::results;
use tongchou::scenario::{self, Scenario};
use tongchou::simulation::{self, Failure, Run};

/// SplitMix64: small, and enough for test cases.
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both possible.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    /// True in so many of a hundred.
    pub fn percent(&mut self, of_hundred: u64) -> bool {
        self.next() % 100 < of_hundred
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[(self.next() % from.len() as u64) as usize]
    }

    /// A decimal between two numbers of thousandths, with one to six places.
    pub fn rate(&mut self, low: i64, high: i64) -> String {
        let places = *self.pick(&[1, 2, 2, 3, 3, 4, 6]);
        let scale = 10i64.pow(places);
        let value = self.range(low * 1000, high * 1000) * scale / 1_000_000;
        let sign = if value < 0 { "-" } else { "" };
        format!("{sign}{}.{:0width$}", value.abs() / scale, value.abs() % scale, width = places as usize)
    }

    /// Yuan to the fen; often round.
    pub fn yuan(&mut self, most: i64) -> String {
        let whole = self.range(0, most);
        if self.percent(40) { format!("{whole}") } else { format!("{whole}.{:02}", self.range(0, 99)) }
    }
}

/// The texts of a data file and of a scenario.
#[derive(Clone, Debug)]
pub struct World {
    pub data: String,
    pub scenario: String,
}

pub const NAMES: [&str; 6] = ["屯溪区", "歙县", "黟县", "区, 县", "“引”\"号\"", "A.B c"];

/// What a random world may have.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// At least so many months.
    pub months: Option<(i64, i64)>,
    /// Only a projection of monthly data.
    pub plain: bool,
    /// Places above counties: provinces, cities, or both.
    pub places: bool,
}

pub fn world(seed: u64, wish: Wish) -> World {
    let chance = &mut Chance::new(seed);
    let replay = !wish.plain && chance.percent(30);
    let yearly = !wish.plain && chance.percent(10);
    let area = if wish.places { Area::with_places(chance) } else { Area::one_city(chance.range(1, 5) as usize) };
    let mut start = Month::new(2000 + chance.range(0, 9) as i32, chance.range(1, 12) as u32).unwrap();
    let (low, high) = wish.months.unwrap_or((1, 40));
    let months = chance.range(low, high) as i32;
    if yearly && !replay {
        start = Month::january(start.year());
    }
    let data = data(chance, &area, start, months, replay, yearly);
    let scenario = scenario_text(chance, &area, start, months, replay);
    World { data, scenario }
}

/// The counties of a world, and the places above them.
struct Area {
    /// The place columns of the data file, with the one of counties.
    columns: Vec<&'static str>,
    /// The cells of these columns, by county.
    cells: Vec<Vec<String>>,
    /// What the scenario calls each county.
    keys: Vec<String>,
    places: Places,
}

impl Area {
    fn one_city(counties: usize) -> Area {
        let names = NAMES[..counties].iter();
        Area {
            columns: vec!["county"],
            cells: names.clone().map(|name| vec![(*name).to_owned()]).collect(),
            keys: names.clone().map(|name| (*name).to_owned()).collect(),
            places: Places::one_city(names.map(|name| (*name).into())),
        }
    }

    /// One city, a column of cities alone or of provinces alone, or both; counties directly under provinces, equal names.
    fn with_places(chance: &mut Chance) -> Area {
        let (provinces, cities) =
            *chance.pick(&[(0, 1), (0, 3), (0, 3), (3, 0), (1, 1), (1, 2), (2, 1), (2, 2), (3, 2)]);
        let blank_cities = *chance.pick(&[0, 0, 25, 60]);
        let mut names: Vec<[&str; 3]> = Vec::new();
        for _ in 0..chance.range(2, 7) {
            let province = if provinces > 0 { *chance.pick(&PROVINCES[..provinces]) } else { "" };
            let city = if cities > 0 && !chance.percent(blank_cities) { *chance.pick(&CITIES[..cities]) } else { "" };
            let county = [province, city, *chance.pick::<&str>(&NAMES)];
            if !names.contains(&county) {
                names.push(county);
            }
        }
        let all = chance.percent(30);
        let columns = ["province", "city", "county"];
        let there: Vec<usize> = (0..3).filter(|n| all || *n == 2 || [provinces, cities][*n] > 0).collect();
        let named = names.iter().map(|names| names.map(Arc::from));
        let named = named.map(|[province, city, county]| CountyNames { province, city, county });
        let places = Places::new(named.collect()).expect("names that make a tree");
        let mut keys = Vec::new();
        for (c, [_, city, county]) in names.iter().enumerate() {
            let path = places.path(PlaceId::county(c)).to_string();
            let mut all = vec![(*county).to_owned(), format!("{city}/{county}"), path];
            all.retain(|key| places.find_county(key) == Ok(PlaceId::county(c)));
            keys.push(chance.pick(&all).clone());
        }
        Area {
            columns: there.iter().map(|n| columns[*n]).collect(),
            cells: names.iter().map(|names| there.iter().map(|n| names[*n].to_owned()).collect()).collect(),
            keys,
            places,
        }
    }

    /// Now and then the whole path of a county instead of its key.
    fn also_called<'a>(&'a self, chance: &mut Chance, key: &'a str) -> &'a str {
        let county = self.places.find_county(key).expect("a county");
        if chance.percent(30) { self.places.path(county) } else { key }
    }

    fn has_places(&self) -> bool {
        self.columns.len() > 1
    }

    /// The levels above counties that there are, lowest first.
    fn levels(&self) -> Vec<Level> {
        let mut levels: Vec<Level> = self.places.above_counties().map(|place| self.places.level(place)).collect();
        levels.dedup();
        levels
    }
}

const PROVINCES: [&str; 3] = ["江苏省", "辽宁", "B, C"];
const CITIES: [&str; 3] = ["南京市", "徐州", "\"市\""];

/// One county's size, so that months resemble each other.
struct Size {
    contributors: i64,
    retirees: i64,
    base: i64,
    pension: i64,
}

fn data(chance: &mut Chance, area: &Area, start: Month, months: i32, replay: bool, yearly: bool) -> String {
    let optional = [
        ("insured", 70),
        ("backpay", 60),
        ("other", 70),
        ("grant", 50),
        ("subsidy", 50),
        ("remitted", 20),
        ("allocated", 20),
        ("interest", 20),
        ("balance", 70),
        ("target", 50),
    ];
    let mut columns = vec!["contributors", "retirees", "collected", "pension"];
    columns.extend(optional.iter().filter(|(_, p)| chance.percent(*p)).map(|(name, _)| *name));
    let wage = chance.range(0, 2);
    columns.extend([["base"].as_slice(), &["due"], &["base", "due"]][wage as usize]);
    let mut out = format!("{},month,{}\n", area.columns.join(","), columns.join(","));
    for cells in &area.cells {
        let least = i64::from(!chance.percent(5));
        let size = Size {
            contributors: chance.range(least, 3000),
            retirees: chance.range(0, 1200),
            base: chance.range(100, 3000),
            pension: chance.range(100, 900),
        };
        let before = chance.range(if replay { 0 } else { 1 }, 30) as i32;
        let first = start.plus(-before);
        let end = if replay { start.plus(months + chance.range(0, 5) as i32) } else { start };
        let periods: Vec<(String, i64, bool)> = if yearly {
            let last = if replay { end.year() } else { start.year() - 1 };
            (first.year().min(last)..=last).map(|y| (format!("{y}"), 12, !replay && y == last)).collect()
        } else {
            (0..end.since(first)).map(|m| (first.plus(m).to_string(), 1, first.plus(m) == start.previous())).collect()
        };
        for (period, months, is_base) in periods {
            let quoted = |cell: &String| match cell.contains([',', '"']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.clone(),
            };
            let name = cells.iter().map(quoted).collect::<Vec<_>>().join(",");
            write!(out, "{name},{period}").unwrap();
            let backpay = if chance.percent(10) { chance.range(0, 50_000) } else { 0 };
            for column in &columns {
                let needed = matches!(*column, "contributors" | "retirees" | "collected" | "pension");
                let wage_column = matches!(*column, "base" | "due");
                let blank = match (needed, wage_column) {
                    (true, _) => !is_base && chance.percent(1),
                    (_, true) => !is_base && chance.percent(5),
                    _ => chance.percent(8),
                };
                let value = if blank {
                    String::new()
                } else {
                    let near = |chance: &mut Chance, size: i64| (size + chance.range(-20, 20)).max(i64::from(size > 0));
                    match *column {
                        "contributors" => near(chance, size.contributors).to_string(),
                        "insured" => (size.contributors + chance.range(0, 300)).to_string(),
                        "retirees" => near(chance, size.retirees).to_string(),
                        "base" => format!("{}.{:02}", near(chance, size.base), chance.range(0, 99)),
                        "due" => format!("{}", size.contributors * size.base * 28 / 100 * months),
                        "collected" => format!(
                            "{}.{:02}",
                            size.contributors * size.base * chance.range(15, 30) / 100 * months,
                            chance.range(0, 99)
                        ),
                        "pension" => format!(
                            "{}.{:02}",
                            size.retirees * size.pension * months + chance.range(0, 5000) + backpay,
                            chance.range(0, 99)
                        ),
                        "backpay" => backpay.to_string(),
                        "target" => chance.yuan(size.contributors * size.base * 3),
                        "balance" => chance.yuan(size.contributors * size.base),
                        _ => chance.yuan(size.retirees * 60),
                    }
                };
                write!(out, ",{value}").unwrap();
            }
            out.push('\n');
        }
    }
    out
}

fn one_or_list(chance: &mut Chance, mut one: impl FnMut(&mut Chance) -> String) -> String {
    if chance.percent(50) {
        return format!("\"{}\"", one(chance));
    }
    let values: Vec<String> = (0..chance.range(1, 4)).map(|_| format!("\"{}\"", one(chance))).collect();
    format!("[{}]", values.join(", "))
}

fn rates(chance: &mut Chance, replay: bool, likely: u64) -> String {
    let mut out = String::new();
    let mut put = |chance: &mut Chance, key: &str, low: i64, high: i64| {
        if chance.percent(likely) {
            let list = one_or_list(chance, |c| c.rate(low, high));
            writeln!(out, "{key} = {list}").unwrap();
        }
    };
    put(chance, "contribution_rate", 180, 320);
    put(chance, "collection_rate", 500, 1200);
    put(chance, "other_per_retiree", 0, 30_000);
    if replay {
        return out;
    }
    put(chance, "contributors_growth", -300, 300);
    put(chance, "retirees_growth", -200, 400);
    put(chance, "wage_growth", -100, 300);
    put(chance, "pension_growth", -50, 200);
    if chance.percent(likely) {
        writeln!(out, "wage_month = {}", chance.range(1, 12)).unwrap();
    }
    if chance.percent(likely) {
        let effective = chance.range(1, 12);
        writeln!(out, "pension_effective_month = {effective}").unwrap();
        writeln!(out, "pension_paid_month = {}", chance.range(effective, 12)).unwrap();
    }
    if chance.percent(likely / 2) {
        let season: Vec<String> = (0..12).map(|_| format!("\"{}\"", chance.rate(0, 2000))).collect();
        writeln!(out, "season = [{}]", season.join(", ")).unwrap();
    }
    out
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn scenario_text(chance: &mut Chance, area: &Area, start: Month, months: i32, replay: bool) -> String {
    let mut out = format!("name = \"world\"\nstart = \"{start}\"\nmonths = {months}\n");
    if replay {
        out += "mode = \"replay\"\n";
    }
    write!(out, "[rates]\n{}", rates(chance, replay, 60)).unwrap();
    let counties = &area.keys;
    let ahead = Ahead::of(chance, area);
    for county in counties {
        if chance.percent(30) {
            write!(out, "[county.{}.rates]\n{}", quoted(county), rates(chance, replay, 30)).unwrap();
        }
        let plan = ahead.given_in > 0 && chance.percent(ahead.given_in);
        if plan || chance.percent(40) {
            writeln!(out, "[county.{}]", quoted(county)).unwrap();
            if !replay && chance.percent(70) {
                writeln!(out, "target = {}", one_or_list(chance, |c| c.yuan(9_000_000))).unwrap();
            }
            if chance.percent(50) {
                writeln!(out, "average_wage = {}", one_or_list(chance, |c| c.yuan(3000))).unwrap();
            }
            if chance.percent(50) {
                writeln!(out, "should_insured = {}", one_or_list(chance, |c| c.range(0, 4000).to_string())).unwrap();
            }
            if plan {
                writeln!(out, "prepay = {}", one_or_list(chance, |c| c.yuan(4_000_000))).unwrap();
            }
        }
    }
    if area.has_places() {
        said_of_places(chance, &mut out, area, replay);
    }
    if !replay {
        for _ in 0..chance.range(0, 3) {
            let month = start.plus(chance.range(0, i64::from(months) - 1) as i32);
            writeln!(
                out,
                "[[event]]\nmonth = \"{month}\"\ncounty = {}\ncontributors = {}\nretirees = {}",
                quoted(chance.pick::<String>(counties)),
                chance.range(-1500, 800),
                chance.range(-400, 500)
            )
            .unwrap();
        }
    } else if chance.percent(60) {
        out += "[replay]\n";
        for key in
            ["insured", "contributors", "retirees", "base", "due", "collected", "pension", "backpay", "other", "target"]
        {
            if chance.percent(40) {
                writeln!(out, "{key} = \"{}\"", chance.rate(700, 1300)).unwrap();
            }
        }
    }
    if chance.percent(60) {
        writeln!(out, "[opening]\npool = \"{}\"", chance.yuan(3_000_000)).unwrap();
        out += "[opening.county]\n";
        for county in counties.iter().filter(|_| chance.percent(50)).collect::<Vec<_>>() {
            let county = quoted(if area.has_places() { area.also_called(chance, county) } else { county });
            writeln!(out, "{county} = \"{}\"", chance.yuan(800_000)).unwrap();
        }
        if area.has_places() {
            out += "[opening.place]\n";
            for place in area.places.above_counties().filter(|place| *place != area.places.root()) {
                if chance.percent(30) {
                    writeln!(out, "{} = \"{}\"", quoted(area.places.path(place)), chance.yuan(3_000_000)).unwrap();
                }
            }
        }
    }
    if chance.percent(60) {
        if replay && chance.percent(50) {
            out += "[grants]\nsource = \"data\"\n";
        } else {
            let mut months: Vec<i64> = (1..=12).filter(|_| chance.percent(25)).collect();
            if months.is_empty() {
                months.push(chance.range(1, 12));
            }
            let months: Vec<String> = months.iter().rev().map(i64::to_string).collect();
            let annual = one_or_list(chance, |c| c.yuan(4_000_000));
            writeln!(out, "[grants]\nannual = {annual}\nmonths = [{}]", months.join(", ")).unwrap();
        }
    }
    if chance.percent(60) {
        let threshold = if chance.percent(50) { "1000".to_owned() } else { chance.yuan(2_000_000) };
        writeln!(out, "[subsidy]\nthreshold = \"{threshold}\"\nrate = \"{}\"", chance.rate(0, 600)).unwrap();
    }
    if chance.percent(60) {
        writeln!(out, "[interest]\nannual = \"{}\"", chance.rate(0, 120)).unwrap();
        if chance.percent(60) {
            writeln!(out, "debt = \"{}\"", chance.rate(0, 150)).unwrap();
        }
    }
    if chance.percent(40) {
        let most = if chance.percent(5) { 350 } else { 110 };
        writeln!(out, "[personal_account]\nfunded_rate = \"{}\"", chance.rate(0, most)).unwrap();
    }
    if area.has_places() {
        arrangements(chance, &mut out, area, &ahead, start, months);
    } else {
        let mut froms: Vec<i64> = (-6..i64::from(months) + 3).filter(|_| chance.percent(9)).collect();
        if froms.is_empty() && chance.percent(80) {
            froms.push(chance.range(-3, 1));
        }
        for from in froms {
            pooling(chance, &mut out, start.plus(from as i32), None);
        }
    }
    // Members who move, drawn apart, so that the other worlds stay what they were.
    let mut moving = Chance::new(chance.clone().next());
    for _ in 0..if moving.percent(30) { moving.range(1, 4) } else { 0 } {
        let month = start.plus(moving.range(0, i64::from(months) - 1) as i32);
        let mut sides: Vec<&str> = counties.iter().map(String::as_str).chain(["outside"]).collect();
        let from = sides.remove(moving.range(0, sides.len() as i64 - 1) as usize);
        let to = *moving.pick::<&str>(&sides);
        write!(
            out,
            "[[transfer]]\nmonth = \"{month}\"\nfrom = {}\nto = {}\nheads = {}\nper_head = \"{}\"\nmoney = {}\n",
            quoted(from),
            quoted(to),
            moving.range(0, 60),
            moving.yuan(20_000),
            moving.percent(60)
        )
        .unwrap();
        if moving.percent(50) {
            writeln!(out, "share = \"{}\"\ndays = {}", moving.rate(0, 1000), moving.range(0, 90)).unwrap();
        }
    }
    if chance.percent(15) {
        write!(out, "[stochastic]\npaths = {}\nseed = {}\n", chance.range(1, 9999), chance.range(0, 1 << 40)).unwrap();
        write!(out, "[stochastic.sd]\nwage_growth = \"{}\"\n", chance.rate(0, 100)).unwrap();
    }
    out
}

/// Rates, wages and heads of places above counties.
fn said_of_places(chance: &mut Chance, out: &mut String, area: &Area, replay: bool) {
    for place in area.places.above_counties() {
        let path = quoted(area.places.path(place));
        if chance.percent(25) {
            write!(out, "[place.{path}.rates]\n{}", rates(chance, replay, 25)).unwrap();
        }
        if chance.percent(25) {
            writeln!(out, "[place.{path}]").unwrap();
            if chance.percent(60) {
                writeln!(out, "average_wage = {}", one_or_list(chance, |c| c.yuan(3000))).unwrap();
            }
            if chance.percent(60) {
                writeln!(out, "should_insured = {}", one_or_list(chance, |c| c.range(0, 9000).to_string())).unwrap();
            }
        }
    }
}

/// Who pays ahead in a world: only a level without a pool below it may.
struct Ahead {
    level: Option<Level>,
    /// Whether a lower level paid ahead before, and ended.
    taken_over: bool,
    /// In how many of a hundred counties the scenario gives the plan.
    given_in: u64,
}

impl Ahead {
    fn of(chance: &mut Chance, area: &Area) -> Ahead {
        if !area.has_places() || !chance.percent(40) {
            return Ahead { level: None, taken_over: false, given_in: 0 };
        }
        Ahead {
            level: Some(*chance.pick(&area.levels())),
            taken_over: chance.percent(50),
            given_in: *chance.pick(&[40, 100, 100]),
        }
    }
}

/// Arrangements of levels and of single places, each from months of its own.
fn arrangements(chance: &mut Chance, out: &mut String, area: &Area, ahead: &Ahead, start: Month, months: i32) {
    let levels = area.levels();
    let of_level = |level: Level| (level, format!("level = \"{}\"\n", level.key()), 70);
    let of_place = |place| {
        let (path, level) = (quoted(area.places.path(place)), area.places.level(place));
        (level, format!("place = {path}\n"), 20)
    };
    let root = *levels.last().expect("a root");
    let mut of_whom: Vec<(Level, String, u64)> = levels.iter().map(|level| of_level(*level)).collect();
    of_whom.extend(area.places.above_counties().map(of_place));
    // An entry without a level is the root's.
    let named = of_whom.iter().position(|(level, ..)| *level == root).expect("the root's");
    if chance.percent(20) {
        of_whom[named].1 = String::new();
    }
    let end = chance.range(1, i64::from(months));
    for (level, whom, likely) in of_whom {
        let below = ahead.level.is_some_and(|of| level < of);
        if !chance.percent(likely) || below && !ahead.taken_over {
            continue;
        }
        let late = ahead.taken_over && ahead.level == Some(level);
        let mut froms: Vec<i64> = (-6..i64::from(months) + 3).filter(|_| chance.percent(6)).collect();
        if froms.is_empty() && chance.percent(80) {
            froms.push(chance.range(-3, 1));
        }
        froms.retain(|from| if below { *from < end } else { !late || *from >= end });
        for from in froms {
            let may = !below && ahead.level == Some(level) || below && level == levels[0] || chance.percent(1);
            pooling(chance, out, start.plus(from as i32), Some((&whom, may)));
        }
        if below {
            writeln!(out, "[[pooling]]\nfrom = \"{}\"\n{whom}", start.plus(end as i32)).unwrap();
        }
    }
}

/// An arrangement; with places of whom, and whether counties may be paid ahead.
fn pooling(chance: &mut Chance, out: &mut String, from: Month, of: Option<(&str, bool)>) {
    writeln!(out, "[[pooling]]\nfrom = \"{from}\"").unwrap();
    if let Some((whom, _)) = of {
        *out += whom;
        // It pools no more, or not yet; a debt may be shared all the same.
        if chance.percent(15) {
            if chance.percent(50) {
                sharing(chance, out, true);
            }
            return;
        }
    }
    let remit = match chance.range(0, 3) {
        0 => "\"none\"".to_owned(),
        1 => "\"all\"".to_owned(),
        2 => format!("{{ share_of_collected = \"{}\" }}", chance.rate(0, 1100)),
        _ => format!(
            "{{ wage_formula = {{ wage_share = \"{}\", rate = \"{}\" }} }}",
            chance.rate(600, 1100),
            chance.rate(0, 400)
        ),
    };
    let allocate = match of {
        Some((_, true)) if chance.percent(50) => "prepay",
        _ => *chance.pick(&["none", "by_shortage", "per_retiree", "full_need"]),
    };
    let grants = chance.pick(&["by_retirees", "to_pool"]);
    let balances = chance.pick(&["keep", "hand_up"]);
    writeln!(out, "remit = {remit}\nallocate = \"{allocate}\"\ngrants = \"{grants}\"\nbalances = \"{balances}\"")
        .unwrap();
    if chance.percent(65) {
        sharing(chance, out, of.is_some());
    }
    if chance.percent(50) {
        writeln!(out, "overcollection_credit = \"{}\"", chance.rate(0, 1500)).unwrap();
    }
}

fn sharing(chance: &mut Chance, out: &mut String, with_nation: bool) {
    let nation = if with_nation && chance.percent(70) { chance.range(0, 60) } else { 0 };
    let province = chance.range(0, 100 - nation);
    let city = chance.range(0, 100 - nation - province);
    let part = |n: i64| format!("{}.{:02}", n / 100, n % 100);
    let parts =
        [("nation", nation), ("province", province), ("city", city), ("county", 100 - nation - province - city)];
    let parts = parts.iter().filter(|(name, n)| *name != "nation" || *n > 0);
    let parts: Vec<String> = parts.map(|(name, n)| format!("{name} = \"{}\"", part(*n))).collect();
    writeln!(out, "sharing = {{ {} }}", parts.join(", ")).unwrap();
}

impl World {
    pub fn dataset(&self) -> Dataset {
        match intake::import("data.csv", self.data.as_bytes()) {
            Ok(imported) => imported.dataset,
            Err(findings) => panic!("{findings:?}\n{}", self.data),
        }
    }

    pub fn scenario(&self) -> Scenario {
        read(&self.scenario)
    }
}

pub fn read(text: &str) -> Scenario {
    scenario::file::read("scenario.toml", text).unwrap_or_else(|findings| panic!("{findings:?}\n{text}"))
}

pub fn run(dataset: &Dataset, scenario: &Scenario) -> Result<Run, Failure> {
    simulation::run(dataset, scenario, Keep::Journal, &AtomicBool::new(false))
}

/// The three files of a run.
pub fn texts(run: &Run) -> [String; 3] {
    results::OF_RUN.map(|(_, write)| {
        let mut text = Vec::new();
        write(run, &mut text).expect("writing to memory");
        String::from_utf8(text).expect("UTF-8")
    })
}
