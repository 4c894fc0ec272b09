//! What can be said of a deck and of the page that is chosen: order, words, place, years, scenario; and its files.

use eframe::egui;
use egui::{Role, WidgetInfo};

use crate::answers::Quantity;
use crate::answers::grid::Axis;
use crate::answers::question::Question;
use crate::answers::retirement::is_asked;
use crate::month::Period;
use crate::report::Place;
use crate::report::deck::parcel::Shown;
use crate::report::deck::ready::Ready;
use crate::report::deck::{
    AssessedChart, BudgetChart, Compared, CountyChart, Fineness, HEAT_VALUES, LadderChart, Moves, Of, OutcomeChart,
    Page, Part, PilotSide, Plan, Proof, ReconcileChart, RetirementChart, ScoresChart, Shows, YearsChart,
};
use crate::report::model::slide::Shape;
use crate::report::views::context::Context;
use crate::report::views::overlaid::Charted;
use crate::report::views::overview::Against;
use crate::report::views::variance;
use crate::report::words::asked::lever_name;
use crate::scenario::address;
use crate::scenario::family::{Id, Standing};
use crate::scenario::lever::Lever;
use crate::session::asking::{Reply, Topic};
use crate::session::{Command, Edit};
use crate::simulation::stochastic::Total;
use crate::statements::programme::Matter;
use crate::ui::page::Scene;
use crate::ui::purpose::{DeckFile, Purpose};
use crate::ui::regions;
use crate::ui::state::{Action, choose};
use crate::ui::widgets::period::choose_period;
use crate::ui::widgets::place_tree::{Choosable, choose_place};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// Draws the panel.
pub fn panel(ui: &mut egui::Ui, scene: Scene<'_>) {
    regions::scrolled(ui, "deck panel", |ui| {
        let mut plan = scene.session.deck().clone();
        files(ui, scene);
        whole(ui, scene, &mut plan);
        add(ui, scene, &mut plan);
        page(ui, scene, &mut plan);
        if plan != *scene.session.deck() {
            scene.push(Action::Session(Command::Edit(Edit::Deck(Box::new(plan)))));
        }
        ui.add_space(24.0);
    });
}

/// The files that can be made.
fn files(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    words::caption(ui, look.theme, look.text("deck.files"));
    ui.add_enabled_ui(!scene.session.deck().pages.is_empty(), |ui| {
        ui.horizontal_wrapped(|ui| {
            let files = [
                (DeckFile::Slides, "deck.pptx"),
                (DeckFile::Report, "deck.docx"),
                (DeckFile::Workbook, "deck.xlsx"),
                (DeckFile::Pages, "deck.pdf"),
            ];
            for (file, key) in files {
                if ui.button(look.text(key)).clicked() {
                    let (session, deck) = (scene.session, scene.session.deck());
                    let name = if deck.name.is_empty() { session.name() } else { &deck.name };
                    scene.push(Action::Ask(Purpose::ExportDeck(file), name.to_owned()));
                }
            }
        });
    });
    let template = scene.view.template.as_ref().map(|path| crate::session::store::name_of(path));
    ui.horizontal(|ui| match template {
        Some(name) => {
            words::caption(ui, look.theme, &look.style.language.fill("deck.template_is", &[("name", &name)]));
            if ui.small_button(look.text("deck.template_none")).clicked() {
                scene.push(Action::Template(None));
            }
        }
        None => {
            if ui.small_button(look.text("deck.template")).clicked() {
                scene.push(Action::Ask(Purpose::Template, String::new()));
            }
        }
    });
}

/// The words and the shape of the whole deck.
fn whole(ui: &mut egui::Ui, scene: Scene<'_>, plan: &mut Plan) {
    let look = scene.look;
    words::section(ui, look.theme, look.text("deck.whole"));
    field(ui, look.text("deck.name"), &mut plan.name);
    field(ui, look.text("deck.date"), &mut plan.date);
    field(ui, look.text("deck.footer"), &mut plan.footer);
    field(ui, look.text("deck.source"), &mut plan.source);
    let shapes = [(Shape::Wide, "16:9"), (Shape::Classic, "4:3")];
    segmented(ui, look.theme, look.text("deck.shape"), &shapes, &mut plan.shape);
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| ready(ui, scene));
}

