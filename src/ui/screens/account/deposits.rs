//! 专户 › 存款结构: how much to place when and for how long, with the reserve as a slider that the answer follows.

use std::sync::Arc;

use eframe::egui;
use egui::{Align, Layout, RichText, WidgetInfo};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::finding::Finding;
use crate::money::{Money, Rate};
use crate::report::deck::{LadderChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::deposits::{Told as Ladder, deposits, line_key, percent};
use crate::report::{Measured, Sheet};
use crate::scenario::family::{Id, Member, Standing};
use crate::scenario::lever::{Lever, LeverKey};
use crate::scenario::{Mode, Scenario};
use crate::session::asking::{Ask, Reply, Topic};
use crate::session::{Command, Edit};
use crate::special_account::deposits::pool_has_balance;
use crate::special_account::held;
use crate::special_account::ladder::{self, LadderAsked, Ladders, Line, Offer};
use crate::special_account::rates::{Held, Rates, Term};
use crate::ui::above;
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::progress;
use crate::ui::purpose::Purpose;
use crate::ui::regions;
use crate::ui::screens::workbench::measured::{self, Told, row};
use crate::ui::state::{Action, Look, Screen, Tab, View, choose};
use crate::ui::theme::Lettering;
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::typed_field::{day_field, month_field};
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Deposits {
    /// A list of deposits as it is pasted.
    pasted: String,
    /// What of it can't be read.
    wrong: Vec<Finding>,
    /// What the ladder that was shown last bears.
    rate: Option<Rate>,
}

/// What is looked at of a ladder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    #[default]
    Placements,
    Calendar,
    Months,
    Beside,
}

impl Part {
    const ALL: [(Part, &'static str); 4] = [
        (Part::Placements, "ladder.placements_short"),
        (Part::Calendar, "ladder.calendar_short"),
        (Part::Months, "ladder.by_month_short"),
        (Part::Beside, "ladder.beside_short"),
    ];
}

/// What is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    part: Part,
    /// The scenario that was chosen here; none before any was.
    chosen: Option<Id>,
}

/// The view with the scenario whose pool is laid out: the one that was chosen here, as long as it is the one shown; else
/// the one shown or the first whose pool has a balance, if there is any.
fn viewed(choice: Choice, scene: Scene<'_>) -> View {
    let runs = scene.session.runs();
    let has_balance = |member: &&Member| {
        let number = scene.session.family().position(member.id);
        let settled = number.and_then(|number| runs.get(number)?.as_ref());
        settled.is_some_and(|settled| pool_has_balance(&settled.run))
    };
    let members = scene.session.family().members();
    let shown = members.iter().filter(|member| member.id == scene.view.scenario);
    let live = members.iter().filter(|member| member.standing != Standing::Archived);
    let found = shown.chain(live).find(has_balance).map(|member| member.id);
    let is_chosen = choice.chosen == Some(scene.view.scenario);
    let scenario = found.filter(|_| !is_chosen).unwrap_or(scene.view.scenario);
    View { scenario, ..scene.view.clone() }
}

/// What it shows.
pub struct Shown {
    part: Part,
    told: Ladder,
    mean_rate: Option<Rate>,
}

impl Shown {
    fn sheet(&self) -> &Sheet {
        match self.part {
            Part::Placements => &self.told.placements,
            Part::Calendar => &self.told.calendar,
            Part::Months => &self.told.months,
            Part::Beside => &self.told.beside,
        }
    }
}

/// The scenario, where its paths say something.
fn shaken(scene: Scene<'_>) -> Option<&Arc<Scenario>> {
    scene.scenario().filter(|scenario| scenario.stochastic.is_some() && scenario.mode == Mode::Project)
}

/// The question about the paths, where some ladder needs them.
fn paths(scene: Scene<'_>) -> Option<Ask> {
    let (scenario, ladders) = (shaken(scene)?.clone(), scene.session.ladders());
    let (now, beside) = (ladders.offer(), ladders.beside.clone());
    let asked = LadderAsked { scenario: scenario.clone(), cautious: None, now, beside };
    asked.is_cautious().then_some(Ask::Spread(scenario))
}

