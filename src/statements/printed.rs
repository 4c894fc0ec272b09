//! A form as offices print it: which cell of a sheet holds which line of which version, known by the form's words.
//!
//! Lines stand down beside a column 项目, or across above places (区县); the numbers' columns say 预算数, 调整预算数, 执行数,
//! 决算数, 完成%, or 金额, of the year, of another that they name, or of the one before (上年).
//!
//! Source: model sections 11.1 and 11.2.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use toml_edit::DocumentMut;

use super::form::{Fill, Form, LineKind};
use super::kept::{Budgets, Hand, Put};
use super::statement::{Version, Who};
use super::year::BudgetYear;
use crate::finding::{Finding, Origin, Severity};
use crate::intake::unit::{Counts, units_told};
use crate::intake::value::{Number, half_width, number};
use crate::money::Money;
use crate::month::Month;
use crate::place::Places;
use crate::sheet::Sheet;

/// What a cell holds of its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// An amount of a version; `None` is the one that is spoken of, of an earlier year the one that counts.
    Amount(Option<Version>),
    /// 完成%: the actual over the budget.
    Progress,
}

/// A cell of a printed form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Its row, from 0.
    pub row: usize,
    /// Its column, from 0.
    pub column: usize,
    /// The line's position in the form.
    pub line: usize,
    /// What it holds.
    pub holds: Holds,
    /// Of which calendar year.
    pub year: i32,
    /// Whose it is; `None` is the one the sheet is of.
    pub who: Option<Who>,
    /// How many yuan one of its unit is.
    pub factor: i64,
}

/// A sheet that holds a form.
#[derive(Clone, PartialEq, Debug)]
pub struct Printed {
    /// The calendar year that it says it is of.
    pub year: Option<i32>,
    /// Whose it says it is.
    pub who: Option<Who>,
    /// The cells that were known.
    pub slots: Vec<Slot>,
    /// What was not known: rows and columns of numbers, a unit that is not told.
    pub findings: Vec<Finding>,
}

/// The lines of a form by the names that offices give them.
struct Names<'a> {
    form: &'a Form,
    by_name: HashMap<String, usize>,
}

/// Other names of lines, by id.
fn words() -> &'static Vec<(String, Vec<String>)> {
    static WORDS: OnceLock<Vec<(String, Vec<String>)>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let text = include_str!("../../assets/statements/words.toml");
        let document: DocumentMut = text.parse().expect("the shipped words are without error");
        let names = |item: &toml_edit::Item| {
            item.as_array().into_iter().flatten().filter_map(|name| Some(bare(name.as_str()?))).collect()
        };
        document.iter().map(|(id, item)| (id.to_owned(), names(item))).collect()
    })
}

/// A name without numbering, 其中, blanks, and what stands in brackets at its end.
fn bare(text: &str) -> String {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = text.as_str();
    loop {
        let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        let inside = rest.strip_prefix('(').unwrap_or(rest);
        let after = inside.trim_start_matches(numeral);
        let numbered = (after.len() < inside.len()).then(|| after.strip_prefix(['、', '.', ')', ',', ':'])).flatten();
        let circled = rest.strip_prefix(|c: char| ('\u{2460}'..='\u{24ff}').contains(&c));
        let said = ["其中:", "其中", "#", "加:", "减:", ":", "-"].iter().find_map(|start| rest.strip_prefix(start));
        match numbered.or(circled).or(said) {
            Some(next) => rest = next,
            None => break,
        }
    }
    while let Some(open) = rest.ends_with(')').then(|| rest.rfind('(')).flatten().filter(|open| *open > 0) {
        rest = &rest[..open];
    }
    rest.to_owned()
}

