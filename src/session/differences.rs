//! 对照: what differs between the project that is shown and the same project in a file, as somebody else left it there, or
//! as it once was.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::project::{self, Books, Project};
use super::work::Work;
use super::{News, Session, store};
use crate::dataset::Dataset;
use crate::report::views::context::{Context, amount};
use crate::report::views::matrix::{LEADING, matrix};
use crate::report::words::number::{Style, grouped};
use crate::report::words::period::period_name;
use crate::report::{Cell, CellValue, Column, Measured, Sheet};
use crate::scenario::family::{Family, Member};

/// How many figures that differ are told one by one.
const MOST: usize = 200;

/// What differs.
#[derive(Clone, PartialEq, Debug)]
pub struct Differences {
    /// The file.
    pub path: PathBuf,
    /// A row a difference: what, of what, as it is shown, as the file has it. Without rows both are alike.
    pub sheet: Sheet,
}

impl Session {
    /// Holds the project that is shown against the one in a file.
    pub(super) fn compare(&mut self, path: PathBuf, style: Style) {
        let ours = self.project();
        self.begin_opening(store::name_of(&path), move |_| {
            let read = store::read(&path).map_err(Into::into);
            let read = read.and_then(|bytes| project::open_archive(&store::name_of(&path), &bytes));
            let found = read.map(|(theirs, lost)| (differences(&ours, &theirs, path, style), lost));
            move |session: &mut Session| match found {
                Ok((differences, lost)) => {
                    session.news.push(News::Compared(Box::new(differences)));
                    if !lost.is_empty() {
                        session.news.push(News::Failed(lost));
                    }
                }
                Err(findings) => session.news.push(News::Failed(findings)),
            }
        });
    }
}

/// The rows as they are gathered.
struct Rows {
    style: Style,
    /// The fund that is looked at, where there are several.
    fund: String,
    rows: Vec<Vec<Cell>>,
    notes: Vec<String>,
}

impl Rows {
    fn text(&self, key: &str) -> String {
        self.style.language.text(key).to_owned()
    }

    fn count(&self, key: &str, count: usize) -> String {
        self.style.language.fill(key, &[("count", &grouped((count as u64).into(), 0))])
    }

