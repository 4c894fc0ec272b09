//! What a page of the window is: a screen, or a tab of one. The window walks a list of pages, and knows none by name.
//!
//! A page is a file with one type that is a [`Page`]: it says its key, icon and words, what of the bar on top it wants,
//! the questions it needs answered, what it makes of data, runs and answers (once, not while drawing), how that is
//! drawn, and what goes into files and the deck. What is chosen on it and how its tables stand is its own, [`Kept`]
//! between frames. To add one takes its file, a line in the list of [`super::screens`], and its words.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Instant;

use eframe::egui;

use super::measure;
use super::state::{Action, Look, Screen, Tab, View};
use super::table::TableView;
use super::widgets::icon::Icon;
use super::widgets::words;
use crate::dataset::Dataset;
use crate::finding::Finding;
use crate::report::deck::{self, Of, Shows};
use crate::report::views::context::{Context, Settled};
use crate::report::words::number::Style;
use crate::report::{Books, Sheet, Subject};
use crate::scenario::Scenario;
use crate::scenario::family::Id;
use crate::session::asking::Ask;
use crate::session::{Session, guarded};

/// What a page is made and drawn from.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Colours, language and unit.
    pub look: Look,
    /// The open project.
    pub session: &'a Session,
    /// What is looked at.
    pub view: &'a View,
    /// What is explained beside the page.
    pub why: Option<&'a Subject>,
    /// Changes when what is built does.
    pub version: u64,
    /// Whether Enter and Escape are meant for the page.
    pub keys: bool,
    /// What was asked for so far.
    pub queue: &'a Queue,
}

/// What was asked for while drawing, to be done after it.
pub type Queue = RefCell<Vec<Action>>;

impl<'a> Scene<'a> {
    /// A scene before anything is built.
    pub fn new(look: Look, session: &'a Session, view: &'a View, queue: &'a Queue) -> Scene<'a> {
        let why = view.why.last().filter(|_| view.inspector);
        Scene { look, session, view, why, version: 0, keys: true, queue }
    }

    /// Asks for something.
    pub fn push(self, action: Action) {
        self.queue.borrow_mut().push(action);
    }

    /// Asks for what there is.
    pub fn extend(self, actions: impl IntoIterator<Item = Action>) {
        self.queue.borrow_mut().extend(actions);
    }

    /// The number of the scenario that is shown.
    pub fn number(self) -> usize {
        self.session.family().position(self.view.scenario).unwrap_or(0)
    }

    /// The scenario that is shown.
    pub fn scenario(self) -> Option<&'a Arc<Scenario>> {
        self.session.scenarios().get(self.number())
    }

    /// The identity of the scenario that is shown.
    pub fn shown(self) -> Option<Id> {
        self.session.member(self.number()).map(|member| member.id)
    }

    /// The books that are looked at.
    pub fn books(self) -> Books {
        match self.view.books {
            Of::Data => Books::Data,
            Of::Scenario(id) => self.session.family().position(id).map_or(Books::Data, Books::Scenario),
        }
    }

    /// The scenario whose run is spoken of.
    pub fn run(self) -> Option<usize> {
        match self.books() {
            _ if self.view.screen == Screen::SCENARIO => Some(self.number()),
            Books::Scenario(number) => Some(number),
            Books::Data => None,
        }
    }

    /// What reports are built from, without runs.
    pub fn context(self) -> Context<'a> {
        Context { observed: self.session.data(), runs: &[], style: self.look.style, source: self.session.source() }
    }
}

/// What makes a page on any thread.
pub type Apart<B> = Box<dyn FnOnce(&Context<'_>) -> B + Send>;

/// What a page is made from on another thread: a [`Context`] of its own.
#[derive(Clone)]
pub struct Ground {
    /// The observed data.
    pub data: Arc<Dataset>,
    /// The runs by scenario number.
    pub runs: Vec<Option<Arc<Settled>>>,
    /// Language and unit of money.
    pub style: Style,
    /// The files that the data come from.
    pub source: String,
}

impl Ground {
    /// As reports are built from it.
    pub fn context(&self) -> Context<'_> {
        Context { observed: &self.data, runs: &self.runs, style: self.style, source: &self.source }
    }
}

/// What a page keeps between frames.
#[derive(Default)]
pub struct Kept<C> {
    /// What is chosen on it.
    pub choice: C,
    next: Option<C>,
    /// Its tables: where each is scrolled to, sorted and filtered.
    pub tables: [TableView; 2],
}

impl<C: Clone + PartialEq> Kept<C> {
    /// Changes what is chosen, from the next frame on: what is drawn now was made of the choice as it stands.
    pub fn change(&mut self, change: impl FnOnce(&mut C)) {
        change(self.next.get_or_insert_with(|| self.choice.clone()));
    }

