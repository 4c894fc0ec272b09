//! A lever is found, moved, typed in and undone by the keyboard alone; and it is in sight while it is.

use eframe::egui;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Rect};
use egui_kittest::kittest::NodeT;
use rust_decimal::Decimal;
use tongchou::scenario::lever::{Lever, LeverKey};
use tongchou::ui::pointed::{Anchor, last_place};
use tongchou::ui::state::Screen;

use crate::support::Window;

/// What has the keyboard: its role, name and place.
fn focused(window: &Window) -> Option<(Role, String, Rect)> {
    let is_focused = |node: &egui_kittest::Node<'_>| node.accesskit_node().is_focused();
    let node = window.0.root().children_recursive().find(is_focused)?;
    let access = node.accesskit_node();
    // The root has it where nothing else does.
    (access.role() != Role::Window).then(|| (access.role(), access.label().unwrap_or_default(), node.rect()))
}

fn press(window: &mut Window, key: Key) {
    window.keys(Modifiers::NONE, key);
}

fn typed(window: &mut Window, text: &str) {
    window.0.input_mut().events.push(Event::Text(text.to_owned()));
    window.0.step();
    window.settle();
}

/// The collection rate of the scenario that is shown, as a share.
fn rate(window: &Window) -> Decimal {
    let number = window.app().scenario().unwrap();
    Lever::of(LeverKey::CollectionRate).value(&window.session().scenarios()[number])
}

/// The key figures.
fn figures(window: &Window) -> Vec<String> {
    let figures = ["首次出现支付缺口", "期末结余合计", "净结余", "最高债务"];
    window.words().into_iter().filter(|said| figures.iter().any(|figure| said.starts_with(figure))).collect()
}

fn by_keys_alone(width: f32, height: f32) {
    let mut window = Window::on("总览", width, height, None);
    window.keys(Modifiers::COMMAND, Key::Num4);
    assert_eq!(window.app().view().screen, Screen::SCENARIO);
    // To the page, the panel, and the first lever, which is marked and in sight.
    for role in [None, Some(Role::ComboBox), Some(Role::Slider)] {
        press(&mut window, Key::F6);
        let (at, _, _) = focused(&window).expect("something has the keyboard");
        assert!(role.is_none_or(|role| role == at), "{at:?}");
    }
    let in_sight = |window: &Window, what: (Role, &str)| {
        let (role, name, rect) = focused(window).expect("something has the keyboard");
        assert_eq!((role, name.as_str()), what);
        let panel = last_place(&window.0.ctx, Anchor::Panel).expect("the panel is there");
        assert!(panel.expand(1.0).contains_rect(rect), "{rect:?} in {panel:?}");
    };
    in_sight(&window, (Role::Slider, "征缴率"));
    let (before, said) = (rate(&window), figures(&window));
    assert_eq!(said.len(), 4, "{said:?}");
    // Arrows move it, and the effect stands beside it.
    press(&mut window, Key::ArrowRight);
    let once = rate(&window);
    assert!(once > before);
    press(&mut window, Key::ArrowRight);
    assert_eq!(rate(&window) - once, once - before, "each press is one step");
    assert_ne!(figures(&window), said);
    press(&mut window, Key::ArrowLeft);
    assert_eq!(rate(&window), once);
    // The field is next: what is typed is taken by Enter, and arrows go on from it.
    press(&mut window, Key::Tab);
    in_sight(&window, (Role::TextInput, "征缴率"));
    window.keys(Modifiers::COMMAND, Key::A);
    typed(&mut window, "950");
    press(&mut window, Key::Enter);
    assert_eq!(rate(&window), once, "what is out of bounds is not taken");
    in_sight(&window, (Role::TextInput, "征缴率"));
    window.keys(Modifiers::COMMAND, Key::A);
    typed(&mut window, "95");
    press(&mut window, Key::Enter);
    assert_eq!(rate(&window), Decimal::new(95, 2));
    in_sight(&window, (Role::Slider, "征缴率"));
    press(&mut window, Key::ArrowLeft);
    assert_eq!(rate(&window), Decimal::new(95, 2) - (once - before));
    // What is half typed goes by Escape.
    press(&mut window, Key::Tab);
    typed(&mut window, "7");
    press(&mut window, Key::Escape);
    assert_eq!(rate(&window), Decimal::new(95, 2) - (once - before));
    in_sight(&window, (Role::Slider, "征缴率"));
    // Every further thing that Tab comes to is in sight.
    for _ in 0..24 {
        press(&mut window, Key::Tab);
        let (_, name, rect) = focused(&window).expect("something has the keyboard");
        let panel = last_place(&window.0.ctx, Anchor::Panel).expect("the panel is there");
        assert!(rect.bottom() <= panel.bottom() + 1.0 && rect.top() >= panel.top() - 1.0, "{name}: {rect:?}");
    }
    // All of it is undone, and one is back where one was.
    while window.session().undo_label().is_some() {
        window.keys(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!((rate(&window), figures(&window)), (before, said));
    window.keys(Modifiers::COMMAND, Key::Num1);
    assert_eq!(window.app().view().screen, Screen::OVERVIEW);
}

#[test]
fn a_lever_is_moved_typed_and_undone_by_keys_alone() {
    by_keys_alone(1366.0, 768.0);
}

#[test]
fn so_it_is_on_a_small_screen_that_is_enlarged() {
    by_keys_alone(683.0, 384.0);
}

#[test]
fn tab_goes_on_from_the_field_that_enter_left() {
    let mut window = Window::on("情景", 1366.0, 768.0, None);
    // The name of the scenario is the second thing of the panel.
    for key in [Key::F6, Key::F6, Key::Tab] {
        press(&mut window, key);
    }
    let (role, _, name) = focused(&window).expect("something has the keyboard");
    assert_eq!(role, Role::TextInput);
    press(&mut window, Key::Enter);
    assert_eq!(focused(&window).map(|(role, ..)| role), None, "Enter leaves it");
    press(&mut window, Key::Tab);
    let (role, _, next) = focused(&window).expect("something has the keyboard");
    assert_eq!(role, Role::Button);
    assert!(next.left() > name.right() && (next.center().y - name.center().y).abs() < 8.0, "{next:?} after {name:?}");
}
