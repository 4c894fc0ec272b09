//! 预算 as an officer uses it, seen by the words on the window.

use std::time::{Duration, Instant};

use crate::support::Window;
use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::money::Money;
use tongchou::statements::statement::Version;

impl Window {
    /// Waits until budgets are others.
    fn drawn(&mut self, label: &str) {
        let before = self.app().session().budgets().clone();
        let began = Instant::now();
        self.click(Role::Button, label);
        while *self.app().session().budgets() == before {
            assert!(began.elapsed() < Duration::from_secs(120), "a budget is drawn up in good time");
            std::thread::sleep(Duration::from_millis(5));
            self.0.step();
        }
        self.settle();
    }
}

#[test]
fn a_budget_is_drawn_up_typed_over_and_taken_back() {
    let mut window = Window::on("预算", 1440.0, 1400.0, None);
    assert!(window.says("2008年全市还没有编预算"), "{:?}", window.words());
    window.drawn("由此情景编制");
    assert!(window.says("2008年全市基金收入预算 35,141 万元（比上年+7.7%），支出预算 32,836 万元（比上年+13.2%）"));
    assert!(window.says("由 7 个区县相加"));
    window.choose("地区", "屯溪区");
    assert!(window.says("2008年屯溪区基金收入预算"), "{:?}", window.words());
    // The first row is the balance brought forward; its number is typed over, and the next is below it.
    let cell = window.app().session().budgets().told(2008, Version::Budget, "屯溪区", "opening");
    let drawn = cell.drawn.expect("it is drawn up");
    let mut text = String::new();
    for (at, c) in (drawn.fen() / 1_000_000).to_string().chars().rev().enumerate() {
        if at > 0 && at % 3 == 0 {
            text.insert(0, ',');
        }
        text.insert(0, c);
    }
    let text = format!("{text}.{:02}", drawn.fen() % 1_000_000 / 10_000);
    let mut cells = window
        .0
        .get_all_by_role(Role::Cell)
        .filter(|cell| cell.accesskit_node().label().is_some_and(|label| label.starts_with(&text[..text.len() - 1])));
    cells.next().expect("the cell is there").click();
    drop(cells);
    window.0.step();
    window.settle();
    assert!(window.says("由情景“"), "what the cell is from");
    window.keys(Modifiers::NONE, Key::Enter);
    window.0.event(egui::Event::Text("200".to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
    let told = window.app().session().budgets().told(2008, Version::Budget, "屯溪区", "opening");
    assert_eq!((told.entered, told.drawn), (Some(Money::from_yuan(2_000_000)), Some(drawn)));
    assert!(window.says("屯溪区 2008 年“上年结余”写的是 2,000,000.00 元，上年末结余是"), "{:?}", window.words());
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.app().session().budgets().told(2008, Version::Budget, "屯溪区", "opening").entered, None);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.says("2008年屯溪区还没有编预算"));
}

/// Every tab, of a year that has come: how far it is, why it deviates, how the places add up, and the account in words.
#[test]
fn what_came_of_a_budget_is_told_on_each_tab() {
    let mut window = Window::on("预算", 1440.0, 1400.0, None);
    window.click(Role::RadioButton, "执行");
    assert!(window.says("2008年全市还没有预算，没有可比的计划"), "{:?}", window.words());
    window.click(Role::Button, "看 2007 年");
    window.click(Role::Button, "去编制");
    window.drawn("由此情景编制");
    window.click(Role::RadioButton, "执行");
    assert!(window.says("截至2007年12月，全市基金收入完成预算 102.3%，支出完成 100.1%；偏离最大的是财政补贴收入，比计划进度多 635 万元（+7.3%）"));
    window.click(Role::RadioButton, "按地区");
    assert!(window.says("财政补贴收入各地执行 · 截至2007年12月"));
    window.0.get_by_role_and_label(Role::TextInput, "偏差率超过").click();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.0.event(egui::Event::Text("20".to_owned()));
    window.settle();
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.says("全市　区县财政补助和分担缺口 +37.1%"), "{:?}", window.words());
    window.click(Role::RadioButton, "重点关注");
    window.comes("截至2007年12月，全市有 8 个单位的 25 项偏差超过门限");
    window.click(Role::RadioButton, "差异原因");
    assert!(window.says("2007年全市基本养老保险费收入比计划多 44 万元（+0.2%），最大的原因是缴费人数：多 33 万元"));
    window.click(Role::RadioButton, "汇总");
    assert!(window.says("2007年全市预算由 7 个单位汇总：收入 31,877 万元，支出 28,989 万元，相互间没有上解、补助"));
    window.click(Role::RadioButton, "决算说明");
    assert!(window.says("2007年，全市基金收入 32,614 万元，完成预算的 102.3%，比上年增加 4,017 万元，增长 14.0%"));
    // Another screen's tabs are its own, and this one's is remembered.
    window.click(Role::Tab, "情景");
    assert!(window.says("求解"));
    window.click(Role::Tab, "预算");
    assert!(window.says("复制这段文字"));
}

/// A version is settled: what is typed is not taken before it is opened again, and it is compared with a draft.
#[test]
fn a_version_is_settled_opened_and_compared() {
    let mut window = Window::on("预算", 1440.0, 1400.0, None);
    window.drawn("由此情景编制");
    window.click(Role::Button, "存为草稿");
    window.choose("地区", "屯溪区");
    window.comes("在预算列按 Enter 录入");
    window.click(Role::Button, "存为送审稿");
    window.comes("已定为送审稿，不能改动；要改请解锁，或转为调整预算");
    window.click(Role::Button, "转为调整预算");
    window.comes("2008年屯溪区基金收入调整预算");
    window.click(Role::RadioButton, "版本比较");
    window.comes("各行相同");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.app().session().budgets().of(2008, Version::Revised).is_none());
}
