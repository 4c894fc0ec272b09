//! [`Flows`] on screen: money between levels of government and counties, from left to right.

use eframe::egui;
use egui::epaint::Mesh;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::drawing::Drawing;
use super::pen::{Pen, Swatch};
use super::pointed::{By, along, pointed};
use super::tip::{Row, Tip};
use super::{ChartAction, menu, noted, nothing};
use crate::report::Quantity;
use crate::report::chart::sankey::{self, Ribbon, Room, Sankey};
use crate::report::model::charts::Flows;
use crate::report::model::points::Points;
use crate::report::model::slide::Body;
use crate::report::words::number::Style;
use crate::ui::state::NoteOn;
use crate::ui::theme::Lettering;
use crate::ui::witness;

/// How wide a node is.
const NODE: f32 = 12.0;
/// The height of a name.
const LINE: f32 = 15.0;
/// The widest that a name with its amount gets.
const WIDEST_NAME: f32 = 190.0;

/// Flows to be drawn.
pub type FlowsChart<'a> = Drawing<'a, Flows>;

impl Drawing<'_, Flows> {
    /// Draws them; a click on a ribbon asks why.
    pub fn show(self, ui: &mut Ui) -> Option<ChartAction> {
        self.with_notes(ui, |chart, ui, on| chart.draw(ui, on))
    }

    fn draw(self, ui: &mut Ui, on: Option<NoteOn>) -> Option<ChartAction> {
        witness::tell(ui.ctx(), || Body::Flows(self.of.clone()));
        let (id, painter, area) = self.room(ui)?;
        let pen = self.pen(&painter);
        let area = pen.notes(area, &self.of.notes);
        let places: Vec<usize> = self.of.nodes.iter().map(|n| n.column).collect();
        let (first, last) = (places.iter().min().copied(), places.iter().max().copied());
        let totals = totals(self.of);
        let side = |column: Option<usize>| {
            let most = area.width() * 0.28;
            let names = (0..self.of.nodes.len()).filter(|&n| Some(places[n]) == column);
            // Of very many, those with most have the longest amounts; the names are cut off anyway.
            let texts: Vec<String> = names.take(200).map(|n| self.name(n, totals[n])).collect();
            (pen.widest(texts.iter().map(String::as_str)) + 8.0).min(WIDEST_NAME).min(most) + 10.0
        };
        let (left, right) = (side(first), side(last));
        let frame = Rect::from_min_max(
            pos2(area.left() + left, area.top() + 32.0),
            pos2(area.right() - right, area.bottom() - 8.0),
        );
        let room = Room { width: frame.width(), height: frame.height(), node: NODE, gap: 8.0, line: LINE };
        let laid = if frame.width() > 40.0 && frame.height() > 20.0 {
            Sankey::new(self.of, self.style, room)
        } else {
            Sankey::default()
        };
        // What can be pointed at: links, then nodes.
        let links: Vec<usize> = (0..laid.ribbons.len()).filter(|&l| laid.ribbons[l].is_some()).collect();
        if links.is_empty() {
            nothing(ui, area, self.theme, self.style);
            return None;
        }
        pen.head(area, &self.of.title, &pen.unit(self.of.measured), &[]);
        let drawn = Drawn { chart: &self, laid: &laid, totals: &totals, pen: &pen, frame, left, right };
        let response = ui.interact(frame.expand2(vec2(4.0, 4.0)), id.with("flows"), Sense::click());
        let under = response.hover_pos().and_then(|at| drawn.under(&links, at));
        // Keys go through the links alone; nodes are for the pointer.
        let count = links.len() + laid.nodes.len();
        let pointed = pointed(ui, &response, count, 0, under, |at, key| along(at, key).min(links.len() - 1));
        let thing = pointed.map(|(at, by)| (drawn.thing(&links, at), by));
        menu::ask(ui, &response, on, &|| Body::Flows(self.of.clone()), || match thing {
            Some((Thing::Link(link), _)) => Some((0, link)),
            _ => None,
        });
        drawn.ribbons(thing.map(|(thing, _)| thing));
        drawn.nodes();
        for column in 0..laid.columns {
            drawn.names(column);
        }
        drawn.noted();
        if let Some((thing, by)) = thing {
            let beside = (by == By::Keyboard).then(|| drawn.middle(thing));
            self.tip(thing, &totals).show(ui, &response, self.theme, self.style, beside);
        }
        if response.has_focus() {
            pen.focus(frame);
        }
        response.widget_info(|| {
            let words = self.spoken(thing.map(|(thing, _)| thing), &totals);
            WidgetInfo::labeled(egui::Role::Figure, ui.is_enabled(), words)
        });
        match thing {
            Some((Thing::Link(link), _)) if response.clicked() => {
                self.of.links[link].subject.clone().map(ChartAction::Explain)
            }
            _ => None,
        }
    }

    /// A node's name with its amount, in one line.
    fn name(&self, node: usize, total: Total) -> String {
        let amount = total.most(self.style).map(|q| self.style.plain(q)).unwrap_or_default();
        format!("{} {amount}", self.of.nodes[node].name)
    }

    fn tip(&self, thing: Thing, totals: &[Total]) -> Tip {
        let (flows, style) = (self.of, self.style);
        match thing {
            Thing::Link(link) => {
                let remarks = flows.noted_at((0, link)).map(str::to_owned).into_iter().collect();
                let link = &flows.links[link];
                let giver = &flows.nodes[link.from];
                let color = self.theme.wash(self.theme.role(giver.role), 0.6);
                Tip {
                    title: format!("{} → {}", giver.name, flows.nodes[link.to].name),
                    rows: vec![Row::value(Swatch::Fill(color), &link.what, Some(link.amount), style)],
                    remarks,
                    ..Tip::default()
                }
            }
            Thing::Node(node) => {
                let total = totals[node];
                let color = Swatch::Fill(self.theme.role(flows.nodes[node].role));
                let row = |key, value: Option<Quantity>| {
                    value.map(|v| Row::value(color, style.language.text(key), Some(v), style))
                };
                let rows = [row("chart.received", total.received), row("chart.given", total.given)];
                let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
                if let (Some(given), Some(received)) = (total.given, total.received)
                    && let Some(left) = received.minus(given)
                {
                    let name = |key| style.language.text(key);
                    let words = format!("{} − {}", name("chart.received"), name("chart.given"));
                    rows.push(Row::derived(words, style.difference(left)));
                }
                Tip { title: flows.nodes[node].name.clone(), rows, ..Tip::default() }
            }
        }
    }

    /// The chart's name for those who listen: all flows while they are few.
    fn spoken(&self, thing: Option<Thing>, totals: &[Total]) -> String {
        const MOST: usize = 12;
        let mut words = vec![self.of.title.clone()];
        match thing {
            Some(thing) => {
                let tip = self.tip(thing, totals);
                words.push(tip.title);
                words.extend(tip.rows.into_iter().map(|row| format!("{} {}", row.name, row.value)));
            }
            None => {
                for link in self.of.links.iter().take(MOST) {
                    let name = |node: usize| self.of.nodes.get(node).map_or("", |n| n.name.as_str());
                    words.push(format!("{} → {} {}", name(link.from), name(link.to), self.style.full(link.amount)));
                }
                if let Some(more) = self.of.links.len().checked_sub(MOST).filter(|more| *more > 0) {
                    words.push(self.style.language.fill("chart.others", &[("count", &more.to_string())]));
                }
            }
        }
        words.join(", ")
    }
}

