//! Every figure that the paper prints comes back from the shipped sample, and says how.
//!
//! This goes through the program; `tests/rules/sample.rs` reads the data file by itself and is the second opinion.

use std::collections::HashSet;

use tongchou::dataset::{Dataset, Example};
use tongchou::field::Field;
use tongchou::locale::Language;
use tongchou::month::Month;
use tongchou::published::{self, Verdict};
use tongchou::report::views::published as shown;
use tongchou::report::views::reference;
use tongchou::report::{CellValue, Lead, Sheet, Subject, Tone};
use tongchou::sample;

/// The figures of the sample's pack.
fn pack() -> &'static published::Pack {
    published::pack(&sample::load()).expect("the sample is of the paper's counties and years")
}

fn shown_of(data: &Dataset, language: Language) -> Sheet {
    shown::sheet(data, language).expect("a pack of the data")
}

fn text(value: &CellValue) -> &str {
    match value {
        CellValue::Text(text) => text,
        _ => panic!("{value:?} is not a text"),
    }
}

fn row<'a>(sheet: &'a Sheet, id: &str) -> [&'a str; 5] {
    let subject = Some(Subject::Published(id.to_owned()));
    let row = sheet.rows.iter().find(|row| row[3].subject == subject).unwrap_or_else(|| panic!("no row of {id}"));
    std::array::from_fn(|n| text(&row[n].value))
}

#[test]
fn every_published_figure_agrees() {
    let sheet = shown_of(&sample::load(), Language::Chinese);
    let wrong: Vec<String> = sheet
        .rows
        .iter()
        .filter(|row| text(&row[4].value) != "一致")
        .map(|row| row.iter().map(|cell| format!("{:?} ", cell.value)).collect())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two before pooling; 8 of Table 1; 3, 4 and 9 with Figures 1 to 3; 16 of Table 2; 21 of Table 3.
#[test]
fn sixty_three_figures_are_covered() {
    assert_eq!(pack().figures.len(), 2 + 8 + 3 + 4 + 9 + 16 + 21);
}

#[test]
fn a_row_says_what_is_printed_and_what_the_data_have() {
    let sheet = shown_of(&sample::load(), Language::Chinese);
    let unit = |key| Language::Chinese.text(key);
    let ten_thousand = unit("unit.ten_thousand");
    assert_eq!(
        row(&sheet, "paid.2007.屯溪区"),
        [
            "图1",
            "屯溪区2007年发放基本养老金",
            &format!("4914 {ten_thousand}"),
            &format!("4,914.00 {ten_thousand}"),
            "一致"
        ]
    );
    let growth = row(&sheet, "collected_growth.2004-2007");
    assert_eq!((growth[2], growth[4]), ("59.95%", "一致"));
    assert!(growth[3].starts_with("59.9") && growth[3].len() == "59.9477%".len(), "{}", growth[3]);
    assert_eq!(row(&sheet, "grants_each_year.2004-2007")[2], format!("4000余{ten_thousand}"));
    assert_eq!(row(&sheet, "shortage_falls.2004-2007.屯溪区")[2], "呈下降趋势");
    assert!(sheet.source.contains("示例数据（按公开年度数据重构）"));
}

#[test]
fn a_wrong_number_is_shown_as_differing() {
    let mut data = sample::load();
    let month = Month::new(2006, 11).unwrap().since(Month::january(2004)) as usize;
    data.counties[3].change(month, |row| row.set(Field::Remitted, None));
    let sheet = shown_of(&data, Language::Chinese);
    let unknown = sheet.rows.iter().filter(|row| row[3].value == CellValue::Unknown).count();
    assert_eq!(unknown, 4, "handed up and kept, of 2006 and in all");
    let other = data.counties[3].nth(month + 1).get(Field::Collected);
    data.counties[3].change(month, |row| row.set(Field::Remitted, other));
    let sheet = shown_of(&data, Language::Chinese);
    let wrong: Vec<_> = sheet.rows.iter().filter(|row| row[4].tone == Tone::Warning).collect();
    assert_eq!(wrong.len(), 4);
    assert!(wrong.iter().all(|row| text(&row[4].value) == "不一致"));
}

/// From every figure down to the data: each input is known and leads on, and no text shows its key.
#[test]
fn every_figure_can_be_derived() {
    let data = sample::load();
    for language in Language::ALL {
        for figure in &pack().figures {
            let why = shown::derivation(&data, &figure.id, language).expect("a derivation");
            assert!(why.workings.len() >= 2, "{}: {:?}", figure.id, why.workings);
            assert!(!why.inputs.is_empty(), "{}", figure.id);
            for input in &why.inputs {
                let Lead::Subject(subject) = &input.leads_to else { panic!("{}: {}", figure.id, input.label) };
                if let Subject::Published(id) = subject {
                    assert!(shown::derivation(&data, id, language).is_some(), "{}: {id}", figure.id);
                }
                assert_ne!(input.value, CellValue::Unknown, "{}: {}", figure.id, input.label);
            }
            assert_eq!(why.notes[0], Example::Huangshan.mark(language));
            assert!(why.notes.len() > 1, "{}: no provenance", figure.id);
            let said = [&why.title, &why.rule].into_iter().chain(&why.workings).chain(&why.notes);
            for text in said {
                let a_key =
                    text.split("published.").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
                assert!(!a_key && !text.contains('{'), "{}: {text}", figure.id);
            }
        }
    }
    assert!(shown::derivation(&data, "paid.1999.屯溪区", Language::Chinese).is_none());
}

#[test]
fn money_lent_is_explained_by_the_months_before_the_first_grant() {
    let data = sample::load();
    let why = shown::derivation(&data, "lent.2006.徽州区", Language::Chinese).expect("a derivation");
    assert_eq!(text(&why.value).split(' ').next(), Some("0.00"));
    assert_eq!(why.inputs.len(), 2 * 5, "allocated and remitted, January to May");
    assert_eq!(why.workings[1], "max(0, −570,000.00) = 0.00");
    let total = shown::derivation(&data, "lent_in_all.2006-2007", Language::Chinese).expect("a derivation");
    assert_eq!(total.workings[0], "26,460,000.00 = 13,370,000.00 + 13,090,000.00");
}

#[test]
fn other_data_do_not_claim_to_be_the_sample() {
    let mut data = sample::load();
    data.example = None;
    assert!(!shown_of(&data, Language::English).source.contains("ample data"));
    assert!(shown::derivation(&data, "income.2004", Language::English).expect("a derivation").notes.is_empty());
}

#[test]
fn reference_tables_have_as_many_cells_as_columns() {
    let [chinese, english] = Language::ALL.map(reference::reference_tables);
    assert_eq!(chinese.len(), english.len());
    for table in chinese.iter().chain(&english) {
        assert!(!table.title.is_empty() && !table.source.is_empty() && !table.rows.is_empty(), "{}", table.title);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.title);
    }
    let same = chinese.iter().zip(&english).filter(|(zh, en)| zh.title == en.title || zh.rows.len() != en.rows.len());
    assert_eq!(same.count(), 0);
}