/// The question about the ladder; none before the paths that it needs were run.
fn question(scene: Scene<'_>) -> Option<Ask> {
    let (scenario, ladders) = (scene.scenario()?.clone(), scene.session.ladders());
    let ask = paths(scene);
    let answered = ask.and_then(|ask| scene.session.slot(Topic::Spread).current(&ask, scene.session.data()));
    let cautious = answered.and_then(|answered| match &answered.result {
        Ok(Reply::Spread(spread)) => Some(ladder::cautious(spread)),
        _ => None,
    });
    let now = ladders.offer();
    let can = now.line == Line::Exact || cautious.is_some();
    let asked = LadderAsked { scenario, cautious, now, beside: ladders.beside.clone() };
    can.then(|| Ask::Deposits(Box::new(asked)))
}

fn edit(scene: Scene<'_>, ladders: Ladders, label: String, dragging: bool) {
    scene.push(Action::Session(Command::Edit(Edit::Ladders(Box::new(ladders), label, dragging))));
}

impl Page for Deposits {
    const ENTRY: PageEntry = PageEntry { why: false, ..PageEntry::tab::<Deposits>(Tab::DEPOSITS) };

    type Choice = Choice;
    type Built = Told<Shown>;

    fn asks(choice: &Choice, scene: Scene<'_>) -> Vec<Ask> {
        let view = viewed(*choice, scene);
        let scene = Scene { view: &view, ..scene };
        paths(scene).into_iter().chain(question(scene)).collect()
    }

    fn build(choice: &Choice, scene: Scene<'_>, context: &Context<'_>) -> Told<Shown> {
        let view = viewed(*choice, scene);
        let scene = Scene { view: &view, ..scene };
        Told::new(scene, question(scene), |answered, _| {
            let (Ask::Deposits(asked), Ok(Reply::Deposits(found))) = (&answered.ask, &answered.result) else {
                return None;
            };
            let told = deposits(context, &asked.scenario, found);
            Some(Shown { part: choice.part, told, mean_rate: found.now.mean_rate })
        })
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Told<Shown>, kept: &mut Kept<Choice>) {
        let view = viewed(kept.choice, scene);
        let scene = Scene { view: &view, ..scene };
        let look = scene.look;
        if let Some(shown) = &built.shown {
            words::headline(ui, look.theme, &shown.told.headline);
            words::caption(ui, look.theme, &shown.told.price);
        }
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            reserve(ui, scene);
            if built.shown.is_some() {
                let parts = Part::ALL.map(|(part, key)| (part, look.text(key)));
                let mut part = kept.choice.part;
                if segmented(ui, look.theme, look.text("reconcile.view"), &parts, &mut part) {
                    kept.change(|choice| choice.part = part);
                }
            }
        });
        ui.add_space(4.0);
        if built.ask.is_none() {
            return without_paths(ui, scene);
        }
        built.show(ui, scene, |ui, shown| {
            let mark = if shown.told.mark.is_empty() { 0.0 } else { 24.0 };
            let height = above::height(ui, &kept.tables[0], 380.0) - mark;
            kept.tables[0].above(ui, scene.look.theme, |ui| {
                let figure = if shown.part == Part::Beside { &shown.told.by_reserve } else { &shown.told.ladder };
                parts::chart(ui, scene, figure, height);
                if !shown.told.mark.is_empty() {
                    let text = RichText::new(look.text("ladder.ask_bank")).font(Lettering::Caption.font());
                    ui.label(text.color(look.theme.amber));
                }
                ui.add_space(4.0);
            });
            parts::table(ui, scene, part_name(shown.part), shown.sheet(), &mut kept.tables[0]);
        });
        if let Some(shown) = &built.shown {
            self.rate = shown.mean_rate;
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Choice>) {
        let view = viewed(kept.choice, scene);
        let scene = Scene { view: &view, ..scene };
        let look = scene.look;
        measured::scenario(ui, scene);
        words::hairline(ui, look.theme);
        regions::scrolled(ui, "deposits", |ui| {
            let now = scene.session.ladders();
            let mut changed = (**now).clone();
            let mut offer = now.offer();
            line(ui, scene, &mut offer);
            Form { ui: &mut *ui, look }.rates(&mut offer.rates, &mut changed);
            Form { ui: &mut *ui, look }.held(&mut offer.rates.held, scene);
            self.paste(ui, look, &mut offer.rates.held);
            if offer != now.offer() {
                changed = match offer.rates.date == now.offer().rates.date {
                    true => changed.with(offer.clone()),
                    false => {
                        changed.with(Offer { rates: now.offer().rates, ..offer.clone() }).dated(offer.rates.clone())
                    }
                };
            }
            beside(ui, scene, &mut changed);
            if changed != **now {
                edit(scene, changed, look.text("ladder.edit").to_owned(), false);
            }
            self.as_interest(ui, scene);
        });
    }

    fn sheet<'a>(&self, built: &'a Told<Shown>) -> Option<&'a Sheet> {
        built.shown.as_ref().map(Shown::sheet)
    }

    fn shows(choice: &Choice, scene: Scene<'_>) -> Option<Shows> {
        let chart = match choice.part {
            Part::Placements => LadderChart::Ladder,
            Part::Calendar => LadderChart::Calendar,
            Part::Months => LadderChart::Months,
            Part::Beside => LadderChart::Reserve,
        };
        let view = viewed(*choice, scene);
        Some(Shows::Deposits { scenario: Scene { view: &view, ..scene }.shown()?, chart })
    }

    fn hear(&mut self, action: &Action, scene: Scene<'_>, kept: &mut Kept<Choice>) {
        let is_here = (scene.view.screen, scene.view.tab) == (Screen::ACCOUNT, Tab::DEPOSITS);
        if let (Action::Scenario(number), true) = (action, is_here) {
            kept.change(|choice| choice.chosen = scene.session.member(*number).map(|member| member.id));
        }
    }
}

