//! A walk through every screen of the rail and every tab, however the window is shaped.

use std::collections::BTreeSet;

use eframe::egui;
use egui::accesskit::Role;
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::locale::Language;
use tongchou::ui::command;

use super::Window;

fn label(node: &Node<'_>) -> String {
    node.accesskit_node().label().unwrap_or_default()
}

/// Looks at every page once it has settled, each with its name.
pub fn every_page(window: &mut Window, language: Language, mut look: impl FnMut(&mut Window, &str)) {
    // What else stands in the rail is no screen.
    let others = ["app.open", "app.find", "app.menu", "command.help"].map(|key| language.text(key));
    let rail: Vec<String> = window.0.query_all_by_role(Role::Tab).map(|node| label(&node)).collect();
    let screens: Vec<&String> = rail.iter().filter(|name| !others.contains(&name.as_str())).collect();
    assert!(screens.len() > 10, "{rail:?}");
    let named: BTreeSet<&str> = command::all()
        .map(|entry| entry.command)
        .filter(|c| c.0.starts_with("tab."))
        .map(|c| c.text(language))
        .collect();
    for screen in screens {
        // Those beyond what is in sight of the rail as well.
        window.0.get_by_role_and_label(Role::Tab, screen).click_accesskit();
        window.0.step();
        window.settle();
        let tabs = Tabs::of(window, language, &named);
        let Some(tabs) = tabs else {
            look(window, screen);
            continue;
        };
        for tab in &tabs.names {
            tabs.take(window, tab);
            look(window, &format!("{screen} {tab}"));
        }
    }
}

/// The tabs of a screen: a row of switches, or a list where there is no room for a row.
struct Tabs {
    names: Vec<String>,
    list: Option<String>,
}

impl Tabs {
    fn of(window: &mut Window, language: Language, named: &BTreeSet<&str>) -> Option<Tabs> {
        let begin = format!("{}: ", language.text("tab.tabs"));
        let is_list = window.0.query_all_by_role(Role::ComboBox).any(|node| label(&node).starts_with(&begin));
        if !is_list {
            let names: Vec<String> = window.0.query_all_by_role(Role::RadioButton).map(|node| label(&node)).collect();
            let names: Vec<String> = names.into_iter().filter(|name| named.contains(name.as_str())).collect();
            return (!names.is_empty()).then_some(Tabs { names, list: None });
        }
        let list = Some(begin);
        let before = said(window, named);
        let mut tabs = Tabs { names: Vec::new(), list };
        tabs.open(window);
        tabs.names = said(window, named);
        before.iter().for_each(|name| {
            let at = tabs.names.iter().position(|own| own == name);
            at.map(|at| tabs.names.remove(at));
        });
        Some(tabs)
    }

    fn open(&self, window: &mut Window) {
        let Some(begin) = &self.list else { return };
        let lists: Vec<_> =
            window.0.query_all_by_role(Role::ComboBox).filter(|n| label(n).starts_with(begin)).collect();
        lists[0].click_accesskit();
        drop(lists);
        window.0.step();
        window.0.step();
    }

    /// Goes to a tab, and shuts the list where there is one.
    fn take(&self, window: &mut Window, tab: &str) {
        let Some(_) = &self.list else {
            // Those of the bar stand before those of the page.
            let found: Vec<_> = window.0.query_all_by_role_and_label(Role::RadioButton, tab).collect();
            found[0].click_accesskit();
            drop(found);
            window.0.step();
            return window.settle();
        };
        let there = |window: &Window| said(window, &BTreeSet::from([tab])).len();
        let count = |window: &Window| there(window) > 0;
        if !count(window) {
            self.open(window);
        }
        let found: Vec<_> =
            window.0.query_all_by_label(tab).filter(|n| n.accesskit_node().role() != Role::TextRun).collect();
        found.last().unwrap_or_else(|| panic!("no {tab}")).click_accesskit();
        drop(found);
        window.0.step();
        if count(window) {
            window.0.key_press(egui::Key::Escape);
            window.0.step();
        }
        window.settle();
    }
}

fn said(window: &Window, named: &BTreeSet<&str>) -> Vec<String> {
    let all = window.0.root().children_recursive().filter(|node| node.accesskit_node().role() != Role::TextRun);
    all.map(|node| label(&node)).filter(|name| named.contains(name.as_str())).collect()
}
