//! 排名: who leads and who moved, each part's score by place, grades, and who is commended or criticised.

use super::page::{Page, decimal, named};
use crate::assessment::exact::{Exact, Score};
use crate::assessment::scoring::{Assessed, Award, change, reweighed, tops};
use crate::assessment::tree::NodeKind;
use crate::place::PlaceId;
use crate::report::{
    Category, Cell, CellValue, Column, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Tone,
};

/// A ranking, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Ranking {
    /// Who leads, and who moved and why.
    pub headline: String,
    /// Who is commended and criticised, who is open, and what is to be said of what was entered.
    pub said: Vec<String>,
    /// Totals by place, beside last year's.
    pub figure: Figure,
    /// A row a place by rank.
    pub sheet: Sheet,
    /// Whose the rows are.
    pub rows: Vec<PlaceId>,
    /// The parts below the root with their marks, for another weighting.
    pub parts: Vec<(usize, String, Exact)>,
}

/// How many places the chart shows; the table has all.
const MOST_BARS: usize = 24;

/// The ranking; with other marks of the parts, also how it would then be.
pub fn ranking(page: Page<'_>, weights: Option<&[(usize, Exact)]>) -> Ranking {
    let now = page.scored.now();
    let order: Vec<&Assessed> = now.order.iter().map(|n| &now.places[*n]).collect();
    let parts = tops(&page.scored.tree).map(|n| (n, page.node(n).to_owned(), page.scored.tree.nodes[n].marks.clone()));
    let mut said = awards(page, &order);
    said.extend(page.scored.findings.iter().map(|finding| finding.line(page.language())));
    Ranking {
        headline: headline(page, &order),
        said,
        figure: figure(page, &order),
        sheet: sheet(page, &order, weights),
        rows: order.iter().map(|assessed| assessed.place).collect(),
        parts: parts.collect(),
    }
}

/// The leaf by which a place's total moved most, in the direction in which it moved.
fn cause(page: Page<'_>, place: PlaceId) -> Option<(usize, Score)> {
    let (before, now) = (page.before(place)?, page.now(place)?);
    let whole = now.total().number() - before.total().number();
    let leaves = change(&page.scored.tree, before, now)?.into_iter().filter_map(|(node, by)| Some((node?, by)));
    let along = leaves.filter(|(_, by)| by.number().signum() == whole.signum() && whole != 0);
    along.max_by_key(|(node, by)| (by.number().abs(), std::cmp::Reverse(*node)))
}

fn headline(page: Page<'_>, order: &[&Assessed]) -> String {
    let year = page.year(0);
    let first: Vec<&&Assessed> = order.iter().filter(|assessed| assessed.rank == Some(1)).collect();
    let Some(leader) = first.first() else {
        let open = order.iter().filter(|assessed| assessed.rank.is_none()).count().to_string();
        return page.fill("indicators.none_ranked", &[("year", &year), ("count", &open)]);
    };
    let total = page.context.style.plain(page.marks(leader.total()));
    let names = page.listed(first.iter().map(|assessed| page.place(assessed.place)));
    let grade =
        grade(page, leader).map_or_else(String::new, |grade| page.fill("indicators.graded", &[("grade", grade)]));
    let values = [("year", &*year), ("places", &*names), ("total", &*total), ("grade", &*grade)];
    let leads = page.fill("indicators.leads", &values);
    // Who moved most, up before down.
    let moves = order.iter().filter_map(|assessed| {
        let (from, to) = (page.before(assessed.place)?.rank?, assessed.rank?);
        (from != to).then_some((assessed.place, from, to))
    });
    let Some((place, from, to)) =
        moves.max_by_key(|(place, from, to)| (from.abs_diff(*to), from > to, std::cmp::Reverse(*place)))
    else {
        return leads;
    };
    let (from_text, to_text) = (from.to_string(), to.to_string());
    let why = cause(page, place).map_or_else(String::new, |(node, by)| {
        let by_text = page.context.style.change(page.marks(by));
        page.fill("indicators.moved_by", &[("leaf", page.node(node)), ("by", &by_text)])
    });
    let name = page.place(place);
    let values = [("place", &*name), ("from", &*from_text), ("to", &*to_text), ("why", &*why)];
    let key = if to < from { "indicators.rose" } else { "indicators.fell" };
    format!("{leads}{}", page.fill(key, &values))
}

/// The name of a place's grade.
pub fn grade<'p>(page: Page<'p>, assessed: &Assessed) -> Option<&'p str> {
    let [name, english] = &page.scored.tree.grades.get(assessed.grade?)?.names;
    Some(if page.language().is_english() && !english.is_empty() { english } else { name })
}

