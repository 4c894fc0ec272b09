//! Where the nodes and ribbons of a picture of flows lie.
//!
//! Pure arithmetic in points of the drawing, `y` downwards. A ribbon's edges are cubic curves whose two inner points lie
//! a third of the way in, each on the height of its end: with them `y` is a smooth step of `x`, in every file format.

use super::scale;
use crate::report::Quantity;
use crate::report::model::charts::{Flows, Link};
use crate::report::words::number::Style;

/// The room there is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Room {
    /// From the left edge of the first column to the right edge of the last.
    pub width: f32,
    /// From the head of the highest node to the foot of the lowest.
    pub height: f32,
    /// How wide a node is.
    pub node: f32,
    /// The distance between two nodes, where there is room for it.
    pub gap: f32,
    /// The height of a name: the middles of two nodes are as far apart, where there is room for it.
    pub line: f32,
}

/// A node: `x`, `y` are its upper left corner.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct NodeBox {
    /// Its left edge.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// Its height.
    pub height: f32,
    /// Which of the columns drawn it stands in.
    pub column: usize,
}

/// A link: a ribbon of one thickness.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ribbon {
    /// Where it leaves the giver, at its upper edge.
    pub from: (f32, f32),
    /// Where it reaches the taker, at its upper edge.
    pub to: (f32, f32),
    /// How thick it is.
    pub thickness: f32,
}

impl Ribbon {
    /// Its upper edge at `x`.
    pub fn upper(&self, x: f32) -> f32 {
        let width = self.to.0 - self.from.0;
        let share = if width > 0.0 { ((x - self.from.0) / width).clamp(0.0, 1.0) } else { 0.0 };
        self.from.1 + (self.to.1 - self.from.1) * share * share * (3.0 - 2.0 * share)
    }

    /// Whether a point lies on it; thin ones are as easy to hit as one of three points.
    pub fn holds(&self, x: f32, y: f32) -> bool {
        let upper = self.upper(x);
        let slack = ((3.0 - self.thickness) / 2.0).max(0.0);
        (self.from.0..=self.to.0).contains(&x) && y >= upper - slack && y <= upper + self.thickness + slack
    }
}

/// A picture of flows, laid out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sankey {
    /// As many as nodes; one without any flow has no height.
    pub nodes: Vec<NodeBox>,
    /// As many as links; `None` for one that can't be drawn: unknown ends, backwards, nothing or less than nothing.
    pub ribbons: Vec<Option<Ribbon>>,
    /// How many columns are drawn.
    pub columns: usize,
}

impl Sankey {
    /// Lays out flows.
    pub fn new(flows: &Flows, style: Style, room: Room) -> Sankey {
        let values: Vec<Option<f64>> = flows
            .links
            .iter()
            .map(|link| {
                let (from, to) = (flows.nodes.get(link.from)?, flows.nodes.get(link.to)?);
                let value = style.axis_value(link.amount);
                (from.column < to.column && value.is_finite() && value > 0.0).then_some(value)
            })
            .collect();
        let mut sums = vec![(0.0f64, 0.0f64); flows.nodes.len()]; // received, given
        for (link, value) in flows.links.iter().zip(&values) {
            if let Some(value) = value {
                sums[link.from].1 += value;
                sums[link.to].0 += value;
            }
        }
        let sizes: Vec<f64> = sums.iter().map(|(received, given)| received.max(*given)).collect();
        // Columns without a node take no room.
        let mut columns: Vec<usize> = flows.nodes.iter().map(|n| n.column).collect();
        columns.sort_unstable();
        columns.dedup();
        let column_of = |node: usize| columns.binary_search(&flows.nodes[node].column).unwrap_or(0);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
        for (node, size) in sizes.iter().enumerate() {
            if *size > 0.0 {
                members[column_of(node)].push(node);
            }
        }
        let stacks: Vec<Stack> =
            members.iter().map(|m| Stack::new(m.iter().map(|&n| sizes[n]).collect(), room)).collect();
        let scale = stacks.iter().map(|stack| stack.scale(room.height)).fold(f64::INFINITY, f64::min);
        let scale = if scale.is_finite() { scale } else { 0.0 };
        let size = |value: f64| (value * scale) as f32;
        let step = (room.width - room.node) / columns.len().saturating_sub(1).max(1) as f32;
        let mut nodes: Vec<NodeBox> = (0..flows.nodes.len())
            .map(|node| {
                let column = column_of(node);
                NodeBox { x: column as f32 * step, column, ..NodeBox::default() }
            })
            .collect();
        for (members, stack) in members.iter().zip(&stacks) {
            let mut y = (room.height - stack.height(scale)) / 2.0;
            for (place, &node) in members.iter().enumerate() {
                nodes[node].y = y;
                nodes[node].height = size(sizes[node]);
                y += nodes[node].height + stack.gap(place, scale);
            }
        }
        let ribbons = ribbons(flows, &values, &nodes, room.node, size);
        Sankey { nodes, ribbons, columns: columns.len() }
    }

