//! The import screen in English, on Chinese tables: what isn't the officer's own is English.

use crate::support::Window;
use eframe::egui::accesskit::Role;

/// A table with all sorts of doubts: a unit that does not fit, a heading that is not known, a figure in another unit, a
/// total that is another sum, a blank.
const TABLE: &str = "江州市2006年基金月报,,,,,,,
单位：万元,,,,,,,
区县,月份,缴费人数（万元）,离退休人数,应缴养老保险费,征缴收入,养老金支出,欠费情况
屯溪区,2006-01,12000,5000,350,320,300,无
屯溪区,2006-02,12000,5000,350,,300,
黄山区,2006-01,1.2万,5000,350,320,3000000,
黄山区,2006-02,12000,5000,350,约120,-20,
合计,,48000,20000,1400,1040,900,
";

fn has_hanzi(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || "，。：；（）、".contains(c))
}

#[test]
fn on_chinese_tables_all_that_is_not_the_officers_own_is_english() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, TABLE).unwrap();
    let mut window = Window::english("Overview", 1366.0, 768.0, &path);
    window.click(Role::Tab, "Import");
    let mut doubts = String::new();
    for word in window.words() {
        doubts = Some(word).filter(|word| word.starts_with("Doubts")).unwrap_or(doubts);
    }
    window.click(Role::RadioButton, &doubts);
    let mut own: Vec<&str> = TABLE.split([',', '\n']).map(str::trim).filter(|cell| has_hanzi(cell)).collect();
    own.sort_by_key(|cell| std::cmp::Reverse(cell.len()));
    let words = window.words();
    assert!(words.iter().any(|said| said.contains("Money in: Auto (wan yuan)")), "{words:?}");
    let conflict = "but its unit wan yuan does not count that";
    assert!(words.iter().any(|said| said.contains(conflict)), "{words:?}");
    let left: Vec<&String> = words
        .iter()
        .filter(|said| has_hanzi(&own.iter().fold((*said).clone(), |said, cell| said.replace(cell, ""))))
        .collect();
    assert!(left.is_empty(), "{left:#?}");
}