/// Commended, criticised with what they missed, vetoed, open: a sentence each, where there are any.
fn awards(page: Page<'_>, order: &[&Assessed]) -> Vec<String> {
    let tree = &page.scored.tree;
    let mut said = Vec::new();
    let commended = order.iter().filter(|assessed| assessed.award == Some(Award::Commend));
    let names = page.listed(commended.map(|assessed| page.place(assessed.place)));
    if !names.is_empty() {
        said.push(page.fill("indicators.commended", &[("places", &names)]));
    }
    for (n, must) in tree.musts.iter().enumerate() {
        let missed = order.iter().filter(|assessed| assessed.met.get(n) == Some(&Some(false)));
        let names = page.listed(missed.map(|assessed| page.place(assessed.place)));
        if !names.is_empty() {
            let must = named(&must.names, &must.id, page.language());
            said.push(page.fill("indicators.criticised", &[("places", &names), ("must", must)]));
        }
    }
    let open: Vec<&&Assessed> = order.iter().filter(|assessed| assessed.rank.is_none()).collect();
    if !open.is_empty() {
        let names = page.listed(open.iter().take(8).map(|assessed| page.place(assessed.place)));
        let count = open.len().to_string();
        said.push(page.fill("indicators.open", &[("places", &names), ("count", &count)]));
    }
    said
}

fn figure(page: Page<'_>, order: &[&Assessed]) -> Figure {
    let shown = &order[..order.len().min(MOST_BARS)];
    let names: Vec<String> = shown.iter().map(|assessed| page.place(assessed.place)).collect();
    let point = |score: Option<Score>| Point { value: score.map(|score| page.marks(score)), subject: None };
    let before: Vec<Point> =
        shown.iter().map(|assessed| point(page.before(assessed.place).map(Assessed::total))).collect();
    let now = shown.iter().map(|assessed| point(Some(assessed.total()))).collect();
    let series = |name: String, role, points| Series { name, role, mark: Mark::Bar, points };
    let mut all = vec![series(page.year(0), Role::Later, now)];
    if before.iter().any(|point| point.value.is_some()) {
        all.insert(0, series(page.year(-1), Role::Earlier, before));
    }
    let more = order.len() - shown.len();
    let note = (more > 0).then(|| page.fill("indicators.more_bars", &[("count", &more.to_string())]));
    Figure {
        title: page.fill("indicators.title", &[("year", &page.year(0)), ("tree", page.tree())]),
        categories: Category::named(&names),
        ticks: names,
        measured: Measured::Marks,
        series: all,
        notes: note.into_iter().chain(page.notes()).collect(),
        source: page.source(),
        ..Figure::default()
    }
}

/// Why a place has no rank, or none of its total: the leaves that are open, or the veto that holds.
pub fn remark(page: Page<'_>, assessed: &Assessed) -> String {
    let tree = &page.scored.tree;
    if let Some(veto) = assessed.veto.and_then(|veto| tree.vetoes.get(veto)) {
        return page.fill("indicators.vetoed", &[("veto", named(&veto.names, &veto.id, page.language()))]);
    }
    let is_open = |n: &usize| assessed.nodes[*n].score.is_none() && matches!(tree.nodes[*n].kind, NodeKind::Leaf(_));
    let open: Vec<usize> = (0..tree.nodes.len()).filter(is_open).collect();
    if open.is_empty() {
        return if assessed.veto_open { page.text("indicators.veto_open") } else { String::new() };
    }
    let names = page.listed(open.iter().take(2).map(|n| page.node(*n).to_owned()));
    let style = page.context.style;
    let (marks, full) = (style.plain(page.full(&assessed.assessed)), style.plain(page.full(&tree.marks())));
    let count = open.len().to_string();
    page.fill("indicators.open_leaves", &[("count", &count), ("leaves", &names), ("marks", &marks), ("full", &full)])
}

/// A share of full marks, for a bar.
pub fn share(score: Score, full: &Exact) -> Option<f32> {
    let share = Exact::from(score).over(full)?;
    f32::try_from(decimal(&share)?).ok()
}

