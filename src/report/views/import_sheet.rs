//! What the import screen shows, before any drawing: the answer in a sentence, what each raw cell was taken for, where
//! the findings stand, and the first rows of what is read.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::amount;
use crate::dataset::Dataset;
use crate::dataset::{Changed, County, Joined};
use crate::field::{Amount, Field, FieldUnit};
use crate::finding::{Finding, Origin, Severity};
use crate::intake::Understood;
use crate::intake::table::LineKind;
use crate::intake::understood::{Role, Told};
use crate::locale::Language;
use crate::report::words::number::{Style, grouped};
use crate::report::words::period::period_name;
use crate::report::{Cell, Column, Measured, Sheet as ResultSheet};
use crate::sheet::Sheet;

/// How many rows of the result are shown.
pub const MOST_ROWS: usize = 1_000;

/// What a raw cell was taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Part {
    /// No part of a table.
    Outside,
    /// A title, or a line such as 单位：万元.
    Title,
    /// The header, or a heading inside the table.
    Header,
    /// 区县.
    County,
    /// 年月.
    When,
    /// The name of a field.
    FieldName,
    /// An amount of money.
    Money,
    /// Heads.
    Heads,
    /// A printed sum: checked, not read.
    Total,
    /// The sum of a place's counties, which the rows below or above are.
    Place,
    /// Nothing that is read.
    LeftOut,
}

impl Part {
    /// Those that the legend explains, in its order.
    pub const ALL: [Part; 10] = [
        Part::Title,
        Part::Header,
        Part::County,
        Part::When,
        Part::FieldName,
        Part::Money,
        Part::Heads,
        Part::Total,
        Part::Place,
        Part::LeftOut,
    ];

    /// The key of its name.
    pub const fn text_key(self) -> &'static str {
        match self {
            Part::Outside | Part::LeftOut => "import.left_out",
            Part::Title => "import.title",
            Part::Header => "import.header",
            Part::County => "import.county",
            Part::When => "import.when",
            Part::FieldName => "import.fields",
            Part::Money => "import.money",
            Part::Heads => "import.heads",
            Part::Total => "import.total",
            Part::Place => "import.place",
        }
    }
}

/// The tables that were understood in one sheet.
#[derive(Clone, Debug)]
pub struct Tables<'a>(Vec<&'a Understood>);

