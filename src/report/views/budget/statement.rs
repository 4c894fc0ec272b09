//! 编制: a year's statement as the form prints it, last year's figures beside it, to be typed in.

use rust_decimal::Decimal;

use super::page::{Page, change_cell, is_total, line_names, money_cell, rate_in_words, share_cell, sums};
use crate::finding::Finding;
use crate::money::Money;
use crate::place::PlaceId;
use crate::report::words::number::{UNKNOWN, grouped};
use crate::report::{Books, Cell, Column, Measured, Quantity, Sheet, Tone};
use crate::scenario::family::Family;
use crate::statements::flows;
use crate::statements::form::Fill;
use crate::statements::kept::{Budgets, Entered, Made, Told};
use crate::statements::statement::{Statement, Version, Who};

/// A statement, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct StatementView {
    /// What it says, in a sentence.
    pub headline: String,
    /// By which form it is.
    pub form: String,
    /// The statement.
    pub sheet: Sheet,
    /// The column of the version that is shown.
    pub column: usize,
    /// Whose it is, as in files.
    pub who: String,
    /// Why nothing can be typed in; `None` where it can.
    pub closed: Option<String>,
    /// As what it is settled, in words; `None` where it is open.
    pub settled: Option<String>,
    /// The line of each row.
    pub lines: Vec<usize>,
    /// What each row's amount is from, in words.
    pub told: Vec<String>,
    /// What it was drawn up from; empty where it was not.
    pub made: String,
    /// Whether what it was drawn up from has changed since.
    pub is_stale: bool,
    /// What is to be said of it, each with its row where it is one of this sheet.
    pub findings: Vec<(String, Option<usize>)>,
    /// The amounts as they are typed in, by row.
    pub amounts: Vec<Option<Money>>,
}

/// What a project has of budgets and scenarios.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// Budgets.
    pub budgets: &'a Budgets,
    /// Scenarios.
    pub family: &'a Family,
}

/// A version of a year's statement of a place; with all lines, or with those alone that hold something.
pub fn statement(page: Page<'_>, kept: Kept<'_>, version: Version, all: bool) -> StatementView {
    let Page { year, who, .. } = page;
    let names = line_names(&year.form, page.language());
    let before = year.before(who);
    let shown = year.statement(who, version);
    let first = year.statement(who, Version::Budget).filter(|_| version != Version::Budget);
    let mut columns = vec![
        Column::new(page.text("budget.number"), Measured::Text),
        Column::new(page.text("budget.line"), Measured::Text),
    ];
    let money = |year: i32, version: Version| {
        let values = [("year", &*year.to_string()), ("version", &*page.version(version))];
        Column::new(page.fill("budget.of_year", &values), Measured::Money)
    };
    columns.push(money(year.year - 1, before.map_or(Version::Actual, |(version, _)| version)));
    columns.extend(first.map(|_| money(year.year, Version::Budget)));
    let column = columns.len();
    columns.push(money(year.year, version));
    columns.push(Column::new(page.text("budget.change"), Measured::Money));
    columns.push(Column::new(page.text("budget.growth"), Measured::Ratio));
    let found = findings(page);
    let marked = |line: usize| found.iter().any(|(_, at)| *at == Some(line));
    let told: Vec<Told> =
        year.form.lines.iter().map(|line| kept.budgets.told(year.year, version, &page.key(), &line.id)).collect();
    let cell = |statement: Option<&Statement>, line: usize| statement.map_or(flows::Cell::Blank, |s| s.cells[line]);
    let run = run_of(page, kept, version);
    let holds = |line: &usize| {
        let told = told[*line].entered.is_some() || marked(*line) || is_total(&year.form, *line) || *line == 0;
        let statements = [before.map(|(_, statement)| statement), first, shown];
        all || told || statements.into_iter().any(|s| cell(s, *line).amount().is_some_and(|amount| !amount.is_zero()))
    };
    let lines: Vec<usize> = (0..year.form.lines.len()).filter(holds).collect();
    let row = |line: usize| {
        let last = cell(before.map(|(_, statement)| statement), line);
        let this = cell(shown, line);
        let on_record = before.is_some_and(|(version, _)| version == Version::Actual);
        let subject = on_record.then(|| page.subject(line, year.year - 1, Books::Data)).flatten();
        let subject_of_run = run.and_then(|number| page.subject(line, year.year, Books::Scenario(number)));
        let tone = match (marked(line), told[line].entered.is_some()) {
            (true, _) => Tone::Warning,
            (false, true) => Tone::Own,
            (false, false) => Tone::Plain,
        };
        let change = this.amount().zip(last.amount()).map(|(this, last)| this - last);
        let mut row = vec![Cell::text((line + 1).to_string()).toned(Tone::Muted), Cell::text(names[line].clone())];
        row.push(money_cell(last, subject));
        row.extend(first.map(|first| money_cell(first.cells[line], None)));
        let untouched = told[line].entered.is_none();
        row.push(money_cell(this, subject_of_run.filter(|_| untouched)).toned(tone));
        row.push(change_cell(change));
        row.push(share_cell(change, last.amount()));
        row
    };
    let (made, is_stale) = made(page, kept, version);
    StatementView {
        headline: headline(page, version),
        form: year.form.name(page.language()).to_owned(),
        sheet: Sheet {
            title: page.fill("budget.title", &[("form", year.form.name(page.language())), ("place", &page.name())]),
            columns,
            frozen: 2,
            rows: lines.iter().map(|line| row(*line)).collect(),
            sums: sums(&year.form, &lines),
            notes: vec![page.language().pick(&year.form.source).clone()],
            source: page.context.source_line(),
            ..Sheet::default()
        },
        column,
        who: page.key(),
        settled: settled(page, kept, version),
        closed: settled(page, kept, version).or_else(|| closed(page, version)),
        told: lines.iter().map(|line| in_words(page, kept, version, *line, told[*line])).collect(),
        made,
        is_stale,
        findings: found
            .into_iter()
            .map(|(said, at)| (said, at.and_then(|at| lines.iter().position(|l| *l == at))))
            .collect(),
        amounts: lines.iter().map(|line| cell(shown, *line).amount()).collect(),
        lines,
    }
}

