//! What is given beside the data: numbers entered by hand with their evidence, and a statement's lines.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::exact::Exact;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::list::{Line, List, nearest};
use crate::money::Money;
use crate::place::{NotFound, PlaceId, Places};

/// The versions of a statement, by their keys in files.
pub const VERSIONS: [&str; 5] = ["budget", "revised", "actual", "forecast", "final"];

/// One number entered, with where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The number; yes and no are 1 and 0. `None` is unknown.
    pub value: Option<Exact>,
    /// What it rests on: text, file, date, by whom.
    pub note: Box<str>,
    /// Its cell.
    pub origin: Origin,
}

/// What is asked for by one name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// One number a place.
    Once,
    /// One yes or no a place.
    YesNo,
    /// Any number of answers a place.
    Answers,
    /// Nothing: its value comes from elsewhere.
    Nothing,
}

/// What was entered, by name and place.
#[derive(Clone, Default, Debug)]
pub struct Entered {
    of: HashMap<String, Named>,
}

/// What was entered by one name, by the position of the place: places are scored one after the other, by the same few
/// names.
#[derive(Clone, Default, Debug)]
struct Named {
    entries: Vec<Vec<Entry>>,
    /// The first numbers once more, side by side, for those that are asked once.
    firsts: Vec<Option<Exact>>,
}

impl Entered {
    /// Reads the list of what was entered. `asked` holds each name that may be there.
    ///
    /// # Errors
    /// What is wrong with the list; a place or name that is not known; a number that is none; two for what is asked
    /// once. Second come warnings: what nobody asks for.
    pub fn read(
        file: &str,
        bytes: &[u8],
        places: &Places,
        asked: &[(&str, Asked)],
    ) -> Result<(Entered, Findings), Findings> {
        let list = List::read(file, bytes, &["place", "node", "value"], &["note", "file", "date", "by"])?;
        let (mut entered, mut findings, mut warnings) = (Entered::default(), Findings::new(), Findings::new());
        let mut finder = Finder::new(places);
        for line in list.lines() {
            let (place, node) = (finder.find(&line), line.text("node"));
            let Some((_, asked)) = asked.iter().find(|(name, _)| *name == node).copied() else {
                let near = nearest(node, asked.iter().map(|(name, _)| *name));
                findings.push(Finding::error("entered-name", line.at("node")).with("node", node).with("nearest", near));
                continue;
            };
            let value = number(&line, asked);
            if asked == Asked::Nothing {
                let finding = Finding::new("entered-unasked", Severity::Warning, line.at("node"));
                warnings.push(finding.with("node", node));
            }
            match (place, value) {
                (Ok(place), Ok(value)) => {
                    let note = ["note", "file", "date", "by"].map(|column| line.text(column));
                    let note = note.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，");
                    if let (Some(first), true) = (entered.entries(place, node).first(), asked != Asked::Answers) {
                        let finding = Finding::error("entered-twice", line.at("value"));
                        findings.push(
                            finding
                                .with("place", line.text("place"))
                                .with("node", node)
                                .with("first", first.origin.cell().unwrap_or_default()),
                        );
                    }
                    entered.add(place, node, Entry { value, note: note.into(), origin: line.at("value") });
                }
                (place, value) => findings.extend(place.err().into_iter().chain(value.err())),
            }
        }
        if findings.is_empty() { Ok((entered, warnings)) } else { Err(findings) }
    }

    /// Adds one number that was entered elsewhere than in a list.
    pub fn add(&mut self, place: PlaceId, name: &str, entry: Entry) {
        let of = self.of.entry(name.to_owned()).or_default();
        if of.entries.len() <= place.index() {
            of.entries.resize_with(place.index() + 1, Vec::new);
            of.firsts.resize(place.index() + 1, None);
        }
        let entries = &mut of.entries[place.index()];
        if entries.is_empty() {
            of.firsts[place.index()].clone_from(&entry.value);
        }
        entries.push(entry);
    }

    /// What was entered for a place by a name; empty where nothing was.
    pub fn entries(&self, place: PlaceId, name: &str) -> &[Entry] {
        self.of.get(name).and_then(|of| of.entries.get(place.index())).map_or(&[], Vec::as_slice)
    }

    /// What was entered by a name, of any place.
    pub fn by(&self, name: &str) -> Given<'_> {
        Given(self.of.get(name))
    }
}

/// What was entered by one name: looked up once, then read place by place.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a>(Option<&'a Named>);

impl Given<'_> {
    /// The one number entered for a place.
    pub fn one(self, place: PlaceId) -> Option<Exact> {
        self.0?.firsts.get(place.index())?.clone()
    }

    /// The mean of all answers for a place, and how many there are; blank ones are none.
    pub fn mean(self, place: PlaceId) -> Option<(Exact, usize)> {
        let answers = || self.0.and_then(|of| of.entries.get(place.index())).into_iter().flatten();
        let answers = || answers().filter_map(|entry| entry.value.as_ref());
        let count = answers().count();
        let sum = answers().fold(Exact::ZERO, |sum, answer| sum.plus(answer));
        Some((sum.over(&Exact::whole(count as i128))?, count))
    }
}

