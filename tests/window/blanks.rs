//! Each blank table, filled, is read back where its kind is read, without anything being said of it.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::support::Window;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use rust_decimal::Decimal;
use tongchou::help::blank::{Blank, Given};
use tongchou::intake;
use tongchou::locale::Language;
use tongchou::people::tables;
use tongchou::special_account::ledger::Keeper;
use tongchou::ui::purpose::Purpose;

/// What is put into a cell.
enum Put<'a> {
    Words(&'a str),
    Number(&'a str),
}

use Put::{Number, Words};

/// A copy of a workbook with cells of its first sheet filled.
fn filled(blank: &Path, cells: &[(&str, Put<'_>)]) -> PathBuf {
    let out = blank.with_file_name(format!("填好的{}", blank.file_name().unwrap().to_string_lossy()));
    let mut archive = zip::ZipArchive::new(std::fs::File::open(blank).unwrap()).unwrap();
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&out).unwrap());
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut sheet = String::from_utf8(bytes).unwrap();
            for (cell, put) in cells {
                let content = match put {
                    Words(words) => format!(" t=\"inlineStr\"><is><t>{words}</t></is></c>"),
                    Number(number) => format!("><v>{number}</v></c>"),
                };
                let at = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} is there"));
                let end = at + sheet[at..].find('>').unwrap();
                assert!(sheet[..end].ends_with('/'), "{cell} is blank");
                sheet = format!("{}{content}{}", &sheet[..end - 1], &sheet[end + 1..]);
            }
            bytes = sheet.into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap();
    out
}

