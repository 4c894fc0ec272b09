//! The dialect of a text table: what separates its cells, what quotes them, what escapes a quote.
//!
//! Each dialect that could be meant is tried on the text's head. The best is the one under which rows are most alike in
//! length and cells look most like numbers, dates and words; a dialect that leaves quotes about is not meant. The idea
//! of measuring both is that of CleverCSV (van den Burg, Nazábal, Sutton 2019); measures and weights are our own.

use super::records::{Dialect, Quoting, Sink, scan};

/// The delimiters that programs write.
const USUAL: [&str; 8] = [",", "\t", ";", "|", "，", "^", "~", "\u{1f}"];
/// Those that are taken only where nothing else fits and rows agree.
const RARE: [&str; 3] = [":", "：", " "];
/// How much of the text is looked at.
const HEAD: usize = 48 * 1024;
/// Below this the text has one column.
const LEAST: f64 = 0.05;
/// From this on no rare delimiter is tried.
const GOOD: f64 = 0.25;

/// The dialect of a text, and how many bytes at its start only tell the delimiter (`sep=;`).
pub(super) fn detect(text: &str) -> (Dialect, usize) {
    if let Some((delimiter, length)) = told(text) {
        let best = best(&Sample::of(&text[length..]), &[delimiter]);
        return (best.map_or(Dialect { delimiter, ..Dialect::default() }, |(dialect, _)| dialect), length);
    }
    let sample = Sample::of(text);
    let usual = best(&sample, &USUAL);
    let good = usual.filter(|(_, score)| *score >= GOOD);
    let found = good.or_else(|| {
        let rare = best(&sample, &RARE);
        [usual, rare].into_iter().flatten().max_by(|a, b| a.1.total_cmp(&b.1))
    });
    match found {
        Some((dialect, score)) if score >= LEAST => (dialect, 0),
        _ => (Dialect { delimiter: "", ..Dialect::default() }, 0),
    }
}

/// The delimiter that a first line `sep=;` tells, and that line's length.
fn told(text: &str) -> Option<(&'static str, usize)> {
    let line = text.split(['\r', '\n']).next()?;
    let bare = line.trim_matches('"');
    let sign = bare.get(..4).filter(|s| s.eq_ignore_ascii_case("sep=")).and(bare.get(4..))?;
    let delimiter = USUAL.iter().chain(&RARE).find(|d| **d == sign)?;
    Some((delimiter, line.len()))
}

/// The head of a text.
struct Sample<'a> {
    text: &'a str,
    /// Whether the text goes on.
    cut: bool,
}

impl<'a> Sample<'a> {
    fn of(text: &'a str) -> Sample<'a> {
        if text.len() <= HEAD {
            return Sample { text, cut: false };
        }
        let end = text.as_bytes()[..HEAD].iter().rposition(|b| matches!(b, b'\n' | b'\r')).map_or(HEAD, |at| at + 1);
        Sample { text: &text[..text.floor_char_boundary(end)], cut: true }
    }
}

/// The best dialect with one of some delimiters.
fn best(sample: &Sample<'_>, delimiters: &[&'static str]) -> Option<(Dialect, f64)> {
    let mut best: Option<(Dialect, f64)> = None;
    for delimiter in delimiters.iter().copied().filter(|d| sample.text.contains(d)) {
        for dialect in candidates(sample.text, delimiter) {
            let score = Measure::take(sample, &dialect).score(delimiter);
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((dialect, score));
            }
        }
    }
    best
}

/// The dialects with a delimiter that a text could have been written in, the likeliest first.
fn candidates(text: &str, delimiter: &'static str) -> Vec<Dialect> {
    let mut quotes = vec![Some(b'"')];
    if opens(text, delimiter, '\'') {
        quotes.push(Some(b'\''));
    }
    if text.contains('"') {
        quotes.push(None);
    }
    let mut found = Vec::new();
    for quote in quotes {
        let mark = quote.map_or('"', char::from);
        let escapes = quote.is_some() && text.contains(&format!("\\{mark}"));
        let spaces = quote.is_some() && delimiter != " " && text.contains(&format!("{delimiter} {mark}"));
        for spaced in [false, true].into_iter().take(1 + usize::from(spaces)) {
            for escape in [None, Some(b'\\')].into_iter().take(1 + usize::from(escapes)) {
                found.push(Dialect { delimiter, quote, escape, spaced });
            }
        }
    }
    found
}

