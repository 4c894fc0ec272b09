//! 抽查: whom to inspect, and how anyone draws the same again.

use eframe::egui;
use rust_decimal::Decimal;

use super::asked;
use crate::assessment::draw::LEAST;
use crate::assessment::kept::{DrawTerms, Kept as Project};
use crate::finding::Finding;
use crate::report::deck::{ScoresChart, Shows};
use crate::report::views::context::Context;
use crate::report::views::indicators::drawn::{DrawShown, drawn};
use crate::report::{Measured, Sheet};
use crate::ui::page::{Kept, Page, PageEntry, Scene};
use crate::ui::parts;
use crate::ui::screens::workbench::measured::row;
use crate::ui::state::Tab;
use crate::ui::theme::Lettering;
use crate::ui::widgets::number_field::NumberField;
use crate::ui::widgets::words;

/// The tab.
#[derive(Default)]
pub struct Draw {
    /// The seed as it is typed.
    seed: Option<String>,
    /// Those that are drawn, as they were shown last.
    taken: Vec<(String, String)>,
}

impl Page for Draw {
    const ENTRY: PageEntry = PageEntry::tab::<Draw>(Tab("tab.assess_draw"));

    type Choice = ();
    type Built = Result<DrawShown, Finding>;

    fn build((): &(), scene: Scene<'_>, context: &Context<'_>) -> Self::Built {
        drawn(context, &scene.session.assessed().draw, asked::year(scene))
    }

    fn show(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, built: &Self::Built, kept: &mut Kept<()>) {
        let look = scene.look;
        let shown = match built {
            Ok(shown) => shown,
            Err(finding) => return drop(words::headline(ui, look.theme, &finding.line(look.style.language))),
        };
        if self.taken != shown.taken {
            self.taken.clone_from(&shown.taken);
        }
        words::headline(ui, look.theme, &shown.headline);
        ui.add_space(4.0);
        words::caption(ui, look.theme, look.text("drawn.again"));
        for (tool, line) in &shown.again {
            ui.horizontal(|ui| {
                words::caption(ui, look.theme, tool);
                if ui.button(look.text("drawn.copy")).clicked() {
                    ui.ctx().copy_text(line.clone());
                }
                let text = egui::RichText::new(line).font(Lettering::Table.font());
                ui.add(egui::Label::new(text).truncate().selectable(true));
            });
        }
        ui.add_space(8.0);
        parts::table(ui, scene, "drawn", &shown.sheet, &mut kept.tables[0]);
    }

    fn panel(&mut self, ui: &mut egui::Ui, scene: Scene<'_>, _: &mut Kept<()>) {
        let look = scene.look;
        asked::chooser(ui, scene);
        words::hairline(ui, look.theme);
        let now = &scene.session.assessed().draw;
        let mut changed = now.clone();
        let name = look.text("drawn.share");
        let fits = |share: Decimal| share >= LEAST && share <= Decimal::ONE;
        let field = NumberField { name, measured: Measured::Ratio, value: now.share, fits };
        if let Some(share) = row(ui, look, name, |ui| field.show(ui, look.style, look.theme)) {
            changed.share = share;
        }
        let mut seed = self.seed.clone().unwrap_or_else(|| now.seed.clone());
        let name = look.text("drawn.seed");
        let field = row(ui, look, name, |ui| {
            let hint = asked::year(scene).to_string();
            let field = ui.add(egui::TextEdit::singleline(&mut seed).hint_text(hint).desired_width(120.0));
            field.widget_info(|| {
                let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, name);
                info.current_text_value = Some(seed.clone());
                info
            });
            field
        });
        if field.changed() {
            self.seed = Some(seed);
        }
        // A stroke parts seed, city and county in the text that is hashed.
        if field.lost_focus()
            && let Some(typed) = self.seed.take()
        {
            changed.seed = typed.trim().replace('/', "");
        }
        words::caption(ui, look.theme, look.text("drawn.about"));
        ui.add_space(8.0);
        if ui.button(look.text("drawn.keep")).on_hover_text(look.text("drawn.keep_about")).clicked() {
            changed.last.clone_from(&self.taken);
        }
        if !now.last.is_empty() {
            let count = now.last.len().to_string();
            words::caption(ui, look.theme, &look.style.language.fill("drawn.kept", &[("count", &count)]));
            if ui.button(look.text("drawn.forget")).clicked() {
                changed.last.clear();
            }
        }
        if changed != *now {
            let kept = Project { draw: DrawTerms { ..changed }, ..Project::clone(scene.session.assessed()) };
            asked::push(scene, kept, look.text("drawn.edit").to_owned());
        }
    }

    fn shows((): &(), scene: Scene<'_>) -> Option<Shows> {
        Some(Shows::Scores { year: asked::year(scene), chart: ScoresChart::Draw })
    }

    fn sheet<'a>(&self, built: &'a Self::Built) -> Option<&'a Sheet> {
        built.as_ref().ok().map(|shown| &shown.sheet)
    }
}
