//! What a project keeps of assessments: the tree in use and trees of its own, what was entered with its evidence, and on
//! what terms rewards are given and counties drawn.
//!
//! Trees and rules of one's own are kept as their texts, right or wrong: what is wrong with one is said, and nothing is
//! scored by it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;

use super::draw;
use super::figure::find;
use super::given::{Asked, Entered, Entry};
use super::reward::Base;
use super::tree::{TEMPLATES, Tree};
use crate::dataset::Example;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::list::{List, nearest};
use crate::money::Money;
use crate::place::Places;

/// Which tree is in use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// A shipped one, by its place among [`TEMPLATES`].
    Shipped(usize),
    /// One of the project's own, by its place among them.
    Own(usize),
}

/// One number entered by hand, with what it rests on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Put {
    /// The number; yes and no are 1 and 0. `None` is unknown.
    pub value: Option<Decimal>,
    /// What it rests on.
    pub note: String,
    /// The name of the file that shows it.
    pub file: String,
    /// When it was entered, as whoever did it wrote the date.
    pub date: String,
    /// 经手人
    pub by: String,
}

impl Put {
    /// The evidence in one line.
    pub fn evidence(&self) -> String {
        let parts = [&self.note, &self.file, &self.date, &self.by];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("，")
    }
}

/// What a number was entered for: the tree's id, the year, the place's path (`city` of a root without name), the node's,
/// veto's or must's id.
pub type For = (String, i32, String, String);

/// All that was entered.
pub type Entries = BTreeMap<For, Vec<Put>>;

/// The terms of a reward as they are kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RewardTerms {
    /// All the money.
    pub amount: Money,
    /// The least total that qualifies.
    pub least: Decimal,
    /// By what the rest is weighed.
    pub base: Base,
    /// Fixed amounts by rank.
    pub award: Vec<Money>,
}

impl Default for RewardTerms {
    fn default() -> RewardTerms {
        let least = Decimal::from(60);
        RewardTerms { amount: Money::ZERO, least, base: Base::Retirees, award: Vec::new() }
    }
}

/// How counties are drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DrawTerms {
    /// The share of each city's counties.
    pub share: Decimal,
    /// The seed; empty is the year.
    pub seed: String,
    /// City and county of those that the last draw took.
    pub last: Vec<(String, String)>,
}

impl Default for DrawTerms {
    fn default() -> DrawTerms {
        DrawTerms { share: draw::LEAST, seed: String::new(), last: Vec::new() }
    }
}

/// What a project keeps of assessments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The tree in use.
    pub chosen: Chosen,
    /// Trees of the project's own, as texts.
    pub own: Vec<Arc<str>>,
    /// What was entered.
    pub entered: Arc<Entries>,
    /// Lines of statements that stand beside the project's budgets, as `statement.csv`.
    pub statement: Option<Arc<str>>,
    /// Whether some of it was invented for the example.
    pub is_example: bool,
    /// The terms of the reward.
    pub reward: RewardTerms,
    /// The terms of the draw.
    pub draw: DrawTerms,
    /// Rules of watching of the project's own, as text.
    pub rules: Option<Arc<str>>,
}

impl Default for Kept {
    fn default() -> Kept {
        Kept {
            chosen: Chosen::Shipped(0),
            own: Vec::new(),
            entered: Arc::default(),
            statement: None,
            is_example: false,
            reward: RewardTerms::default(),
            draw: DrawTerms::default(),
            rules: None,
        }
    }
}

/// What was entered for the example: invented, and marked as such.
const EXAMPLE: &str = include_str!("../../assets/assessment/huangshan_entered.csv");

/// The budgets of the example, invented as well.
const EXAMPLE_LINES: &str = include_str!("../../assets/assessment/huangshan_statement.csv");

/// Nothing yet.
static NOTHING: LazyLock<Arc<Kept>> = LazyLock::new(Arc::default);

/// The assessments of Huangshan in 2006 and 2007, as the example has them.
static HUANGSHAN: LazyLock<Arc<Kept>> = LazyLock::new(|| {
    let entered = entries("huangshan_entered.csv", EXAMPLE.as_bytes(), None).expect("the shipped list is right");
    let reward = RewardTerms { amount: Money::from_yuan(1_000_000), ..RewardTerms::default() };
    let statement = Some(EXAMPLE_LINES.into());
    Arc::new(Kept { entered: Arc::new(entered), statement, is_example: true, reward, ..Kept::default() })
});