/// Whether a quote stands at the start of a cell and at the end of one.
fn opens(text: &str, delimiter: &str, quote: char) -> bool {
    let starts = text.starts_with(quote)
        || text.contains(&format!("\n{quote}"))
        || text.contains(&format!("\r{quote}"))
        || text.contains(&format!("{delimiter}{quote}"));
    let ends = text.ends_with(quote)
        || text.contains(&format!("{quote}\n"))
        || text.contains(&format!("{quote}\r"))
        || text.contains(&format!("{quote}{delimiter}"));
    starts && ends
}

/// What a dialect makes of a sample.
#[derive(Default)]
struct Measure {
    cut: bool,
    /// How many rows have each number of cells.
    lengths: Vec<(usize, usize)>,
    rows: usize,
    cells: usize,
    /// Summed likeness of cells to something known, in hundredths.
    known: u64,
    /// Cells of digits.
    numbers: usize,
    quoted: usize,
    broken: usize,
    /// Two cells that together would be a time.
    times: usize,
    /// Cells that start with a space.
    indented: usize,
    width: usize,
    /// Whether the row's last cell ends in a digit and a time could follow.
    digit: bool,
}

impl Sink for Measure {
    type Stop = ();

    fn start(&mut self, _: usize) -> Result<(), ()> {
        (self.width, self.digit) = (0, false);
        Ok(())
    }

    fn cell(&mut self, text: &str, quoting: Quoting) -> Result<(), ()> {
        self.width += 1;
        self.cells += 1;
        match quoting {
            // The closing quote may stand behind the sample.
            Quoting::Unclosed if self.cut => {
                self.cells -= 1;
                return Err(());
            }
            Quoting::Trailing => {
                self.quoted += 1;
                self.broken += 1;
            }
            // It is read as the text that it is, and said to be doubtful.
            Quoting::Unclosed => self.known += likeness(text),
            Quoting::Closed => {
                self.quoted += 1;
                self.known += 100;
            }
            Quoting::Inner => {
                self.quoted += 1;
                self.known += 60;
            }
            Quoting::Plain => self.known += likeness(text),
        }
        let trimmed = text.trim();
        let digits = trimmed.chars().all(|c| is_digit(c) || is_number_sign(c)) && trimmed.contains(is_digit);
        self.numbers += usize::from(digits);
        self.times += usize::from(self.digit && trimmed.starts_with(is_digit));
        self.digit = trimmed.ends_with(is_digit);
        self.indented += usize::from(self.width > 1 && text.starts_with(' '));
        Ok(())
    }

    fn end(&mut self) -> Result<(), ()> {
        self.rows += 1;
        match self.lengths.iter_mut().find(|(length, _)| *length == self.width) {
            Some((_, count)) => *count += 1,
            None => self.lengths.push((self.width, 1)),
        }
        Ok(())
    }
}

impl Measure {
    fn take(sample: &Sample<'_>, dialect: &Dialect) -> Measure {
        let mut measure = Measure { cut: sample.cut, ..Measure::default() };
        // It stops early in a quote that the sample cuts; what came before is measured.
        scan(sample.text, dialect, &mut measure).ok();
        measure
    }

    fn score(&self, delimiter: &str) -> f64 {
        if self.rows == 0 || self.cells == 0 {
            return 0.0;
        }
        let rows = self.rows as f64;
        let alike = |(length, count): &(usize, usize)| {
            let (length, part) = (*length as f64, *count as f64 / rows);
            part * part * (length - 1.0) / length
        };
        let pattern: f64 = self.lengths.iter().map(alike).sum();
        let known = self.known as f64 / (100.0 * self.cells as f64);
        let whole = 1.0 - self.broken as f64 / self.quoted.max(1) as f64;
        let score = pattern * known * whole * whole;
        if USUAL.contains(&delimiter) || self.is_clear(delimiter) { score } else { 0.0 }
    }

