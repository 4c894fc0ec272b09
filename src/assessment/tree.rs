//! A tree of indicators as its file tells it: nodes with marks and rules, vetoes, musts and grades.
//!
//! Source: model sections 12.1 and 12.6.

use std::collections::HashMap;

use toml_edit::Item;

use super::exact::Exact;
use super::figure::{self, Figure};
use super::given::Asked;
use crate::finding::Findings;
use crate::list::nearest;
use crate::place::Level;
use crate::scenario::file::reader::{Reader, Section};

/// The trees shipped: Huangshan's seven aspects, the evaluation of its section five, Guangxi's 4, 11 and 34, and what the
/// Liaoning pilot built. Marks and standards are proposals, which each says.
pub const TEMPLATES: [&str; 4] = [
    include_str!("../../assets/assessment/huangshan.toml"),
    include_str!("../../assets/assessment/evaluation.toml"),
    include_str!("../../assets/assessment/guangxi.toml"),
    include_str!("../../assets/assessment/liaoning.toml"),
];

/// 等次: what a place is called from a total on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grade {
    /// Its name in Chinese, as files have it, and in English; the latter may be empty.
    pub names: [String; 2],
    /// The least total.
    pub from: Exact,
}

/// A tree of indicators.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tree {
    /// Its id.
    pub id: String,
    /// Its name in Chinese and in English; the latter may be empty.
    pub names: [String; 2],
    /// Where it comes from, and what of it is a proposal, in Chinese and in English; may be empty.
    pub source: [String; 2],
    /// Of which level the places are assessed.
    pub level: Level,
    /// Down to which rank those that met all musts are commended.
    pub commend: u32,
    /// The nodes, each before its children.
    pub nodes: Vec<Node>,
    /// One is enough for a total of zero (一票否决).
    pub vetoes: Vec<Condition>,
    /// What is to be met.
    pub musts: Vec<Condition>,
    /// The grades, the highest first.
    pub grades: Vec<Grade>,
}

/// A node of a tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// Its name in Chinese and in English; the latter may be empty.
    pub names: [String; 2],
    /// How many nodes it stands below.
    pub depth: usize,
    /// Full marks: of a leaf its own, else the sum of those below.
    pub marks: Exact,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NodeKind {
    /// The sum of the nodes directly below, by their positions.
    Sum(Vec<usize>),
    /// A leaf with its rule.
    Leaf(Leaf),
}

/// How a leaf is scored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// What is looked at.
    pub value: Figure,
    /// The rule.
    pub rule: Rule,
}

/// From a value to a score.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rule {
    /// marks × value / target, from nothing to `cap` of the marks.
    Ratio {
        /// What full marks are given for.
        target: Figure,
        /// How much of the marks at most.
        cap: Exact,
    },
    /// Straight from nothing at `zero` to the marks at `full`.
    Linear {
        /// Nothing.
        zero: Exact,
        /// Full marks.
        full: Exact,
    },
    /// The share of the first step from the top that the value reaches: from and share, the highest first.
    Steps(Vec<(Exact, Exact)>),
    /// The marks less `per` a unit, down to `floor`.
    Deduct {
        /// How much a unit.
        per: Exact,
        /// The least.
        floor: Exact,
    },
    /// `per` a unit up to `most`, on top of the sum.
    Bonus {
        /// How much a unit.
        per: Exact,
        /// The most.
        most: Exact,
    },
    /// All or nothing.
    Yes,
    /// As entered.
    Entered,
}

impl Rule {
    /// The keys of rules in files.
    pub const KEYS: [&str; 7] = ["ratio", "linear", "steps", "deduct", "bonus", "yes", "entered"];
}

/// A veto or a must.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// Its id.
    pub id: String,
    /// Its name in Chinese and in English; the latter may be empty.
    pub names: [String; 2],
    /// What is looked at.
    pub value: Figure,
    /// All of them hold, or the condition does not.
    pub tests: Vec<Test>,
}

/// A test of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Test {
    /// Not below.
    Least(Exact),
    /// Not above.
    Most(Exact),
    /// Below.
    Below(Exact),
    /// Above.
    Above(Exact),
    /// Yes (a number other than zero), or no.
    Yes(bool),
}

