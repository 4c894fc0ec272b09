//! 年度对比 on a table of an office: the fund by year is that of the place chosen, a year of which months are missing says
//! so, the button to a comparison says why it leads there, and no year stands on both sides. What was found in the table
//! reads as people write numbers.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use tempfile::TempDir;
use tongchou::locale::Language;

use crate::support::Window;

/// A month's report of so many counties from 2024 to October 2026, in 万元; one figure ten thousand times too large.
fn table(folder: &Path, counties: usize) -> PathBuf {
    let mut text = "江州市基金月报,,,,,,,\n,,,,,,,单位：万元\n".to_owned();
    text += "区县,年月,参保职工人数,缴费人数,离退休人数,应缴基本养老保险费,实缴基本养老保险费,基本养老金支出\n";
    for county in 0..counties {
        for n in 0..34 {
            let insured = 20_000 + 1_500 * county + 30 * n;
            let due = insured as f64 * 0.11;
            let slip = if county == 1 && n == 19 { 10_000.0 } else { 1.0 };
            let pensions = insured as f64 * if county % 3 == 2 { 0.2 } else { 0.15 };
            writeln!(
                text,
                "第{:02}县,{}年{}月,{insured},{},{},{due:.2},{:.2},{pensions:.2}",
                county + 1,
                2024 + n / 12,
                n % 12 + 1,
                insured * 88 / 100,
                insured * 45 / 100,
                due * 0.9 * slip,
            )
            .unwrap();
        }
    }
    let path = folder.join("月报.csv");
    std::fs::write(&path, text).unwrap();
    path
}

fn opened(folder: &Path, counties: usize) -> Window {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    window.drop_files(&[table(folder, counties)]);
    window.click(Role::Button, "导入");
    window.click(Role::Tab, "年度对比");
    window
}

#[test]
fn the_fund_by_year_is_that_of_the_place_and_of_the_months_there_are() {
    for counties in [5, 60] {
        let folder = TempDir::new().unwrap();
        let mut window = opened(folder.path(), counties);
        window.click(Role::RadioButton, "基金收支各年");
        // Ten months are not drawn as a whole year.
        let chart = window.words().into_iter().find(|said| said.starts_with("全市基金各年收支, 单位"));
        let chart = chart.expect("the chart says what it shows");
        assert!(chart.ends_with("2024年, 2026年1—10月"), "{chart}");
        window.choose("地区", "第03县");
        assert!(window.says("第03县基金各年收支") && !window.says("全市基金各年收支"), "{:?}", window.words());
        assert!(window.says("第03县基金收入"), "the sentence is of the place as well: {:?}", window.words());
    }
}

#[test]
fn the_button_to_a_comparison_says_why_and_goes_once_it_is_there() {
    let folder = TempDir::new().unwrap();
    let mut window = opened(folder.path(), 60);
    let named = |window: &Window| {
        let buttons = window.0.query_all_by_role(Role::Button);
        let labels: Vec<String> = buttons.filter_map(|node| node.accesskit_node().label()).collect();
        labels.into_iter().find(|label| label.starts_with("短缺率最高："))
    };
    let button = named(&window).expect("it is there");
    window.click(Role::Button, &button);
    let place = window.app().view().place.clone();
    let shown = window.session().data().places.find(&place).expect("a place");
    assert!(button.contains(&**window.session().data().places.name(shown)), "{button}");
    assert_eq!(named(&window), None);
}

#[test]
fn what_was_found_reads_as_people_write_numbers() {
    let folder = TempDir::new().unwrap();
    let window = opened(folder.path(), 60);
    let said: Vec<String> =
        window.session().findings().iter().map(|found| found.sentence(Language::default())).collect();
    let slip = said.iter().find(|said| said.contains("疑似单位写错")).expect("it is found");
    // In the unit of the table, with separators.
    assert!(slip.contains("是 21,849,300，约为前后各期"), "{slip}");
}

/// A year is not held against itself: the one that stands on the other side changes places with this.
#[test]
fn a_year_that_stands_on_the_other_side_changes_places() {
    let mut window = Window::on("年度对比", 1366.0, 768.0, None);
    let names = ["years.earlier", "years.later"].map(|key| Language::Chinese.text(key).to_owned());
    assert_eq!(window.app().view().years, (2004, 2007));
    window.choose(&names[0], "2007");
    assert_eq!(window.app().view().years, (2007, 2004));
    assert!(window.says("2004年全市征缴收支缺口") && window.says("较2007年"), "{:?}", window.words());
    window.choose(&names[1], "2007");
    assert_eq!(window.app().view().years, (2004, 2007));
    window.choose(&names[1], "2004");
    assert_eq!(window.app().view().years, (2007, 2004));
    window.choose(&names[1], "2006");
    assert_eq!(window.app().view().years, (2007, 2006), "any other year stands where it was chosen");
}