impl<'a> Tables<'a> {
    /// Those of a sheet.
    pub fn of(sheet: &Arc<Sheet>, all: &'a [Understood]) -> Tables<'a> {
        Tables(all.iter().filter(|table| Arc::ptr_eq(&table.sheet, sheet)).collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The table that a row belongs to.
    pub fn at(&self, row: usize) -> Option<&'a Understood> {
        self.0.iter().copied().find(|table| (first_row(table)..table.body.end).contains(&row))
    }

    /// The table that a row belongs to, or the next one below it, or the last.
    pub fn near(&self, row: usize) -> Option<&'a Understood> {
        self.0.iter().copied().find(|table| row < table.body.end).or(self.0.last().copied())
    }

    /// The parts that cells were taken for, in the order of the legend.
    pub fn parts(&self) -> Vec<Part> {
        let has = |part: Part| self.0.iter().any(|table| of_table(table).contains(&part));
        Part::ALL.into_iter().filter(|part| has(*part)).collect()
    }

    /// What a cell was taken for.
    pub fn part(&self, row: usize, column: usize) -> Part {
        let Some(table) = self.at(row) else { return Part::Outside };
        if table.header.contains(&row) {
            return Part::Header;
        }
        if !table.body.contains(&row) {
            return Part::Title;
        }
        let by_row = table.left_out.get(&row).and_then(|kind| of_row(*kind));
        by_row.or_else(|| Some(of_column(table, table.columns.get(&column)?))).unwrap_or(Part::Outside)
    }
}

/// What a row as a whole is; `None` where it is its columns that tell.
fn of_row(kind: LineKind) -> Option<Part> {
    Some(match kind {
        LineKind::Blank => Part::Outside,
        LineKind::Heading => Part::Header,
        LineKind::Total => Part::Total,
        LineKind::Place(_) => Part::Place,
        LineKind::OfWhich | LineKind::Note => Part::LeftOut,
        LineKind::Data => return None,
    })
}

/// What a column's cells are.
pub fn of_column(table: &Understood, role: &Role) -> Part {
    match role {
        Role::County | Role::Above(_) => Part::County,
        Role::When => Part::When,
        Role::Fields => Part::FieldName,
        Role::Value(told) => match told.field.or(table.whole.field).map(Field::unit) {
            Some(FieldUnit::Persons) => Part::Heads,
            _ => Part::Money,
        },
        Role::Total(_) => Part::Total,
        Role::LeftOut => Part::LeftOut,
    }
}

/// The parts of a table. Of very many rows left out the first tell what there is.
fn of_table(table: &Understood) -> Vec<Part> {
    let rows = table.left_out.values().take(1_000).filter_map(|kind| of_row(*kind));
    let columns = table.columns.values().map(|role| of_column(table, role));
    let title = (!table.titles.is_empty()).then_some(Part::Title);
    title.into_iter().chain([Part::Header]).chain(columns).chain(rows).collect()
}

fn first_row(table: &Understood) -> usize {
    if table.titles.is_empty() { table.header.start } else { table.titles.start.min(table.header.start) }
}

/// What a column holds, in words, what tells it from its neighbours first: `1月 · 屯溪区 · 基本养老金支出 · 万元`.
pub fn role_words(role: &Role, language: Language) -> String {
    let told = |told: &Told, first: &str| {
        let mut words: Vec<String> = Vec::new();
        match (told.when.year, told.when.month) {
            (Some(year), Some(month)) => words.push(format!("{year}-{month:02}")),
            (Some(year), None) => words.push(language.fill("period.year", &[("year", &year.to_string())])),
            (None, Some(month)) => words.push(language.fill("years.month", &[("month", &month.to_string())])),
            (None, None) => {}
        }
        words.extend(told.county.as_deref().map(str::to_owned));
        words.push(first.to_owned());
        words.extend(told.unit.map(|unit| language.text(&unit.text_key()).to_owned()));
        words.retain(|word| !word.is_empty());
        words.join(" · ")
    };
    match role {
        Role::County => language.text("import.county").to_owned(),
        Role::Above(level) => language.text(level.text_key()).to_owned(),
        Role::When => language.text("import.when").to_owned(),
        Role::Fields => language.text("import.fields").to_owned(),
        Role::Value(values) => told(values, values.field.map_or("", |field| language.text(field.text_key()))),
        Role::Total(values) => told(values, language.text("import.total")),
        Role::LeftOut => language.text("import.left_out").to_owned(),
    }
}

/// Where the findings stand in the sheets: at a cell, or at a row. Of several at one place the first counts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Marks(Vec<SheetMarks>);

#[derive(Clone, PartialEq, Debug, Default)]
struct SheetMarks {
    places: HashMap<(usize, Option<usize>), usize>,
    gravest: Option<usize>,
}

impl Marks {
    /// Those of findings, the gravest first.
    pub fn of(findings: &[Finding], sheets: &[Arc<Sheet>]) -> Marks {
        let mut marks = Marks(vec![SheetMarks::default(); sheets.len()]);
        for (number, finding) in findings.iter().enumerate() {
            let Some(Spot { sheet, row, column }) = spot(&finding.origin, sheets) else { continue };
            marks.0[sheet].gravest.get_or_insert(number);
            if let Some(row) = row {
                marks.0[sheet].places.entry((row, column)).or_insert(number);
            }
        }
        marks
    }

    /// The number of the finding at a cell of a sheet, or at a row where no column is given.
    pub fn at(&self, sheet: usize, row: usize, column: Option<usize>) -> Option<usize> {
        self.0.get(sheet)?.places.get(&(row, column)).copied()
    }

    /// The number of the gravest finding in a sheet.
    pub fn gravest(&self, sheet: usize) -> Option<usize> {
        self.0.get(sheet)?.gravest
    }
}

/// A place among the sheets of an import; rows and columns count from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spot {
    /// The sheet's number.
    pub sheet: usize,
    /// The row.
    pub row: Option<usize>,
    /// The column.
    pub column: Option<usize>,
}

/// Where an origin is among the sheets.
pub fn spot(origin: &Origin, sheets: &[Arc<Sheet>]) -> Option<Spot> {
    let sheet = sheets.iter().position(|sheet| {
        sheet.origin.file == origin.file && (origin.sheet.is_none() || sheet.origin.sheet == origin.sheet)
    })?;
    let from_zero = |n: u32| (n as usize).checked_sub(1);
    Some(Spot { sheet, row: origin.row.and_then(from_zero), column: origin.column.and_then(from_zero) })
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// They stand in the way.
    pub errors: usize,
    /// They are to be looked at.
    pub warnings: usize,
    /// They are worth knowing.
    pub notes: usize,
}

