//! 区县: what comes in, what goes out, and what is missing between.

use eframe::egui;

use crate::report::Sheet;
use crate::report::deck::{self, CountyChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::county::{CountyView, county};
use crate::report::views::overview::Against;
use crate::ui::above::{self, Row};
use crate::ui::page::{Apart, Chooser, Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::state::Screen;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::words;

/// The charts as they stand.
const CHARTS: [CountyChart; 5] = [
    CountyChart::Flows,
    CountyChart::Shortfall,
    CountyChart::Collection,
    CountyChart::Dependency,
    CountyChart::Balance,
];

/// The screen.
#[derive(Default)]
pub struct County;

impl Page for County {
    const ENTRY: PageEntry = PageEntry {
        choosers: &[Chooser::Place, Chooser::Period, Chooser::Books],
        ..PageEntry::screen::<County>(Screen::COUNTY, Some("command.screen_county"), Icon::County)
    };

    type Choice = Against;
    type Built = CountyView;

    fn build(against: &Against, scene: Scene<'_>, context: &Context<'_>) -> CountyView {
        county(context, scene.books(), &scene.view.place, Some((scene.view.period, *against)))
    }

    fn apart(against: &Against, scene: Scene<'_>) -> Option<Apart<CountyView>> {
        let (books, place, asked) = (scene.books(), scene.view.place.clone(), (scene.view.period, *against));
        Some(Box::new(move |context| county(context, books, &place, Some(asked))))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, county: &CountyView, kept: &mut Kept<Self::Choice>) {
        let theme = scene.look.theme;
        words::headline(ui, theme, &county.headline);
        ui.add_space(12.0);
        parts::keys(ui, scene, &county.keys);
        ui.add_space(8.0);
        parts::against(ui, scene, county.comparisons, kept);
        let figures = [&county.flows, &county.shortfall_ratio, &county.collection, &county.dependency, &county.balance];
        let named = CHARTS.map(|chart| scene.look.text(chart.text_key()));
        let mut charts: Vec<_> = named.into_iter().zip(figures).collect();
        let small = charts.split_off(1);
        let rows = [Row { charts, share: 42.0, most: 420.0 }, Row { charts: small, share: 26.0, most: 240.0 }];
        above::charts(ui, scene, "county", &mut kept.tables[0], &rows);
        parts::table(ui, scene, "county", &county.sheet, &mut kept.tables[0]);
    }

    fn sheet<'a>(&self, county: &'a CountyView) -> Option<&'a Sheet> {
        Some(&county.sheet)
    }

    fn seen(&self, county: &CountyView, against: &Against, scene: Scene<'_>) -> Vec<deck::Page> {
        let view = scene.view;
        let period = Some((view.period, *against));
        let of = |chart| Shows::County { of: view.books, place: view.place.clone(), period, chart };
        deck::Page::each(CHARTS.map(of), &county.sheet)
    }
}