/// What a node received and gave.
#[derive(Clone, Copy)]
struct Total {
    received: Option<Quantity>,
    given: Option<Quantity>,
}

impl Total {
    /// The greater of both: the height of the node.
    fn most(self, style: Style) -> Option<Quantity> {
        match (self.received, self.given) {
            (Some(received), Some(given)) if style.axis_value(given) > style.axis_value(received) => Some(given),
            (received, given) => received.or(given),
        }
    }
}

fn totals(flows: &Flows) -> Vec<Total> {
    sankey::totals(flows).into_iter().map(|(received, given)| Total { received, given }).collect()
}

/// What is pointed at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thing {
    Link(usize),
    Node(usize),
}

struct Drawn<'a> {
    chart: &'a FlowsChart<'a>,
    laid: &'a Sankey,
    totals: &'a [Total],
    pen: &'a Pen<'a>,
    frame: Rect,
    left: f32,
    right: f32,
}

impl Drawn<'_> {
    fn node(&self, node: usize) -> Rect {
        let place = self.laid.nodes[node];
        let height = place.height.max(1.0); // small is not nothing
        Rect::from_min_size(self.frame.min + vec2(place.x, place.y), vec2(NODE, height))
    }

    fn is_drawn(&self, node: usize) -> bool {
        self.laid.nodes[node].height > 0.0
    }

    fn thing(&self, links: &[usize], at: usize) -> Thing {
        links.get(at).map_or_else(|| Thing::Node(at - links.len()), |link| Thing::Link(*link))
    }

    /// What lies under a point, as counted by `thing`: nodes before ribbons, thin ribbons before thick ones.
    fn under(&self, links: &[usize], at: Pos2) -> Option<usize> {
        let node =
            (0..self.laid.nodes.len()).find(|&n| self.is_drawn(n) && self.node(n).expand2(vec2(2.0, 1.0)).contains(at));
        if let Some(node) = node {
            return Some(links.len() + node);
        }
        let inside = at - self.frame.min;
        links
            .iter()
            .enumerate()
            .filter_map(|(i, link)| Some((i, self.laid.ribbons[*link]?)))
            .filter(|(_, ribbon)| ribbon.holds(inside.x, inside.y))
            .min_by(|a, b| a.1.thickness.total_cmp(&b.1.thickness))
            .map(|(i, _)| i)
    }

    fn middle(&self, thing: Thing) -> Pos2 {
        match thing {
            Thing::Link(link) => self.laid.ribbons[link].map_or(self.frame.center(), |ribbon| {
                let x = f32::midpoint(ribbon.from.0, ribbon.to.0);
                self.frame.min + vec2(x, ribbon.upper(x) + ribbon.thickness / 2.0)
            }),
            Thing::Node(node) => self.node(node).center(),
        }
    }

    fn noted(&self) {
        let is_drawn = |link: usize| self.laid.ribbons.get(link).is_some_and(Option::is_some);
        let all = self.chart.of.noted.iter().filter(|noted| is_drawn(noted.category));
        let spots = all.map(|noted| (self.middle(Thing::Link(noted.category)), noted.text.as_str()));
        noted::draw(self.pen, self.frame.expand(4.0), spots);
    }

    /// The ribbons, the widest at the back; those that are pointed at, or hang on the node pointed at, stand out.
    fn ribbons(&self, thing: Option<Thing>) {
        let flows = self.chart.of;
        let mut order: Vec<(usize, Ribbon)> =
            self.laid.ribbons.iter().enumerate().filter_map(|(l, ribbon)| Some((l, (*ribbon)?))).collect();
        order.sort_by(|a, b| b.1.thickness.total_cmp(&a.1.thickness));
        // Very many are drawn more coarsely.
        let strips = if order.len() > 200 { 10 } else { 32 };
        let mut mesh = Mesh::default();
        for (link, ribbon) in order {
            let stands_out = match thing {
                Some(Thing::Link(pointed)) => pointed == link,
                Some(Thing::Node(node)) => flows.links[link].from == node || flows.links[link].to == node,
                None => false,
            };
            let color = self.chart.theme.role(flows.nodes[flows.links[link].from].role);
            let color = color.gamma_multiply(if stands_out { 0.62 } else { 0.3 });
            self.ribbon(&mut mesh, ribbon, color, strips);
        }
        self.pen.painter.add(mesh);
    }

    fn ribbon(&self, mesh: &mut Mesh, ribbon: Ribbon, color: Color32, strips: usize) {
        let thickness = ribbon.thickness.max(0.75);
        for i in 0..=strips {
            let x = ribbon.from.0 + (ribbon.to.0 - ribbon.from.0) * i as f32 / strips as f32;
            let upper = self.frame.min + vec2(x, ribbon.upper(x));
            let next = mesh.vertices.len() as u32;
            mesh.colored_vertex(upper, color);
            mesh.colored_vertex(upper + vec2(0.0, thickness), color);
            if i > 0 {
                mesh.add_triangle(next - 2, next - 1, next);
                mesh.add_triangle(next - 1, next, next + 1);
            }
        }
    }

    fn nodes(&self) {
        for node in (0..self.laid.nodes.len()).filter(|&n| self.is_drawn(n)) {
            let color = self.chart.theme.role(self.chart.of.nodes[node].role);
            self.pen.painter.rect_filled(self.node(node), 0, color);
        }
    }

    /// The names of a column with their amounts: outside at both ends, over the ribbons between.
    fn names(&self, column: usize) {
        let (pen, theme) = (self.pen, self.chart.theme);
        let (top, bottom) = (self.frame.top() - 6.0, self.frame.bottom() + 6.0);
        let (names, left_out) = self.laid.names(column, LINE, top - self.frame.top(), bottom - self.frame.top());
        let last = self.laid.columns.saturating_sub(1);
        let (outside_left, outside_right) = (column == 0, column == last);
        let room = if outside_left {
            self.left - 10.0
        } else if outside_right {
            self.right - 10.0
        } else {
            (self.frame.width() / last.max(1) as f32 - NODE - 16.0).max(20.0)
        };
        let mut edge = None;
        for (node, middle) in names {
            let bar = self.node(node);
            let y = self.frame.top() + middle;
            let (x, align, end) = if outside_left {
                (bar.left() - 8.0, Align2::RIGHT_CENTER, bar.left())
            } else {
                (bar.right() + 8.0, Align2::LEFT_CENTER, bar.right())
            };
            edge = Some((x, align));
            // A thin lead where the name had to move away from its node.
            if (y - bar.center().y).abs() > (bar.height() / 2.0).max(3.0) {
                let lead = Stroke::new(1.0, theme.wash(theme.muted, 0.6));
                let away = if outside_left { 1.5 } else { -1.5 };
                pen.painter.line_segment([pos2(end, bar.center().y), pos2(x + away, y)], lead);
            }
            let words = pen.painter.layout_job(self.words(node, room));
            if outside_left || outside_right {
                pen.put(&words, align, pos2(x, y));
            } else {
                pen.scrap(&words, align, pos2(x, y));
            }
        }
        if let Some((x, align)) = edge.filter(|_| left_out > 0) {
            let text = pen.style.language.fill("chart.others", &[("count", &left_out.to_string())]);
            let words = pen.narrow(&text, theme.muted, room);
            pen.put(&words, align, pos2(x, bottom - LINE / 2.0));
        }
    }

    /// A node's name in ink, its amount in grey.
    fn words(&self, node: usize, room: f32) -> LayoutJob {
        let (theme, style) = (self.chart.theme, self.chart.style);
        let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
        let format = |color| TextFormat::simple(Lettering::Caption.font(), color);
        job.append(&self.chart.of.nodes[node].name, 0.0, format(theme.ink));
        if let Some(amount) = self.totals[node].most(style) {
            job.append(&style.plain(amount), 5.0, format(theme.muted));
        }
        job.wrap = TextWrapping::truncate_at_width(room);
        job
    }
}
