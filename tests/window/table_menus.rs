//! Tables of the window as a person lays them out: columns moved, hidden, made wider and filtered, cells marked and copied,
//! all of it by the keyboard too; and what is exported is what is seen.

use std::collections::BTreeSet;

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use tempfile::TempDir;
use tongchou::session::preferences::Preferences;
use tongchou::ui::purpose::Purpose;

use crate::support::Window;

fn copied(window: &Window) -> String {
    let commands = &window.0.output().platform_output.commands;
    let texts = commands.iter().rev().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    texts.expect("something is copied")
}

fn copy(window: &mut Window) -> String {
    window.0.event(egui::Event::Copy);
    window.0.step();
    copied(window)
}

/// The headings that are seen, from left to right.
fn headings(window: &Window) -> Vec<String> {
    let mut found: Vec<(f32, String)> = window
        .0
        .get_all_by_role(Role::ColumnHeader)
        .map(|node| (node.rect().left(), node.accesskit_node().label().unwrap_or_default()))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, label)| label).collect()
}

/// The counties of the overview, from above.
fn counties(window: &Window) -> Vec<String> {
    const NAMES: [&str; 8] = ["屯溪区", "黄山区", "徽州区", "歙县", "休宁县", "黟县", "祁门县", "全市"];
    let mut found: Vec<(f32, String)> = window
        .0
        .get_all_by_role(Role::Cell)
        .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?)))
        .filter(|(_, label)| NAMES.contains(&label.as_str()))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, label)| label).collect()
}

fn overview() -> Window {
    Window::on("总览", 1366.0, 900.0, None)
}

fn menu_of(window: &mut Window, role: Role, label: &str) {
    window.0.get_by_role_and_label(role, label).click_secondary();
    window.0.run();
}

fn press(window: &mut Window, label: &str) {
    let found: Vec<_> = window.0.get_all_by_label(label).collect();
    found[found.len() - 1].click();
    drop(found);
    window.0.step();
    window.settle();
}

#[test]
fn a_column_is_moved_hidden_and_brought_back() {
    let mut window = overview();
    let first = headings(&window);
    menu_of(&mut window, Role::ColumnHeader, &first[2]);
    press(&mut window, "左移此列");
    let mut wanted = first.clone();
    wanted.swap(1, 2);
    assert_eq!(headings(&window), wanted);
    menu_of(&mut window, Role::ColumnHeader, &first[2]);
    press(&mut window, "隐藏此列");
    assert!(!headings(&window).contains(&first[2]));
    // The bar's menu of all columns shows it again.
    press(&mut window, "列");
    window.click(Role::CheckBox, &first[2]);
    assert_eq!(headings(&window), wanted);
    window.keys(Modifiers::NONE, Key::Escape);
    menu_of(&mut window, Role::ColumnHeader, &first[1]);
    press(&mut window, "恢复默认列");
    assert_eq!(headings(&window), first);
}

#[test]
fn headings_are_dragged_and_their_borders_too() {
    let mut window = overview();
    let first = headings(&window);
    let rect = |window: &Window, label: &str| window.0.get_by_role_and_label(Role::ColumnHeader, label).rect();
    let (from, to) = (rect(&window, &first[3]).center(), rect(&window, &first[1]).left_center() + vec2(12.0, 0.0));
    drag(&mut window, from, to);
    let now = headings(&window);
    assert_eq!((&now[1], &now[2], &now[3]), (&first[3], &first[1], &first[2]));
    let before = rect(&window, &first[3]);
    drag(&mut window, before.right_center() - vec2(2.0, 0.0), before.right_center() + vec2(60.0, 0.0));
    let now_wide = rect(&window, &first[3]);
    assert!((now_wide.width() - before.width() - 60.0).abs() < 10.0, "{before:?} {now_wide:?} {:?}", headings(&window));
    assert_eq!(headings(&window), now, "the border is no heading");
}

fn drag(window: &mut Window, from: egui::Pos2, to: egui::Pos2) {
    window.0.hover_at(from);
    window.0.step();
    window.0.drag_at(from);
    window.0.step();
    for share in [0.2, 0.5, 0.8, 1.0] {
        window.0.hover_at(from + (to - from) * share);
        window.0.step();
    }
    window.0.drop_at(to);
    window.0.step();
    window.settle();
}

