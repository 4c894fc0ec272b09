//! The tabs of 情景 that doubt: how sure, what would have been, and how far off; seen by the words on the window.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::ui::app::{App, Folders};

struct Window(Harness<'static, App>);

impl Window {
    fn open() -> Window {
        Window::sized(1366.0, 720.0, None)
    }

    fn sized(width: f32, height: f32, file: Option<&Path>) -> Window {
        let harness = Harness::builder()
            .with_size(vec2(width, height))
            .with_pixels_per_point(1.0)
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), file));
        let mut window = Window(harness);
        let began = Instant::now();
        while window.0.state().session().is_reading() {
            assert!(began.elapsed() < Duration::from_secs(120), "a file is read in good time");
            std::thread::sleep(Duration::from_millis(5));
            window.0.step();
        }
        window.settle();
        if window.0.query_by_role_and_label(Role::Button, "导入").is_some() {
            window.click(Role::Button, "导入");
        }
        window.click(Role::Tab, "情景");
        window
    }

    /// A few frames: where something is being worked out the window goes on drawing.
    fn draw(&mut self) {
        for _ in 0..4 {
            self.0.step();
        }
    }

    /// Waits for runs and answers, and shows them.
    fn settle(&mut self) {
        self.0.step();
        self.0.state_mut().settle();
        self.0.step();
        self.0.state_mut().settle();
        self.draw();
    }

    fn click(&mut self, role: Role, label: &str) {
        self.0.get_by_role_and_label(role, label).click();
        self.settle();
    }

    fn choose(&mut self, list: &str, choice: &str) {
        let head = format!("{list}: ");
        let labels = self.0.root().children_recursive().filter_map(|node| node.accesskit_node().label());
        let list = labels.into_iter().find(|label| label.starts_with(&head)).expect("a list");
        self.0.get_by_role_and_label(Role::ComboBox, &list).click();
        self.draw();
        self.0.get_by_role_and_label(Role::Button, choice).click();
        self.settle();
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.0.key_press_modifiers(modifiers, key);
        self.draw();
    }

    fn put(&mut self, field: &str, number: &str) {
        self.click(Role::TextInput, field);
        self.keys(Modifiers::COMMAND, Key::A);
        self.0.event(egui::Event::Text(number.to_owned()));
        self.draw();
        self.keys(Modifiers::NONE, Key::Enter);
        self.settle();
    }

    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for node in self.0.root().children_recursive() {
            let access = node.accesskit_node();
            if access.raw_bounds().is_none() || access.role() == Role::TextRun {
                continue;
            }
            let said = [access.label(), access.value()].into_iter().flatten().collect::<Vec<_>>().join(" = ");
            if !said.is_empty() {
                words.push(said);
            }
        }
        words
    }

    #[track_caller]
    fn says(&self, part: &str) {
        assert!(self.words().iter().any(|w| w.contains(part)), "{part}: {:#?}", self.words());
    }

    /// Keeps a picture where a folder for them is given.
    fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("DOUBT_PICTURES").map(PathBuf::from) else { return };
        self.0.remove_cursor();
        self.draw();
        let picture = self.0.render().expect("a picture is drawn");
        picture.save(folder.join(format!("{name}.png"))).expect("a picture is saved");
    }
}

#[test]
fn a_scenario_is_shaken_and_its_settings_are_steps_of_undo() {
    let mut window = Window::open();
    window.click(Role::RadioButton, "不确定性");
    window.says("这个情景还没有设定波动");
    window.picture("fan_none");
    window.click(Role::Button, "加入波动");
    window.says("到2012年12月");
    window.says("随机种子 1");
    window.picture("fan");
    let words = window.words();
    let headline = words.iter().find(|w| w.starts_with("到2012年12月")).cloned().expect("a headline");
    window.put("征缴率", "8");
    assert!(!window.words().contains(&headline), "a wider spread reads otherwise");
    window.click(Role::Button, "征缴率: 恢复默认");
    window.says(&headline);
    window.put("随机种子", "2");
    window.says("随机种子 2");
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    window.says(&headline);
    window.click(Role::RadioButton, "债务合计");
    window.says("债务有九成可能");
    window.picture("fan_debt");
    window.choose("情景", "回溯2007年：县级统筹");
    window.says("回溯测算用已发生的收支，不作波动");
    window.picture("fan_replay");
}

#[test]
fn a_past_year_is_replayed_next_to_what_happened_and_kept() {
    let mut window = Window::open();
    window.click(Role::RadioButton, "回溯测算");
    window.says("2007年若实行统收统支，");
    window.picture("replay");
    window.click(Role::RadioButton, "净调剂");
    window.says("各区县净调剂");
    window.picture("replay_net");
    window.choose("年份", "2004年");
    window.says("2004年若实行统收统支，屯溪区净得调剂 386 万元");
    window.picture("replay_2004");
    window.choose("地区", "屯溪区");
    window.says("屯溪区净得调剂 386 万元（实际没有调剂），不用自筹借款");
    window.choose("年份", "2007年");
    window.click(Role::RadioButton, "县级统筹");
    window.says("2007年若实行县级统筹，屯溪区不上解也不受调剂");
    window.click(Role::RadioButton, "资金往来");
    window.picture("replay_county");
    window.says("已存为情景“回溯2007年：县级统筹”");
    window.choose("期间", "3月");
    window.says("2007年3月若实行县级统筹");
    window.click(Role::RadioButton, "市级调剂");
    window.picture("replay_month");
    window.click(Role::Button, "存为情景");
    window.says("已存为情景“回溯2007年：市级调剂”");
    assert_eq!(window.0.state().session().scenarios().len(), 5);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(window.0.state().session().scenarios().len(), 4);
}

