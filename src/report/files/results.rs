//! The result files of the commands: runs, people by age and measures as CSV texts.
//!
//! Source: the commands' description (`simulate`, `people`, `measures`).

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::field::{Field, FieldUnit};
use crate::finding::Finding;
use crate::intake::data_file::{place_cells, place_keys, quoted};
use crate::journal::Account;
use crate::locale::Language;
use crate::measures::{Fund, Measure, Value};
use crate::money::Money;
use crate::month::{Month, Period};
use crate::people::cohort::Heads;
use crate::people::{Group, persons, structure};
use crate::place::{self, PlaceColumns, PlaceId};
use crate::scenario::transfer::Transfer;
use crate::simulation::Run;
use crate::threads;

/// A file's name and text.
pub type NamedText = (&'static str, String);

/// Writes one file of a run, piece by piece.
pub type WritesRun = fn(&Run, &mut dyn Write) -> io::Result<()>;

/// The files of a run.
pub const OF_RUN: [(&str, WritesRun); 3] =
    [("county_month.csv", county_month), ("pool_month.csv", pool_month), ("journal.csv", journal)];

/// The files that only some runs have: of personal accounts, of mergers, of members who moved.
pub fn besides(run: &Run) -> Vec<(&'static str, WritesRun)> {
    let files: [(bool, &str, WritesRun); 3] = [
        (!run.accounts.is_empty(), "accounts_year.csv", accounts_year),
        (!run.mergers.is_empty(), "merger_month.csv", merger_month),
        (!run.moved.is_empty(), "transfer_month.csv", transfer_month),
    ];
    files.into_iter().filter(|(there, ..)| *there).map(|(_, name, writes)| (name, writes)).collect()
}

/// Lines on their way to a file, written where enough are together.
struct Lines<'a> {
    to: &'a mut dyn Write,
    text: Vec<u8>,
    number: itoa::Buffer,
}

impl<'a> Lines<'a> {
    const ENOUGH: usize = 1 << 16;