impl<'a> Names<'a> {
    fn new(form: &'a Form) -> Names<'a> {
        let mut by_name = HashMap::new();
        for (n, line) in form.lines.iter().enumerate() {
            by_name.entry(bare(&line.names[0])).or_insert(n);
        }
        for (n, line) in form.lines.iter().enumerate() {
            let others = words().iter().filter(|(id, _)| *id == line.id).flat_map(|(_, names)| names);
            for name in others {
                by_name.entry(name.clone()).or_insert(n);
            }
        }
        Names { form, by_name }
    }

    /// The line of a name; 合计 and 小计 alone are those of the lines before.
    fn line(&self, text: &str, before: Option<LineKind>) -> Option<usize> {
        let name = bare(text);
        let id = match (&*name, before) {
            ("合计" | "总计", Some(LineKind::Income)) => "income",
            ("合计" | "总计", Some(LineKind::Expenditure)) => "expenditure",
            ("小计", Some(LineKind::Income)) => "income_own",
            ("小计", Some(LineKind::Expenditure)) => "expenditure_own",
            _ => return self.by_name.get(&name).copied(),
        };
        self.form.line(id)
    }

    /// The line whose name begins a heading, and what is left of it.
    fn line_in<'t>(&self, text: &'t str) -> Option<(usize, &'t str)> {
        let found =
            self.by_name.iter().filter_map(|(name, line)| Some((*line, name, text.strip_prefix(name.as_str())?)));
        found.max_by_key(|(_, name, _)| name.len()).map(|(line, _, rest)| (line, rest))
    }
}

/// What a heading says that its column holds, and of which year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    Holds(Holds, Option<i32>, bool),
    /// Numbers that are none of a statement: shares, changes, months.
    Other,
}

fn said(heading: &str) -> Option<Said> {
    let text: String = half_width(heading).chars().filter(|c| !c.is_whitespace()).collect();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["完成率", "执行率"]) || (has(&["%", "占"]) && has(&["完成", "执行数占预算", "执行占预算"]))
    {
        return Some(Said::Holds(Holds::Progress, None, false));
    }
    if has(&["%", "增减", "增长", "比上年", "较上年", "差额", "比重", "本月", "当月", "本季", "同期"])
    {
        return Some(Said::Other);
    }
    let versions: [(&[&str], Version); 5] = [
        (&["调整预算", "预算调整", "调整后预算", "调整数"], Version::Revised),
        (&["决算"], Version::Final),
        (&["预计"], Version::Forecast),
        (&["执行", "实际", "实绩", "完成", "累计"], Version::Actual),
        (&["预算", "计划", "草案"], Version::Budget),
    ];
    let version = versions.iter().find(|(words, _)| has(words)).map(|(_, version)| *version);
    let is_last = has(&["上年", "去年"]);
    let plain = is_last || has(&["金额", "本年数", "本年度"]);
    (version.is_some() || plain).then_some(Said::Holds(Holds::Amount(version), year_in(&text), is_last))
}

/// A calendar year of four digits before 年.
fn year_in(text: &str) -> Option<i32> {
    let years = text.match_indices('年').filter_map(|(at, _)| {
        let digits = text.get(at.checked_sub(4)?..at)?;
        digits.parse::<i32>().ok().filter(|year| (1950..=2100).contains(year) && Month::new(*year, 1).is_some())
    });
    years.max()
}

const ITEMS: [&str; 7] = ["项目", "项目名称", "科目", "科目名称", "收支项目", "指标", "指标名称"];
const PLACES: [&str; 13] = [
    "区县",
    "县区",
    "地区",
    "市县",
    "县市区",
    "县(市、区)",
    "单位名称",
    "统筹区",
    "统筹地区",
    "填报单位",
    "编报单位",
    "地市",
    "区(县)",
];

/// What a column of names holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum NamesOf {
    Lines,
    Places,
}

fn names_of(text: &str) -> Option<NamesOf> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let is_item = ITEMS.contains(&&*text) || (text.ends_with("项目") && text.chars().count() <= 6);
    match (is_item, PLACES.contains(&&*text)) {
        (true, _) => Some(NamesOf::Lines),
        (_, true) => Some(NamesOf::Places),
        _ => None,
    }
}

/// The text of a cell, of merged ones the text of them all.
fn text_at(sheet: &Sheet, row: usize, column: usize) -> &str {
    let (r, c) = (row as u32, column as u32);
    let within =
        |area: &&crate::sheet::Area| (area.top..=area.bottom).contains(&r) && (area.left..=area.right).contains(&c);
    match sheet.merged.iter().find(within) {
        Some(area) => sheet.cell(area.top as usize, area.left as usize).trim(),
        None => sheet.cell(row, column).trim(),
    }
}

