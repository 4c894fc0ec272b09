//! Lines above the page that stay as long as what they say: unsaved work that can't be kept, a project that somebody else
//! has or has written, each with what can be done about it.

use eframe::egui;
use egui::{RichText, Role, Sense, WidgetInfo, pos2, vec2};

use super::page::Scene;
use super::purpose::Purpose;
use super::state::Action;
use super::theme::Lettering;
use super::widgets::tone::tone_mark;
use crate::report::Tone;
use crate::session;
use crate::session::disk::Concern;

/// Draws a line for each; one that is too long for the window goes on below, with what can be done at its end.
pub fn show(ui: &mut egui::Ui, scene: Scene<'_>, concerns: &[Concern]) {
    let (look, session) = (scene.look, scene.session);
    let language = look.style.language;
    let read_again = ("concern.reload", Action::Session(session::Command::Reload));
    let save_copy = ("concern.save_copy", Action::Ask(Purpose::SaveProject, session.name().to_owned()));
    for concern in concerns {
        let (text, offers) = match concern {
            Concern::NotKept(finding) => {
                let why =
                    finding.fact("detail").map_or_else(|| finding.sentence(language), |key| look.text(key).to_owned());
                (language.fill("concern.not_kept", &[("why", &why)]), vec![save_copy.clone()])
            }
            Concern::Held(holder) => {
                let (owner, machine) = (look.text(&holder.owner), look.text(&holder.machine));
                let who = [("owner", owner), ("machine", machine), ("since", &holder.since)];
                (language.fill("concern.held", &who), vec![save_copy.clone()])
            }
            Concern::Changed => {
                let mut offers = vec![read_again.clone(), save_copy.clone()];
                let path = session.path().map(std::path::Path::to_owned);
                let compare = path.map(|path| Action::Session(session::Command::Compare(path, look.style)));
                offers.extend(compare.map(|compare| ("concern.compare", compare)));
                offers.push(("concern.beside", Action::Beside));
                (look.text("concern.changed").to_owned(), offers)
            }
        };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 20.0), Sense::hover());
            tone_mark(ui.painter(), look.theme, Tone::Warning, pos2(rect.left() + 5.0, rect.center().y));
            let label = ui.label(RichText::new(&text).font(Lettering::Table.font()).color(look.theme.ink));
            label.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
            for (words, action) in offers {
                if ui.link(RichText::new(look.text(words)).font(Lettering::Table.font())).clicked() {
                    scene.push(action);
                }
            }
        });
    }
}
