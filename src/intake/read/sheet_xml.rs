//! What of an xlsx is looked at beside its cells: which sheets have merged areas, and how each looks.
//!
//! Most sheets have nothing of it, which a search over their bytes tells; only the others are read once more.

use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read};

use memchr::memmem::Finder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::look::{Look, Scale};

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// What was found beside the cells.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Whether any sheet may have merged areas.
    pub merges: bool,
    /// How sheets look, by their names; most look like nothing.
    pub looks: HashMap<String, Look>,
}

/// Looks at a whole workbook. What can't be read is as if it were not there, but for merged areas.
pub(super) fn beside(bytes: &[u8]) -> Beside {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Beside { merges: true, ..Beside::default() };
    };
    let scales = scales(&mut archive).unwrap_or_default();
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let mut found = Beside::default();
    let mut looks = HashMap::new();
    for path in names.iter().filter(|name| name.to_lowercase().contains("worksheets/")) {
        let Some(marks) = marks(&mut archive, path) else {
            found.merges = true;
            continue;
        };
        found.merges |= marks.merges;
        if marks.look || !scales.is_empty() {
            looks.insert(path.to_lowercase(), look(&mut archive, path, &scales).unwrap_or_default());
        }
    }
    if looks.is_empty() {
        return found;
    }
    let (sheets, calculated_on_load) = sheets(&mut archive, &names).unwrap_or_default();
    // A program that leaves the calculating to others writes a zero for every formula.
    let never = calculated_on_load && looks.values().all(|look| look.calculated == 0);
    for (name, path) in sheets {
        if let Some(mut look) = looks.remove(&path) {
            if never {
                look.uncalculated.append(&mut look.zeros);
            }
            found.looks.insert(name, look);
        }
    }
    found
}

struct Marks {
    merges: bool,
    look: bool,
}

/// Whether a part has what makes it worth another reading.
fn marks(archive: &mut Archive<'_>, path: &str) -> Option<Marks> {
    const LONGEST: usize = 16;
    let merges = Finder::new("mergeCell ");
    // Rows and columns that are hidden, formulas without a value, or with a zero.
    let looks = [
        "hidden=",
        "</f></",
        "</f><v></",
        "</f><v/",
        "/></c>",
        "/><v></",
        "/><v/",
        "</f>\n",
        "</f>\r",
        "</f> ",
        "</f><v>0<",
        "/><v>0<",
    ]
    .map(Finder::new);
    let mut part = archive.by_name(path).ok()?;
    let (mut buffer, mut kept) = (vec![0; 64 * 1024], 0);
    let mut found = Marks { merges: false, look: false };
    loop {
        // What is left of the last piece, since a mark may stand across two.
        let read = part.read(&mut buffer[kept..]).ok()?;
        if read == 0 || (found.merges && found.look) {
            return Some(found);
        }
        let end = kept + read;
        found.merges = found.merges || merges.find(&buffer[..end]).is_some();
        found.look = found.look || looks.iter().any(|mark| mark.find(&buffer[..end]).is_some());
        kept = end.min(LONGEST);
        buffer.copy_within(end - kept..end, 0);
    }
}

/// The tags of a part, one after the other; `false` ends.
fn each_tag(from: impl Read, mut take: impl FnMut(Tag<'_, '_>) -> bool) -> Option<()> {
    let mut reader = Reader::from_reader(BufReader::new(from));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let goes_on = match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) => take(Tag::Start(&tag)),
            Event::Empty(tag) => take(Tag::Start(&tag)) && take(Tag::End(tag.local_name().as_ref())),
            Event::End(tag) => take(Tag::End(tag.local_name().as_ref())),
            Event::Text(text) => take(Tag::Text(&text)),
            Event::Eof => false,
            _ => true,
        };
        if !goes_on {
            return Some(());
        }
    }
}