/// A column of numbers.
struct Numbers {
    column: usize,
    /// The column with its lines' names, where lines stand down.
    names: Option<usize>,
    line: Option<usize>,
    holds: Holds,
    year: Option<i32>,
    is_last: bool,
    factor: Option<i64>,
}

/// The heading of a form on a sheet.
struct Heading {
    /// The first row below it.
    below: usize,
    lines: Vec<usize>,
    places: Option<usize>,
    numbers: Vec<Numbers>,
    /// Columns of numbers that are not known, with what stands above them.
    others: Vec<(usize, String)>,
}

/// How far down a heading is looked for.
const DEEPEST: usize = 60;

fn heading(sheet: &Sheet, names: &Names<'_>) -> Option<Heading> {
    let width = sheet.most_columns();
    (0..sheet.height().min(DEEPEST)).find_map(|top| {
        let named: Vec<(usize, NamesOf)> =
            (0..width).filter_map(|column| Some((column, names_of(sheet.cell(top, column))?))).collect();
        let first = named.first()?.0;
        // The heading goes on where the names' cell is one with that above, or there is nothing in it.
        let goes_on = |row: &usize| {
            let name = text_at(sheet, *row, first);
            let has_words = (0..width).any(|c| c != first && said(text_at(sheet, *row, c)).is_some());
            (name.is_empty() || name == text_at(sheet, top, first)) && has_words
        };
        let below = (top + 1..(top + 3).min(sheet.height())).take_while(goes_on).last().map_or(top + 1, |row| row + 1);
        let lines: Vec<usize> = named.iter().filter(|(_, of)| *of == NamesOf::Lines).map(|(c, _)| *c).collect();
        let places = named.iter().find(|(_, of)| *of == NamesOf::Places).map(|(c, _)| *c);
        let (mut numbers, mut others) = (Vec::new(), Vec::new());
        for column in (0..width).filter(|column| named.iter().all(|(c, _)| c != column)) {
            let mut parts: Vec<&str> = (top..below).map(|row| text_at(sheet, row, column)).collect();
            parts.dedup();
            let whole = parts.concat();
            let line = match lines.is_empty() {
                true => parts.first().and_then(|first| {
                    let first = bare(first);
                    names.line_in(&first).map(|(line, rest)| (line, rest.to_owned()))
                }),
                false => None,
            };
            let above = lines.iter().rfind(|c| **c < column).copied();
            let told = match (&line, lines.is_empty()) {
                (Some((_, rest)), _) => {
                    let rest = rest.clone() + &parts[1.min(parts.len())..].concat();
                    let plain = Said::Holds(Holds::Amount(None), None, false);
                    if rest.is_empty() { Some(plain) } else { said(&rest) }
                }
                (None, true) => None,
                (None, false) => said(&whole).filter(|_| above.is_some()),
            };
            let factor = units_told(&whole).iter().find(|unit| unit.counts == Counts::Money).map(|unit| unit.factor);
            match told {
                Some(Said::Holds(holds, year, is_last)) => numbers.push(Numbers {
                    column,
                    names: above,
                    line: line.map(|(line, _)| line),
                    holds,
                    year,
                    is_last,
                    factor,
                }),
                _ if !whole.is_empty() && whole != "行次" && whole != "序号" => others.push((column, whole)),
                _ => {}
            }
        }
        (!numbers.is_empty()).then_some(Heading { below, lines, places, numbers, others })
    })
}

/// Whose a text says something is: the place with the longest name in it.
pub fn who_in(text: &str, places: &Places) -> Option<Who> {
    let named = |place: &crate::place::PlaceId| {
        let of = |name: &str| (name.chars().count() >= 2 && text.contains(name)).then_some(name.len());
        of(places.name(*place)).or_else(|| of(places.short(*place)))
    };
    let found = places.all().filter_map(|place| Some((named(&place)?, place))).max_by_key(|(length, _)| *length);
    let who = |place| if places.is_county(place) { Who::County(place) } else { Who::Whole(place) };
    let whole =
        || ["全市", "全省", "全区合计"].iter().any(|word| text.contains(word)).then(|| Who::Whole(places.root()));
    found.map(|(_, place)| who(place)).or_else(whole)
}