    fn new(to: &'a mut dyn Write) -> Lines<'a> {
        Lines { to, text: Vec::with_capacity(2 * Lines::ENOUGH), number: itoa::Buffer::new() }
    }

    fn text(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn whole(&mut self, number: i64) {
        self.text.extend_from_slice(self.number.format(number).as_bytes());
    }

    /// Fen as yuan with two places.
    fn money(&mut self, fen: i64) {
        if fen < 0 {
            self.text.push(b'-');
        }
        let (yuan, rest) = (fen.unsigned_abs() / 100, (fen.unsigned_abs() % 100) as u8);
        self.text.extend_from_slice(self.number.format(yuan).as_bytes());
        self.text.extend_from_slice(&[b'.', b'0' + rest / 10, b'0' + rest % 10]);
    }

    fn field(&mut self, field: Field, number: i64) {
        match field.unit() {
            FieldUnit::Persons => self.whole(number),
            FieldUnit::Yuan | FieldUnit::YuanPerMonth => self.money(number),
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.text.push(b'\n');
        if self.text.len() >= Lines::ENOUGH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }
}

/// The heading of a file: the keys, parted by commas.
fn heading<'k>(lines: &mut Lines<'_>, keys: impl IntoIterator<Item = &'k str>) -> io::Result<()> {
    let keys: Vec<&str> = keys.into_iter().collect();
    lines.text(&keys.join(","));
    lines.end()
}

/// The columns of a county's month, in the order of the file.
const OF_COUNTY: [Field; 23] = [
    Field::Insured,
    Field::Contributors,
    Field::Retirees,
    Field::Base,
    Field::Due,
    Field::Collected,
    Field::Pension,
    Field::Backpay,
    Field::Other,
    Field::HandedUp,
    Field::ToAccounts,
    Field::Grant,
    Field::Subsidy,
    Field::Remitted,
    Field::Allocated,
    Field::Interest,
    Field::Borrowed,
    Field::Repaid,
    Field::GapCovered,
    Field::GapPaid,
    Field::Opening,
    Field::Balance,
    Field::Debt,
];

fn county_month(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    let key = |field: Field| if field == Field::Balance { "closing" } else { field.key() };
    let keys = place_keys(run.places.columns()).into_iter().chain(["month"]).chain(OF_COUNTY.map(key));
    heading(&mut lines, keys)?;
    let names: Vec<String> = run.counties().map(|county| place_cells(&run.places, county)).collect();
    for (n, month) in run.month_range().enumerate() {
        let month = month.to_string();
        for (county, name) in run.counties().zip(&names) {
            lines.text(name);
            lines.text(",");
            lines.text(&month);
            let row = run.row(n, county);
            for field in OF_COUNTY {
                lines.text(",");
                lines.field(field, row.number(field).unwrap_or_default());
            }
            lines.end()?;
        }
    }
    lines.flush()
}

/// The columns of a pool's month with their keys, in the order of the file; the last three where places are named.
const OF_POOL: [(Field, &str); 14] = [
    (Field::Opening, "opening"),
    (Field::TakenOver, "handed_up"),
    (Field::RemittedBelow, "remitted"),
    (Field::Grant, "grant"),
    (Field::Interest, "interest"),
    (Field::Advanced, "advanced"),
    (Field::AllocatedBelow, "allocated"),
    (Field::GapCovered, "gap_covered"),
    (Field::Repaid, "repaid"),
    (Field::Balance, "closing"),
    (Field::Debt, "debt"),
    (Field::HandedUp, "passed_up"),
    (Field::Remitted, "remitted_up"),
    (Field::Allocated, "received"),
];

fn pool_month(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    let named = run.places.columns() != PlaceColumns::NONE;
    let columns = if named { &OF_POOL[..] } else { &OF_POOL[..11] };
    let first = if named { &["place", "month"][..] } else { &["month"] };
    heading(&mut lines, first.iter().copied().chain(columns.iter().map(|(_, key)| *key)))?;
    let holds = |place: &PlaceId| {
        let held = |n, field| !run.money(n, *place, field).is_zero();
        run.pooled.contains(place) || (0..run.months()).any(|n| held(n, Field::Opening) || held(n, Field::Balance))
    };
    let pools: Vec<PlaceId> = run.places.above_counties().filter(|place| !named || holds(place)).collect();
    let names: Vec<Cow<'_, str>> = pools.iter().map(|place| quoted(run.places.path(*place))).collect();
    for (n, month) in run.month_range().enumerate() {
        for (pool, name) in pools.iter().zip(&names) {
            if named {
                lines.text(name);
                lines.text(",");
            }
            lines.text(&month.to_string());
            let row = run.row(n, *pool);
            for (field, _) in columns {
                lines.text(",");
                lines.money(row.number(*field).unwrap_or_default());
            }
            lines.end()?;
        }
    }
    lines.flush()
}

fn journal(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    heading(&mut lines, ["month", "kind", "from", "to", "amount"])?;
    let mut names: HashMap<Account, String> = HashMap::new();
    let (mut month, mut said): (Option<Month>, String) = (None, String::new());
    for posting in &run.journal {
        if month != Some(posting.month) {
            month = Some(posting.month);
            said = posting.month.to_string();
        }
        lines.text(&said);
        lines.text(",");
        lines.text(posting.kind.key());
        for account in [posting.from, posting.to] {
            let name = names.entry(account).or_insert_with(|| quoted(&account.key(&run.places)).into_owned());
            lines.text(",");
            lines.text(name);
        }
        lines.text(",");
        lines.money(posting.fen());
        lines.end()?;
    }
    lines.flush()
}

/// The names of the counties, as they stand in front of their lines.
fn county_names(places: &place::Places) -> Vec<String> {
    (0..places.counties()).map(|county| place_cells(places, PlaceId::county(county))).collect()
}

impl Lines<'_> {
    /// A line of cells.
    fn cells(&mut self, cells: &[Written<'_>]) -> io::Result<()> {
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                self.text(",");
            }
            match cell {
                Written::Text(text) => self.text(text),
                Written::Whole(number) => self.whole(*number),
                Written::Money(money) => self.money(i64::try_from(money.fen()).unwrap_or_default()),
                Written::Heads(heads) => self.whole(persons(*heads)),
                Written::Thousandths(heads) => self.thousandths(*heads),
            }
        }
        self.end()
    }

