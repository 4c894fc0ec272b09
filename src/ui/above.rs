//! The charts above a table, none of them cut: rows of them one under another where each is high enough so, else all side
//! by side where each is wide enough, else a row at a time, with switches between them.

use eframe::egui;
use egui::{Id, Vec2, vec2};

use super::chart::numbered;
use super::page::Scene;
use super::parts;
use super::table::TableView;
use super::widgets::segmented::segmented;
use crate::report::Figure;

/// How high a chart is at least for others to stand under it.
const HIGH: f32 = 140.0;
/// How high a chart is at least.
const LOW: f32 = 88.0;
/// How wide a chart is at least for others of its row to stand beside it.
const NARROW: f32 = 220.0;
/// How wide a chart is at least for those of other rows to stand beside it.
const WIDE: f32 = 300.0;
/// The space between charts that stand side by side, between rows, and above the table.
const BESIDE: f32 = 32.0;
const UNDER: f32 = 8.0;
const END: f32 = 4.0;
/// How high the switches are with the space below them.
const SWITCHES: f32 = 26.0 + 6.0;

/// Charts that stand side by side where there is room for that.
pub struct Row<'a> {
    /// Each with its name in a switch.
    pub charts: Vec<(&'a str, &'a Figure)>,
    /// How high it is beside the other rows.
    pub share: f32,
    /// How high it is at most.
    pub most: f32,
}

/// How some rows of charts stand in a room.
#[derive(Clone, PartialEq, Debug)]
enum Placed {
    /// One under another, each so high.
    Under(Vec<f32>),
    /// All in one row.
    Beside,
    /// One row at a time.
    InTurn,
}

/// How rows of so many charts, each with its share and how high it is at most, stand in a room.
fn placed(rows: &[(usize, f32, f32)], room: Vec2) -> Placed {
    let shares: f32 = rows.iter().map(|(_, share, _)| share).sum();
    let spare = room.y - UNDER * rows.len().saturating_sub(1) as f32 - HIGH * rows.len() as f32;
    if rows.len() < 2 || spare >= 0.0 {
        let height = |(_, share, most): &(usize, f32, f32)| match rows.len() {
            1 => room.y.clamp(LOW, most.max(LOW)),
            _ => (HIGH + spare * share / shares).min(*most),
        };
        return Placed::Under(rows.iter().map(height).collect());
    }
    let count: usize = rows.iter().map(|(count, ..)| count).sum();
    if room.x >= WIDE * count as f32 + BESIDE * (count - 1) as f32 { Placed::Beside } else { Placed::InTurn }
}

/// Into how many rows so many charts part where it is so wide, as even as can be: the number in each but the last.
fn in_a_row(count: usize, width: f32) -> usize {
    let most = (((width + BESIDE) / (NARROW + BESIDE)) as usize).clamp(1, count.max(1));
    count.div_ceil(count.div_ceil(most).max(1)).max(1)
}

/// How high the one chart above a table is: all of the room that the table leaves it, and no more than so much.
pub fn height(ui: &egui::Ui, table: &TableView, most: f32) -> f32 {
    (table.room_above(ui) - END - ui.spacing().item_spacing.y).clamp(LOW, most.max(LOW))
}

/// Draws the one chart above a table, no higher than so much.
pub fn chart(ui: &mut egui::Ui, scene: Scene<'_>, table: &mut TableView, figure: &Figure, most: f32) {
    let height = height(ui, table, most);
    table.above(ui, scene.look.theme, |ui| {
        parts::chart(ui, scene, figure, height);
        ui.add_space(END);
    });
}