fn sheet(page: Page<'_>, order: &[&Assessed], weights: Option<&[(usize, Exact)]>) -> Sheet {
    let tree = &page.scored.tree;
    let column = |key: &str, measured| Column::new(page.text(key), measured);
    let parts: Vec<usize> = tops(tree).collect();
    let has_before = order.iter().any(|assessed| page.before(assessed.place).is_some());
    let weighed = weights.map(|weights| reweighed(tree, page.scored.now(), weights));
    let full = tree.marks();
    let mut columns = vec![
        column("indicators.rank", Measured::Number),
        column("indicators.place", Measured::Text),
        column("indicators.total", Measured::Marks),
    ];
    if has_before {
        columns.push(column("indicators.change", Measured::Marks));
        columns.push(column("indicators.rank_before", Measured::Number));
    }
    if weighed.is_some() {
        columns.push(column("indicators.total_weighed", Measured::Marks));
        columns.push(column("indicators.rank_weighed", Measured::Number));
    }
    columns.push(column("indicators.grade", Measured::Text));
    columns.push(column("indicators.award", Measured::Text));
    for n in &parts {
        let name = page.node(*n);
        let marks = page.context.style.plain(page.full(&tree.nodes[*n].marks));
        let hint = page.fill("indicators.part_hint", &[("name", name), ("marks", &marks)]);
        columns.push(Column { hint, ..Column::new(shortened(name), Measured::Marks) });
    }
    columns.push(column("indicators.remark", Measured::Text));
    let number = |rank: Option<u32>| Cell::quantity(rank.map(|rank| Quantity::Number(rank.into())), None);
    let row = |assessed: &&Assessed| {
        let before = page.before(assessed.place);
        let shown = if assessed.veto.is_some() { assessed.scored } else { assessed.total() };
        let tone = match (assessed.veto.is_some(), assessed.rank) {
            (true, _) => Tone::Struck,
            (false, None) => Tone::Muted,
            (false, Some(_)) => Tone::Plain,
        };
        let total = Cell::quantity(Some(page.marks(shown)), None).toned(tone).barred(share(assessed.total(), &full));
        let mut cells = vec![number(assessed.rank), Cell::text(page.place(assessed.place)), total];
        if has_before {
            let whole = before.filter(|before| before.rank.is_some() && assessed.rank.is_some());
            let by = whole.map(|before| Score::of(assessed.total().number() - before.total().number()));
            let change = by.map_or(CellValue::Unknown, |by| CellValue::Change(page.marks(by)));
            cells.push(Cell { value: change, ..Cell::default() });
            cells.push(number(before.and_then(|before| before.rank)));
        }
        if let Some(weighed) = &weighed {
            let at = page.scored.now().places.iter().position(|other| other.place == assessed.place);
            let (total, rank) = at.map_or((None, None), |at| weighed[at]);
            cells.push(Cell::quantity(total.map(|total| page.marks(total)), None));
            let moved = rank != assessed.rank;
            cells.push(number(rank).toned(if moved { Tone::Own } else { Tone::Plain }));
        }
        cells.push(Cell::text(grade(page, assessed).unwrap_or_default()));
        let award = match assessed.award {
            Some(Award::Commend) => Cell::text(page.text("indicators.award_commend")),
            Some(Award::Criticise) => Cell::text(page.text("indicators.award_criticise")).toned(Tone::Warning),
            None => Cell { value: CellValue::Empty, ..Cell::default() },
        };
        cells.push(award);
        for n in &parts {
            let score = assessed.nodes[*n].score;
            let bar = score.and_then(|score| share(score, &tree.nodes[*n].marks));
            cells.push(Cell::quantity(score.map(|score| page.marks(score)), None).barred(bar));
        }
        cells.push(Cell::text(remark(page, assessed)));
        cells
    };
    Sheet {
        title: page.fill("indicators.title", &[("year", &page.year(0)), ("tree", page.tree())]),
        columns,
        frozen: 2,
        rows: order.iter().map(row).collect(),
        notes: page.notes(),
        source: page.source(),
        ..Sheet::default()
    }
}

/// The table without the parts: rank, place, total, grade and award, as a slide shows it.
pub fn without_parts(sheet: &Sheet) -> Sheet {
    let kept: Vec<usize> = (0..sheet.columns.len()).filter(|n| sheet.columns[*n].hint.is_empty()).collect();
    let mut shown = sheet.clone();
    shown.columns = kept.iter().map(|n| sheet.columns[*n].clone()).collect();
    shown.rows = sheet.rows.iter().map(|row| kept.iter().map(|n| row[*n].clone()).collect()).collect();
    shown
}

/// A heading that leaves room for the others; its hint has it whole.
fn shortened(name: &str) -> String {
    const MOST: usize = 6;
    if name.chars().count() <= MOST || name.is_ascii() {
        return name.to_owned();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}