/// The name that a table keeps its scroll and sort under.
const fn part_name(part: Part) -> &'static str {
    match part {
        Part::Placements => "placements",
        Part::Calendar => "falls due",
        Part::Months => "reserves",
        Part::Beside => "ladders",
    }
}

/// How many months of expenditure stay at demand; on a narrow page their name stands above.
fn reserve(ui: &mut egui::Ui, scene: Scene<'_>) {
    let (look, offer) = (scene.look, scene.session.ladders().offer());
    let label = look.text("ladder.reserve_is");
    let (is_above, width) = (ui.available_width() < 440.0, ui.available_width());
    let layout = if is_above { Layout::top_down(Align::Min) } else { Layout::left_to_right(Align::Center) };
    ui.allocate_ui_with_layout(egui::vec2(width, 28.0), layout, |ui| {
        ui.label(label);
        ui.spacing_mut().slider_width = if is_above { 96.0 } else { 180.0 };
        reserve_slider(ui, scene, offer, label);
    });
}

fn reserve_slider(ui: &mut egui::Ui, scene: Scene<'_>, offer: Offer, label: &str) {
    let (look, ladders) = (scene.look, scene.session.ladders());
    let before = offer.reserve.to_f64().unwrap_or_default();
    let mut months = before;
    let slider = egui::Slider::new(&mut months, 0.0..=12.0).step_by(0.5).fixed_decimals(1);
    let response = ui.add(slider.suffix(look.text("ladder.months_of")));
    response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), months, label));
    let moved = Decimal::from_f64(months).map(|months| months.round_dp(1).normalize());
    if let Some(reserve) = moved.filter(|reserve| (months - before).abs() > 1e-9 && *reserve != offer.reserve) {
        let label = look.style.language.fill("ladder.edit_reserve", &[("months", &reserve.to_string())]);
        edit(scene, ladders.with(Offer { reserve, ..offer }), label, response.dragged());
    }
    if response.drag_stopped() {
        scene.push(Action::Session(Command::Edit(Edit::Release)));
    }
}

