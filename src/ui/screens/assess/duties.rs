//! 责任书: what each government owes under each rule, what it paid, the pages to be signed; and what the agencies cost.

use std::sync::Arc;

use eframe::egui;
use rust_decimal::Decimal;

use super::asked;
use super::evidence::Evidence;
use crate::assessment::kept::Put;
use crate::money::Money;
use crate::proposal::usual_subsidy;
use crate::report::deck::{AssessedChart, Shows};
use crate::report::model::signed::SignedPage;
use crate::report::views::agencies::{self, AgenciesShown};
use crate::report::views::context::Context;
use crate::report::views::duties::{DutiesShown, Told, duties};
use crate::report::{Books, Measured, Sheet};
use crate::session::asking::{Ask, Reply};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::purpose::{Purpose, SignedFile};
use crate::ui::screens::workbench::measured::{choose_row, row};
use crate::ui::state::{Action, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::lever::{factor, parse_number};
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Duties {
    shown: Option<Arc<Shown>>,
    evidence: Evidence,
}

/// What is looked at, and from what.
#[derive(Clone, Copy, PartialEq, Default)]
pub struct Choice {
    agencies: bool,
    /// The scenario whose run is told; none is the data.
    scenario: Option<usize>,
    /// The year of the run.
    year: Option<i32>,
}

/// What it shows.
pub struct Shown {
    duties: DutiesShown,
    agencies: AgenciesShown,
    year: i32,
    of_agencies: bool,
}

/// The year that is told: of the data that which is assessed, of a run one of its own.
fn year(choice: &Choice, scene: Scene<'_>) -> i32 {
    let scenario = choice.scenario.and_then(|number| scene.session.scenarios().get(number));
    match scenario {
        Some(scenario) => {
            let years = scenario.start.year()..=scenario.end().year();
            choice.year.filter(|year| years.contains(year)).unwrap_or(scenario.start.year())
        }
        None => asked::year(scene),
    }
}

fn told(choice: &Choice, scene: Scene<'_>, context: &Context<'_>) -> Shown {
    let year = year(choice, scene);
    let usual = usual_subsidy();
    let rule = scene.session.scenarios().first().and_then(|scenario| scenario.subsidy.as_ref()).unwrap_or(&usual);
    let ask = asked::ask(scene);
    let slot = scene.session.slot(ask.topic());
    let answered = slot.current(&ask, scene.session.data());
    let scored = match answered.map(|answered| &answered.result) {
        Some(Ok(Reply::Scored(scored))) => scored.as_ref().as_ref().ok(),
        _ => None,
    };
    let books = choice.scenario.map_or(Books::Data, Books::Scenario);
    let kept = scene.session.assessed();
    let duties = duties(Told { context, kept, year, books, rule, scored });
    let agencies = agencies::agencies(context, kept, asked::year(scene));
    Shown { duties, agencies, year, of_agencies: choice.agencies }
}

impl Page for Duties {
    const ENTRY: PageEntry = PageEntry::tab::<Duties>(Tab("tab.assess_duties"));

    type Choice = Choice;
    type Built = Arc<Shown>;

    fn asks(_: &Choice, scene: Scene<'_>) -> Vec<Ask> {
        vec![asked::ask(scene)]
    }

    fn build(choice: &Choice, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        Arc::new(told(choice, scene, context))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, shown: &Self::Built, kept: &mut Kept<Choice>) {
        let look = scene.look;
        if self.shown.as_ref().is_none_or(|before| !Arc::ptr_eq(before, shown)) {
            self.shown = Some(shown.clone());
            ui.ctx().request_repaint();
        }
        let of_agencies = kept.choice.agencies;
        let (headline, sheet) = match of_agencies {
            true => (&shown.agencies.headline, &shown.agencies.sheet),
            false => (&shown.duties.headline, &shown.duties.sheet),
        };
        words::headline(ui, look.theme, headline);
        ui.add_space(4.0);
        words::caption(ui, look.theme, look.text(if of_agencies { "agencies.how" } else { "duties.how" }));
        ui.add_space(8.0);
        let ways = [(false, look.text("duties.part_duties")), (true, look.text("duties.part_agencies"))];
        let mut looked = of_agencies;
        if segmented(ui, look.theme, look.text("indicators.part"), &ways, &mut looked) {
            kept.change(|choice| choice.agencies = looked);
        }
        ui.add_space(4.0);
        let cells = Cells { scene, shown, of_agencies };
        let name = if of_agencies { "agencies" } else { "duties" };
        let table = Table::new(name, sheet, scene.version, look.style, look.theme).explained(scene.why);
        match table.filled(&cells).show(ui, &mut kept.tables[usize::from(of_agencies)]) {
            Some(TableAction::Typed(row, column, text)) => cells.put(&[(row, column, text)]),
            Some(TableAction::Put(texts, _)) => cells.put(&texts),
            Some(TableAction::Follow(row, column)) => cells.put(&[(row, column, String::new())]),
            Some(TableAction::Explain(subject)) => scene.push(Action::Explain(subject)),
            _ => {}
        }
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Choice>) {
        let look = scene.look;
        let language = look.style.language;
        if kept.choice.agencies {
            asked::chooser(ui, scene);
            formula(ui, scene);
            return self.rests(ui, scene, kept);
        }
        let mut books = vec![(None, look.text("duties.books_data").to_owned())];
        if scene.session.fund().is_settled() {
            books.extend(scene.session.scenarios().iter().enumerate().map(|(n, s)| (Some(n), s.name.clone())));
        }
        if let Some(scenario) = choose_row(ui, look, look.text("duties.books"), &books, &kept.choice.scenario) {
            kept.change(|choice| *choice = Choice { scenario, year: None, ..*choice });
        }
        match kept.choice.scenario.and_then(|number| scene.session.scenarios().get(number)) {
            Some(scenario) => {
                let name = |year: i32| (year, language.fill("period.year", &[("year", &year.to_string())]));
                let years: Vec<(i32, String)> = (scenario.start.year()..=scenario.end().year()).map(name).collect();
                let now = year(&kept.choice, scene);
                if let Some(year) = choose_row(ui, look, look.text("indicators.year"), &years, &now) {
                    kept.change(|choice| choice.year = Some(year));
                }
            }
            None => asked::chooser(ui, scene),
        }
        words::hairline(ui, look.theme);
        words::section(ui, look.theme, look.text("duties.to_sign"));
        let Some(shown) = &self.shown else { return };
        let count = shown.duties.pages.len();
        let only = kept.tables[0].cursor().and_then(|(row, _)| shown.duties.rows.get(row)).map(|(of, _)| *of);
        let page = only.and_then(|of| {
            let mut governments: Vec<_> = shown.duties.rows.iter().map(|(government, _)| *government).collect();
            governments.dedup();
            governments.iter().position(|government| *government == of)
        });
        let name = language.fill("duties.file", &[("year", &shown.year.to_string())]);
        let (scenario, year) = (kept.choice.scenario, kept.choice.year);
        let asks = |file: SignedFile, page: Option<usize>| {
            scene.push(Action::Ask(Purpose::SaveDuties { file, page, scenario, year }, name.clone()));
        };
        ui.add_enabled_ui(count > 0, |ui| {
            let all = language.fill("duties.all_pdf", &[("count", &count.to_string())]);
            if ui.button(all).clicked() {
                asks(SignedFile::Pdf, None);
            }
            if ui.button(look.text("duties.all_book")).clicked() {
                asks(SignedFile::Workbook, None);
            }
        });
        ui.add_enabled_ui(page.is_some(), |ui| {
            if ui.button(look.text("duties.one_pdf")).clicked() {
                asks(SignedFile::Pdf, page);
            }
        });
        words::caption(ui, look.theme, look.text("duties.about"));
        self.rests(ui, scene, kept);
    }

    fn shows(choice: &Choice, scene: Scene<'_>) -> Option<Shows> {
        let place = scene.view.place.clone();
        if choice.agencies {
            let (year, scenario, chart) = (asked::year(scene), None, AssessedChart::Agencies);
            return Some(Shows::Assessed { year, place, scenario, chart });
        }
        let scenario = choice.scenario.and_then(|number| Some(scene.session.member(number)?.id));
        Some(Shows::Assessed { year: year(choice, scene), place, scenario, chart: AssessedChart::Duties })
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        Some(if built.of_agencies { &built.agencies.sheet } else { &built.duties.sheet })
    }
}

impl Duties {
    /// What the number under the cursor rests on, where it was entered.
    fn rests(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &Kept<Choice>) {
        let look = scene.look;
        let Some(shown) = self.shown.clone() else { return };
        words::section(ui, look.theme, look.text("indicators.rests"));
        let of_agencies = kept.choice.agencies;
        let cells = Cells { scene, shown: &shown, of_agencies };
        let cell = kept.tables[usize::from(of_agencies)].cursor();
        let Some((of, column)) = cell.and_then(|(row, column)| Some((cells.at(row, column)?, column))) else {
            return drop(words::caption(ui, look.theme, look.text("duties.rests_how")));
        };
        let sheet = if of_agencies { &shown.agencies.sheet } else { &shown.duties.sheet };
        let name = sheet.columns.get(column).map_or("", |column| &column.heading);
        self.evidence.show(ui, scene, &of, name);
    }
}

/// The pages to be signed, of all governments or of one.
pub fn pages(
    scene: Scene<'_>,
    context: &Context<'_>,
    (scenario, year): (Option<usize>, Option<i32>),
    page: Option<usize>,
) -> Vec<SignedPage> {
    let choice = Choice { agencies: false, scenario, year };
    let pages = told(&choice, scene, context).duties.pages;
    match page {
        Some(page) => pages.into_iter().nth(page).into_iter().collect(),
        None => pages,
    }
}

/// By what formula agencies are financed.
fn formula(ui: &mut egui::Ui, scene: Scene<'_>) {
    let look = scene.look;
    words::hairline(ui, look.theme);
    words::section(ui, look.theme, look.text("agencies.formula"));
    for key in agencies::NUMBERS {
        let name_key = format!("agencies.number_{key}");
        let name = look.text(&name_key);
        let is_share = ["nation", "province", "city"].contains(&key);
        let measured = if is_share { Measured::Ratio } else { Measured::Number };
        let fits = |value: Decimal| !value.is_sign_negative() && value <= Decimal::from(1_000_000);
        let value = agencies::number(scene.session.assessed(), key);
        let field = NumberField { name, measured, value, fits };
        if let Some(number) = row(ui, look, name, |ui| field.show(ui, look.style, look.theme)) {
            let at = (agencies::KEPT.to_owned(), 0, agencies::FORMULA.to_owned(), key.to_owned());
            let put = Put { value: Some(number), ..Put::default() };
            let label = look.text("agencies.edit_formula").to_owned();
            asked::push(scene, scene.session.assessed().with([(at, vec![put])]), label);
        }
    }
    words::caption(ui, look.theme, look.text("agencies.about"));
}

/// The cells, as they are typed in.
struct Cells<'a> {
    scene: Scene<'a>,
    shown: &'a Shown,
    of_agencies: bool,
}