    fn put(&mut self, what: &str, of: String, here: CellValue, there: CellValue) {
        let cell = |value| Cell { value, ..Cell::default() };
        let of = [&self.fund, &of]
            .into_iter()
            .filter(|words| !words.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ");
        self.rows.push(vec![Cell::text(self.text(what)), Cell::text(of), cell(here), cell(there)]);
    }

    fn say(&mut self, what: &str, of: String, here: String, there: String) {
        self.put(what, of, CellValue::Text(here), CellValue::Text(there));
    }

    /// Something of which there are so many, that are not alike.
    fn counted(&mut self, what: &str, key: &str, counts: [usize; 2]) {
        let of = if counts[0] == counts[1] { self.text("differences.other") } else { String::new() };
        let [here, there] = counts.map(|count| self.count(key, count));
        self.say(what, of, here, there);
    }

    /// Something that only one of them has, or both but not alike.
    fn whole(&mut self, what: &str, of: String, here: bool, there: bool) {
        let said = |is_there: bool| match (is_there, here == there) {
            (_, true) => self.text("differences.other"),
            (false, _) => self.text("differences.lacks"),
            (true, _) => self.text("differences.has"),
        };
        let (here, there) = (said(here), said(there));
        self.say(what, of, here, there);
    }
}

fn differences(ours: &Project, theirs: &Project, path: PathBuf, style: Style) -> Differences {
    let mut rows = Rows { style, fund: String::new(), rows: Vec::new(), notes: Vec::new() };
    let [ours, theirs] =
        [ours, theirs].map(|project| std::iter::once(&project.shown).chain(&project.others).collect::<Vec<_>>());
    let of = |books: &[&Books], fund| books.iter().position(|books| books.data.fund == fund);
    let funds: BTreeSet<_> = ours.iter().chain(&theirs).map(|books| books.data.fund).collect();
    let is_one = funds.len() == 1;
    for fund in funds {
        rows.fund = if is_one { String::new() } else { style.language.text(&fund.text_key()).to_owned() };
        match (of(&ours, fund), of(&theirs, fund)) {
            (Some(here), Some(there)) => books(&mut rows, ours[here], theirs[there]),
            (here, there) => rows.whole("differences.fund", String::new(), here.is_some(), there.is_some()),
        }
    }
    let heading = |key: &str| Column::new(style.language.text(key), Measured::Text);
    let keys = ["differences.what", "differences.of", "differences.here", "differences.there"];
    let sheet = Sheet {
        title: style.language.fill("differences.title", &[("name", &store::name_of(&path))]),
        columns: keys.map(heading).to_vec(),
        frozen: 2,
        rows: rows.rows,
        notes: rows.notes,
        ..Sheet::default()
    };
    Differences { path, sheet }
}

fn books(rows: &mut Rows, ours: &Books, theirs: &Books) {
    let (data, other) = (ours.corrected(), theirs.corrected());
    figures(rows, &data, &other);
    let (here, there) = (ours.work.now(), theirs.work.now());
    if here.corrections != there.corrections {
        rows.counted("differences.corrections", "differences.items", [here, there].map(|work| work.corrections.len()));
    }
    let told = rows.rows.len();
    scenarios(rows, &data, &here.family, &there.family);
    // Notes, the order, which are locked.
    if here.family != there.family && rows.rows.len() == told {
        rows.whole("differences.scenario", String::new(), true, true);
    }
    work(rows, here, there);
}

/// The figures: rows and numbers that only one has, and numbers that differ.
fn figures(rows: &mut Rows, ours: &Dataset, theirs: &Dataset) {
    let (there, here) = match (ours.joined(theirs), theirs.joined(ours)) {
        (Ok(there), Ok(here)) => (there, here),
        (Err(found), _) | (_, Err(found)) => {
            let said: Vec<String> = found.iter().map(|finding| finding.sentence(rows.style.language)).collect();
            return rows.say("differences.figures", said.join(" "), String::new(), String::new());
        }
    };
    for (key, here, there) in
        [("differences.rows_of_one", here.added, there.added), ("differences.known_to_one", here.filled, there.filled)]
    {
        if here + there > 0 {
            let [here, there] = [here, there].map(|count| rows.count("differences.items", count));
            rows.say("differences.figures", rows.text(key), here, there);
        }
    }
    for changed in there.changed.iter().take(MOST) {
        let period = period_name(changed.period, rows.style.language);
        let field = rows.text(changed.field.text_key());
        let value = |value| CellValue::Quantity(amount(changed.field, value));
        rows.put(
            "differences.figures",
            format!("{} {period} {field}", changed.county),
            value(changed.old),
            value(changed.new),
        );
    }
    if let Some(more) = there.changed.len().checked_sub(MOST).filter(|more| *more > 0) {
        rows.notes.push(rows.count("differences.more", more));
    }
}

/// The scenarios: who knows which, and the levers that differ.
fn scenarios(rows: &mut Rows, data: &Dataset, ours: &Family, theirs: &Family) {
    let name = |member: &Member| member.scenario.name.clone();
    // One that was renamed is known by its identity, one that was made anew by its name.
    let other_of = |member: &Member, family: &Family| {
        let by_id = family.position(member.id);
        by_id.or_else(|| family.members().iter().position(|other| name(other) == name(member)))
    };
    let context = Context { observed: data, runs: &[], style: rows.style, source: "" };
    let mut met = BTreeSet::new();
    for member in ours.members() {
        let Some(number) = other_of(member, theirs) else {
            rows.whole("differences.scenario", name(member), true, false);
            continue;
        };
        met.insert(number);
        let other = &theirs.members()[number];
        if name(member) != name(other) {
            rows.say("differences.scenario_name", String::new(), name(member), name(other));
        }
        let levers = matrix(&context, &[(0, member), (1, other)], true);
        // What both take over from the scenario they build on is told of that one.
        let is_taken_over = |part| [member, other].iter().all(|one| one.on.is_some() && !one.own.contains(part));
        for (mut cells, row) in levers.sheet.rows.into_iter().zip(&levers.rows) {
            if is_taken_over(&row.part) || cells[LEADING].value == cells[LEADING + 1].value {
                continue;
            }
            let there = cells.remove(LEADING + 1).value;
            let here = cells.remove(LEADING).value;
            let [lever, unit] = [0, 1].map(|n| match &cells[n].value {
                CellValue::Text(text) => text.clone(),
                _ => String::new(),
            });
            let unit =
                if unit.is_empty() { unit } else { rows.style.language.fill("differences.unit", &[("unit", &unit)]) };
            rows.put("differences.scenario", format!("{} · {lever}{unit}", name(member)), here, there);
        }
    }
    for (_, other) in theirs.members().iter().enumerate().filter(|(number, _)| !met.contains(number)) {
        rows.whole("differences.scenario", name(other), false, true);
    }
}

/// What else a person works on: whether it is there, and alike.
fn work(rows: &mut Rows, ours: &Work, theirs: &Work) {
    if ours.deck != theirs.deck {
        rows.counted("differences.deck", "differences.pages", [ours, theirs].map(|work| work.deck.pages.len()));
    }
    let told = rows.rows.len();
    let versions = |work: &Work| work.budgets.iter().map(|(year, version, _)| (year, version)).collect::<BTreeSet<_>>();
    for (year, version) in versions(ours).union(&versions(theirs)).copied() {
        let (here, there) = (ours.budgets.of(year, version), theirs.budgets.of(year, version));
        if here != there {
            let name = rows.text(&format!("budget.version_{}", version.key()));
            let of = rows.style.language.fill("differences.year", &[("year", &year.to_string()), ("name", &name)]);
            rows.whole("differences.budget", of, here.is_some(), there.is_some());
        }
    }
    // Forms, what is watched, drafts that were kept, funds beside.
    if ours.budgets != theirs.budgets && rows.rows.len() == told {
        rows.whole("differences.budget", String::new(), true, true);
    }
    let parts = [
        (
            "differences.account",
            ours.account != theirs.account,
            !ours.account.files.is_empty(),
            !theirs.account.files.is_empty(),
        ),
        ("differences.assessed", ours.assessed != theirs.assessed, ours.assessed.is_some(), theirs.assessed.is_some()),
        (
            "differences.ladders",
            ours.ladders != theirs.ladders,
            ours.ladders.now.is_some(),
            theirs.ladders.now.is_some(),
        ),
        ("differences.programmes", ours.programmes != theirs.programmes, true, true),
    ];
    for (what, _, here, there) in parts.into_iter().filter(|(_, differs, ..)| *differs) {
        rows.whole(what, String::new(), here, there);
    }
}
