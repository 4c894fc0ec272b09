//! 版本: two versions or drafts of a year's statement, line by line.

use super::page::{Page, change_cell, is_total, line_names, money_cell, rate_in_words, share_cell, sums};
use crate::money::Money;
use crate::report::model::formula::Formula;
use crate::report::{
    Category, Cell, Column, Direction, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Tone,
};
use crate::statements::kept::{Budgets, Filed};
use crate::statements::seal::Stage;
use crate::statements::statement::{Statement, Version};

/// One of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// A version of a year as it stands.
    Now(i32, Version),
    /// A draft that was kept, by its number.
    Filed(usize),
}

/// Two of them, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// What differs, in a sentence.
    pub headline: String,
    /// The items that differ most; `None` where none does.
    pub figure: Option<Figure>,
    /// Line by line.
    pub sheet: Sheet,
    /// The line of each row.
    pub lines: Vec<usize>,
    /// What can be compared, with their names.
    pub sides: Vec<(Side, String)>,
    /// Which two are.
    pub chosen: [Side; 2],
}

/// What a draft is called: 送审稿 2026-11-02 · 预算（人社函1号）.
pub fn name_of(page: Page<'_>, filed: &Filed) -> String {
    let seal = &filed.seal;
    let words = Some(&*seal.words).filter(|words| !words.is_empty());
    let words = words.map_or_else(String::new, |words| page.fill("budget.draft_words", &[("words", words)]));
    let (stage, version) = (page.text(seal.stage.text_key()), page.version(filed.version));
    page.fill("budget.draft_name", &[("stage", &stage), ("date", &seal.date), ("version", &version), ("words", &words)])
}

/// What can be compared of a place: the drafts of the year, its versions as they stand, and last year's that counts.
fn sides(page: Page<'_>, budgets: &Budgets) -> Vec<(Side, String)> {
    let year = page.year;
    let filed = budgets.filed().iter().enumerate().filter(|(_, filed)| filed.year == page.year.year);
    let filed = filed.map(|(n, filed)| (Side::Filed(n), name_of(page, filed)));
    let now = |of: i32, version: Version| {
        let values = [("year", &*of.to_string()), ("version", &*page.version(version))];
        let is_open = of == year.year && budgets.seal(of, version).is_none();
        let key = if is_open && budgets.of(of, version).is_some() { "budget.side_open" } else { "budget.of_year" };
        (Side::Now(of, version), page.fill(key, &values))
    };
    let versions = Version::ALL.iter().map(|(_, version)| now(year.year, *version));
    let before = year.before(page.who).map(|(version, _)| now(year.year - 1, version));
    let all = filed.chain(versions).chain(before);
    all.filter(|(side, _)| statement_of(page, *side).is_some()).collect()
}

fn statement_of(page: Page<'_>, side: Side) -> Option<&Statement> {
    match side {
        Side::Now(year, version) => page.year.statements.get(&(page.who, year, version)),
        Side::Filed(n) => {
            page.year.filed.get(n)?.iter().find(|((who, ..), _)| *who == page.who).map(|(_, statement)| statement)
        }
    }
}

/// The two that are compared where none were chosen: the last approval or draft against what stands now.
fn usual(sides: &[(Side, String)], budgets: &Budgets, year: i32) -> Option<[Side; 2]> {
    let is_there = |side: &Side| sides.iter().any(|(known, _)| known == side);
    let filed: Vec<Side> = (0..budgets.filed().len()).map(Side::Filed).filter(is_there).collect();
    let now = |version| Some(Side::Now(year, version)).filter(is_there);
    let (budget, revised) = (now(Version::Budget), now(Version::Revised));
    let approved = |side: &&Side| {
        let Side::Filed(n) = **side else { return false };
        budgets.filed()[n].seal.stage == Stage::Approved
    };
    let last = sides.iter().map(|(side, _)| *side).find(|side| matches!(side, Side::Now(of, _) if *of < year));
    match filed[..] {
        [.., a, b] if revised.is_none() => Some([a, b]),
        [.., only] => Some([*filed.iter().rfind(approved).unwrap_or(&only), revised.or(budget)?]),
        [] => budget.zip(revised).or(last.zip(budget)).map(|(a, b)| [a, b]),
    }
}

/// Two versions of a place's statement.
///
/// # Errors
/// Why there are no two.
pub fn versions(page: Page<'_>, budgets: &Budgets, chosen: [Option<Side>; 2]) -> Result<Compared, String> {
    let sides = sides(page, budgets);
    let is_there = |side: &Side| sides.iter().any(|(known, _)| known == side);
    let usual = usual(&sides, budgets, page.year.year);
    let side = |n: usize| chosen[n].filter(is_there).or(usual.map(|usual| usual[n]));
    let both = side(0).zip(side(1)).and_then(|(a, b)| Some(([a, b], statement_of(page, a)?, statement_of(page, b)?)));
    let Some((chosen, a, b)) = both else {
        let values = [("year", &*page.year.year.to_string()), ("place", &*page.name())];
        return Err(page.fill("budget.no_versions", &values));
    };
    let name = |side: Side| sides.iter().find(|(known, _)| *known == side).map_or("", |(_, name)| name).to_owned();
    let told = Told { page, a, b, names: chosen.map(name) };
    let (lines, headline) = (told.lines(), told.headline());
    Ok(Compared { headline, figure: told.figure(), sheet: told.sheet(&lines), lines, chosen, sides })
}

struct Told<'a> {
    page: Page<'a>,
    a: &'a Statement,
    b: &'a Statement,
    names: [String; 2],
}

