//! Text: web pages and XML spreadsheets, and text tables: decoded, their dialect found, their records put into a sheet.
//!
//! A row stands where its line stands in the file, so that a place in a message is the line an editor shows; lines
//! without a record are empty rows.

use std::ops::Range;
use std::sync::Arc;

use encoding_rs::{DecoderResult, GB18030};

use super::dialect::detect;
use super::encoding::{Decoded, Doubt, decode, is_chinese};
use super::grid::MOST_COLUMNS;
use super::records::{Dialect, Quoting, Sink, scan};
use super::{Contents, MOST_CELLS, Reading, page, xml_book};
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::list;
use crate::sheet::{Sheet, TooLarge};
use crate::threads;

/// How many characters are looked at to tell text from anything else.
const HEAD: usize = 4096;
/// The most bytes of a text: what is made of them takes a few times as much memory.
const MOST_BYTES: usize = 256 << 20;
/// From how many bytes on a text is long.
const LONG: usize = 4 << 20;
/// The most findings about quotes that are left open.
const MOST_SAID: usize = 3;

/// Reads a text as one sheet.
pub(super) fn read(name: &str, bytes: &[u8], reading: &Reading) -> Result<Contents, Findings> {
    let origin = Origin::file(name);
    let error = |code| Findings::from(Finding::error(code, origin.clone()));
    if bytes.len() > MOST_BYTES {
        return Err(Finding::error("file-too-large", origin).with("most", MOST_BYTES >> 20).into());
    }
    let form = foreign(bytes);
    if let Form::Other(code) = form {
        return Err(error(code));
    }
    if let Form::Scrambled(software) = form {
        return Err(Finding::error("encrypted-by-software", origin).with("software", software).into());
    }
    if form == Form::Parts {
        return read_parts(&origin, bytes, reading);
    }
    if form == Form::Text
        && let Some(rows) = long(&origin, bytes, reading)
    {
        let sheet = rows.map_err(|TooLarge| error("sheet-too-large"))?.sheet;
        return Ok(Contents { sheets: vec![Arc::new(sheet)], ..Contents::default() });
    }
    let told = (form != Form::Text).then(|| told_encoding(bytes)).flatten();
    let reading = &Reading { encoding: reading.encoding.or(told) };
    let Some(Decoded { text, doubts }) = decode(bytes, reading.encoding) else {
        return Err(error(if is_binary(&String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)])) {
            unknown(name)
        } else {
            "encoding-unknown"
        }));
    };
    // A mark in the encoding's own way, and the sign that ended files of DOS.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end_matches('\u{1a}');
    if is_binary(text) {
        return Err(error(unknown(name)));
    }
    let doubts = || doubts.into_iter().map(|doubt| said(doubt, &origin));
    let too_large = |TooLarge| error("sheet-too-large");
    match form {
        Form::Page => {
            let (sheet, look) = page::read(&origin, text).map_err(too_large)?.ok_or_else(|| error("web-page"))?;
            let mut contents = Contents { findings: doubts().collect(), ..Contents::default() };
            look.remarks(&sheet).into_iter().for_each(|remark| contents.remark(name, remark));
            contents.sheets.push(Arc::new(sheet));
            return Ok(contents);
        }
        Form::Xml => {
            let mut contents = xml_book::read(&origin, text).map_err(too_large)?;
            if contents.sheets.is_empty() {
                return Err(error("xml-workbook"));
            }
            contents.findings.splice(0..0, doubts());
            return Ok(contents);
        }
        _ => {}
    }
    // What only tells the delimiter is an empty line: the line end behind it is still there.
    let (dialect, told) = detect(text);
    let rows = rows(&origin, &text[told..], &dialect).map_err(too_large)?;
    let mut findings: Findings = doubts().collect();
    for (row, column) in rows.unclosed {
        let found: String = rows.sheet.cell(row, column).chars().take(20).collect();
        let place = rows.sheet.at(row, column);
        findings.push(Finding::new("quote-unclosed", Severity::Warning, place).with("found", found));
    }
    Ok(Contents { sheets: vec![Arc::new(rows.sheet)], findings, ..Contents::default() })
}

/// The rows of a text, read in parts at the same time where no cell can hold a line end.
fn rows(origin: &Origin, text: &str, dialect: &Dialect) -> Result<Rows, TooLarge> {
    let at_once = if has_quotes(text.as_bytes(), dialect) { 1 } else { threads::processors().get() };
    let parts = parts(text.as_bytes(), at_once);
    let read = threads::each(parts.len(), |n| {
        let mut rows = Rows::new(origin, if n == 0 { text.len() } else { parts[n].len() });
        rows.take(&text[parts[n].clone()], dialect)?;
        Ok(rows)
    });
    joined(read)
}

