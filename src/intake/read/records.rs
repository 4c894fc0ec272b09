//! Splits a text into records and cells by a dialect: delimiter, quote and escape.
//!
//! Rows come as long as they are, text is kept as it stood, line ends may be mixed. Quotes count at the start of a cell
//! only; what follows a closing quote belongs to the cell. A quote that is never closed is plain text, so that it costs
//! one cell and not the rest of the file; so is one that would only be closed by the quote that opens a later cell.

/// How cells are separated and quoted. A quote inside quotes is doubled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Dialect {
    /// What separates cells; empty where each line is one cell.
    pub delimiter: &'static str,
    /// What may enclose a cell.
    pub quote: Option<u8>,
    /// What takes the meaning from a quote or delimiter behind it.
    pub escape: Option<u8>,
    /// Whether spaces may stand between a delimiter and a quote.
    pub spaced: bool,
}

impl Default for Dialect {
    /// Comma and quotation mark.
    fn default() -> Dialect {
        Dialect { delimiter: ",", quote: Some(b'"'), escape: None, spaced: false }
    }
}

/// How a cell was quoted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quoting {
    /// Not at all.
    Plain,
    /// From its start to its end.
    Closed,
    /// So too, with quotes inside that are not doubled.
    Inner,
    /// With more text behind the closing quote.
    Trailing,
    /// It starts with a quote that nothing closes.
    Unclosed,
}

/// Takes what is found in a text.
pub(super) trait Sink {
    /// Why it wants no more.
    type Stop;

    /// A record starts on a line, counted from 0.
    fn start(&mut self, line: usize) -> Result<(), Self::Stop>;

    /// The record's next cell.
    fn cell(&mut self, text: &str, quoting: Quoting) -> Result<(), Self::Stop>;

    /// The record is complete.
    fn end(&mut self) -> Result<(), Self::Stop>;
}

/// How many quotes may stay unclosed before quotes count no more: each costs a look through the rest of the text.
const MOST_UNCLOSED: usize = 16;