/// What is to be said of the year's statements of this place and of those within it.
/// Each with its line, where it is one of this place.
fn findings(page: Page<'_>) -> Vec<(String, Option<usize>)> {
    let within = page.year.places.with_below(page.who.place());
    let here = |finding: &Finding| page.year.at(finding);
    let concerns = |finding: &&Finding| here(finding).is_none_or(|(who, _)| within.contains(&who.place()));
    let mut found: Vec<(String, Option<usize>)> = Vec::new();
    for finding in page.year.findings.iter().filter(concerns) {
        let row = here(finding).filter(|(who, _)| *who == page.who).map(|(_, line)| line);
        found.push((in_their_words(page, finding), row));
    }
    found.sort_by_key(|(_, row)| row.is_none());
    found
}

/// A finding with the place as it is called, and its amounts as they are read.
fn in_their_words(page: Page<'_>, finding: &Finding) -> String {
    let mut finding = finding.clone();
    let place = page.year.at(&finding).map(|(who, _)| page.name_of(who));
    for (name, value) in &mut finding.facts {
        match (*name, &place, value.parse::<Decimal>()) {
            ("place", Some(place), _) => value.clone_from(place),
            ("amount" | "found" | "expected" | "difference", _, Ok(amount)) => *value = grouped(amount, 2),
            _ => {}
        }
    }
    finding.sentence(page.language())
}

/// As what a version is settled: nothing can be typed in before it is opened again.
fn settled(page: Page<'_>, kept: Kept<'_>, version: Version) -> Option<String> {
    let seal = kept.budgets.seal(page.year.year, version)?;
    let words =
        if seal.words.is_empty() { String::new() } else { page.fill("budget.draft_words", &[("words", &seal.words)]) };
    let values = [("date", &*seal.date), ("stage", &*page.text(seal.stage.text_key())), ("words", &*words)];
    Some(page.fill("budget.settled", &values))
}

/// Why the amounts of a place above can't be typed in: they are sums of those below.
fn closed(page: Page<'_>, version: Version) -> Option<String> {
    let Who::Whole(place) = page.who else { return None };
    let is_there = |place: &PlaceId| {
        let who = if page.year.places.is_county(*place) { Who::County(*place) } else { Who::Pool(*place) };
        page.year.statement(who, version).is_some()
    };
    let within = page.year.places.with_below(place);
    if !within.iter().any(is_there) {
        return None;
    }
    let counties = page.year.places.counties_of(place);
    let missing: Vec<String> =
        counties.iter().filter(|c| !is_there(c)).map(|c| page.name_of(Who::County(*c))).collect();
    let (count, all) = (missing.len().to_string(), counties.len().to_string());
    Some(match missing.first() {
        None if within.iter().any(|place| page.year.statement(Who::Pool(*place), version).is_some()) => {
            page.fill("budget.summed_pool", &[("count", &all)])
        }
        None => page.fill("budget.summed", &[("count", &all)]),
        Some(first) => page.fill("budget.incomplete", &[("missing", &count), ("count", &all), ("first", first)]),
    })
}

/// The scenario that a version was drawn up from, where its run as it stands is still the one.
fn run_of(page: Page<'_>, kept: Kept<'_>, version: Version) -> Option<usize> {
    let drawn = kept.budgets.of(page.year.year, version)?.drawn.as_ref()?;
    let Made::Run(id, scenario) = &drawn.made else { return None };
    let number = kept.family.position(*id)?;
    (page.context.settled(number)?.scenario == *scenario).then_some(number)
}

