//! 考核表: one place leaf by leaf, with what changed since last year, and what would bring the next rank.

use super::curve::{curve, rule_in_words};
use super::page::{Page, decimal};
use super::ranking::{grade, remark, share};
use crate::assessment::exact::{Exact, Score};
use crate::assessment::scoring::{Assessed, Scored, change, reach, tops};
use crate::assessment::tree::{Leaf, NodeKind, Rule};
use crate::place::PlaceId;
use crate::report::model::charts::Curve;
use crate::report::{
    Category, Cell, CellValue, Column, Figure, Mark, Measured, Point, Quantity, Role, Series, Sheet, Subject, Tone,
};

/// A place's sheet, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct PlaceSheet {
    /// Total, rank, change, and what cost most.
    pub headline: String,
    /// What the total changed by since last year, part by part; `None` where one of them is not whole.
    pub figure: Option<Figure>,
    /// A row a node.
    pub sheet: Sheet,
    /// Which nodes the rows are.
    pub rows: Vec<usize>,
    /// What would bring the next rank, in a sentence, and by which leaf alone.
    pub next: (String, Sheet),
}

/// The sheet of a place; `None` of one that is not assessed.
pub fn place(page: Page<'_>, place: PlaceId) -> Option<PlaceSheet> {
    let (now, before) = (page.now(place)?, page.before(place));
    Some(PlaceSheet {
        headline: headline(page, now, before),
        figure: before.and_then(|before| bridge(page, before, now)),
        sheet: sheet(page, now, before),
        rows: (0..page.scored.tree.nodes.len()).collect(),
        next: next(page, now),
    })
}

fn headline(page: Page<'_>, now: &Assessed, before: Option<&Assessed>) -> String {
    let style = page.context.style;
    let (year, name) = (page.year(0), page.place(now.place));
    let total = style.plain(page.marks(now.total()));
    let mut values = vec![("year", &*year), ("place", &*name), ("total", &*total)];
    let Some(rank) = now.rank else {
        let (why, marks) = (remark(page, now), style.plain(page.full(&now.assessed)));
        values.extend([("why", &*why), ("marks", &*marks)]);
        return page.fill("indicators.place_open", &values);
    };
    if now.veto.is_some() {
        let (why, scored) = (remark(page, now), style.plain(page.marks(now.scored)));
        values.extend([("why", &*why), ("scored", &*scored)]);
        return page.fill("indicators.place_vetoed", &values);
    }
    let rank = rank.to_string();
    let grade = grade(page, now).map_or_else(String::new, |grade| page.fill("indicators.graded", &[("grade", grade)]));
    let since = before.and_then(|before| {
        let by = Score::of(now.total().number() - before.total().number());
        let (from, by) = (before.rank?.to_string(), style.change(page.marks(by)));
        Some(page.fill("indicators.since", &[("rank", &from), ("by", &by)]))
    });
    let lost = lost(page, now).map_or_else(String::new, |(node, lost)| {
        let lost = style.plain(page.marks(lost));
        page.fill("indicators.lost", &[("leaf", page.node(node)), ("lost", &lost)])
    });
    let since = since.unwrap_or_default();
    values.extend([("rank", &*rank), ("grade", &*grade), ("since", &*since), ("lost", &*lost)]);
    page.fill("indicators.place_headline", &values)
}

/// The leaf that cost most of its marks.
fn lost(page: Page<'_>, now: &Assessed) -> Option<(usize, Score)> {
    let of = |(n, (node, leaf)): (usize, (&crate::assessment::tree::Node, &Leaf))| {
        let full = if let Rule::Bonus { .. } = leaf.rule { return None } else { Score::rounded(&node.marks)? };
        let lost = full.number() - now.nodes[n].score?.number();
        (lost > 0).then_some((n, Score::of(lost)))
    };
    leaves(page).filter_map(of).max_by_key(|(n, lost)| (*lost, std::cmp::Reverse(*n)))
}

fn leaves<'p>(page: Page<'p>) -> impl Iterator<Item = (usize, (&'p crate::assessment::tree::Node, &'p Leaf))> {
    page.scored.tree.nodes.iter().enumerate().filter_map(|(n, node)| match &node.kind {
        NodeKind::Leaf(leaf) => Some((n, (node, leaf))),
        NodeKind::Sum(_) => None,
    })
}