/// The paths that the 5% line needs are run, or can't be.
fn without_paths(ui: &mut egui::Ui, scene: Scene<'_>) {
    match paths(scene) {
        Some(ask) => progress::asking(ui, scene, scene.session.slot(Topic::Spread), &ask),
        None => drop(ui.label(scene.look.text("ladder.no_paths"))),
    }
}

/// Which balance must suffice.
fn line(ui: &mut egui::Ui, scene: Scene<'_>, offer: &mut Offer) {
    let look = scene.look;
    words::section(ui, look.theme, look.text("ladder.line"));
    let lines = Line::BOTH.map(|line| (line, look.text(line_key(line))));
    segmented(ui, look.theme, look.text("ladder.line"), &lines, &mut offer.line);
    if shaken(scene).is_none() {
        words::caption(ui, look.theme, look.text("ladder.no_paths"));
    }
}

struct Form<'a> {
    ui: &'a mut egui::Ui,
    look: Look,
}

/// The terms that banks offer, in months.
const USUAL: [u32; 8] = [1, 3, 6, 12, 18, 24, 36, 60];

/// The least amount that stands there before another is typed.
const USUAL_LEAST: Money = Money::from_yuan(10_000);

impl Form<'_> {
    /// What the bank pays, and when it was asked.
    fn rates(&mut self, rates: &mut Rates, ladders: &mut Ladders) {
        let look = self.look;
        words::section(self.ui, look.theme, look.text("ladder.rates"));
        if rates.is_example() {
            words::caption(self.ui, look.theme, look.text("ladder.ask_bank"));
        }
        row(self.ui, look, look.text("ladder.date"), |ui| {
            if let Some(day) = day_field(ui, look, look.text("ladder.date"), rates.date) {
                rates.date = day;
            }
            let quotes: Vec<_> = ladders.quotes.iter().map(|quote| (quote.date, quote.date.to_string())).collect();
            if !quotes.is_empty()
                && let Some(day) = choose(ui, look.text("ladder.earlier"), 110.0, &quotes, &rates.date)
                && let Some(quote) = ladders.quotes.iter().find(|quote| quote.date == day)
            {
                *rates = Rates { held: rates.held.clone(), ..quote.clone() };
            }
        });
        row(self.ui, look, look.text("ladder.demand_rate"), |ui| {
            rate(ui, look, look.text("ladder.demand_rate"), &mut rates.demand);
        });
        let mut gone = None;
        for (n, term) in rates.terms.iter_mut().enumerate() {
            let name = name_of(look, term);
            row(self.ui, look, &name, |ui| {
                rate(ui, look, &format!("{name} {}", n + 1), &mut term.rate);
                if ui.small_button("✕").on_hover_text(look.text("ladder.remove")).clicked() {
                    gone = Some(n);
                }
            });
            if !term.least.is_zero() {
                let least = look.text("ladder.least");
                row(self.ui, look, least, |ui| {
                    let fits = |yuan| Money::from_decimal(yuan).is_some_and(|amount| !amount.is_negative());
                    let (label, value) = (format!("{name} {least} {}", n + 1), term.least.to_decimal());
                    let field = NumberField { name: &label, measured: Measured::Money, value, fits };
                    if let Some(amount) = field.show(ui, look.style, look.theme).and_then(Money::from_decimal) {
                        term.least = amount;
                    }
                });
            }
        }
        if let Some(gone) = gone {
            rates.terms.remove(gone);
        }
        let missing = |months: &u32| !rates.terms.iter().any(|term| term.months == *months && term.name.is_empty());
        let terms: Vec<u32> = USUAL.into_iter().filter(missing).collect();
        self.ui.horizontal_wrapped(|ui| {
            ui.menu_button(look.text("ladder.add_term"), |ui| {
                for months in terms {
                    let term = Term::plain(months, rates.demand);
                    if ui.button(name_of(look, &term)).clicked() {
                        rates.terms.push(term);
                    }
                }
            });
            ui.menu_button(look.text("ladder.add_bond"), |ui| {
                for months in [36, 60] {
                    let name = look.text("ladder.bond").to_owned();
                    let bond = Term { name, least: USUAL_LEAST, ..Term::plain(months, rates.demand) };
                    let is_there = rates.terms.iter().any(|term| (term.months, &term.name) == (months, &bond.name));
                    if !is_there && ui.button(name_of(look, &bond)).clicked() {
                        rates.terms.push(bond);
                    }
                }
            });
            let menu = ui.menu_button(look.text("ladder.least_add"), |ui| {
                for term in rates.terms.iter_mut().filter(|term| term.least.is_zero()) {
                    if ui.button(name_of(look, term)).clicked() {
                        term.least = USUAL_LEAST;
                    }
                }
            });
            menu.response.on_hover_text(look.text("ladder.add_least"));
        });
        rates.sort();
    }

    /// What is deposited already.
    fn held(&mut self, deposits: &mut Vec<Held>, scene: Scene<'_>) {
        let look = self.look;
        words::section(self.ui, look.theme, look.text("ladder.held_now"));
        let mut gone = None;
        for (n, held) in deposits.iter_mut().enumerate() {
            let name = |key: &str| format!("{} {}", look.text(key), n + 1);
            self.ui.horizontal(|ui| {
                let fits = |yuan| Money::from_decimal(yuan).is_some_and(Money::is_positive);
                let (label, value) = (name("ladder.amount"), held.amount.to_decimal());
                let field = NumberField { name: &label, measured: Measured::Money, value, fits };
                if let Some(amount) = field.show(ui, look.style, look.theme).and_then(Money::from_decimal) {
                    held.amount = amount;
                }
                if ui.small_button("✕").on_hover_text(look.text("ladder.remove")).clicked() {
                    gone = Some(n);
                }
            });
            self.ui.horizontal(|ui| {
                rate(ui, look, &name("ladder.rate"), &mut held.rate);
                words::caption(ui, look.theme, look.text("ladder.due_in"));
                if let Some(due) = month_field(ui, look, &name("ladder.due"), held.due) {
                    held.due = due;
                }
            });
        }
        if let Some(gone) = gone {
            deposits.remove(gone);
        }
        self.ui.horizontal(|ui| {
            if ui.button(look.text("ladder.add_held")).clicked() {
                let due = scene.scenario().map_or_else(|| held_due(scene), |scenario| scenario.start.plus(12));
                deposits.push(Held { amount: Money::from_yuan(1_000_000), rate: Rate::new(3, 2), due });
            }
            if ui.button(look.text("ladder.read")).on_hover_text(look.text("ladder.read_how")).clicked() {
                scene.push(Action::Ask(Purpose::Deposits, String::new()));
            }
        });
    }
}