/// What a project starts with.
pub fn proposed(example: Option<Example>) -> &'static Arc<Kept> {
    if example == Some(Example::Huangshan) { &HUANGSHAN } else { &NOTHING }
}

/// Reads a list of what was entered: `place`, `node`, `value`, and as far as they are there `tree`, `year`, `note`, `file`,
/// `date`, `by`. Where tree or year has no column it is that of `of`.
///
/// # Errors
/// What is wrong with the list; a number or year that is none; neither column nor `of`.
pub fn entries(file: &str, bytes: &[u8], of: Option<(&str, i32)>) -> Result<Entries, Findings> {
    let list = List::read(file, bytes, &["place", "node", "value"], &["tree", "year", "note", "file", "date", "by"])?;
    let (mut entries, mut findings) = (Entries::new(), Findings::new());
    for line in list.lines() {
        let text = |column: &str| line.text(column).to_owned();
        let year = match line.text("year") {
            "" => of.map(|(_, year)| year),
            year => year.parse().ok().filter(|year| (1900..3000).contains(year)),
        };
        let Some(year) = year else {
            findings.push(line.wrong("year", "expected.year"));
            continue;
        };
        let value = match line.text("value") {
            "" => Some(None),
            "是" | "yes" | "true" => Some(Some(Decimal::ONE)),
            "否" | "no" | "false" => Some(Some(Decimal::ZERO)),
            number => number.parse().ok().map(Some),
        };
        let Some(value) = value else {
            findings.push(line.wrong("value", "expected.number_or_yes_no"));
            continue;
        };
        let tree = match line.text("tree") {
            "" => of.map_or_else(String::new, |(tree, _)| tree.to_owned()),
            tree => tree.to_owned(),
        };
        let put = Put { value, note: text("note"), file: text("file"), date: text("date"), by: text("by") };
        entries.entry((tree, year, text("place"), text("node"))).or_default().push(put);
    }
    if findings.is_empty() { Ok(entries) } else { Err(findings) }
}

/// The list of entries, as [`entries`] reads it.
pub fn written(entries: &Entries) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |line: [&str; 9]| writer.write_record(line).expect("writing to memory");
    put(["tree", "year", "place", "node", "value", "note", "file", "date", "by"]);
    for ((tree, year, place, node), all) in entries {
        for one in all {
            let value = one.value.map_or_else(String::new, |value| value.to_string());
            put([tree, &year.to_string(), place, node, &value, &one.note, &one.file, &one.date, &one.by]);
        }
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("only text was written")
}

impl Kept {
    /// The text of the tree in use, and the file's name that messages call it by.
    pub fn tree_text(&self) -> (String, &str) {
        let text = match self.chosen {
            Chosen::Shipped(n) => TEMPLATES.get(n).copied(),
            Chosen::Own(n) => self.own.get(n).map(|text| &**text),
        };
        (format!("{}.toml", self.name()), text.unwrap_or(TEMPLATES[0]))
    }

    /// What messages call the tree in use.
    fn name(&self) -> String {
        match self.chosen {
            Chosen::Shipped(n) => ["huangshan", "evaluation", "guangxi"].get(n).copied().unwrap_or("tree").to_owned(),
            Chosen::Own(n) => format!("tree-{}", n + 1),
        }
    }