#[test]
fn actuals_are_held_against_a_scenario_told_from_earlier() {
    let mut window = Window::open();
    window.click(Role::RadioButton, "实际对照");
    window.says("还没有可对照的月份");
    window.picture("variance_none");
    window.click(Role::Button, "从2007年1月起另建一个情景");
    window.says("截至2007年12月，全市征缴收入实际比情景“");
    window.says("13 行");
    window.picture("variance");
    window.click(Role::RadioButton, "期末结余");
    window.says("实际结余只有区县账上的");
    window.picture("variance_balance");
    window.click(Role::RadioButton, "测算");
    window.says("至2012年12月");
    window.click(Role::RadioButton, "不确定性");
    window.click(Role::Button, "加入波动");
    window.says("到2012年12月");
}

#[test]
fn the_bridge_leads_to_a_scenario_told_from_earlier() {
    let mut window = Window::open();
    window.click(Role::RadioButton, "实际对照");
    window.click(Role::Button, "从2007年1月起另建一个情景");
    window.click(Role::RadioButton, "差异分解");
    window.says("一分不差");
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("数据.csv");
    std::fs::write(&path, text).expect("a file");
    (folder, path)
}

#[test]
fn yearly_data_and_a_single_county_say_what_is_lacking() {
    let (_folder, path) = file(
        "区县,年月,缴费人数,离退休人数,月人均缴费基数,实缴基本养老保险费,基本养老金支出,期末结余\n\
         甲县,2006,1000,500,1000,3000000,3300000,500000\n甲县,2007,1010,520,1100,3300000,3700000,100000\n",
    );
    let mut window = Window::sized(1366.0, 720.0, Some(&path));
    window.click(Role::RadioButton, "回溯测算");
    window.says("若实行统收统支");
    window.says("数据是年度数");
    window.picture("yearly_replay");
    window.click(Role::RadioButton, "实际对照");
    window.says("数据是年度数，没有分月数可与情景对照");
    window.picture("yearly_variance");
    window.click(Role::RadioButton, "不确定性");
    window.click(Role::Button, "加入波动");
    window.says("至");
    window.picture("yearly_fan");
}

#[test]
fn the_tabs_stand_in_large_windows_in_the_dark_and_in_english() {
    let mut window = Window::sized(1920.0, 1080.0, None);
    window.keys(Modifiers::COMMAND, Key::K);
    window.0.event(egui::Event::Text("浅色或深色".to_owned()));
    window.draw();
    window.keys(Modifiers::NONE, Key::Enter);
    window.click(Role::RadioButton, "回溯测算");
    window.says("各区县净调剂");
    window.picture("large_replay");
    window.click(Role::RadioButton, "不确定性");
    window.click(Role::Button, "加入波动");
    window.picture("large_fan");
    window.click(Role::RadioButton, "实际对照");
    window.click(Role::Button, "从2007年1月起另建一个情景");
    window.says("2007年8月");
    window.picture("large_variance");
    window.click(Role::Tab, "菜单");
    window.0.get_by_label_contains("English").click();
    window.settle();
    window.picture("english_variance");
    for (tab, words) in [("Uncertainty", "nine times in ten"), ("Replay", "no county raises working capital")] {
        window.0.get_by_role_and_label(Role::RadioButton, tab).click();
        window.settle();
        window.says(words);
        window.picture(&format!("english_{tab}"));
    }
}

#[test]
fn the_later_retirement_age_is_told_beside_the_ages_of_before() {
    let mut window = Window::open();
    window.click(Role::RadioButton, "延迟退休");
    window.says("延迟退休对这里的缺口有多大影响？");
    window.picture("retirement_none");
    window.click(Role::Button, "按年龄测算");
    window.says("延迟退休使2055年");
    window.says("示例结构");
    window.says("提前退休比例");
    window.picture("retirement_money");
    window.click(Role::RadioButton, "人数");
    window.says("全市 · 离退休人数");
    window.picture("retirement_heads");
    window.click(Role::RadioButton, "年龄构成");
    window.says("2008年12月全市缴费和离退休人员的年龄");
    window.picture("retirement_ages");
    window.click(Role::RadioButton, "逐月退休");
    window.says("2008年全市新增离退休");
    window.picture("retirement_months");
    let pages = window.0.state().session().deck().pages.len();
    window.keys(Modifiers::COMMAND, Key::R);
    window.settle();
    assert_eq!(window.0.state().session().deck().pages.len(), pages + 1);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    let by_age = window.0.state().session().scenarios().iter().filter(|scenario| scenario.people.is_some());
    assert_eq!(by_age.count(), 0, "one step adds it, one takes it away");
}
