//! What is shown, as a file, as a picture and as a page of the deck.

use std::path::PathBuf;

use super::page::Scene;
use super::pages::Pages;
use super::purpose::DeckFile;
use crate::intake::data_file::quoted;
use crate::report::deck::Plan;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::Form;
use crate::report::words::sheet_text::{Separator, delimited};
use crate::session::Command;

/// What is shown, as a deck of its own; `None` where it has no page.
pub fn order(scene: Scene<'_>, pages: &Pages) -> Option<Order> {
    let seen = Some(pages.seen(scene)).filter(|seen| !seen.is_empty())?;
    // A file of one screen is called as the screen is.
    let name = scene.look.text(scene.view.screen.0).to_owned();
    let plan = Plan { name, pages: seen, ..scene.session.deck().clone() };
    Some(Order { plan, ..scene.session.order(scene.look.style) })
}

/// The deck with what is shown at its end, and the first of the pages that were added.
pub fn added(scene: Scene<'_>, pages: &Pages) -> Option<(Plan, usize)> {
    let mut plan = scene.session.deck().clone();
    let first = plan.pages.len();
    plan.pages.extend(pages.seen(scene));
    (plan.pages.len() > first).then_some((plan, first))
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
pub fn view(scene: Scene<'_>, pages: &Pages, path: PathBuf) -> Result<Option<Command>, &'static str> {
    let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    let style = scene.look.style;
    if ending.eq_ignore_ascii_case("csv") {
        return Ok(pages.sheet(scene.view).map(|sheet| {
            let mut text = String::from("\u{feff}"); // spreadsheets take a text without a mark for GBK
            text += &delimited(sheet, None, style, Separator::Comma);
            if !sheet.source.is_empty() {
                text += &format!("{}\n", quoted(&sheet.source));
            }
            Command::Export(path, text)
        }));
    }
    let form = Form::of_ending(&ending).ok_or("deck.bad_ending")?;
    let order = match (order(scene, pages), &form, pages.sheet(scene.view)) {
        (Some(order), ..) => order,
        (None, Form::Xlsx, Some(sheet)) => return Ok(Some(Command::ExportSheet(path, Box::new(sheet.clone()), style))),
        (None, ..) => return Err("deck.only_table"),
    };
    Ok(Some(export(scene, path, order, form)))
}

fn export(scene: Scene<'_>, path: PathBuf, order: Order, form: Form) -> Command {
    Command::ExportDeck { path, order: Box::new(order), form, template: scene.view.template.clone() }
}
