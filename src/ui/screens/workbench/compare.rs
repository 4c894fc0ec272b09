//! 对照: how do the scenarios differ? Their runs on one chart or county by county, and two tables: what comes of each,
//! and what each assumes, where numbers can be typed in place.

use std::collections::BTreeSet;

use eframe::egui;

use crate::finding::Finding;
use crate::report::deck::{self, Compared, Part, Shows};
use crate::report::views::context::Context;
use crate::report::views::matrix::{LEADING, Matrix, matrix};
use crate::report::views::overlaid::{Charted, by_county, overlaid, roles};
use crate::report::views::side_by_side::{Against, side_by_side};
use crate::report::{Figure, Place, Sheet};
use crate::scenario::Scenario;
use crate::scenario::family::{Family, Id, Member, Standing};
use crate::scenario::lever::Lever;
use crate::session::{Command, Edit};
use crate::ui::above;
use crate::ui::chart::{self, Chart};
use crate::ui::page::{Apart, Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::screens::family::{self, Listed};
use crate::ui::screens::levers;
use crate::ui::state::{Action, Look, Tab};
use crate::ui::table::{Fill, Table, TableAction, TableView};
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// How the runs are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Picture {
    /// All on one chart, of the place chosen.
    #[default]
    Together,
    /// A small chart for each county.
    ByCounty,
}

/// Which table stands below.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Proof {
    /// What comes of each.
    #[default]
    Outcomes,
    /// What each assumes.
    Levers,
}

/// The tab.
#[derive(Default)]
pub struct Compare;

/// What is chosen on it.
#[derive(Clone, PartialEq, Default)]
pub struct CompareChoice {
    /// Those that are not compared.
    hidden: BTreeSet<Id>,
    /// Whether archived ones are listed.
    archived: bool,
    charted: Charted,
    picture: Picture,
    proof: Proof,
    /// How values beside the base are shown.
    against: Against,
    /// Whether levers that are the same everywhere are listed too.
    all_levers: bool,
}

/// What it shows.
pub struct CompareBuilt {
    headline: String,
    figures: Vec<Figure>,
    sheet: Option<Sheet>,
    levers: Option<Matrix>,
    numbers: Vec<usize>,
}

/// Those that are listed: all, or all but the archived.
fn listed<'a>(choice: &CompareChoice, family: &'a Family) -> impl Iterator<Item = (usize, &'a Member)> {
    let archived = choice.archived;
    family.members().iter().enumerate().filter(move |(_, m)| archived || m.standing != Standing::Archived)
}

/// Those that are compared.
fn shown<'a>(choice: &CompareChoice, family: &'a Family) -> Vec<(usize, &'a Member)> {
    listed(choice, family).filter(|(_, m)| !choice.hidden.contains(&m.id)).collect()
}

impl Page for Compare {
    const ENTRY: PageEntry = PageEntry::tab::<Compare>(Tab("tab.compare"));

    type Choice = CompareChoice;
    type Built = CompareBuilt;

    fn build(choice: &CompareChoice, scene: Scene<'_>, context: &Context<'_>) -> CompareBuilt {
        made(context, choice, scene.session.family(), &scene.view.place)
    }

