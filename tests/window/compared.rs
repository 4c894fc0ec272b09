//! Two projects held against each other: what somebody else changed in a file while it was open here.

use std::sync::Arc;

use crate::support::Window;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use rust_decimal::Decimal;
use tongchou::locale::Language;
use tongchou::report::words::number::Style;
use tongchou::report::{CellValue, Quantity};
use tongchou::scenario::lever::{Lever, LeverKey};
use tongchou::session::differences::Differences;
use tongchou::session::{Command, Edit, News, Session};

fn session() -> Session {
    Session::new(Language::Chinese, None, Arc::new(|| {}))
}

fn compared(session: &mut Session, path: &std::path::Path) -> Differences {
    match &session.done(Command::Compare(path.to_owned(), Style::default()))[..] {
        [News::Compared(differences)] => (**differences).clone(),
        other => panic!("{other:?}"),
    }
}

fn set(session: &mut Session, scenario: usize, key: LeverKey, value: Decimal) {
    let lever = Lever::of(key);
    session.apply(Command::Edit(Edit::Lever { scenario, lever, value: Some(value), dragging: false }));
}

#[test]
fn what_differs_is_told_one_by_one_and_nothing_where_all_is_alike() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    let mut mine = session();
    mine.done(Command::Save(path.clone()));
    assert_eq!(compared(&mut mine, &path).sheet.rows.len(), 0);

    // Somebody else changes a lever and a figure, and takes a scenario away.
    let mut theirs = session();
    theirs.done(Command::Open(path.clone()));
    set(&mut theirs, 0, LeverKey::CollectionRate, Decimal::new(8, 1));
    let gone = theirs.scenarios()[1].name.clone();
    theirs.apply(Command::Edit(Edit::Remove(1)));
    let other = folder.path().join("别人的.tongchou");
    theirs.done(Command::SaveAs(other.clone()));

    let told = compared(&mut mine, &other);
    let text = |cell: &CellValue| match cell {
        CellValue::Text(text) => text.clone(),
        CellValue::Quantity(Quantity::Number(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    let rows: Vec<Vec<String>> =
        told.sheet.rows.iter().map(|row| row.iter().map(|cell| text(&cell.value)).collect()).collect();
    let base = mine.scenarios()[0].name.clone();
    let lever = rows.iter().find(|row| row[1] == format!("{base} · 征缴率（%）")).unwrap_or_else(|| panic!("{rows:?}"));
    assert_eq!(lever[3], "80");
    assert!(rows.iter().any(|row| row[..] == ["情景", gone.as_str(), "有", "没有"]), "{rows:?}");
    assert_eq!(rows.len(), told.sheet.rows.len());
    // Seen from the other side it is the same, turned round.
    let back = compared(&mut theirs, &path);
    assert_eq!(back.sheet.rows.len(), rows.len());
    // A file that is no project says so.
    std::fs::write(folder.path().join("无.tongchou"), "x").unwrap();
    let news = mine.done(Command::Compare(folder.path().join("无.tongchou"), Style::default()));
    assert!(matches!(&news[..], [News::Failed(_)]), "{news:?}");
}

/// What has no row of its own is told of all the same: two projects that are not alike never seem so.
#[test]
fn what_is_not_alike_never_seems_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    let mut mine = session();
    mine.done(Command::Save(path.clone()));
    let mut told = |edit: Edit| {
        let mut theirs = session();
        theirs.done(Command::Open(path.clone()));
        theirs.apply(Command::Edit(edit));
        let other = folder.path().join("别人的.tongchou");
        theirs.done(Command::SaveAs(other.clone()));
        compared(&mut mine, &other).sheet.rows.len()
    };
    assert_eq!(told(Edit::Note(0, "先看看".into())), 1);
    let plan = tongchou::report::deck::Plan { name: "另一份".into(), ..Default::default() };
    assert_eq!(told(Edit::Deck(Box::new(plan))), 1);
    let ladders = tongchou::special_account::ladder::Ladders {
        quotes: vec![tongchou::special_account::rates::Rates::example()],
        ..Default::default()
    };
    assert_eq!(told(Edit::Ladders(Box::new(ladders), "询价".into(), false)), 1);
}

/// The line on a file that was changed meanwhile leads to what was changed.
#[test]
fn a_file_that_was_changed_meanwhile_is_compared_from_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    session().done(Command::Save(path.clone()));
    let mut window = Window::on("总览", 1366.0, 768.0, Some(&path));
    let mut theirs = session();
    theirs.done(Command::Open(path.clone()));
    set(&mut theirs, 0, LeverKey::CollectionRate, Decimal::new(8, 1));
    // Who has it open keeps others from writing over it; a shared folder without locks doesn't.
    let aside = folder.path().join("aside.tongchou");
    theirs.done(Command::SaveAs(aside.clone()));
    std::fs::rename(&aside, &path).unwrap();
    window.comes("打开以后，这个文件被别人改动过");
    window.click(Role::Link, "对照");
    assert!(window.says("与“黄山.tongchou”有 1 处不同"), "{:?}", window.words());
    assert!(window.says("征缴率（%）"), "{:?}", window.words());
    window.click(Role::Button, "打开那个文件");
    assert!(!window.says("处不同"), "{:?}", window.words());
}

/// Of a project that somebody else has, all that can be done is in sight, and all that is said: also in English on an
/// enlarged small screen.
#[test]
fn on_a_small_screen_nothing_that_is_said_or_offered_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    session().done(Command::Save(path.clone()));
    let lock =
        "owner = \"zhangweiming\"\nmachine = \"HRSS-FUND-PC-0213\"\nsince = \"2026-11-30 09:12\"\nwindow = \"1-1\"\n";
    std::fs::write(folder.path().join(".~lock.黄山.tongchou#"), lock).unwrap();
    let (width, height) = (911.0, 512.0);
    let mut window = Window::english("Overview", width, height, &path);
    let inside = |window: &Window, role: Role, label: &str| {
        let place = window.0.get_by_role_and_label(role, label).rect();
        assert!(place.left() >= 0.0 && place.right() <= width && place.bottom() <= height, "{label}: {place:?}");
    };
    inside(&window, Role::Link, "Save a copy…");
    // What is said is told by its name and as its value.
    let said = |window: &Window, part: &str| {
        let all = window.words().into_iter().find(|words| words.contains(part)).unwrap();
        all.split(" = ").next().unwrap().to_owned()
    };
    inside(&window, Role::Status, &said(&window, "zhangweiming (HRSS-FUND-PC-0213) has been editing"));
    window.keys(Modifiers::COMMAND, Key::S);
    window.comes("it is not written over");
    inside(&window, Role::Status, &said(&window, "it is not written over"));
    inside(&window, Role::Button, "Dismiss");
}
