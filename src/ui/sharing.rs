//! What is shown, as a file, as a picture and as a page of the deck.

use std::path::PathBuf;

use eframe::egui::Context;

use super::page::Scene;
use super::pages::Pages;
use super::purpose::DeckFile;
use super::state::NoteOn;
use super::table::columns::Memory;
use crate::intake::data_file::quoted;
use crate::report::Sheet;
use crate::report::deck::build::Order;
use crate::report::deck::notes::ChartNote;
use crate::report::deck::noting::chart_of;
use crate::report::deck::parcel::Form;
use crate::report::deck::{Page, Part, Plan};
use crate::report::words::sheet_text::comma_separated;
use crate::session::Command;

/// The pages of what is shown: the table as it is sorted, filtered and laid out, and without the charts that it covers.
fn seen(scene: Scene<'_>, pages: &Pages, ctx: &Context) -> Vec<Page> {
    let mut seen = pages.seen(scene);
    let Some(shown) = pages.sheet(scene.view).and_then(|sheet| Memory::of(ctx).shown(sheet)) else { return seen };
    if shown.is_full {
        seen = seen.into_iter().take(1).map(|page| Page::of(page.shows, Part::Table)).collect();
    }
    seen.iter_mut().for_each(|page| page.table = shown.arrangement.clone());
    seen
}

/// The table that is shown, as it is sorted, filtered and laid out.
fn sheet(scene: Scene<'_>, pages: &Pages, ctx: &Context) -> Option<Sheet> {
    let sheet = pages.sheet(scene.view)?;
    let shown = Memory::of(ctx).shown(sheet);
    Some(shown.map_or_else(|| sheet.clone(), |shown| shown.arrangement.of(sheet, scene.look.style)))
}

/// What is shown, as a deck of its own; `None` where it has no page.
pub fn order(scene: Scene<'_>, pages: &Pages, ctx: &Context) -> Option<Order> {
    let seen = Some(seen(scene, pages, ctx)).filter(|seen| !seen.is_empty())?;
    // A file of one screen is called as the screen is.
    let name = scene.look.text(scene.view.screen.0).to_owned();
    let plan = Plan { name, pages: seen, ..scene.session.deck().clone() };
    Some(Order { plan, ..scene.session.order(scene.look.style) })
}

/// The deck with what is shown at its end, and the first of the pages that were added.
pub fn added(scene: Scene<'_>, pages: &Pages, ctx: &Context) -> Option<(Plan, usize)> {
    let mut plan = scene.session.deck().clone();
    let first = plan.pages.len();
    plan.pages.extend(seen(scene, pages, ctx));
    (plan.pages.len() > first).then_some((plan, first))
}

/// One of the charts that are shown, as a deck of its own.
pub fn chart(scene: Scene<'_>, pages: &Pages, number: usize) -> Option<Order> {
    let page = pages.charts(scene).into_iter().nth(number)?;
    let name = scene.look.text(scene.view.screen.0).to_owned();
    let plan = Plan { name, pages: vec![page], ..scene.session.deck().clone() };
    Some(Order { plan, ..scene.session.order(scene.look.style) })
}

/// The deck with a note at a point of a chart, instead of what stood there by other names; which chart is filled in.
pub fn noted(scene: Scene<'_>, pages: &Pages, on: NoteOn, note: ChartNote, former: &[ChartNote]) -> Option<Plan> {
    let chart = match on {
        NoteOn::Shown(number) => chart_of(&pages.charts(scene).into_iter().nth(number)?),
        NoteOn::Named(name, _) => name,
    };
    let mut plan = scene.session.deck().clone();
    plan.note(ChartNote { chart, ..note }, former);
    Some(plan)
}

/// Writes one of the charts that are shown in the form that the file's ending asks for.
///
/// # Errors
/// The key of what is to be said, where the ending is of no such file, or there is no such page.
pub fn chart_file(scene: Scene<'_>, pages: &Pages, number: usize, path: PathBuf) -> Result<Command, &'static str> {
    let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    let form = Form::of_ending(&ending).ok_or("deck.bad_ending")?;
    let order = chart(scene, pages, number).ok_or("deck.no_page")?;
    Ok(export(scene, path, order, form))
}

/// Writes the whole deck.
pub fn deck(scene: Scene<'_>, path: PathBuf, file: DeckFile) -> Command {
    let form = match file {
        DeckFile::Slides => Form::Pptx(None),
        DeckFile::Report => Form::Docx,
        DeckFile::Workbook => Form::Xlsx,
        DeckFile::Pages => Form::Pdf,
    };
    export(scene, path, scene.session.order(scene.look.style), form)
}

/// Writes what is shown in the form that the file's ending asks for: the table as text, or its charts and its table as a
/// deck of its own, in a picture one under another. Where that can't be, the key of what is to be said.
///
/// # Errors
/// Where the ending is of no such file, or what is shown is no page of a deck.
pub fn view(scene: Scene<'_>, pages: &Pages, ctx: &Context, path: PathBuf) -> Result<Option<Command>, &'static str> {
    let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    let style = scene.look.style;
    if ending.eq_ignore_ascii_case("csv") {
        return Ok(sheet(scene, pages, ctx).map(|sheet| {
            let mut text = String::from("\u{feff}"); // spreadsheets take a text without a mark for GBK
            text += &comma_separated(&sheet, style);
            if !sheet.source.is_empty() {
                text += &format!("{}\n", quoted(&sheet.source));
            }
            Command::Export(path, text)
        }));
    }
    let form = Form::of_ending(&ending).ok_or("deck.bad_ending")?;
    let order = match (order(scene, pages, ctx), &form, sheet(scene, pages, ctx)) {
        (Some(order), ..) => order,
        (None, Form::Xlsx, Some(sheet)) => return Ok(Some(Command::ExportSheet(path, Box::new(sheet), style))),
        (None, ..) => return Err("deck.only_table"),
    };
    Ok(Some(export(scene, path, order, form)))
}

fn export(scene: Scene<'_>, path: PathBuf, order: Order, form: Form) -> Command {
    Command::ExportDeck { path, order: Box::new(order), form, template: scene.view.template.clone() }
}