/// What the total changed by from one year to the next, by the parts below the root; what a veto takes away is a step of its own.
fn bridge(page: Page<'_>, before: &Assessed, now: &Assessed) -> Option<Figure> {
    let tree = &page.scored.tree;
    let by_leaf = change(tree, before, now)?;
    let mut top = 0;
    let mut steps: Vec<(String, i128)> = tops(tree).map(|n| (page.node(n).to_owned(), 0)).collect();
    let positions: Vec<usize> = tops(tree).collect();
    for (leaf, by) in by_leaf {
        match leaf {
            Some(leaf) => {
                while positions.get(top + 1).is_some_and(|next| *next <= leaf) {
                    top += 1;
                }
                steps[top].1 += by.number();
            }
            None if by.number() != 0 => steps.push((page.text("indicators.by_veto"), by.number())),
            None => {}
        }
    }
    let point = |number: i128| Point { value: Some(page.marks(Score::of(number))), subject: None };
    // Totals would dwarf the steps: they begin at nothing and end at the change.
    let mut names = vec![page.year(-1)];
    let mut points = vec![point(0)];
    for (name, by) in steps {
        names.push(name);
        points.push(point(by));
    }
    names.push(page.text("indicators.change"));
    points.push(point(now.total().number() - before.total().number()));
    let style = page.context.style;
    let [was, is] = [before, now].map(|of| style.plain(page.marks(of.total())));
    let (name, from, to) = (page.place(now.place), page.year(-1), page.year(0));
    let values = [("place", &*name), ("from", &*from), ("to", &*to), ("was", &*was), ("is", &*is)];
    let title = page.fill("indicators.bridge", &values);
    Some(Figure {
        title: title.clone(),
        categories: Category::named(&names),
        ticks: names,
        measured: Measured::Marks,
        series: vec![Series { name: title, role: Role::Pensions, mark: Mark::Waterfall, points }],
        notes: page.notes(),
        source: page.source(),
        ..Figure::default()
    })
}

fn value_cell(page: Page<'_>, leaf: &Leaf, scored: &Scored, place: PlaceId) -> Cell {
    let tone = if scored.out_of_range { Tone::Warning } else { Tone::Plain };
    let value = scored.value.as_ref();
    if leaf.rule == Rule::Yes {
        let key = value.map(|value| if *value == Exact::ZERO { "indicators.no" } else { "indicators.yes" });
        return key.map_or_else(Cell::default, |key| Cell::text(page.text(key)));
    }
    let quantity = value.and_then(|value| page.quantity(&leaf.value, value));
    let subject = page.subject(&leaf.value, place, 0).filter(|_| quantity.is_some());
    // Values of many kinds stand in one column, each with its unit.
    let text = quantity.map(|quantity| page.context.style.full(quantity));
    let cell = text.map_or_else(Cell::default, Cell::text);
    Cell { subject, ..cell }.toned(tone)
}

fn sheet(page: Page<'_>, now: &Assessed, before: Option<&Assessed>) -> Sheet {
    let tree = &page.scored.tree;
    let column = |key: &str, measured| Column::new(page.text(key), measured);
    let empty = || Cell { value: CellValue::Empty, ..Cell::default() };
    let mut columns = vec![
        column("indicators.indicator", Measured::Text),
        column("indicators.marks", Measured::Marks),
        column("indicators.value", Measured::Number),
        column("indicators.target", Measured::Number),
        column("indicators.score", Measured::Marks),
    ];
    if before.is_some() {
        columns
            .extend([column("indicators.score_before", Measured::Marks), column("indicators.change", Measured::Marks)]);
    }
    columns.extend([column("indicators.rule", Measured::Text), column("indicators.evidence", Measured::Text)]);
    let row = |n: usize| {
        let (node, scored) = (&tree.nodes[n], &now.nodes[n]);
        let leaf = if let NodeKind::Leaf(leaf) = &node.kind { Some(leaf) } else { None };
        let indent = "\u{3000}".repeat(node.depth);
        let name = Cell::text(format!("{indent}{} {}", node.id, page.node(n)));
        let bar = scored.score.and_then(|score| share(score, &node.marks));
        let score = Cell::quantity(scored.score.map(|score| page.marks(score)), None).barred(bar);
        let score = if scored.out_of_range { score.toned(Tone::Warning) } else { score };
        let mut cells = vec![name, Cell::quantity(Some(page.full(&node.marks)), None)];
        let target = leaf.and_then(|leaf| match &leaf.rule {
            Rule::Ratio { target, .. } => {
                let value = scored.target.as_ref()?;
                let of =
                    if matches!(target, crate::assessment::figure::Figure::Constant(_)) { &leaf.value } else { target };
                Some(page.context.style.full(page.quantity(of, value)?))
            }
            Rule::Linear { full, .. } => Some(page.context.style.full(page.quantity(&leaf.value, full)?)),
            _ => None,
        });
        cells.push(leaf.map_or_else(empty, |leaf| value_cell(page, leaf, scored, now.place)));
        cells.push(target.map_or_else(empty, Cell::text));
        cells.push(score);
        if let Some(before) = before {
            let was = before.nodes[n].score;
            let by = scored.score.zip(was).map(|(now, was)| Score::of(now.number() - was.number()));
            cells.push(Cell::quantity(was.map(|score| page.marks(score)), None));
            let change = by.map_or(CellValue::Unknown, |by| CellValue::Change(page.marks(by)));
            cells.push(Cell { value: change, ..Cell::default() });
        }
        cells.push(leaf.map_or_else(empty, |leaf| Cell::text(rule_in_words(&leaf.rule, &node.marks, page.language()))));
        cells.push(leaf.map_or_else(empty, |leaf| Cell::text(rests_on(page, leaf, now.place, &node.id))));
        cells
    };
    let rows: Vec<Vec<Cell>> = (0..tree.nodes.len()).map(row).collect();
    let is_sum = |n: &usize| matches!(tree.nodes[*n].kind, NodeKind::Sum(_));
    let values = [("year", &*page.year(0)), ("place", &*page.place(now.place)), ("tree", page.tree())];
    Sheet {
        title: page.fill("indicators.place_title", &values),
        columns,
        frozen: 1,
        sums: (0..rows.len()).filter(is_sum).collect(),
        rows,
        notes: page.notes(),
        source: page.source(),
        ..Sheet::default()
    }
}