/// Goes through a text; how many line ends it has.
pub(super) fn scan<S: Sink>(text: &str, dialect: &Dialect, sink: &mut S) -> Result<usize, S::Stop> {
    Scan::new(text, dialect).run(sink)
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    delimiter: &'a [u8],
    quote: Option<u8>,
    escape: Option<u8>,
    spaced: bool,
    /// Bytes at which a cell without quotes may end.
    special: [bool; 256],
    at: usize,
    line: usize,
    unclosed: usize,
    buffer: String,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, dialect: &'a Dialect) -> Scan<'a> {
        let delimiter = dialect.delimiter.as_bytes();
        let mut special = [false; 256];
        for byte in [Some(b'\n'), Some(b'\r'), delimiter.first().copied(), dialect.escape].into_iter().flatten() {
            special[usize::from(byte)] = true;
        }
        Scan {
            text,
            bytes: text.as_bytes(),
            delimiter,
            quote: dialect.quote,
            escape: dialect.escape,
            spaced: dialect.spaced,
            special,
            at: 0,
            line: 0,
            unclosed: 0,
            buffer: String::new(),
        }
    }

    fn run<S: Sink>(mut self, sink: &mut S) -> Result<usize, S::Stop> {
        while self.at < self.bytes.len() {
            let blank = line_end(self.bytes, self.at);
            if blank > 0 {
                self.at += blank;
                self.line += 1;
                continue;
            }
            sink.start(self.line)?;
            loop {
                self.cell(sink)?;
                let end = line_end(self.bytes, self.at);
                if end > 0 {
                    self.at += end;
                    self.line += 1;
                    break;
                }
                if self.at == self.bytes.len() {
                    break;
                }
                self.at += self.delimiter.len();
            }
            sink.end()?;
        }
        Ok(self.line)
    }

    /// Takes one cell, up to the delimiter, the line end or the end of the text.
    fn cell<S: Sink>(&mut self, sink: &mut S) -> Result<(), S::Stop> {
        let mut open = self.at;
        while self.spaced && self.bytes.get(open) == Some(&b' ') {
            open += 1;
        }
        let Some(quote) = self.quote.filter(|quote| self.bytes.get(open) == Some(quote)) else {
            return self.unquoted(Quoting::Plain, sink);
        };
        match self.closing(open + 1, quote) {
            Closing::At(close, quoting) => self.quoted(open + 1, close, quoting, quote, sink),
            Closing::OfLater => self.unquoted(Quoting::Unclosed, sink),
            Closing::Nowhere => {
                self.unclosed += 1;
                if self.unclosed == MOST_UNCLOSED {
                    self.quote = None;
                }
                self.unquoted(Quoting::Unclosed, sink)
            }
        }
    }

    fn unquoted<S: Sink>(&mut self, quoting: Quoting, sink: &mut S) -> Result<(), S::Stop> {
        let (text, start) = (self.text, self.at);
        let end = self.plain_end(start);
        self.at = end;
        if self.bytes.get(end).is_some_and(|byte| Some(*byte) == self.escape) {
            self.buffer.clear();
            self.buffer.push_str(&text[start..end]);
            self.plain_tail();
            return sink.cell(&self.buffer, quoting);
        }
        sink.cell(&text[start..end], quoting)
    }

    /// Where the text from here on meets a delimiter, a line end, an escape or its end.
    fn plain_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(step) = self.bytes[at..].iter().position(|byte| self.special[usize::from(*byte)]) {
            at += step;
            let byte = self.bytes[at];
            // Of a delimiter of several bytes the first may be that of another character.
            if self.delimiter.len() < 2
                || matches!(byte, b'\n' | b'\r')
                || Some(byte) == self.escape
                || self.bytes[at..].starts_with(self.delimiter)
            {
                return at;
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// Puts the rest of a cell without quotes into the buffer.
    fn plain_tail(&mut self) {
        let text = self.text;
        loop {
            let end = self.plain_end(self.at);
            self.buffer.push_str(&text[self.at..end]);
            self.at = end;
            if self.bytes.get(end).is_none_or(|byte| Some(*byte) != self.escape) {
                return;
            }
            self.at += self.escaped(end);
        }
    }

    /// Puts what an escape at a place stands for into the buffer; how many bytes that was.
    fn escaped(&mut self, at: usize) -> usize {
        let text = self.text;
        match text[at + 1..].chars().next() {
            Some(next) if self.is_escapable(next) => {
                self.buffer.push(next);
                1 + next.len_utf8()
            }
            _ => {
                self.buffer.push_str(&text[at..=at]);
                1
            }
        }
    }

    fn is_escapable(&self, c: char) -> bool {
        let byte = u8::try_from(c).ok();
        byte.is_some() && (byte == self.quote || byte == self.escape) || self.delimiter == c.to_string().as_bytes()
    }

    /// Where a quoted cell ends.
    fn closing(&self, from: usize, quote: u8) -> Closing {
        let (mut at, mut quoting) = (from, Quoting::Closed);
        while let Some(byte) = self.bytes.get(at) {
            if Some(*byte) == self.escape && self.bytes.get(at + 1).is_some() {
                quoting = Quoting::Inner;
                at += 2;
            } else if *byte != quote {
                at += 1;
            } else if self.ends_cell(at + 1) {
                return Closing::At(at, quoting);
            } else if self.bytes.get(at + 1) == Some(&quote) {
                quoting = Quoting::Inner;
                at += 2;
            } else if at > from && self.starts_cell(at) {
                return Closing::OfLater;
            } else {
                return match self.outer(at + 1, quote) {
                    Some(outer) => Closing::At(outer, Quoting::Inner),
                    None => Closing::At(at, Quoting::Trailing),
                };
            }
        }
        Closing::Nowhere
    }

    /// Whether a cell is over at a place behind a quote.
    fn ends_cell(&self, mut at: usize) -> bool {
        while self.spaced && self.bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        // Without a delimiter every place starts with it.
        at == self.bytes.len()
            || line_end(self.bytes, at) > 0
            || !self.delimiter.is_empty() && self.bytes[at..].starts_with(self.delimiter)
    }

    /// Whether a cell starts at a place.
    fn starts_cell(&self, at: usize) -> bool {
        let before = &self.bytes[..at];
        matches!(before.last(), None | Some(b'\n' | b'\r'))
            || !self.delimiter.is_empty() && before.ends_with(self.delimiter)
    }

    /// The quote that closes a cell behind one that is not doubled, on the same line and before a later quoted cell.
    fn outer(&self, from: usize, quote: u8) -> Option<usize> {
        let mut at = from;
        loop {
            let byte = *self.bytes.get(at)?;
            if matches!(byte, b'\n' | b'\r') || byte == quote && self.starts_cell(at) {
                return None;
            }
            if byte == quote && self.ends_cell(at + 1) {
                return Some(at);
            }
            at += 1;
        }
    }

    fn quoted<S: Sink>(
        &mut self,
        from: usize,
        close: usize,
        quoting: Quoting,
        quote: u8,
        sink: &mut S,
    ) -> Result<(), S::Stop> {
        let text = self.text;
        self.line += line_ends(&self.bytes[from..close]);
        self.at = close + 1;
        if quoting != Quoting::Trailing {
            while self.spaced && self.bytes.get(self.at) == Some(&b' ') {
                self.at += 1;
            }
        }
        if quoting == Quoting::Closed {
            return sink.cell(&text[from..close], quoting);
        }
        self.buffer.clear();
        let mut at = from;
        let mut inner = Quoting::Closed;
        while at < close {
            let byte = self.bytes[at];
            if Some(byte) == self.escape {
                at += self.escaped(at);
            } else if byte == quote {
                let doubled = at + 1 < close && self.bytes[at + 1] == quote;
                inner = if doubled { inner } else { Quoting::Inner };
                self.buffer.push(char::from(quote));
                at += 1 + usize::from(doubled);
            } else {
                let stop = |b: &u8| *b == quote || Some(*b) == self.escape;
                let run = self.bytes[at..close].iter().position(stop).unwrap_or(close - at);
                self.buffer.push_str(&text[at..at + run]);
                at += run;
            }
        }
        if quoting != Quoting::Trailing {
            return sink.cell(&self.buffer, inner);
        }
        self.plain_tail();
        sink.cell(&self.buffer, quoting)
    }
}

/// Where a quoted cell ends.
enum Closing {
    /// At a quote.
    At(usize, Quoting),
    /// Only at the quote that opens a later cell.
    OfLater,
    Nowhere,
}

/// How many bytes the line end at a place has; 0 where there is none. Two carriage returns and a line feed are what a
/// program leaves that translates line ends twice.
fn line_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'\n') => 1,
        Some(b'\r') => match bytes.get(at + 1..) {
            Some([b'\n', ..]) => 2,
            Some([b'\r', b'\n', ..]) => 3,
            _ => 1,
        },
        _ => 0,
    }
}