/// The form that a sheet holds; `None` where it has no heading of one. Of a year that the sheet does not tell it is
/// taken to be `of_year`'s.
pub fn recognised(sheet: &Sheet, form: &Form, places: &Places, of_year: i32) -> Option<Printed> {
    let names = Names::new(form);
    let heading = heading(sheet, &names)?;
    let above = || (0..heading.below).flat_map(|row| sheet.row(row).map(str::to_owned));
    let told: Vec<i64> = (0..sheet.height())
        .flat_map(|row| sheet.row(row))
        .flat_map(units_told)
        .filter(|unit| unit.counts == Counts::Money)
        .map(|unit| unit.factor)
        .take(1)
        .collect();
    let of_headings = heading.numbers.iter().filter(|n| !n.is_last).filter_map(|n| n.year).max();
    let title =
        (0..heading.below.saturating_sub(1)).flat_map(|row| sheet.row(row)).find_map(|t| year_in(&half_width(t)));
    let year = title.or(of_headings);
    let mut findings = Vec::new();
    let in_unit = heading.numbers.iter().all(|numbers| numbers.factor.is_some());
    if told.is_empty() && !in_unit {
        findings.push(Finding::new("printed-unit", Severity::Warning, sheet.origin.clone()));
    }
    let has_numbers = |column: usize| (heading.below..sheet.height()).any(|row| is_number(sheet.cell(row, column)));
    for (column, words) in heading.others.iter().filter(|(column, _)| has_numbers(*column)) {
        let origin = sheet.at(heading.below - 1, *column);
        findings.push(Finding::new("printed-column", Severity::Note, origin).with("column", words));
    }
    let mut reading = Reading { sheet, names: &names, heading: &heading, places, slots: Vec::new(), findings };
    let base = Base { year: year.unwrap_or(of_year), factor: told.first().copied().unwrap_or(1) };
    if heading.lines.is_empty() {
        reading.across(base)
    } else {
        reading.down(base)
    }
    let who = above().find_map(|text| who_in(&text, places)).or_else(|| {
        let sheet_name = sheet.origin.sheet.as_deref().unwrap_or_default();
        who_in(sheet_name, places).or_else(|| who_in(&sheet.origin.file, places))
    });
    let Reading { slots, findings, .. } = reading;
    (!slots.is_empty()).then_some(Printed { year, who, slots, findings })
}

fn is_number(text: &str) -> bool {
    matches!(number(text), Some(Number::Known(_)))
}

/// What holds where a column says nothing else.
#[derive(Clone, Copy)]
struct Base {
    year: i32,
    factor: i64,
}