/// What a value rests on: what was said when it was entered, how many answers there are, or what it is read off.
fn rests_on(page: Page<'_>, leaf: &Leaf, place: PlaceId, node: &str) -> String {
    let entries = page.scored.entered[0].entries(place, node);
    let note = entries.first().map_or("", |entry| &*entry.note).to_owned();
    match &leaf.value {
        crate::assessment::figure::Figure::Answers => {
            let count = entries.iter().filter(|entry| entry.value.is_some()).count().to_string();
            let said = page.fill("indicators.answers_count", &[("count", &count)]);
            if note.is_empty() { said } else { format!("{said}{}{note}", page.language().text("county.comma")) }
        }
        crate::assessment::figure::Figure::Entered if note.is_empty() => page.text("indicators.entered"),
        _ if !note.is_empty() => note,
        value => page.said(value),
    }
}

/// By which leaf alone a place would reach the total of the one before it.
fn next(page: Page<'_>, now: &Assessed) -> (String, Sheet) {
    let style = page.context.style;
    let name = page.place(now.place);
    let column = |key: &str, measured| Column::new(page.text(key), measured);
    let sheet = |rows: Vec<Vec<Cell>>| Sheet {
        title: page.text("indicators.next_title"),
        columns: vec![
            column("indicators.indicator", Measured::Text),
            column("indicators.value", Measured::Number),
            column("indicators.needed", Measured::Number),
            column("indicators.score", Measured::Marks),
            column("indicators.score_needed", Measured::Marks),
        ],
        frozen: 1,
        rows,
        notes: page.notes(),
        source: page.source(),
        ..Sheet::default()
    };
    let Some(rank) = now.rank.filter(|_| now.veto.is_none()) else {
        let why = remark(page, now);
        return (page.fill("indicators.next_none", &[("place", &name), ("why", &why)]), sheet(Vec::new()));
    };
    let ahead =
        page.scored.now().places.iter().filter(|other| other.veto.is_none() && other.rank.is_some_and(|r| r < rank));
    let Some(ahead) = ahead.min_by_key(|other| other.scored) else {
        return (page.fill("indicators.next_first", &[("place", &name)]), sheet(Vec::new()));
    };
    let missing = ahead.scored.number() - now.scored.number();
    let can = |(n, (node, leaf)): (usize, (&crate::assessment::tree::Node, &Leaf))| {
        let scored = &now.nodes[n];
        let wanted = Score::of(scored.score?.number() + missing);
        let value = reach(&leaf.rule, &node.marks, scored.target.as_deref(), wanted)?;
        let quantity = |value: &Exact| page.quantity(&leaf.value, value).map(|quantity| style.full(quantity));
        let text = |text: Option<String>| text.map_or_else(Cell::default, Cell::text);
        Some(vec![
            Cell::text(format!("{} {}", node.id, page.node(n))),
            text(scored.value.as_ref().and_then(quantity)),
            text(quantity(&value)),
            Cell::quantity(scored.score.map(|score| page.marks(score)), None),
            Cell::quantity(Some(page.marks(wanted)), None),
        ])
    };
    let rows: Vec<Vec<Cell>> = leaves(page).filter_map(can).collect();
    let (rank, missing, other) =
        (ahead.rank.unwrap_or(1).to_string(), style.plain(page.marks(Score::of(missing))), page.place(ahead.place));
    let count = rows.len().to_string();
    let values = [("place", &*name), ("rank", &*rank), ("missing", &*missing), ("other", &*other), ("count", &*count)];
    let key = if rows.is_empty() { "indicators.next_not_by_one" } else { "indicators.next" };
    (page.fill(key, &values), sheet(rows))
}