impl Cells<'_> {
    /// For what a cell's number is entered.
    fn at(&self, row: usize, column: usize) -> Option<(String, i32, String, String)> {
        if self.of_agencies {
            let (_, key) = agencies::TYPED.into_iter().find(|(typed, _)| *typed == column)?;
            let place = self.shown.agencies.places.get(row)?.clone();
            return Some((agencies::KEPT.to_owned(), asked::year(self.scene), place, key.to_owned()));
        }
        let (_, duty) = self.shown.duties.rows.get(row).filter(|_| column == 3)?;
        let key = self.shown.duties.keys.get(row)?.clone();
        Some(("duties".to_owned(), self.shown.year, key, duty.key().to_owned()))
    }

    fn is_heads(&self, column: usize) -> bool {
        self.of_agencies && column == 1
    }

    fn read(&self, column: usize, text: &str) -> Result<Option<Decimal>, &'static str> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let number = parse_number(text.trim()).ok_or("ui.not_a_number")?;
        if self.is_heads(column) {
            return if number.is_integer() && !number.is_sign_negative() {
                Ok(Some(number))
            } else {
                Err("ui.not_a_number")
            };
        }
        let yuan = number.checked_mul(factor(Measured::Money, self.scene.look.style)).ok_or("ui.not_a_number")?;
        Money::from_decimal(yuan.normalize()).map(|money| Some(money.to_decimal())).ok_or("ui.too_many_decimals")
    }

    fn put(&self, texts: &[(usize, usize, String)]) {
        let mut all = Vec::new();
        let mut name = String::new();
        for (row, column, text) in texts {
            let Some(at) = self.at(*row, *column) else { continue };
            let Ok(value) = self.read(*column, text) else { return };
            name.clone_from(&at.2);
            let by = self.scene.session.hand().to_owned();
            all.push((
                at,
                value.map(|value| vec![Put { value: Some(value), by, ..Put::default() }]).unwrap_or_default(),
            ));
        }
        if all.is_empty() {
            return;
        }
        let what = self.scene.look.text(if self.of_agencies { "agencies.edit" } else { "duties.paid" });
        let label = self.scene.look.style.language.fill("indicators.edit_entered", &[("place", &name), ("name", what)]);
        asked::push(self.scene, self.scene.session.assessed().with(all), label);
    }
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        self.at(row, column)?;
        let sheet = if self.of_agencies { &self.shown.agencies.sheet } else { &self.shown.duties.sheet };
        let yuan = agencies::typed(sheet, row, column);
        if self.is_heads(column) {
            return Some(yuan);
        }
        let scaled = yuan.parse::<Decimal>().ok().map(|yuan| yuan / factor(Measured::Money, self.scene.look.style));
        Some(scaled.map_or_else(String::new, |scaled| scaled.normalize().to_string()))
    }

    fn name(&self, row: usize, column: usize) -> String {
        let sheet = if self.of_agencies { &self.shown.agencies.sheet } else { &self.shown.duties.sheet };
        let place = self.at(row, column).map_or_else(String::new, |at| at.2);
        format!("{place} {}", sheet.columns.get(column).map_or("", |column| &column.heading))
    }

    fn problem(&self, _: usize, column: usize, text: &str) -> Option<String> {
        self.read(column, text).err().map(|key| self.scene.look.text(key).to_owned())
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, row: usize, column: usize) -> Option<String> {
        let at = self.at(row, column)?;
        let puts = self.scene.session.assessed().puts(&at.0, at.1, &at.2, &at.3);
        (!puts.is_empty()).then(|| self.scene.look.text("indicators.take_away").to_owned())
    }
}
