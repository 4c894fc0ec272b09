//! XML spreadsheets (Excel 2003), which many systems export under a workbook's name.
//!
//! They are read as tag soup, since those who write them by hand forget an end or write `&nbsp;`.

use std::collections::HashMap;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::Contents;
use super::look::{Look, Scale};
use super::page::attribute;
use super::remark::Remark;
use super::spread::Spread;
use crate::finding::Origin;
use crate::sheet::TooLarge;

/// Reads all sheets of a file.
pub(super) fn read(origin: &Origin, text: &str) -> Result<Contents, TooLarge> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(false);
    let mut book =
        Book { origin, contents: Contents::default(), sheet: None, scales: HashMap::new(), style: String::new() };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                book.start(local(&tag.name), &tag);
                if tag.self_closing {
                    book.end(local(&tag.name))?;
                }
            }
            Token::EndTag(tag) => book.end(local(&tag.name))?,
            Token::String(text) => book.add(&String::from_utf8_lossy(&text)),
            Token::Comment(comment) => {
                let data = comment.strip_prefix(b"[CDATA[").map(|data| data.strip_suffix(b"]]").unwrap_or(data));
                book.add(&String::from_utf8_lossy(data.unwrap_or_default()));
            }
            _ => {}
        }
    }
    book.end(b"worksheet")?;
    Ok(book.contents)
}

fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

/// An attribute by its name, whatever stands before it.
fn value<'t>(tag: &'t StartTag<()>, name: &str) -> Option<std::borrow::Cow<'t, str>> {
    attribute(tag, &format!("ss:{name}")).or_else(|| attribute(tag, name))
}

struct Book<'a> {
    origin: &'a Origin,
    contents: Contents,
    sheet: Option<Worksheet>,
    /// The formats of styles that show another number than is stored.
    scales: HashMap<String, Scale>,
    /// The style that is being described.
    style: String,
}

struct Worksheet {
    name: String,
    spread: Spread,
    look: Look,
    hidden: bool,
    row: u32,
    column: u32,
    cell: Option<Open>,
    /// Inside of data, inside of a remark, or inside of what tells whether the sheet is shown.
    within: Within,
    state: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    Nothing,
    Data,
    Comment,
    Visible,
}

#[derive(Default)]
struct Open {
    column: Option<u32>,
    spans: [u32; 2],
    kind: String,
    text: String,
    formula: bool,
    scale: Option<Scale>,
}

impl Book<'_> {
    fn start(&mut self, name: &[u8], tag: &StartTag<()>) {
        let number = |name: &str| value(tag, name).and_then(|text| text.trim().parse::<u32>().ok());
        let place = |name: &str| number(name).map(|number| number.saturating_sub(1));
        let is_hidden = || value(tag, "hidden").is_some_and(|text| text.trim() == "1");
        let Some(sheet) = &mut self.sheet else {
            match name {
                b"style" => self.style = value(tag, "id").unwrap_or_default().into_owned(),
                b"numberformat" => {
                    let scale = value(tag, "format").and_then(|format| Scale::of(&format));
                    self.scales.extend(scale.map(|scale| (self.style.clone(), scale)));
                }
                b"worksheet" => {
                    let name = value(tag, "name").unwrap_or_default().into_owned();
                    let origin = Origin { sheet: Some(name.as_str().into()), ..self.origin.clone() };
                    self.sheet = Some(Worksheet {
                        name,
                        spread: Spread::new(origin),
                        look: Look::default(),
                        hidden: false,
                        row: 0,
                        column: 0,
                        cell: None,
                        within: Within::Nothing,
                        state: String::new(),
                    });
                }
                _ => {}
            }
            return;
        };
        match name {
            b"column" => {
                let first = place("index").unwrap_or(sheet.column);
                let last = first.saturating_add(number("span").unwrap_or(0));
                if is_hidden() {
                    sheet.look.hide_columns(first, last);
                }
                sheet.column = last.saturating_add(1);
            }
            b"row" => {
                sheet.row = sheet.spread.start_row(place("index"));
                if is_hidden() {
                    sheet.look.hide_row(sheet.row);
                }
            }
            b"cell" => {
                let more = |name: &str| number(name).unwrap_or(0).saturating_add(1);
                sheet.cell = Some(Open {
                    column: place("index"),
                    spans: [more("mergedown"), more("mergeacross")],
                    formula: value(tag, "formula").is_some(),
                    scale: value(tag, "styleid").and_then(|style| self.scales.get(&*style).copied()),
                    ..Open::default()
                });
            }
            b"comment" => sheet.within = Within::Comment,
            b"visible" => sheet.within = Within::Visible,
            b"data" if sheet.within == Within::Nothing => {
                sheet.within = Within::Data;
                if let Some(cell) = &mut sheet.cell {
                    cell.kind = value(tag, "type").unwrap_or_default().into_owned();
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        let Some(sheet) = &mut self.sheet else { return };
        match (sheet.within, &mut sheet.cell) {
            (Within::Data, Some(cell)) => cell.text.push_str(text),
            (Within::Visible, _) => sheet.state.push_str(text),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) -> Result<(), TooLarge> {
        if name == b"worksheet" {
            return self.sheet.take().map_or(Ok(()), |sheet| self.complete(sheet));
        }
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        match name {
            b"data" if sheet.within == Within::Data => sheet.within = Within::Nothing,
            b"comment" => sheet.within = Within::Nothing,
            b"visible" => {
                sheet.within = Within::Nothing;
                sheet.hidden = sheet.state.trim().starts_with("SheetHidden") || sheet.state.trim() == "SheetVeryHidden";
            }
            b"cell" => {
                let Some(cell) = sheet.cell.take() else { return Ok(()) };
                let text = cell.written();
                let place = sheet.spread.put(cell.column, cell.spans, &text)?;
                if cell.formula && matches!(cell.kind.as_str(), "" | "Number") {
                    sheet.look.formula(place, &text);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn complete(&mut self, worksheet: Worksheet) -> Result<(), TooLarge> {
        let sheet = worksheet.spread.finish()?;
        let hidden = worksheet.hidden.then(|| Remark::Hidden(worksheet.name.clone()));
        let remarks = hidden.into_iter().chain(worksheet.look.remarks(&sheet));
        remarks.for_each(|remark| self.contents.remark(&self.origin.file, remark));
        self.contents.sheets.push(sheet.into());
        Ok(())
    }
}

impl Open {
    /// The cell's text as those of other workbooks are written.
    fn written(&self) -> String {
        let text = &*self.text;
        match self.kind.as_str() {
            "Number" => match text.trim().parse::<f64>() {
                Ok(number) => {
                    let plain = number.to_string();
                    self.scale.and_then(|scale| scale.shown(&plain)).unwrap_or(plain)
                }
                Err(_) => text.to_owned(),
            },
            "DateTime" => {
                let (day, time) = text.trim().split_once('T').unwrap_or((text.trim(), ""));
                match time.trim_end_matches(['0', '.', ':']) {
                    "" => day.to_owned(),
                    _ => format!("{day} {}", time.split('.').next().unwrap_or_default()),
                }
            }
            "Boolean" => if text.trim() == "1" { "true" } else { "false" }.to_owned(),
            _ => text.to_owned(),
        }
    }
}