/// A year after the data's last month.
fn held_due(scene: Scene<'_>) -> crate::month::Month {
    scene.session.data().range().1.last_month().plus(12)
}

/// 1年, 3个月, or a bond by its name.
fn name_of(look: Look, term: &Term) -> String {
    let (key, count) = match term.months % 12 {
        0 => ("ladder.years", term.months / 12),
        _ => ("ladder.months", term.months),
    };
    format!("{}{}", term.name, look.style.language.fill(key, &[("count", &count.to_string())]))
}

/// A rate by year.
fn rate(ui: &mut egui::Ui, look: Look, name: &str, now: &mut Rate) {
    let fits = |rate: Decimal| rate >= Decimal::ZERO && rate <= Decimal::ONE && rate.scale() <= 10;
    let field = NumberField { name, measured: Measured::Ratio, value: *now, fits };
    *now = field.show(ui, look.style, look.theme).unwrap_or(*now);
}

/// The ladders that are set beside the one looked at.
fn beside(ui: &mut egui::Ui, scene: Scene<'_>, ladders: &mut Ladders) {
    let look = scene.look;
    words::section(ui, look.theme, look.text("ladder.beside_short"));
    let mut chosen = None;
    let mut gone = None;
    for (n, (name, offer)) in ladders.beside.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let field = egui::TextEdit::singleline(name).id_salt(("ladder", n)).desired_width(130.0);
            let field = ui.add(field.font(Lettering::Table.font()));
            let label = format!("{} {}", look.text("ladder.name"), n + 1);
            field.widget_info(|| {
                let mut info = WidgetInfo::labeled(egui::Role::TextInput, true, &label);
                info.current_text_value = Some(name.clone());
                info
            });
            if ui.button(look.text("ladder.take")).clicked() {
                chosen = Some(offer.clone());
            }
            if ui.small_button("✕").on_hover_text(look.text("ladder.remove")).clicked() {
                gone = Some(n);
            }
        });
    }
    if let Some(gone) = gone {
        ladders.beside.remove(gone);
    }
    if let Some(chosen) = chosen {
        ladders.now = Some(chosen);
    }
    if ladders.beside.len() < 8 && ui.button(look.text("ladder.set_beside")).clicked() {
        let offer = ladders.offer();
        let values =
            [("count", (ladders.beside.len() + 1).to_string()), ("months", offer.reserve.normalize().to_string())];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        ladders.beside.push((look.style.language.fill("ladder.named", &values), offer));
    }
}