/// A number that a leaf's value is made of: its name, its value, and what explains it.
pub type Part = (String, CellValue, Option<Subject>);

/// One leaf of a place: how its score came about.
#[derive(Clone, PartialEq, Debug)]
pub struct LeafTold {
    /// By which it is known in its tree.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Value, target, score with the rule.
    pub workings: Vec<String>,
    /// The numbers that the value is made of.
    pub parts: Vec<Part>,
    /// What entered numbers rest on.
    pub evidence: Vec<String>,
    /// The score against the value.
    pub curve: Curve,
}

/// How a leaf's score of a place came about; `None` of a node that is no leaf.
pub fn leaf(page: Page<'_>, place: PlaceId, node: usize) -> Option<LeafTold> {
    let of = page.scored.tree.nodes.get(node)?;
    let NodeKind::Leaf(leaf) = &of.kind else { return None };
    let scored = &page.now(place)?.nodes[node];
    let style = page.context.style;
    let shown = |quantity: Option<Quantity>| quantity.map_or(CellValue::Unknown, CellValue::Quantity);
    let part = |(name, quantity, subject)| (name, shown(quantity), subject);
    let mut parts: Vec<Part> = page.parts(&leaf.value, place, &of.id, 0).into_iter().map(part).collect();
    if let Rule::Ratio { target, .. } = &leaf.rule {
        parts.extend(page.parts(target, place, &of.id, 0).into_iter().map(part));
    }
    let text = |value: Option<&Exact>| {
        let quantity = value.and_then(|value| page.quantity(&leaf.value, value));
        quantity.map_or_else(|| page.text("hand.not_known"), |quantity| style.full(quantity))
    };
    let mut workings = vec![rule_in_words(&leaf.rule, &of.marks, page.language())];
    workings.push(
        page.fill("indicators.value_is", &[("of", &page.said(&leaf.value)), ("value", &text(scored.value.as_ref()))]),
    );
    if let Some(target) = &scored.target {
        workings.push(page.fill("indicators.target_is", &[("value", &text(Some(target)))]));
    }
    workings.extend(put_in(page, leaf, &of.marks, scored));
    let evidence = page.scored.entered[0].entries(place, &of.id).iter().map(|entry| {
        let number = entry.value.as_ref().and_then(decimal);
        let number = number.map_or_else(|| page.text("hand.not_known"), |n| n.normalize().to_string());
        if entry.note.is_empty() {
            number
        } else {
            page.fill("indicators.rests_on", &[("value", &number), ("note", &entry.note)])
        }
    });
    Some(LeafTold {
        id: of.id.to_string(),
        title: format!("{} {}", of.id, page.node(node)),
        workings,
        parts,
        evidence: evidence.collect(),
        curve: curve(page, leaf, &of.marks, scored.value.as_ref(), scored.target.as_deref()),
    })
}

/// The rule with the numbers put in: 14.87 = 15 × 0.9913 ÷ 1.
fn put_in(page: Page<'_>, leaf: &Leaf, marks: &Exact, scored: &Scored) -> Option<String> {
    let number = |number: &Exact| decimal(number).unwrap_or_default().normalize().to_string();
    let signed = |value: &Exact| if *value < Exact::ZERO { format!("({})", number(value)) } else { number(value) };
    let (Some(value), Some(score)) = (&scored.value, scored.score) else {
        let key = if scored.out_of_range { "indicators.out_of_range" } else { "indicators.leaf_open" };
        return Some(page.text(key));
    };
    let score = page.context.style.plain(Quantity::Marks(decimal(&score.into())?, 4));
    let (value, full) = (signed(value), number(marks));
    Some(match &leaf.rule {
        Rule::Ratio { cap, .. } => {
            let target = signed(scored.target.as_ref()?);
            format!("{score} = {full} × min({}, max(0, {value} ÷ {target}))", number(cap))
        }
        Rule::Linear { zero, full: at } => {
            let (zero, at) = (signed(zero), signed(at));
            format!("{score} = {full} × min(1, max(0, ({value} − {zero}) ÷ ({at} − {zero})))")
        }
        Rule::Steps(steps) => {
            let share = steps.iter().find(|(from, _)| scored.value.as_ref().is_some_and(|value| from <= value));
            format!("{score} = {full} × {}", share.map_or_else(|| "0".to_owned(), |(_, share)| number(share)))
        }
        Rule::Deduct { per, floor } => {
            format!("{score} = min({full}, max({}, {full} − {} × {value}))", number(floor), number(per))
        }
        Rule::Bonus { per, most } => format!("{score} = max(0, min({}, {} × {value}))", number(most), number(per)),
        Rule::Yes | Rule::Entered => return None,
    })
}