    /// The tree in use.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn tree(&self) -> Result<Tree, Findings> {
        let (file, text) = self.tree_text();
        Tree::read(&file, text)
    }

    /// What was entered for the tree and a year, as scoring takes it; what can't be taken is said at its place and counts
    /// as nothing.
    pub fn entered(&self, tree: &Tree, year: i32, places: &Places) -> (Entered, Findings) {
        self.entered_of(&tree.id, year, places, &tree.asked())
    }

    /// The same for whatever has an id and asks for numbers by names.
    pub fn entered_of(&self, id: &str, year: i32, places: &Places, asked: &[(&str, Asked)]) -> (Entered, Findings) {
        let (mut entered, mut findings) = (Entered::default(), Findings::new());
        let first = (id.to_owned(), year, String::new(), String::new());
        let of_year = self.entered.range(first..).take_while(|((of, in_year, ..), _)| of == id && *in_year == year);
        for ((_, _, place, node), all) in of_year {
            let origin = Origin { sheet: Some(node.as_str().into()), ..Origin::file(place) };
            let warn = |code| Finding::new(code, Severity::Warning, origin.clone()).with("place", place);
            let Some(id) = find(places, place) else {
                let near = nearest(place, places.all().map(|place| &**places.path(place)));
                findings.push(warn("list-place").with("nearest", near));
                continue;
            };
            let Some((_, asked)) = asked.iter().find(|(name, _)| name == node) else {
                let near = nearest(node, asked.iter().map(|(name, _)| *name));
                findings.push(warn("entered-name").with("node", node).with("nearest", near));
                continue;
            };
            if *asked == Asked::Nothing {
                findings.push(warn("entered-unasked").with("node", node));
            }
            if *asked != Asked::Answers && all.len() > 1 {
                // Which of two is meant nobody can tell, so that none counts.
                findings.push(warn("entered-twice").with("node", node).with("first", all[0].evidence()));
                continue;
            }
            for put in all {
                let note = put.evidence().into();
                entered.add(id, node, Entry { value: put.value.map(Into::into), note, origin: origin.clone() });
            }
        }
        (entered, findings)
    }

    /// What was entered for one thing of a tree.
    pub fn puts(&self, tree: &str, year: i32, place: &str, node: &str) -> &[Put] {
        let at = (tree.to_owned(), year, place.to_owned(), node.to_owned());
        self.entered.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The same with entries; those of an empty list are taken away.
    #[must_use]
    pub fn with(&self, puts: impl IntoIterator<Item = (For, Vec<Put>)>) -> Kept {
        let mut kept = self.clone();
        let entered = Arc::make_mut(&mut kept.entered);
        for (at, puts) in puts {
            if puts.is_empty() {
                entered.remove(&at)
            } else {
                entered.insert(at, puts)
            };
        }
        kept
    }

    /// The same with a tree of its own in use: in the place of the one in use where that is one already.
    #[must_use]
    pub fn with_tree(&self, text: &str) -> Kept {
        let mut kept = self.clone();
        match kept.chosen {
            Chosen::Own(n) if n < kept.own.len() => kept.own[n] = text.into(),
            _ => {
                kept.own.push(text.into());
                kept.chosen = Chosen::Own(kept.own.len() - 1);
            }
        }
        kept
    }

    /// The same without a tree of its own.
    #[must_use]
    pub fn without_tree(&self, number: usize) -> Kept {
        let mut kept = self.clone();
        if number < kept.own.len() {
            kept.own.remove(number);
            kept.chosen = match kept.chosen {
                Chosen::Own(n) if n == number => Chosen::Shipped(0),
                Chosen::Own(n) if n > number => Chosen::Own(n - 1),
                chosen => chosen,
            };
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn entries_come_back_as_they_were() {
        let entered = &proposed(Some(Example::Huangshan)).entered;
        assert_eq!(entries("e.csv", written(entered).as_bytes(), None).as_ref(), Ok(&**entered));
    }

    #[test]
    fn the_example_is_scored_whole_in_both_years() {
        let data = sample::load();
        let kept = proposed(data.example);
        let tree = kept.tree().unwrap();
        for year in [2006, 2007] {
            let (entered, findings) = kept.entered(&tree, year, &data.places);
            assert!(findings.is_empty(), "{findings:?}");
            for county in &data.counties {
                let place = data.places.find_county(&county.name).unwrap();
                let is_there = |(name, asked): &(&str, Asked)| {
                    *asked == Asked::Nothing || !entered.entries(place, name).is_empty()
                };
                assert!(tree.asked().iter().all(is_there), "{} {year}", county.name);
            }
        }
    }

    #[test]
    fn what_cant_be_taken_is_said_and_counts_as_nothing() {
        let data = sample::load();
        let at = |place: &str, node: &str| ("huangshan".to_owned(), 2007, place.to_owned(), node.to_owned());
        let put = |value: i64| Put { value: Some(value.into()), ..Put::default() };
        let kept = Kept::default().with([
            (at("屯溪区", "5.1"), vec![put(3), put(4)]),
            (at("屯溪县", "5.1"), vec![put(3)]),
            (at("歙县", "5.9"), vec![put(3)]),
            (at("歙县", "3.1"), vec![put(1)]),
        ]);
        let tree = kept.tree().unwrap();
        let (entered, findings) = kept.entered(&tree, 2007, &data.places);
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["entered-twice", "list-place", "entered-unasked", "entered-name"]);
        assert_eq!(findings[1].fact("nearest"), Some("屯溪区"));
        let place = data.places.find_county("屯溪区").unwrap();
        assert!(entered.entries(place, "5.1").is_empty());
    }
}