    /// Millionths of a person as persons with three places, rounded.
    fn thousandths(&mut self, heads: u64) {
        let rounded = (heads + 500) / 1000;
        self.text.extend_from_slice(self.number.format(rounded / 1000).as_bytes());
        self.text.extend_from_slice(format!(".{:03}", rounded % 1000).as_bytes());
    }
}

/// A cell.
enum Written<'a> {
    Text(&'a str),
    Whole(i64),
    Money(Money),
    /// In millionths of a person, as whole persons.
    Heads(u64),
    /// In millionths of a person, with three places.
    Thousandths(u64),
}

fn accounts_year(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    let columns = ["year", "collected", "made_real", "gap", "gap_with", "interest", "balance"];
    heading(&mut lines, place_keys(run.places.columns()).into_iter().chain(columns))?;
    let names = county_names(&run.places);
    for year in &run.accounts {
        use Written::{Money, Text, Whole};
        lines.cells(&[
            Text(&names[year.county.index()]),
            Whole(year.year.into()),
            Money(year.collected),
            Money(year.made_real),
            Money(year.gap),
            Money(year.gap_with()),
            Money(year.interest),
            Money(year.balance),
        ])?;
    }
    lines.flush()
}

fn merger_month(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    let columns = [
        "month",
        "centres",
        "left_centres",
        "left_direct",
        "compensation",
        "enterprise",
        "government",
        "fund",
        "unemployed",
        "found_work",
        "benefit",
        "allowance_heads",
        "allowance",
    ];
    heading(&mut lines, place_keys(run.places.columns()).into_iter().chain(columns))?;
    let names = county_names(&run.places);
    for month in &run.mergers {
        use Written::{Money, Text, Whole};
        let [enterprise, government, fund] = month.paid_by.map(Money);
        lines.cells(&[
            Text(&names[month.county.index()]),
            Text(&month.month.to_string()),
            Whole(month.centres),
            Whole(month.left_centres),
            Whole(month.left_direct),
            Money(month.compensation),
            enterprise,
            government,
            fund,
            Whole(month.unemployed),
            Whole(month.found_work),
            Money(month.benefit),
            Whole(month.allowance_heads),
            Money(month.allowance),
        ])?;
    }
    lines.flush()
}

/// `transfer_month.csv`: members who moved, months ascending, within a month in the scenario's order: heads, the days
/// that all of them lost, and in yuan what was to be paid over, was paid and was not.
fn transfer_month(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    heading(&mut lines, ["month", "from", "to", "heads", "days", "due", "paid", "unpaid"])?;
    let name = |side: Option<PlaceId>| side.map_or_else(|| Transfer::OUTSIDE.into(), |c| quoted(run.places.path(c)));
    for moved in &run.moved {
        use Written::{Money, Text, Whole};
        lines.cells(&[
            Text(&moved.month.to_string()),
            Text(&name(moved.from)),
            Text(&name(moved.to)),
            Whole(moved.heads),
            Text(&moved.days.to_string()),
            Money(moved.due),
            Money(moved.paid),
            Money(moved.unpaid()),
        ])?;
    }
    lines.flush()
}

/// `heads_month.csv`: each county's people at the end of every month and who came and went in it, in whole heads, before
/// events; months from `start` ascending, within a month the counties in data order.
///
/// # Errors
/// What the writer says.
pub fn heads_month(places: &place::Places, start: Month, everybody: &[Heads], out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    let columns = [
        "month",
        "contributors",
        "paused",
        "retirees",
        "entrants",
        "exits",
        "retired",
        "not_eligible",
        "deaths_contributors",
        "deaths_paused",
        "deaths_retirees",
    ];
    heading(&mut lines, place_keys(places.columns()).into_iter().chain(columns))?;
    let names = county_names(places);
    for n in 0..everybody.first().map_or(0, |heads| heads.months.len()) {
        let month = start.plus(n as i32).to_string();
        for (name, heads) in names.iter().zip(everybody) {
            let now = &heads.months[n];
            lines.cells(&[
                Written::Text(name),
                Written::Text(&month),
                Written::Heads(now.contributors),
                Written::Heads(now.paused),
                Written::Heads(now.retirees),
                Written::Heads(now.entrants),
                Written::Heads(now.exits),
                Written::Heads(now.retired),
                Written::Heads(now.not_eligible),
                Written::Heads(now.deaths_contributors),
                Written::Heads(now.deaths_paused),
                Written::Heads(now.deaths_retirees),
            ])?;
        }
    }
    lines.flush()
}