/// A long text in GB18030 in which no cell can hold a line end: its lines are decoded and split a stretch at a time, so
/// that it is never there as a whole. `None` where it has to be.
fn long(origin: &Origin, bytes: &[u8], reading: &Reading) -> Option<Result<Rows, TooLarge>> {
    if bytes.len() < LONG || !is_chinese(bytes, reading.encoding) {
        return None;
    }
    let end = bytes.iter().rposition(|byte| *byte != 0x1a)?;
    let bytes = &bytes[..=end];
    let mut text = String::new();
    decode_to(stretches(bytes).next()?, &mut text)?;
    let (dialect, told) = detect(&text);
    let is_marked = text.starts_with('\u{feff}');
    if is_marked || is_binary(&text) || told > 0 || dialect.escape.is_some() || has_quotes(bytes, &dialect) {
        return None;
    }
    let parts = parts(bytes, threads::processors().get());
    let read = threads::each(parts.len(), |n| {
        // A hanzi takes three bytes instead of two.
        let mut rows = Rows::new(origin, if n == 0 { bytes.len() } else { parts[n].len() } / 2 * 3);
        let mut text = String::new();
        for stretch in stretches(&bytes[parts[n].clone()]) {
            decode_to(stretch, &mut text)?;
            if let Err(TooLarge) = rows.take(&text, &dialect) {
                return Some(Err(TooLarge));
            }
        }
        Some(Ok(rows))
    });
    Some(joined(read.into_iter().collect::<Option<Vec<_>>>()?))
}

/// Puts the text of bytes in GB18030 in the place of another; `None` where some are not.
fn decode_to(bytes: &[u8], text: &mut String) -> Option<()> {
    text.clear();
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len())?);
    let (ended, _) = decoder.decode_to_string_without_replacement(bytes, text, true);
    (ended == DecoderResult::InputEmpty).then_some(())
}

/// A text cut behind line ends into stretches that stay at hand while they are read.
fn stretches(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    const STRETCH: usize = 256 * 1024;
    std::iter::from_fn(move || {
        let end = memchr::memrchr(b'\n', &rest[..rest.len().min(STRETCH)]).filter(|_| rest.len() > STRETCH);
        let (stretch, behind) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        rest = behind;
        (!stretch.is_empty()).then_some(stretch)
    })
}

/// The rows of all parts of a text, one below the other.
fn joined(parts: Vec<Result<Rows, TooLarge>>) -> Result<Rows, TooLarge> {
    let mut parts = parts.into_iter();
    let mut rows = parts.next().ok_or(TooLarge)??;
    for part in parts {
        let part = part?;
        // Lines without a record are empty rows.
        rows.start(0)?;
        rows.sheet.append(&part.sheet)?;
        rows.lines += part.lines;
    }
    if rows.sheet.size() > MOST_CELLS { Err(TooLarge) } else { Ok(rows) }
}

/// Whether a quote or an escape may keep a line end within a cell.
fn has_quotes(bytes: &[u8], dialect: &Dialect) -> bool {
    [dialect.quote, dialect.escape].into_iter().flatten().any(|sign| memchr::memchr(sign, bytes).is_some())
}

/// A text cut behind line ends into as many parts as are to be read at once; fewer where it is short.
fn parts(bytes: &[u8], at_once: usize) -> Vec<Range<usize>> {
    const SHORT: usize = 1 << 20;
    let count = at_once.min(bytes.len() / SHORT + 1);
    let (mut parts, mut start) = (Vec::with_capacity(count), 0);
    for left in (2..=count).rev() {
        let from = start + (bytes.len() - start) / left;
        let Some(end) = memchr::memchr(b'\n', &bytes[from..]) else { break };
        parts.push(start..from + end + 1);
        start = from + end + 1;
    }
    parts.push(start..bytes.len());
    parts
}