impl Counts {
    /// Of a list.
    pub fn of(findings: &[Finding]) -> Counts {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        Counts { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }
}

/// The answer in one sentence: what would be read, and what there is to look at.
pub fn headline(dataset: Option<&Dataset>, tables: &[Understood], counts: Counts, language: Language) -> String {
    let number = |n: usize| grouped((n as u64).into(), 0);
    let said = |n: usize, key: &str| (n > 0).then(|| language.fill(key, &[("count", &number(n))]));
    let list =
        |parts: Vec<Option<String>>| parts.into_iter().flatten().collect::<Vec<_>>().join(language.text("import.and"));
    let lesser = || vec![said(counts.warnings, "import.warnings"), said(counts.notes, "import.notes")];
    let Some(dataset) = dataset else {
        if tables.is_empty() {
            return language.text("import.nothing_known").to_owned();
        }
        let rows: usize = tables.iter().map(rows_read).sum();
        let values = [("tables", number(tables.len())), ("rows", number(rows)), ("errors", number(counts.errors))];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let blocked = language.fill("import.blocked", &values);
        let lesser = list(lesser());
        return match lesser.is_empty() {
            true => blocked,
            false => blocked + &language.fill("import.besides", &[("found", &lesser)]),
        };
    };
    let rows: usize = dataset.counties.iter().map(County::len).sum();
    let (first, last) = dataset.range();
    let span = match first == last {
        true => period_name(first, language),
        false => {
            let [first, last] = [first, last].map(|period| period_name(period, language));
            language.fill("import.span", &[("first", &first), ("last", &last)])
        }
    };
    let values = [("counties", number(dataset.counties.len())), ("span", span), ("rows", number(rows))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let ready = language.fill("import.ready", &values);
    let mut found = vec![said(counts.errors, "import.errors")];
    found.append(&mut lesser());
    let found = list(found);
    ready
        + &match found.is_empty() {
            true => language.text("import.no_doubts").to_owned(),
            false => language.fill("import.doubts", &[("found", &found)]),
        }
}

/// How many rows of a table hold data.
fn rows_read(table: &Understood) -> usize {
    table.body.len() - table.left_out.keys().filter(|row| table.body.contains(row)).count()
}

/// The first rows as they would be: a row a county and period.
pub fn result(dataset: &Dataset, style: Style) -> ResultSheet {
    let language = style.language;
    let text = |key: &'static str| language.text(key).to_owned();
    let key = |heading| Column::new(heading, Measured::Text);
    let fields = shown_fields(dataset);
    let mut columns = vec![key(text("data.county")), key(text("data.month"))];
    columns.extend(fields.iter().map(|field| {
        Column::new(
            text(field.text_key()),
            match field.unit() {
                FieldUnit::Persons => Measured::Persons,
                FieldUnit::Yuan => Measured::Money,
                FieldUnit::YuanPerMonth => Measured::PerPerson,
            },
        )
    }));
    let all = dataset.counties.iter().flat_map(|county| county.periods().map(move |(p, row)| (county, p, row)));
    let rows = all
        .take(MOST_ROWS)
        .map(|(county, period, row)| {
            let mut cells = vec![Cell::text(&*county.name), Cell::period(period)];
            let value = |field: &Field| Cell::quantity(row.get(*field).map(|value| amount(*field, value)), None);
            cells.extend(fields.iter().map(value));
            cells
        })
        .collect();
    let count: usize = dataset.counties.iter().map(County::len).sum();
    let mut notes = Vec::new();
    if count > MOST_ROWS {
        let number = |n: usize| grouped((n as u64).into(), 0);
        notes.push(language.fill("import.first_rows", &[("shown", &number(MOST_ROWS)), ("count", &number(count))]));
    }
    ResultSheet { title: text("import.result"), columns, frozen: 2, rows, notes, ..ResultSheet::default() }
}

/// The figures that joining an import to the open project would change, with where each stood and stands.
pub fn changes(joined: &Joined, style: Style) -> ResultSheet {
    let text = |key: &str| style.language.text(key).to_owned();
    let headings =
        ["data.county", "data.month", "import.old", "import.new", "import.item", "import.stood", "import.stands"];
    let columns = headings.map(|heading| Column::new(text(heading), Measured::Text)).to_vec();
    let row = |changed: &Changed| {
        let shown = |value: Amount| style.full(amount(changed.field, value));
        vec![
            Cell::text(&*changed.county),
            Cell::period(changed.period),
            Cell::text(shown(changed.old)),
            Cell::text(shown(changed.new)),
            Cell::text(text(changed.field.text_key())),
            Cell::text(changed.stood.to_string()),
            Cell::text(changed.stands.to_string()),
        ]
    };
    let rows = joined.changed.iter().map(row).collect();
    ResultSheet { title: text("import.changes"), columns, frozen: 2, rows, ..ResultSheet::default() }
}

/// The fields that the result has a column of: those that some table holds.
fn shown_fields(dataset: &Dataset) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| !dataset.absent.contains(field)).collect()
}

