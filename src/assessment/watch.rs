//! 预警: rules with levels, and from when each place stands at which.
//!
//! Source: model section 12.5.

use std::collections::HashMap;
use std::sync::Arc;

use toml_edit::Item;

use super::exact::Exact;
use super::figure::{self, Figure, Series, Sources};
use super::given::{Asked, Given};
use super::tree::Test;
use crate::finding::Findings;
use crate::measures::Fund;
use crate::month::{Month, Period};
use crate::place::PlaceId;
use crate::scenario::file::reader::{Reader, Section};
use crate::threads::each_of;

/// The rules shipped, each threshold a proposal.
pub const SHIPPED: &str = include_str!("../../assets/policy/watch.toml");

/// A rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WatchRule {
    /// Its id.
    pub id: String,
    /// Its name in Chinese and in English; the latter may be empty.
    pub names: [String; 2],
    /// What is looked at.
    pub value: Figure,
    /// Whether years are looked at, and not months.
    pub yearly: bool,
    /// The levels, the mildest first.
    pub levels: Vec<WatchLevel>,
    /// After how many periods without it a level ends.
    pub clear: u32,
    /// What to do, in Chinese and English; may be empty.
    pub todo: [String; 2],
    /// Who does it, in Chinese and English; may be empty.
    pub who: [String; 2],
    /// Where the thresholds come from, in Chinese and English; may be empty.
    pub source: [String; 2],
}

/// A level of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WatchLevel {
    /// Its names in Chinese and English, such as 黄; the latter may be empty. Files name it by the first.
    pub names: [String; 2],
    /// When it holds.
    pub when: Test,
}

/// The last level that is on, by its position, and since when.
pub type Stands = Option<(usize, Period)>;

/// How a place stood under a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Course {
    /// Which place.
    pub place: PlaceId,
    /// Which rule, by its position.
    pub rule: usize,
    /// Every period in order.
    pub periods: Arc<[Period]>,
    /// The value in each.
    pub values: Series,
    /// Each change of where the place stands, with the position of the period after which it stands there; before the
    /// first it stands nowhere.
    pub changes: Vec<(usize, Stands)>,
    /// When each level was first reached.
    pub first: Vec<Option<Period>>,
}

impl Course {
    /// Period by period: the value, and where the place then stands.
    pub fn iter(&self) -> impl Iterator<Item = (Period, Option<&Exact>, Stands)> {
        let (mut changes, mut stands) = (self.changes.iter().peekable(), None);
        self.periods.iter().enumerate().map(move |(n, period)| {
            if let Some((_, change)) = changes.next_if(|(at, _)| *at == n) {
                stands = *change;
            }
            (*period, self.values.at(n), stands)
        })
    }

    /// Where the place stands in the end.
    pub fn last(&self) -> Stands {
        self.changes.last()?.1
    }

    /// The last period of which the value is known, with the value.
    pub fn last_known(&self) -> Option<(Period, &Exact)> {
        self.periods.iter().enumerate().rev().find_map(|(n, period)| Some((*period, self.values.at(n)?)))
    }
}

/// Reads rules.
///
/// # Errors
/// All that is wrong with them, each with its line and column.
pub fn read(file: &str, text: &str) -> Result<Vec<WatchRule>, Findings> {
    let (mut reader, document) = Reader::open(file, text)?;
    let top = Section { table: document.as_table(), name: "", start: 0 };
    reader.known(top, &["id", "zh", "en", "source", "rule"]);
    let mut met = HashMap::new();
    let mut rules = Vec::new();
    for section in reader.tables(top, "rule") {
        rules.extend(rule(&mut reader, section, &mut met));
    }
    if !top.table.contains_key("rule") {
        reader.required::<()>(top, "rule", None);
    }
    if reader.findings.is_empty() { Ok(rules) } else { Err(reader.findings) }
}