    /// The column's nodes whose names fit beside it, each with the middle of its name; the smallest go without.
    pub fn names(&self, column: usize, line: f32, low: f32, high: f32) -> (Vec<(usize, f32)>, usize) {
        let mut here: Vec<usize> =
            (0..self.nodes.len()).filter(|&n| self.nodes[n].column == column && self.nodes[n].height > 0.0).collect();
        let all = here.len();
        let room = ((high - low) / line).floor().max(0.0) as usize;
        if all > room {
            // One line is kept for saying how many go without.
            here.sort_by(|&a, &b| self.nodes[b].height.total_cmp(&self.nodes[a].height));
            here.truncate(room.saturating_sub(1));
            here.sort_unstable();
        }
        let left_out = all - here.len();
        let middles: Vec<f32> = here.iter().map(|&n| self.nodes[n].y + self.nodes[n].height / 2.0).collect();
        let high = if left_out > 0 { high - line } else { high };
        let placed = scale::apart(&middles, line, low, high);
        (here.into_iter().zip(placed).collect(), left_out)
    }
}

/// The nodes of a column, from top to bottom.
struct Stack {
    sizes: Vec<f64>,
    gap: f32,
    line: f32,
}

impl Stack {
    fn new(sizes: Vec<f64>, room: Room) -> Stack {
        let between = sizes.len().saturating_sub(1).max(1) as f32;
        // Gaps take the smaller part of a height, and names only stand beside all nodes where there is room for all.
        let gap = room.gap.min(0.4 * room.height / between);
        let line = if room.line * sizes.len() as f32 <= room.height { room.line } else { 0.0 };
        Stack { sizes, gap, line }
    }

    /// The gap below a node.
    fn gap(&self, place: usize, scale: f64) -> f32 {
        let Some(next) = self.sizes.get(place + 1) else { return 0.0 };
        let middles = ((self.sizes[place] + next) / 2.0 * scale) as f32;
        self.gap.max(self.line - middles)
    }

    fn height(&self, scale: f64) -> f32 {
        let nodes: f64 = self.sizes.iter().sum();
        (nodes * scale) as f32 + (0..self.sizes.len()).map(|place| self.gap(place, scale)).sum::<f32>()
    }

    /// The greatest scale at which the column is no higher than `room`; without bounds where it is empty.
    fn scale(&self, room: f32) -> f64 {
        let sum: f64 = self.sizes.iter().sum();
        if sum <= 0.0 {
            return f64::INFINITY;
        }
        let (mut fits, mut too_much) = (0.0, f64::from(room) / sum);
        for _ in 0..40 {
            let middle = f64::midpoint(fits, too_much);
            if self.height(middle) <= room {
                fits = middle;
            } else {
                too_much = middle;
            }
        }
        fits
    }
}

/// Ribbons leave and reach a node in the order of their other ends, so that they cross as little as may be.
fn ribbons(
    flows: &Flows,
    values: &[Option<f64>],
    nodes: &[NodeBox],
    node_width: f32,
    size: impl Fn(f64) -> f32,
) -> Vec<Option<Ribbon>> {
    let known: Vec<usize> = (0..flows.links.len()).filter(|&l| values[l].is_some()).collect();
    let middle = |node: usize| nodes[node].y + nodes[node].height / 2.0;
    let stacked = |own: fn(&Link) -> usize, other: fn(&Link) -> usize| {
        let mut order = known.clone();
        order.sort_by(|&a, &b| middle(other(&flows.links[a])).total_cmp(&middle(other(&flows.links[b]))));
        let mut used = vec![0.0f32; nodes.len()];
        let mut tops = vec![0.0f32; flows.links.len()];
        for link in order {
            let node = own(&flows.links[link]);
            tops[link] = nodes[node].y + used[node];
            used[node] += size(values[link].unwrap_or_default());
        }
        tops
    };
    let leaves = stacked(|l| l.from, |l| l.to);
    let reaches = stacked(|l| l.to, |l| l.from);
    let mut ribbons = vec![None; flows.links.len()];
    for link in known {
        let (from, to) = (&nodes[flows.links[link].from], &nodes[flows.links[link].to]);
        ribbons[link] = Some(Ribbon {
            from: (from.x + node_width, leaves[link]),
            to: (to.x, reaches[link]),
            thickness: size(values[link].unwrap_or_default()),
        });
    }
    ribbons
}