impl Told<'_> {
    fn amounts(&self, line: usize) -> [Option<Money>; 2] {
        [self.a, self.b].map(|statement| statement.cells[line].amount())
    }

    /// A line that one of them lacks counts as nothing there.
    fn difference(&self, line: usize) -> Option<Money> {
        let [a, b] = self.amounts(line);
        a.or(b).map(|_| b.unwrap_or_default() - a.unwrap_or_default())
    }

    /// The items that differ, the largest difference first.
    fn items(&self) -> Vec<(usize, Money)> {
        let form = &self.page.year.form;
        let item = |line: usize| !is_total(form, line) && form.lines[line].of.is_none();
        let mut items: Vec<(usize, Money)> =
            (0..form.lines.len()).filter(|n| item(*n)).filter_map(|n| Some((n, self.difference(n)?))).collect();
        items.retain(|(_, difference)| !difference.is_zero());
        items.sort_by_key(|(_, difference)| std::cmp::Reverse(difference.abs()));
        items
    }

    fn headline(&self) -> String {
        let page = self.page;
        let (year, place, [a, b]) = (page.year.year.to_string(), page.name(), &self.names);
        let mut values = vec![("year", &*year), ("place", &*place), ("a", &**a), ("b", &**b)];
        let items = self.items();
        let Some((line, most)) = items.first() else { return page.fill("budget.versions_alike", &values) };
        let moved = |id: &str| {
            let line = page.year.form.line(id);
            let told = line.and_then(|line| Some((self.difference(line)?, self.amounts(line)[0].unwrap_or_default())));
            let Some((off, base)) = told.filter(|(off, _)| !off.is_zero()) else {
                return page.text("budget.unmoved");
            };
            let rate = rate_in_words(page.context, off, base);
            let rate = rate.map_or_else(String::new, |rate| page.fill("budget.by_rate", &[("rate", &rate)]));
            let key = if off.is_negative() { "budget.less_by" } else { "budget.more_by" };
            page.fill(key, &[("amount", &page.spoken(off.abs()))]) + &rate
        };
        let (income, expenditure, count) = (moved("income"), moved("expenditure"), items.len().to_string());
        let (name, amount) = (page.line(*line), page.spoken(most.abs()));
        let key = if most.is_negative() { "budget.less_by" } else { "budget.more_by" };
        let most = page.fill(key, &[("amount", &amount)]);
        values.extend([
            ("income", &*income),
            ("expenditure", &*expenditure),
            ("count", &*count),
            ("line", &*name),
            ("most", &*most),
        ]);
        page.fill("budget.versions_headline", &values)
    }

    fn title(&self) -> String {
        let [a, b] = &self.names;
        self.page.fill("budget.versions_title", &[("place", &self.page.name()), ("a", a), ("b", b)])
    }

    fn figure(&self) -> Option<Figure> {
        const MOST: usize = 8;
        let page = self.page;
        let mut items = self.items();
        items.truncate(MOST);
        let names: Vec<String> = items.iter().map(|(line, _)| page.line(*line)).collect();
        let point = |(_, off): &(usize, Money)| Point { value: Some(Quantity::Money(*off)), subject: None };
        let series = Series {
            name: page.text("budget.difference"),
            role: Role::Later,
            mark: Mark::Bar,
            points: items.iter().map(point).collect(),
        };
        (!names.is_empty()).then(|| Figure {
            title: self.title(),
            categories: Category::named(&names),
            ticks: names,
            direction: Direction::Lying,
            measured: Measured::Money,
            series: vec![series],
            source: page.context.source_line(),
            ..Figure::default()
        })
    }

    /// The lines that hold something in one of them.
    fn lines(&self) -> Vec<usize> {
        let form = &self.page.year.form;
        let holds = |line: &usize| {
            is_total(form, *line) || self.amounts(*line).into_iter().flatten().any(|amount| !amount.is_zero())
        };
        (0..form.lines.len()).filter(holds).collect()
    }

    fn sheet(&self, lines: &[usize]) -> Sheet {
        let page = self.page;
        let form = &page.year.form;
        let names = line_names(form, page.language());
        let row = |line: usize| {
            // Lines that are alike stay empty, so that the others are seen.
            let difference = self.difference(line).filter(|difference| !difference.is_zero());
            let base = self.amounts(line)[0];
            vec![
                Cell::text((line + 1).to_string()).toned(Tone::Muted),
                Cell::text(names[line].clone()),
                money_cell(self.a.cells[line], None),
                money_cell(self.b.cells[line], None),
                change_cell(difference),
                share_cell(difference, base),
            ]
        };
        let column = |heading: String, measured| Column::new(heading, measured);
        let [a, b] = self.names.clone();
        let formula = |row: usize| {
            [(row, 4, Formula::Difference((row, 3), (row, 2))), (row, 5, Formula::Ratio((row, 4), (row, 2)))]
        };
        Sheet {
            title: self.title(),
            columns: vec![
                column(page.text("budget.number"), Measured::Text),
                column(page.text("budget.line"), Measured::Text),
                column(a, Measured::Money),
                column(b, Measured::Money),
                column(page.text("budget.difference"), Measured::Money),
                column(page.text("budget.rate_of_change"), Measured::Ratio),
            ],
            frozen: 2,
            rows: lines.iter().map(|line| row(*line)).collect(),
            sums: sums(form, lines),
            formulas: (0..lines.len()).flat_map(formula).collect(),
            notes: vec![page.text("budget.versions_note")],
            source: page.context.source_line(),
            ..Sheet::default()
        }
    }
}
