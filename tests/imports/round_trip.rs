//! A random table, written in a random dialect, encoding, unit, layout and number style, is read back as it was.

use std::fmt::Write as _;

use proptest::prelude::*;
use tongchou::field::{Field, FieldUnit};
use tongchou::intake::{self, Choices, data_file};
use tongchou::locale::Language;

/// What is written: heads, or money in fen, by county, month and field.
#[derive(Clone, Debug)]
struct Figures {
    counties: Vec<&'static str>,
    /// The first month, counted from year 0.
    first: i32,
    months: usize,
    fields: Vec<Field>,
    /// By county, month and field.
    values: Vec<Option<i64>>,
}

impl Figures {
    fn value(&self, county: usize, month: usize, field: usize) -> Option<i64> {
        self.values[(county * self.months + month) * self.fields.len() + field]
    }

    /// Year and month, from 1.
    fn month(&self, n: usize) -> (i32, i32) {
        let month = self.first + n as i32;
        (month / 12, month % 12 + 1)
    }

    /// The data file that must come of it.
    fn data_file(&self) -> String {
        let mut out = String::from("county,month");
        let columns: Vec<Field> = Field::ALL.into_iter().filter(|f| f.is_needed() || self.fields.contains(f)).collect();
        for field in &columns {
            write!(out, ",{}", field.key()).unwrap();
        }
        out.push('\n');
        for (c, county) in self.counties.iter().enumerate() {
            for m in 0..self.months {
                let (year, month) = self.month(m);
                write!(out, "{county},{year:04}-{month:02}").unwrap();
                for field in &columns {
                    out.push(',');
                    let place = self.fields.iter().position(|f| f == field);
                    if let Some(value) = place.and_then(|f| self.value(c, m, f)) {
                        match field.unit() {
                            FieldUnit::Persons => write!(out, "{value}").unwrap(),
                            _ => write!(out, "{}.{:02}", value / 100, value % 100).unwrap(),
                        }
                    }
                }
                out.push('\n');
            }
        }
        out
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Layout {
    /// A row a county and month, a column a field.
    Long,
    /// The same, with year and month in columns of their own.
    YearAndMonth,
    /// The same, each county named in the first of its rows only.
    NamedOnce,
    /// A file a county: fields down, months across.
    FieldsDown,
    /// A file a field: counties down, months across, with totals.
    MonthsAcross,
    /// A file a month: counties down, fields across, under titles.
    FileAMonth,
}

#[derive(Clone, Copy, Debug)]
enum Digits {
    Plain,
    Separated,
    FullWidth,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Utf8,
    Marked,
    Gb18030,
    Utf16 { little: bool, marked: bool },
    Workbook,
}

#[derive(Clone, Debug)]
struct Style {
    layout: Layout,
    digits: Digits,
    encoding: Encoding,
    delimiter: char,
    quoted: bool,
    line_end: &'static str,
    /// How many 元 the unit of money is, and its name.
    money: (i64, &'static str),
    heads: (i64, &'static str),
    /// Which way of writing months.
    month: usize,
    /// The unit in each heading, or once above.
    unit_above: bool,
    titles: usize,
    unknown: &'static str,
}

impl Style {
    fn number(&self, field: Field, value: Option<i64>) -> String {
        let Some(value) = value else { return self.unknown.to_owned() };
        let (factor, places) = match field.unit() {
            FieldUnit::Persons => (self.heads.0, 0),
            FieldUnit::YuanPerMonth => (1, 2),
            FieldUnit::Yuan => (self.money.0, 2),
        };
        let places = places + factor.ilog10() as usize;
        let size = 10_i64.pow(places as u32);
        let whole = (value / size).to_string();
        let whole = match self.digits {
            Digits::Separated => separated(&whole),
            _ => whole,
        };
        let mut text = whole;
        if places > 0 {
            write!(text, ".{:0places$}", value % size).unwrap();
            let shown = text.trim_end_matches('0').trim_end_matches('.').len();
            text.truncate(shown);
        }
        match self.digits {
            Digits::FullWidth => text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect(),
            _ => text,
        }
    }

    fn when(&self, (year, month): (i32, i32)) -> String {
        match self.month {
            0 => format!("{year}-{month:02}"),
            1 => format!("{year}年{month}月"),
            2 => format!("{year}.{month:02}"),
            3 => format!("{year}/{month}"),
            4 => format!("{year}{month:02}"),
            _ => format!("{year}-{month:02}-28"),
        }
    }

    fn heading(&self, field: Field) -> String {
        let name = Language::Chinese.text(field.text_key());
        match field.unit() {
            _ if self.unit_above => name.to_owned(),
            FieldUnit::Persons => format!("{name}({})", self.heads.1),
            FieldUnit::Yuan => format!("{name}（{}）", self.money.1),
            FieldUnit::YuanPerMonth => format!("{name}（元）"),
        }
    }

    fn above(&self, title: String) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(
            (0..self.titles)
                .map(|n| vec![if n == 0 { title.clone() } else { "企业职工基本养老保险".to_owned() }]),
        );
        if self.unit_above {
            rows.push(vec![format!("单位：{}、{}", self.heads.1, self.money.1)]);
        }
        rows
    }

    /// The files: names and rows.
    fn files(&self, figures: &Figures) -> Vec<(String, Vec<Vec<String>>)> {
        let number = |c, m, f: usize| self.number(figures.fields[f], figures.value(c, m, f));
        let headings = || figures.fields.iter().map(|f| self.heading(*f));
        let fields = 0..figures.fields.len();
        match self.layout {
            Layout::Long | Layout::NamedOnce | Layout::YearAndMonth => {
                let mut rows = self.above("基金收支情况表".into());
                let mut header = vec!["区县".to_owned()];
                match self.layout {
                    Layout::YearAndMonth => header.extend(["年份".to_owned(), "月份".to_owned()]),
                    _ => header.push("年月".to_owned()),
                }
                header.extend(headings());
                rows.push(header);
                for (c, county) in figures.counties.iter().enumerate() {
                    for m in 0..figures.months {
                        let once = self.layout == Layout::NamedOnce && m > 0;
                        let mut row = vec![if once { String::new() } else { (*county).to_owned() }];
                        let (year, month) = figures.month(m);
                        match self.layout {
                            Layout::YearAndMonth => row.extend([year.to_string(), month.to_string()]),
                            _ => row.push(self.when((year, month))),
                        }
                        row.extend(fields.clone().map(|f| number(c, m, f)));
                        rows.push(row);
                    }
                }
                vec![("数据".to_owned(), rows)]
            }
            Layout::FieldsDown => {
                let file = |(c, county): (usize, &&'static str)| {
                    let mut rows = self.above(format!("{county}养老保险基金收支情况表"));
                    let mut header = vec!["项目".to_owned()];
                    header.extend(
                        (0..figures.months).map(|m| format!("{}年{}月", figures.month(m).0, figures.month(m).1)),
                    );
                    rows.push(header);
                    for f in fields.clone() {
                        let mut row = vec![self.heading(figures.fields[f])];
                        row.extend((0..figures.months).map(|m| number(c, m, f)));
                        rows.push(row);
                    }
                    ((*county).to_owned(), rows)
                };
                figures.counties.iter().enumerate().map(file).collect()
            }
            Layout::MonthsAcross => {
                let file = |f: usize| {
                    let mut rows = self.above("分月情况表".into());
                    rows.push(vec![self.heading(figures.fields[f])]);
                    let mut header = vec!["区县".to_owned()];
                    header.extend(
                        (0..figures.months).map(|m| format!("{}年{}月", figures.month(m).0, figures.month(m).1)),
                    );
                    rows.push(header);
                    for (c, county) in figures.counties.iter().enumerate() {
                        let mut row = vec![(*county).to_owned()];
                        row.extend((0..figures.months).map(|m| number(c, m, f)));
                        rows.push(row);
                    }
                    (format!("表{f}"), rows)
                };
                fields.map(file).collect()
            }
            Layout::FileAMonth => {
                let file = |m: usize| {
                    let (year, month) = figures.month(m);
                    let mut rows = self.above(format!("{year}年{month}月基金收支情况表"));
                    let mut header = vec!["区县".to_owned()];
                    header.extend(headings());
                    rows.push(header);
                    for (c, county) in figures.counties.iter().enumerate() {
                        let mut row = vec![(*county).to_owned()];
                        row.extend(fields.clone().map(|f| number(c, m, f)));
                        rows.push(row);
                    }
                    (format!("{year}年{month}月"), rows)
                };
                (0..figures.months).map(file).collect()
            }
        }
    }

    fn bytes(&self, rows: &[Vec<String>]) -> Vec<u8> {
        if let Encoding::Workbook = self.encoding {
            let mut book = rust_xlsxwriter::Workbook::new();
            let sheet = book.add_worksheet();
            for (r, row) in rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    // Numbers as numbers, but only where a double holds them exactly as written.
                    match cell.parse::<f64>() {
                        Ok(number) if number.to_string() == *cell => sheet.write_number(r as u32, c as u16, number),
                        _ => sheet.write_string(r as u32, c as u16, cell),
                    }
                    .unwrap();
                }
            }
            return book.save_to_buffer().unwrap();
        }
        let mut text = String::new();
        for row in rows {
            let width = rows.iter().map(Vec::len).max().unwrap_or(0);
            for column in 0..width {
                if column > 0 {
                    text.push(self.delimiter);
                }
                let cell = row.get(column).map_or("", String::as_str);
                if self.quoted || cell.contains([self.delimiter, '"', ',']) {
                    write!(text, "\"{}\"", cell.replace('"', "\"\"")).unwrap();
                } else {
                    text += cell;
                }
            }
            text += self.line_end;
        }
        match self.encoding {
            Encoding::Utf8 | Encoding::Workbook => text.into_bytes(),
            Encoding::Marked => format!("\u{feff}{text}").into_bytes(),
            Encoding::Gb18030 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            Encoding::Utf16 { little, marked } => {
                let order = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
                let mark = marked.then_some(0xfeff);
                mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
            }
        }
    }
}

fn separated(digits: &str) -> String {
    let mut out = String::new();
    for (n, c) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn figures() -> impl Strategy<Value = Figures> {
    let counties =
        proptest::sample::subsequence(vec!["屯溪区", "黄山区", "徽州区", "歙县", "休宁县", "黟县", "祁门县"], 1..5);
    let fields = proptest::sample::subsequence(Field::ALL.to_vec(), 1..8);
    (counties, fields, 2001_i32 * 12..2012 * 12, 1_usize..15).prop_flat_map(|(counties, mut fields, first, months)| {
        // Back-pay stands beside the pension that it is part of; a base is not told in the table's unit.
        fields.retain(|f| !matches!(f, Field::Backpay));
        if fields.is_empty() {
            fields.push(Field::Collected);
        }
        let size = counties.len() * months * fields.len();
        let value = prop_oneof![9 => (0_i64..2_000_000_000).prop_map(Some), 1 => Just(None)];
        proptest::collection::vec(value, size).prop_map(move |mut values| {
            // The first field is always known: months of which nothing is known are no rows of an officer's table.
            for value in values.iter_mut().step_by(fields.len()) {
                value.get_or_insert(7);
            }
            // And a field is known somewhere: a file of nothing but dashes tells nothing.
            for value in values.iter_mut().take(fields.len()) {
                value.get_or_insert(7);
            }
            Figures { counties: counties.clone(), first, months, fields: fields.clone(), values }
        })
    })
}

fn style() -> impl Strategy<Value = Style> {
    let layout = prop_oneof![
        Just(Layout::Long),
        Just(Layout::YearAndMonth),
        Just(Layout::NamedOnce),
        Just(Layout::FieldsDown),
        Just(Layout::MonthsAcross),
        Just(Layout::FileAMonth)
    ];
    let digits = prop_oneof![Just(Digits::Plain), Just(Digits::Separated), Just(Digits::FullWidth)];
    let encoding = prop_oneof![
        Just(Encoding::Utf8),
        Just(Encoding::Marked),
        Just(Encoding::Gb18030),
        (any::<bool>(), any::<bool>()).prop_map(|(little, marked)| Encoding::Utf16 { little, marked }),
        Just(Encoding::Workbook)
    ];
    let delimiter = prop_oneof![Just(','), Just('\t'), Just(';'), Just('|'), Just('，')];
    let money =
        prop_oneof![Just((1, "元")), Just((1_000, "千元")), Just((10_000, "万元")), Just((100_000_000, "亿元"))];
    let heads = prop_oneof![Just((1, "人")), Just((10_000, "万人"))];
    let line_end = prop_oneof![Just("\n"), Just("\r\n")];
    let unknown = prop_oneof![Just(""), Just("-"), Just("—"), Just("…"), Just("无")];
    let rest = (any::<bool>(), 0_usize..6, any::<bool>(), 0_usize..3, unknown);
    (layout, digits, encoding, delimiter, money, heads, line_end, rest).prop_map(
        |(layout, digits, encoding, delimiter, money, heads, line_end, rest)| {
            let (quoted, month, unit_above, titles, unknown) = rest;
            Style {
                layout,
                digits,
                encoding,
                delimiter,
                quoted,
                line_end,
                money,
                heads,
                month,
                unit_above,
                titles,
                unknown,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_is_read_as_it_was_written(figures in figures(), style in style()) {
        let ending = if matches!(style.encoding, Encoding::Workbook) { "xlsx" } else { "csv" };
        let mut sheets = Vec::new();
        let mut shown = String::new();
        for (name, rows) in style.files(&figures) {
            write!(shown, "{name}:\n{}", rows.iter().map(|r| r.join(" | ") + "\n").collect::<String>()).unwrap();
            let bytes = style.bytes(&rows);
            match intake::sheets(&format!("{name}.{ending}"), &bytes) {
                Ok(read) => sheets.extend(read),
                Err(findings) => prop_assert!(false, "{findings:?}\n{shown}"),
            }
        }
        let import = intake::understand(&sheets, &Choices::default());
        let said: Vec<String> = import.findings.iter().map(|f| f.line(Language::Chinese)).collect();
        prop_assert!(import.dataset.is_some(), "{}\n{shown}", said.join("\n"));
        let data = import.dataset.unwrap();
        prop_assert_eq!(data_file::write(&data), figures.data_file(), "{}\n{}", shown, said.join("\n"));
    }
}

/// How many tables are tried: `TABLES` in the environment, for a long run by hand.
fn cases() -> u32 {
    std::env::var("TABLES").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}