#[test]
fn a_column_is_filtered_and_the_whole_stays_at_the_end() {
    let mut window = overview();
    let first = headings(&window);
    let all = counties(&window);
    assert_eq!(all.last().map(String::as_str), Some("全市"));
    menu_of(&mut window, Role::ColumnHeader, &first[0]);
    window.0.event(egui::Event::Text("县".to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
    let shown = counties(&window);
    assert_eq!(shown.len(), 5, "{shown:?}");
    assert!(shown[..4].iter().all(|name| name.ends_with('县')) && shown[4] == "全市", "{shown:?}");
    assert!(window.says("已筛选"));
    // Sorted by it the whole is not among the counties, either.
    for _ in 0..2 {
        let heading = headings(&window)[2].clone();
        window.click(Role::ColumnHeader, &heading);
        assert_eq!(counties(&window).last().map(String::as_str), Some("全市"));
    }
    press(&mut window, "清除筛选");
    assert_eq!(counties(&window).len(), all.len());
}

#[test]
fn numbers_are_limited_in_the_unit_of_the_heading() {
    let mut window = overview();
    let heading = headings(&window).into_iter().find(|heading| heading.contains("（万元）")).unwrap();
    menu_of(&mut window, Role::ColumnHeader, &heading);
    window.0.event(egui::Event::Text("1,000,000".to_owned()));
    window.0.run();
    assert!(window.says("没有符合各列条件的行"));
    window.keys(Modifiers::NONE, Key::Escape);
    press(&mut window, "清除筛选");
    assert!(counties(&window).len() > 5);
}

#[test]
fn cells_are_marked_by_dragging_and_copied_plain() {
    let mut window = overview();
    let rows = counties(&window);
    let cell = |window: &Window, label: &str| {
        let found: Vec<_> = window.0.get_all_by_role_and_label(Role::Cell, label).collect();
        found[0].rect().center()
    };
    let (from, to) = (cell(&window, &rows[0]), cell(&window, &rows[2]));
    drag(&mut window, from, to + vec2(90.0, 0.0));
    let text = copy(&mut window);
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert_eq!(lines[0][0], rows[0]);
    assert!(lines.iter().all(|line| line.len() == lines[0].len() && line.len() > 1), "{text}");
    assert!(lines.iter().all(|line| line[1..].iter().all(|n| n.is_empty() || n.parse::<f64>().is_ok())), "{text}");
    window.keys(Modifiers::NONE, Key::ArrowDown);
    assert!(!copy(&mut window).contains('\n'), "one cell alone");
}

#[test]
fn the_menu_of_a_cell_is_reached_by_the_keyboard() {
    let mut window = overview();
    let name = counties(&window)[0].clone();
    let cells: Vec<_> = window.0.get_all_by_role_and_label(Role::Cell, &name).collect();
    cells[0].click();
    drop(cells);
    window.settle();
    window.keys(Modifiers::SHIFT, Key::F10);
    assert!(window.says("隐藏此列") && window.says("导出本页…") && window.says(&format!("只看“{name}”")));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.says("隐藏此列"));
    // The arrow keys lead on from the first choice; the table's cursor stays where it is.
    let before = window.app().cursor();
    window.keys(Modifiers::NONE, Key::Menu);
    let only = format!("只看“{name}”");
    for _ in 0..12 {
        let focused = window.0.get_by_label(&only).is_focused();
        if focused {
            break;
        }
        window.keys(Modifiers::NONE, Key::ArrowDown);
    }
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(counties(&window), [name, "全市".to_owned()]);
    assert_eq!(window.app().cursor(), before);
}

#[test]
fn what_is_laid_out_is_exported_so() {
    let mut window = overview();
    let first = headings(&window);
    menu_of(&mut window, Role::ColumnHeader, &first[1]);
    press(&mut window, "隐藏此列");
    for _ in 0..2 {
        let heading = headings(&window)[1].clone();
        window.click(Role::ColumnHeader, &heading);
    }
    menu_of(&mut window, Role::ColumnHeader, &first[0]);
    window.0.event(egui::Event::Text("县".to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Escape);
    let shown = counties(&window);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.csv");
    window.0.state_mut().choose_files(Purpose::ExportView, vec![path.clone()]);
    window.comes("a.csv");
    window.settle();
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let columns = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    assert!(!columns(lines[0]).contains(&first[1]), "{}", lines[0]);
    let written: Vec<String> = lines[1..=shown.len()].iter().map(|line| columns(line)[0].clone()).collect();
    assert_eq!(written, shown);

    // The page of the deck keeps it, and so does the project.
    window.keys(Modifiers::COMMAND, Key::R);
    let page = window.session().deck().pages.last().unwrap().clone();
    assert!(!page.table.is_plain());
    let arranged: BTreeSet<&String> = page.table.columns.iter().collect();
    assert!(!arranged.is_empty() && page.table.sort.as_ref().is_some_and(|(_, descending)| *descending));
}

#[test]
fn a_full_table_is_exported_without_the_chart_beside_it() {
    let mut window = Window::on("区县", 1366.0, 900.0, None);
    let charts = |window: &mut Window| {
        let before = window.session().deck().pages.len();
        window.keys(Modifiers::COMMAND, Key::R);
        window.session().deck().pages[before..].len()
    };
    assert!(charts(&mut window) > 1);
    press(&mut window, "表格占满页面");
    assert_eq!(charts(&mut window), 1);
}

#[test]
fn columns_stay_as_they_were_laid_out_from_one_run_to_the_next() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("preferences.toml");
    let mut window = Window::remembering("总览", 1366.0, 900.0, &path);
    let first = headings(&window);
    menu_of(&mut window, Role::ColumnHeader, &first[1]);
    press(&mut window, "隐藏此列");
    let began = std::time::Instant::now();
    let kept = loop {
        let kept = std::fs::read_to_string(&path).map(|text| Preferences::read(&text).tables).unwrap_or_default();
        if !kept.is_empty() {
            break kept;
        }
        assert!(began.elapsed().as_secs() < 60, "it is written down");
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    assert_eq!(kept.len(), 1);
    let window = Window::remembering("总览", 1366.0, 900.0, &path);
    assert!(!headings(&window).contains(&first[1]));
}
