//! A stranger's first ten minutes by the keyboard alone: the first start, the overview and a cell's Why, two years, a lever
//! and undo, a report, saving. What has the keyboard is something that can be named, and where it goes is no surprise.

use crate::support::Window;
use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT;
use tongchou::ui::purpose::Purpose;
use tongchou::ui::state::Screen;

/// What has the keyboard: its role and name; nothing where the window has it.
fn focused(window: &Window) -> Option<(Role, String)> {
    let is_focused = |node: &egui_kittest::Node<'_>| node.accesskit_node().is_focused();
    let node = window.0.root().children_recursive().find(is_focused)?;
    let access = node.accesskit_node();
    (access.role() != Role::Window).then(|| (access.role(), access.label().unwrap_or_default()))
}

fn press(window: &mut Window, key: Key) {
    window.keys(Modifiers::NONE, key);
}

/// Goes on by Tab to the first thing of a role; what is passed has names.
fn tab_to(window: &mut Window, role: Role, most: usize) {
    for _ in 0..most {
        if focused(window).is_some_and(|(at, _)| at == role) {
            return;
        }
        press(window, Key::Tab);
        let (at, name) = focused(window).expect("something has the keyboard");
        assert!(!name.is_empty(), "{at:?} has no name");
    }
    panic!("no {role:?} within {most}, but {:?}", focused(window));
}

#[test]
fn the_first_start_begins_at_its_first_way_and_ends_on_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::first(&folder.path().join("preferences.toml"));
    assert_eq!(focused(&window), Some((Role::Button, "导入我的表".to_owned())));
    press(&mut window, Key::Tab);
    assert_eq!(focused(&window), Some((Role::Button, "看示例".to_owned())));
    // Round it goes, and not to what lies behind.
    for _ in 0..4 {
        press(&mut window, Key::Tab);
    }
    assert_eq!(focused(&window), Some((Role::Button, "看示例".to_owned())));
    press(&mut window, Key::Enter);
    assert!(!window.says("五步导览"), "{:?}", window.words());
    press(&mut window, Key::F6);
    assert!(focused(&window).is_some());
}

#[test]
fn a_cell_is_asked_why_and_the_table_has_the_keyboard_again() {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    press(&mut window, Key::F6);
    tab_to(&mut window, Role::Table, 12);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowRight);
    let at = window.app().cursor();
    assert_eq!(at, Some((0, 1)));
    press(&mut window, Key::Enter);
    assert!(window.app().view().inspector);
    // To Why, through what it is made of, and out of it: one is where one was.
    press(&mut window, Key::F6);
    assert_eq!(focused(&window), Some((Role::Button, "关闭".to_owned())));
    press(&mut window, Key::Tab);
    assert_eq!(focused(&window).map(|(role, _)| role), Some(Role::Link));
    press(&mut window, Key::Escape);
    assert!(!window.app().view().inspector);
    assert_eq!(focused(&window).map(|(role, _)| role), Some(Role::Table));
    press(&mut window, Key::ArrowDown);
    assert_eq!(window.app().cursor(), Some((1, 1)));
    // Its button closes it alike.
    press(&mut window, Key::Enter);
    press(&mut window, Key::F6);
    press(&mut window, Key::Enter);
    assert!(!window.app().view().inspector);
    assert_eq!(focused(&window).map(|(role, _)| role), Some(Role::Table));
}

/// Tab takes a table for one thing: it is left as it was come to.
#[test]
fn tab_passes_the_cells_of_a_table() {
    let mut window = Window::on("年度对比", 1366.0, 768.0, None);
    press(&mut window, Key::F6);
    tab_to(&mut window, Role::Table, 14);
    press(&mut window, Key::Tab);
    let left = focused(&window).map(|(role, _)| role);
    assert!(!matches!(left, Some(Role::Cell | Role::ColumnHeader | Role::Table)), "{left:?}");
    window.keys(Modifiers::SHIFT, Key::Tab);
    assert_eq!(focused(&window).map(|(role, _)| role), Some(Role::Table));
}

/// F6 comes to the same thing however often it is pressed where there is a page alone; and what is closed over the page
/// leaves the keyboard where it was.
#[test]
fn the_keyboard_goes_back_to_where_it_was() {
    let mut window = Window::on("年度对比", 1366.0, 768.0, None);
    press(&mut window, Key::F6);
    let first = focused(&window);
    assert!(first.is_some());
    press(&mut window, Key::F6);
    assert_eq!(focused(&window), first);
    press(&mut window, Key::Tab);
    press(&mut window, Key::Tab);
    let at = focused(&window);
    press(&mut window, Key::F1);
    assert_eq!(focused(&window).map(|(role, _)| role), Some(Role::TextInput));
    press(&mut window, Key::Escape);
    window.keys(Modifiers::SHIFT, Key::Tab);
    press(&mut window, Key::Tab);
    assert_eq!(focused(&window), at);
}

#[test]
fn a_lever_is_moved_and_undone_and_a_report_made_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("a.tongchou");
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    window.keys(Modifiers::COMMAND, Key::Num4);
    for _ in 0..3 {
        press(&mut window, Key::F6);
    }
    assert_eq!(focused(&window).map(|(role, _)| role), Some(Role::Slider));
    press(&mut window, Key::ArrowRight);
    assert!(window.session().undo_label().is_some());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.session().undo_label().is_none());
    window.keys(Modifiers::COMMAND, Key::Num6);
    assert_eq!(window.app().view().screen, Screen::DECK);
    press(&mut window, Key::F6);
    assert_eq!(focused(&window), Some((Role::Button, "月度简报".to_owned())));
    press(&mut window, Key::Enter);
    assert!(!window.session().deck().pages.is_empty());
    window.0.state_mut().choose_files(Purpose::SaveProject, vec![project.clone()]);
    window.comes("已保存 a.tongchou");
    // In English as well.
    let mut window = Window::english("Overview", 1366.0, 768.0, &project);
    press(&mut window, Key::F6);
    tab_to(&mut window, Role::Table, 12);
    window.keys(Modifiers::COMMAND, Key::Num6);
    press(&mut window, Key::F6);
    assert!(focused(&window).is_some_and(|(_, name)| !name.is_empty()), "{:?}", focused(&window));
}