/// A sheet that is being read.
struct Reading<'a> {
    sheet: &'a Sheet,
    names: &'a Names<'a>,
    heading: &'a Heading,
    places: &'a Places,
    slots: Vec<Slot>,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    fn slot(&mut self, row: usize, line: usize, numbers: &Numbers, who: Option<Who>, base: Base) {
        let year = numbers.year.unwrap_or(if numbers.is_last { base.year - 1 } else { base.year });
        let factor = numbers.factor.unwrap_or(base.factor);
        self.slots.push(Slot { row, column: numbers.column, line, holds: numbers.holds, year, who, factor });
    }

    fn unknown(&mut self, row: usize, column: usize, name: &str) {
        let finding = Finding::new("printed-line", Severity::Warning, self.sheet.at(row, column));
        self.findings.push(finding.with("line", name));
    }

    /// Lines stand down, in one or several columns of names.
    fn down(&mut self, base: Base) {
        for names in &self.heading.lines {
            let numbers: Vec<&Numbers> = self.heading.numbers.iter().filter(|n| n.names == Some(*names)).collect();
            let mut known: Vec<(usize, usize, Option<Who>)> = Vec::new();
            let mut unknown: Vec<(usize, String)> = Vec::new();
            let (mut kind, mut who) = (None, None);
            for row in self.heading.below..self.sheet.height() {
                if let Some(column) = self.heading.places {
                    let told = self.sheet.cell(row, column).trim();
                    who = if told.is_empty() { who } else { who_in(told, self.places) };
                    if who.is_none() && !told.is_empty() {
                        let finding = Finding::new("printed-place", Severity::Warning, self.sheet.at(row, column));
                        self.findings.push(finding.with("place", told));
                        continue;
                    }
                }
                let text = self.sheet.cell(row, *names).trim();
                if text.is_empty() {
                    continue;
                }
                match self.names.line(text, kind) {
                    Some(line) => {
                        let line_kind = self.names.form.lines[line].kind;
                        if matches!(line_kind, LineKind::Income | LineKind::Expenditure) {
                            kind = Some(line_kind);
                        }
                        // 一、收入 may be a heading above its lines: the row that says 合计 is the total.
                        let twice = known.iter().position(|(_, other, of)| (*other, *of) == (line, who));
                        let is_sum = text.contains("合计") || text.contains("总计");
                        match twice {
                            Some(first) if is_sum => known[first].0 = row,
                            Some(_) => unknown.push((row, text.to_owned())),
                            None => known.push((row, line, who)),
                        }
                    }
                    None => unknown.push((row, text.to_owned())),
                }
            }
            let last = known.iter().map(|(row, ..)| *row).max().unwrap_or(0);
            for (row, line, who) in known {
                numbers.iter().for_each(|numbers| self.slot(row, line, numbers, who, base));
            }
            let speaks = |row: usize| numbers.iter().any(|n| is_number(self.sheet.cell(row, n.column)));
            unknown.retain(|(row, _)| *row < last || speaks(*row));
            unknown.iter().for_each(|(row, name)| self.unknown(*row, *names, name));
        }
    }

    /// Places stand down and lines across.
    fn across(&mut self, base: Base) {
        let Some(column) = self.heading.places else { return };
        for row in self.heading.below..self.sheet.height() {
            let text = self.sheet.cell(row, column).trim();
            let plain = bare(text);
            let who = match &*plain {
                "合计" | "总计" => Some(Who::Whole(self.places.root())),
                _ => who_in(text, self.places),
            };
            match who {
                Some(_) => {
                    for numbers in &self.heading.numbers {
                        if let Some(line) = numbers.line {
                            self.slot(row, line, numbers, who, base);
                        }
                    }
                }
                None if self.heading.numbers.iter().any(|n| is_number(self.sheet.cell(row, n.column))) => {
                    let finding = Finding::new("printed-place", Severity::Warning, self.sheet.at(row, column));
                    self.findings.push(finding.with("place", text));
                }
                None => {}
            }
        }
    }
}

/// What a statement has for a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// An amount.
    Amount(Money),
    /// An amount over another.
    Share(Money, Money),
    /// There is none.
    Nothing,
}

impl Slot {
    /// What a budget year has for the cell, where it is of a place; 金额 is of the version that is spoken of. `None` where
    /// there is no statement of it at all.
    pub fn value(&self, year: &BudgetYear, who: Who, version: Version) -> Option<Value> {
        let who = self.who.unwrap_or(who);
        let of = |version| year.statements.get(&(who, self.year, version));
        let whole = || of(Version::Actual).filter(|actual| actual.months == 12);
        let statement = match self.holds {
            Holds::Amount(None) if self.year + 1 == year.year => year.before(who).map(|(_, statement)| statement),
            Holds::Amount(None) => of(version),
            // A year that is over is closed by its twelve months.
            Holds::Amount(Some(Version::Final)) => of(Version::Final).or_else(whole),
            Holds::Amount(Some(version)) => of(version),
            Holds::Progress => of(Version::Actual).or_else(|| of(Version::Final)),
        }?;
        let amount = statement.cells[self.line].amount();
        Some(match self.holds {
            Holds::Amount(_) => amount.map_or(Value::Nothing, Value::Amount),
            Holds::Progress => {
                let budget = of(Version::Revised).or_else(|| of(Version::Budget));
                let budget = budget.and_then(|budget| budget.cells[self.line].amount()).filter(|b| !b.is_zero());
                amount.zip(budget).map_or(Value::Nothing, |(amount, budget)| Value::Share(amount, budget))
            }
        })
    }
}

/// The amounts of printed forms, by year and version, and what is to be said of them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Collected {
    /// The amounts.
    pub amounts: BTreeMap<(i32, Version), Vec<Put>>,
    /// Whose forms they were, each once.
    pub whose: BTreeSet<Who>,
    /// What was not taken.
    pub findings: Vec<Finding>,
}

