//! Flows of money: nodes in columns, bands between them as broad as the amounts (a Sankey diagram).

use crate::report::files::canvas::{Anchor, Canvas, cut};
use crate::report::files::tokens;
use crate::report::model::charts::{Flows, Link};
use crate::report::words::number::{Style, grouped};

/// The most nodes of a column that can be told apart; the smaller ones are drawn as one.
const MOST: usize = 12;
const BREADTH: f64 = 12.0;

struct Node {
    name: String,
    colour: tokens::Colour,
    column: usize,
    given: f64,
    taken: f64,
}

impl Node {
    fn size(&self) -> f64 {
        self.given.max(self.taken)
    }
}

/// Draws flows on a page of a size.
pub fn draw(canvas: &mut Canvas, flows: &Flows, style: Style, size: (f64, f64)) {
    let Merged { nodes, links, place } = merged(flows, style);
    let columns = nodes.iter().map(|n| n.column + 1).max().unwrap_or(0);
    let total = |column: usize| nodes.iter().filter(|n| n.column == column).map(Node::size).sum::<f64>();
    let largest = (0..columns).map(total).fold(0.0, f64::max);
    if links.is_empty() || largest <= 0.0 {
        return super::nothing(canvas, style, size);
    }
    let unit = style.unit_name(flows.measured);
    let caption = match unit {
        "" => flows.title.clone(),
        unit => style.language.fill("table.heading", &[("heading", &flows.title), ("unit", unit)]),
    };
    canvas.text(0.0, 12.0, &cut(&caption, 12.0, size.0), 12.0, tokens::MUTED, Anchor::Start);
    let (top, height) = (28.0, (size.1 - 34.0).max(20.0));
    let most = (0..columns).map(|c| nodes.iter().filter(|n| n.column == c).count()).max().unwrap_or(1);
    let space = (height * 0.45 / most as f64).min(18.0);
    let per_yuan = (height - space * most.saturating_sub(1) as f64) / largest;
    // Room for words stands right of each column; the first and last have it inside.
    let (left, right) = (2.0, size.0 - 150.0);
    let x = |column: usize| left + (right - left) * column as f64 / (columns - 1).max(1) as f64;
    let mut tops = vec![0.0; nodes.len()];
    for column in 0..columns {
        let own: Vec<usize> = (0..nodes.len()).filter(|&n| nodes[n].column == column).collect();
        let used = total(column) * per_yuan + space * own.len().saturating_sub(1) as f64;
        let mut y = top + (height - used).max(0.0) / 2.0;
        for n in own {
            tops[n] = y;
            y += nodes[n].size() * per_yuan + space;
        }
    }
    let mut given: Vec<f64> = tops.clone();
    let mut taken: Vec<f64> = tops.clone();
    let mut middles = Vec::with_capacity(links.len());
    for &(from, to, amount) in &links {
        let breadth = amount * per_yuan;
        let start = (x(nodes[from].column) + BREADTH, given[from], given[from] + breadth);
        let end = (x(nodes[to].column), taken[to], taken[to] + breadth);
        canvas.ribbon(start, end, nodes[from].colour);
        let across = f64::midpoint(start.0, end.0);
        middles.push((across, f64::midpoint(f64::midpoint(start.1, start.2), f64::midpoint(end.1, end.2))));
        given[from] += breadth;
        taken[to] += breadth;
    }
    let places = if largest >= 1_000.0 { 0 } else { 2 };
    for (n, node) in nodes.iter().enumerate().filter(|(_, node)| node.size() > 0.0) {
        let height = (node.size() * per_yuan).max(1.0);
        canvas.rect(x(node.column), tops[n], BREADTH, height, node.colour);
        let amount = grouped(rust_decimal::Decimal::try_from(node.size()).unwrap_or_default(), places);
        let text = format!("{}  {amount}", cut(&node.name, 12.0, 90.0));
        let middle = tops[n] + height / 2.0 + 4.0;
        canvas.text(x(node.column) + BREADTH + 5.0, middle, &text, 12.0, tokens::INK, Anchor::Start);
    }
    // Several flows from one to another are drawn as one, and so are those of small nodes.
    let spots = flows.noted.iter().filter_map(|noted| {
        let link = flows.links.get(noted.category)?;
        let ends = (*place.get(link.from)?, *place.get(link.to)?);
        let drawn = links.iter().position(|(from, to, _)| (*from, *to) == ends)?;
        Some((middles[drawn], noted.text.as_str()))
    });
    super::noted::draw(canvas, (0.0, top, size.0, top + height), spots);
}

/// What is drawn of flows.
struct Merged {
    nodes: Vec<Node>,
    /// From which of them to which, and how much.
    links: Vec<(usize, usize, f64)>,
    /// Which of them each node of the flows is.
    place: Vec<usize>,
}

/// The nodes and links that are drawn: amounts above zero, from left to right, small nodes of a full column as one.
fn merged(flows: &Flows, style: Style) -> Merged {
    let count = flows.nodes.len();
    let valid = |link: &&Link| {
        link.from < count && link.to < count && flows.nodes[link.from].column < flows.nodes[link.to].column
    };
    let links: Vec<(usize, usize, f64)> = flows
        .links
        .iter()
        .filter(valid)
        .map(|link| (link.from, link.to, style.axis_value(link.amount)))
        .filter(|(_, _, amount)| amount.is_finite() && *amount > 0.0)
        .collect();
    let mut weight = vec![(0.0, 0.0); count];
    for (from, to, amount) in &links {
        weight[*from].0 += amount;
        weight[*to].1 += amount;
    }
    let size = |n: usize| f64::max(weight[n].0, weight[n].1);
    // More columns than can stand side by side are drawn in the last.
    let column_of = |n: usize| flows.nodes[n].column.min(7);
    let mut place: Vec<usize> = vec![0; count];
    let mut nodes: Vec<Node> = Vec::new();
    for column in 0..8 {
        let own: Vec<usize> = (0..count).filter(|&n| column_of(n) == column && size(n) > 0.0).collect();
        let mut by_size = own.clone();
        by_size.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
        let small: Vec<usize> = if own.len() > MOST { by_size.split_off(MOST - 1) } else { Vec::new() };
        for &n in own.iter().filter(|n| !small.contains(n)) {
            place[n] = nodes.len();
            nodes.push(Node {
                name: flows.nodes[n].name.clone(),
                colour: tokens::role(flows.nodes[n].role),
                column,
                given: 0.0,
                taken: 0.0,
            });
        }
        if !small.is_empty() {
            for &n in &small {
                place[n] = nodes.len();
            }
            let name = style.language.text("export.rest").to_owned();
            nodes.push(Node { name, colour: tokens::MUTED, column, given: 0.0, taken: 0.0 });
        }
    }
    let mut drawn: Vec<(usize, usize, f64)> = Vec::new();
    for (from, to, amount) in links {
        let (from, to) = (place[from], place[to]);
        if nodes[from].column >= nodes[to].column {
            continue;
        }
        nodes[from].given += amount;
        nodes[to].taken += amount;
        match drawn.iter_mut().find(|(f, t, _)| (*f, *t) == (from, to)) {
            Some(link) => link.2 += amount,
            None => drawn.push((from, to, amount)),
        }
    }
    drawn.sort_by_key(|(from, to, _)| (*from, *to));
    Merged { nodes, links: drawn, place }
}