enum Tag<'t, 'b> {
    Start(&'t BytesStart<'b>),
    End(&'t str),
    Text(&'t str),
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(|value| value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

fn is_set(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

/// The number formats of the cell styles that show another number than is stored, by the number of the style.
fn scales(archive: &mut Archive<'_>) -> Option<HashMap<u32, Scale>> {
    let part = archive.by_name("xl/styles.xml").ok()?;
    let (mut formats, mut scales) = (HashMap::new(), HashMap::new());
    let (mut within, mut style) = (false, 0);
    each_tag(part, |tag| {
        match tag {
            Tag::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let scale = attribute(tag, "formatCode").and_then(|format| Scale::of(&format));
                    formats.extend(number(tag, "numFmtId").zip(scale));
                }
                "cellXfs" => within = true,
                "xf" if within => {
                    let scale = number(tag, "numFmtId").and_then(|id| formats.get(&id));
                    scales.extend(scale.map(|scale| (style, *scale)));
                    style += 1;
                }
                _ => {}
            },
            Tag::End("cellXfs") => return false,
            _ => {}
        }
        true
    })?;
    Some(scales)
}

/// The sheets' names with the paths of their parts, and whether formulas are to be calculated when the book is opened.
fn sheets(archive: &mut Archive<'_>, names: &[String]) -> Option<(Vec<(String, String)>, bool)> {
    let book = names.iter().find(|name| name.to_lowercase().ends_with("workbook.xml"))?;
    let folder = book.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut list, mut on_load) = (Vec::new(), false);
    each_tag(archive.by_name(book).ok()?, |tag| {
        if let Tag::Start(tag) = tag {
            match tag.local_name().as_ref() {
                "sheet" => list.extend(attribute(tag, "name").zip(attribute(tag, "id"))),
                "calcPr" => on_load = is_set(tag, "fullCalcOnLoad"),
                _ => {}
            }
        }
        true
    })?;
    let file = book.rsplit('/').next()?;
    let relations = names.iter().find(|name| name.eq_ignore_ascii_case(&format!("{folder}/_rels/{file}.rels")))?;
    let mut targets = HashMap::new();
    each_tag(archive.by_name(relations).ok()?, |tag| {
        if let Tag::Start(tag) = tag {
            targets.extend(attribute(tag, "Id").zip(attribute(tag, "Target")));
        }
        true
    })?;
    let path = |target: &String| match target.strip_prefix('/') {
        Some(whole) => whole.to_lowercase(),
        None => format!("{folder}/{target}").to_lowercase(),
    };
    Some((list.into_iter().filter_map(|(name, id)| Some((name, path(targets.get(&id)?)))).collect(), on_load))
}

/// How the sheet of a part looks.
fn look(archive: &mut Archive<'_>, path: &str, scales: &HashMap<u32, Scale>) -> Option<Look> {
    let mut look = Look::default();
    let mut cell = Seen::default();
    let (mut row, mut column) = (0, 0);
    let read = each_tag(archive.by_name(path).ok()?, |tag| {
        match tag {
            Tag::Start(tag) => match tag.local_name().as_ref() {
                "col" if is_set(tag, "hidden") => {
                    if let Some((first, last)) = number(tag, "min").zip(number(tag, "max")) {
                        look.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                    }
                }
                "row" => {
                    row = number(tag, "r").map_or(row, |number| number.saturating_sub(1));
                    column = 0;
                    if is_set(tag, "hidden") {
                        look.hide_row(row);
                    }
                }
                "c" => {
                    let place = attribute(tag, "r").and_then(|name| column_of(&name));
                    column = place.unwrap_or(column);
                    let kind = attribute(tag, "t");
                    let is_number = kind.is_none_or(|kind| kind == "n");
                    let scale = number(tag, "s").and_then(|style| scales.get(&style)).filter(|_| is_number);
                    cell = Seen { is_number, scale: scale.copied(), ..Seen::default() };
                }
                "f" => cell.formula = true,
                "v" => cell.within_value = true,
                _ => {}
            },
            Tag::Text(text) if cell.within_value => cell.value.push_str(text),
            Tag::Text(_) => {}
            Tag::End("v") => cell.within_value = false,
            Tag::End("c") => {
                let seen = std::mem::take(&mut cell);
                if seen.formula && seen.is_number {
                    look.formula((row, column), seen.value.trim());
                }
                if let Some(scale) = seen.scale {
                    look.scaled.insert((row, column), scale);
                }
                column += 1;
            }
            Tag::End("row") => row += 1,
            Tag::End("sheetData") => return false,
            Tag::End(_) => {}
        }
        true
    });
    read.map(|()| look)
}

/// What was seen of a cell.
#[derive(Default)]
struct Seen {
    is_number: bool,
    formula: bool,
    within_value: bool,
    value: String,
    scale: Option<Scale>,
}

/// The column of a place such as `AB12`, from 0.
fn column_of(name: &str) -> Option<u32> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let number =
        letters.take(4).fold(0, |number, letter| number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}