    fn apart(choice: &CompareChoice, scene: Scene<'_>) -> Option<Apart<CompareBuilt>> {
        let (choice, family, place) = (choice.clone(), scene.session.family().clone(), scene.view.place.clone());
        Some(Box::new(move |context| made(context, &choice, &family, &place)))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        if built.numbers.is_empty() {
            words::headline(ui, look.theme, look.text("matrix.nobody"));
            return;
        }
        words::headline(ui, look.theme, &built.headline);
        standing(ui, scene, built);
        ui.add_space(4.0);
        picture_bar(ui, scene, kept);
        // The rows of outcomes are few: the chart takes what they leave.
        let height = ui.available_height();
        let choice = &kept.choice;
        let pictures = match choice.proof {
            _ if choice.picture == Picture::ByCounty => height * 0.52,
            Proof::Outcomes => (height - 44.0 - 44.0 - 13.0 * 28.0).clamp(height * 0.36, height * 0.55),
            Proof::Levers => height * 0.36,
        };
        let (picture, shown) = (choice.picture, usize::from(built.levers.is_some()));
        let pictures = pictures.min(above::height(ui, &kept.tables[shown], height));
        kept.tables[shown].above(ui, scene.look.theme, |ui| {
            pictures_shown(ui, scene, built, pictures, picture);
            ui.add_space(4.0);
        });
        table_bar(ui, scene, kept);
        ui.add_space(2.0);
        let [outcomes, levers] = &mut kept.tables;
        match &built.levers {
            Some(matrix) => levers_table(ui, scene, matrix, levers),
            None => outcomes_table(ui, scene, built, outcomes),
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        const DETAIL: f32 = 236.0;
        let (look, choice) = (scene.look, kept.choice.clone());
        let all = scene.session.family();
        let numbers: Vec<usize> = shown(&choice, all).iter().map(|(n, _)| *n).collect();
        let drawn = roles(&numbers);
        let rows: Vec<Listed> = listed(&choice, all)
            .map(|(number, member)| Listed {
                number,
                shown: !choice.hidden.contains(&member.id),
                role: drawn.iter().find(|(n, _)| *n == number).map(|(_, role)| *role),
            })
            .collect();
        let away = all.members().iter().filter(|m| m.standing == Standing::Archived).count();
        words::caption(ui, look.theme, look.text("family.scenarios"));
        let room = (ui.available_height() - DETAIL).max(90.0);
        let mut switched = None;
        egui::ScrollArea::vertical().id_salt("scenarios").max_height(room).auto_shrink([false, true]).show(ui, |ui| {
            switched = family::list(ui, scene, &rows);
        });
        if away > 0 {
            let mut listed = choice.archived;
            let words = look.style.language.fill("family.show_archived", &[("count", &away.to_string())]);
            if ui.checkbox(&mut listed, words).changed() {
                kept.change(|choice| choice.archived = listed);
            }
        }
        if let Some(id) = switched {
            kept.change(|choice| {
                if !choice.hidden.remove(&id) {
                    choice.hidden.insert(id);
                }
            });
        }
        words::hairline(ui, look.theme);
        ui.add_space(4.0);
        family::detail(ui, scene);
    }

    fn sheet<'a>(&self, built: &'a CompareBuilt) -> Option<&'a Sheet> {
        built.levers.as_ref().map(|levers| &levers.sheet).or(built.sheet.as_ref())
    }

    /// The charts, and the table, which is what all this is about.
    fn seen(&self, built: &CompareBuilt, choice: &CompareChoice, scene: Scene<'_>) -> Vec<deck::Page> {
        let members = scene.session.family().members();
        if built.numbers.is_empty() {
            return Vec::new();
        }
        let shows = Shows::Compared(Compared {
            scenarios: built.numbers.iter().filter_map(|number| Some(members.get(*number)?.id)).collect(),
            place: scene.view.place.clone(),
            charted: choice.charted,
            by_county: choice.picture == Picture::ByCounty,
            proof: match choice.proof {
                Proof::Outcomes => deck::Proof::Outcomes(choice.against),
                Proof::Levers => deck::Proof::Levers { all: choice.all_levers },
            },
        });
        let mut pages = deck::Page::all(&shows, built.figures.len(), None);
        pages.push(deck::Page::of(shows, Part::Table));
        pages
    }
}

fn made(context: &Context<'_>, choice: &CompareChoice, family: &Family, place: &Place) -> CompareBuilt {
    let members = shown(choice, family);
    let numbers: Vec<usize> = members.iter().map(|(n, _)| *n).collect();
    let scenarios: Vec<(usize, &Scenario)> = members.iter().map(|(n, m)| (*n, &*m.scenario)).collect();
    let base = family.members().first();
    let beside = base.map(|base| side_by_side(context, &base.scenario, &scenarios, place));
    let figures = match choice.picture {
        Picture::Together => vec![overlaid(context, &numbers, place, choice.charted)],
        Picture::ByCounty => by_county(context, &numbers, choice.charted),
    };
    let of_levers = choice.proof == Proof::Levers;
    CompareBuilt {
        headline: beside.as_ref().map_or_else(String::new, |beside| beside.headline(context)),
        figures,
        sheet: beside.filter(|_| !of_levers).map(|beside| beside.sheet(context, choice.against)),
        levers: of_levers.then(|| matrix(context, &members, !choice.all_levers)),
        numbers,
    }
}