/// What each node received and gave, exact; `None` where it did nothing of the kind.
pub fn totals(flows: &Flows) -> Vec<(Option<Quantity>, Option<Quantity>)> {
    let mut totals = vec![(None, None); flows.nodes.len()];
    let add = |sum: &mut Option<Quantity>, amount: Quantity| {
        *sum = sum.map_or(Some(amount), |sum: Quantity| sum.plus(amount).or(Some(sum)));
    };
    for link in &flows.links {
        if link.from < totals.len() && link.to < totals.len() {
            add(&mut totals[link.from].1, link.amount);
            add(&mut totals[link.to].0, link.amount);
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::report::Role;
    use crate::report::model::charts::Node;

    const ROOM: Room = Room { width: 600.0, height: 400.0, node: 12.0, gap: 8.0, line: 15.0 };

    fn flows(columns: &[usize], links: &[(usize, usize, i64)]) -> Flows {
        let node =
            |column: &usize| Node { key: String::new(), name: String::new(), role: Role::Grants, column: *column };
        let link = |&(from, to, yuan): &(usize, usize, i64)| Link {
            key: String::new(),
            from,
            to,
            amount: Quantity::Money(Money::from_yuan(yuan)),
            what: String::new(),
            subject: None,
        };
        Flows { nodes: columns.iter().map(node).collect(), links: links.iter().map(link).collect(), ..Flows::default() }
    }

    #[test]
    fn nodes_are_as_high_as_what_passes_through_them() {
        let flows = flows(&[0, 0, 1, 2], &[(0, 2, 30_000), (1, 2, 10_000), (2, 3, 40_000)]);
        let laid = Sankey::new(&flows, Style::default(), ROOM);
        let heights: Vec<f32> = laid.nodes.iter().map(|n| n.height).collect();
        assert!((heights[0] - 3.0 * heights[1]).abs() < 0.01);
        assert!((heights[2] - heights[0] - heights[1]).abs() < 0.01);
        assert!((laid.nodes[1].y - heights[0] - 8.0).abs() < 0.01, "the fullest column fills the height");
        assert_eq!(laid.nodes.iter().map(|n| n.x).collect::<Vec<_>>(), [0.0, 0.0, 294.0, 588.0]);
        let ribbon = laid.ribbons[2].expect("a ribbon");
        assert!(ribbon.holds(400.0, ribbon.upper(400.0) + 1.0) && !ribbon.holds(100.0, 200.0));
        assert_eq!(totals(&flows)[2], (Some(Quantity::Money(Money::from_yuan(40_000))), Some(flows.links[2].amount)));
    }

    #[test]
    fn small_nodes_stand_as_far_apart_as_their_names() {
        let columns: Vec<usize> = (0..27).map(|i| usize::from(i > 0)).collect();
        let links: Vec<_> = (1..27).map(|i| (0, i, if i == 3 { 5_000 } else { 1 + i as i64 })).collect();
        let laid = Sankey::new(&flows(&columns, &links), Style::default(), ROOM);
        let (names, left_out) = laid.names(1, 15.0, 0.0, 400.0);
        assert_eq!((names.len(), left_out), (26, 0));
        for (node, middle) in names {
            let own = laid.nodes[node].y + laid.nodes[node].height / 2.0;
            assert!((own - middle).abs() < 8.0, "{node}: {own} is named at {middle}");
        }
    }

    #[test]
    fn what_can_not_be_drawn_is_left_out() {
        let flows = flows(&[0, 1], &[(0, 9, 1), (1, 0, 5), (0, 0, 5), (0, 1, 0), (0, 1, -4), (7, 8, 1)]);
        let laid = Sankey::new(&flows, Style::default(), ROOM);
        assert!(laid.ribbons.iter().all(Option::is_none));
        assert!(laid.nodes.iter().all(|n| n.height == 0.0));
        assert_eq!(Sankey::new(&Flows::default(), Style::default(), ROOM), Sankey::default());
    }

    #[test]
    fn three_thousand_nodes_stay_inside_and_the_smallest_go_without_a_name() {
        let columns: Vec<usize> = (0..3_000).map(|i| usize::from(i > 0)).collect();
        let links: Vec<_> = (1..3_000).map(|i| (0, i, i as i64)).collect();
        let laid = Sankey::new(&flows(&columns, &links), Style::default(), ROOM);
        for node in &laid.nodes {
            assert!(node.y >= -0.5 && node.y + node.height <= 400.5, "{node:?}");
        }
        let (names, left_out) = laid.names(1, 16.0, 0.0, 400.0);
        assert_eq!((names.len(), left_out), (24, 2_975));
        assert!(names.windows(2).all(|pair| pair[1].1 - pair[0].1 >= 15.9));
        assert!(names.iter().any(|(node, _)| *node == 2_999), "the largest is named");
    }
}