    /// Whether a character that also stands in ordinary text is a delimiter beyond doubt: nearly all rows agree, and
    /// what it separates are numbers or quoted cells, not words and not the parts of a time.
    fn is_clear(&self, delimiter: &str) -> bool {
        let Some((length, count)) = self.lengths.iter().max_by_key(|(_, count)| *count) else { return false };
        let agree = self.rows > 1 && *length > 1 && count * 10 >= self.rows * 9;
        let evidence = self.numbers + self.quoted;
        let times = self.times * 2 > self.cells - self.rows;
        agree
            && match delimiter {
                ":" | "：" => !times && (*length > 2 || self.indented == 0 && evidence > 0),
                _ => evidence * 2 >= self.cells && (*length > 2 || self.quoted > 0 || !times),
            }
    }
}

/// How much a cell looks like something that a table holds, in hundredths.
fn likeness(text: &str) -> u64 {
    let text = text.trim();
    if text.is_empty() {
        return 90;
    }
    let (mut digits, mut letters, mut blanks, mut commas, mut length) = (0u32, 0u32, 0u32, 0u32, 0u32);
    for c in text.chars() {
        length += 1;
        match c {
            '"' | '\t' | '|' | ';' | '\u{1f}' => return 0,
            ',' | '，' => commas += 1,
            c if is_digit(c) => digits += 1,
            ' ' => blanks += 1,
            c if is_number_sign(c) => {}
            _ => letters += 1,
        }
    }
    if letters == 0 && digits > 0 {
        return match commas {
            0 => 100,
            _ if is_grouped(text) => 90,
            _ => 10,
        };
    }
    // A quote at one end only is half of a cell.
    let torn = text.starts_with('\'') != text.ends_with('\'');
    match (commas, blanks, length) {
        _ if torn => 10,
        (1.., ..) => 20,
        (_, 0..=3, 0..=40) => 80,
        (_, 0..=8, 0..=80) => 60,
        _ => 30,
    }
}

/// Whether the commas of a number stand where thousands are grouped, or there is one, as before decimals.
fn is_grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    let parts: Vec<&str> = whole.split([',', '，']).collect();
    let digits = |part: &str| part.chars().filter(|c| is_digit(*c)).count();
    parts.len() == 2 || (digits(parts[0]) <= 3 && parts[1..].iter().all(|p| digits(p) == 3))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_number_sign(c: char) -> bool {
    "+-−－.．%％/:()（）¥￥$€£年月日季度时分秒eETZ△".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(text: &str) -> String {
        let (dialect, told) = detect(text);
        let quote = dialect.quote.map_or('0', char::from);
        let escape = if dialect.escape.is_some() { "\\" } else { "" };
        let spaced = if dialect.spaced { "_" } else { "" };
        let told = if told > 0 { "told" } else { "" };
        format!("{}{quote}{escape}{spaced}{told}", dialect.delimiter)
    }

    #[test]
    fn a_dialect_is_known_by_its_rows_and_cells() {
        for (text, expected) in [
            ("a,b,c\n1,2,3\n4,5,6\n", ",\""),
            ("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n", ";\""),
            ("a\tb\n1,234\t2\n3,456\t4\n", "\t\""),
            ("区县，年月，人数\n甲，2004年1月，1,234\n乙，2004年1月，2,345\n", "，\""),
            ("a|b|c\nx, y|1|2\nz, w|3|4\n", "|\""),
            ("'a, b','c'\n'd, e','f'\n", ",'"),
            ("it's,1\nshe's,2\n", ",\""),
            ("\"a\\\"b, c\",1\n\"d\\\"e, f\",2\n", ",\"\\"),
            ("a, \"b, c\", 1\nd, \"e, f\", 2\n", ",\"_"),
            ("sep=;\n1,2;3\n", ";\"told"),
            ("a^b\nc^d\n", "^\""),
            ("1:2:x\n3:4:y\n5:6:z\n", ":\""),
            ("1 2 3\n4 5 6\n", " \""),
        ] {
            assert_eq!(dialect(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_column_stays_one_column() {
        for text in [
            "10:30\n10:45\n11:00\n",
            "New York\nSan Francisco\nLos Angeles\n",
            "2004-01-01 10:00\n2004-01-02 11:30\n",
            "一、情况说明\n二、基金收支，详见附表\n三、存在的问题\n四、下一步的打算\n",
            "1\n2\n3\n",
            "\"a, b\"\n\"c, d\"\n",
            "",
        ] {
            assert_eq!(dialect(text), "\"", "{text:?}");
        }
    }
}