/// Says which of those compared have no result, and that some are being reckoned anew.
fn standing(ui: &mut egui::Ui, scene: Scene<'_>, built: &CompareBuilt) {
    let (look, session) = (scene.look, scene.session);
    let language = look.style.language;
    for number in &built.numbers {
        let findings: &[Finding] = match session.outcome(*number).map(|outcome| &outcome.result) {
            Some(Err(findings)) => findings,
            _ => continue,
        };
        let name = session.scenarios().get(*number).map_or("", |s| s.name.as_str());
        let reason = findings.first().map_or_else(String::new, |f| f.sentence(language));
        words::caption(ui, look.theme, &language.fill("matrix.failed", &[("name", name), ("reason", &reason)]));
    }
    if built.numbers.iter().any(|n| !session.is_current(*n)) {
        words::caption(ui, look.theme, look.text("scenario.stale"));
    }
}

fn picture_bar(ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<CompareChoice>) {
    let (look, choice) = (scene.look, kept.choice.clone());
    ui.horizontal(|ui| {
        let names = Charted::ALL.map(|charted| (charted, look.text(charted.text_key())));
        let mut charted = choice.charted;
        if segmented(ui, look.theme, look.text("matrix.charted"), &names, &mut charted) {
            kept.change(|choice| choice.charted = charted);
        }
        let mut picture = choice.picture;
        let names =
            [(Picture::Together, look.text("matrix.together")), (Picture::ByCounty, look.text("matrix.by_county"))];
        if segmented(ui, look.theme, look.text("matrix.pictures"), &names, &mut picture) {
            kept.change(|choice| choice.picture = picture);
        }
    });
}

fn pictures_shown(ui: &mut egui::Ui, scene: Scene<'_>, built: &CompareBuilt, height: f32, picture: Picture) {
    let look = scene.look;
    let Some(first) = built.figures.first() else { return };
    let notes = first.notes.len() as f32 * 20.0;
    match picture {
        Picture::Together => parts::chart(ui, scene, first, height - notes),
        Picture::ByCounty => {
            chart::legend(ui, first, look.style, look.theme);
            let height = height - notes - 28.0;
            ui.scope(|ui| small_charts(ui, scene, &built.figures, height));
        }
    }
    for note in &first.notes {
        words::caption(ui, look.theme, note);
    }
}

/// A small chart for each county, as many side by side as there is room for.
fn small_charts(ui: &mut egui::Ui, scene: Scene<'_>, figures: &[Figure], height: f32) {
    const WIDE: f32 = 220.0;
    let look = scene.look;
    let across = ((ui.available_width() / WIDE) as usize).clamp(1, 6).min(figures.len().max(1));
    let tall = (height / 2.0 - 8.0).clamp(104.0, 180.0);
    egui::ScrollArea::vertical().id_salt("by_county").max_height(height).auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing = egui::vec2(16.0, 8.0);
        for line in figures.chunks(across) {
            ui.columns(across, |columns| {
                for (column, figure) in columns.iter_mut().zip(line) {
                    let small = Chart::new(figure, look.style, look.theme, tall).nameless().without_notes();
                    if let Some(chart::ChartAction::Explain(subject)) = small.explained(scene.why).show(column) {
                        scene.push(Action::Explain(subject));
                    }
                }
            });
        }
    });
}

fn table_bar(ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<CompareChoice>) {
    let (look, choice) = (scene.look, kept.choice.clone());
    ui.horizontal(|ui| {
        let mut proof = choice.proof;
        let names =
            [(Proof::Outcomes, look.text("matrix.outcomes_tab")), (Proof::Levers, look.text("matrix.levers_tab"))];
        if segmented(ui, look.theme, look.text("matrix.tables"), &names, &mut proof) {
            kept.change(|choice| choice.proof = proof);
        }
        match choice.proof {
            Proof::Outcomes => {
                let mut against = choice.against;
                let names = [
                    (Against::Nothing, look.text("matrix.as_is")),
                    (Against::Amount, look.text("matrix.amount")),
                    (Against::Percent, look.text("matrix.percent")),
                ];
                if segmented(ui, look.theme, look.text("matrix.against"), &names, &mut against) {
                    kept.change(|choice| choice.against = against);
                }
            }
            Proof::Levers => {
                let mut only = !choice.all_levers;
                if ui.checkbox(&mut only, look.text("matrix.only_differing")).changed() {
                    kept.change(|choice| choice.all_levers = !only);
                }
            }
        }
    });
}

/// To a scenario's own tab.
fn go_to(scene: Scene<'_>, number: usize) {
    scene.push(Action::Scenario(number));
    scene.push(Action::Tab(Tab::OUTCOME));
}