/// What a version was drawn up from, and whether that has changed since.
fn made(page: Page<'_>, kept: Kept<'_>, version: Version) -> (String, bool) {
    let drawn = kept.budgets.of(page.year.year, version).and_then(|budget| budget.drawn.as_ref());
    match drawn.map(|drawn| &drawn.made) {
        None => (String::new(), false),
        Some(Made::Growth([income, expenditure])) => {
            let rate = |rate| format!("{}%", page.context.style.plain(Quantity::Ratio(rate)));
            let (income, expenditure) = (rate(*income), rate(*expenditure));
            (page.fill("budget.made_growth", &[("income", &income), ("expenditure", &expenditure)]), false)
        }
        Some(Made::Run(id, scenario)) => {
            let now = kept.family.members().iter().find(|member| member.id == *id);
            let same = now.is_some_and(|now| now.scenario.from_earlier(scenario.start) == **scenario);
            (page.fill("budget.made_run", &[("scenario", &scenario.name)]), !same)
        }
    }
}

/// What an amount is from, in words.
fn in_words(page: Page<'_>, kept: Kept<'_>, version: Version, line: usize, told: Told) -> String {
    let form = &page.year.form;
    let name = |line: usize| page.line(line);
    let made = || made(page, kept, version).0;
    let entered = kept.budgets.entered(page.year.year, version, &page.key(), &form.lines[line].id);
    let by = entered.map_or_else(String::new, |entered| by(page, entered));
    match (told.entered, told.drawn) {
        (Some(entered), Some(drawn)) => {
            let full = |money| page.context.style.full(Quantity::Money(money));
            let values = [("entered", &*full(entered)), ("drawn", &*full(drawn)), ("made", &*made()), ("by", &*by)];
            page.fill("budget.told_overridden", &values)
        }
        (Some(_), None) => page.fill("budget.told_entered", &[("by", &by)]),
        (None, Some(_)) => made(),
        (None, None) => match &form.lines[line].fill {
            Fill::Sum(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| name(*part)).collect();
                page.fill("budget.told_sum", &[("parts", &parts.join(" + "))])
            }
            Fill::Less(from, less) => {
                page.fill("budget.told_sum", &[("parts", &format!("{} − {}", name(*from), name(*less)))])
            }
            _ if form.lines[line].id == "closing" => page.text("budget.told_closing"),
            _ if matches!(page.who, Who::Whole(_)) => page.text("budget.told_places"),
            _ => page.text("budget.told_nothing"),
        },
    }
}

/// By whom, when, why, and out of which cell an amount was put in.
fn by(page: Page<'_>, entered: &Entered) -> String {
    let hand = &entered.hand;
    let mut said: Vec<String> = [&hand.who, &hand.when, &hand.why].map(|text| text.to_string()).into();
    said.retain(|text| !text.is_empty());
    said.extend(entered.source.iter().map(|source| page.fill("budget.read_from", &[("source", &source.to_string())])));
    match said.is_empty() {
        true => String::new(),
        false => page.fill("budget.by", &[("said", &said.join(page.language().text("budget.by_joined")))]),
    }
}

fn headline(page: Page<'_>, version: Version) -> String {
    let (year, place, version_name) = (page.year.year.to_string(), page.name(), page.version(version));
    let names = [("year", &*year), ("place", &*place), ("version", &*version_name)];
    let amount = |line| page.amount(version, line);
    let Some((income, expenditure)) = amount("income").zip(amount("expenditure")) else {
        return page.fill("budget.none_yet", &names);
    };
    let before = |line: &str| {
        let (_, statement) = page.year.before(page.who)?;
        statement.cells[page.year.form.line(line)?].amount()
    };
    let grown = |line: &str, now: Money| {
        let last = before(line)?;
        let rate = rate_in_words(page.context, now - last, last)?;
        Some(page.fill("budget.grown", &[("rate", &rate)]))
    };
    let said = |money: Option<Money>| money.map_or(UNKNOWN.to_owned(), |money| page.spoken(money));
    let surplus = amount("surplus");
    let mut values = names.to_vec();
    let (income_said, expenditure_said) = (page.spoken(income), page.spoken(expenditure));
    let grown = [grown("income", income), grown("expenditure", expenditure)].map(Option::unwrap_or_default);
    let (surplus_said, closing) = (said(surplus.map(Money::abs)), said(amount("closing")));
    values.extend([
        ("income", &*income_said),
        ("expenditure", &*expenditure_said),
        ("grown_income", &*grown[0]),
        ("grown_expenditure", &*grown[1]),
        ("surplus", &*surplus_said),
        ("closing", &*closing),
    ]);
    let is_short = surplus.is_some_and(Money::is_negative);
    let key = match (is_short, amount("closing").is_some()) {
        (false, true) => "budget.headline",
        (true, true) => "budget.headline_short",
        (false, false) => "budget.headline_open",
        (true, false) => "budget.headline_short_open",
    };
    page.fill(key, &values)
}