fn rule(reader: &mut Reader<'_>, section: Section<'_>, met: &mut HashMap<String, ()>) -> Option<WatchRule> {
    const WORDS: [[&str; 2]; 4] = [["zh", "en"], ["todo", "todo_en"], ["who", "who_en"], ["source", "source_en"]];
    let keys = ["id", "value", "period", "levels", "clear"];
    reader.known(section, &[&keys[..], WORDS.as_flattened()].concat());
    let text = |reader: &mut Reader<'_>, key| {
        reader.value(section, key, "expected.text", |_, value| value.as_str().map(str::to_owned))
    };
    let id = super::tree::id(reader, section);
    let id = reader.required(section, "id", id);
    if let Some(id) = &id
        && met.insert(id.clone(), ()).is_some()
    {
        let span = section.table.get("id").and_then(Item::span);
        reader.error("tree-id-twice", span, &section.path("id")).facts.push(("id", id.clone()));
    }
    let [names, todo, who, source] = WORDS.map(|keys| keys.map(|key| text(reader, key).unwrap_or_default()));
    let value = figure::read(reader, section, "value");
    let value = reader.required(section, "value", value);
    let yearly = reader.value(section, "period", "expected.watch_period", |_, value| match value.as_str()? {
        "month" => Some(false),
        "year" => Some(true),
        _ => None,
    });
    let clear = reader.value(section, "clear", "expected.clear", |reader, value| {
        reader.heads(value).and_then(|number| u32::try_from(number).ok()).filter(|clear| *clear > 0)
    });
    let levels = levels(reader, section);
    let (yearly, clear) = (yearly.unwrap_or(false), clear.unwrap_or(1));
    Some(WatchRule { id: id?, names, value: value?, yearly, levels, clear, todo, who, source })
}

fn levels(reader: &mut Reader<'_>, section: Section<'_>) -> Vec<WatchLevel> {
    let mut levels: Vec<WatchLevel> = Vec::new();
    for level in reader.tables(section, "levels") {
        let level = Section { name: "rule.levels", ..level };
        reader.known(level, &["name", "en", "below", "above"]);
        let mut text = |key| {
            reader.value(level, key, "expected.text", |_, value: &toml_edit::Value| value.as_str().map(str::to_owned))
        };
        let (name, en) = (text("name"), text("en").unwrap_or_default());
        let name = reader.required(level, "name", name);
        let limit = |reader: &mut Reader<'_>, key| {
            reader.value(level, key, "expected.number", |reader, value| reader.measured(value).map(Exact::from))
        };
        let when = match (level.table.contains_key("below"), level.table.contains_key("above")) {
            (true, false) => limit(reader, "below").map(Test::Below),
            (false, true) => limit(reader, "above").map(Test::Above),
            _ => {
                let finding = reader.error("tree-condition", Some(level.start..level.start), level.name);
                finding.facts.push(("known", "below, above".to_owned()));
                None
            }
        };
        let (Some(name), Some(when)) = (name, when) else { continue };
        let is_milder = match (levels.last().map(|last| &last.when), &when) {
            (Some(Test::Below(before)), Test::Below(limit)) => limit < before,
            (Some(Test::Above(before)), Test::Above(limit)) => limit > before,
            _ => true,
        };
        if !is_milder || levels.iter().any(|level| level.names[0] == name) {
            reader.error("watch-levels-order", Some(level.start..level.start), level.name);
        }
        levels.push(WatchLevel { names: [name, en], when });
    }
    if !section.table.contains_key("levels") {
        reader.required::<()>(section, "levels", None);
    }
    levels
}

/// By which names numbers are entered.
pub fn asked(rules: &[WatchRule]) -> Vec<(&str, Asked)> {
    let of = |rule: &WatchRule| {
        if rule.value.has(|figure| *figure == Figure::Answers) {
            Asked::Answers
        } else if rule.value.has(|figure| *figure == Figure::Entered) {
            Asked::Once
        } else {
            Asked::Nothing
        }
    };
    rules.iter().map(|rule| (rule.id.as_str(), of(rule))).collect()
}

/// Applies the rules to every place: the counties in data order, then the places above, the root last; of each place
/// rule by rule.
pub fn watch(rules: &[WatchRule], sources: &Sources<'_>) -> Vec<Course> {
    watch_for(rules, sources, |course| course)
}

/// The same, where of each course only a part is wanted: thousands of places under many rules need not be kept whole.
pub fn watch_for<T: Send>(rules: &[WatchRule], sources: &Sources<'_>, take: impl Fn(Course) -> T + Sync) -> Vec<T> {
    let places = sources.fund.places();
    let [months, years] = [false, true].map(|yearly| Arc::<[Period]>::from(periods(&sources.fund, yearly)));
    // A place above sums up all below it, so that each of its rules is work of its own.
    let all: Vec<(PlaceId, usize)> =
        places.all().flat_map(|place| (0..rules.len()).map(move |rule| (place, rule))).collect();
    let given: Vec<Given<'_>> = rules.iter().map(|rule| sources.entered.by(&rule.id)).collect();
    each_of(&all, 1, |(place, n)| {
        let rule = &rules[n];
        let periods = if rule.yearly { &years } else { &months };
        let values = sources.at(place).course(&rule.value, periods, given[n]);
        let (changes, first) = course(rule, periods, &values);
        take(Course { place, rule: n, periods: periods.clone(), values, changes, first })
    })
}

