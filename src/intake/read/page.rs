//! Tables in web pages (HTML), which many systems of agencies export under a workbook's name.
//!
//! As spreadsheet programs do, all tables and the text between them are put below one another on one sheet. A page that
//! was saved in several parts (MHTML) has a sheet for each part with a table.

use std::borrow::Cow;

use base64::Engine as _;
use html5gum::{StartTag, Token, Tokenizer};

use super::look::Look;
use super::spread::Spread;
use crate::finding::Origin;
use crate::intake::value::{self, Number};
use crate::sheet::{Sheet, TooLarge};

/// What a tag says under a name.
pub(super) fn attribute<'t>(tag: &'t StartTag<()>, name: &str) -> Option<Cow<'t, str>> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value))
}

/// The name of the encoding that a page or an XML file tells of itself.
pub(super) fn told_encoding(head: &str) -> Option<&str> {
    let name = ["charset=", "encoding="].into_iter().find_map(|key| Some(&head[head.find(key)? + key.len()..]))?;
    let name = name.trim_start_matches(['"', '\'', ' ']);
    name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next()
}

/// Reads a page as a sheet; `None` where there is no table on it.
pub(super) fn read(origin: &Origin, text: &str) -> Result<Option<(Sheet, Look)>, TooLarge> {
    let mut page = Page {
        spread: Spread::new(origin.clone()),
        look: Look::default(),
        text: String::new(),
        cell: None,
        within: None,
        column: 0,
        cells: 0,
    };
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(&tag.name)?,
            Token::String(text) if page.within.is_none() => page.add(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    page.flush()?;
    if page.cells == 0 {
        return Ok(None);
    }
    Ok(Some((page.spread.finish()?, page.look)))
}

/// A cell that is open.
struct Open {
    spans: [u32; 2],
    /// The number that is stored, where the text only shows it.
    number: Option<String>,
}

struct Page {
    spread: Spread,
    look: Look,
    text: String,
    cell: Option<Open>,
    /// The part of the page that is not shown, while inside it.
    within: Option<Vec<u8>>,
    /// How many columns of the table were described.
    column: u32,
    cells: usize,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), TooLarge> {
        let number = |name: &str| attribute(tag, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1);
        let is_hidden = || {
            let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase();
            style.split(';').any(|rule| rule.split_whitespace().collect::<String>() == "display:none")
        };
        if matches!(&**tag.name, b"body" | b"table") {
            self.within = None;
        }
        if self.within.is_some() {
            return Ok(());
        }
        match &**tag.name {
            b"head" | b"script" | b"style" | b"title" | b"xml" | b"select" | b"template" if !tag.self_closing => {
                self.within = Some(tag.name.to_vec());
            }
            b"table" => {
                self.flush()?;
                self.spread.end_table();
                self.column = 0;
            }
            b"col" => {
                let last = self.column.saturating_add(number("span")) - 1;
                if is_hidden() {
                    self.look.hide_columns(self.column, last);
                }
                self.column = last.saturating_add(1);
            }
            b"tr" => {
                self.flush()?;
                let row = self.spread.start_row(None);
                if is_hidden() {
                    self.look.hide_row(row);
                }
            }
            b"td" | b"th" => {
                self.flush()?;
                let number_shown = attribute(tag, "x:num").filter(|number| !number.is_empty());
                self.cell = Some(Open {
                    spans: [number("rowspan"), number("colspan")],
                    number: number_shown.map(Cow::into_owned),
                });
            }
            b"br" => self.new_line(),
            b"p" | b"div" | b"li" | b"caption" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => self.block()?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<(), TooLarge> {
        if self.within.as_deref().is_some_and(|within| within == name) {
            self.within = None;
            return Ok(());
        }
        match name {
            b"td" | b"th" | b"tr" => self.flush()?,
            b"table" => {
                self.flush()?;
                self.spread.end_table();
            }
            b"p" | b"div" | b"li" | b"caption" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => self.block()?,
            _ => {}
        }
        Ok(())
    }

    /// The end of a paragraph: a new line of the cell, or of the sheet.
    fn block(&mut self) -> Result<(), TooLarge> {
        match self.cell {
            Some(_) => self.new_line(),
            None => self.flush()?,
        }
        Ok(())
    }

    fn new_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds text as a page shows it: what is blank in the file is one space.
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            if !matches!(c, ' ' | '\t' | '\r' | '\n' | '\x0c') {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    /// Puts what was collected: the open cell, or a line of its own.
    fn flush(&mut self) -> Result<(), TooLarge> {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        match self.cell.take() {
            Some(cell) => {
                self.cells += 1;
                let number = cell.number.filter(|number| is_shown_as(number, text));
                self.spread.put(None, cell.spans, number.as_deref().unwrap_or(text))?;
            }
            None if text.is_empty() => {}
            None => {
                self.spread.start_row(None);
                self.spread.put(None, [1, 1], text)?;
            }
        }
        Ok(())
    }
}

/// Whether a text is a number rounded to the decimals that are shown.
fn is_shown_as(number: &str, text: &str) -> bool {
    let (Ok(exact), Some(Number::Known(shown))) = (number.parse::<f64>(), value::number(text)) else { return false };
    format!("{exact:.*}", shown.scale() as usize) == shown.to_string()
}

/// The pages of a file in several parts, each with the name of its sheet.
pub(super) fn parts(bytes: &[u8]) -> Vec<(Option<String>, Vec<u8>)> {
    let text = String::from_utf8_lossy(bytes);
    let lower = text.to_ascii_lowercase();
    let boundary = lower.find("boundary=").map(|at| &text[at + "boundary=".len()..]);
    let Some(boundary) = boundary.and_then(|text| text.trim_start_matches('"').split(['"', ';', '\r', '\n']).next())
    else {
        return Vec::new();
    };
    let mut pages = Vec::new();
    let mut names = Vec::new();
    for part in text.split(&format!("--{boundary}")).skip(1) {
        let part = part.trim_start_matches(['\r', '\n']);
        let Some((head, body)) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n")) else { continue };
        let field = |name: &str| {
            let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(name))?;
            Some(line[name.len()..].trim().to_owned())
        };
        if !field("content-type:").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html")) {
            continue;
        }
        let body = match field("content-transfer-encoding:").unwrap_or_default().to_ascii_lowercase().as_str() {
            encoding if encoding.starts_with("quoted") => quoted_printable(body.as_bytes()),
            "base64" => {
                let digits: String = body.chars().filter(|c| !c.is_whitespace()).collect();
                base64::engine::general_purpose::STANDARD.decode(digits).unwrap_or_default()
            }
            _ => body.as_bytes().to_vec(),
        };
        names.extend(sheet_names(&body));
        let place = field("content-location:").unwrap_or_default();
        pages.push((place.rsplit(['/', '\\']).next().unwrap_or_default().to_owned(), body));
    }
    let named = |place: &str| names.iter().find(|(file, _)| !place.is_empty() && file == place).map(|(_, n)| n.clone());
    pages.into_iter().map(|(place, body)| (named(&place), body)).collect()
}

/// The files of sheets with their names, as the first part of a saved workbook lists them.
fn sheet_names(page: &[u8]) -> Vec<(String, String)> {
    let (text, ..) = super::encoding::decode(page, None).map_or_else(Default::default, |d| (d.text.into_owned(), ()));
    let entries = text.split("<x:ExcelWorksheet>").skip(1);
    entries
        .filter_map(|entry| {
            let name = entry.split_once("<x:Name>")?.1.split_once("</x:Name>")?.0;
            let file = entry.split_once("HRef=\"")?.1.split_once('"')?.0;
            Some((file.rsplit('/').next()?.to_owned(), name.to_owned()))
        })
        .collect()
}

fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            out.push(*byte);
        } else if let Some(line) = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")) {
            rest = line;
        } else if let Some(code) =
            after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok())
        {
            out.push(code);
            rest = &after[2..];
        } else {
            out.push(b'=');
        }
    }
    out
}