/// What is listed as printed is what the tables to show have.
#[test]
fn printed_numbers_stand_in_the_reference_tables() {
    let tables = reference::reference_tables(Language::Chinese);
    let cells: HashSet<&str> = tables
        .iter()
        .filter(|table| table.source.contains("黄山"))
        .flat_map(|table| table.rows.iter().flatten().map(|cell| text(&cell.value)))
        .collect();
    for figure in &pack().figures {
        if let published::Printed::Exactly(number, _) = figure.printed {
            assert!(cells.contains(number.to_string().as_str()), "{}: {number}", figure.id);
        }
    }
}

#[test]
fn every_column_says_where_it_comes_from() {
    for language in Language::ALL {
        for field in Field::ALL {
            let told = Example::Huangshan.provenance(field, language).expect("it has every column");
            assert!(!told.note.is_empty());
        }
        assert!(Example::ALL.iter().all(|example| !example.notice(language).is_empty()));
    }
    let due = Example::Huangshan.provenance(Field::Due, Language::Chinese).expect("it has the column");
    assert_eq!((due.kind, due.kind.name(Language::Chinese)), (sample::ProvenanceKind::Derived, "推算"));
}

#[test]
fn unknown_is_neither() {
    let data = sample::load();
    let data = data.of_counties(&(1..data.counties.len()).collect::<Vec<_>>());
    let figure = pack().find("paid.2004.屯溪区").expect("the figure");
    assert_eq!(figure.agrees(&data), Verdict::Unknown);
}

/// The pilot's scenario gives back what the report prints, but for what no merger can give.
#[test]
fn the_pilot_of_liaoning_comes_back_from_its_scenario() {
    let data = Example::Liaoning.load();
    let pack = published::pack(&data).expect("a pack of the example");
    assert_eq!(pack.figures.len(), 18);
    let differs: Vec<&str> =
        pack.figures.iter().filter(|f| f.agrees(&data) != Verdict::Agrees).map(|f| f.id.as_str()).collect();
    assert_eq!(differs, ["allowance.2002"]);
    let sheet = shown_of(&data, Language::Chinese);
    assert_eq!(row(&sheet, "left.2001-2002")[1..], ["2001—2002年解除劳动关系人数", "124 万人", "124.00 万人", "一致"]);
    assert_eq!(row(&sheet, "per_head.2001-2002")[2..4], ["8250 元", "8,250.00 元"]);
    assert_eq!(row(&sheet, "made_real.2001-2002")[2..4], ["47.9 亿元", "47.900 亿元"]);
    assert!(sheet.source.contains("国发〔2003〕6号"), "{}", sheet.source);
    // Of other data nothing is said.
    let other = published::pack(&sample::load()).expect("the sample's own");
    assert!(other.find("left.2001-2002").is_none());
    // Each is printed in the tables that are shown beside it.
    let tables = reference::reference_tables(Language::Chinese);
    let of_the_pilot = tables.iter().filter(|table| table.source.contains("辽宁"));
    let cells: HashSet<String> =
        of_the_pilot.flat_map(|table| table.rows.iter().flatten()).map(|cell| text(&cell.value).to_owned()).collect();
    for figure in pack.figures.iter().filter(|figure| figure.key != "per_head") {
        if let published::Printed::Exactly(number, _) = figure.printed {
            assert!(cells.contains(&number.to_string()), "{}: {number}", figure.id);
        }
    }
}
