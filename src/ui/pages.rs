//! The pages of the window while it is open: which one is looked at, and what was built of it.

use eframe::egui;

use super::chart::{menu, numbered};
use super::page::{Ground, OpenPage, PageEntry, Scene};
use super::state::{Action, Screen, Tab, View};
use super::table::columns::Memory;
use crate::report::deck::Part;
use crate::report::words::number::Style;
use crate::report::{Derivation, Sheet, deck, why};
use crate::session::asking::Ask;

/// From how many places on a page that takes them all is made on another thread.
const MANY: usize = 300;

/// A page that is open.
struct Leaf {
    screen: Screen,
    tab: Option<Tab>,
    entry: &'static PageEntry,
    page: Box<dyn OpenPage>,
}

/// Of what something was made: it is good as long as nothing of it changes.
#[derive(Clone)]
struct Of {
    revision: u64,
    view: View,
    style: Style,
}

impl Of {
    fn new(revision: u64, scene: Scene<'_>) -> Of {
        Of { revision, view: scene.view.clone(), style: scene.look.style }
    }

    /// Whether the same is looked at, whatever is explained of it.
    fn shows_the_same(&self, scene: Scene<'_>) -> bool {
        self.style == scene.look.style && self.view.shows_the_same(scene.view)
    }

    /// Whether nothing of it has changed but what is explained.
    fn stays(&self, revision: u64, scene: Scene<'_>) -> bool {
        self.revision == revision && self.shows_the_same(scene)
    }
}

/// The pages.
pub struct Pages {
    list: &'static [PageEntry],
    leaves: Vec<Leaf>,
    /// Of what the page that is looked at was made.
    built: Option<Of>,
    /// Of what it is being made on another thread.
    making: Option<Of>,
    /// What Why explains.
    derivation: Option<Derivation>,
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
        Pages { list, leaves, built: None, making: None, derivation: None, version: 0 }
    }

    /// Opens the pages of a screen anew.
    pub fn reopen(&mut self, screen: Screen) {
        for leaf in self.leaves.iter_mut().filter(|leaf| leaf.screen == screen) {
            leaf.page = (leaf.entry.open)();
        }
        (self.built, self.making) = (None, None);
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

    /// Whether what is shown is as good as it can be in this frame: it still stands, or is being made on another thread.
    /// Takes up what was chosen since, and what was made there.
    pub fn stand(&mut self, scene: Scene<'_>) -> bool {
        let at = self.at(scene.view);
        if self.leaves[at].page.adopt() {
            (self.built, self.making) = (None, None);
        }
        let looked_at = |of: &Of| (of.view.screen, of.view.tab) == (scene.view.screen, scene.view.tab);
        match self.making.take().filter(looked_at) {
            Some(of) if self.leaves[at].page.take() => {
                self.built = Some(of);
                self.version += 1;
            }
            being_made => self.making = being_made,
        }
        let revision = self.leaves[at].page.revision(scene.session);
        let explains_the_same = |of: &Of| of.view == *scene.view;
        // What has changed since it was begun is made when it is there: else nothing would ever be.
        let is_on_its_way = |of: &Of| of.shows_the_same(scene) && explains_the_same(of);
        let is_good = |of: &Of| of.stays(revision, scene) && explains_the_same(of);
        self.making.as_ref().is_some_and(is_on_its_way) || self.built.as_ref().is_some_and(is_good)
    }

    /// The questions that the page needs answered.
    pub fn asks(&self, scene: Scene<'_>) -> Vec<Ask> {
        self.leaves[self.at(scene.view)].page.asks(scene)
    }

    /// Makes what the page shows, where it is not made already, and what Why explains: of thousands of places on another
    /// thread, at whose end the window is drawn again.
    pub fn build(&mut self, scene: Scene<'_>, ground: &Ground, ctx: &egui::Context) {
        let at = self.at(scene.view);
        let revision = self.leaves[at].page.revision(scene.session);
        let context = &ground.context();
        self.derivation = scene.view.why.last().and_then(|subject| why::derivation(context, subject));
        if let Some(of) = self.making.as_mut().filter(|of| of.shows_the_same(scene)) {
            of.view.clone_from(scene.view);
            return;
        }
        let now = Of::new(revision, scene);
        self.making = None;
        if !self.built.take().is_some_and(|of| of.stays(revision, scene)) {
            let others = self.leaves.iter_mut().enumerate().filter(|(n, _)| *n != at);
            others.for_each(|(_, leaf)| leaf.page.leave());
            let page = &mut self.leaves[at].page;
            if ground.data.places.len() >= MANY && page.begin(scene, ground, ctx) {
                self.making = Some(now);
                return;
            }
            page.build(scene, context);
            self.version += 1;
        }
        self.built = Some(now);
    }

    /// Whether the page is being made on another thread, and another is drawn until then.
    pub fn is_making(&self) -> bool {
        self.making.is_some()
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
        self.derivation.as_ref()
    }

    /// The table of the page; none while it is being made.
    pub fn sheet(&self, view: &View) -> Option<&Sheet> {
        self.leaves[self.at(view)].page.sheet().filter(|_| !self.is_making())
    }

    /// All that is shown, as pages of a deck; none where there are no such pages, or while they are being made.
    pub fn seen(&self, scene: Scene<'_>) -> Vec<deck::Page> {
        if self.is_making() { Vec::new() } else { self.leaves[self.at(scene.view)].page.seen(scene) }
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