fn number(line: &Line<'_>, asked: Asked) -> Result<Option<Exact>, Finding> {
    let number = match line.text("value") {
        "" => return Ok(None),
        "是" | "yes" | "true" => Some(Exact::ONE),
        "否" | "no" | "false" => Some(Exact::ZERO),
        text => text.parse::<Decimal>().ok().map(Exact::from),
    };
    let is_yes_or_no = |number: &Exact| *number == Exact::ZERO || *number == Exact::ONE;
    match number {
        Some(number) if asked != Asked::YesNo || is_yes_or_no(&number) => Ok(Some(number)),
        _ if asked == Asked::YesNo => Err(line.wrong("value", "expected.yes_no")),
        _ => Err(line.wrong("value", "expected.number_or_yes_no")),
    }
}

/// Finds the places of a list, each text once.
struct Finder<'a> {
    places: &'a Places,
    met: HashMap<String, Result<PlaceId, NotFound>>,
}

impl<'a> Finder<'a> {
    fn new(places: &'a Places) -> Finder<'a> {
        let known = places.all().map(|place| (places.path(place).to_string(), Ok(place)));
        Finder { places, met: known.collect() }
    }

    fn find(&mut self, line: &Line<'_>) -> Result<PlaceId, Finding> {
        let text = line.text("place");
        let found = self.met.entry(text.to_owned()).or_insert_with(|| match text {
            "city" => Ok(self.places.root()),
            _ => self.places.find_county(text),
        });
        let finding = |code| Finding::error(code, line.at("place")).with("place", text);
        match found {
            Ok(place) => Ok(*place),
            Err(NotFound::Unknown) => {
                let paths = self.places.all().map(|place| &**self.places.path(place));
                Err(finding("list-place").with("nearest", nearest(text, paths)))
            }
            Err(NotFound::Ambiguous(paths)) => Err(finding("list-place-ambiguous").with("known", paths.join("、"))),
        }
    }
}

/// Amounts by line, then by year and version; `None` is unknown.
type Amounts = HashMap<String, HashMap<(i32, &'static str), Option<Money>>>;

/// The lines of a statement by place.
#[derive(Clone, Default, Debug)]
pub struct Statement {
    of: HashMap<Arc<str>, Amounts>,
    lines: Vec<String>,
}

impl Statement {
    /// Reads `statement.csv`. Places are kept as written: pools among them.
    ///
    /// # Errors
    /// What is wrong with the list; a year, version or amount that is none; the same line twice.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Statement, Findings> {
        let list = List::read(file, bytes, &["place", "year", "version", "line", "amount"], &["months"])?;
        let (mut statement, mut findings) = (Statement::default(), Findings::new());
        for line in list.lines() {
            let year = Some(line.text("year")).filter(|y| y.len() == 4).and_then(|year| year.parse::<i32>().ok());
            let version = VERSIONS.into_iter().find(|version| *version == line.text("version"));
            let amount = match line.text("amount") {
                "" => Ok(None),
                text => text.parse().ok().and_then(Money::from_decimal).map(Some).ok_or(()),
            };
            let (Some(year), Some(version), Ok(amount)) = (year, version, amount) else {
                let wrong = |is_wrong: bool, column, expected| is_wrong.then(|| line.wrong(column, expected));
                findings.extend(wrong(year.is_none(), "year", "expected.year"));
                findings.extend(wrong(version.is_none(), "version", "expected.version"));
                findings.extend(wrong(amount.is_err(), "amount", "expected.money"));
                continue;
            };
            let name = line.text("line");
            if !statement.lines.iter().any(|known| known == name) {
                statement.lines.push(name.to_owned());
            }
            let of = statement.of.entry(line.text("place").into()).or_default().entry(name.to_owned()).or_default();
            if of.insert((year, version), amount).is_some() {
                findings.push(Finding::error("statement-twice", line.origin()).with("line", name));
            }
        }
        if findings.is_empty() { Ok(statement) } else { Err(findings) }
    }

    /// Adds an amount, of a version by its key; a later one of the same takes its place.
    pub fn add(&mut self, place: &str, (year, version): (i32, &'static str), line: &str, amount: Option<Money>) {
        if !self.lines.iter().any(|known| known == line) {
            self.lines.push(line.to_owned());
        }
        let of = self.of.entry(place.into()).or_default().entry(line.to_owned()).or_default();
        of.insert((year, version), amount);
    }

    /// The amount of a line; `None` where there is none or it is unknown.
    pub fn amount(&self, place: &str, year: i32, version: &str, line: &str) -> Option<Money> {
        let version = VERSIONS.into_iter().find(|known| *known == version)?;
        *self.of.get(place)?.get(line)?.get(&(year, version))?
    }

    /// The lines that it has, in order of appearance.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}