impl Test {
    /// Whether it holds of a value.
    pub fn holds(&self, value: &Exact) -> bool {
        match self {
            Test::Least(least) => value >= least,
            Test::Most(most) => value <= most,
            Test::Below(limit) => value < limit,
            Test::Above(limit) => value > limit,
            Test::Yes(yes) => (*value != Exact::ZERO) == *yes,
        }
    }
}

impl Condition {
    /// Whether all its tests hold of a value.
    pub fn holds(&self, value: &Exact) -> bool {
        self.tests.iter().all(|test| test.holds(value))
    }
}

impl Tree {
    /// Reads a tree.
    ///
    /// # Errors
    /// All that is wrong with it, each with its line and column: TOML that does not parse, an unknown key, a value of the
    /// wrong kind, a leaf without marks, rule or value, an id there twice, a parent that is not there, a circle, marks
    /// that do not add up to what a node says.
    pub fn read(file: &str, text: &str) -> Result<Tree, Findings> {
        let (mut reader, document) = Reader::open(file, text)?;
        let tree = tree(&mut reader, document.as_table());
        match tree {
            Some(tree) if reader.findings.is_empty() => Ok(tree),
            _ => Err(reader.findings),
        }
    }

    /// The leaves with their nodes.
    pub fn leaves(&self) -> impl Iterator<Item = (&Node, &Leaf)> {
        self.nodes.iter().filter_map(|node| match &node.kind {
            NodeKind::Leaf(leaf) => Some((node, leaf)),
            NodeKind::Sum(_) => None,
        })
    }

    /// Full marks.
    pub fn marks(&self) -> Exact {
        self.leaves().fold(Exact::ZERO, |sum, (node, _)| sum.plus(&node.marks))
    }

    /// By which names numbers are entered, and which are leaves that take none.
    pub fn asked(&self) -> Vec<(&str, Asked)> {
        let leaves = self.leaves().map(|(node, leaf)| {
            let target = if let Rule::Ratio { target, .. } = &leaf.rule { Some(target) } else { None };
            (node.id.as_str(), asked(&leaf.value, target, leaf.rule == Rule::Yes))
        });
        let conditions = self.vetoes.iter().chain(&self.musts).map(|condition| {
            let is_yes = condition.tests.iter().any(|test| matches!(test, Test::Yes(_)));
            (condition.id.as_str(), asked(&condition.value, None, is_yes))
        });
        leaves.chain(conditions).collect()
    }

    /// The lines of statements that it names.
    pub fn lines(&self) -> Vec<&str> {
        let leaves = self.leaves().flat_map(|(_, leaf)| {
            let target = if let Rule::Ratio { target, .. } = &leaf.rule { target.lines() } else { Vec::new() };
            leaf.value.lines().into_iter().chain(target)
        });
        leaves.chain(self.vetoes.iter().chain(&self.musts).flat_map(|c| c.value.lines())).collect()
    }
}

/// What is asked for a figure and its target.
fn asked(value: &Figure, target: Option<&Figure>, is_yes: bool) -> Asked {
    let has = |is_such| value.has(is_such) || target.is_some_and(|target| target.has(is_such));
    if has(|figure| *figure == Figure::Answers) {
        Asked::Answers
    } else if !has(|figure| *figure == Figure::Entered) {
        Asked::Nothing
    } else if is_yes {
        Asked::YesNo
    } else {
        Asked::Once
    }
}

/// A node as it stands in the file, before it is put into its place.
struct Written {
    node: Node,
    parent: Option<String>,
    /// Whether it has what only leaves have.
    is_leaf: bool,
    span: Option<std::ops::Range<usize>>,
    said: Option<Exact>,
    leaf: Option<Leaf>,
}

fn text(reader: &mut Reader<'_>, section: Section<'_>, key: &str) -> Option<String> {
    reader.value(section, key, "expected.text", |_, value| value.as_str().map(str::to_owned))
}

fn number(reader: &mut Reader<'_>, section: Section<'_>, key: &str) -> Option<Exact> {
    reader.value(section, key, "expected.number", |reader, value| reader.measured(value).map(Exact::from))
}

fn needed(reader: &mut Reader<'_>, section: Section<'_>, key: &str) -> Option<Exact> {
    let number = number(reader, section, key);
    reader.required(section, key, number)
}

/// An id, which names something.
pub(super) fn id(reader: &mut Reader<'_>, section: Section<'_>) -> Option<String> {
    let some = |value: &toml_edit::Value| value.as_str().filter(|id| !id.trim().is_empty()).map(str::to_owned);
    reader.value(section, "id", "expected.some_text", |_, value| some(value))
}