/// `pyramid.csv`: each county's people by group and age in completed years, in thousandths of a head, at the end of the
/// base month and of each December; ages that nobody has are left out.
///
/// # Errors
/// What the writer says.
pub fn pyramid(places: &place::Places, everybody: &[Heads], out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    let columns = ["month", "group", "age", "contributors", "paused", "retirees"];
    heading(&mut lines, place_keys(places.columns()).into_iter().chain(columns))?;
    let names = county_names(places);
    for block in 0..everybody.first().map_or(0, |heads| heads.pyramids.len()) {
        for (name, heads) in names.iter().zip(everybody) {
            let (month, pyramid) = &heads.pyramids[block];
            let month = month.to_string();
            for (group, ages) in Group::ALL.into_iter().zip(pyramid.iter()) {
                for (age, cells) in structure::YEARS.zip(ages).filter(|(_, cells)| **cells != [0; 3]) {
                    let [contributors, paused, retirees] = *cells;
                    lines.cells(&[
                        Written::Text(name),
                        Written::Text(&month),
                        Written::Text(group.key()),
                        Written::Whole(age.into()),
                        Written::Thousandths(contributors),
                        Written::Thousandths(paused),
                        Written::Thousandths(retirees),
                    ])?;
                }
            }
        }
    }
    lines.flush()
}

/// `county_month.csv`, `county_year.csv`, `total_month.csv` and `total_year.csv` of a fund's measures; where the data name
/// places above counties `place_month.csv` and `place_year.csv` too.
pub fn of_measures<'a>(fund: &Fund<'a>) -> Vec<MeasureFile<'a>> {
    let (first, last) = fund.range();
    let monthly = matches!(first, Period::Month(_));
    let months: Vec<Period> = std::iter::successors(Some(first).filter(|_| monthly), |period| Some(period.next()))
        .take_while(|period| *period <= last)
        .collect();
    let years: Vec<Period> = (first.year()..=last.year()).map(Period::Year).collect();
    let places = fund.places();
    let counties: Places = places.counties_of(places.root()).iter().map(|n| (place_cells(places, *n), *n)).collect();
    let root: Places = vec![(String::new(), places.root())];
    let keys = place_keys(places.columns());
    let file = |name, keys: &[&'static str], places: &Places, yearly| {
        let mut measures: Vec<Measure> =
            Measure::OF_COUNTIES.into_iter().filter(|m| yearly || *m != Measure::Adjustment).collect();
        if !keys.contains(&"county") {
            measures.push(Measure::PooledShortfall);
        }
        let periods = if yearly { years.clone() } else { months.clone() };
        MeasureFile { name, fund: *fund, keys: keys.to_vec(), places: places.clone(), periods, yearly, measures }
    };
    let mut files = vec![
        file("county_month.csv", &keys, &counties, false),
        file("county_year.csv", &keys, &counties, true),
        file("total_month.csv", &[], &root, false),
        file("total_year.csv", &[], &root, true),
    ];
    if places.columns() != PlaceColumns::NONE {
        let above = places.above_counties().map(|place| (quoted(places.path(place)).into_owned(), place)).collect();
        files.push(file("place_month.csv", &["place"], &above, false));
        files.push(file("place_year.csv", &["place"], &above, true));
    }
    files
}

/// Places with the cells that name them.
type Places = Vec<(String, PlaceId)>;

/// How many places a thread writes before what it wrote goes to the file.
const AT_A_TIME: usize = 64;

/// A file of measures, a line a place and period.
pub struct MeasureFile<'a> {
    /// Its name.
    pub name: &'static str,
    fund: Fund<'a>,
    keys: Vec<&'static str>,
    places: Places,
    periods: Vec<Period>,
    yearly: bool,
    measures: Vec<Measure>,
}