    /// Takes the change up; whether there was any.
    fn adopt(&mut self) -> bool {
        let next = self.next.take().filter(|next| *next != self.choice);
        let changed = next.is_some();
        self.choice = next.unwrap_or_else(|| self.choice.clone());
        changed
    }
}

/// What a page wants to be chosen in the bar on top.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names are those of the view")]
pub enum Chooser {
    Place,
    /// A place above counties, where there are several.
    Above,
    Tabs,
    Period,
    Books,
}

/// A screen, or a tab of one.
pub trait Page: Default + 'static {
    /// What the list says of it.
    const ENTRY: PageEntry;

    /// What is chosen on it.
    type Choice: Clone + PartialEq + Default;
    /// What it shows, made from data, runs and answers.
    type Built: Send + 'static;

    /// What is built stays good as long as this number stays.
    fn revision(session: &Session) -> u64 {
        session.revision()
    }

    /// The questions that it needs answered.
    fn asks(_choice: &Self::Choice, _scene: Scene<'_>) -> Vec<Ask> {
        Vec::new()
    }

    /// Makes what it shows.
    fn build(choice: &Self::Choice, scene: Scene<'_>, context: &Context<'_>) -> Self::Built;

    /// The same as a work of which nothing is borrowed, of a page on which thousands of places take longer than a frame:
    /// they are made on another thread, and what was made before is drawn until then.
    fn apart(_choice: &Self::Choice, _scene: Scene<'_>) -> Option<Apart<Self::Built>> {
        None
    }

    /// Draws it.
    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>);

    /// Draws its panel on the right.
    fn panel(&mut self, _ui: &mut egui::Ui, _scene: Scene<'_>, _kept: &mut Kept<Self::Choice>) {}

    /// Its table, for files.
    fn sheet<'a>(&self, _built: &'a Self::Built) -> Option<&'a Sheet> {
        None
    }

    /// What is shown, as a view that a deck can have, where one page tells all of it.
    fn shows(_choice: &Self::Choice, _scene: Scene<'_>) -> Option<Shows> {
        None
    }

    /// All that is shown, as pages that a deck can have: the charts and the table as they stand, each with place, measure,
    /// period and levers as they are chosen. What is exported, copied and added to the deck is made of these alone.
    fn seen(&self, _built: &Self::Built, choice: &Self::Choice, scene: Scene<'_>) -> Vec<deck::Page> {
        Self::shows(choice, scene).map(deck::Page::new).into_iter().collect()
    }

    /// Does its part in what was asked for elsewhere.
    fn hear(&mut self, _action: &Action, _scene: Scene<'_>, _kept: &mut Kept<Self::Choice>) {}
}

/// A page as the list has it.
#[derive(Clone, Copy)]
pub struct PageEntry {
    /// What it is known by: the key of its name.
    pub key: &'static str,
    /// The key of the command that goes there, where there is one.
    pub command: Option<&'static str>,
    /// Its icon in the rail.
    pub icon: Icon,
    /// What is chosen in the bar on top.
    pub choosers: &'static [Chooser],
    /// Whether it has a panel of its own on the right.
    pub panel: bool,
    /// Whether Why can stand on the right.
    pub why: bool,
    /// Whether it is in the rail.
    pub is_there: fn(&Session) -> bool,
    /// The tabs of a screen that has several; such a screen is nothing besides.
    pub tabs: &'static [PageEntry],
    /// Opens it.
    pub open: fn() -> Box<dyn OpenPage>,
}

impl PageEntry {
    /// A screen.
    pub const fn screen<P: Page>(screen: Screen, command: Option<&'static str>, icon: Icon) -> PageEntry {
        let open = || -> Box<dyn OpenPage> { Box::<Opened<P>>::default() };
        let (choosers, tabs, is_there) = (&[], &[], |_: &Session| true);
        PageEntry { key: screen.0, command, icon, choosers, panel: false, why: true, is_there, tabs, open }
    }

    /// A tab, which has a panel and no icon.
    pub const fn tab<P: Page>(tab: Tab) -> PageEntry {
        PageEntry { panel: true, ..PageEntry::screen::<P>(Screen(tab.0), Some(tab.0), Icon::Scenario) }
    }
}