/// The id, and the names; an id must be there.
fn named(reader: &mut Reader<'_>, section: Section<'_>) -> (Option<String>, [String; 2]) {
    let id = id(reader, section);
    let id = reader.required(section, "id", id);
    (id, ["zh", "en"].map(|key| text(reader, section, key).unwrap_or_default()))
}

fn span(section: Section<'_>, key: &str) -> Option<std::ops::Range<usize>> {
    section.table.get(key).and_then(Item::span).or(Some(section.start..section.start))
}

fn tree(reader: &mut Reader<'_>, root: &dyn toml_edit::TableLike) -> Option<Tree> {
    let top = Section { table: root, name: "", start: 0 };
    let keys = ["id", "zh", "en", "source", "source_en", "level", "commend", "marks", "node", "veto", "must", "grade"];
    reader.known(top, &keys);
    let (id, names) = named(reader, top);
    let source = ["source", "source_en"].map(|key| text(reader, top, key).unwrap_or_default());
    let level = reader.value(top, "level", "expected.assessed_level", |_, value| {
        let text = value.as_str()?;
        Level::ALL.into_iter().find(|level| level.key() == text)
    });
    let commend = reader.value(top, "commend", "expected.heads", |reader, value| {
        reader.heads(value).and_then(|number| u32::try_from(number).ok())
    });
    let said = number(reader, top, "marks");
    let mut ids: HashMap<String, ()> = HashMap::new();
    let written = nodes(reader, top, &mut ids);
    let nodes = placed(reader, written);
    let vetoes = conditions(reader, top, "veto", &["below", "above", "yes"], &mut ids);
    let musts = conditions(reader, top, "must", &["least", "most", "below", "above", "yes"], &mut ids);
    let grades = grades(reader, top);
    let tree = Tree {
        id: id?,
        names,
        source,
        level: level.unwrap_or(Level::County),
        commend: commend.unwrap_or(3),
        nodes,
        vetoes,
        musts,
        grades,
    };
    check_sum(reader, said.as_ref(), &tree.marks(), span(top, "marks"), "marks");
    if tree.nodes.is_empty() && reader.findings.is_empty() {
        reader.error("missing-key", Some(0..0), "node");
    }
    Some(tree)
}

/// Notes an id; one that is there already is a finding.
fn note(reader: &mut Reader<'_>, section: Section<'_>, id: &str, ids: &mut HashMap<String, ()>) {
    if ids.insert(id.to_owned(), ()).is_some() {
        reader.error("tree-id-twice", span(section, "id"), &section.path("id")).facts.push(("id", id.to_owned()));
    }
}

fn nodes(reader: &mut Reader<'_>, top: Section<'_>, ids: &mut HashMap<String, ()>) -> Vec<Written> {
    let mut written = Vec::new();
    for section in reader.tables(top, "node") {
        let (id, names) = named(reader, section);
        let Some(id) = id else { continue };
        note(reader, section, &id, ids);
        if id == "total" {
            reader.error("tree-id-total", span(section, "id"), &section.path("id"));
        }
        let parent = text(reader, section, "parent");
        let said = reader.value(section, "marks", "expected.not_negative", |reader, value| {
            reader.not_negative(value).map(Exact::from)
        });
        let is_leaf = section.table.contains_key("rule") || section.table.contains_key("value");
        let leaf = if is_leaf { leaf(reader, section) } else { None };
        if !is_leaf {
            reader.known(section, &["id", "zh", "en", "parent", "marks"]);
        }
        let kind = NodeKind::Sum(Vec::new());
        let node = Node { id, names, depth: 0, marks: Exact::ZERO, kind };
        written.push(Written { node, parent, is_leaf, span: span(section, "id"), said, leaf });
    }
    written
}