fn outcomes_table(ui: &mut egui::Ui, scene: Scene<'_>, built: &CompareBuilt, view: &mut TableView) {
    let (look, Some(sheet)) = (scene.look, &built.sheet) else { return };
    let table = Table::new("outcomes", sheet, scene.version, look.style, look.theme).bare().headings_lead();
    let number = |column: usize| column.checked_sub(LEADING).and_then(|c| built.numbers.get(c)).copied();
    match table.explained(scene.why).show(ui, view) {
        Some(TableAction::Explain(subject)) => scene.push(Action::Explain(subject)),
        Some(TableAction::Heading(column)) => {
            if let Some(number) = number(column) {
                go_to(scene, number);
            }
        }
        _ => {}
    }
}

fn levers_table(ui: &mut egui::Ui, scene: Scene<'_>, matrix: &Matrix, view: &mut TableView) {
    let look = scene.look;
    let cells = Cells { look, matrix, family: scene.session.family() };
    let table = Table::new("levers", &matrix.sheet, scene.version, look.style, look.theme).bare().headings_lead();
    let edit = |edit: Edit| Action::Session(Command::Edit(edit));
    match table.filled(&cells).show(ui, view) {
        Some(TableAction::Heading(column)) => {
            if let Some((number, _)) = cells.member(column) {
                go_to(scene, number);
            }
        }
        Some(TableAction::Typed(row, column, text)) => {
            if let Some((scenario, lever, Ok(value))) = cells.taken(row, column, &text) {
                scene.push(edit(Edit::Lever { scenario, lever, value: Some(value), dragging: false }));
            }
        }
        Some(TableAction::Follow(row, column)) => {
            if let (Some((number, _)), Some(row)) = (cells.member(column), matrix.rows.get(row)) {
                scene.push(edit(Edit::Reset(number, vec![row.part.clone()])));
            }
        }
        // What is no single number is changed among the levers of the scenario.
        Some(TableAction::Open(_)) => {
            if let Some((number, _)) = view.cursor().and_then(|(_, column)| cells.member(column)) {
                go_to(scene, number);
            }
        }
        _ => {}
    }
}

/// The cells of the levers' table, as they are typed in.
struct Cells<'a> {
    look: Look,
    matrix: &'a Matrix,
    family: &'a Family,
}

impl<'a> Cells<'a> {
    fn member(&self, column: usize) -> Option<(usize, &'a Member)> {
        let number = *self.matrix.numbers.get(column.checked_sub(LEADING)?)?;
        Some((number, self.family.members().get(number)?))
    }

    fn lever(&self, row: usize, column: usize) -> Option<(usize, &'a Scenario, Lever)> {
        let (number, member) = self.member(column)?;
        let lever = self.matrix.rows.get(row)?.of(&member.scenario)?;
        Some((number, &*member.scenario, lever))
    }

    /// What a typed text makes of which lever: its value, or what keeps it from being taken.
    fn taken(
        &self,
        row: usize,
        column: usize,
        text: &str,
    ) -> Option<(usize, Lever, Result<rust_decimal::Decimal, String>)> {
        let (number, scenario, lever) = self.lever(row, column)?;
        let value = levers::row(&lever, scenario, "", "").typed(text, self.look.style);
        let value = value.and_then(|value| {
            let stands = lever.set(&mut scenario.clone(), Some(value));
            if stands { Ok(value) } else { Err(self.look.text("matrix.cannot").to_owned()) }
        });
        Some((number, lever, value))
    }
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let (_, scenario, lever) = self.lever(row, column)?;
        let shown = levers::row(&lever, scenario, "", "");
        Some(shown.written(shown.value, self.look.style))
    }

    fn name(&self, row: usize, column: usize) -> String {
        let Some((_, scenario, lever)) = self.lever(row, column) else { return String::new() };
        format!("{} · {}", self.look.text(lever.def().text_key), scenario.name)
    }

    fn problem(&self, row: usize, column: usize, text: &str) -> Option<String> {
        self.taken(row, column, text).and_then(|(_, _, value)| value.err())
    }

    fn follow(&self, row: usize, column: usize) -> Option<String> {
        let (number, member) = self.member(column)?;
        let parent = self.family.parent(number)?;
        let own = member.own.contains(&self.matrix.rows.get(row)?.part);
        let name = &self.family.members()[parent].scenario.name;
        own.then(|| self.look.style.language.fill("family.follow", &[("name", name)]))
    }
}
