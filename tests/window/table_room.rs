//! However small the screen and however it is enlarged, tables have rows in sight and every control is within the window: on
//! every screen and tab, in both languages, whatever stands above. On the office's usual screen, 1366 × 768, a table has
//! eight rows, or all that it has, without anything being scrolled; enlarged, when the page is scrolled to it. No chart
//! above a table is cut by it.

use eframe::egui;
use egui::Rect;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use tempfile::TempDir;
use tongchou::locale::Language;
use tongchou::report::model::slide::Body;
use tongchou::session::preferences::Preferences;
use tongchou::ui::pointed::{Anchor, last_place};
use tongchou::ui::witness::Witness;

use crate::support::{Window, walk};

const ROW: f32 = 28.0;

/// A screen as it is enlarged: its size in points, and how many rows are asked of it.
struct Screen {
    size: (f32, f32),
    rows: usize,
    /// Whether pages may scroll.
    scrolls: bool,
}

const USUAL: Screen = Screen { size: (1366.0, 768.0), rows: 8, scrolls: false };
/// 1366 × 768 at 150 %.
const LARGER: Screen = Screen { size: (911.0, 512.0), rows: 8, scrolls: true };
/// 1366 × 768 at 200 %.
const TWICE: Screen = Screen { size: (683.0, 384.0), rows: 6, scrolls: true };
/// 1920 × 1080 at 200 %.
const TWICE_WIDE: Screen = Screen { size: (960.0, 540.0), rows: 8, scrolls: true };

/// Where each table stands with its heading, how many rows it has room for, and how many it has.
fn tables(window: &mut Window, witness: &Witness) -> Vec<(Rect, usize, usize)> {
    witness.take();
    window.0.step();
    let sheets = witness.take().into_iter().filter_map(|body| match body {
        Body::Sheet(sheet) if !sheet.rows.is_empty() => Some(sheet.rows.len()),
        _ => None,
    });
    let headings: Vec<Rect> = window.0.query_all_by_role(Role::ColumnHeader).map(|node| node.rect()).collect();
    let room = |table: Rect| {
        let heading = headings.iter().find(|heading| (heading.top() - table.top()).abs() < 2.0);
        ((table.height() - heading.map_or(0.0, Rect::height) + 0.5) / ROW).floor().max(0.0) as usize
    };
    let tables: Vec<(Rect, usize)> =
        window.0.query_all_by_role(Role::Table).map(|node| (node.rect(), room(node.rect()))).collect();
    tables.into_iter().zip(sheets).map(|((rect, room), rows)| (rect, room, rows)).collect()
}

const CONTROLS: [Role; 9] = [
    Role::Button,
    Role::RadioButton,
    Role::CheckBox,
    Role::ComboBox,
    Role::TextInput,
    Role::Slider,
    Role::SpinButton,
    Role::Link,
    Role::Tab,
];

/// What can be done but isn't within the window, or lies across the edge between page and panel.
fn outside(window: &Window) -> Vec<String> {
    let ctx = &window.0.ctx;
    let whole = ctx.content_rect();
    let (page, panel) = (last_place(ctx, Anchor::Page), last_place(ctx, Anchor::Panel));
    let mut wrong = Vec::new();
    for node in window.0.root().children_recursive() {
        let access = node.accesskit_node();
        if !CONTROLS.contains(&access.role()) {
            continue;
        }
        let rect = node.rect();
        let crosses = |edge: f32| rect.left() < edge - 1.0 && rect.right() > edge + 1.0;
        let is_within = rect.left() >= -1.0 && rect.right() <= whole.right() + 1.0;
        // What belongs to a page or a panel ends where it ends.
        let is_cut = page.is_some_and(|page| rect.top() > page.top() && crosses(page.right() + 4.0))
            || panel.is_some_and(|panel| rect.top() > panel.top() && crosses(panel.right() + 13.0));
        if !is_within || is_cut {
            wrong.push(format!("{:?} {:?} {rect:?}", access.role(), access.label().unwrap_or_default()));
        }
    }
    wrong
}

/// The charts above a table that go on behind it.
fn cut(window: &Window, page: Rect, table: Rect) -> Vec<String> {
    let charts = window.0.query_all_by_role(Role::Figure);
    let above = charts.filter(|chart| page.intersects(chart.rect()) && chart.rect().top() < table.top());
    let wrong = above.filter(|chart| chart.rect().bottom() > table.top() + 1.0);
    wrong.map(|chart| format!("{:?} is cut", chart.accesskit_node().label().unwrap_or_default())).collect()
}

fn looked_at(screen: &Screen, language: Language) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("preferences.toml");
    std::fs::write(&path, Preferences { language, ..Preferences::default() }.write()).unwrap();
    let mut window = Window::remembering(language.text("screen.overview"), screen.size.0, screen.size.1, &path);
    let witness = Witness::of(&window.0.ctx);
    let (mut wrong, mut seen) = (Vec::new(), 0);
    walk::every_page(&mut window, language, |window, name| {
        let page = last_place(&window.0.ctx, Anchor::Page).unwrap();
        for (table, room, rows) in tables(window, &witness) {
            seen += 1;
            if room < rows.min(screen.rows) {
                wrong.push(format!("{name}: {room} of {rows} rows"));
            }
            // What is higher than the page is never in sight whole.
            let is_in_sight =
                if screen.scrolls { table.height() <= page.height() } else { page.expand(1.0).contains_rect(table) };
            if !is_in_sight {
                wrong.push(format!("{name}: a table at {table:?} of a page at {page:?}"));
            }
            wrong.extend(cut(window, page, table).into_iter().map(|what| format!("{name}: {what}")));
        }
        wrong.extend(outside(window).into_iter().map(|what| format!("{name}: {what}")));
    });
    assert!(seen > 25, "{seen} tables");
    wrong
}

fn look_at(screen: &Screen) {
    let wrong: Vec<String> = Language::ALL.into_iter().flat_map(|language| looked_at(screen, language)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn eight_rows_are_in_sight_everywhere() {
    look_at(&USUAL);
}

#[test]
fn at_150_percent_eight_rows_are_in_sight_of_a_scrolled_page() {
    look_at(&LARGER);
}

#[test]
fn at_200_percent_six_rows_are_in_sight_of_a_scrolled_page() {
    look_at(&TWICE);
    look_at(&TWICE_WIDE);
}
