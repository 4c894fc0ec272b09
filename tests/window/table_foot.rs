//! The row that holds all others together stays at the foot of its table while the others scroll, under the same headings,
//! and is marked, copied and asked about as any row is.

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand, Rect, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::support::Window;

const WHOLE: &str = "全年";

/// The table of two years: twelve months and the whole year.
fn years(width: f32, height: f32) -> Window {
    Window::on("年度对比", width, height, None)
}

fn table(window: &Window) -> Rect {
    window.0.get_by_role(Role::Table).rect()
}

/// Where each of the cells is that are drawn.
fn cells(window: &Window) -> Vec<(String, Rect)> {
    let cell = |node: egui_kittest::Node<'_>| Some((node.accesskit_node().label()?, node.rect()));
    window.0.get_all_by_role(Role::Cell).filter_map(cell).collect()
}

fn cell(window: &Window, label: &str) -> Option<Rect> {
    cells(window).into_iter().find(|(own, _)| own == label).map(|(_, rect)| rect)
}

/// The cells of the whole, from left to right.
fn foot(window: &Window) -> Vec<(String, Rect)> {
    let top = cell(window, WHOLE).expect("the whole is in sight").top();
    let mut foot: Vec<_> = cells(window).into_iter().filter(|(_, rect)| (rect.top() - top).abs() < 0.5).collect();
    foot.sort_by(|a, b| a.1.left().total_cmp(&b.1.left()));
    foot
}

fn copy(window: &mut Window) -> String {
    window.0.event(egui::Event::Copy);
    window.0.step();
    let commands = &window.0.output().platform_output.commands;
    let copied = commands.iter().rev().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    copied.expect("something is copied")
}

/// Turns the wheel above a point: positive goes down, or to the right.
fn wheel(window: &mut Window, at: egui::Pos2, delta: egui::Vec2) {
    window.0.hover_at(at);
    window.0.step();
    window.0.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: -delta,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    window.settle();
}

#[test]
fn the_whole_is_in_sight_wherever_the_others_are_scrolled_to() {
    let mut window = years(1366.0, 768.0);
    let foot = |window: &Window| {
        let (whole, table) = (cell(window, WHOLE).expect("the whole is in sight"), table(window));
        assert!((0.0..28.0).contains(&(table.bottom() - whole.bottom())), "{whole:?} {table:?}");
        whole
    };
    let first = foot(&window);
    assert!(cell(&window, "1月").is_some() && cell(&window, "12月").is_none());
    let at = table(&window).center();
    wheel(&mut window, at, vec2(0.0, 60.0));
    assert_eq!(foot(&window), first);
    wheel(&mut window, at, vec2(0.0, 4000.0));
    assert_eq!(foot(&window), first);
    let last = cell(&window, "12月").expect("it is scrolled to");
    assert!((last.bottom() - first.top()).abs() < 1.0, "the last month is not covered: {last:?} {first:?}");
    assert!(cell(&window, "1月").is_none());
    // Above the foot the wheel turns the table, too.
    wheel(&mut window, first.center(), vec2(0.0, -4000.0));
    assert!(cell(&window, "1月").is_some());
    assert_eq!(foot(&window), first);
}

#[test]
fn it_stands_under_the_same_headings_and_goes_sideways_with_them() {
    let mut window = years(900.0, 768.0);
    let columns = |window: &Window| {
        let headings: Vec<Rect> = window.0.get_all_by_role(Role::ColumnHeader).map(|node| node.rect()).collect();
        let foot: Vec<Rect> = foot(window).into_iter().map(|(_, rect)| rect).collect();
        assert!(foot.len() > 3, "{foot:?}");
        for cell in &foot {
            assert!(headings.iter().any(|heading| (heading.left() - cell.left()).abs() < 0.5), "{cell:?} {headings:?}");
        }
        foot
    };
    let before = columns(&window);
    let at = table(&window).center();
    wheel(&mut window, at, vec2(200.0, 0.0));
    let after = columns(&window);
    assert_eq!(before[0], after[0], "the frozen column stays");
    assert!(before.iter().skip(1).all(|cell| !after.contains(cell)), "the others are moved");
}

#[test]
fn its_cells_are_asked_about_marked_and_copied_as_others_are() {
    let mut window = years(1366.0, 768.0);
    let (label, rect) = foot(&window)[1].clone();
    window.0.get_all_by_role_and_label(Role::Cell, &label).next().unwrap().click();
    window.0.step();
    window.settle();
    let copied = copy(&mut window);
    assert_eq!(format!("{:.2}", copied.parse::<f64>().unwrap()), label.replace(',', ""));
    let why = window.words();
    assert!(why.iter().any(|said| said.contains(&label) && *said != label), "{label} is explained: {why:?}");
    // Up from it leads to the last month, which comes into sight.
    window.keys(Modifiers::NONE, Key::ArrowUp);
    let last = cell(&window, "12月").expect("it is scrolled to");
    assert!((last.bottom() - rect.top()).abs() < 1.0);
    // Both together are a range.
    window.keys(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(copy(&mut window).lines().count(), 2);
    // The whole column, from the first month to the whole.
    window.keys(Modifiers::COMMAND, Key::Home);
    assert!(cell(&window, "1月").is_some());
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::End);
    assert_eq!(copy(&mut window).lines().count(), 13);
    window.0.get_all_by_role_and_label(Role::Cell, WHOLE).next().unwrap().click_secondary();
    window.0.run();
    assert!(window.says(&format!("只看“{WHOLE}”")));
}

#[test]
fn marks_dragged_down_onto_it_take_all_rows_between() {
    let mut window = years(1366.0, 768.0);
    let (from, to) = (cell(&window, "3月").unwrap().center(), cell(&window, WHOLE).unwrap().center());
    window.0.hover_at(from);
    window.0.step();
    window.0.drag_at(from);
    window.0.step();
    window.0.hover_at(to);
    for _ in 0..40 {
        window.0.step();
    }
    assert!(cell(&window, "12月").is_some(), "the months were scrolled to");
    window.0.drop_at(to);
    window.0.step();
    window.settle();
    let copied = copy(&mut window);
    let lines: Vec<&str> = copied.lines().collect();
    assert_eq!((lines.len(), lines[0], lines[10]), (11, "3月", WHOLE), "{copied}");
}

#[test]
fn where_all_rows_fit_it_follows_the_last_of_them() {
    let window = years(1366.0, 1400.0);
    let (last, whole) = (cell(&window, "12月").unwrap(), cell(&window, WHOLE).unwrap());
    assert!((last.bottom() - whole.top()).abs() < 0.5);
    assert!(whole.bottom() + 1.0 < table(&window).bottom(), "there is room below");
}