/// The rule and the value of a leaf; what of them is missing or wrong is a finding.
fn leaf(reader: &mut Reader<'_>, section: Section<'_>) -> Option<Leaf> {
    let value = figure::read(reader, section, "value");
    let value = reader.required(section, "value", value);
    let name = reader.value(section, "rule", "expected.rule", |_, value| {
        Rule::KEYS.into_iter().find(|key| Some(*key) == value.as_str())
    });
    let name = reader.required(section, "rule", name)?;
    if name != "bonus" && !section.table.contains_key("marks") {
        reader.required::<()>(section, "marks", None);
    }
    let mut keys = vec!["id", "zh", "en", "parent", "rule", "value"];
    let rule = match name {
        "ratio" => {
            keys.extend(["marks", "target", "cap"]);
            let target = figure::read(reader, section, "target");
            let target = reader.required(section, "target", target);
            let cap = reader.value(section, "cap", "expected.not_negative", |reader, value| {
                reader.not_negative(value).map(Exact::from)
            });
            target.map(|target| Rule::Ratio { target, cap: cap.unwrap_or(Exact::ONE) })
        }
        "linear" => {
            keys.extend(["marks", "zero", "full"]);
            let (zero, full) = (needed(reader, section, "zero"), needed(reader, section, "full"));
            if zero.is_some() && zero == full {
                reader.error("tree-linear-flat", span(section, "full"), &section.path("full"));
            }
            zero.zip(full).map(|(zero, full)| Rule::Linear { zero, full })
        }
        "steps" => {
            keys.extend(["marks", "steps"]);
            steps(reader, section).map(Rule::Steps)
        }
        "deduct" => {
            keys.extend(["marks", "per", "floor"]);
            let (per, floor) = (needed(reader, section, "per"), number(reader, section, "floor"));
            per.map(|per| Rule::Deduct { per, floor: floor.unwrap_or(Exact::ZERO) })
        }
        "bonus" => {
            keys.extend(["per", "most"]);
            let (per, most) = (needed(reader, section, "per"), needed(reader, section, "most"));
            per.zip(most).map(|(per, most)| Rule::Bonus { per, most })
        }
        "yes" => {
            keys.push("marks");
            Some(Rule::Yes)
        }
        _ => {
            keys.push("marks");
            Some(Rule::Entered)
        }
    };
    reader.known(section, &keys);
    Some(Leaf { value: value?, rule: rule? })
}

/// The steps, the highest first.
fn steps(reader: &mut Reader<'_>, section: Section<'_>) -> Option<Vec<(Exact, Exact)>> {
    let mut steps = Vec::new();
    for step in reader.tables(section, "steps") {
        let step = Section { name: "node.steps", ..step };
        reader.known(step, &["from", "share"]);
        let (from, share) = (needed(reader, step, "from"), needed(reader, step, "share"));
        steps.extend(from.zip(share));
    }
    match section.table.get("steps") {
        Some(empty) if empty.as_array().is_some_and(toml_edit::Array::is_empty) => {
            reader.wrong(section, "steps", empty, "expected.steps");
        }
        _ => {
            reader.required::<()>(section, "steps", None);
        }
    }
    steps.sort_by(|(a, _), (b, _)| b.cmp(a));
    Some(steps).filter(|steps| !steps.is_empty())
}