/// The ready-made decks, to begin with.
pub fn ready(ui: &mut egui::Ui, scene: Scene<'_>) {
    let session = scene.session;
    let project = session.decks_from();
    for ready in Ready::ALL.into_iter().filter(|ready| ready.is_possible(project)) {
        if ui.button(scene.look.text(ready.text_key())).clicked() {
            let deck = session.deck();
            let runs = session.runs();
            let plan = Plan {
                date: deck.date.clone(),
                footer: deck.footer.clone(),
                source: deck.source.clone(),
                shape: deck.shape,
                notes: deck.notes.clone(),
                ..ready.plan(&Context { runs: &runs, ..scene.context() }, project)
            };
            scene.push(Action::Session(Command::Edit(Edit::Deck(Box::new(plan)))));
            scene.push(Action::Page(0));
        }
    }
}

/// A line of text that is taken over when it is left.
fn field(ui: &mut egui::Ui, name: &str, text: &mut String) {
    words_field(ui, name, text, false);
}

/// Words that are taken over when the field is left; whether they were.
fn words_field(ui: &mut egui::Ui, name: &str, text: &mut String, lines: bool) -> bool {
    let id = ui.make_persistent_id(("draft", name));
    let mut draft: String = ui.data_mut(|data| data.get_temp(id)).unwrap_or_else(|| text.clone());
    let edit = if lines {
        egui::TextEdit::multiline(&mut draft).desired_rows(2)
    } else {
        egui::TextEdit::singleline(&mut draft).hint_text(name)
    };
    let response = ui.add(edit.desired_width(f32::INFINITY));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, name);
        info.current_text_value = Some(draft.clone());
        info
    });
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, draft));
        return false;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    let taken = response.lost_focus() && draft != *text;
    if taken {
        *text = draft;
    }
    taken
}

/// Adds a page of a kind behind the chosen one.
fn add(ui: &mut egui::Ui, scene: Scene<'_>, plan: &mut Plan) {
    let look = scene.look;
    words::section(ui, look.theme, look.text("deck.pages"));
    let kinds = possible(scene);
    ui.menu_button(look.text("deck.add"), |ui| {
        for shows in kinds {
            if ui.button(look.text(shows.text_key())).clicked() {
                let at = if plan.pages.is_empty() { 0 } else { scene.view.page.min(plan.pages.len() - 1) + 1 };
                plan.pages.insert(at, Page::new(shows));
                scene.push(Action::Page(at));
                ui.close();
            }
        }
    });
}

