//! On the office's usual screen, 1366 × 768, every table of the window has eight rows in sight, or all that it has: on every
//! screen and tab, in both languages, whatever stands above it.

use std::collections::BTreeSet;

use eframe::egui;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use tempfile::TempDir;
use tongchou::locale::Language;
use tongchou::report::model::slide::Body;
use tongchou::session::preferences::Preferences;
use tongchou::ui::command;
use tongchou::ui::witness::Witness;

mod window_support;
use window_support::Window;

const ROW: f32 = 28.0;
const LEAST: usize = 8;

/// How many rows each table has room for, and how many it has.
fn rooms(window: &mut Window, witness: &Witness) -> Vec<(usize, usize)> {
    witness.take();
    window.0.step();
    let sheets = witness.take().into_iter().filter_map(|body| match body {
        Body::Sheet(sheet) if !sheet.rows.is_empty() => Some(sheet.rows.len()),
        _ => None,
    });
    let headings: Vec<egui::Rect> = window.0.query_all_by_role(Role::ColumnHeader).map(|node| node.rect()).collect();
    let room = |table: egui::Rect| {
        let heading = headings.iter().find(|heading| (heading.top() - table.top()).abs() < 2.0);
        ((table.height() - heading.map_or(0.0, egui::Rect::height) + 0.5) / ROW).floor().max(0.0) as usize
    };
    let tables: Vec<usize> = window.0.query_all_by_role(Role::Table).map(|node| room(node.rect())).collect();
    tables.into_iter().zip(sheets).collect()
}

fn walk(language: Language) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("preferences.toml");
    std::fs::write(&path, Preferences { language, ..Preferences::default() }.write()).unwrap();
    let overview = language.text("screen.overview");
    let mut window = Window::remembering(overview, 1366.0, 768.0, &path);
    let witness = Witness::of(&window.0.ctx);
    let label = |node: egui_kittest::Node<'_>| node.accesskit_node().label().unwrap_or_default();
    let rail: Vec<String> = window.0.query_all_by_role(Role::Tab).map(label).collect();
    assert!(rail.len() > 10, "{rail:?}");
    let tabs: BTreeSet<&str> = command::all()
        .map(|entry| entry.command)
        .filter(|c| c.0.starts_with("tab."))
        .map(|c| c.text(language))
        .collect();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for screen in &rail {
        window.click(Role::Tab, screen);
        let shown: Vec<String> = window.0.query_all_by_role(Role::RadioButton).map(label).collect();
        let own: Vec<&String> = shown.iter().filter(|tab| tabs.contains(tab.as_str())).collect();
        let stops: Vec<Option<&String>> = if own.is_empty() { vec![None] } else { own.into_iter().map(Some).collect() };
        for tab in stops {
            if let Some(tab) = tab {
                // The bar's own stand before those of the page.
                let found: Vec<_> = window.0.query_all_by_role_and_label(Role::RadioButton, tab).collect();
                found[0].click();
                drop(found);
                window.0.step();
            }
            // What stands above is fitted from one drawing to the next.
            window.settle();
            for (room, rows) in rooms(&mut window, &witness) {
                seen += 1;
                if room < rows.min(LEAST) {
                    wrong.push(format!("{screen} {}: {room} of {rows} rows", tab.map_or("", |tab| tab)));
                }
            }
        }
    }
    assert!(seen > 25, "{seen} tables");
    wrong
}

#[test]
fn eight_rows_are_in_sight_everywhere() {
    let wrong: Vec<String> = Language::ALL.into_iter().flat_map(walk).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