/// What the beginning of a file tells of it.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Form {
    /// A text, as far as that can be told.
    Text,
    /// A web page.
    Page,
    /// A web page in several parts.
    Parts,
    /// An XML spreadsheet.
    Xml,
    /// Scrambled by a software of this name.
    Scrambled(&'static str),
    /// No text table; the code of the finding that says so.
    Other(&'static str),
}

fn foreign(bytes: &[u8]) -> Form {
    const OTHERS: [&[u8]; 9] =
        [b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"MZ\x90", b"\x1f\x8b", b"{\\rtf"];
    if OTHERS.iter().any(|head| bytes.starts_with(head)) {
        return Form::Other("not-a-table");
    }
    if bytes[..bytes.len().min(64)].windows(9).any(|name| name == b"E-SafeNet") {
        return Form::Scrambled("E-SafeNet（亿赛通）");
    }
    if bytes.starts_with(b"%TSD-Header-###%") {
        return Form::Scrambled("TSD");
    }
    // Binary sheets from before workbooks, each starting with the record that says so.
    if [b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00"].iter().any(|head| bytes.starts_with(*head)) {
        return Form::Other("old-workbook");
    }
    let head = head(bytes);
    if head.starts_with("mime-version:") || (head.starts_with("from:") && head.contains("multipart/related")) {
        return Form::Parts;
    }
    if !head.starts_with('<') {
        return Form::Text;
    }
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Form::Xml;
    }
    let page = ["<!doctype html", "<html", "<table", "<head", "<meta", "<style", "<body", "<div", "<tr", "<td"];
    if page.iter().any(|tag| head.starts_with(tag)) || head.contains("<html") || head.contains("<table") {
        return Form::Page;
    }
    if head.starts_with("<?xml") { Form::Other("not-a-table") } else { Form::Text }
}

/// The beginning of a file in small letters, as far as it is ASCII, in whatever encoding.
fn head(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).replace('\0', "").to_ascii_lowercase();
    head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}').to_owned()
}

/// The encoding that a page or an XML file tells of itself, where it is not UTF-8 or UTF-16 anyway.
fn told_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    if std::str::from_utf8(bytes).is_ok() || bytes[..bytes.len().min(HEAD)].contains(&0) {
        return None;
    }
    let told = encoding_rs::Encoding::for_label(page::told_encoding(&head(bytes))?.as_bytes())?;
    // GBK is part of GB18030, and what calls itself UTF-8 here is not.
    match told {
        told if told == encoding_rs::GBK => Some(encoding_rs::GB18030),
        told if told == encoding_rs::UTF_8 || told == encoding_rs::UTF_16LE => None,
        told => Some(told),
    }
}

/// Reads a web page that was saved in several parts.
fn read_parts(origin: &Origin, bytes: &[u8], reading: &Reading) -> Result<Contents, Findings> {
    let mut contents = Contents::default();
    for (name, part) in page::parts(bytes) {
        let encoding = reading.encoding.or_else(|| told_encoding(&part));
        let Some(Decoded { text, doubts }) = decode(&part, encoding) else { continue };
        let origin = Origin { sheet: name.map(Into::into), ..origin.clone() };
        let read = page::read(&origin, &text).map_err(|TooLarge| Finding::error("sheet-too-large", origin.clone()))?;
        let Some((sheet, look)) = read else { continue };
        contents.findings.extend(doubts.into_iter().map(|doubt| said(doubt, &origin)));
        look.remarks(&sheet).into_iter().for_each(|remark| contents.remark(&origin.file, remark));
        contents.sheets.push(Arc::new(sheet));
    }
    if contents.sheets.is_empty() { Err(Finding::error("web-page", origin.clone()).into()) } else { Ok(contents) }
}

/// The code for a file that is neither text nor anything known: under a table's name it was one once.
fn unknown(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "xls" | "xlsx" | "xlsm" | "xlsb" | "et" | "ods" => "encrypted-or-damaged",
        _ => "not-a-table",
    }
}

/// The text of `="200701"`, which keeps spreadsheet programs from taking it for a number.
fn unquoted(text: &str) -> &str {
    let inner = text.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(text)
}

