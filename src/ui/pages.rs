//! The pages of the window while it is open: which one is looked at, and what was built of it.

use eframe::egui;

use super::chart::{menu, numbered};
use super::page::{OpenPage, PageEntry, Scene};
use super::state::{Action, Screen, Tab, View};
use super::table::columns::Memory;
use crate::report::deck::Part;
use crate::report::views::context::Context;
use crate::report::words::number::Style;
use crate::report::{Derivation, Sheet, deck, why};
use crate::session::asking::Ask;

/// A page that is open.
struct Leaf {
    screen: Screen,
    tab: Option<Tab>,
    entry: &'static PageEntry,
    page: Box<dyn OpenPage>,
}

/// What was built last, and of what: good as long as nothing of it changes.
struct Built {
    revision: u64,
    view: View,
    style: Style,
    derivation: Option<Derivation>,
}

/// The pages.
pub struct Pages {
    list: &'static [PageEntry],
    leaves: Vec<Leaf>,
    built: Option<Built>,
    version: u64,
}

impl Pages {
    /// The pages of a list, as they are at first.
    pub fn new(list: &'static [PageEntry]) -> Pages {
        let leaf = |screen: Screen, tab: Option<Tab>, entry: &'static PageEntry| Leaf {
            screen,
            tab,
            entry,
            page: (entry.open)(),
        };
        let mut leaves = Vec::new();
        for entry in list {
            let screen = Screen(entry.key);
            leaves.extend(entry.tabs.iter().map(|tab| leaf(screen, Some(Tab(tab.key)), tab)));
            leaves.extend(entry.tabs.is_empty().then(|| leaf(screen, None, entry)));
        }
        Pages { list, leaves, built: None, version: 0 }
    }

    /// Opens the pages of a screen anew.
    pub fn reopen(&mut self, screen: Screen) {
        for leaf in self.leaves.iter_mut().filter(|leaf| leaf.screen == screen) {
            leaf.page = (leaf.entry.open)();
        }
        self.built = None;
    }

    /// Opens all pages anew: other data are open.
    pub fn reopen_all(&mut self) {
        let version = self.version;
        *self = Pages { version, ..Pages::new(self.list) };
    }

    fn at(&self, view: &View) -> usize {
        let looked_at = |leaf: &Leaf| leaf.screen == view.screen && leaf.tab.is_none_or(|tab| tab == view.tab);
        let of_screen = |leaf: &Leaf| leaf.screen == view.screen;
        let leaves = || self.leaves.iter();
        leaves().position(looked_at).or_else(|| leaves().position(of_screen)).unwrap_or(0)
    }

    /// What the list says of the screen that is looked at.
    pub fn entry(&self, view: &View) -> &'static PageEntry {
        let list = self.list;
        list.iter().find(|entry| entry.key == view.screen.0).unwrap_or(&list[0])
    }

    /// Whether what was built is still good; takes up what was chosen since.
    pub fn stand(&mut self, scene: Scene<'_>) -> bool {
        let at = self.at(scene.view);
        if self.leaves[at].page.adopt() {
            self.built = None;
        }
        let revision = self.leaves[at].page.revision(scene.session);
        let is_good = |b: &Built| b.revision == revision && b.style == scene.look.style && b.view == *scene.view;
        self.built.as_ref().is_some_and(is_good)
    }

    /// The questions that the page needs answered.
    pub fn asks(&self, scene: Scene<'_>) -> Vec<Ask> {
        self.leaves[self.at(scene.view)].page.asks(scene)
    }

    /// Makes what the page shows, where it is not made already, and what Why explains.
    pub fn build(&mut self, scene: Scene<'_>, context: &Context<'_>) {
        let at = self.at(scene.view);
        let (revision, style) = (self.leaves[at].page.revision(scene.session), scene.look.style);
        let stays = |b: &Built| b.revision == revision && b.style == style && b.view.shows_the_same(scene.view);
        if !self.built.as_ref().is_some_and(stays) {
            self.leaves.iter_mut().for_each(|leaf| leaf.page.leave());
            self.version += 1;
            self.leaves[at].page.build(scene, context);
        }
        let derivation = scene.view.why.last().and_then(|subject| why::derivation(context, subject));
        self.built = Some(Built { revision, view: scene.view.clone(), style, derivation });
    }

    /// Draws the page.
    pub fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>) {
        let at = self.at(scene.view);
        let leaf = &self.leaves[at];
        let page = leaf.tab.map_or(leaf.screen.0.to_owned(), |tab| format!("{}/{}", leaf.screen.0, tab.0));
        Memory::of(ui.ctx()).begin(page);
        // The deck's own pages are in the deck already.
        if scene.view.screen != Screen::DECK {
            let plan = scene.session.deck();
            let charts = if plan.notes.is_empty() { Vec::new() } else { self.charts(scene) };
            let (tree, _) = scene.session.assessed().tree_text();
            let notes = charts.iter().map(|page| plan.notes_of(page, &tree)).collect();
            numbered::begin(ui.ctx(), notes, &plan.notes);
        }
        self.leaves[at].page.show(ui, Scene { version: self.version, ..scene });
        numbered::end(ui.ctx());
        menu::draw(ui, scene.look.style, scene.look.theme);
    }

    /// Draws the page's panel.
    pub fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>) {
        let at = self.at(scene.view);
        self.leaves[at].page.panel(ui, Scene { version: self.version, ..scene });
    }

    /// What Why explains.
    pub fn derivation(&self) -> Option<&Derivation> {
        self.built.as_ref()?.derivation.as_ref()
    }

    /// The table of the page.
    pub fn sheet(&self, view: &View) -> Option<&Sheet> {
        self.leaves[self.at(view)].page.sheet()
    }

    /// All that is shown, as pages of a deck; none where there are no such pages.
    pub fn seen(&self, scene: Scene<'_>) -> Vec<deck::Page> {
        self.leaves[self.at(scene.view)].page.seen(scene)
    }

    /// The charts that are shown, as pages of a deck, in the order of drawing.
    pub fn charts(&self, scene: Scene<'_>) -> Vec<deck::Page> {
        self.seen(scene).into_iter().filter(|page| page.part != Part::Table).collect()
    }

    /// Lets every page do its part in what was asked for.
    pub fn hear(&mut self, action: &Action, scene: Scene<'_>) {
        self.leaves.iter_mut().for_each(|leaf| leaf.page.hear(action, scene));
    }

    /// Where the cursor is in the page's first table: row and column.
    pub fn cursor(&self, view: &View) -> Option<(usize, usize)> {
        self.leaves[self.at(view)].page.cursor()
    }
}