/// Has a window write a blank table, and fills it.
fn asked_for(window: &mut Window, blank: Blank, folder: &Path, cells: &[(&str, Put<'_>)]) -> PathBuf {
    let path = folder.join(format!("{blank:?}.xlsx"));
    window.0.state_mut().choose_files(Purpose::SaveBlank(blank), vec![path.clone()]);
    window.comes(&format!("已保存 {blank:?}.xlsx"));
    filled(&path, cells)
}

fn nothing_is_said(window: &Window) {
    let said: Vec<String> = window
        .words()
        .into_iter()
        .filter(|said| ["错误:", "警告:", "提示:"].iter().any(|s| said.contains(s)))
        .collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn a_year_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for language in Language::ALL {
        let path = folder.path().join(format!("{}.xlsx", language.code()));
        std::fs::write(&path, Blank::Years.workbook(&Given::default(), language).unwrap()).unwrap();
        let mut cells = vec![("A4".to_owned(), Words("甲县")), ("B4".to_owned(), Words("2025年"))];
        let numbers = ["1000", "800", "600", "5000", "1344", "1200", "1320", "12"];
        cells.extend(('C'..='J').zip(numbers).map(|(column, number)| (format!("{column}4"), Number(number))));
        cells.extend(('K'..='P').map(|column| (format!("{column}4"), Number("0"))));
        cells.extend([("Q4".to_owned(), Number("500")), ("R4".to_owned(), Number("1344"))]);
        let cells: Vec<(&str, Put<'_>)> = cells
            .iter()
            .map(|(cell, put)| {
                (
                    &**cell,
                    match put {
                        Words(words) => Words(words),
                        Number(number) => Number(number),
                    },
                )
            })
            .collect();
        let bytes = std::fs::read(filled(&path, &cells)).unwrap();
        let sheets = intake::sheets("年报.xlsx", &bytes).unwrap();
        let import = intake::understand(&sheets, &intake::Choices::default());
        let said: Vec<String> = import.findings.iter().map(|found| found.line(Language::Chinese)).collect();
        assert!(said.is_empty(), "{}: {said:#?}", language.code());
        let data = import.dataset.unwrap();
        assert_eq!((data.grain, data.counties.len()), (tongchou::dataset::Grain::Yearly, 1));
    }
}

#[test]
fn what_is_entered_for_an_assessment_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::on("考核", 1366.0, 768.0, None);
    let cells = [("C4", Number("1")), ("D4", Words("年报")), ("F4", Words("2008-01-10")), ("G4", Words("王芳"))];
    let path = asked_for(&mut window, Blank::Entries, folder.path(), &cells);
    let sheets = intake::sheets("录入.xlsx", &std::fs::read(&path).unwrap()).unwrap();
    let (place, node) = (sheets[0].cell(3, 0).to_owned(), sheets[0].cell(3, 1).to_owned());
    let of_place: Vec<&str> = (3..sheets[0].height()).map(|row| sheets[0].cell(row, 0)).collect();
    let tree = window.session().assessed().tree().unwrap();
    assert!(of_place.contains(&"屯溪区") && of_place.len() >= 7, "{of_place:?}");
    window.0.state_mut().choose_files(Purpose::Entries(2030), vec![path]);
    window.settle();
    window.comes("考核");
    nothing_is_said(&window);
    let id = node.split(' ').next().unwrap();
    let puts = window.session().assessed().puts(&tree.id, 2030, &place, id);
    assert_eq!(puts.len(), 1, "{place} {node}");
    assert_eq!((puts[0].value, &*puts[0].note, &*puts[0].by), (Some(Decimal::ONE), "年报", "王芳"));
    let all = window.session().assessed().entered.keys().filter(|(_, year, ..)| *year == 2030).count();
    assert_eq!(all, 1, "what is blank is not entered");
}

#[test]
fn a_budget_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::on("预算", 1366.0, 768.0, None);
    // The first line of the form, which is entered.
    let path = asked_for(&mut window, Blank::Budget, folder.path(), &[("B4", Number("1200.5"))]);
    let sheets = intake::sheets("预算.xlsx", &std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(sheets[0].cell(2, 1), "预算数（万元）");
    window.0.state_mut().choose_files(Purpose::Forms, vec![path]);
    window.comes("已读入");
    let said: Vec<String> = window.session().said_of_forms().iter().map(|f| f.line(Language::Chinese)).collect();
    assert!(said.is_empty(), "{said:#?}");
    nothing_is_said(&window);
}

#[test]
fn entries_of_the_account_are_read() {
    for language in Language::ALL {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("流水.xlsx");
        std::fs::write(&path, Blank::Ledger.workbook(&Given::default(), language).unwrap()).unwrap();
        let cells = [
            ("A4", Words("2007-03-31")),
            ("B4", Words("征缴")),
            ("C4", Number("1234.5")),
            ("E4", Number("1234.5")),
            ("F4", Words("记-0012")),
            ("G4", Words("屯溪区地税局")),
        ];
        let mut window = Window::on("专户", 1366.0, 768.0, None);
        window.0.state_mut().choose_files(Purpose::Ledger(Keeper::Bank), vec![filled(&path, &cells)]);
        window.settle();
        window.comes("填好的流水.xlsx");
        nothing_is_said(&window);
        let files = window.session().account().files_of(Keeper::Bank);
        let [file] = &files[..] else { panic!("{} files", files.len()) };
        let entry = &file.ledger.entries[0];
        assert_eq!((file.ledger.entries.len(), file.ledger.oddities.len()), (1, 0), "{}", language.code());
        assert_eq!((entry.effect.to_decimal(), &*entry.memo), (Decimal::new(12345, 1), "征缴"));
    }
}

#[test]
fn people_by_age_are_read() {
    for language in Language::ALL {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("年龄.xlsx");
        std::fs::write(&path, Blank::Ages.workbook(&Given::default(), language).unwrap()).unwrap();
        let cells: Vec<(String, &str)> =
            ('B'..='G').zip(["5", "6", "7", "0", "0", "1"]).map(|(c, n)| (format!("{c}18"), n)).collect();
        let cells: Vec<(&str, Put<'_>)> = cells.iter().map(|(cell, number)| (&**cell, Number(number))).collect();
        let bytes = std::fs::read(filled(&path, &cells)).unwrap();
        let understood = tables::understand("年龄.xlsx", &intake::sheets("年龄.xlsx", &bytes).unwrap()).unwrap();
        let said: Vec<String> = understood.said.iter().map(|found| found.line(Language::Chinese)).collect();
        assert!(said.is_empty(), "{}: {said:#?}", language.code());
        let rows: Vec<&str> = understood.text.lines().filter(|line| line.contains(",30,")).collect();
        assert_eq!(rows, ["man,30,5,0", "woman_cadre,30,6,0", "woman_worker,30,7,1"], "{}", language.code());
    }
}

/// All of them stand in one list, which the first start, the menu and help open; the keyboard is at its first.
#[test]
fn one_list_has_them_all() {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    window.click(Role::Button, "下载空白表样");
    for name in ["区县月报", "区县年报", "考核录入", "预算", "专户流水", "分年龄人数"] {
        window.0.get_by_role_and_label(Role::Button, name);
    }
    let focused = window.0.query_all_by_role(Role::Button).find(|node| node.is_focused());
    assert_eq!(focused.map(|node| node.rect().width().round()), Some(150.0));
    window.keys(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape);
    assert!(window.0.query_by_role_and_label(Role::Button, "分年龄人数").is_none());
}