/// Whether characters stand in it that no text has.
fn is_binary(text: &str) -> bool {
    let (mut strange, mut all) = (0, 0);
    for c in text.chars().take(HEAD) {
        if c == '\0' {
            return true;
        }
        all += 1;
        strange += usize::from(c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1f'));
    }
    strange * 20 > all
}

fn said(doubt: Doubt, origin: &Origin) -> Finding {
    let warning = |code| Finding::new(code, Severity::Warning, origin.clone());
    match doubt {
        Doubt::Guessed { read, other } => {
            warning("encoding-doubtful").with("read", read.name()).with("other", other.name())
        }
        Doubt::Damaged { read, places, line } => {
            Finding { origin: origin.at_row(line as u32), ..warning("encoding-damaged") }
                .with("read", read.name())
                .with("count", places)
        }
        Doubt::CutShort => warning("text-cut-short"),
    }
}

struct Rows {
    sheet: Sheet,
    /// How many lines there were so far.
    lines: usize,
    column: usize,
    /// Row and column of cells whose quote is not closed.
    unclosed: Vec<(usize, usize)>,
}

impl Rows {
    /// None yet, with room for so many bytes of text.
    fn new(origin: &Origin, bytes: usize) -> Rows {
        let mut sheet = Sheet::new(origin.clone());
        sheet.reserve(bytes);
        Rows { sheet, lines: 0, column: 0, unclosed: Vec::new() }
    }

    /// Takes the lines of a text behind those there are.
    fn take(&mut self, text: &str, dialect: &Dialect) -> Result<(), TooLarge> {
        self.lines += scan(text, dialect, self)?;
        Ok(())
    }
}

impl Sink for Rows {
    type Stop = TooLarge;

    fn start(&mut self, line: usize) -> Result<(), TooLarge> {
        self.column = 0;
        while self.sheet.height() < self.lines + line {
            self.sheet.end_row();
        }
        Ok(())
    }

    fn cell(&mut self, text: &str, quoting: Quoting) -> Result<(), TooLarge> {
        if quoting == Quoting::Unclosed && self.unclosed.len() < MOST_SAID {
            self.unclosed.push((self.sheet.height(), self.column));
        }
        if self.sheet.size() >= MOST_CELLS || self.column >= MOST_COLUMNS as usize {
            return Err(TooLarge);
        }
        self.column += 1;
        // Most cells are numbers: nothing stands around those.
        let is_number = text.starts_with(|c: char| c.is_ascii_digit());
        self.sheet.push(if is_number { text } else { list::unguarded(unquoted(text)) })
    }

    fn end(&mut self) -> Result<(), TooLarge> {
        self.sheet.end_row();
        // Nobody wants the rest.
        if threads::is_stopped() { Err(TooLarge) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line is a row, whether it is read in parts or as one; a quote keeps the text in one piece.
    #[test]
    fn a_long_text_has_the_rows_of_its_lines() {
        let line = |n: usize| if n % 7 == 3 { String::new() } else { format!("第{n}县,{n},{}.50", n * 3) };
        let text: String = (0..150_001).map(|n| line(n) + if n % 2 == 0 { "\n" } else { "\r\n" }).collect();
        let quoted = format!("{text}\"甲\n乙\",1\n");
        let dialect = Dialect::default();
        assert!(has_quotes(quoted.as_bytes(), &dialect) && !has_quotes(text.as_bytes(), &dialect));
        let cut: String = parts(text.as_bytes(), 3).into_iter().map(|part| &text[part]).collect();
        assert_eq!(cut, text);
        for text in [&text, &quoted] {
            let sheet = rows(&Origin::file("a.csv"), text, &dialect).expect("it is not too large").sheet;
            assert_eq!(sheet.height(), 150_001 + usize::from(text.len() == quoted.len()));
            for n in 0..150_001 {
                let cells: Vec<&str> = sheet.row(n).collect();
                let expected = line(n);
                assert_eq!(cells, expected.split(',').filter(|cell| !cell.is_empty()).collect::<Vec<_>>(), "{n}");
            }
        }
    }

    /// Decoded line by line a long text is the same as decoded at once; and it is read as a whole where a byte in it means
    /// nothing, or where a quote stands far behind.
    #[test]
    fn a_long_text_in_gb18030_is_read_by_lines() {
        let line = |n: usize| if n % 5 == 3 { "\r\n".to_owned() } else { format!("丂锟{n}县,2004-01,{n}.50\n") };
        let text: String = "县,月,元\n".to_owned() + &(0..400_000).map(line).collect::<String>();
        let (origin, usual) = (Origin::file("a.csv"), Reading::default());
        let gbk = |text: &str| GB18030.encode(text).0.into_owned();
        for text in [&*text, text.trim_end()] {
            let by_lines = long(&origin, &gbk(text), &usual).expect("it is long").expect("it is not too large");
            let whole = rows(&origin, text, &Dialect::default()).expect("it is not too large");
            assert!(by_lines.sheet == whole.sheet);
            let sheets = read("a.csv", &gbk(&format!("{text}\u{1a}")), &usual).expect("it is a table").sheets;
            assert!(*sheets[0] == whole.sheet);
        }
        for text in [format!("\u{feff}{text}"), format!("{text}\u{1a}\u{1a}")] {
            let whole = rows(&origin, text.trim_matches(['\u{feff}', '\u{1a}']), &Dialect::default());
            let sheets = read("a.csv", &gbk(&text), &usual).expect("it is a table").sheets;
            assert!(*sheets[0] == whole.expect("it is not too large").sheet);
        }
        let mut damaged = gbk(&text);
        damaged.extend(b"\xff,1,2\n");
        assert!(long(&origin, &damaged, &usual).is_none());
        assert!(!read("a.csv", &damaged, &usual).expect("it is a table").findings.is_empty());
        assert!(long(&origin, &gbk(&format!("{text}\"甲\n乙\",1\n")), &usual).is_none());
        assert!(long(&origin, text.as_bytes(), &usual).is_none());
    }
}