/// How many line ends there are.
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    let (mut at, mut count) = (0, 0);
    while let Some(step) = bytes[at..].iter().position(|b| matches!(b, b'\n' | b'\r')) {
        at += step;
        at += line_end(bytes, at);
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[derive(Default)]
    struct Rows(Vec<(usize, Vec<String>)>);

    impl Sink for Rows {
        type Stop = Infallible;
        fn start(&mut self, line: usize) -> Result<(), Infallible> {
            self.0.push((line, Vec::new()));
            Ok(())
        }
        fn cell(&mut self, text: &str, _: Quoting) -> Result<(), Infallible> {
            self.0.last_mut().unwrap().1.push(text.to_owned());
            Ok(())
        }
        fn end(&mut self) -> Result<(), Infallible> {
            Ok(())
        }
    }

    fn rows(text: &str, dialect: Dialect) -> Vec<(usize, Vec<String>)> {
        let mut rows = Rows::default();
        let Ok(_) = scan(text, &dialect, &mut rows);
        rows.0
    }

    fn cells(text: &str, dialect: Dialect) -> String {
        rows(text, dialect).iter().map(|(_, cells)| cells.join("¦")).collect::<Vec<_>>().join("⏎")
    }

    #[test]
    fn cells_are_split_where_the_dialect_says() {
        let comma = Dialect::default();
        assert_eq!(cells("a, b ,\n,c\n", comma), "a¦ b ¦⏎¦c");
        assert_eq!(cells("\"a,\"\"b\"\"\r\nc\",d", comma), "a,\"b\"\r\nc¦d");
        assert_eq!(cells("a\"b,\"c\"d,\"e\n1,2", comma), "a\"b¦cd¦\"e⏎1¦2");
        assert_eq!(cells("a,\"b", comma), "a¦\"b");
        assert_eq!(cells("a,\"say \"hi\" twice\",\"\"b c\"", comma), "a¦say \"hi\" twice¦\"b c");
        assert_eq!(cells("\"a,b,\"c, d\",e\nf,\"g", comma), "\"a¦b¦c, d¦e⏎f¦\"g");
        assert_eq!(cells("a,\"\",\"\"\"\"\n", comma), "a¦¦\"");
        let wide = Dialect { delimiter: "，", ..comma };
        assert_eq!(cells("甲，乙、丙，\"丁，戊\"", wide), "甲¦乙、丙¦丁，戊");
        let escaped = Dialect { escape: Some(b'\\'), ..comma };
        assert_eq!(cells(r#""a\"b\\","c\n",d\,e,\f"#, escaped), r#"a"b\¦c\n¦d,e¦\f"#);
        let spaced = Dialect { spaced: true, ..comma };
        assert_eq!(cells("a, \"b, c\" , d", spaced), "a¦b, c¦ d");
        let single = Dialect { delimiter: "", ..comma };
        assert_eq!(cells("a, b\n\"c\n,d\"\n\"e\"f", single), "a, b⏎c\n,d⏎ef");
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let lines = |text: &str| -> Vec<usize> { rows(text, Dialect::default()).iter().map(|r| r.0).collect() };
        assert_eq!(lines("a\nb\r\nc\rd"), [0, 1, 2, 3]);
        assert_eq!(lines("\n\na\r\r\n\r\n\"x\ny\",1\nb"), [2, 4, 6]);
    }
}