/// What is read of forms: into which version 金额 goes, and whose a form is that does not say it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meant {
    /// The budget year.
    pub year: i32,
    /// The version of 金额.
    pub version: Version,
    /// Whose; `None` where each form must tell.
    pub who: Option<Who>,
}

impl Collected {
    /// Takes the amounts of a file's sheets.
    pub fn take<'s>(
        &mut self,
        file: &str,
        sheets: impl IntoIterator<Item = &'s Sheet>,
        form: &Form,
        places: &Places,
        meant: Meant,
    ) {
        let mut any = false;
        for sheet in sheets {
            let Some(printed) = recognised(sheet, form, places, meant.year) else { continue };
            any = true;
            let needs = printed.slots.iter().any(|slot| slot.who.is_none());
            let who = printed.who.or(meant.who);
            if who.is_none() && needs {
                self.findings.push(Finding::error("printed-whose", sheet.origin.clone()));
                continue;
            }
            self.findings.extend(printed.findings.iter().cloned());
            for slot in &printed.slots {
                self.cell(sheet, slot, who, form, places, meant);
            }
        }
        if !any {
            self.findings.push(Finding::error("printed-none", Origin::file(file)));
        }
    }

    fn cell(&mut self, sheet: &Sheet, slot: &Slot, who: Option<Who>, form: &Form, places: &Places, meant: Meant) {
        let (Holds::Amount(version), Some(who)) = (slot.holds, slot.who.or(who)) else { return };
        let version = version.unwrap_or(if slot.year < meant.year { Version::Final } else { meant.version });
        let (text, origin) = (sheet.cell(slot.row, slot.column), sheet.at(slot.row, slot.column));
        let amount = match number(text) {
            Some(Number::Unknown) => return,
            Some(Number::Known(known)) => {
                known.checked_mul(slot.factor.into()).and_then(|yuan| Money::from_decimal(yuan.normalize()))
            }
            None => None,
        };
        let Some(amount) = amount else {
            return self.findings.push(Finding::error("printed-number", origin).with("found", text.trim()));
        };
        let (key, line) = (who.key(places), form.lines[slot.line].id.clone());
        let known = self.amounts.entry((slot.year, version)).or_default();
        if let Some(before) = known.iter().find(|put| put.who == key && put.line == line) {
            if before.amount != Some(amount) {
                let first = before.source.as_ref().map(Origin::to_string).unwrap_or_default();
                let finding = Finding::new("printed-twice", Severity::Warning, origin).with("first", first);
                self.findings.push(finding.with("line", &form.lines[slot.line].names[0]));
            }
            return;
        }
        self.whose.insert(who);
        known.push(Put { who: key, line, amount: Some(amount), source: Some(origin) });
    }

    /// Leaves out the totals that their lines give: those are reckoned, so that they follow when a line is changed.
    #[must_use]
    pub fn without_sums(mut self, form: &Form, places: &Places) -> Collected {
        let is_total = |line: usize| {
            matches!(form.lines[line].fill, Fill::Sum(_) | Fill::Less(..)) || form.lines[line].id == "closing"
        };
        // A total after those that it is reckoned from; 年末滚存结余 is reckoned from all.
        let mut totals: Vec<usize> = form.order().filter(|line| is_total(*line)).collect();
        totals.sort_by_key(|line| form.lines[*line].id == "closing");
        for ((year, version), puts) in &mut self.amounts {
            let line = |put: &Put| form.line(&put.line);
            let (sums, mut kept): (Vec<Put>, Vec<Put>) =
                std::mem::take(puts).into_iter().partition(|put| line(put).is_some_and(is_total));
            for total in &totals {
                let budgets = Budgets::default().with(*year, *version, kept.clone(), &Hand::default());
                let reckoned = budgets.given(form, places).statements;
                let differs = |put: &&Put| {
                    let who = Who::of_key(&put.who, places);
                    let of = who.and_then(|who| reckoned.get(&(who, *year, *version)));
                    line(put) == Some(*total) && of.and_then(|of| of.cells[*total].amount()) != put.amount
                };
                kept.extend(sums.iter().filter(differs).cloned());
            }
            *puts = kept;
        }
        self
    }
}