/// Draws them above a table, unless it fills the page. `name` is the page's.
pub fn charts(ui: &mut egui::Ui, scene: Scene<'_>, name: &str, table: &mut TableView, rows: &[Row<'_>]) {
    let room = vec2(ui.available_width(), table.room_above(ui) - END);
    let split: Vec<Row<'_>> = rows
        .iter()
        .flat_map(|row| {
            let chunks = row.charts.chunks(in_a_row(row.charts.len(), room.x));
            chunks.map(|charts| Row { charts: charts.to_vec(), ..*row })
        })
        .collect();
    let measures: Vec<_> = split.iter().map(|row| (row.charts.len(), row.share, row.most)).collect();
    table.above(ui, scene.look.theme, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        match placed(&measures, room) {
            Placed::Under(heights) => {
                for (n, (row, height)) in split.iter().zip(heights).enumerate() {
                    if n > 0 {
                        ui.add_space(UNDER);
                    }
                    draw(ui, scene, &row.charts, height);
                }
            }
            Placed::Beside => {
                let all: Vec<_> = split.iter().flat_map(|row| row.charts.iter().copied()).collect();
                let most = split.iter().map(|row| row.most).fold(LOW, f32::max);
                draw(ui, scene, &all, room.y.clamp(LOW, most));
            }
            Placed::InTurn => in_turn(ui, scene, name, &split, room.y - SWITCHES),
        }
        ui.add_space(END);
    });
}

fn draw(ui: &mut egui::Ui, scene: Scene<'_>, charts: &[(&str, &Figure)], height: f32) {
    let figures: Vec<&Figure> = charts.iter().map(|(_, figure)| *figure).collect();
    parts::charts(ui, scene, &figures, height);
}

/// The row that was chosen last, below the switches.
fn in_turn(ui: &mut egui::Ui, scene: Scene<'_>, name: &str, rows: &[Row<'_>], height: f32) {
    let id = Id::unique(("chart above", name));
    // The first chart of the row: what stands beside it changes with the width.
    let chosen: usize = ui.data(|data| data.get_temp(id)).unwrap_or(0);
    let firsts: Vec<usize> = rows
        .iter()
        .scan(0, |next, row| {
            let first = *next;
            *next += row.charts.len();
            Some(first)
        })
        .collect();
    let said = |row: &Row<'_>| {
        let names: Vec<&str> = row.charts.iter().map(|(name, _)| *name).collect();
        scene.look.style.language.listed(&names)
    };
    let names: Vec<String> = rows.iter().map(said).collect();
    let choices: Vec<(usize, &str)> = names.iter().enumerate().map(|(n, name)| (n, name.as_str())).collect();
    let mut shown = firsts.iter().rposition(|first| *first <= chosen).unwrap_or(0);
    if segmented(ui, scene.look.theme, scene.look.text("chart.which"), &choices, &mut shown) {
        ui.data_mut(|data| data.insert_temp(id, firsts[shown]));
    }
    ui.add_space(6.0);
    for (n, row) in rows.iter().enumerate() {
        if n == shown {
            draw(ui, scene, &row.charts, height.clamp(LOW, row.most.max(LOW)));
        } else {
            numbered::skip(ui.ctx(), row.charts.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: [(usize, f32, f32); 2] = [(1, 3.0, 400.0), (1, 2.0, 300.0)];

    #[test]
    fn charts_share_the_height_where_each_has_enough() {
        assert_eq!(placed(&TWO, vec2(800.0, 388.0)), Placed::Under(vec![200.0, 180.0]));
        let Placed::Under(heights) = placed(&TWO, vec2(800.0, 500.0)) else { panic!("they stand one under another") };
        assert!((heights.iter().sum::<f32>() + UNDER - 500.0).abs() < 0.01, "all of the room: {heights:?}");
        assert_eq!(placed(&TWO, vec2(800.0, 2000.0)), Placed::Under(vec![400.0, 300.0]), "no more than so much");
    }

    #[test]
    fn what_is_too_low_for_that_stands_side_by_side_or_in_turn() {
        assert_eq!(placed(&TWO, vec2(800.0, 200.0)), Placed::Beside);
        assert_eq!(placed(&TWO, vec2(600.0, 200.0)), Placed::InTurn);
        assert_eq!(placed(&[(1, 3.0, 400.0), (4, 2.0, 300.0)], vec2(1166.0, 200.0)), Placed::InTurn);
        assert_eq!(placed(&TWO[..1], vec2(300.0, 130.0)), Placed::Under(vec![130.0]), "one alone has what there is");
    }

    #[test]
    fn a_row_has_as_many_charts_as_are_wide_enough() {
        assert_eq!([1200.0, 850.0, 500.0, 300.0].map(|width| in_a_row(4, width)), [4, 2, 2, 1]);
        assert_eq!([1200.0, 500.0].map(|width| in_a_row(3, width)), [3, 2]);
        assert_eq!(in_a_row(1, 100.0), 1);
    }
}