/// A page of each kind that the data and the scenarios allow.
fn possible(scene: Scene<'_>) -> Vec<Shows> {
    let (session, of) = (scene.session, Of::Data);
    let (place, (earlier, later)) = (scene.view.place.clone(), scene.view.years);
    let mut kinds = vec![
        Shows::Cover { period: Some(scene.view.period) },
        Shows::Conclusions,
        Shows::Text { text: String::new() },
        Shows::Overview { of, place: place.clone(), period: scene.view.period, against: Against::default() },
        Shows::County {
            of,
            place: place.clone(),
            period: Some((scene.view.period, Against::default())),
            chart: CountyChart::Flows,
        },
        Shows::Years { of, place: place.clone(), earlier, later, chart: YearsChart::Pensions },
        Shows::Fund { of, place: place.clone() },
        Shows::Assessment { year: later },
        Shows::Scores { year: later, chart: ScoresChart::Ranking },
        Shows::Assessed { year: later, place: place.clone(), scenario: None, chart: AssessedChart::Place },
    ];
    if session.account().is_whole() {
        let account = session.account().names().all().first().cloned().unwrap_or_default();
        kinds.push(Shows::Reconciled { account, month: None, chart: ReconcileChart::Statement });
    }
    let members = session.family().members();
    if let (Some(base), Some(member)) = (members.first(), members.get(scene.number())) {
        let (from, to, city) = (base.id, member.id, Place::Root);
        let (year, chart) = (session.data().range().1.year(), BudgetChart::Execution);
        kinds.push(Shows::Budget { year, place: place.clone(), scenario: to, chart });
        kinds.push(Shows::Outcome { scenario: to, place, chart: OutcomeChart::Balance });
        if is_asked(&member.scenario) {
            let (place, chart) = (city.clone(), RetirementChart::Gap);
            kinds.push(Shows::Retirement { scenario: to, place, year: None, chart });
        }
        let period = None;
        kinds.push(Shows::Bridge { from, to, quantity: Quantity::DebtBeforeSharing, place: city.clone(), period });
        let (quantity, moves) = (Quantity::NetBalance, Moves::default());
        kinds.push(Shows::Tornado { scenario: to, quantity, place: city.clone(), period, moves });
        kinds.push(Shows::Fan { scenario: to, total: Total::Balance });
        let question = Question::CollectionWithoutDebt;
        kinds.push(Shows::Seek { scenario: to, question, place: city.clone(), by: None, own: None });
        if let Some(axes) = Axis::usual_pair(&member.scenario, HEAT_VALUES) {
            let axes = axes.map(|axis| axis.write(&member.scenario));
            let (quantity, fineness) = (Quantity::Gap, Fineness::default());
            kinds.push(Shows::Heat { scenario: to, axes, quantity, place: city.clone(), period, fineness });
        }
        let live = members.iter().filter(|member| member.standing != Standing::Archived);
        kinds.push(Shows::Compared(Compared {
            scenarios: live.map(|member| member.id).collect(),
            place: city.clone(),
            charted: Charted::default(),
            by_county: false,
            proof: Proof::default(),
        }));
        kinds.push(Shows::Variance { scenario: to, place: city.clone(), item: variance::Item::default() });
        kinds.push(Shows::Assumptions { scenario: to });
        let period = Period::Year(member.scenario.start.year());
        kinds.push(Shows::Flows { scenario: to, place: city, period });
        kinds.push(Shows::Moved { scenario: to, part: String::new() });
        kinds.push(Shows::Deposits { scenario: to, chart: LadderChart::Ladder });
        kinds.extend(Matter::ALL.map(|matter| Shows::Programme { matter, part: String::new() }));
    }
    kinds
}

/// The page that is chosen: where it stands, what it shows, and its words.
fn page(ui: &mut egui::Ui, scene: Scene<'_>, plan: &mut Plan) {
    let look = scene.look;
    if plan.pages.is_empty() {
        return;
    }
    let number = scene.view.page.min(plan.pages.len() - 1);
    let count = plan.pages.len();
    // Some names are as long as the panel is wide.
    ui.add(egui::Label::new(look.text(plan.pages[number].shows.text_key())).wrap());
    ui.horizontal(|ui| {
        ui.add_enabled_ui(number > 0, |ui| {
            if ui.small_button(look.text("deck.up")).clicked() {
                plan.pages.swap(number, number - 1);
                scene.push(Action::Page(number - 1));
            }
        });
        ui.add_enabled_ui(number + 1 < count, |ui| {
            if ui.small_button(look.text("deck.down")).clicked() {
                plan.pages.swap(number, number + 1);
                scene.push(Action::Page(number + 1));
            }
        });
        if ui.small_button(look.text("deck.remove")).clicked() {
            plan.pages.remove(number);
        }
    });
    let Some(page) = plan.pages.get_mut(number) else { return };
    ui.push_id(("page", number), |ui| {
        shows(ui, scene, &mut page.shows);
        part(ui, scene, page);
        let made = match scene.session.slot(Topic::Slides).answered.as_ref().map(|a| &a.result) {
            Some(Ok(Reply::Slides(shown))) => shown.get(number).and_then(|shown: &Shown| shown.made.as_ref().ok()),
            _ => None,
        };
        let made = made.map(|made| &made.slide);
        let from_numbers = |name: &str| look.style.language.fill("deck.own_words", &[("what", name)]);
        for (key, own, said) in [
            ("deck.title", &mut page.title, made.map(|slide| slide.title.clone())),
            ("deck.takeaway", &mut page.takeaway, made.map(|slide| slide.takeaway.clone())),
        ] {
            words::section(ui, look.theme, look.text(key));
            let mut text = own.clone().or(said).unwrap_or_default();
            if words_field(ui, look.text(key), &mut text, true) {
                *own = Some(text);
            }
            if own.is_some() && ui.small_button(from_numbers(look.text(key))).clicked() {
                *own = None;
            }
        }
    });
}