fn conditions(
    reader: &mut Reader<'_>,
    top: Section<'_>,
    key: &str,
    tests: &[&'static str],
    ids: &mut HashMap<String, ()>,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for section in reader.tables(top, key) {
        let known: Vec<&str> = ["id", "zh", "en", "value"].iter().chain(tests).copied().collect();
        reader.known(section, &known);
        let (id, names) = named(reader, section);
        if let Some(id) = &id {
            note(reader, section, id, ids);
        }
        let value = figure::read(reader, section, "value");
        let value = reader.required(section, "value", value);
        let given: Vec<&str> = tests.iter().copied().filter(|test| section.table.contains_key(test)).collect();
        // One condition holds or does not; only what is to be met may lie between two limits.
        if given.is_empty() || (key == "veto" && given.len() > 1) {
            let finding = reader.error("tree-condition", span(section, "id"), key);
            finding.facts.push(("known", tests.join(", ")));
        }
        let tests = given.into_iter().filter_map(|test| self::test(reader, section, test)).collect();
        if let (Some(id), Some(value)) = (id, value) {
            conditions.push(Condition { id, names, value, tests });
        }
    }
    conditions
}

fn test(reader: &mut Reader<'_>, section: Section<'_>, key: &str) -> Option<Test> {
    if key == "yes" {
        return reader.value(section, key, "expected.truth", |_, value| value.as_bool()).map(Test::Yes);
    }
    let limit = number(reader, section, key)?;
    Some(match key {
        "least" => Test::Least(limit),
        "most" => Test::Most(limit),
        "below" => Test::Below(limit),
        _ => Test::Above(limit),
    })
}

fn grades(reader: &mut Reader<'_>, top: Section<'_>) -> Vec<Grade> {
    let mut grades: Vec<Grade> = Vec::new();
    for section in reader.tables(top, "grade") {
        reader.known(section, &["name", "en", "from"]);
        let name = text(reader, section, "name");
        let name = reader.required(section, "name", name);
        let from = needed(reader, section, "from");
        let english = text(reader, section, "en").unwrap_or_default();
        if let (Some(name), Some(from)) = (name, from) {
            if grades.iter().any(|other| other.from == from) {
                reader.error("tree-grade-twice", span(section, "from"), &section.path("from"));
            }
            grades.push(Grade { names: [name, english], from });
        }
    }
    grades.sort_by(|a, b| b.from.cmp(&a.from));
    grades
}

/// Puts the nodes into tree order, each before its children, and adds up their marks.
fn placed(reader: &mut Reader<'_>, written: Vec<Written>) -> Vec<Node> {
    let position: HashMap<&str, usize> = written.iter().enumerate().map(|(n, w)| (w.node.id.as_str(), n)).collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); written.len()];
    let mut tops = Vec::new();
    for (n, this) in written.iter().enumerate() {
        match this.parent.as_deref() {
            None => tops.push(n),
            Some(parent) => match position.get(parent) {
                Some(above) => below[*above].push(n),
                None => {
                    let near = nearest(parent, written.iter().map(|w| w.node.id.as_str()));
                    let finding = reader.error("tree-parent", this.span.clone(), &this.node.id);
                    finding.facts.push(("parent", parent.to_owned()));
                    finding.facts.push(("nearest", near));
                }
            },
        }
    }
    let mut order = Vec::new();
    let mut next: Vec<(usize, usize)> = tops.into_iter().rev().map(|n| (n, 0)).collect();
    while let Some((n, depth)) = next.pop() {
        order.push((n, depth));
        next.extend(below[n].iter().rev().map(|child| (*child, depth + 1)));
    }
    // What is below itself is reached from no top.
    if reader.findings.is_empty()
        && let Some(n) = (0..written.len()).find(|n| !order.iter().any(|(m, _)| m == n))
    {
        reader.error("tree-circle", written[n].span.clone(), &written[n].node.id);
    }
    let new: HashMap<usize, usize> = order.iter().enumerate().map(|(new, (n, _))| (*n, new)).collect();
    let mut nodes: Vec<Node> = Vec::with_capacity(order.len());
    for (n, depth) in &order {
        let this = &written[*n];
        let children: Vec<usize> = below[*n].iter().map(|child| new[child]).collect();
        match (this.is_leaf, children.is_empty()) {
            (true, false) => drop(reader.error("tree-leaf-with-children", this.span.clone(), &this.node.id)),
            (false, true) => drop(reader.error("tree-leaf-without-rule", this.span.clone(), &this.node.id)),
            _ => {}
        }
        let kind = match &this.leaf {
            Some(leaf) => NodeKind::Leaf(leaf.clone()),
            None => NodeKind::Sum(children),
        };
        let marks = if this.is_leaf { this.said.clone().unwrap_or(Exact::ZERO) } else { Exact::ZERO };
        nodes.push(Node { depth: *depth, marks, kind, ..this.node.clone() });
    }
    for n in (0..nodes.len()).rev() {
        if let NodeKind::Sum(children) = &nodes[n].kind {
            let sum = children.iter().fold(Exact::ZERO, |sum, child| sum.plus(&nodes[*child].marks));
            let this = &written[order[n].0];
            if !this.is_leaf {
                check_sum(reader, this.said.as_ref(), &sum, this.span.clone(), &this.node.id);
            }
            nodes[n].marks = sum;
        }
    }
    nodes
}

/// What marks are said to be in all must be what those below add up to.
fn check_sum(
    reader: &mut Reader<'_>,
    said: Option<&Exact>,
    sum: &Exact,
    span: Option<std::ops::Range<usize>>,
    key: &str,
) {
    if let Some(said) = said.filter(|said| *said != sum) {
        let finding = reader.error("tree-marks-sum", span, key);
        finding.facts.push(("said", said.written(4).unwrap_or_default()));
        finding.facts.push(("sum", sum.written(4).unwrap_or_default()));
    }
}