/// The months, or the years, of a run; without one those of the data. Data by year have no months.
fn periods(fund: &Fund<'_>, yearly: bool) -> Vec<Period> {
    let (first, last) = match fund.settled {
        Some((run, _)) => (Period::Month(run.start), Period::Month(run.end())),
        None => fund.range(),
    };
    if yearly {
        return (first.year()..=last.year()).map(Period::Year).collect();
    }
    let (Period::Month(first), Period::Month(last)) = (first, last) else { return Vec::new() };
    (0..=last.since(first)).map(|n| Period::Month(Month::plus(first, n))).collect()
}

/// Each level is on from the first period in which it holds, off with the `clear`th in a row in which it does not; what
/// is unknown changes nothing.
fn course(rule: &WatchRule, periods: &[Period], values: &Series) -> (Vec<(usize, Stands)>, Vec<Option<Period>>) {
    let mut on: Vec<Option<(Period, u32)>> = vec![None; rule.levels.len()];
    let mut first = vec![None; rule.levels.len()];
    let (mut changes, mut stood) = (Vec::new(), None);
    for (n, period) in periods.iter().enumerate() {
        let Some(value) = values.at(n) else { continue };
        for (level, (on, first)) in rule.levels.iter().zip(on.iter_mut().zip(&mut first)) {
            *on = match (*on, level.when.holds(value)) {
                (None, false) => None,
                (None, true) => Some((*period, 0)),
                (Some((since, _)), true) => Some((since, 0)),
                (Some((_, without)), false) if without + 1 >= rule.clear => None,
                (Some((since, without)), false) => Some((since, without + 1)),
            };
            *first = first.or(on.map(|(since, _)| since));
        }
        let stands = on.iter().enumerate().rev().find_map(|(level, on)| Some((level, (*on)?.0)));
        if stands != stood {
            changes.push((n, stands));
            stood = stands;
        }
    }
    (changes, first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(clear: u32, values: &[Option<i128>]) -> Vec<String> {
        let text = format!(
            "[[rule]]\nid = \"r\"\nvalue = \"entered\"\nclear = {clear}\n\
             levels = [{{ name = \"黄\", below = \"3\" }}, {{ name = \"红\", below = 1 }}]\n"
        );
        let rules = read("r.toml", &text).unwrap();
        let months: Vec<_> = (1..).zip(values).map(|(n, _)| Period::Month(Month::new(2004, n).unwrap())).collect();
        let values: Vec<_> = values.iter().map(|value| value.map(Exact::whole)).collect();
        let values = Series::Each(values);
        let (changes, first) = course(&rules[0], &months, &values);
        let course = Course { place: PlaceId::county(0), rule: 0, periods: months.into(), values, changes, first };
        let shown = |stands: Stands| {
            stands.map_or_else(String::new, |(n, since)| {
                format!("{}{}", rules[0].levels[n].names[0], since.last_month().month())
            })
        };
        course.iter().map(|(_, _, stands)| shown(stands)).collect()
    }

    #[test]
    fn each_level_is_a_state_of_its_own() {
        assert_eq!(stands(1, &[Some(5), Some(2), Some(0), Some(2), Some(3)]), ["", "黄2", "红3", "黄2", ""]);
        assert_eq!(stands(2, &[Some(0), Some(2), Some(0), Some(2), Some(2)]), ["红1", "红1", "红1", "红1", "黄1"]);
    }

    #[test]
    fn the_unknown_changes_nothing_and_does_not_break_the_count() {
        assert_eq!(stands(2, &[Some(2), Some(4), None, Some(4), None]), ["黄1", "黄1", "黄1", "", ""]);
        assert_eq!(stands(1, &[None, Some(0), None]), ["", "红2", "红2"]);
    }

    #[test]
    fn levels_go_from_mild_to_grave() {
        let text = "[[rule]]\nid = \"r\"\nvalue = \"entered\"\n\
                    levels = [{ name = \"红\", below = 1 }, { name = \"黄\", below = 3 }]\n";
        assert_eq!(read("r.toml", text).unwrap_err()[0].code, "watch-levels-order");
    }

    #[test]
    fn the_shipped_rules_can_be_read_and_say_where_they_come_from() {
        let rules = read("watch.toml", SHIPPED).unwrap();
        assert!(rules.len() >= 9);
        assert!(rules.iter().all(|rule| {
            [&rule.source, &rule.todo, &rule.who].iter().all(|said| said.iter().all(|text| !text.is_empty()))
        }));
    }
}