/// A page with what it keeps and what is built of it, whatever page it is; the methods are those of [`Page`].
#[allow(missing_docs, reason = "the names are those of `Page`")]
pub trait OpenPage {
    /// Takes up what was chosen since; whether anything was, so that what was built is no good any more.
    fn adopt(&mut self) -> bool;
    /// Lets go of what was built.
    fn leave(&mut self);
    fn revision(&self, session: &Session) -> u64;
    fn asks(&self, scene: Scene<'_>) -> Vec<Ask>;
    fn build(&mut self, scene: Scene<'_>, context: &Context<'_>);
    /// Begins to make it on another thread, at whose end the window is drawn again; whether it is a page for that.
    fn begin(&mut self, scene: Scene<'_>, ground: &Ground, ctx: &egui::Context) -> bool;
    /// Takes what was made on another thread; whether that has ended.
    fn take(&mut self) -> bool;
    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>);
    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>);
    fn sheet(&self) -> Option<&Sheet>;
    fn seen(&self, scene: Scene<'_>) -> Vec<deck::Page>;
    fn hear(&mut self, action: &Action, scene: Scene<'_>);
    /// Where the cursor is in its first table: row and column.
    fn cursor(&self) -> Option<(usize, usize)>;
}

/// A page that is awaited since some time: that it is being made, where that takes long enough to be read.
fn awaited(ui: &mut egui::Ui, look: Look, since: Instant) {
    const QUICK: f32 = 0.3;
    if since.elapsed().as_secs_f32() < QUICK {
        return ui.ctx().request_repaint_after_secs(QUICK);
    }
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(look.text("asking.working"));
    });
}

/// What comes from another thread, and since when it is awaited.
type Making<B> = (Instant, Receiver<Result<B, Finding>>);

struct Opened<P: Page> {
    page: P,
    kept: Kept<P::Choice>,
    built: Option<P::Built>,
    /// What is being made on another thread.
    making: Option<Making<P::Built>>,
    /// Why nothing was made there.
    broke: Option<Finding>,
    /// Whether what was built was made on another thread.
    is_large: bool,
}

impl<P: Page> Default for Opened<P> {
    fn default() -> Opened<P> {
        Opened { page: P::default(), kept: Kept::default(), built: None, making: None, broke: None, is_large: false }
    }
}

impl<P: Page> OpenPage for Opened<P> {
    fn adopt(&mut self) -> bool {
        self.kept.adopt()
    }

    fn leave(&mut self) {
        let built = self.built.take().filter(|_| self.is_large);
        if let Some(built) = built {
            // What thousands of places fill takes a while to be given back.
            std::thread::spawn(move || drop(built));
        }
        (self.making, self.broke) = (None, None);
    }

    fn revision(&self, session: &Session) -> u64 {
        P::revision(session)
    }

    fn asks(&self, scene: Scene<'_>) -> Vec<Ask> {
        P::asks(&self.kept.choice, scene)
    }

    fn build(&mut self, scene: Scene<'_>, context: &Context<'_>) {
        let began = Instant::now();
        self.leave();
        self.built = Some(P::build(&self.kept.choice, scene, context));
        self.is_large = false;
        measure::made(P::ENTRY.key, began);
    }

    fn begin(&mut self, scene: Scene<'_>, ground: &Ground, ctx: &egui::Context) -> bool {
        let Some(make) = P::apart(&self.kept.choice, scene) else { return false };
        let (ground, ctx, began) = (ground.clone(), ctx.clone(), Instant::now());
        let (sender, made) = channel();
        std::thread::spawn(move || {
            // A page that was left has no use for it.
            sender.send(guarded(|| make(&ground.context()))).ok();
            measure::made(P::ENTRY.key, began);
            ctx.request_repaint();
        });
        self.making = Some((began, made));
        true
    }

    fn take(&mut self) -> bool {
        let made = match self.making.as_ref().map(|(_, made)| made.try_recv()) {
            Some(Err(TryRecvError::Empty)) => return false,
            Some(Ok(made)) => made,
            Some(Err(TryRecvError::Disconnected)) | None => return true,
        };
        self.leave();
        self.is_large = true;
        (self.built, self.broke) = made.map_or_else(|why| (None, Some(why)), |built| (Some(built), None));
        true
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>) {
        let look = scene.look;
        if let Some(built) = &self.built {
            self.page.show(ui, scene, built, &mut self.kept);
        } else if let Some(why) = &self.broke {
            words::headline(ui, look.theme, &why.sentence(look.style.language));
        } else if let Some((since, _)) = self.making {
            awaited(ui, look, since);
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>) {
        self.page.panel(ui, scene, &mut self.kept);
    }

    fn sheet(&self) -> Option<&Sheet> {
        self.page.sheet(self.built.as_ref()?)
    }

    fn seen(&self, scene: Scene<'_>) -> Vec<deck::Page> {
        self.built.as_ref().map_or_else(Vec::new, |built| self.page.seen(built, &self.kept.choice, scene))
    }

    fn hear(&mut self, action: &Action, scene: Scene<'_>) {
        self.page.hear(action, scene, &mut self.kept);
    }

    fn cursor(&self) -> Option<(usize, usize)> {
        self.kept.tables[0].cursor()
    }
}