impl MeasureFile<'_> {
    /// Writes it piece by piece.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut header = self.keys.clone();
        header.extend(if self.yearly { ["year", "months"].as_slice() } else { &["month"] });
        header.extend(self.measures.iter().map(|m| m.key()));
        writeln!(out, "{}", header.join(","))?;
        // Of a place by itself only the months count in which all its counties are on record.
        let by_itself = self.keys == ["place"];
        let shares = |fund: &Fund<'_>| -> Vec<Option<Vec<Money>>> {
            self.periods.iter().map(|year| fund.grant_shares(year.year()).filter(|_| self.yearly)).collect()
        };
        let of_all = if by_itself || !self.yearly { vec![None; self.periods.len()] } else { shares(&self.fund) };
        let lines = |(cells, place): &(String, PlaceId), into: &mut Vec<u8>| -> io::Result<()> {
            let complete = if by_itself { self.fund.complete(*place) } else { Some(self.fund) };
            let own = complete.filter(|_| by_itself && self.yearly).map(|fund| shares(&fund));
            for (period, shares) in self.periods.iter().zip(own.as_ref().unwrap_or(&of_all)) {
                self.line(into, (cells, *place), *period, complete, shares.as_deref())?;
            }
            Ok(())
        };
        // Some places at a time, those of each thread after those of the one before.
        let threads = threads::processors().get();
        for some in self.places.chunks(threads * AT_A_TIME) {
            let parts: Vec<&[(String, PlaceId)]> = some.chunks(some.len().div_ceil(threads)).collect();
            let texts = threads::each(parts.len(), |part| {
                let mut text = Vec::new();
                parts[part].iter().try_for_each(|place| lines(place, &mut text)).map(|()| text)
            });
            for text in texts {
                out.write_all(&text?)?;
            }
        }
        Ok(())
    }

    fn line(
        &self,
        out: &mut dyn Write,
        (cells, place): (&str, PlaceId),
        period: Period,
        complete: Option<Fund<'_>>,
        shares: Option<&[Money]>,
    ) -> io::Result<()> {
        let months = complete.map_or(0, |fund| fund.months_on_record(place, period));
        let told = if self.yearly { months } else { self.fund.months_on_record(place, period) };
        if told == 0 {
            return Ok(());
        }
        let comma = if cells.is_empty() { "" } else { "," };
        write!(out, "{cells}{comma}{period}")?;
        if self.yearly {
            write!(out, ",{months}")?;
        }
        for measure in &self.measures {
            out.write_all(b",")?;
            let value = match (complete.filter(|_| months > 0), measure, shares) {
                (None, ..) | (_, Measure::Adjustment, None) => None,
                (Some(fund), Measure::Adjustment, Some(shares)) => {
                    fund.adjustment(place, period.year(), shares).map(Value::Money)
                }
                (Some(fund), ..) => fund.measure(*measure, place, period),
            };
            if let Some(value) = value {
                write!(out, "{value}")?;
            }
        }
        out.write_all(b"\n")
    }
}

/// `findings.json`: a list of `{severity, code, file, sheet, cell, row, column, message}`.
pub fn findings_json(findings: &[Finding], language: Language) -> String {
    let objects: Vec<String> = findings
        .iter()
        .map(|f| {
            let number = |n: Option<u32>| n.map_or("null".to_owned(), |n| n.to_string());
            let text = |t: Option<&str>| t.map_or("null".to_owned(), json_string);
            format!(
                "  {{\"severity\": {}, \"code\": {}, \"file\": {}, \"sheet\": {}, \"cell\": {}, \"row\": {}, \
                 \"column\": {}, \"message\": {}}}",
                json_string(f.severity.key()),
                json_string(f.code),
                json_string(&f.origin.file),
                text(f.origin.sheet.as_deref()),
                text(f.origin.cell().as_deref()),
                number(f.origin.row),
                number(f.origin.column),
                json_string(&f.sentence(language)),
            )
        })
        .collect();
    if objects.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", objects.join(",\n")) }
}

fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
