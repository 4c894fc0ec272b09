//! 年度对比: what changed between two years, month by month.

use eframe::egui;

use crate::report::Sheet;
use crate::report::deck::{self, Shows, YearsChart};
use crate::report::views::context::Context;
use crate::report::views::context::place_name;
use crate::report::views::years::{FundByYear, Preset, TwoYears, fund_by_year, preset, two_years, years};
use crate::ui::above::{self, Row};
use crate::ui::page::{Apart, Chooser, Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::{Action, Screen, choose};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::segmented::segmented;
use crate::ui::widgets::words;

/// The screen.
#[derive(Default)]
pub struct Years;

/// Which two years are compared, or the fund by year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum YearsKind {
    /// Two years, side by side by month.
    #[default]
    Two,
    /// Income, expenditure and surplus of every year.
    Fund,
}

/// What it shows.
pub struct YearsBuilt {
    shown: YearsShown,
    /// The years on record.
    on_record: Vec<i32>,
    /// The comparison one click away.
    preset: Option<Preset>,
}

enum YearsShown {
    Two(Box<TwoYears>),
    Fund(Box<FundByYear>),
}

impl Page for Years {
    const ENTRY: PageEntry = PageEntry {
        choosers: &[Chooser::Place, Chooser::Books],
        ..PageEntry::screen::<Years>(Screen("screen.years"), Some("command.screen_years"), Icon::Years)
    };

    type Choice = YearsKind;
    type Built = YearsBuilt;

    fn build(kind: &YearsKind, scene: Scene<'_>, context: &Context<'_>) -> YearsBuilt {
        made(*kind, scene)(context)
    }

    fn apart(kind: &YearsKind, scene: Scene<'_>) -> Option<Apart<YearsBuilt>> {
        Some(made(*kind, scene))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<Self::Choice>) {
        let headline = match &built.shown {
            YearsShown::Two(two) => &two.headline,
            YearsShown::Fund(fund) => &fund.headline,
        };
        words::headline(ui, scene.look.theme, headline);
        ui.add_space(8.0);
        chooser(ui, scene, built, kept);
        ui.add_space(8.0);
        let table = &mut kept.tables[0];
        match &built.shown {
            YearsShown::Two(two) => {
                let name = |chart: YearsChart| scene.look.text(chart.text_key());
                let charts = vec![
                    (name(YearsChart::Contributions), &two.contributions),
                    (name(YearsChart::Shortfall), &two.shortfall_ratio),
                ];
                let rows = [
                    Row { charts: vec![(name(YearsChart::Pensions), &two.pensions)], share: 36.0, most: 360.0 },
                    Row { charts, share: 28.0, most: 280.0 },
                ];
                above::charts(ui, scene, "two years", table, &rows);
                parts::table(ui, scene, "two years", &two.sheet, table);
            }
            YearsShown::Fund(fund) => {
                above::chart(ui, scene, table, &fund.figure, 480.0);
                parts::table(ui, scene, "fund by year", &fund.sheet, table);
            }
        }
    }

    fn sheet<'a>(&self, built: &'a YearsBuilt) -> Option<&'a Sheet> {
        Some(match &built.shown {
            YearsShown::Two(two) => &two.sheet,
            YearsShown::Fund(fund) => &fund.sheet,
        })
    }

    fn seen(&self, built: &YearsBuilt, _: &YearsKind, scene: Scene<'_>) -> Vec<deck::Page> {
        let (of, place, (earlier, later)) = (scene.view.books, &scene.view.place, scene.view.years);
        match &built.shown {
            YearsShown::Fund(fund) => deck::Page::all(&Shows::Fund { of, place: place.clone() }, 1, Some(&fund.sheet)),
            YearsShown::Two(two) => {
                let charts = [YearsChart::Pensions, YearsChart::Contributions, YearsChart::Shortfall];
                let view = |chart| Shows::Years { of, place: place.clone(), earlier, later, chart };
                deck::Page::each(charts.map(view), &two.sheet)
            }
        }
    }
}

fn made(kind: YearsKind, scene: Scene<'_>) -> Apart<YearsBuilt> {
    let (books, place, (earlier, later)) = (scene.books(), scene.view.place.clone(), scene.view.years);
    Box::new(move |context| {
        let shown = match kind {
            YearsKind::Two => YearsShown::Two(Box::new(two_years(context, books, &place, earlier, later))),
            YearsKind::Fund => YearsShown::Fund(Box::new(fund_by_year(context, books, &place))),
        };
        YearsBuilt { shown, on_record: years(context, books, &place), preset: preset(context, books) }
    })
}

/// The year beside the one that was chosen, which was another: a year is not beside itself, so the two change places.
const fn other(chosen: i32, beside: i32, before: i32) -> i32 {
    if chosen == beside { before } else { beside }
}

fn chooser(ui: &mut egui::Ui, scene: Scene<'_>, built: &YearsBuilt, kept: &mut Kept<YearsKind>) {
    let (look, (earlier, later)) = (scene.look, scene.view.years);
    ui.horizontal_wrapped(|ui| {
        let mut kind = kept.choice;
        let kinds = [(YearsKind::Two, look.text("years.kind_two")), (YearsKind::Fund, look.text("years.kind_fund"))];
        if segmented(ui, look.theme, look.text("screen.years"), &kinds, &mut kind) {
            kept.change(|choice| *choice = kind);
        }
        if kept.choice == YearsKind::Fund {
            return;
        }
        let named: Vec<(i32, String)> = built.on_record.iter().map(|y| (*y, y.to_string())).collect();
        if let Some(year) = choose(ui, look.text("years.earlier"), 72.0, &named, &earlier) {
            scene.push(Action::Years(year, other(year, later, earlier)));
        }
        ui.label(look.text("years.beside"));
        if let Some(year) = choose(ui, look.text("years.later"), 72.0, &named, &later) {
            scene.push(Action::Years(other(year, earlier, later), year));
        }
        let is_shown =
            |preset: &&Preset| scene.view.place == preset.place && (earlier, later) == (preset.earlier, preset.later);
        // It says why it leads elsewhere, and is not there where it leads to.
        if let Some(preset) = built.preset.as_ref().filter(|preset| !is_shown(preset)) {
            let place = place_name(&scene.session.data().places, &preset.place, look.style.language);
            let values = [("place", &*place), ("a", &*preset.earlier.to_string()), ("b", &*preset.later.to_string())];
            let button = ui.button(look.style.language.fill("years.preset", &values));
            if button.on_hover_text(look.text("years.preset_about")).clicked() {
                scene.push(Action::Place(preset.place.clone()));
                scene.push(Action::Years(preset.earlier, preset.later));
            }
        }
    });
}