/// Where the value stood that a cell of [`result`] shows; a county or month leads to its row.
pub fn source_of(dataset: &Dataset, row: usize, column: usize) -> Option<Origin> {
    let source = dataset.counties.iter().flat_map(|county| &county.sources).nth(row)?;
    let field = column.checked_sub(2).and_then(|n| shown_fields(dataset).get(n).copied());
    Some(field.map_or_else(|| source.origin(), |field| source.place(field)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{self, Choices};

    const TEXT: &str = "某市养老保险月报\n单位：万元\n区县,年月,缴费人数,离退休人数,实缴,基本养老金支出,备注\n\
        屯溪区,2004-01,100,50,12.5,13,x\n屯溪区,2004-02,101,51,,14,\n合计,,201,101,12.5,27,\n注：略,,,,,,\n";

    fn understood(text: &str) -> (Vec<Arc<Sheet>>, intake::Import) {
        let sheets = intake::sheets("月报.csv", text.as_bytes()).unwrap();
        let import = intake::understand(&sheets, &Choices::default());
        (sheets, import)
    }

    /// The parts of a sheet, a letter a cell.
    fn drawn(sheets: &[Arc<Sheet>], import: &intake::Import) -> Vec<String> {
        let tables = Tables::of(&sheets[0], &import.tables);
        let letter = |part| match part {
            Part::Outside => '.',
            Part::Title => 't',
            Part::Header => 'h',
            Part::County => 'c',
            Part::When => 'w',
            Part::FieldName => 'f',
            Part::Money => '$',
            Part::Heads => 'p',
            Part::Total => '+',
            Part::Place => '^',
            Part::LeftOut => 'x',
        };
        (0..sheets[0].height()).map(|row| (0..7).map(|column| letter(tables.part(row, column))).collect()).collect()
    }

    #[test]
    fn every_cell_is_shown_as_what_it_was_taken_for() {
        let (sheets, import) = understood(TEXT);
        assert_eq!(
            drawn(&sheets, &import),
            ["ttttttt", "ttttttt", "hhhhhhh", "cwpp$$x", "cwpp$$x", "+++++++", "xxxxxxx"]
        );
        let words = |n: usize| role_words(&import.tables[0].columns[&n], Language::Chinese);
        assert_eq!([words(0), words(4), words(6)], ["区县", "实缴基本养老保险费", "不读入"]);
    }

    #[test]
    fn the_headline_says_what_would_be_read_and_what_to_look_at() {
        let said = |text: &str| {
            let (_, import) = understood(text);
            let counts = Counts::of(&import.findings);
            headline(import.dataset.as_ref(), &import.tables, counts, Language::Chinese)
        };
        assert_eq!(said(TEXT), "读入 1 个区县，2004年1月至2004年2月，共 2 行；1 处警告、2 处提示要看");
        assert_eq!(
            said(&TEXT.replace("12.5", "十二")),
            "1 处错误要处理，处理后才能导入：认出 1 张表，2 行数据；另有 1 处警告、2 处提示"
        );
        assert_eq!(said("甲,乙\n1,2\n"), "没有认出表：请在左边点行号指定表头行，再为各列选定内容");
    }

    #[test]
    fn the_result_leads_back_to_the_sheet() {
        let (sheets, import) = understood(TEXT);
        let dataset = import.dataset.as_ref().unwrap();
        let sheet = result(dataset, Style::default());
        let headings: Vec<&str> = sheet.columns.iter().map(|c| c.heading.as_str()).collect();
        let paid = headings.iter().position(|h| *h == "基本养老金支出").unwrap();
        let origin = source_of(dataset, 1, paid).unwrap();
        assert_eq!(origin.cell().as_deref(), Some("F5"));
        assert_eq!(spot(&origin, &sheets), Some(Spot { sheet: 0, row: Some(4), column: Some(5) }));
        let marks = Marks::of(&import.findings, &sheets);
        let number = marks.at(0, 2, Some(6)).expect("the unknown column is marked");
        assert_eq!(import.findings[number].code, "unknown-column");
    }
}