impl Deposits {
    /// Deposits pasted from a table.
    fn paste(&mut self, ui: &mut egui::Ui, look: Look, deposits: &mut Vec<Held>) {
        words::caption(ui, look.theme, look.text("ladder.paste_how"));
        let field = egui::TextEdit::multiline(&mut self.pasted).id_salt("pasted").desired_rows(2);
        let field = ui.add(field.font(Lettering::Table.font()).desired_width(f32::INFINITY));
        field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, look.text("ladder.paste_how")));
        if field.changed() {
            self.wrong.clear();
        }
        let can = !self.pasted.trim().is_empty();
        if ui.add_enabled(can, egui::Button::new(look.text("ladder.paste"))).clicked() {
            match held::read_text(look.text("ladder.pasted"), &self.pasted) {
                Ok(read) => {
                    deposits.extend(read);
                    self.pasted.clear();
                }
                Err(findings) => self.wrong = findings.into_iter().collect(),
            }
        }
        for finding in self.wrong.iter().take(4) {
            let text = finding.sentence(look.style.language);
            ui.label(RichText::new(text).font(Lettering::Caption.font()).color(look.theme.amber));
        }
    }

    /// What the ladder bears, as the scenario's interest.
    fn as_interest(&self, ui: &mut egui::Ui, scene: Scene<'_>) {
        let look = scene.look;
        words::section(ui, look.theme, look.text("ladder.as_interest"));
        let lever = Lever::of(LeverKey::Interest);
        let (Some(rate), Some(scenario)) = (self.rate, scene.scenario()) else { return };
        let rate = rate.round_dp(4).normalize();
        let now = percent(lever.value(scenario));
        let values = [("rate", &*percent(rate)), ("now", &*now)];
        words::caption(ui, look.theme, &look.style.language.fill("ladder.into_how", &values));
        let is_open = scene.session.member(scene.number()).is_some_and(|member| member.standing == Standing::Open);
        let can = is_open && lever.value(scenario) != rate;
        let text = look.style.language.fill("ladder.into", &values);
        if ui.add_enabled(can, egui::Button::new(text)).clicked() {
            let edit = Edit::Lever { scenario: scene.number(), lever, value: Some(rate), dragging: false };
            scene.push(Action::Session(Command::Edit(edit)));
        }
    }
}
