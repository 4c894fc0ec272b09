//! Pages of many places: made on another thread, so that the window stays quick; what is shown is what a page of few
//! places would show, and it is that of the last choice.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::support::Window;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use tongchou::report::views::context::Context;
use tongchou::report::views::overview::{Against, overview_beside};
use tongchou::report::words::number::Style;
use tongchou::report::{Books, Place};
use tongchou::ui::state::Screen;

const COUNTIES: usize = 400;

/// Two years by month; 第123县 pays by far the most for what it takes in.
fn many() -> (tempfile::TempDir, PathBuf) {
    let mut text = "county,month,contributors,retirees,due,collected,pension,balance\n".to_owned();
    for county in 0..COUNTIES {
        let mut balance = 50_000_000;
        for month in 0..24 {
            let pension = if county == 123 { 190_000 } else { 100_000 + county % 7 * 1000 } + month;
            let collected = 90_000;
            balance = balance + collected - pension;
            let (year, month) = (2006 + month / 12, month % 12 + 1);
            writeln!(text, "第{county}县,{year}-{month:02},100,40,90000,{collected},{pension},{balance}")
                .expect("text takes it");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("各县.csv");
    std::fs::write(&path, text).expect("the file is written");
    (folder, path)
}

/// What the overview says first of a period, made at once.
fn headline(window: &Window, period: &str) -> String {
    let session = window.session();
    let runs = session.runs();
    let context = Context { observed: session.data(), runs: &runs, style: Style::default(), source: session.source() };
    let period = period.parse().expect("a period");
    overview_beside(&context, Books::Data, &Place::Root, period, Some(0), Against::LastYear).headline
}

#[test]
fn the_overview_of_many_places_comes_as_it_is_and_that_of_the_last_choice_stays() {
    let (_folder, path) = many();
    let mut window = Window::on("总览", 1366.0, 768.0, Some(&path));
    assert_eq!(window.session().data().counties.len(), COUNTIES);
    let (of_2007, of_2006) = (headline(&window, "2007"), headline(&window, "2006"));
    assert!(of_2007.contains("第123县") && of_2007 != of_2006, "{of_2007}");
    assert!(window.says(&of_2007), "{:?}", window.words());
    // The former page stays until the other is there.
    window.0.get_by_role_and_label(Role::Tab, "年度对比").click();
    window.0.run_steps(2);
    assert!(window.app().is_making());
    window.0.get_by_role_and_label(Role::Tab, "总览").click();
    window.0.run_steps(2);
    assert!(window.app().is_making() && !window.says(&of_2007));
    window.settle();
    assert_eq!(window.app().view().screen, Screen::OVERVIEW);
    assert!(!window.app().is_making() && window.says(&of_2007), "{:?}", window.words());
}

#[test]
fn every_screen_of_many_places_comes() {
    let (_folder, path) = many();
    let mut window = Window::on("总览", 1366.0, 768.0, Some(&path));
    assert_eq!(window.session().data().counties.len(), COUNTIES);
    for (rail, said) in [
        ("区县", "征缴收支缺口"),
        ("年度对比", "2006"),
        ("情景", "首次出现支付缺口"),
        ("数据", "400 个区县"),
        ("考核", "第0县"),
    ] {
        window.click(Role::Tab, rail);
        assert!(window.says(said), "{rail}: {:?}", window.words());
    }
}