/// A period and what it stands beside.
fn against_period(ui: &mut egui::Ui, scene: Scene<'_>, period: &mut Period, against: &mut Against) {
    periods(ui, scene, period);
    let names: Vec<_> = Against::of_period(*period).iter().map(|a| (*a, a.text_key())).collect();
    if names.len() > 1 {
        one_of(ui, scene, "overview.compared_with", &names, against);
    }
}

/// What a page of its kind can be told.
fn shows(ui: &mut egui::Ui, scene: Scene<'_>, shows: &mut Shows) {
    match shows {
        Shows::Cover { period } => {
            let mut chosen = period.unwrap_or(scene.view.period);
            periods(ui, scene, &mut chosen);
            if Some(chosen) != *period && (period.is_some() || chosen != scene.view.period) {
                *period = Some(chosen);
            }
        }
        Shows::Conclusions => drop(words::caption(ui, scene.look.theme, scene.look.text("deck.conclusions_about"))),
        Shows::Text { text } => {
            words::section(ui, scene.look.theme, scene.look.text("deck.text"));
            words_field(ui, scene.look.text("deck.text"), text, true);
        }
        Shows::Overview { of, place, period, against } => {
            books(ui, scene, of);
            places(ui, scene, place);
            against_period(ui, scene, period, against);
        }
        Shows::County { of, place, period, chart } => {
            books(ui, scene, of);
            places(ui, scene, place);
            // A page that names no period speaks of the last year; it names one as soon as one is chosen.
            let stood = period.unwrap_or((scene.view.period, Against::default()));
            let mut chosen = stood;
            against_period(ui, scene, &mut chosen.0, &mut chosen.1);
            if chosen != stood {
                *period = Some(chosen);
            }
            one_of(ui, scene, "deck.chart", &CountyChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Years { of, place, earlier, later, chart } => {
            books(ui, scene, of);
            places(ui, scene, place);
            years(ui, scene, "deck.earlier", earlier);
            years(ui, scene, "deck.later", later);
            one_of(ui, scene, "deck.chart", &YearsChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Fund { of, place } => {
            books(ui, scene, of);
            places(ui, scene, place);
        }
        Shows::Assessment { year } => years(ui, scene, "deck.year", year),
        Shows::Scores { year, chart } => {
            years(ui, scene, "deck.year", year);
            one_of(ui, scene, "deck.chart", &ScoresChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Assessed { year, place, scenario, chart } => {
            years(ui, scene, "deck.year", year);
            places(ui, scene, place);
            if *chart == AssessedChart::Duties {
                let members = scene.session.family().members();
                let mut choices = vec![(None, scene.look.text("duties.books_data").to_owned())];
                choices.extend(members.iter().map(|m| (Some(m.id), m.scenario.name.clone())));
                listed(ui, scene.look.text("duties.books"), &choices, scenario);
            }
            one_of(ui, scene, "deck.chart", &AssessedChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Score { year, place, .. } => {
            years(ui, scene, "deck.year", year);
            places(ui, scene, place);
        }
        Shows::Outcome { scenario, place, chart } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            places(ui, scene, place);
            one_of(ui, scene, "deck.chart", &OutcomeChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Budget { year, place, scenario, chart } => {
            places(ui, scene, place);
            years(ui, scene, "deck.year", year);
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            one_of(ui, scene, "deck.chart", &BudgetChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Retirement { scenario, place, year, chart } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            places(ui, scene, place);
            years_or_usual(ui, scene, *scenario, year);
            one_of(ui, scene, "deck.chart", &RetirementChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Bridge { from, to, quantity, place, .. } => {
            scenarios(ui, scene, "deck.from", from);
            scenarios(ui, scene, "deck.to", to);
            quantities(ui, scene, quantity);
            places(ui, scene, place);
        }
        Shows::Tornado { scenario, quantity, place, .. } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            quantities(ui, scene, quantity);
            places(ui, scene, place);
        }
        Shows::Fan { scenario, total } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            let totals = [(Total::Balance, "total.balance"), (Total::Debt, "total.debt"), (Total::Gap, "total.gap")];
            one_of(ui, scene, "deck.chart", &totals, total);
        }
        Shows::Seek { scenario, question, place, own, .. } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            if own.is_none() {
                let questions = Question::ALL.map(|question| (question, question.text_key()));
                one_of(ui, scene, "seek.question", &questions, question);
            }
            places(ui, scene, place);
        }
        Shows::Heat { scenario, axes, quantity, place, .. } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            levers(ui, scene, *scenario, axes);
            quantities(ui, scene, quantity);
            places(ui, scene, place);
        }
        Shows::Programme { matter, .. } => {
            let key = |matter: Matter| {
                (matter, ["tab.programme_cap", "tab.programme_channels", "tab.programme_targets"][matter as usize])
            };
            one_of(ui, scene, "deck.chart", &Matter::ALL.map(key), matter);
        }
        Shows::Reconciled { account, chart, .. } => {
            let name = |name: &String| match name.is_empty() {
                true => (name.clone(), scene.look.text("reconcile.account_untold").to_owned()),
                false => (name.clone(), name.clone()),
            };
            let names: Vec<_> = scene.session.account().names().all().iter().map(name).collect();
            if names.len() > 1 {
                listed(ui, scene.look.text("reconcile.account"), &names, account);
            }
            one_of(ui, scene, "deck.chart", &ReconcileChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Deposits { scenario, chart } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            one_of(ui, scene, "deck.chart", &LadderChart::ALL.map(|chart| (chart, chart.text_key())), chart);
        }
        Shows::Moved { scenario, .. } | Shows::Assumptions { scenario } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
        }
        Shows::ByYear { scenario, place, .. } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            places(ui, scene, place);
        }
        Shows::Compared(compared) => {
            places(ui, scene, &mut compared.place);
            let charted = Charted::ALL.map(|charted| (charted, charted.text_key()));
            one_of(ui, scene, "matrix.charted", &charted, &mut compared.charted);
        }
        Shows::Replay(replay) => places(ui, scene, &mut replay.place),
        Shows::Variance { scenario, place, item } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            places(ui, scene, place);
            one_of(ui, scene, "variance.item", &variance::Item::ALL.map(|item| (item, item.text_key())), item);
        }
        Shows::Pilot { scenario, place, side } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            places(ui, scene, place);
            one_of(ui, scene, "pilot.seen", &PilotSide::ALL.map(|side| (side, side.text_key())), side);
        }
        Shows::Benefits { scenario, place, year } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            places(ui, scene, place);
            years(ui, scene, "deck.year", year);
        }
        Shows::Data | Shows::Policy { .. } | Shows::Published { .. } | Shows::Person { .. } => {}
        Shows::Flows { scenario, place, period } => {
            scenarios(ui, scene, "deck.scenario_shown", scenario);
            places(ui, scene, place);
            let mut year = period.year();
            years(ui, scene, "deck.year", &mut year);
            if year != period.year() {
                *period = Period::Year(year);
            }
        }
    }
}

/// Which of the view's charts stands on the page, or its table.
fn part(ui: &mut egui::Ui, scene: Scene<'_>, page: &mut Page) {
    let look = scene.look;
    let (charts, table) = (page.shows.charts(), look.text("deck.chart_table").to_owned());
    if charts == 0 {
        return;
    }
    let chart = |n: usize| look.style.language.fill("deck.part_chart", &[("number", &(n + 1).to_string())]);
    let choices: Vec<(Part, String)> = match page.shows {
        Shows::Overview { .. } => vec![(Part::Main, table), (Part::Chart(0), chart(0))],
        // Those that name a chart of their own.
        _ => {
            let others = (1..charts).map(|n| (Part::Chart(n), chart(n)));
            std::iter::once((Part::Main, chart(0))).chain(others).chain([(Part::Table, table)]).collect()
        }
    };
    listed(ui, look.text("deck.part"), &choices, &mut page.part);
}

/// The two levers of a heat map; one that is taken anew goes about where it stands.
fn levers(ui: &mut egui::Ui, scene: Scene<'_>, scenario: Id, axes: &mut [String; 2]) {
    let family = scene.session.family();
    let Some(scenario) = family.position(scenario).map(|number| &family.members()[number].scenario) else { return };
    for (name, axis) in ["heat.first", "heat.second"].into_iter().zip(axes) {
        let own = Axis::read(axis, scenario, HEAT_VALUES);
        let choice = |lever: Lever| {
            let name = lever_name(&lever, scenario, scene.look.style.language);
            match &own {
                Some(own) if own.lever == lever => (axis.clone(), name),
                _ => (Axis::around(lever, scenario, HEAT_VALUES).write(scenario), name),
            }
        };
        let choices: Vec<(String, String)> = address::of_all(scenario).into_iter().map(choice).collect();
        listed(ui, scene.look.text(name), &choices, axis);
    }
}

/// A choice out of a list; what is taken stands in `current` afterwards.
fn listed<T: PartialEq + Clone>(ui: &mut egui::Ui, name: &str, choices: &[(T, String)], current: &mut T) {
    named(ui, name, |ui, name, width| {
        if let Some(taken) = choose(ui, name, width, choices, current) {
            *current = taken;
        }
    });
}

/// A row with its name, and how wide what stands beside it may be.
fn named(ui: &mut egui::Ui, name: &str, add: impl FnOnce(&mut egui::Ui, &str, f32)) {
    ui.horizontal(|ui| {
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(egui::vec2(72.0, 24.0), layout, |ui| {
            ui.set_min_width(72.0);
            ui.add(egui::Label::new(name).truncate());
        });
        let width = (ui.available_width() - 16.0).max(80.0);
        add(ui, name, width);
    });
}

fn one_of<T: PartialEq + Copy>(ui: &mut egui::Ui, scene: Scene<'_>, name: &str, keys: &[(T, &str)], current: &mut T) {
    let choices: Vec<(T, String)> = keys.iter().map(|(v, key)| (*v, scene.look.text(key).to_owned())).collect();
    listed(ui, scene.look.text(name), &choices, current);
}

fn books(ui: &mut egui::Ui, scene: Scene<'_>, of: &mut Of) {
    let look = scene.look;
    let mut choices = vec![(Of::Data, look.text("app.observed").to_owned())];
    let member = |m: &crate::scenario::family::Member| (Of::Scenario(m.id), m.scenario.name.clone());
    choices.extend(scene.session.family().members().iter().map(member));
    listed(ui, look.text("app.books"), &choices, of);
}

fn scenarios(ui: &mut egui::Ui, scene: Scene<'_>, name: &str, id: &mut Id) {
    let members = scene.session.family().members();
    let choices: Vec<(Id, String)> = members.iter().map(|m| (m.id, m.scenario.name.clone())).collect();
    listed(ui, scene.look.text(name), &choices, id);
}

fn places(ui: &mut egui::Ui, scene: Scene<'_>, place: &mut Place) {
    let look = scene.look;
    named(ui, look.text("app.place"), |ui, name, width| {
        if let Some(taken) = choose_place(ui, look, name, width, &scene.session.data().places, Choosable::All, place) {
            *place = taken;
        }
    });
}

fn quantities(ui: &mut egui::Ui, scene: Scene<'_>, quantity: &mut Quantity) {
    let choices = Quantity::ALL.map(|q| (q, scene.look.text(q.text_key()).to_owned()));
    listed(ui, scene.look.text("deck.quantity"), &choices, quantity);
}

/// The years of the data and of the runs.
fn years(ui: &mut egui::Ui, scene: Scene<'_>, name: &str, year: &mut i32) {
    let (first, last) = scene.session.data().range();
    let end = scene.session.scenarios().iter().map(|s| s.end().year()).max();
    let last = end.unwrap_or_default().max(last.year());
    let choices: Vec<(i32, String)> = (first.year()..=last).map(|y| (y, y.to_string())).collect();
    listed(ui, scene.look.text(name), &choices, year);
}

/// The years of a run, and the usual one.
fn years_or_usual(ui: &mut egui::Ui, scene: Scene<'_>, scenario: Id, year: &mut Option<i32>) {
    let family = scene.session.family();
    let Some(number) = family.position(scenario) else { return };
    let scenario = &family.members()[number].scenario;
    let mut choices = vec![(None, scene.look.text("deck.usual_year").to_owned())];
    choices.extend((scenario.start.year()..=scenario.end().year()).map(|year| (Some(year), year.to_string())));
    listed(ui, scene.look.text("deck.year"), &choices, year);
}

/// A period of the data.
fn periods(ui: &mut egui::Ui, scene: Scene<'_>, period: &mut Period) {
    let range = scene.session.data().range();
    named(ui, scene.look.text("app.period"), |ui, name, width| {
        if let Some(taken) = choose_period(ui, scene.look, name, width, range, *period) {
            *period = taken;
        }
    });
}
