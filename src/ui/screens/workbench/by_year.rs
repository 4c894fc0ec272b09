//! 逐年: one lever of the scenario by place and year, typed in, filled and pasted as in a spreadsheet.

use eframe::egui;
use rust_decimal::Decimal;

use super::measured;
use crate::report::Sheet;
use crate::report::deck::{self, Shows};
use crate::report::views::by_year::{self, ByYear as Built};
use crate::report::views::comparison::comparison;
use crate::report::views::context::Context;
use crate::scenario::Scenario;
use crate::scenario::family::{Id, Standing};
use crate::scenario::lever::{Lever, LeverKey};
use crate::session::{Command, Edit};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::regions;
use crate::ui::screens::levers;
use crate::ui::state::{Action, Look, Tab};
use crate::ui::table::{Fill, Table, TableAction};
use crate::ui::widgets::list::list;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct ByYear {
    /// What became of what was put in last and where, where not all of it was taken.
    said: Option<(Id, String)>,
}

impl Page for ByYear {
    const ENTRY: PageEntry = PageEntry::tab::<ByYear>(Tab("tab.by_year"));

    type Choice = Option<LeverKey>;
    /// The numbers, and what comes of them.
    type Built = Option<(Built, String)>;

    fn build(key: &Option<LeverKey>, scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        let scenario = scene.scenario()?;
        let outcome = comparison(context, 0, scene.number(), &scene.view.place);
        let headline = outcome.map_or_else(String::new, |outcome| outcome.headline);
        Some((by_year::by_year(context, scenario, shown(*key, scenario)?), headline))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let (Some((built, headline)), Some(scenario)) = (built, scene.scenario()) else { return };
        let look = scene.look;
        words::headline(ui, look.theme, headline);
        ui.add_space(4.0);
        let Some(member) = scene.session.member(scene.number()) else { return };
        let is_open = member.standing == Standing::Open;
        let said = match &self.said {
            _ if !is_open => look.text("by_year.closed"),
            Some((of, said)) if *of == member.id => said,
            _ => look.text("by_year.how"),
        };
        words::caption(ui, look.theme, said);
        ui.add_space(8.0);
        let cells = Cells { look, built, scenario };
        let table = Table::new("by year", &built.sheet, scene.version, look.style, look.theme);
        let table = if is_open { table.filled(&cells) } else { table };
        let replace = |changed: Scenario| {
            scene.push(Action::Session(Command::Edit(Edit::Replace(scene.number(), Box::new(changed)))));
        };
        let put = match table.show(ui, &mut kept.tables[0]) {
            Some(TableAction::Typed(row, column, text)) => cells.put(vec![(row, column, text)], 0),
            Some(TableAction::Put(texts, outside)) => cells.put(texts, outside),
            Some(TableAction::Follow(row, _)) => (built.given_back(scenario, row), String::new()),
            _ => return,
        };
        let (changed, said) = put;
        self.said = (!said.is_empty()).then_some((member.id, said));
        changed.into_iter().for_each(replace);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, kept: &mut Kept<Self::Choice>) {
        let look = scene.look;
        measured::scenario(ui, scene);
        words::hairline(ui, look.theme);
        let Some(scenario) = scene.scenario() else { return };
        let choices: Vec<(LeverKey, &str)> =
            by_year::keys(scenario).map(|key| (key, look.text(key.def().text_key))).collect();
        regions::scrolled(ui, "levers by year", |ui| {
            let name = look.text("by_year.lever");
            if let Some(key) = list(ui, look.theme, name, &choices, shown(kept.choice, scenario)) {
                kept.change(|choice| *choice = Some(key));
                self.said = None;
            }
        });
    }

    fn seen(&self, built: &Self::Built, _: &Option<LeverKey>, scene: Scene<'_>) -> Vec<deck::Page> {
        let (Some((built, _)), Some(scenario)) = (built, scene.shown()) else { return Vec::new() };
        let shows = Shows::ByYear { scenario, place: scene.view.place.clone(), lever: built.key() };
        vec![deck::Page::new(shows)]
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.as_ref().map(|(built, _)| &built.sheet)
    }
}

/// The lever that is set out: the one chosen, where the scenario has a use for it, else the first.
fn shown(chosen: Option<LeverKey>, scenario: &Scenario) -> Option<LeverKey> {
    let keys: Vec<LeverKey> = by_year::keys(scenario).collect();
    let usual = Some(LeverKey::CollectionRate).filter(|key| keys.contains(key)).or(keys.first().copied());
    chosen.filter(|key| keys.contains(key)).or(usual)
}

/// The cells, as they are typed in.
struct Cells<'a> {
    look: Look,
    built: &'a Built,
    scenario: &'a Scenario,
}

impl Cells<'_> {
    fn typed(&self, lever: &Lever, text: &str) -> Result<Decimal, String> {
        levers::row(lever, self.scenario, "", "").typed(text, self.look.style)
    }

    /// The scenario with the texts put in, all or none; and what is to be said of it.
    fn put(&self, texts: Vec<(usize, usize, String)>, outside: usize) -> (Option<Scenario>, String) {
        let language = self.look.style.language;
        let refused = |row: usize, column: usize, why: &str| {
            let values = [("cell", &*self.name(row, column)), ("why", why)];
            (None, language.fill("by_year.refused", &values))
        };
        let mut cells = Vec::new();
        for (row, column, text) in texts {
            let Some(lever) = self.built.lever(row, column) else { continue };
            match self.typed(&lever, &text) {
                Ok(value) => cells.push((row, column, value)),
                Err(why) => return refused(row, column, &why),
            }
        }
        match self.built.put(self.scenario, &cells) {
            Ok(changed) => {
                let said = match outside {
                    0 => String::new(),
                    _ => language.fill("by_year.outside", &[("count", &outside.to_string())]),
                };
                (Some(changed), said)
            }
            Err((row, column)) => refused(row, column, self.look.text("matrix.cannot")),
        }
    }
}

impl Fill for Cells<'_> {
    fn text(&self, row: usize, column: usize) -> Option<String> {
        let lever = self.built.lever(row, column)?;
        let shown = levers::row(&lever, self.scenario, "", "");
        Some(shown.written(shown.value, self.look.style))
    }

    fn name(&self, row: usize, column: usize) -> String {
        let sheet = &self.built.sheet;
        let place = match sheet.rows.get(row).and_then(|cells| cells.first()).map(|cell| &cell.value) {
            Some(crate::report::CellValue::Text(name)) => name.trim(),
            _ => "",
        };
        format!("{place} {}", sheet.columns.get(column).map_or("", |column| &column.heading))
    }

    fn problem(&self, row: usize, column: usize, text: &str) -> Option<String> {
        let lever = self.built.lever(row, column)?;
        self.typed(&lever, text).err()
    }

    fn leads_on(&self) -> bool {
        true
    }

    fn follow(&self, row: usize, column: usize) -> Option<String> {
        let lever = self.built.lever(row, column)?;
        lever.given(self.scenario)?;
        Some(self.look.text("by_year.follow").to_owned())
    }
}
